package mautictest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Role is what a user may do. ID 0 lets the sandbox choose the next free one.
type Role struct {
	ID                int
	Name, Description string
	Admin             bool
	// Permissions are the role's rawPermissions, in the order users/self shows them. An admin needs none.
	Permissions []Grant
	// Added is when the role was created; zero leaves the dates out, as for a role made by Mautic's installer.
	Added time.Time
}

// A User may log in with Username or Email. ID 0 lets the sandbox choose the next free one.
type User struct {
	ID                                             int
	Username, Password, FirstName, LastName, Email string
	RoleID                                         int
	// Unpublished users cannot log in; tokens they already have keep working, but on 4.4.13.
	Unpublished bool
	// Added is when the user was created; zero leaves the dates out, as for the user made by Mautic's installer.
	Added time.Time
	// Changed is when the user was last edited; zero means never.
	Changed time.Time
	// LastLogin is set by a login on a page, not by the API.
	LastLogin time.Time
}

// Name returns first and last name with a space between.
func (u User) Name() string { return u.FirstName + " " + u.LastName }

// A Client is an OAuth2 client as Mautic's page "API Credentials" makes it.
type Client struct {
	ID                     int
	Name, RandomID, Secret string
	RedirectURIs           []string
	// RoleID is the role of the user who created the client: what a client_credentials token may do. 0 is a client of
	// an old Mautic that stored none; its tokens are issued and then fail with 500.
	RoleID int
	// ClientCredentials says whether the grant client_credentials is allowed. Mautic allows it only for a client that
	// an admin created.
	ClientCredentials bool
}

// PublicID is the client_id: "1_3aa8xt41vgw0…".
func (c Client) PublicID() string { return strconv.Itoa(c.ID) + "_" + c.RandomID }

// A Contact is one contact of the seed. Fields are keyed by alias ("email", "firstname", …).
type Contact struct {
	Fields  map[string]string
	OwnerID int
	// CreatorID is the user who made it; 0 is the first user.
	CreatorID int
	Added     time.Time
}

// An Item is an entity of which only the name matters: a segment, campaign, e-mail, stage or tag.
type Item struct {
	Name, Alias string
	// CreatorID is the user who made it; 0 is the first user.
	CreatorID int
	// Private segments are for their creator and for who may view segments of others.
	Private bool
	Added   time.Time
}

// A Seed is the world a sandbox starts with and returns to on Reset. Contacts, companies and items get the ids 1, 2, 3
// in their order. The zero Seed is a Mautic with the API off and nobody in it.
type Seed struct {
	Settings  Settings
	Roles     []Role
	Users     []User
	Clients   []Client
	Contacts  []Contact
	Companies []Contact
	Segments  []Item
	Campaigns []Item
	Emails    []Item
}

// clone copies the seed so that what the caller does to its own has no effect.
func (s Seed) clone() Seed {
	s.Settings = s.Settings.clone()
	s.Roles = cloneRoles(s.Roles)
	s.Users = slices.Clone(s.Users)
	s.Clients = cloneClients(s.Clients)
	s.Contacts = cloneContacts(s.Contacts)
	s.Companies = cloneContacts(s.Companies)
	s.Segments, s.Campaigns, s.Emails = slices.Clone(s.Segments), slices.Clone(s.Campaigns), slices.Clone(s.Emails)
	return s
}

func cloneContacts(contacts []Contact) []Contact {
	out := slices.Clone(contacts)
	for i := range out {
		out[i].Fields = maps.Clone(out[i].Fields)
	}
	return out
}

