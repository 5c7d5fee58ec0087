package main

import (
	"crypto/rand"
	"encoding/json"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// portal is the whole site. What it remembers it keeps in memory.
type portal struct {
	*http.ServeMux
	connect *url.URL // where Mautic Connect is
	preset  string
	secret  string // the preset's signing secret, whsec_…
	page    *template.Template

	mu         sync.Mutex
	references map[string]time.Time // given out, and when
	deliveries map[string]delivery  // by webhook-id: the same one comes again when an answer was lost
	order      []string
}

// delivery is what the page shows of a connection: no token.
type delivery struct {
	At           time.Time `json:"at"`
	Reference    string    `json:"reference"`
	BaseURL      string    `json:"base_url"`
	User         string    `json:"user"`
	AccessToken  string    `json:"access_token"`
	RefreshToken string    `json:"refresh_token"`
	ExpiresAt    string    `json:"expires_at"`
}

// event is the body of a delivery, as far as this portal needs it.
type event struct {
	Type string `json:"type"`
	Data struct {
		Reference    string `json:"reference"`
		BaseURL      string `json:"base_url"`
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresAt    string `json:"expires_at"`
		User         struct {
			Username string `json:"username"`
			Role     string `json:"role"`
		} `json:"user"`
	} `json:"data"`
}

func newPortal(connect *url.URL, preset, secret string) (*portal, error) {
	page, err := template.ParseFS(files, "portal.html")
	if err != nil {
		return nil, err
	}
	p := &portal{
		ServeMux: http.NewServeMux(), connect: connect, preset: preset, secret: secret, page: page,
		references: map[string]time.Time{}, deliveries: map[string]delivery{},
	}
	p.HandleFunc("GET /{$}", p.show)
	p.Handle("GET /portal.css", http.FileServerFS(files))
	p.Handle("GET /portal.js", http.FileServerFS(files))
	p.HandleFunc("GET /received", p.received)
	p.HandleFunc("POST /hooks/mautic", p.take)
	return p, nil
}

// show answers with the page. A reference says whose connection a delivery is,
// so nobody may be able to guess one: it is made here, never in the browser.
func (p *portal) show(w http.ResponseWriter, _ *http.Request) {
	reference := rand.Text()
	p.mu.Lock()
	p.references[reference] = time.Now()
	p.mu.Unlock()
	origin := p.connect.Scheme + "://" + p.connect.Host
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self' "+origin+"; frame-src "+origin+
		"; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	// The reader is gone when this fails; nobody is left to tell.
	_ = p.page.Execute(w, map[string]string{"Connect": p.connect.String(), "Preset": p.preset, "Reference": reference})
}

// take is the receiver of deliveries: it believes the signature and nothing else.
func (p *portal) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
	if err != nil {
		http.Error(w, "The delivery is too long.", http.StatusRequestEntityTooLarge)
		return
	}
	if err := verify(r.Header, body, p.secret, time.Now()); err != nil {
		http.Error(w, "The delivery is not trusted: "+err.Error()+".", http.StatusUnauthorized)
		return
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.Type != "mautic.connected" {
		http.Error(w, "The delivery is no event of the type mautic.connected.", http.StatusUnprocessableEntity)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	id := r.Header.Get("webhook-id")
	if _, again := p.deliveries[id]; again {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if _, ours := p.references[e.Data.Reference]; !ours {
		http.Error(w, "The delivery has no reference of this portal.", http.StatusUnprocessableEntity)
		return
	}
	// A real portal stores the tokens here, encrypted, with the account that the
	// reference belongs to.
	p.deliveries[id] = delivery{
		At: time.Now(), Reference: masked(e.Data.Reference), BaseURL: e.Data.BaseURL,
		User:        e.Data.User.Username + " (" + e.Data.User.Role + ")",
		AccessToken: masked(e.Data.AccessToken), RefreshToken: masked(e.Data.RefreshToken), ExpiresAt: e.Data.ExpiresAt,
	}
	p.order = append(p.order, id)
	w.WriteHeader(http.StatusNoContent)
}

// received lists the deliveries for the page, the newest first.
func (p *portal) received(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	list := []delivery{}
	for i := len(p.order) - 1; i >= 0; i-- {
		list = append(list, p.deliveries[p.order[i]])
	}
	p.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(list)
}

// masked shows that there is something, and no more of it than its start.
func masked(secret string) string {
	if len(secret) < 12 {
		return "••••"
	}
	return secret[:4] + "••••"
}
