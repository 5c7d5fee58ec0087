package mautictest

import (
	"net/http"
	"slices"
	"time"
)

// state is what GET /_sandbox/state tells. Passwords and client secrets are those of the seed only, which are public;
// whatever was added later keeps its own.
type state struct {
	Version   Version       `json:"version"`
	Now       time.Time     `json:"now"`
	Ahead     string        `json:"clock_ahead"`
	Settings  settingsJSON  `json:"settings"`
	Fault     Fault         `json:"fault"`
	Delay     string        `json:"delay"`
	Logins    []loginState  `json:"logins"`
	Clients   []clientState `json:"clients"`
	Anonymous int           `json:"anonymous_contacts"`
	Contacts  int           `json:"contacts"`
	Requests  []Request     `json:"requests"`
}

type loginState struct {
	Username    string `json:"username"`
	Password    string `json:"password,omitempty"`
	Role        string `json:"role"`
	Unpublished bool   `json:"unpublished,omitempty"`
}

type clientState struct {
	ID                string   `json:"client_id"`
	Secret            string   `json:"client_secret,omitempty"`
	Name              string   `json:"name"`
	RedirectURIs      []string `json:"redirect_uris"`
	ClientCredentials bool     `json:"client_credentials"`
}

func (s *Sandbox) state() state {
	now := s.clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.world
	out := state{
		Version: s.behaviour.version, Now: now, Ahead: s.clock.Ahead().String(), Settings: w.settings.clone().json(),
		Fault: s.fault, Delay: s.delay.String(),
		Logins: []loginState{}, Clients: []clientState{}, Anonymous: w.anonymous, Contacts: len(w.contacts),
		Requests: append([]Request{}, w.requests...),
	}
	for _, u := range w.users {
		role, _ := w.role(u.RoleID)
		login := loginState{Username: u.Username, Role: role.Name, Unpublished: u.Unpublished}
		if role.Description != "" {
			login.Role += ": " + role.Description
		}
		if slices.ContainsFunc(s.seed.Users, func(seed User) bool {
			return seed.Username == u.Username && seed.Password == u.Password
		}) {
			login.Password = u.Password
		}
		out.Logins = append(out.Logins, login)
	}
	for _, c := range w.clients {
		client := clientState{
			ID: c.PublicID(), Name: c.Name, RedirectURIs: slices.Clone(c.RedirectURIs), ClientCredentials: c.ClientCredentials,
		}
		if slices.ContainsFunc(s.seed.Clients, func(seed Client) bool { return seed.Secret == c.Secret }) {
			client.Secret = c.Secret
		}
		out.Clients = append(out.Clients, client)
	}
	return out
}

// homeView is what the start page shows.
type homeView struct {
	settingsView
	Version          Version
	Versions         []Version
	Fault            Fault
	Faults           []faultRow
	Delay            string
	Base, Now, Ahead string
	Notice           string
	Anonymous        int
	Logins           []loginState
	Clients          []Client
}

// home is the sandbox's start page, in place of Mautic's redirect to /s/dashboard.
func (s *Sandbox) home(w http.ResponseWriter, r *http.Request) {
	st := s.state()
	view := homeView{
		settingsView: settingsView{st.Settings.settings(), "/"}, Version: st.Version, Versions: Versions(),
		Fault: st.Fault, Faults: faultTable(), Delay: st.Delay, Base: (&call{Request: r, s: s}).absolute(""),
		Now: st.Now.Format("2 January 2006, 15:04:05 MST"), Anonymous: st.Anonymous, Logins: st.Logins,
		Clients: s.Clients(), Notice: noticeFor(r.URL.Query().Get("done")),
	}
	if ahead := s.clock.Ahead(); ahead > 0 {
		view.Ahead = ahead.String()
	}
	w.Header().Set("Content-Type", typeHTML)
	_, _ = w.Write(s.pages.render("home", view)) // the reader is gone: nobody left to tell
}

func noticeFor(action string) string {
	switch action {
	case "settings":
		return "The settings are saved."
	case "played":
		return "The sandbox plays what you chose."
	case "clock":
		return "The clock is turned."
	case "clients":
		return "The client is added."
	case "users":
		return "The user is added."
	case "reset":
		return "The sandbox starts afresh."
	}
	return ""
}

func (s *Sandbox) stylesheet(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(s.pages.file("style.css")) // the reader is gone: nobody left to tell
}
