package export

import (
	"strings"

	"mautic-connect/mautic"
)

// bruno writes a collection's folder. The values are in .env only: Bruno's own
// files have no way to write every text, and they go into git.
func (s *sheet) bruno() ([]File, error) {
	if err := s.refuseAny(hasTemplate, "holds {{, which Bruno takes for a variable", "change it in Mautic, or type it in Bruno"); err != nil {
		return nil, err
	}
	var env strings.Builder
	for _, e := range s.entries() {
		value, ok := dotenvQuote(e.value)
		if !ok {
			return nil, s.refuse(e.key, "holds characters that Bruno's .env file has no way to write together", "use the format postman or insomnia")
		}
		env.WriteString(e.variable() + "=" + value + "\n")
	}
	request := func(name, path, order string) File {
		return openFile("mautic-bruno/"+name+".bru", mediaText, "meta {\n  name: "+name+"\n  type: http\n  seq: "+order+
			"\n}\n\nget {\n  url: {{process.env.MAUTIC_BASE_URL}}"+path+"\n  body: none\n  auth: inherit\n}\n")
	}
	return []File{
		secretFile("mautic-bruno/.env", mediaText, env.String()),
		openFile("mautic-bruno/.gitignore", mediaText, ".env\n"),
		openFile("mautic-bruno/bruno.json", mediaJSON, renderJSON(object{{"version", "1"}, {"name", s.name}, {"type", "collection"}, {"ignore", array{"node_modules", ".git"}}})),
		openFile("mautic-bruno/collection.bru", mediaText, s.brunoAuth()),
		request("Who am I", "/api/users/self", "1"),
		request("One contact", "/api/contacts?limit=1", "2"),
	}, nil
}

func (s *sheet) brunoAuth() string {
	if s.method == mautic.MethodBasic {
		return "auth {\n  mode: basic\n}\n\nauth:basic {\n  username: {{process.env.MAUTIC_USERNAME}}\n  password: {{process.env.MAUTIC_PASSWORD}}\n}\n"
	}
	var b strings.Builder
	b.WriteString("auth {\n  mode: oauth2\n}\n\nauth:oauth2 {\n")
	if s.method == mautic.MethodAuthorizationCode {
		b.WriteString("  grant_type: authorization_code\n  callback_url: {{process.env.MAUTIC_REDIRECT_URI}}\n" +
			"  authorization_url: {{process.env.MAUTIC_BASE_URL}}/oauth/v2/authorize\n")
	} else {
		b.WriteString("  grant_type: client_credentials\n")
	}
	b.WriteString("  access_token_url: {{process.env.MAUTIC_BASE_URL}}/oauth/v2/token\n" +
		"  refresh_token_url: {{process.env.MAUTIC_BASE_URL}}/oauth/v2/token\n" +
		"  client_id: {{process.env.MAUTIC_CLIENT_ID}}\n  client_secret: {{process.env.MAUTIC_CLIENT_SECRET}}\n  scope: \n")
	if s.method == mautic.MethodAuthorizationCode {
		b.WriteString("  state: \n  pkce: false\n")
	}
	b.WriteString("  credentials_placement: body\n  credentials_id: mautic\n  token_placement: header\n  token_header_prefix: Bearer\n" +
		"  auto_fetch_token: true\n")
	if s.method == mautic.MethodAuthorizationCode {
		b.WriteString("  auto_refresh_token: true\n}\n")
	} else {
		b.WriteString("  auto_refresh_token: false\n}\n")
	}
	return b.String()
}
