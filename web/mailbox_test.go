package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/web/contentpolicy"
)

const (
	mailState  = "canary-state-4711"
	mailCode   = "canary-code-4712"
	mailLetter = `{"state":"` + mailState + `","code":"` + mailCode + `"}`
	mailQuery  = "code=" + mailCode + "&state=" + mailState
)

// testMailbox is a mailbox of its own, for tests in a bubble of synctest, where
// time stands still until everybody waits.
func testMailbox(stopping <-chan struct{}) *mailbox {
	return newMailbox(nil, admission{newCallerCheck(), newRateLimiter(0, time.Now)}, slog.New(slog.DiscardHandler), stopping)
}

func mail(ctx context.Context, m *mailbox, method, rest, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, method, "/mailbox"+rest, strings.NewReader(body))
	r.Header.Set("X-Mautic-Connect", "1")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	m.serve(w, r, rest)
	return w
}

func post(m *mailbox) *httptest.ResponseRecorder {
	return mail(context.Background(), m, "POST", "", mailLetter)
}

func collect(m *mailbox) *httptest.ResponseRecorder {
	return mail(context.Background(), m, "GET", "/"+mailKey(mailState), "")
}

func TestMailboxDeliversAtOnceToAPageThatWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := testMailbox(nil)
		start := time.Now()
		got := make(chan *httptest.ResponseRecorder)
		go func() { got <- collect(m) }()
		time.Sleep(20 * time.Second)
		posted := make(chan *httptest.ResponseRecorder)
		go func() { posted <- post(m) }()
		if w := <-got; w.Code != 200 || w.Body.String() != mailQuery {
			t.Errorf("the page got %d %q", w.Code, w.Body)
		}
		if w := <-posted; w.Code != 204 || w.Body.Len() > 0 {
			t.Errorf("the callback got %d %q", w.Code, w.Body)
		}
		if took := time.Since(start); took != 20*time.Second {
			t.Errorf("it took %s after it was posted", took-20*time.Second)
		}
		time.Sleep(mailLife) // the timers end before the bubble does
	})
}

func TestMailboxKeepsAnAnswerUntilItIsReadOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := testMailbox(nil)
		if w := post(m); w.Code != 202 {
			t.Errorf("with nobody there the callback got %d %q", w.Code, w.Body)
		}
		if w := collect(m); w.Code != 200 || w.Body.String() != mailQuery {
			t.Errorf("the first read got %d %q", w.Code, w.Body)
		}
		start := time.Now()
		if w := collect(m); w.Code != 204 || w.Body.Len() > 0 || time.Since(start) != pollTime {
			t.Errorf("the second read got %d %q after %s", w.Code, w.Body, time.Since(start))
		}
		if w := post(m); w.Code != 409 {
			t.Errorf("a replay got %d %q", w.Code, w.Body)
		}
		if w := collect(m); w.Code != 204 {
			t.Errorf("after the replay a read got %d %q", w.Code, w.Body)
		}
		time.Sleep(mailLife)
	})
}

func TestMailboxKeepsTheFirstOfTwoAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := testMailbox(nil)
		post(m)
		if w := mail(t.Context(), m, "POST", "", `{"state":"`+mailState+`","code":"other"}`); w.Code != 409 {
			t.Errorf("the second got %d %q", w.Code, w.Body)
		}
		if w := collect(m); w.Body.String() != mailQuery {
			t.Errorf("the page got %q", w.Body)
		}
		time.Sleep(mailLife)
	})
}

func TestMailboxForgetsAfterAMinute(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		wait   time.Duration
		status int
	}{
		{"a moment before", mailLife - receiptTime - time.Millisecond, 200},
		{"a moment after", mailLife - receiptTime + time.Millisecond, 204},
	} {
		synctest.Test(t, func(t *testing.T) {
			m := testMailbox(nil)
			post(m) // returns after receiptTime
			time.Sleep(tt.wait)
			synctest.Wait()
			if kept := len(m.store.(*memoryMail).answers); (kept == 1) != (tt.status == 200) {
				t.Errorf("%s: %d answers are in memory", tt.name, kept)
			}
			if w := collect(m); w.Code != tt.status {
				t.Errorf("%s: got %d %q, want %d", tt.name, w.Code, w.Body, tt.status)
			}
			time.Sleep(mailLife)
		})
	}
}