// Demo returns the world the recordings were made in: the users admin, limited, noapi, apionly, n8n, inactive and
// colon with their roles, three contacts, one company, one segment, the API and Basic authentication on, and one
// OAuth2 client, created by admin, with the given redirect URIs. A second client has no role, as clients of old
// installations: its client_credentials tokens are issued and then fail with 500. The user limited may view its own
// contacts only, of which it has none. Passwords and client secrets are public.
func Demo(redirectURIs ...string) Seed {
	const password = "Us3r-Passw0rd!"
	day := func(clock string) time.Time {
		t, err := time.Parse(time.RFC3339, "2026-11-23T"+clock+"Z")
		if err != nil {
			panic(err)
		}
		return t
	}
	full := func(names ...string) []Grant {
		grants := make([]Grant, len(names))
		for i, name := range names {
			grants[i] = Grant{Name: name, Levels: []string{"full"}}
		}
		return grants
	}
	user := func(id int, username, firstName, password string, role int, clock string) User {
		return User{
			ID: id, Username: username, Password: password, FirstName: firstName, LastName: "User",
			Email: username + "@example.test", RoleID: role, Added: day(clock),
		}
	}
	seed := Seed{
		Settings: Settings{APIEnabled: true, BasicAuth: true, AccessTokenMinutes: 60, RefreshTokenDays: 14},
		Roles: []Role{
			{ID: 1, Name: "Administrator", Description: "Full system access", Admin: true},
			{
				ID: 2, Name: "API limited", Description: "API access, contacts view own only", Added: day("14:09:02"),
				Permissions: []Grant{{"api:access", []string{"full"}}, {"lead:leads", []string{"viewown"}}},
			},
			{
				ID: 3, Name: "No API", Description: "no API permission", Added: day("14:09:03"),
				Permissions: full("lead:leads", "lead:lists", "email:emails", "campaign:campaigns", "webhook:webhooks"),
			},
			{
				ID: 4, Name: "API nothing", Description: "API access only", Added: day("14:09:04"),
				Permissions: full("api:access"),
			},
			{
				ID: 5, Name: "API n8n", Added: day("14:09:04"),
				Description: "API + leads/companies/campaigns/segments/webhooks full",
				Permissions: full("api:access", "lead:leads", "lead:lists", "campaign:campaigns", "webhook:webhooks",
					"email:emails", "stage:stages", "tagManager:tagManager"),
			},
		},
		Users: []User{
			{
				ID: 1, Username: "admin", Password: "Adm1n-Passw0rd!", FirstName: "Ada", LastName: "Admin",
				Email: "admin@example.test", RoleID: 1,
			},
			user(2, "limited", "limited", password, 2, "14:09:30"),
			user(3, "noapi", "noapi", password, 3, "14:09:31"),
			user(4, "apionly", "apionly", password, 4, "14:09:32"),
			user(5, "n8n", "n8n", password, 5, "14:09:34"),
			user(6, "inactive", "inactive", password, 5, "14:09:35"),
			user(7, "colon", "c", "Pä:ss:w0rd€!", 5, "14:09:37"),
		},
		Companies: []Contact{{Fields: map[string]string{"companyname": "Acme"}, Added: day("14:09:39")}},
		Segments:  []Item{{Name: "Seg 1", Alias: "seg-1", Added: day("14:09:40")}},
	}
	seed.Users[5].Unpublished = true
	for i := 1; i <= 3; i++ {
		seed.Contacts = append(seed.Contacts, Contact{Added: day("14:09:38"), Fields: map[string]string{
			"firstname": fmt.Sprintf("Con%d", i), "lastname": "Tact", "company": "Acme",
			"email": fmt.Sprintf("con%d@example.test", i),
		}})
	}
	if len(redirectURIs) > 0 {
		seed.Clients = []Client{{
			ID: 1, Name: "Demo client", RoleID: 1, ClientCredentials: true,
			RandomID:     "1nwlsgf7w4is40s8wggw4o4kck8ooo4w8ko08osooc8ko0c4s8",
			Secret:       "36t32pm2dq0wgsk8wk0gwk0c4koos408cc4g8wcokg0g0sg8ok",
			RedirectURIs: splitRedirectURIs(strings.Join(redirectURIs, ",")),
		}, {
			ID: 2, Name: "Demo client without a role", ClientCredentials: true,
			RandomID:     "2p7drt0kx5c0o8wk4w8cs4ggo0kck8sw0ccwo4o8g4wg0ocwo8",
			Secret:       "5v1n8zq3hb40kkcwg8ogw4c0s8gksk4o0wwc8g0sks4o8g4cs0",
			RedirectURIs: splitRedirectURIs(strings.Join(redirectURIs, ",")),
		}}
	}
	return seed
}
