package mautictest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// ErrNotFound is wrapped by the errors of methods that name a user, role or client the sandbox does not have.
var ErrNotFound = errors.New("the sandbox has no such entry")

// world is everything a sandbox knows. Sandbox.mu guards it.
type world struct {
	settings Settings
	roles    []Role
	users    []User
	clients  []Client

	codes    map[string]grantedCode
	access   map[string]grantedToken
	refresh  map[string]grantedToken
	sessions map[string]*session
	// consents are the clients that users accepted; the versions that remember them ask no more.
	consents map[consentKey]bool
	// spent counts API calls for the rate limiter.
	spent map[string]*spending

	contacts  []*contact
	companies []*contact
	items     map[string][]*item
	hooks     []*hook

	lastID    map[string]int
	anonymous int
	requests  []Request
}

func newWorld(seed Seed) *world {
	w := &world{
		settings: seed.Settings.clone(),
		roles:    cloneRoles(seed.Roles),
		users:    slices.Clone(seed.Users),
		clients:  cloneClients(seed.Clients),
		codes:    map[string]grantedCode{},
		access:   map[string]grantedToken{},
		refresh:  map[string]grantedToken{},
		sessions: map[string]*session{},
		consents: map[consentKey]bool{},
		spent:    map[string]*spending{},
		items:    map[string][]*item{},
		lastID:   map[string]int{},
	}
	for i := range w.roles {
		w.roles[i].ID = w.claimID("role", w.roles[i].ID)
	}
	for i := range w.users {
		w.users[i].ID = w.claimID("user", w.users[i].ID)
	}
	for i := range w.clients {
		w.clients[i].ID = w.claimID("client", w.clients[i].ID)
	}
	installer := User{}
	if len(w.users) > 0 {
		installer = w.users[0]
	}
	creator := func(id int) User {
		if u := w.user(id); u != nil {
			return *u
		}
		return installer
	}
	for _, c := range seed.Contacts {
		w.contacts = append(w.contacts, newContact(w.claimID("contact", 0), c, creator(c.CreatorID)))
	}
	for _, c := range seed.Companies {
		w.companies = append(w.companies, newContact(w.claimID("company", 0), c, creator(c.CreatorID)))
	}
	for path, items := range map[string][]Item{
		"segments": seed.Segments, "campaigns": seed.Campaigns, "emails": seed.Emails,
	} {
		for _, it := range items {
			by := creator(it.CreatorID)
			w.items[path] = append(w.items[path], &item{
				id: w.claimID(path, 0), name: it.Name, alias: it.Alias, published: true, private: it.Private,
				stamp: stamp{added: it.Added, addedBy: by.ID, addedByName: by.Name()},
			})
		}
	}
	return w
}

// consentKey is one user who accepted one client.
type consentKey struct{ userID, clientID int }

// claimID returns id, or the next free one of its kind when id is 0, as an auto-increment column does.
func (w *world) claimID(kind string, id int) int {
	if id == 0 {
		id = w.lastID[kind] + 1
	}
	w.lastID[kind] = max(w.lastID[kind], id)
	return id
}

func (w *world) role(id int) (Role, bool) {
	for _, r := range w.roles {
		if r.ID == id {
			return r, true
		}
	}
	return Role{}, false
}

func (w *world) user(id int) *User {
	for i := range w.users {
		if w.users[i].ID == id {
			return &w.users[i]
		}
	}
	return nil
}

// userByLogin finds a user as Mautic's database does: by name or e-mail, ignoring case and trailing spaces.
func (w *world) userByLogin(login string) *User {
	login = strings.TrimRight(login, " ")
	if login == "" {
		return nil
	}
	for i := range w.users {
		if strings.EqualFold(w.users[i].Username, login) || strings.EqualFold(w.users[i].Email, login) {
			return &w.users[i]
		}
	}
	return nil
}

// logIn returns the user whose name and password these are, or nil: unknown, wrong and unpublished look the same.
func (w *world) logIn(login, password string) *User {
	u := w.userByLogin(login)
	if u == nil || u.Unpublished || password == "" || u.Password != password {
		return nil
	}
	return u
}

