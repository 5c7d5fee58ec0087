package mautic

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

const canary = "canary-9f3b"

func TestSecretIsRedactedHoweverItIsPrinted(t *testing.T) {
	s := NewSecret(canary)
	type hidden struct{ s Secret }
	type shown struct {
		S  Secret
		P  *Secret
		M  map[string]Secret
		in hidden
	}
	client := OAuthClient{Base: mustBase("https://example.com"), ID: "1_a", Secret: s}
	values := map[string]any{
		"secret":              s,
		"pointer":             &s,
		"exported field":      shown{S: s, P: &s, M: map[string]Secret{"k": s}},
		"unexported field":    shown{in: hidden{s}},
		"slice":               []Secret{s},
		"Basic":               Basic{UserName: "u", Password: s},
		"Token":               Token{Access: s, Refresh: s},
		"AuthorizationCode":   AuthorizationCode{Client: client, Token: Token{Access: s}},
		"Client":              NewClient(nil, ClientCredentials{Client: client, Token: Token{Access: s}}),
		"Client by value":     *NewClient(nil, &Basic{Password: s}),
		"Pending":             Pending{State: canary, Verifier: canary, Client: client},
		"pointer to Pending":  &Pending{State: canary, Verifier: canary, Client: client},
		"Header":              Header{"Authorization": "Bearer " + canary},
		"Request":             Request{Method: "POST", URL: "https://x/?code=" + canary, Header: Header{"Authorization": canary}, Body: []byte(canary)},
		"pointer to Request":  &Request{Method: "POST", URL: "https://x/?code=" + canary, Body: []byte(canary)},
		"Response":            Response{Status: 200, Body: []byte(canary)},
		"pointer to Response": &Response{Status: 200, Body: []byte(canary)},
	}
	traffic := []string{"Header", "Request", "pointer to Request", "Response", "pointer to Response", "Pending", "pointer to Pending"}
	for name, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%c", "%U", "%p", "%T", "% x", "%10.3v"} {
			if verb == "%p" && slices.Contains(traffic, name) {
				continue // fmt does not ask a value how to print it with %p
			}
			out := fmt.Sprintf(verb, v)
			if leaks(out) {
				t.Errorf("%s printed with %s leaks: %s", name, verb, out)
			}
		}
		if slices.Contains(traffic, name) {
			continue // meant to be sent: encoding gives the content
		}
		if b, err := json.Marshal(v); err != nil || leaks(string(b)) {
			t.Errorf("%s as JSON leaks, or fails with %v: %s", name, err, b)
		}
		for kind, h := range map[string]func(*bytes.Buffer) slog.Handler{
			"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
			"JSON": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
		} {
			var b bytes.Buffer
			slog.New(h(&b)).Info("m", "v", v)
			if leaks(b.String()) {
				t.Errorf("%s in a %s log leaks: %s", name, kind, b.String())
			}
		}
	}
	if err := fmt.Errorf("no: %w %v", errors.New("x"), s); leaks(err.Error()) {
		t.Errorf("an error leaks: %v", err)
	}
}

func leaks(out string) bool {
	low := strings.ToLower(out)
	return strings.Contains(low, canary) ||
		strings.Contains(strings.ReplaceAll(low, " ", ""), fmt.Sprintf("%x", canary)) ||
		strings.Contains(low, "99 97 110 97 114 121") // "canary" as decimal bytes
}

func TestSecretShowsThatItIsThere(t *testing.T) {
	for _, tt := range []struct {
		s          Secret
		text, json string
	}{
		{NewSecret("x"), "[redacted]", `"[redacted]"`},
		{NewSecret(""), "", `""`},
		{Secret{}, "", `""`},
	} {
		b, err := json.Marshal(tt.s)
		if err != nil || string(b) != tt.json {
			t.Errorf("JSON is %s, %v, want %s", b, err, tt.json)
		}
		text, err := tt.s.MarshalText()
		if err != nil || string(text) != tt.text {
			t.Errorf("text is %s, %v, want %s", text, err, tt.text)
		}
		for _, got := range []string{tt.s.String(), tt.s.GoString(), fmt.Sprint(tt.s), fmt.Sprintf("%#v", tt.s)} {
			if got != tt.text {
				t.Errorf("shown as %q, want %q", got, tt.text)
			}
		}
		if got := fmt.Sprintf("%q", tt.s); got != fmt.Sprintf("%q", tt.text) {
			t.Errorf("quoted as %s", got)
		}
	}
}

func TestSecretKeepsItsValue(t *testing.T) {
	a, b, c := NewSecret("a"), NewSecret(strings.Clone("a")), NewSecret("c")
	if a.Reveal() != "a" || (Secret{}).Reveal() != "" {
		t.Error("Reveal does not give the value")
	}
	if a != b || a == c || NewSecret("") != (Secret{}) {
		t.Error("== does not compare values")
	}
	if !a.Equal(b) || a.Equal(c) || a.Equal(Secret{}) || !(Secret{}).Equal(NewSecret("")) {
		t.Error("Equal does not compare values")
	}
	if a.IsZero() || !(Secret{}).IsZero() {
		t.Error("IsZero is wrong")
	}
}
