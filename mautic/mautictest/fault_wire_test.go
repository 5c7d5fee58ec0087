package mautictest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"
)

func TestSlowHonoursACallerWhoGivesUp(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	if err := s.SetFault(FaultSlow); err != nil {
		t.Fatal(err)
	}
	s.SetDelay(24 * time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	req := httptest.NewRequest("GET", "/api/users/self", nil).WithContext(ctx)
	ended := make(chan any)
	go func() {
		defer func() { ended <- recover() }()
		s.ServeHTTP(httptest.NewRecorder(), req)
	}()
	cancel()
	if reason := <-ended; reason != http.ErrAbortHandler {
		t.Errorf("the request ended with %v", reason)
	}
	if seen := s.Requests(); len(seen) != 1 || seen[0].Status != 0 {
		t.Errorf("remembered %+v", seen)
	}
}

func TestSlowAnswersInTheEnd(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	if rec := callAPI(s, "POST", "/_sandbox/settings", "", `{"fault":"slow","delay":"3ms"}`); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	start := time.Now()
	rec := callAPI(s, "GET", "/api/users/self", asAdmin, "")
	if took := time.Since(start); rec.Code != 200 || took < 3*time.Millisecond {
		t.Errorf("%d after %s", rec.Code, took)
	}
}

// fetch asks a running sandbox and returns what was read and how reading ended.
func fetch(t *testing.T, client *http.Client, url string) ([]byte, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth("admin", "Adm1n-Passw0rd!")
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func TestConnectionCutEndsInTheBody(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	whole, err := fetch(t, server.Client(), server.URL+"/api/users/self")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetFault(FaultConnectionCut); err != nil {
		t.Fatal(err)
	}
	part, err := fetch(t, server.Client(), server.URL+"/api/users/self")
	if !errors.Is(err, io.ErrUnexpectedEOF) || len(part) == 0 || !bytes.HasPrefix(whole, part) {
		t.Errorf("read %d of %d bytes, then %v", len(part), len(whole), err)
	}
}

func TestConnectionResetBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	if err := s.SetFault(FaultConnectionReset); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	if _, err := fetch(t, server.Client(), server.URL+"/api/users/self"); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("ended with %v", err)
	}
	if seen := s.Requests(); len(seen) == 0 || seen[0].Status != 0 || seen[0].Auth != "basic" {
		t.Errorf("remembered %+v", seen)
	}
}

func TestConnectionFaultsOverTLSAndHTTP2(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		for _, f := range []Fault{FaultConnectionCut, FaultConnectionReset} {
			s := New(Options{})
			if err := s.SetFault(f); err != nil {
				t.Fatal(err)
			}
			server := httptest.NewUnstartedServer(s)
			server.EnableHTTP2 = http2
			server.StartTLS()
			if _, err := fetch(t, server.Client(), server.URL+"/api/users/self"); err == nil {
				t.Errorf("%s with HTTP/2 %t: a whole answer", f, http2)
			}
			server.Close()
		}
	}
}

func TestOversizeBodyIsMoreThanFiveMiB(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	if err := s.SetFault(FaultOversizeBody); err != nil {
		t.Fatal(err)
	}
	rec := callAPI(s, "GET", "/api/users/self", asAdmin, "")
	if kind := rec.Header().Get("Content-Type"); rec.Code != 200 || kind != typeJSON || rec.Body.Len() <= 5<<20 || !json.Valid(rec.Body.Bytes()) {
		t.Errorf("%d %s of %d bytes", rec.Code, kind, rec.Body.Len())
	}
}
