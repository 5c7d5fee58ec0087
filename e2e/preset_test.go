package e2e

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
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// signingKey is what the receiver and the program know.
const signingKey = "0123456789abcdefghijklmnopqrstuv"

// receiver is the portal's server. It takes what is signed as Standard Webhooks
// says, and refuses as long as it is told to.
type receiver struct {
	t *testing.T
	*httptest.Server

	mu    sync.Mutex
	ids   []string
	got   []delivery
	wrong int // the status to refuse with; 0 takes
}

type delivery struct {
	Type string
	Data struct {
		Preset, Reference string
		BaseURL           string `json:"base_url"`
		AccessToken       string `json:"access_token"`
		RefreshToken      string `json:"refresh_token"`
		User              struct{ UserName string }
	}
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{t: t}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	id, at := req.Header.Get("webhook-id"), req.Header.Get("webhook-timestamp")
	mac := hmac.New(sha256.New, []byte(signingKey))
	_, _ = fmt.Fprintf(mac, "%s.%s.%s", id, at, body)
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); err != nil || req.Header.Get("webhook-signature") != want || req.URL.Path != "/hooks/mautic" {
		r.t.Errorf("%s %s is not signed", req.Method, req.URL)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ids = append(r.ids, id)
	if r.wrong != 0 {
		w.WriteHeader(r.wrong)
		return
	}
	var d delivery
	if err := json.Unmarshal(body, &d); err != nil {
		r.t.Error(err)
	}
	r.got = append(r.got, d)
	w.WriteHeader(http.StatusNoContent)
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wrong = status
}

func (r *receiver) received() (ids []string, got []delivery) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ids, r.got
}

// stage is everything a preset needs: a Mautic and the program, both behind a
// recorder, a portal and its server.
type stage struct {
	program     *program
	app, mautic *recorder
	portal      *portal
	receiver    *receiver
	secret      string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{app: newRecorder(t), mautic: newRecorder(t), portal: newPortal(t), receiver: newReceiver(t)}
	with := start(t)
	s.mautic.follow(t, with.sandbox)
	id, secret := with.addClient(s.app.address + "callback")
	s.secret = secret
	file := filepath.Join(t.TempDir(), "presets.yaml")
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "secret.txt"), []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("presets:\n  acme:\n    title: Acme's Mautic\n    base_url: %s\n    client_id: %s\n    client_secret: {file: secret.txt}\n"+
		"    deliver:\n      url: %s/hooks/mautic\n      signing_secret: whsec_%s\n",
		s.mautic.address, id, s.receiver.URL, base64.StdEncoding.EncodeToString([]byte(signingKey)))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s.program = startFor(t, s.portal, "--presets", file, "--allow-host", s.mautic.host(), "--log-level", "debug")
	s.app.follow(t, s.program.app)
	s.portal.app = s.app.address
	return s
}

// hidesEverywhere fails if a secret is in anything that the browser saw or sent,
// or in the log.
func (s *stage) hidesEverywhere(t *testing.T) {
	t.Helper()
	traffic := s.app.text() + s.mautic.text()
	if !strings.Contains(traffic, "/presets/acme/token") || !strings.Contains(traffic, "access_token") || !strings.Contains(traffic, "/oauth/v2/authorize?") {
		t.Error("the record lacks what must be in it, so it proves nothing")
	}
	hides(t, "the browser's traffic", traffic, s.secret, url.QueryEscape(s.secret), base64.StdEncoding.EncodeToString([]byte(s.secret)), signingKey)
	hides(t, "the log", s.program.log.String(), s.secret, signingKey)
	_, got := s.receiver.received()
	for _, d := range got {
		hides(t, "the log", s.program.log.String(), d.Data.AccessToken, d.Data.RefreshToken)
	}
}

func TestAPresetIsDeliveredToThePortalsServerAndItsSecretStays(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.portal.enter(t)
	p.put(`{preset: "acme", reference: "task-42"}`)
	frame := p.embedded(s.app.address)
	frame.see("#connect")
	frame.says("section", strings.TrimPrefix(s.receiver.URL, "http://"))
	if n := evaluate[int](frame, `document.querySelectorAll("input:not([type=radio])").length`); n != 0 {
		t.Errorf("%d inputs are asked for", n)
	}
	window := frame.popup(frame.click("#connect"))
	window.accept()
	frame.says("#portal", strings.TrimPrefix(s.receiver.URL, "http://")+" has it.")
	p.emits("connect", 1)
	got := evaluate[map[string]any](p, `heard.find(([type]) => type === "connect")[1]`)
	if got["delivered"] != true || got["preset"] != "acme" || got["reference"] != "task-42" || len(got["permissions"].([]any)) == 0 {
		t.Errorf("the portal's page is told %v", got)
	}
	ids, received := s.receiver.received()
	if len(received) != 1 || len(ids) != 1 || received[0].Type != "mautic.connected" || received[0].Data.Reference != "task-42" || received[0].Data.User.UserName != "admin" ||
		received[0].Data.BaseURL != strings.TrimSuffix(s.mautic.address, "/") || received[0].Data.AccessToken == "" || received[0].Data.RefreshToken == "" {
		t.Fatalf("the portal's server got %v %+v", ids, received)
	}
	hides(t, "what the portal's page heard", evaluate[string](p, `JSON.stringify(heard)`), received[0].Data.AccessToken, received[0].Data.RefreshToken)
	s.hidesEverywhere(t)
	frame.press("#done")
	p.emits("close", 1)
}

func TestWhatThePortalsServerRefusesIsTriedAgainUnderTheSameID(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.receiver.answer(http.StatusBadRequest)
	p := open(t).page()
	p.b.expect("502") // the answer that says so
	p.visit(s.app.address + "connect?preset=acme&reference=task-43")
	p.see("#connect")
	window := p.popup(p.click("#connect"))
	window.accept()
	p.diagnosed("delivery-refused")
	s.receiver.answer(0)
	p.press("#deliver")
	p.says("#portal", strings.TrimPrefix(s.receiver.URL, "http://")+" has it.")
	ids, received := s.receiver.received()
	if len(ids) != 2 || ids[0] != ids[1] || len(received) != 1 || received[0].Data.Reference != "task-43" {
		t.Errorf("the portal's server got %v %+v", ids, received)
	}
	s.hidesEverywhere(t)
}

func TestAPresetThatIsNotThereIsNamed(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.b.expect("404")
	p.visit(program.wizard() + "?preset=acne")
	p.diagnosed("preset-unknown")
}