func TestMailboxGivesAnAnswerToOneOfTwoThatWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := testMailbox(nil)
		got := make(chan int, 2)
		for range 2 {
			go func() { got <- collect(m).Code }()
		}
		synctest.Wait()
		go post(m)
		if first, second := <-got, <-got; first != 200 || second != 204 {
			t.Errorf("they got %d and %d, want 200 and, in the end, 204", first, second)
		}
		time.Sleep(mailLife)
	})
}

func TestMailboxLeavesAnAnswerToTheNextRequestWhenAPageIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := testMailbox(nil)
		ctx, leave := context.WithCancel(t.Context())
		left := make(chan int)
		go func() { left <- mail(ctx, m, "GET", "/"+mailKey(mailState), "").Code }()
		synctest.Wait()
		leave()
		<-left
		go post(m)
		if w := collect(m); w.Code != 200 {
			t.Errorf("got %d %q", w.Code, w.Body)
		}
		time.Sleep(mailLife)
	})
}

func TestMailboxHoldsSoManyAnswersAndHasRoomAgainWhenTheyExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemoryMail()
		for i := range maxMail {
			if err := m.put(t.Context(), fmt.Sprint(i), "x"); err != nil {
				t.Fatalf("answer %d: %v", i, err)
			}
			if i == 0 {
				time.Sleep(time.Second)
			}
		}
		if err := m.put(t.Context(), "more", "x"); !errors.Is(err, errMailFull) {
			t.Errorf("one more than there may be: %v", err)
		}
		time.Sleep(mailLife - time.Second)
		synctest.Wait()
		if err := m.put(t.Context(), "more", "x"); err != nil {
			t.Errorf("with the oldest gone: %v", err)
		}
		if err := m.put(t.Context(), "and more", "x"); !errors.Is(err, errMailFull) {
			t.Errorf("only the oldest is gone, but: %v", err)
		}
		time.Sleep(mailLife)
	})
}

func TestMailboxIsBusyWhenItIsFullOrTooManyWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := testMailbox(nil)
		m.store.(*memoryMail).max = 0
		if w := post(m); w.Code != 503 || w.Header().Get("Retry-After") == "" {
			t.Errorf("full: got %d %v", w.Code, w.Header())
		}
		m.waiting = make(chan struct{}, 1)
		go collect(m)
		synctest.Wait()
		if w := collect(m); w.Code != 503 || w.Header().Get("Retry-After") == "" {
			t.Errorf("a second that waits: got %d %v", w.Code, w.Header())
		}
		time.Sleep(pollTime)
	})
}

func TestMailboxEndsWhatWaitsWhenTheServerStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stopping := make(chan struct{})
		m := testMailbox(stopping)
		got := make(chan int, 2)
		go func() { got <- mail(t.Context(), m, "GET", "/"+mailKey("another"), "").Code }()
		synctest.Wait()
		go func() { got <- post(m).Code }()
		synctest.Wait()
		start := time.Now()
		close(stopping)
		codes := map[int]bool{<-got: true, <-got: true}
		if diff := cmp.Diff(map[int]bool{503: true, 202: true}, codes); diff != "" || time.Since(start) != 0 {
			t.Errorf("after %s (-want +got)\n%s", time.Since(start), diff)
		}
		time.Sleep(mailLife)
	})
}

func TestServeDoesNotWaitForTheMailbox(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	m := testMailbox(ctx.Done())
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.serve(w, r, "/"+mailKey(mailState)) })
	ln, err := Listen(ctx, "127.0.0.1:0", "--listen")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, ln, h, nil, slog.New(slog.DiscardHandler)) }()
	got := make(chan answer, 1)
	go func() { got <- ask(t, "GET", "http://"+ln.Addr().String()+"/mailbox/"+mailKey("x"), nil) }()
	for len(m.waiting) == 0 {
		runtime.Gosched()
	}
	stop()
	select {
	case err := <-served:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(never):
		t.Error("the server did not stop")
	}
	if a := <-got; a.status != 503 {
		t.Errorf("the page got %d %q", a.status, a.body)
	}
}

