package export

import (
	"crypto/sha256"
	"strings"
	"unicode/utf8"

	"mautic-connect/mautic"
)

// n8n's credential types. The Mautic ones hide the fields of OAuth2 and pin
// them; importing those fields too would make n8n's form lose its Connect button.
const (
	n8nBasic   = "mauticApi"
	n8nOAuth2  = "mauticOAuth2Api"
	n8nGeneric = "oAuth2Api"
)

func (s *sheet) n8nType() string {
	switch s.method {
	case mautic.MethodBasic:
		return n8nBasic
	case mautic.MethodAuthorizationCode:
		return n8nOAuth2
	}
	return n8nGeneric
}

// n8n writes the array that n8n import:credentials takes.
func (s *sheet) n8n() ([]File, error) {
	data := object{}
	for _, e := range s.entries() {
		if strings.HasPrefix(e.value, "=") && strings.Contains(e.value, "{{") {
			return nil, s.refuse(e.key, "starts with = and holds {{, which n8n takes for an expression", "change it in Mautic")
		}
	}
	switch s.method {
	case mautic.MethodBasic:
		data = texts("url", s.base.String(), "username", n8nText(s.user), "password", n8nText(s.password))
	case mautic.MethodAuthorizationCode:
		data = texts("url", s.base.String(), "clientId", n8nText(s.clientID), "clientSecret", n8nText(s.clientSecret))
		if s.connected() {
			tokens := texts("access_token", n8nText(s.access), "token_type", "bearer").with("expires_in", s.lifeSeconds())
			if s.refresh != "" {
				tokens = tokens.with("refresh_token", n8nText(s.refresh))
			}
			data = data.with("oauthTokenData", tokens.with("scope", nil))
		}
	case mautic.MethodClientCredentials:
		data = texts("grantType", "clientCredentials", "accessTokenUrl", s.base.TokenURL(),
			"clientId", n8nText(s.clientID), "clientSecret", n8nText(s.clientSecret), "scope", "", "authentication", "body")
	}
	return []File{secretFile("mautic-n8n-credentials.json", mediaJSON, renderJSON(array{
		texts("id", s.n8nID(), "name", s.n8nName(), "type", s.n8nType()).with("data", data),
	}))}, nil
}

// n8nText writes a value so that n8n reads it as text. A leading = makes it an
// expression, which without {{ is the text behind the =.
func n8nText(v string) string {
	if strings.HasPrefix(v, "=") {
		return "=" + v
	}
	return v
}

// n8nName keeps to the 3 to 128 characters that n8n's form and API want.
func (s *sheet) n8nName() string {
	name := s.name
	if utf8.RuneCountInString(name) < 3 {
		name = "Mautic " + name
	}
	if r := []rune(name); len(r) > 128 {
		name = strings.TrimSpace(string(r[:128]))
	}
	return name
}

// n8nID is made of what the credential is called and where it belongs, not of
// its secrets: importing it again updates it. n8n's own ids have 16 characters
// of this alphabet.
func (s *sheet) n8nID() string {
	return stableID(s.base.String() + "\n" + s.n8nType() + "\n" + s.n8nName())[:16]
}

// stableID returns 32 letters and digits that depend on text alone.
func stableID(text string) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum := sha256.Sum256([]byte(text))
	for i, b := range sum {
		sum[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(sum[:])
}

// n8nWorkflow writes nodes to paste on the canvas: a trigger, and one contact
// read with the credential. Node types and parameters as n8n's own source and
// its editor name them.
func (s *sheet) n8nWorkflow() ([]File, error) {
	const trigger = "Run once"
	reader, kind, version := "Mautic", "n8n-nodes-base.mautic", any(1)
	parameters := object{
		{"authentication", "credentials"}, {"resource", "contact"}, {"operation", "getAll"},
		{"returnAll", false}, {"limit", 1}, {"options", object{}},
	}
	switch s.method {
	case mautic.MethodAuthorizationCode:
		parameters[0].value = "oAuth2"
	case mautic.MethodClientCredentials:
		reader, kind, version = "One contact", "n8n-nodes-base.httpRequest", 4
		parameters = object{
			{"url", s.base.API("contacts?limit=1")}, {"authentication", "genericCredentialType"},
			{"genericAuthType", n8nGeneric}, {"options", object{}},
		}
	}
	node := func(name, kind string, version any, x int, parameters object, more ...member) object {
		return append(object{
			{"parameters", parameters}, {"id", uuid(s.n8nID() + name)}, {"name", name},
			{"type", kind}, {"typeVersion", version}, {"position", array{x, 0}},
		}, more...)
	}
	credential := member{"credentials", object{{s.n8nType(), object{{"id", s.n8nID()}, {"name", s.n8nName()}}}}}
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

// uuid returns a version 8 UUID (RFC 9562) that depends on text alone.
func uuid(text string) string {
	const hex = "0123456789abcdef"
	sum := sha256.Sum256([]byte(text))
	sum[6], sum[8] = sum[6]&15|0x80, sum[8]&0x3f|0x80
	var b []byte
	for i, c := range sum[:16] {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, hex[c>>4], hex[c&15])
	}
	return string(b)
}
