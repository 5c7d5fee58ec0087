package mautictest

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// asWriter is the login of the user of [withRole], who is the creator of contact 4, the owner of contact 5, and the
// creator of company 2, segments 2 (private), campaign 1 and e-mail 1. Segment 3 is private and somebody else's.
const asWriter = "writer:pw"

// withRole returns a sandbox with a user of a role that holds grants, such as "lead:leads editown create".
func withRole(t *testing.T, v Version, grants ...string) *Sandbox {
	t.Helper()
	seed := Demo(testCallback)
	role := Role{ID: 20, Name: "Writer"}
	for _, text := range grants {
		parts := strings.Fields(text)
		role.Permissions = append(role.Permissions, Grant{Name: parts[0], Levels: parts[1:]})
	}
	const writer = 20
	seed.Roles = append(seed.Roles, role)
	seed.Users = append(seed.Users, User{ID: writer, Username: "writer", Password: "pw", FirstName: "W", RoleID: 20})
	seed.Contacts = append(seed.Contacts, Contact{CreatorID: writer}, Contact{OwnerID: writer})
	seed.Companies = append(seed.Companies, Contact{CreatorID: writer})
	seed.Segments = append(seed.Segments, Item{Name: "Mine", CreatorID: writer, Private: true}, Item{Name: "Theirs", Private: true})
	seed.Campaigns = []Item{{Name: "Mine", CreatorID: writer}, {Name: "Theirs"}}
	seed.Emails = []Item{{Name: "Mine", CreatorID: writer}, {Name: "Theirs"}}
	return New(Options{Seed: &seed, Version: v})
}

// TestPermissionsFollowMauticsSource holds what no recording shows to the controllers of Mautic 4.4.13 and 5.1.1.
func TestPermissionsFollowMauticsSource(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		behaviour string
		grants    []string
		request   string
		want      int
	}{
		{"the level on others does not cover one's own", []string{"lead:leads editother"}, "PATCH /api/contacts/4/edit", 403},
		{"the level on others covers others", []string{"lead:leads editother"}, "PATCH /api/contacts/1/edit", 200},
		{"one's own is what one owns", []string{"lead:leads editown"}, "PATCH /api/contacts/5/edit", 200},
		{"one's own is what one created", []string{"lead:leads editown"}, "PATCH /api/contacts/4/edit", 200},
		{"another's is not", []string{"lead:leads editown"}, "PATCH /api/contacts/1/edit", 403},
		{"editing brings viewing", []string{"lead:leads editother"}, "GET /api/contacts/1", 200},
		{"creating brings viewing one's own", []string{"lead:leads create"}, "GET /api/contacts/4", 200},
		{"deleting others brings editing them", []string{"lead:leads deleteother"}, "PATCH /api/contacts/1/edit", 200},
		{"segments bring viewing one's own contacts", []string{"lead:lists viewother"}, "GET /api/contacts/4", 200},
		{"a campaign needs no permission of its own", []string{"lead:leads full"}, "POST /api/campaigns/2/contact/1/add", 200},
		{"adding to a campaign goes by the owner", []string{"lead:leads editown"}, "POST /api/campaigns/1/contact/5/add", 200},
		{"adding to a campaign ignores the creator", []string{"lead:leads editown"}, "POST /api/campaigns/1/contact/4/add", 403},
		{"removing from one does not", []string{"lead:leads editown"}, "POST /api/campaigns/1/contact/4/remove", 200},
		{"a company needs no permission of its own", []string{"lead:leads editown"}, "POST /api/companies/1/contact/4/add", 200},
		{"a company that is not there", []string{"lead:leads editown"}, "POST /api/companies/9/contact/4/add", 404},
		{"a public segment is everybody's", []string{"lead:leads editown"}, "POST /api/segments/1/contact/4/add", 200},
		{"one's own private segment", []string{"lead:leads editown"}, "POST /api/segments/2/contact/4/add", 200},
		{"another's private segment", []string{"lead:leads editown"}, "POST /api/segments/3/contact/4/add", 403},
		{"another's private segment with the level", []string{"lead:leads editown", "lead:lists viewother"}, "POST /api/segments/3/contact/4/remove", 200},
		{"sending needs to edit the contact", []string{"lead:leads viewown viewother", "email:emails viewother"}, "POST /api/emails/2/contact/1/send", 403},
		{"sending needs to view the e-mail", []string{"lead:leads full", "email:emails viewown"}, "POST /api/emails/2/contact/1/send", 403},
		{"sending one's own e-mail", []string{"lead:leads full", "email:emails viewown"}, "POST /api/emails/1/contact/1/send", 200},
		{"do not contact", []string{"lead:leads viewown viewother"}, "POST /api/contacts/1/dnc/email/add", 403},
		{"points", []string{"point:points full", "lead:leads viewother"}, "POST /api/contacts/1/points/plus/5", 403},
	} {
		for _, v := range Versions() {
			method, path, _ := strings.Cut(test.request, " ")
			if rec := callAPI(withRole(t, v, test.grants...), method, path, asWriter, "{}"); rec.Code != test.want {
				t.Errorf("%s: %s: %s with %q is %d, want %d", v, test.behaviour, test.request, test.grants, rec.Code, test.want)
			}
		}
	}
}