func TestMailboxTakesOnlyWholeSmallJSON(t *testing.T) {
	t.Parallel()
	base := startServer(t, Options{})
	for _, tt := range []struct {
		name, body, kind string
		status           int
	}{
		{"no body", "", "application/json", 400},
		{"no JSON", "state=a&code=b", "application/json", 400},
		{"no object", `["a"]`, "application/json", 400},
		{"another type", `{"state":"a","code":1}`, "application/json", 400},
		{"no state", `{"code":"b"}`, "application/json", 400},
		{"neither code nor error", `{"state":"a"}`, "application/json", 400},
		{"code and error", `{"state":"a","code":"b","error":"c"}`, "application/json", 400},
		{"two objects", mailLetter + mailLetter, "application/json", 400},
		{"a form", mailLetter, "application/x-www-form-urlencoded", 415},
		{"text, which needs no preflight", mailLetter, "text/plain", 415},
		{"no type", mailLetter, "", 415},
		{"too large", `{"state":"a","code":"` + strings.Repeat("b", maxLetter) + `"}`, "application/json", 413},
	} {
		a := ask(t, "POST", base+"/mailbox", strings.NewReader(tt.body), "Content-Type", tt.kind)
		t.Run(tt.name, func(t *testing.T) { wantProblem(t, a, tt.status, mautic.KindBadRequest) })
	}
	for _, key := range []string{"", "x", mailKey("a")[1:], mailKey("a") + "A", mailKey("a") + "/", strings.Repeat("!", 43)} {
		wantProblem(t, ask(t, "GET", base+"/mailbox/"+key, nil), 400, mautic.KindBadRequest)
	}
	for _, call := range [][3]string{{"GET", "/mailbox", "POST"}, {"DELETE", "/mailbox", "POST"}, {"POST", "/mailbox/" + mailKey("a"), "GET"}, {"PUT", "/mailbox/" + mailKey("a"), "GET"}} {
		a := ask(t, call[0], base+call[1], nil)
		if wantProblem(t, a, 405, mautic.KindBadRequest); a.header.Get("Allow") != call[2] {
			t.Errorf("%s %s: Allow is %q", call[0], call[1], a.header.Get("Allow"))
		}
	}
	if a := ask(t, "GET", base+"/mailboxes", nil); a.status != 404 || a.problem.Kind != "" {
		t.Errorf("another path got %d", a.status)
	}
}

func TestMailboxPassesOnWhatACallbackHasAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		body string
		want url.Values
	}{
		{`{"state":"a b","code":"c&d=e"}`, url.Values{"state": {"a b"}, "code": {"c&d=e"}}},
		{`{"state":"a","error":"access_denied","error_description":"You said no","iss":"https://m.example"}`,
			url.Values{"state": {"a"}, "error": {"access_denied"}, "error_description": {"You said no"}, "iss": {"https://m.example"}}},
		{`{"state":"a","code":"b","access_token":"c"}`, url.Values{"state": {"a"}, "code": {"b"}}},
	} {
		l, ok := parseLetter([]byte(tt.body))
		got, err := url.ParseQuery(l.query())
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil || !ok {
			t.Errorf("%s: %t, %v (-want +got)\n%s", tt.body, ok, err, diff)
		}
	}
}

