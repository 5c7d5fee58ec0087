package export

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mautic-connect/mautic"
)

// DecodeError reports what is wrong with a credential file. It holds no value
// of the file.
type DecodeError struct {
	// Member is the member it is about, or empty.
	Member string
	// Problem completes "the credential file …" or "… : the member NAME …".
	Problem string
}

// Error names the member and says what it has to be.
func (e *DecodeError) Error() string {
	if e.Member == "" {
		return "the credential file " + e.Problem
	}
	return "the credential file: " + e.Member + " " + e.Problem
}

// MaxDocument is the largest credential file that Decode reads, in bytes.
const MaxDocument = 1 << 20

// Decode reads a credential file as Encode describes it, and returns the
// credential and its name (which may be empty). It is strict: a member that is
// unknown, missing, there twice, empty or of the wrong type, an address that is
// not the Mautic's own, and anything after the document are a *DecodeError, or
// a *mautic.CredentialError where the user name cannot be sent. A client
// credentials document may hold access_token and expires_at.
func Decode(data []byte) (mautic.Credential, string, error) {
	members, err := decodeMembers(data)
	if err != nil {
		return nil, "", err
	}
	base, err := decodeBase(members["base_url"])
	if err != nil {
		return nil, "", err
	}
	c, err := decodeCredential(members, base)
	if err != nil {
		return nil, "", err
	}
	return c, members["name"], nil
}

// methodMembers are the members of each method: first what must be there,
// then what may.
func methodMembers(m mautic.Method) (must, may []string) {
	switch m {
	case mautic.MethodBasic:
		return []string{"username", "password"}, nil
	case mautic.MethodAuthorizationCode:
		return []string{"client_id", "client_secret"}, []string{"redirect_uri", "access_token", "refresh_token", "expires_at"}
	case mautic.MethodClientCredentials:
		return []string{"client_id", "client_secret"}, []string{"access_token", "expires_at"}
	}
	return nil, nil
}

// decodeMembers reads the document into its members, all text, and checks that
// exactly those of its method are there.
func decodeMembers(data []byte) (map[string]string, error) {
	members, err := readObject(data)
	if err != nil {
		return nil, err
	}
	must, may := methodMembers(mautic.Method(members["method"]))
	if _, ok := members["method"]; ok && must == nil {
		return nil, &DecodeError{"method", `is none of "basic", "authorization-code" and "client-credentials"`}
	}
	must = append([]string{"version", "base_url", "method"}, must...)
	for _, name := range must {
		if _, ok := members[name]; !ok {
			return nil, &DecodeError{name, "is missing"}
		}
	}
	for _, name := range knownMembers() {
		value, ok := members[name]
		switch {
		case !ok || name == "name":
		case !slices.Contains(must, name) && !slices.Contains(may, name):
			return nil, &DecodeError{name, "does not belong to the method " + members["method"] + "; remove it"}
		case value == "":
			return nil, &DecodeError{name, "is empty; remove it or fill it in"}
		case strings.ContainsRune(value, 0):
			return nil, &DecodeError{name, "holds a NUL character"}
		}
	}
	return members, nil
}

func knownMembers() []string {
	return []string{"version", "name", "base_url", "method", "username", "password", "client_id", "client_secret",
		"redirect_uri", "access_token", "refresh_token", "expires_at"}
}

