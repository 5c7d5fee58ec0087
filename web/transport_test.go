package web

import (
	"context"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
)

func TestTransportBringsTheAnswerAsItCame(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Location", "/elsewhere")
		w.Header().Set("WWW-Authenticate", "Basic")
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Set("X-Got", strings.Join([]string{r.Method, r.URL.RequestURI(), r.Header.Get("Authorization"), r.UserAgent(), string(body)}, " "))
		w.WriteHeader(http.StatusFound)
		_, _ = io.WriteString(w, "moved")
	})
	res, err := NewTransport(loopbackPolicy(t), "1.2.3").RoundTrip(t.Context(), &mautic.Request{Method: "POST", URL: "http://" + upstream + "/api/x?a=b",
		Header: mautic.Header{"Authorization": "Basic dTpw"}, Body: []byte("hello")})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{"body": string(res.Body), "location": res.Header.Get("Location"), "auth": res.Header.Get("WWW-Authenticate"),
		"cookie": res.Header.Get("Set-Cookie"), "got": res.Header.Get("X-Got")}
	want := map[string]string{"body": "moved", "location": "/elsewhere", "auth": "Basic", "cookie": "",
		"got": "POST /api/x?a=b Basic dTpw mautic-connect/1.2.3 hello"}
	if diff := cmp.Diff(want, got); diff != "" || res.Status != 302 || res.Received.IsZero() {
		t.Errorf("status %d, received %s (-want +got)\n%s", res.Status, res.Received, diff)
	}
}

func TestTransportNamesTheFailureAndKeepsSecretsOut(t *testing.T) {
	t.Parallel()
	const canary = "canary4711"
	large := startUpstream(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, maxAnswer+1)) })
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name   string
		ctx    context.Context
		policy *Policy
		url    string
		want   mautic.Kind
	}{
		{"refused", t.Context(), loopbackPolicy(t), "http://" + closedPort(t), mautic.KindRefused},
		{"blocked", t.Context(), &Policy{}, "http://127.0.0.1", mautic.KindBlocked},
		{"metadata", t.Context(), loopbackPolicy(t), "http://169.254.169.254", mautic.KindBlocked},
		{"too large", t.Context(), loopbackPolicy(t), "http://" + large, mautic.KindTooLarge},
		{"plain HTTP", t.Context(), loopbackPolicy(t), "https://" + large, mautic.KindTLSNotTLS},
		{"canceled", canceled, loopbackPolicy(t), "http://" + large, mautic.KindCanceled},
		{"not a URL", t.Context(), loopbackPolicy(t), "http://[", mautic.KindBadRequest},
		{"user name", t.Context(), loopbackPolicy(t), "http://" + canary + "@a.example", mautic.KindBadRequest},
		{"other scheme", t.Context(), loopbackPolicy(t), "file:///etc", mautic.KindBadRequest},
	} {
		_, err := NewTransport(tt.policy, "x").RoundTrip(tt.ctx, &mautic.Request{Method: "GET", URL: tt.url + "/api/x?" + canary,
			Header: mautic.Header{"Authorization": canary}})
		if got := mautic.KindOf(err); got != tt.want {
			t.Errorf("%s: got kind %q (%v), want %s", tt.name, got, err, tt.want)
		}
		for e := err; e != nil; e = unwrap(e) {
			if strings.Contains(e.Error(), canary) {
				t.Errorf("%s: the error holds a secret: %v", tt.name, e)
			}
		}
	}
}

func unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

func TestClientKeyIsStable(t *testing.T) {
	t.Parallel()
	if a, b := clientKey(netip.MustParseAddr("fe80::1%eth0")), clientKey(netip.MustParseAddr("fe80::2")); a != b {
		t.Errorf("%s and %s are two clients", a, b)
	}
}
