package export

import "mautic-connect/mautic"

// openAPI writes an OpenAPI 3.1 document with the security scheme. It has no
// secrets: they are not part of a description.
func (s *sheet) openAPI() ([]File, error) {
	name, scheme := "mauticOAuth2", object{{"type", "oauth2"}}
	switch s.method {
	case mautic.MethodBasic:
		name, scheme = "mauticBasic", object{{"type", "http"}, {"scheme", "basic"}, {"description", "User name and password of a Mautic user, in UTF-8."}}
	case mautic.MethodAuthorizationCode:
		scheme = append(scheme, member{"flows", object{{"authorizationCode", object{
			{"authorizationUrl", s.base.AuthorizeURL()}, {"tokenUrl", s.base.TokenURL()}, {"refreshUrl", s.base.TokenURL()}, {"scopes", object{}},
		}}}})
	case mautic.MethodClientCredentials:
		scheme = append(scheme, member{"flows", object{{"clientCredentials", object{{"tokenUrl", s.base.TokenURL()}, {"scopes", object{}}}}}})
	}
	return []File{openFile("mautic-openapi.json", mediaJSON, renderJSON(object{
		{"openapi", "3.1.0"},
		{"info", object{{"title", s.name}, {"version", "1.0.0"}}},
		{"servers", array{object{{"url", s.base.API("")}}}},
		{"security", array{object{{name, array{}}}}},
		{"paths", object{{"/users/self", object{{"get", object{
			{"operationId", "whoAmI"}, {"summary", "The user this credential belongs to"},
			{"responses", object{{"200", object{{"description", "The user"}}}, {"401", object{{"description", "Mautic does not accept the credential"}}}}},
		}}}}}},
		{"components", object{{"securitySchemes", object{{name, scheme}}}}},
	}))}, nil
}