// TestSegmentsByVersion: Mautic 4 has no levels on one's own segments (LeadPermissions of 4.4.13).
func TestSegmentsByVersion(t *testing.T) {
	t.Parallel()
	for _, v := range Versions() {
		old := v == V4_4_13
		for _, test := range []struct {
			grant string
			want  bool
		}{
			{"lead:leads viewown", old},
			{"lead:lists viewown", true}, // on 4 since segments bring viewing one's own contacts
			{"lead:leads create", old},
		} {
			rec := callAPI(withRole(t, v, test.grant), "GET", "/api/segments", asWriter, "")
			if listed := rec.Code == 200 && strings.Contains(rec.Body.String(), `"name":"Mine"`); listed != test.want {
				t.Errorf("%s: segments with %q: %d, listed %t, want %t", v, test.grant, rec.Code, listed, test.want)
			}
			if strings.Contains(rec.Body.String(), `"name":"Theirs"`) {
				t.Errorf("%s: segments of others with %q", v, test.grant)
			}
		}
		rec := callAPI(withRole(t, v, "lead:leads viewown"), "GET", "/api/contacts/list/segments", asWriter, "")
		if got := rec.Body.String(); !strings.Contains(got, "Mine") || !strings.Contains(got, "Seg 1") || strings.Contains(got, "Theirs") {
			t.Errorf("%s: its own and the public segments are %s", v, got)
		}
	}
}

// TestCompaniesAreContacts: every version guards companies by lead:leads (CompanyModel::getPermissionBase).
func TestCompaniesAreContacts(t *testing.T) {
	t.Parallel()
	for _, v := range Versions() {
		for grant, want := range map[string]string{"lead:leads viewother": `"total":"2"`, "lead:leads viewown": `"total":"1"`} {
			rec := callAPI(withRole(t, v, grant), "GET", "/api/companies", asWriter, "")
			if rec.Code != 200 || !strings.Contains(rec.Body.String(), want) {
				t.Errorf("%s: companies with %s: %d %.60s, want %s", v, grant, rec.Code, rec.Body, want)
			}
		}
	}
}

// TestHooksAreBornUnpublishedWithoutThePermission plays CommonApiController::processForm: mautic/mautic#9582 tells of
// publishother for one's own, #15543 changes it.
func TestHooksAreBornUnpublishedWithoutThePermission(t *testing.T) {
	t.Parallel()
	const body = `{"name":"h","webhookUrl":"https://x.invalid/","isPublished":true}`
	for _, v := range Versions() {
		for levels, want := range map[string]bool{
			"create": false, "create publishown": v == V7_0_2, "create publishother": v != V7_0_2,
			"create publishown publishother": true, "full": true,
		} {
			rec := callAPI(withRole(t, v, "webhook:webhooks "+levels), "POST", "/api/hooks/new", asWriter, body)
			if rec.Code != 201 || strings.Contains(rec.Body.String(), `"isPublished":true`) != want {
				t.Errorf("%s: %s: %d %.60s, published should be %t", v, levels, rec.Code, rec.Body, want)
			}
		}
		s := withRole(t, v, "webhook:webhooks create editown")
		callAPI(s, "POST", "/api/hooks/new", asWriter, body)
		if rec := callAPI(s, "PATCH", "/api/hooks/1/edit", asWriter, `{"isPublished":true}`); !strings.Contains(rec.Body.String(), `"isPublished":false`) {
			t.Errorf("%s: edited to be published without the permission: %.60s", v, rec.Body)
		}
	}
}

// TestNothingBelongsToAnApplication: a client_credentials token has no id, so what it creates is another's to it.
func TestNothingBelongsToAnApplication(t *testing.T) {
	t.Parallel()
	for _, v := range Versions() {
		s := withRole(t, v, "webhook:webhooks create deleteown")
		client := s.Clients()[0]
		if err := s.UpdateClient(client.PublicID(), func(c *Client) { c.RoleID = 20 }); err != nil {
			t.Fatal(err)
		}
		_, _, tokens := tokenRequest(t, s, url.Values{
			"grant_type": {"client_credentials"}, "client_id": {client.PublicID()}, "client_secret": {client.Secret},
		})
		call := func(method, path, body string) *httptest.ResponseRecorder {
			req := httptest.NewRequest(method, path, strings.NewReader(body))
			req.Header.Set("Authorization", "Bearer "+tokens["access"])
			req.Header.Set("Content-Type", "application/json")
			rec := httptest.NewRecorder()
			s.ServeHTTP(rec, req)
			return rec
		}
		if rec := call("POST", "/api/hooks/new", `{"name":"h","webhookUrl":"https://x.invalid/"}`); rec.Code != 201 {
			t.Fatalf("%s: creating: %d %s", v, rec.Code, rec.Body)
		}
		if rec := call("GET", "/api/hooks", ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"total":0`) {
			t.Errorf("%s: its list: %d %s", v, rec.Code, rec.Body)
		}
		if rec := call("DELETE", "/api/hooks/1/delete", ""); rec.Code != 403 {
			t.Errorf("%s: deleting what it created: %d", v, rec.Code)
		}
	}
}
