package mautictest

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestNodeOperations plays every request n8n's Mautic node makes.
func TestNodeOperations(t *testing.T) {
	t.Parallel()
	seed := Demo()
	seed.Segments = append(seed.Segments, Item{Name: "Seg 2"})
	seed.Campaigns = []Item{{Name: "C 1"}, {Name: "C 2"}}
	seed.Emails = []Item{{Name: "E 1"}, {Name: "E 2"}}
	seed.Companies = append(seed.Companies, Contact{Fields: map[string]string{"companyname": "Other"}})
	s := New(Options{Seed: &seed, Clock: stoodStill()})
	for _, test := range []struct {
		request, body string
		status        int
		contains      string
	}{
		{"POST /api/companies/new", `{"companyname":"ACME"}`, 201, `"companyname":"ACME"`},
		{"PATCH /api/companies/1/edit", `{"companyname":"ACME2"}`, 200, `"companyname":"ACME2"`},
		{"GET /api/companies/1", "", 200, `"value":"ACME2"`},
		{"GET /api/companies?search=ACME2&limit=5&start=0", "", 200, `"total":"1"`},
		{"GET /api/companies?limit=30&start=0", "", 200, `"total":"3"`},
		{"DELETE /api/companies/3/delete", `{}`, 200, `"id":null`},
		{"POST /api/contacts/new", `{"email":"a@example.com","firstname":"A","lastname":"B","company":"","position":"","title":"","tags":["t1"]}`, 201, `"tag":"t1"`},
		{"POST /api/contacts/new", `{"email":"A@example.com","firstname":"Again"}`, 200, `"firstname":"Again"`},
		{"PATCH /api/contacts/1/edit", `{"email":"b@example.com"}`, 200, `"email":"b@example.com"`},
		{"GET /api/contacts/1", "", 200, `"value":"b@example.com"`},
		{"GET /api/contacts?search=email%3Aa%40example.com&orderBy=date_added&orderByDir=DESC&limit=3&start=0", "", 200, `"total":"1"`},
		{"GET /api/contacts?orderBy=date_added&orderByDir=DESC&limit=1", "", 200, `"contacts":{"4":`},
		{"GET /api/contacts?limit=30&start=3", "", 200, `"total":"4"`},
		{"POST /api/emails/2/contact/1/send", `{}`, 200, `{"success":1}`},
		{"POST /api/contacts/1/dnc/email/add", `{"reason":"3","comments":"x"}`, 200, `"doNotContact":[{"id":1,"reason":3,"comments":"x"`},
		{"POST /api/contacts/1/dnc/email/remove", `{}`, 200, `"recordFound":true`},
		{"POST /api/contacts/1/points/plus/10", `{}`, 200, `{"success":1}`},
		{"POST /api/contacts/1/points/minus/4", `{}`, 200, `{"success":1}`},
		{"GET /api/contacts/1", "", 200, `"points":6`},
		{"POST /api/segments/2/contact/1/add", `{}`, 200, `{"success":1}`},
		{"GET /api/contacts/1/segments", "", 200, `{"total":1,"lists":{"2":`},
		{"POST /api/segments/2/contact/1/remove", `{}`, 200, `{"success":1}`},
		{"GET /api/contacts/1/segments", "", 200, `{"total":0,"lists":[]}`},
		{"POST /api/campaigns/2/contact/1/add", `{}`, 200, `{"success":1}`},
		{"POST /api/campaigns/2/contact/1/remove", `{}`, 200, `{"success":1}`},
		{"POST /api/campaigns/9/contact/1/add", `{}`, 404, "Item was not found."},
		{"POST /api/emails/2/send", `{}`, 200, `"success":1`},
		{"POST /api/emails/9/send", `{}`, 404, "Item was not found."},
		{"POST /api/companies/2/contact/1/add", `{}`, 200, `{"success":1}`},
		{"GET /api/contacts/1/companies", "", 200, `"companies":{"2":`},
		{"POST /api/companies/2/contact/1/remove", `{}`, 200, `{"success":1}`},
		{"DELETE /api/contacts/1/delete", `{}`, 200, `"id":null`},
		{"GET /api/contacts/1", "", 404, "Item was not found."},
		{"GET /api/hooks/triggers", "", 200, "mautic.lead_post_save_new"},
		{"POST /api/segments/new", `{"name":"Three"}`, 201, `"alias":"three"`},
		{"PUT /api/contacts/77/edit", `{"firstname":"P"}`, 201, `"firstname":"P"`},
	} {
		method, path, _ := strings.Cut(test.request, " ")
		rec := callAPI(s, method, path, asN8n, test.body)
		if rec.Code != test.status || !strings.Contains(rec.Body.String(), test.contains) {
			t.Errorf("%s: %d, want %d with %s:\n%.600s", test.request, rec.Code, test.status, test.contains, rec.Body)
		}
		if !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%s: broken JSON: %s", test.request, rec.Body)
		}
	}
}

func TestViewOwnSeesItsOwnOnly(t *testing.T) {
	t.Parallel()
	seed := Demo()
	seed.Contacts[1].CreatorID, seed.Contacts[2].OwnerID = 2, 2
	s := New(Options{Seed: &seed})
	const asLimited = "limited:Us3r-Passw0rd!"
	if rec := callAPI(s, "GET", "/api/contacts", asLimited, ""); !strings.Contains(rec.Body.String(), `{"total":"1","contacts":{"2":`) {
		t.Errorf("list: %.200s", rec.Body)
	}
	for _, own := range []string{"/api/contacts/2", "/api/contacts/3"} {
		if rec := callAPI(s, "GET", own, asLimited, ""); rec.Code != 200 {
			t.Errorf("its own %s: %d", own, rec.Code)
		}
	}
	if rec := callAPI(s, "GET", "/api/contacts/1", asLimited, ""); rec.Code != 403 {
		t.Errorf("another's: %d", rec.Code)
	}
}

func TestEveryListAnswersAnAdminWithJSON(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	paths := []string{"users", "roles", "users/1", "hooks", "contacts", "companies", "themes", "fields/contact",
		"fields/company", "points/actions/types", "users/list/roles", "data", "stats", "files/images"}
	for _, col := range collections() {
		paths = append(paths, col.path)
	}
	for _, path := range paths {
		rec := callAPI(s, "GET", "/api/"+path, asAdmin, "")
		if rec.Code != 200 || !json.Valid(rec.Body.Bytes()) || rec.Header().Get("Mautic-Version") != "5.1.1" {
			t.Errorf("%s: %d %.200s", path, rec.Code, rec.Body)
		}
	}
}
