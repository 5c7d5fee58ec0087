package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// secret is whsec_ and 24 bytes in base64.
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// signed returns the headers of a delivery.
func signed(t *testing.T, id string, at time.Time, body, secret string) http.Header {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%d.%s", id, at.Unix(), body)
	h := http.Header{}
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", fmt.Sprint(at.Unix()))
	h.Set("webhook-signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return h
}

// The example of the Standard Webhooks specification's own libraries.
const (
	knownID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	knownTimestamp = 1614265330
	knownBody      = `{"test": 2432232314}`
	knownSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

func TestTheSignatureIsThatOfStandardWebhooks(t *testing.T) {
	t.Parallel()
	h := signed(t, knownID, time.Unix(knownTimestamp, 0), knownBody, secret)
	if got := h.Get("webhook-signature"); got != knownSignature {
		t.Errorf("it is %s, want %s", got, knownSignature)
	}
}

// attempts are deliveries, right and wrong.
func attempts(t *testing.T) map[string]struct {
	headers http.Header
	body    string
	trusted bool
} {
	t.Helper()
	now := time.Unix(knownTimestamp, 0)
	with := func(name, value string) http.Header {
		h := signed(t, knownID, now, knownBody, secret)
		h.Set(name, value)
		return h
	}
	without := func(name string) http.Header {
		h := signed(t, knownID, now, knownBody, secret)
		h.Del(name)
		return h
	}
	type attempt = struct {
		headers http.Header
		body    string
		trusted bool
	}
	return map[string]attempt{
		"as signed":                 {signed(t, knownID, now, knownBody, secret), knownBody, true},
		"five minutes ago":          {signed(t, knownID, now.Add(-5*time.Minute), knownBody, secret), knownBody, true},
		"one of two signatures":     {with("webhook-signature", "v1,AAAA "+knownSignature), knownBody, true},
		"longer ago":                {signed(t, knownID, now.Add(-301*time.Second), knownBody, secret), knownBody, false},
		"from the future":           {signed(t, knownID, now.Add(301*time.Second), knownBody, secret), knownBody, false},
		"another body":              {signed(t, knownID, now, knownBody, secret), knownBody + " ", false},
		"another id":                {with("webhook-id", "msg_other"), knownBody, false},
		"another time":              {with("webhook-timestamp", fmt.Sprint(knownTimestamp+1)), knownBody, false},
		"another secret":            {signed(t, knownID, now, knownBody, "whsec_"+strings.Repeat("A", 32)), knownBody, false},
		"another version":           {with("webhook-signature", "v2,"+strings.TrimPrefix(knownSignature, "v1,")), knownBody, false},
		"an empty signature":        {with("webhook-signature", "v1,"), knownBody, false},
		"no signature":              {without("webhook-signature"), knownBody, false},
		"no id":                     {without("webhook-id"), knownBody, false},
		"no time":                   {without("webhook-timestamp"), knownBody, false},
		"a time that is no number":  {with("webhook-timestamp", "soon"), knownBody, false},
		"a signature of other text": {with("webhook-signature", "v1,ü"), knownBody, false},
	}
}

func TestVerifyTrustsWhatWasSignedAndNothingElse(t *testing.T) {
	t.Parallel()
	for name, a := range attempts(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := verify(a.headers, []byte(a.body), secret, time.Unix(knownTimestamp, 0)); (err == nil) != a.trusted {
				t.Errorf("got %v, want trusted %t", err, a.trusted)
			}
		})
	}
	if err := verify(signed(t, knownID, time.Unix(knownTimestamp, 0), knownBody, "whsec_"), []byte(knownBody), "whsec_", time.Unix(knownTimestamp, 0)); err == nil {
		t.Error("an empty secret is taken")
	}
}

