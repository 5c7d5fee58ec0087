package mautic

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestHeaderNamesAreComparedWithoutCase(t *testing.T) {
	h := Header{"content-TYPE": "a"}
	if h.Get("Content-Type") != "a" {
		t.Error("a name that is not canonical is not found")
	}
	h.Set("CONTENT-type", "b")
	if len(h) != 1 || h["Content-Type"] != "b" {
		t.Errorf("Set leaves %v", map[string]string(h))
	}
	h.Del("content-type")
	if len(h) != 0 || h.Get("x") != "" || Header(nil).Get("x") != "" {
		t.Errorf("Del leaves %v", map[string]string(h))
	}
	for in, want := range map[string]string{
		"www-authenticate": "WWW-Authenticate", "mautic-version": "Mautic-Version", "ACCEPT": "Accept", "x-requested-with": "X-Requested-With", "": "",
	} {
		h := Header{}
		h.Set(in, "v")
		if h[want] != "v" {
			t.Errorf("%q is stored as %v", in, map[string]string(h))
		}
	}
}

func TestRequestLineHoldsNoQuery(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.com/api/users/self?access_token=x": "GET https://example.com/api/users/self",
		"https://u:p@example.com/":                          "GET https://[cut]@example.com/",
	} {
		r := &Request{Method: "GET", URL: in}
		if got := r.Line().String(); got != want {
			t.Errorf("the line of %s is %q", in, got)
		}
		if got := fmt.Sprint(*r); got != want {
			t.Errorf("%s is printed as %q", in, got)
		}
	}
	if s := (RequestLine{}).String(); s != "" {
		t.Errorf("the zero line is %q", s)
	}
}

func TestResponseShowsStatusAndSize(t *testing.T) {
	r := Response{Status: 200, Header: Header{"Content-Type": "application/json"}, Body: []byte("12345")}
	if got := fmt.Sprint(&r); got != "200 application/json (5 bytes)" {
		t.Errorf("got %q", got)
	}
}

func TestEveryKindHasASentence(t *testing.T) {
	seen := map[string]Kind{}
	for _, k := range []Kind{
		KindDNS, KindRefused, KindTimeout, KindReset, KindTLSUntrusted, KindTLSExpired, KindTLSWrongHost, KindTLSNotTLS, KindBlocked,
		KindTooLarge, KindRateLimited, KindBusy, KindProxy, KindOffline, KindCORS, KindCanceled, KindBadRequest, KindOther,
		KindDeliveryRefused, KindDeliveryFailed, KindRedirectHidden, KindNeedsServer,
	} {
		s := (&TransportError{Kind: k, Err: errors.New("secret")}).Error()
		if other, ok := seen[s]; ok || s == "" || strings.Contains(s, "secret") {
			t.Errorf("%s says %q, as does %q", k, s, other)
		}
		seen[s] = k
	}
	if s := (&TransportError{Kind: KindDNS, Detail: "example.com"}).Error(); !strings.HasSuffix(s, "(example.com)") {
		t.Errorf("the detail is lost: %q", s)
	}
}

func TestKindOf(t *testing.T) {
	cause := errors.New("x")
	te := &TransportError{Kind: KindReset, Err: cause}
	for _, tt := range []struct {
		err  error
		want Kind
	}{
		{nil, ""}, {cause, ""}, {te, KindReset}, {fmt.Errorf("a: %w", te), KindReset},
		{context.Canceled, KindCanceled}, {fmt.Errorf("a: %w", context.DeadlineExceeded), KindTimeout}, {&Error{Status: 500}, ""},
		{&TransportError{Kind: KindBlocked, Err: context.Canceled}, KindBlocked},
	} {
		if got := KindOf(tt.err); got != tt.want {
			t.Errorf("KindOf(%v) = %q, want %q", tt.err, got, tt.want)
		}
	}
	if !errors.Is(te, cause) {
		t.Error("the cause is lost")
	}
}
