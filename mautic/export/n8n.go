package export

import (
	"errors"
	"strings"

	"mautic-connect/mautic/n8n"
)

// n8n writes the array that n8n import:credentials takes.
func (s *sheet) n8n() ([]File, error) {
	c, err := s.n8nCredential()
	if err != nil {
		return nil, err
	}
	file, err := c.ImportJSON()
	if err != nil {
		return nil, err
	}
	return []File{secretFile("mautic-n8n-credentials.json", mediaJSON, string(file))}, nil
}

// n8nCredential is the credential as package n8n makes it, which also refuses
// the values that n8n would change. Its refusals become this package's.
func (s *sheet) n8nCredential() (n8n.Credential, error) {
	c, err := n8n.NewCredential(n8nName(s.name), s.credential, s.withTokens)
	if e, ok := errors.AsType[*n8n.ValueError](err); ok {
		field := strings.ReplaceAll(strings.ToLower(e.Field), " ", "_")
		if field == "url" {
			field = "base_url"
		}
		problem, instead := e.Message()
		return c, &ValueError{Format: s.format, Field: field, Problem: problem, Instead: instead, Err: e}
	}
	return c, err
}

// n8nName pads or cuts a name to what n8n takes, so that no export fails for
// its name.
func n8nName(name string) string {
	cut := func(name string) string {
		r := []rune(name)
		return string(r[:min(len(r), n8n.MaxName)])
	}
	name = cut(name)
	if _, err := n8n.CleanName(name); err != nil {
		return cut("Mautic " + name) // too short, maybe only once it is clean
	}
	return name
}

// n8nWorkflow writes nodes to paste on the canvas: a trigger, and one contact
// read with the credential. Node types and parameters as n8n's own source and
// its editor name them.
func (s *sheet) n8nWorkflow() ([]File, error) {
	c, err := s.n8nCredential()
	if err != nil {
		return nil, err
	}
	const trigger = "Run once"
	reader, kind, version := n8n.NodeMautic, n8n.NodeMauticType, 1
	parameters := object{
		{"authentication", "credentials"}, {"resource", "contact"}, {"operation", "getAll"},
		{"returnAll", false}, {"limit", 1}, {"options", object{}},
	}
	switch c.Type {
	case n8n.TypeOAuth2:
		parameters[0].value = "oAuth2"
	case n8n.TypeGenericOAuth2:
		reader, kind, version = "One contact", "n8n-nodes-base.httpRequest", 4
		parameters = object{
			{"url", s.base.API("contacts?limit=1")}, {"authentication", "genericCredentialType"},
			{"genericAuthType", string(c.Type)}, {"options", object{}},
		}
	}
	node := func(name, kind string, version, x int, parameters object, more ...member) object {
		return append(object{
			{"parameters", parameters}, {"id", uuid(c.ID + name)}, {"name", name},
			{"type", kind}, {"typeVersion", version}, {"position", array{x, 0}},
		}, more...)
	}
	credential := member{"credentials", object{{string(c.Type), texts("id", c.ID, "name", c.Name)}}}
	return []File{openFile("mautic-n8n-workflow.json", mediaJSON, renderJSON(object{
		{"name", "Mautic: read one contact"},
		{"nodes", array{
			node(trigger, "n8n-nodes-base.manualTrigger", 1, 0, object{}),
			node(reader, kind, version, 220, parameters, credential),
		}},
		{"connections", object{{trigger, object{{"main", array{array{object{{"node", reader}, {"type", "main"}, {"index", 0}}}}}}}}},
		{"pinData", object{}},
	}))}, nil
}
