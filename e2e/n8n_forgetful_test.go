package e2e

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"mautic-connect/mautic/n8n/n8ntest"
)

// lossy is an n8n whose answer to storing something never arrives.
type lossy struct {
	*n8ntest.Instance
	address string
}

func forgetful(t *testing.T) lossy {
	t.Helper()
	instance := n8ntest.New(n8ntest.Options{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			instance.ServeHTTP(w, r)
			return
		}
		instance.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(server.Close)
	return lossy{instance, server.URL}
}
