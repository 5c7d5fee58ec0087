package vault

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

// version is that of the plain text.
const version = 1

type writtenVault struct {
	Version     int            `json:"version"`
	Credentials []writtenEntry `json:"credentials"`
}

type writtenEntry struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	AddedAt    time.Time       `json:"added_at"`
	HandedOver bool            `json:"handed_over"`
	RenewedAt  time.Time       `json:"renewed_at,omitzero"`
	Document   json.RawMessage `json:"document"`
}

// encode writes the plain text.
func encode(v Vault) ([]byte, error) {
	out := writtenVault{Version: version, Credentials: []writtenEntry{}}
	defer func() {
		for _, e := range out.Credentials {
			clear(e.Document)
		}
	}()
	for _, e := range v.entries {
		document, err := export.Encode(e.Credential, export.Options{Name: e.Name, WithTokens: !e.HandedOver})
		if err != nil {
			return nil, err
		}
		out.Credentials = append(out.Credentials, writtenEntry{e.ID, e.Name, e.AddedAt, e.HandedOver, e.RenewedAt, document})
	}
	return json.MarshalIndent(out, "", "  ")
}

// decode reads the plain text, as strictly as export.Decode reads a document.
func decode(plain []byte) (Vault, error) {
	if !utf8.Valid(plain) {
		return Vault{}, &FileError{"holds something that is not text; it is no vault of this program"}
	}
	top, err := members(plain, "")
	if err != nil {
		return Vault{}, err
	}
	if err := checkVersion(top["version"]); err != nil {
		return Vault{}, err
	}
	if err := only(top, "", []string{"version", "credentials"}, nil); err != nil {
		return Vault{}, err
	}
	var list []json.RawMessage
	if json.Unmarshal(top["credentials"], &list) != nil || list == nil {
		return Vault{}, inside("credentials", "is not a list")
	}
	var v Vault
	for i, raw := range list {
		e, err := decodeEntry(raw, "credential "+strconv.Itoa(i+1))
		if err != nil {
			return Vault{}, err
		}
		for _, other := range v.entries {
			switch {
			case other.ID == e.ID:
				return Vault{}, inside("credential "+strconv.Itoa(i+1), "has the id of another one")
			case other.Name == e.Name:
				return Vault{}, inside("credential "+strconv.Itoa(i+1), "has the name of another one")
			}
		}
		v = v.with(e)
	}
	return v, nil
}

// inside is a problem within the plain text: where is the member it is about.
func inside(where, problem string) error {
	return &FileError{"opens, but what it holds was changed by something else: " + strings.TrimSpace(where+" "+problem)}
}

func checkVersion(raw json.RawMessage) error {
	switch text := string(raw); {
	case text == strconv.Itoa(version):
		return nil
	case text == "":
		return inside("version", "is missing")
	case strings.Trim(text, "0123456789") != "" || len(text) > 9:
		return inside("version", "is not a number that a vault has")
	default:
		return &VersionError{text}
	}
}

// members reads one JSON object, each member once. The decoder's own errors
// quote the input, so none is passed on.
func members(raw []byte, where string) (map[string]json.RawMessage, error) {
	bad := inside(where, "is no JSON object, or is cut off")
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, bad
	}
	out := map[string]json.RawMessage{}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return nil, bad
		}
		if _, twice := out[name]; twice {
			return nil, inside(where, "has a member twice")
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return nil, bad
		}
		out[name] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, bad
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, inside(where, "has something after its end")
	}
	return out, nil
}

// only checks that all of must, and else none but may, are there.
func only(object map[string]json.RawMessage, where string, must, may []string) error {
	for _, name := range must {
		if _, ok := object[name]; !ok {
			return inside(where, "has no "+name)
		}
	}
	for name := range object {
		if !slices.Contains(must, name) && !slices.Contains(may, name) {
			return inside(where, "has a member that does not exist")
		}
	}
	return nil
}

func decodeEntry(raw []byte, where string) (Entry, error) {
	object, err := members(raw, where)
	if err != nil {
		return Entry{}, err
	}
	if err := only(object, where, []string{"id", "name", "added_at", "handed_over", "document"}, []string{"renewed_at"}); err != nil {
		return Entry{}, err
	}
	var e Entry
	for name, into := range map[string]*string{"id": &e.ID, "name": &e.Name} {
		if object[name][0] != '"' || json.Unmarshal(object[name], into) != nil || *into == "" || *into != tidy(*into) {
			return Entry{}, inside(where, "has no usable "+name)
		}
	}
	if t := string(object["handed_over"]); t == "true" {
		e.HandedOver = true
	} else if t != "false" {
		return Entry{}, inside(where, "has a handed_over that is neither true nor false")
	}
	for name, into := range map[string]*time.Time{"added_at": &e.AddedAt, "renewed_at": &e.RenewedAt} {
		value, there := object[name]
		if !there {
			continue
		}
		if value[0] != '"' || json.Unmarshal(value, into) != nil {
			return Entry{}, inside(where, "has a time that cannot be read in "+name+"; it has to be like 2026-01-31T12:00:00Z (RFC 3339)")
		}
		*into = moment(*into)
	}
	if e.Credential, _, err = export.Decode(object["document"]); err != nil {
		return Entry{}, inside(where, "is not usable, "+err.Error())
	}
	token := e.Token()
	switch {
	case e.HandedOver && !token.IsZero():
		return Entry{}, inside(where, "was handed over and still holds tokens")
	case !token.IsZero() && e.RenewedAt.IsZero():
		return Entry{}, inside(where, "holds tokens and has no renewed_at")
	}
	if c, ok := e.Credential.(mautic.ClientCredentials); ok { // a token that somebody wrote there is of no use
		c.Token = mautic.Token{}
		e.Credential = c
	}
	return e, nil
}