func TestMailboxServesThisAppOnlyAndKeepsNothingInCaches(t *testing.T) {
	t.Parallel()
	base := startServer(t, Options{})
	for _, call := range [][2]string{{"POST", "/mailbox"}, {"GET", "/mailbox/" + mailKey(mailState)}} {
		for _, header := range [][]string{
			{"X-Mautic-Connect", ""}, {"X-Mautic-Connect", "0"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"},
			{"Sec-Fetch-Site", "none"}, {"Origin", "http://evil.example"}, {"Origin", "null"},
		} {
			a := ask(t, call[0], base+call[1], strings.NewReader(mailLetter), append(header, "Content-Type", "application/json")...)
			wantProblem(t, a, 403, mautic.KindBadRequest)
		}
	}
	posted := make(chan answer, 1)
	go func() {
		posted <- ask(t, "POST", base+"/mailbox", strings.NewReader(mailLetter), "Content-Type", "application/json", "Origin", base, "Sec-Fetch-Site", "same-origin")
	}()
	a := ask(t, "GET", base+"/mailbox/"+mailKey(mailState), nil, "Sec-Fetch-Site", "same-origin")
	for _, a := range []answer{a, <-posted} {
		if a.header.Get("Cache-Control") != "no-store" || a.header.Get("Content-Security-Policy") != contentpolicy.Relayed || a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%d has the header %v", a.status, a.header)
		}
	}
	if a.status != 200 || a.body != mailQuery {
		t.Errorf("got %d %q", a.status, a.body)
	}
}

func TestMailboxIsUnderTheBasePath(t *testing.T) {
	t.Parallel()
	base := startServer(t, Options{Site: testTree("/x/")})
	wantProblem(t, ask(t, "GET", base+"/x/mailbox/x", nil), 400, mautic.KindBadRequest)
	if a := ask(t, "GET", base+"/mailbox/x", nil); a.status != 404 {
		t.Errorf("outside of it: %d", a.status)
	}
}

func TestMailboxSharesTheRateLimitOfTheRelay(t *testing.T) {
	t.Parallel()
	base := startServer(t, Options{RateLimit: 2})
	for range 2 {
		wantProblem(t, ask(t, "GET", base+"/mailbox/x", nil), 400, mautic.KindBadRequest)
	}
	a := ask(t, "GET", base+"/mailbox/"+mailKey(mailState), nil)
	if wantProblem(t, a, 429, mautic.KindRateLimited); a.header.Get("Retry-After") == "" {
		t.Error("there is no Retry-After")
	}
	wantProblem(t, ask(t, "GET", base+"/proxy/http/a.example/api/x", nil), 429, mautic.KindRateLimited)
}

func TestLogHoldsNothingOfTheMail(t *testing.T) {
	t.Parallel()
	var buf logBuffer
	base := startServer(t, Options{Log: debugLog(&buf)})
	done := make(chan struct{})
	go func() {
		defer close(done)
		ask(t, "GET", base+"/mailbox/"+mailKey(mailState), nil)
	}()
	ask(t, "POST", base+"/mailbox?"+mailQuery, strings.NewReader(mailLetter), "Content-Type", "application/json")
	<-done
	ask(t, "POST", base+"/mailbox", strings.NewReader(mailLetter), "Content-Type", "application/json")
	ask(t, "POST", base+"/mailbox/"+mailState, strings.NewReader(`{"code":"`+mailCode+`"`), "Content-Type", "application/json")
	out := buf.String()
	for _, secret := range []string{mailState, mailCode, mailKey(mailState)} {
		if strings.Contains(out, secret) {
			t.Errorf("the log holds %s:\n%s", secret, out)
		}
	}
	if strings.Count(out, `"route":"mailbox"`) != 4 || !strings.Contains(out, `"status":409`) {
		t.Errorf("the log does not tell of the four requests:\n%s", out)
	}
}

func FuzzParseLetter(f *testing.F) {
	for _, seed := range []string{mailLetter, `{"state":"a","error":"b","iss":"&code=c"}`, `{"state":"\u0000","code":"%26"}`, `{}`, `null`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		l, ok := parseLetter([]byte(raw))
		if !ok {
			return
		}
		values, err := url.ParseQuery(l.query())
		if err != nil || values.Get("state") != l.State || values.Get("code") != l.Code || values.Get("error") != l.Error || l.State == "" {
			t.Errorf("%q became %q: %v", raw, l.query(), err)
		}
		for name, all := range values {
			if len(all) != 1 {
				t.Errorf("%s is there %d times", name, len(all))
			}
		}
	})
}
