package mautictest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ownPath says whether a request goes to an address that is the sandbox's own rather than Mautic's.
func ownPath(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/_sandbox/") || r.URL.Path == "/" && r.Method != http.MethodOptions
}

// controlHandler serves the sandbox's own addresses. It answers forms with a redirect and JSON with JSON.
func (s *Sandbox) controlHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /_sandbox/style.css", s.stylesheet)
	mux.HandleFunc("GET /_sandbox/state", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.state()) })
	for path, act := range map[string]func(body []byte, form params) (any, error){
		"settings": s.controlSettings,
		"played":   s.controlPlayed,
		"clock":    s.controlClock,
		"users":    s.controlUsers,
		"clients":  s.controlClients,
		"reset":    func([]byte, params) (any, error) { s.Reset(); return s.state(), nil },
	} {
		mux.HandleFunc("POST /_sandbox/"+path, control(path, s.base+"/s/config/edit", act))
	}
	return http.NewCrossOriginProtection().Handler(guardPages(mux))
}

// guardPages puts the headers of a strict page on the sandbox's own answers.
func guardPages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy",
			"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// control turns an action into a handler. A form returns to the start page, or to configPage if it came from there. For a form the parameters are in form, else the JSON is in body.
func control(name, configPage string, act func(body []byte, form params) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "The sandbox reads bodies of up to 1 MiB.", http.StatusRequestEntityTooLarge)
			return
		}
		if !hasFormBody(r.Header) {
			out, err := act(body, params{})
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			writeJSON(w, out)
			return
		}
		form := parsePairs(string(body))
		if _, err := act(nil, form); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		back := "/?done=" + name
		if form.get("back") == configPage {
			back = configPage
		}
		http.Redirect(w, r, back, http.StatusSeeOther)
	}
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", typeJSON)
	_ = json.NewEncoder(w).Encode(v) // the reader is gone: nobody left to tell
}

func decodeStrictly(body []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("the body is not the JSON this address takes: %w", err)
	}
	return nil
}

// controlSettings changes the members that are sent; a form sends them all.
func (s *Sandbox) controlSettings(body []byte, form params) (any, error) {
	next := struct {
		settingsJSON
		played
	}{s.Settings().json(), s.played()}
	if body == nil {
		next.APIEnabled = form.truth("api_enabled")
		next.BasicAuth = form.truth("api_enable_basic_auth")
		next.CORSRestrict = form.truth("cors_restrict_domains")
		next.CORSDomains = strings.Fields(form.get("cors_valid_domains"))
		for name, field := range map[string]*int{
			"api_oauth2_access_token_lifetime":  &next.AccessTokenMinutes,
			"api_oauth2_refresh_token_lifetime": &next.RefreshTokenDays,
			"api_rate_limiter_limit":            &next.RateLimit,
		} {
			if !form.has(name) {
				continue
			}
			n, err := strconv.Atoi(form.get(name))
			if err != nil {
				return nil, fmt.Errorf("%s is not a whole number; go back and type one", name)
			}
			*field = n
		}
	} else if err := decodeStrictly(body, &next); err != nil {
		return nil, err
	}
	if next.AccessTokenMinutes < 0 || next.RefreshTokenDays < 0 || next.RateLimit < 0 {
		return nil, errors.New("a lifetime or a limit is 0 (Mautic's default) or more")
	}
	if err := s.play(next.played); err != nil {
		return nil, err
	}
	s.Configure(func(current *Settings) { *current = next.settingsJSON.settings() })
	return s.state(), nil
}

// played is what the sandbox plays: which Mautic, and what is wrong with it.
type played struct {
	Version Version `json:"version"`
	Fault   Fault   `json:"fault"`
	Delay   string  `json:"delay"`
}

func (s *Sandbox) played() played { return played{s.Version(), s.Fault(), s.Delay().String()} }

// play changes all of it or, with an error, nothing.
func (s *Sandbox) play(p played) error {
	delay, err := time.ParseDuration(p.Delay)
	if err != nil || delay < 0 {
		return errors.New(`delay is a duration of 0 or more, such as "15s"`)
	}
	if _, err := p.Fault.row(); err != nil {
		return err
	}
	if err := s.SetVersion(p.Version); err != nil {
		return err
	}
	s.SetDelay(delay)
	return s.SetFault(p.Fault)
}

// controlPlayed takes the form of the start page that chooses version and fault.
func (s *Sandbox) controlPlayed(body []byte, form params) (any, error) {
	next := s.played()
	if body != nil {
		if err := decodeStrictly(body, &next); err != nil {
			return nil, err
		}
	} else {
		next = played{Version(form.get("version")), Fault(form.get("fault")), form.get("delay")}
	}
	if err := s.play(next); err != nil {
		return nil, err
	}
	return s.state(), nil
}

func (s *Sandbox) controlClock(body []byte, form params) (any, error) {
	in := struct {
		Advance string `json:"advance"`
	}{form.get("advance")}
	if body != nil {
		if err := decodeStrictly(body, &in); err != nil {
			return nil, err
		}
	}
	d, err := time.ParseDuration(in.Advance)
	if err != nil || d < 0 {
		return nil, errors.New(`advance is a duration of 0 or more, such as "31s" or "61m"`)
	}
	s.clock.Advance(d)
	return s.state(), nil
}

func (s *Sandbox) controlUsers(body []byte, form params) (any, error) {
	in := struct {
		Username    string `json:"username"`
		Password    string `json:"password"`
		Email       string `json:"email"`
		FirstName   string `json:"first_name"`
		LastName    string `json:"last_name"`
		RoleID      int    `json:"role_id"`
		Unpublished bool   `json:"unpublished"`
	}{Username: form.get("username"), Password: form.get("password"), Email: form.get("email")}
	if body != nil {
		if err := decodeStrictly(body, &in); err != nil {
			return nil, err
		}
	} else if id, err := strconv.Atoi(form.get("role_id")); err == nil {
		in.RoleID = id
	}
	u, err := s.AddUser(User{
		Username: in.Username, Password: in.Password, Email: in.Email, FirstName: in.FirstName, LastName: in.LastName,
		RoleID: in.RoleID, Unpublished: in.Unpublished, Added: s.clock.Now(),
	})
	if err != nil {
		return nil, err
	}
	return map[string]int{"id": u.ID}, nil
}

func (s *Sandbox) controlClients(body []byte, form params) (any, error) {
	in := struct {
		Name         string `json:"name"`
		RedirectURIs string `json:"redirect_uris"`
		Creator      string `json:"creator"`
	}{form.get("name"), form.get("redirect_uris"), form.get("creator")}
	if body != nil {
		if err := decodeStrictly(body, &in); err != nil {
			return nil, err
		}
	}
	if in.Creator == "" {
		if users := s.Users(); len(users) > 0 {
			in.Creator = users[0].Username
		}
	}
	c, err := s.CreateClient(in.Name, in.RedirectURIs, in.Creator)
	if err != nil {
		return nil, err
	}
	return clientState{c.PublicID(), c.Secret, c.Name, c.RedirectURIs, c.ClientCredentials}, nil
}
