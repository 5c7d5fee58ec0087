package export

import (
	"strings"

	"mautic-connect/mautic"
)

// insomnia writes Insomnia's export format 4. Its importer of Postman files
// sends the client secret in a header, so that would not do.
func (s *sheet) insomnia() ([]File, error) {
	// Raw blocks nest, and a brace before the end mark would be part of another mark.
	tags := func(v string) bool {
		return nunjucks(v) && (strings.Contains(v, "raw") || strings.HasSuffix(v, "{"))
	}
	if err := s.refuseAny(tags, "holds text that Insomnia takes for a template", "change it in Mautic, or type it in Insomnia"); err != nil {
		return nil, err
	}
	workspace := "wrk_" + strings.ToLower(stableID(s.base.String()+"\n"+s.name))
	request := func(name, path string) object {
		return texts("_id", "req_"+strings.ToLower(stableID(workspace+path)), "_type", "request", "parentId", workspace,
			"name", name, "method", "GET", "url", s.base.String()+path,
		).with("headers", array{}).with("parameters", array{}).with("body", object{}).with("authentication", s.insomniaAuth())
	}
	return []File{secretFile("mautic-insomnia.json", mediaJSON, renderJSON(object{
		{"_type", "export"}, {"__export_format", 4}, {"__export_source", "mautic-connect"},
		{"resources", array{
			texts("_id", workspace, "_type", "workspace", "name", s.name, "description", "", "scope", "collection").with("parentId", nil),
			request("Who am I", "/api/users/self"),
			request("One contact", "/api/contacts?limit=1"),
		}},
	}))}, nil
}

func (s *sheet) insomniaAuth() object {
	if s.method == mautic.MethodBasic {
		return texts("type", "basic", "username", insomniaText(s.user), "password", insomniaText(s.password)).with("useISO88591", false)
	}
	auth := texts("type", "oauth2", "grantType", "client_credentials", "accessTokenUrl", s.base.TokenURL(),
		"clientId", insomniaText(s.clientID), "clientSecret", insomniaText(s.clientSecret), "scope", "", "tokenPrefix", "Bearer",
	).with("credentialsInBody", true)
	if s.method == mautic.MethodAuthorizationCode {
		auth[1].value = "authorization_code"
		auth = append(auth, texts("authorizationUrl", s.base.AuthorizeURL(), "redirectUrl", insomniaText(s.redirect), "state", "")...).with("usePkce", false)
	}
	return auth
}

// nunjucks reports a value that Insomnia's template language would change.
func nunjucks(v string) bool {
	return strings.Contains(v, "{{") || strings.Contains(v, "{%") || strings.Contains(v, "{#")
}

func insomniaText(v string) string {
	if nunjucks(v) {
		return "{% raw %}" + v + "{% endraw %}"
	}
	return v
}
