package export

import "mautic-connect/mautic"

// login returns the pair that password managers have fields for, and the other
// values.
func (s *sheet) login() (user, secret string, rest []entry) {
	user, secret = s.clientID, s.clientSecret
	if s.method == mautic.MethodBasic {
		user, secret = s.user, s.password
	}
	for _, e := range s.entries() {
		switch e.key {
		case "username", "password", "client_id", "client_secret", "base_url":
		default:
			rest = append(rest, e)
		}
	}
	return user, secret, rest
}

// onePassword writes an item template of 1Password's command line.
func (s *sheet) onePassword() ([]File, error) {
	user, secret, rest := s.login()
	fields := array{
		texts("id", "username", "type", "STRING", "label", "username", "value", user),
		texts("id", "credential", "type", "CONCEALED", "label", "credential", "value", secret),
		texts("id", "hostname", "type", "STRING", "label", "hostname", "value", s.base.String()),
	}
	for _, e := range rest {
		kind := "STRING"
		if e.secret {
			kind = "CONCEALED"
		}
		fields = append(fields, texts("id", e.key, "type", kind, "label", e.key, "value", e.value).with("section", texts("id", "mautic")))
	}
	return []File{secretFile("mautic-1password.json", mediaJSON, renderJSON(object{
		{"title", s.name}, {"category", "API_CREDENTIAL"},
		{"sections", array{object{{"id", "mautic"}, {"label", "Mautic"}}}},
		{"fields", fields},
	}))}, nil
}

// Bitwarden's numbers for what these are.
const (
	bitwardenLogin  = 1
	bitwardenText   = 0
	bitwardenHidden = 1
)

// bitwarden writes Bitwarden's own unencrypted JSON with one login.
func (s *sheet) bitwarden() ([]File, error) {
	user, secret, rest := s.login()
	var fields array
	for _, e := range rest {
		kind := bitwardenText
		if e.secret {
			kind = bitwardenHidden
		}
		fields = append(fields, object{{"name", e.key}, {"value", e.value}, {"type", kind}})
	}
	return []File{secretFile("mautic-bitwarden.json", mediaJSON, renderJSON(object{
		{"encrypted", false}, {"folders", array{}},
		{"items", array{object{
			{"id", uuid(s.base.String() + s.name)}, {"organizationId", nil}, {"folderId", nil}, {"type", bitwardenLogin}, {"reprompt", 0},
			{"name", s.name}, {"notes", nil}, {"favorite", false}, {"fields", fields},
			{"login", object{
				{"uris", array{object{{"match", nil}, {"uri", s.base.String()}}}},
				{"username", user}, {"password", secret}, {"totp", nil},
			}},
			{"collectionIds", nil},
		}}},
	}))}, nil
}

// activepieces writes the body of its request for a connection. Its Mautic
// piece wants the address with a slash at the end and knows HTTP Basic only.
func (s *sheet) activepieces() ([]File, error) {
	login := texts("base_url", s.base.String()+"/", "username", s.user, "password", s.password)
	connection := texts("externalId", s.slug(), "displayName", s.name, "pieceName", "@activepieces/piece-mautic",
		"projectId", "PROJECT_ID", "type", "CUSTOM_AUTH").with("value", texts("type", "CUSTOM_AUTH").with("props", login))
	return []File{secretFile("mautic-activepieces.json", mediaJSON, renderJSON(connection))}, nil
}