// The files are what the documentation shows.
func TestVerifyingInOtherLanguagesTrustsTheSame(t *testing.T) {
	t.Parallel()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for interpreter, arguments := range map[string][]string{
		"node": {"--input-type=module", "-e", `
			import { verify } from "` + folder + `/verify.mjs";
			const [headers, body, secret, now] = JSON.parse(process.argv[1]);
			try { verify(headers, Buffer.from(body), secret, now * 1000); } catch (e) { process.exitCode = e.constructor === Error ? 3 : 1; }`},
		"python3": {"-B", "-c", `
import json, sys
sys.path.insert(0, "` + folder + `")
from verify import verify
headers, body, secret, now = json.loads(sys.argv[1])
try:
    verify(headers, body.encode(), secret, now)
except ValueError:
    sys.exit(3)`},
	} {
		t.Run(interpreter, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(interpreter); err != nil {
				t.Skipf("%s is not installed, so nobody runs its example here", interpreter)
			}
			for name, a := range attempts(t) {
				flat := map[string]string{}
				for header := range a.headers {
					flat[strings.ToLower(header)] = a.headers.Get(header)
				}
				command := exec.CommandContext(t.Context(), interpreter, append(arguments, encoded(t, []any{flat, a.body, secret, knownTimestamp}))...)
				out, err := command.CombinedOutput()
				if code := command.ProcessState.ExitCode(); (code == 0) != a.trusted || code != 0 && code != 3 {
					t.Errorf("%s: %v, want trusted %t\n%s", name, err, a.trusted, out)
				}
			}
		})
	}
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func newTestPortal(t *testing.T) *httptest.Server {
	t.Helper()
	connect, err := url.Parse("https://connect.example/x/")
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPortal(connect, "acme", secret)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return server
}

// get returns a page's text and headers.
func get(t *testing.T, address string) (string, http.Header) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v", address, res.StatusCode, err)
	}
	return string(body), res.Header
}

// deliver posts a body and returns the status.
func deliver(t *testing.T, server *httptest.Server, h http.Header, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/hooks/mautic", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = h
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

var referenceOnPage = regexp.MustCompile(`reference="([A-Z2-7]{26})"`)

func TestThePageHasAStrictPolicyAndAReferenceOfItsOwn(t *testing.T) {
	t.Parallel()
	server := newTestPortal(t)
	page, h := get(t, server.URL)
	policy := h.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self' https://connect.example;", "frame-src https://connect.example;", "style-src 'self'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy %q lacks %q", policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(page, "style=") || strings.Contains(page, "<style") {
		t.Errorf("the policy is %q, of the page\n%s", policy, page)
	}
	if !strings.Contains(page, `src="https://connect.example/x/embed.js"`) || !strings.Contains(page, `preset="acme"`) {
		t.Errorf("the page is\n%s", page)
	}
	again, _ := get(t, server.URL)
	first, second := referenceOnPage.FindStringSubmatch(page), referenceOnPage.FindStringSubmatch(again)
	if first == nil || second == nil || first[1] == second[1] {
		t.Errorf("the references are %v and %v", first, second)
	}
}

func TestADeliveryIsTakenOnceAndShownWithoutItsTokens(t *testing.T) {
	t.Parallel()
	server := newTestPortal(t)
	page, _ := get(t, server.URL)
	reference := referenceOnPage.FindStringSubmatch(page)[1]
	body := `{"type":"mautic.connected","data":{"reference":"` + reference + `","base_url":"https://m.example","access_token":"aaaa-access-canary","refresh_token":"rrrr-refresh-canary","user":{"username":"ada","role":"Editor"}}}`
	for range 2 {
		if status := deliver(t, server, signed(t, "msg_1", time.Now(), body, secret), body); status != http.StatusNoContent {
			t.Fatalf("status %d", status)
		}
	}
	list, _ := get(t, server.URL+"/received")
	if strings.Count(list, "https://m.example") != 1 || !strings.Contains(list, "ada (Editor)") {
		t.Errorf("it shows %s", list)
	}
	if strings.Contains(list, "canary") || strings.Contains(list, reference) {
		t.Errorf("it shows a token or the reference: %s", list)
	}
}

func TestADeliveryThatIsNotTrustedIsRefused(t *testing.T) {
	t.Parallel()
	server := newTestPortal(t)
	for name, test := range map[string]struct {
		body, signed string
		status       int
	}{
		"changed on its way":     {`{"type":"mautic.connected"} `, `{"type":"mautic.connected"}`, http.StatusUnauthorized},
		"another type":           {`{"type":"other"}`, `{"type":"other"}`, http.StatusUnprocessableEntity},
		"no JSON":                {`x`, `x`, http.StatusUnprocessableEntity},
		"nobody's reference":     {`{"type":"mautic.connected","data":{"reference":"guessed"}}`, `{"type":"mautic.connected","data":{"reference":"guessed"}}`, http.StatusUnprocessableEntity},
		"longer than any of our": {strings.Repeat("x", 65<<10), "", http.StatusRequestEntityTooLarge},
	} {
		if status := deliver(t, server, signed(t, "msg_"+name[:2], time.Now(), test.signed, secret), test.body); status != test.status {
			t.Errorf("%s: status %d, want %d", name, status, test.status)
		}
	}
	if list, _ := get(t, server.URL+"/received"); strings.TrimSpace(list) != "[]" {
		t.Errorf("it shows %s", list)
	}
}
