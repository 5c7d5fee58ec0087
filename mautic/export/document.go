package export

import "mautic-connect/mautic"

// documentName is what the credential file is called beside a program that
// reads it.
const documentName = "mautic.json"

// Encode returns c as a credential file, the JSON document that Decode reads:
// version 1, name, base_url, method, and then username and password, or
// client_id, client_secret and, for an authorization code, redirect_uri and
// (with Options.WithTokens) access_token, refresh_token and expires_at (RFC
// 3339). It fails as Write does. The document holds secrets.
func Encode(c mautic.Credential, o Options) ([]byte, error) {
	files, err := Write(Document, c, o)
	if err != nil {
		return nil, err
	}
	return files[0].Content, nil
}

func (s *sheet) documentFile() ([]File, error) {
	doc := object{{"version", 1}, {"name", s.name}}
	for _, e := range s.entries() {
		doc = append(doc, member{e.key, e.value})
	}
	return []File{secretFile(documentName, mediaJSON, renderJSON(doc))}, nil
}

// document is the credential file for a program beside it.
func (s *sheet) document() File {
	files, _ := s.documentFile() // cannot fail
	return files[0]
}
