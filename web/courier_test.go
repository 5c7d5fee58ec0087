package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/web/preset"
)

// verifyDelivery checks a delivery as a portal does by the text of the standard,
// with none of the sender's code.
func verifyDelivery(t *testing.T, got seenRequest) {
	t.Helper()
	key := make([]byte, 32) // what presetSigning holds
	id, stamp := got.Header.Get("webhook-id"), got.Header.Get("webhook-timestamp")
	mac := hmac.New(sha256.New, key)
	_, _ = io.WriteString(mac, id+"."+stamp+"."+got.Body)
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); !hmac.Equal([]byte(want), []byte(got.Header.Get("webhook-signature"))) {
		t.Errorf("the signature is %q, want %q", got.Header.Get("webhook-signature"), want)
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || got.At.Sub(time.Unix(seconds, 0)).Abs() > 5*time.Second {
		t.Errorf("the time stamp is %q at %s", stamp, got.At)
	}
}

func newCancel(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, cancel
}

// try is what a portal does at one attempt.
type try struct {
	status int
	after  string // Retry-After
	takes  time.Duration
	err    error
}

// courierTo is a courier to a portal that does one thing after the other, the
// last for ever, and the times at which it was reached.
func courierTo(tries ...try) (*courier, *[]time.Duration) {
	start, at, stamps := time.Now(), new([]time.Duration), map[string]bool{}
	return &courier{now: time.Now, send: func(r *http.Request) (*http.Response, error) {
		do := tries[min(len(*at), len(tries)-1)]
		*at = append(*at, time.Since(start))
		stamps[r.Header.Get("Webhook-Id")] = true
		if len(stamps) > 1 {
			return nil, errors.New("the id changed")
		}
		select {
		case <-time.After(do.takes):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
		if do.err != nil {
			return nil, do.err
		}
		return &http.Response{StatusCode: do.status, Header: http.Header{"Retry-After": {do.after}}, Body: http.NoBody}, nil
	}}, at
}

func testDelivery() preset.Delivery {
	return preset.Delivery{Address: mautic.NewSecret("https://portal.example/hooks"), Signing: mautic.NewSecret(presetSigning)}
}

func TestCourierTriesAgainWhatMayPass(t *testing.T) {
	t.Parallel()
	const ok, refused, failed = "", mautic.KindDeliveryRefused, mautic.KindDeliveryFailed
	broken := errors.New("connection reset")
	for _, tt := range []struct {
		name  string
		tries []try
		want  receipt
	}{
		{"taken at once", []try{{status: 200}}, receipt{attempts: 1, status: 200, kind: ok}},
		{"taken without content", []try{{status: 204}}, receipt{attempts: 1, status: 204, kind: ok}},
		{"taken after each passing status", []try{{status: 408}, {status: 425}, {status: 429}, {status: 500}, {status: 202}}, receipt{attempts: 5, status: 202, kind: ok}},
		{"taken after the connection broke", []try{{err: broken}, {status: 200}}, receipt{attempts: 2, status: 200, kind: ok}},
		{"taken after it hung once", []try{{takes: time.Hour}, {status: 200}}, receipt{attempts: 2, status: 200, kind: ok}},
		{"refused", []try{{status: 410}}, receipt{attempts: 1, status: 410, kind: refused}},
		{"refused in the end", []try{{status: 503}, {status: 400}}, receipt{attempts: 2, status: 400, kind: refused}},
		{"refused at the last attempt", []try{{status: 503}, {status: 503}, {status: 503}, {status: 503}, {status: 400}}, receipt{attempts: 5, status: 400, kind: refused}},
		{"a redirect", []try{{status: 302}}, receipt{attempts: 1, status: 302, kind: refused}},
		{"failing all the time", []try{{status: 599}}, receipt{attempts: 5, status: 599, kind: failed}},
		{"broken all the time", []try{{err: broken}}, receipt{attempts: 5, kind: failed}},
		{"failing, then broken", []try{{status: 500}, {err: broken}}, receipt{attempts: 5, kind: failed}},
		{"blocked by the policy", []try{{err: fmt.Errorf("dialling: %w", ErrBlocked)}}, receipt{attempts: 1, kind: failed, blocked: true}},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := courierTo(tt.tries...)
			start := time.Now()
			got := c.deliver(t.Context(), testDelivery(), "msg_1", []byte("{}"))
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(receipt{})); diff != "" {
				t.Errorf("%s (-want +got)\n%s", tt.name, diff)
			}
			if took := time.Since(start); took > deliveryTime {
				t.Errorf("%s: it took %s", tt.name, took)
			}
		})
	}
}

func TestCourierWaitsLongerEachTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, at := courierTo(try{status: 500})
		c.deliver(t.Context(), testDelivery(), "msg_1", []byte("{}"))
		if len(*at) != deliveryAttempts {
			t.Fatalf("%d attempts", len(*at))
		}
		for i, base := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second} {
			if gap := (*at)[i+1] - (*at)[i]; gap < base/2 || gap > base*3/2+time.Millisecond {
				t.Errorf("before attempt %d it waited %s, want about %s", i+2, gap, base)
			}
		}
	})
}

func TestCourierEndsInTimeWhenThePortalHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, at := courierTo(try{takes: time.Hour})
		start := time.Now()
		got := c.deliver(t.Context(), testDelivery(), "msg_1", []byte("{}"))
		if took := time.Since(start); took > deliveryTime || took < deliveryTime/2 {
			t.Errorf("it took %s", took)
		}
		if got.kind != mautic.KindDeliveryFailed || len(*at) < 2 {
			t.Errorf("got %+v after %d attempts", got, len(*at))
		}
	})
}

func TestCourierHonoursRetryAfterWithinItsTime(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		after func(time.Time) string
		want  time.Duration // until the second attempt; 0 is none
	}{
		{"seconds", func(time.Time) string { return "7" }, 7 * time.Second},
		{"a date", func(now time.Time) string { return now.Add(9 * time.Second).UTC().Format(http.TimeFormat) }, 9 * time.Second},
		{"longer than there is", func(time.Time) string { return "60" }, 0},
		{"far longer", func(time.Time) string { return "2147483647" }, 0},
		{"a date tomorrow", func(now time.Time) string { return now.Add(24 * time.Hour).UTC().Format(http.TimeFormat) }, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, at := courierTo(try{status: 429, after: tt.after(time.Now())}, try{status: 200})
			start := time.Now()
			got := c.deliver(t.Context(), testDelivery(), "msg_1", []byte("{}"))
			switch {
			case tt.want == 0 && (len(*at) != 1 || got.kind != mautic.KindDeliveryFailed || got.status != 429 || time.Since(start) != 0):
				t.Errorf("%s: got %+v after %s", tt.name, got, time.Since(start))
			case tt.want > 0 && (len(*at) != 2 || got.kind != "" || (*at)[1] != tt.want):
				t.Errorf("%s: got %+v, attempts at %v", tt.name, got, *at)
			}
		})
	}
	for _, header := range []string{"", "0", "-5", "soon", "Fri, 01 Jan 1999 00:00:00 GMT", "99999999999999999999"} {
		synctest.Test(t, func(t *testing.T) {
			c, at := courierTo(try{status: 503, after: header}, try{status: 200})
			c.deliver(t.Context(), testDelivery(), "msg_1", []byte("{}"))
			if len(*at) != 2 || (*at)[1] < 250*time.Millisecond || (*at)[1] > time.Second {
				t.Errorf("Retry-After %q: attempts at %v, want the usual pause", header, *at)
			}
		})
	}
}

func TestCourierSignsEachAttemptAtItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen seenRequests
		c := &courier{now: time.Now, send: func(r *http.Request) (*http.Response, error) {
			seen.add(r)
			return &http.Response{StatusCode: 500, Body: http.NoBody}, nil
		}}
		c.deliver(t.Context(), testDelivery(), "msg_1", []byte(`{"a":"ü"}`))
		stamps := map[string]bool{}
		for _, s := range seen.all() {
			verifyDelivery(t, s)
			stamps[s.Header.Get("webhook-timestamp")] = true
			if s.Body != `{"a":"ü"}` {
				t.Errorf("the body is %q", s.Body)
			}
		}
		if len(stamps) < 3 {
			t.Errorf("all attempts have %d time stamps", len(stamps))
		}
	})
}

func TestCourierErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	c := &courier{now: time.Now}
	for _, d := range []preset.Delivery{
		{Address: mautic.NewSecret("https://portal.example/%zz-canary"), Signing: mautic.NewSecret(presetSigning)},
		{Address: mautic.NewSecret("https://portal.example/"), Signing: mautic.NewSecret("whsec_canary!")},
	} {
		if _, err := c.request(t.Context(), d, "msg_1", nil); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("got %v", err)
		}
		if got := c.deliver(t.Context(), d, "msg_1", nil); got.kind != mautic.KindDeliveryFailed || got.attempts != 1 {
			t.Errorf("got %+v", got)
		}
	}
}