// readObject reads one JSON object of known members. The decoder's own errors
// quote the input, so none is passed on.
func readObject(data []byte) (map[string]string, error) {
	switch {
	case len(data) > MaxDocument:
		return nil, &DecodeError{"", "is larger than 1 MiB"}
	case len(bytes.TrimSpace(data)) == 0:
		return nil, &DecodeError{"", "is empty"}
	case !utf8.Valid(data):
		return nil, &DecodeError{"", "is not UTF-8 text"}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	notJSON := &DecodeError{"", "is not JSON, or is cut off"}
	if t, err := d.Token(); err != nil {
		return nil, notJSON
	} else if t != json.Delim('{') {
		return nil, &DecodeError{"", "is not a JSON object: it must start with { and hold one credential"}
	}
	members := map[string]string{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, notJSON
		}
		name := t.(string) // what a decoder returns in an object before a colon
		if !slices.Contains(knownMembers(), name) {
			return nil, &DecodeError{"", "has a member that does not exist (it is not one of " + strings.Join(knownMembers(), ", ") + ")"}
		}
		if _, ok := members[name]; ok {
			return nil, &DecodeError{name, "is there twice"}
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, notJSON
		}
		if members[name], err = readMember(name, raw); err != nil {
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, notJSON
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, &DecodeError{"", "has something after its end"}
	}
	return members, nil
}

func readMember(name string, raw json.RawMessage) (string, error) {
	if name == "version" {
		if string(raw) != "1" {
			return "", &DecodeError{name, "must be the number 1, the only version there is"}
		}
		return "1", nil
	}
	var value string
	if raw[0] != '"' || json.Unmarshal(raw, &value) != nil {
		return "", &DecodeError{name, "must be text in double quotes"}
	}
	if loneSurrogate(raw) {
		return "", &DecodeError{name, `holds half a character (a \ud800 to \udfff on its own)`}
	}
	return value, nil
}

// loneSurrogate reports an escape that encoding/json would turn into U+FFFD
// without a word, so that the value would be another one.
func loneSurrogate(raw []byte) bool {
	high := false
	for i := 0; i < len(raw); i++ {
		unit := byte(0)
		if raw[i] == '\\' {
			if raw[i+1] == 'u' && (raw[i+2]|0x20) == 'd' {
				switch raw[i+3] | 0x20 {
				case '8', '9', 'a', 'b':
					unit = 'h'
				case 'c', 'd', 'e', 'f':
					unit = 'l'
				}
			}
			i++
			if raw[i] == 'u' {
				i += 4
			}
		}
		if high != (unit == 'l') {
			return true
		}
		high = unit == 'h'
	}
	return false
}

// decodeBase takes the address of a Mautic as it is, but for a slash at its
// end: a file is no place to guess what was meant.
func decodeBase(text string) (mautic.BaseURL, error) {
	base, _, err := mautic.ParseBaseURL(text)
	if err != nil {
		return base, &DecodeError{"base_url", "is not the address of a Mautic; write it like https://mautic.example.com"}
	}
	if strings.TrimSuffix(text, "/") != base.String() {
		return base, &DecodeError{"base_url", "is not the address of the Mautic itself; write " + base.String()}
	}
	return base, nil
}

func decodeCredential(members map[string]string, base mautic.BaseURL) (mautic.Credential, error) {
	method := mautic.Method(members["method"])
	if method == mautic.MethodBasic {
		b := mautic.Basic{Base: base, UserName: members["username"], Password: mautic.NewSecret(members["password"])}
		return b, b.Authorize(mautic.Header{})
	}
	client := mautic.OAuthClient{
		Base: base, ID: members["client_id"], Secret: mautic.NewSecret(members["client_secret"]), RedirectURI: members["redirect_uri"],
	}
	token := mautic.Token{Access: mautic.NewSecret(members["access_token"]), Refresh: mautic.NewSecret(members["refresh_token"])}
	if text := members["expires_at"]; text != "" {
		expires, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return nil, &DecodeError{"expires_at", "is not a time like 2026-01-31T12:00:00Z (RFC 3339)"}
		}
		token.Expires = expires.UTC()
	}
	if token.Access.IsZero() && (!token.Refresh.IsZero() || !token.Expires.IsZero()) {
		return nil, &DecodeError{"access_token", "is missing, and the other token members are of no use without it"}
	}
	if method == mautic.MethodClientCredentials {
		return mautic.ClientCredentials{Client: client, Token: token}, nil
	}
	return mautic.AuthorizationCode{Client: client, Token: token}, nil
}