// client finds a client by its public id. Leading spaces of the number and trailing spaces of the random part do not
// matter: the number is cast, and the database compares without trailing spaces.
func (w *world) client(publicID string) *Client {
	number, random, ok := strings.Cut(publicID, "_")
	if !ok {
		return nil
	}
	number, random = strings.TrimLeft(number, " "), strings.TrimRight(random, " ")
	for i := range w.clients {
		if w.clients[i].PublicID() == number+"_"+random {
			return &w.clients[i]
		}
	}
	return nil
}

func (w *world) clientByID(id int) *Client {
	for i := range w.clients {
		if w.clients[i].ID == id {
			return &w.clients[i]
		}
	}
	return nil
}

// deleteClient removes a client and, as the database's foreign keys do, everything issued to it.
func (w *world) deleteClient(id int) {
	w.clients = slices.DeleteFunc(w.clients, func(c Client) bool { return c.ID == id })
	maps.DeleteFunc(w.consents, func(key consentKey, _ bool) bool { return key.clientID == id })
	for code, g := range w.codes {
		if g.clientID == id {
			delete(w.codes, code)
		}
	}
	for _, tokens := range []map[string]grantedToken{w.access, w.refresh} {
		for token, g := range tokens {
			if g.clientID == id {
				delete(tokens, token)
			}
		}
	}
}

// AddRole adds a role and returns it with its id.
func (s *Sandbox) AddRole(r Role) (Role, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, taken := s.world.role(r.ID); taken {
		return Role{}, fmt.Errorf("role %d exists already; leave the id 0 to get the next free one", r.ID)
	}
	r.ID = s.world.claimID("role", r.ID)
	s.world.roles = append(s.world.roles, cloneRoles([]Role{r})...)
	return r, nil
}

// UpdateRole changes the role with this id. change must not call methods of the sandbox.
func (s *Sandbox) UpdateRole(id int, change func(*Role)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.world.roles {
		if s.world.roles[i].ID == id {
			change(&s.world.roles[i])
			s.world.roles[i].ID = id
			return nil
		}
	}
	return fmt.Errorf("role %d: %w", id, ErrNotFound)
}

// Roles returns a copy of the roles.
func (s *Sandbox) Roles() []Role {
	s.mu.Lock()
	defer s.mu.Unlock()
	return cloneRoles(s.world.roles)
}

// AddUser adds a user and returns it with its id. User name and e-mail must be free, the role must exist.
func (s *Sandbox) AddUser(u User) (User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.Username == "" || u.Password == "" {
		return User{}, errors.New("a user needs a user name and a password")
	}
	if s.world.user(u.ID) != nil || s.world.userByLogin(u.Username) != nil || s.world.userByLogin(u.Email) != nil {
		return User{}, fmt.Errorf("the user %q, its e-mail address or its id exists already", u.Username)
	}
	if _, ok := s.world.role(u.RoleID); !ok {
		return User{}, fmt.Errorf("the role %d of the user %q: %w", u.RoleID, u.Username, ErrNotFound)
	}
	u.ID = s.world.claimID("user", u.ID)
	s.world.users = append(s.world.users, u)
	return u, nil
}

// UpdateUser changes the user with this user name or e-mail. change must not call methods of the sandbox.
func (s *Sandbox) UpdateUser(login string, change func(*User)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.world.userByLogin(login)
	if u == nil {
		return fmt.Errorf("user %q: %w", login, ErrNotFound)
	}
	id := u.ID
	change(u)
	u.ID = id
	return nil
}

// Users returns a copy of the users, passwords included.
func (s *Sandbox) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.world.users)
}

// stamp is who made and changed an entity, and when.
type stamp struct {
	added, changed           time.Time
	addedBy, changedBy       int
	addedByName, changedName string
	// tracked is set on contacts that the tracker made: nobody made them, and "nobody" has a name of one space.
	tracked bool
}

func cloneRoles(roles []Role) []Role {
	out := slices.Clone(roles)
	for i := range out {
		out[i].Permissions = slices.Clone(out[i].Permissions)
		for j := range out[i].Permissions {
			out[i].Permissions[j].Levels = slices.Clone(out[i].Permissions[j].Levels)
		}
	}
	return out
}

func cloneClients(clients []Client) []Client {
	out := slices.Clone(clients)
	for i := range out {
		out[i].RedirectURIs = slices.Clone(out[i].RedirectURIs)
	}
	return out
}
