package export

import (
	"strings"

	"mautic-connect/mautic"
)

// hasTemplate reports a value in which API clients look for their variables.
func hasTemplate(v string) bool { return strings.Contains(v, "{{") }

// postman writes a collection (format 2.1) that refers to the variables of an
// environment, so that the collection can be shared.
func (s *sheet) postman() ([]File, error) {
	if err := s.refuseAny(hasTemplate, "holds {{, which Postman takes for a variable", "change it in Mautic, or type it in Postman's request itself"); err != nil {
		return nil, err
	}
	kind, settings := "basic", texts("username", "{{MAUTIC_USERNAME}}", "password", "{{MAUTIC_PASSWORD}}")
	if s.method != mautic.MethodBasic {
		kind, settings = "oauth2", texts("tokenName", s.name, "accessTokenUrl", s.base.TokenURL(), "refreshTokenUrl", s.base.TokenURL(),
			"clientId", "{{MAUTIC_CLIENT_ID}}", "clientSecret", "{{MAUTIC_CLIENT_SECRET}}", "scope", "",
			"client_authentication", "body", "addTokenTo", "header", "headerPrefix", "Bearer", "grant_type", "client_credentials")
	}
	if s.method == mautic.MethodAuthorizationCode {
		settings[len(settings)-1].value = "authorization_code"
		settings = append(settings, texts("authUrl", s.base.AuthorizeURL(), "redirect_uri", s.redirect)...)
	}
	var list array
	for _, m := range settings {
		list = append(list, texts("key", m.key).with("value", m.value).with("type", "string"))
	}
	auth := texts("type", kind).with(kind, list)
	request := func(name, path string) object {
		return texts("name", name).with("request", texts("method", "GET", "url", "{{MAUTIC_BASE_URL}}"+path).with("header", array{}))
	}
	collection := object{
		{"info", texts("_postman_id", uuid(s.base.String()+s.name), "name", s.name, "schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json")},
		{"item", array{request("Who am I", "/api/users/self"), request("One contact", "/api/contacts?limit=1")}},
		{"auth", auth},
	}
	var values array
	for _, e := range s.entries() {
		kind := "default"
		if e.secret {
			kind = "secret"
		}
		values = append(values, texts("key", e.variable(), "value", e.value, "type", kind).with("enabled", true))
	}
	environment := texts("id", uuid("environment"+s.base.String()+s.name), "name", s.name, "_postman_variable_scope", "environment").with("values", values)
	return []File{
		secretFile("mautic.postman_environment.json", mediaJSON, renderJSON(environment)),
		openFile("mautic.postman_collection.json", mediaJSON, renderJSON(collection)),
	}, nil
}
