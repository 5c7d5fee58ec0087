package mautictest

import "net/http"

// sessionCookie is the name of the session cookie: 32 hexadecimal digits that Mautic derives from its installation.
const sessionCookie = "6c2c79a07fe45de8cb08400cae3532e0"

// maxSessions is how many sessions the sandbox keeps; visitors of wrong addresses get one each.
const maxSessions = 10_000

// session is a PHP session. The two firewalls, OAuth and the user interface, know nothing of each other's login.
type session struct {
	oauthUser, uiUser int
	// target is where a firewall sends the visitor after the login.
	target map[string]string
	// flash is a message for the next login page.
	flash map[string]string
}

// area is one firewall with a login form.
type area struct {
	name, login, check string
	user               func(*session) *int
}

func oauthArea() area {
	return area{"oauth", "/oauth/v2/authorize_login", "/oauth/v2/authorize_login_check",
		func(s *session) *int { return &s.oauthUser }}
}

func uiArea() area {
	return area{"ui", "/s/login", "/s/login_check", func(s *session) *int { return &s.uiUser }}
}

func (c *call) sessionID() string {
	cookie, err := c.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (c *call) hasSessionCookie() bool { return c.sessionID() != "" }

// session returns the session of the request's cookie, or nil.
func (c *call) session() *session { return c.w.sessions[c.sessionID()] }

// openSession returns the request's session or starts one.
func (c *call) openSession() *session {
	if s := c.session(); s != nil {
		return s
	}
	s := &session{target: map[string]string{}, flash: map[string]string{}}
	c.nameSession(s)
	return s
}

// nameSession gives a session a new id and sends the cookie.
func (c *call) nameSession(s *session) {
	id := randomText(26)
	if len(c.w.sessions) >= maxSessions {
		for old := range c.w.sessions {
			delete(c.w.sessions, old)
			break
		}
	}
	c.w.sessions[id] = s
	cookie := sessionCookie + "=" + id + "; path=/"
	if c.s.site != nil && c.s.site.Scheme == "https" {
		cookie += "; secure"
	}
	cookie += "; httponly"
	if c.s.behaviour.sameSite != "" {
		cookie += "; samesite=" + c.s.behaviour.sameSite
	}
	c.setCookies = append(c.setCookies, cookie)
}

// toLogin redirects to the login page of an area.
func (c *call) toLogin(a area) answer {
	if c.s.behaviour.relativeLogin {
		return redirect(c.local(a.login))
	}
	return redirect(c.absolute(a.login))
}

// loginView is what a login page shows.
type loginView struct{ Action, Message, Title string }

func (c *call) loginPage(a area) answer {
	s := c.openSession()
	view := loginView{Action: c.local(a.check), Message: s.flash[a.name], Title: "Log in"}
	if a.name == "oauth" {
		view.Title = "Log in to connect an application"
	}
	delete(s.flash, a.name)
	return c.page(http.StatusOK, "login", view)
}

// loginCheck judges a login form. A right login moves the session to a new id; a wrong one leaves a message.
func (c *call) loginCheck(a area) answer {
	form := parsePairs(string(c.body))
	s := c.session()
	u := c.w.logIn(form.get("_username"), form.get("_password"))
	if u == nil {
		c.openSession().flash[a.name] = "Invalid login. Please verify credentials."
		c.loginFailed = true
		return c.toLogin(a)
	}
	if s == nil {
		s = &session{target: map[string]string{}, flash: map[string]string{}}
	} else {
		delete(c.w.sessions, c.sessionID())
	}
	*a.user(s) = u.ID
	u.LastLogin = c.now
	target := s.target[a.name]
	if target == "" {
		target = c.absolute("/")
	}
	delete(s.target, a.name)
	c.nameSession(s)
	return redirect(target)
}
