package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/permission"
)

// basicHeader is the Authorization header of a user of the sandbox.
func basicHeader(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// clientToken returns an access token of the sandbox's client without a person.
func (p *program) clientToken() string {
	p.t.Helper()
	res, err := http.PostForm(p.sandbox+"oauth/v2/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {p.clientID}, "client_secret": {p.clientSecret},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var token struct {
		Access string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&token); err != nil || token.Access == "" {
		p.t.Fatalf("the sandbox gave no token: %d %v", res.StatusCode, err)
	}
	return token.Access
}

// overHTTP sends requests as they are.
func overHTTP(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	for name, value := range r.Header {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	out := &mautic.Response{Status: res.StatusCode, Header: mautic.Header{}, Body: body}
	for name := range res.Header {
		out.Header.Set(name, res.Header.Get(name))
	}
	return out, nil
}

// self is who a credential is, as Mautic tells.
func (p *program) self(c mautic.Credential) mautic.User {
	p.t.Helper()
	user, err := mautic.NewClient(mautic.TransportFunc(overHTTP), c).Self(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return *user
}

// answers are those of the page's table, by operation, once all is drawn.
func (p *page) answers() map[string]string {
	p.b.t.Helper()
	p.see("#rights [data-right]")
	p.rests()
	return evaluate[map[string]string](p, `Object.fromEntries([...document.querySelectorAll("#rights [data-right]")].map((row) => [row.dataset.right, row.dataset.answer]))`)
}

// attempt is a request that does an operation with a record of the
// administrator's, and what proves that it did.
type attempt struct{ method, path, body, proof string }

// attempts are for what can be done with the sandbox's own records; new ones
// are made for those that delete.
func (p *program) attempts() map[string]attempt {
	admin := basicHeader(adminName, adminPassword)
	made := func(kind, field, value string) int {
		p.t.Helper()
		_, answer := p.ask("POST", "api/"+kind+"/new", admin, fmt.Sprintf(`{%q: %q}`, field, value))
		var record map[string]struct{ ID int }
		if err := json.Unmarshal([]byte(answer), &record); err != nil {
			p.t.Fatalf("making one of %s: %v\n%s", kind, err, answer)
		}
		for _, r := range record {
			return r.ID
		}
		return 0
	}
	contact, company := made("contacts", "email", "soon-gone@example.test"), made("companies", "companyname", "Soon gone")
	return map[string]attempt{
		"company.create":       {"POST", "api/companies/new", `{"companyname": "New"}`, `"company"`},
		"company.delete":       {"DELETE", fmt.Sprintf("api/companies/%d/delete", company), "{}", `"company"`},
		"company.get":          {"GET", "api/companies/1", "", `"company"`},
		"company.getAll":       {"GET", "api/companies?limit=30", "", `"Acme"`},
		"company.update":       {"PATCH", "api/companies/1/edit", `{"companywebsite": "https://acme.example"}`, `"company"`},
		"companyContact.add":   {"POST", "api/companies/1/contact/2/add", "{}", `"success"`},
		"contact.create":       {"POST", "api/contacts/new", `{"email": "new@example.test"}`, `"contact"`},
		"contact.delete":       {"DELETE", fmt.Sprintf("api/contacts/%d/delete", contact), "{}", `"contact"`},
		"contact.pointsAdd":    {"POST", "api/contacts/1/points/plus/1", "{}", `"success"`},
		"contact.pointsRemove": {"POST", "api/contacts/1/points/minus/1", "{}", `"success"`},
		"contact.dncAdd":       {"POST", "api/contacts/1/dnc/email/add", `{"reason": "3"}`, `"contact"`},
		"contact.dncRemove":    {"POST", "api/contacts/1/dnc/email/remove", "{}", `"contact"`},
		"contact.get":          {"GET", "api/contacts/1", "", `"contact"`},
		"contact.getAll":       {"GET", "api/contacts?limit=30", "", `"con1@example.test"`},
		"contact.update":       {"PATCH", "api/contacts/1/edit", `{"firstname": "A"}`, `"contact"`},
		"contactSegment.add":   {"POST", "api/segments/1/contact/1/add", "{}", `"success"`},
		"trigger": {"POST", "api/hooks/new", `{"name": "n8n", "webhookUrl": "https://n8n.invalid/w",
			"triggers": ["mautic.lead_post_save_new"], "isPublished": true}`, `"isPublished":true`},
	}
}

// reallyDoes fails unless trying an operation comes to what the page says.
func (p *program) reallyDoes(who, authorization string, answers map[string]string) {
	p.t.Helper()
	for id, try := range p.attempts() {
		status, body := p.ask(try.method, try.path, authorization, try.body)
		did := status < 300 && strings.Contains(body, try.proof)
		if did != (answers[id] == string(permission.Allowed)) {
			p.t.Errorf("%s: the page says that %s is %s, and trying gets %d %.200s", who, id, answers[id], status, body)
		}
	}
}

func TestTheRightsAreWhatMauticReallyAllows(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	seen := map[string]bool{}
	for _, user := range []string{adminName, "limited", "apionly", "n8n", ""} {
		password := userPassword
		if user == adminName {
			password = adminPassword
		}
		var credential mautic.Credential = mautic.Basic{Base: program.base(), UserName: user, Password: mautic.NewSecret(password)}
		authorization := basicHeader(user, password)
		if user == "" {
			token := program.clientToken()
			credential, authorization = mautic.ClientCredentials{
				Client: mautic.OAuthClient{Base: program.base(), ID: program.clientID, Secret: mautic.NewSecret(program.clientSecret)},
				Token:  mautic.Token{Access: mautic.NewSecret(token)},
			}, "Bearer "+token
			p.press("#method-client-credentials")
			p.see("#client-id")
			p.enterClient(program)
			p.says(".pair", "Mautic accepts this client")
		} else {
			p.retype("#user-name", user)
			p.retype("#password", password)
		}
		p.press("#connect")
		p.see("#proof")
		got, want := p.answers(), map[string]string{}
		allowed := 0
		for _, row := range permission.MatrixFor(program.self(credential)) {
			want[row.Operation.ID] = string(row.Answer)
			seen[string(row.Answer)] = true
			if row.Answer == permission.Allowed {
				allowed++
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || len(want) < 20 {
			t.Errorf("%s: the page shows others (-matrix +page)\n%s", user, diff)
		}
		if allowed == len(want) {
			p.says("#rights-summary", "Every operation is allowed.")
		} else {
			p.says("#rights-summary", fmt.Sprintf("%d of %d operations are allowed.", allowed, len(want)))
		}
		program.reallyDoes(user, authorization, got)
		p.press("#back")
		p.see("#connect")
	}
	for _, answer := range []permission.Answer{permission.Allowed, permission.OwnOnly, permission.Refused} {
		if !seen[string(answer)] {
			t.Errorf("nobody's table has the answer %s, so this proves nothing of it", answer)
		}
	}
}

func TestWhatAWorkflowNeedsBecomesARole(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.basicProven(program, "limited", userPassword)
	p.answers()
	needs := []string{"contact.create", "contact.get", "trigger"}
	for _, id := range needs {
		p.press(fmt.Sprintf("#right-%s", strings.ReplaceAll(id, ".", "-")))
	}
	p.says("#rights-summary", "Not allowed with every record: 3 of 3 operations that your workflow uses.")
	p.says("[data-right='contact.create']", "needs")
	p.press("#recipe summary")
	p.see("#recipe-text")
	ops := slices.DeleteFunc(slices.Clone(permission.Operations()), func(o permission.Operation) bool { return !slices.Contains(needs, o.ID) })
	var ids []string
	for _, o := range ops {
		ids = append(ids, o.ID)
	}
	if diff := cmp.Diff(permission.RecipeText(ids, "5.1.1", nil), evaluate[string](p, `document.querySelector("#recipe-text").textContent`)); diff != "" {
		t.Errorf("the recipe is another (-permission +page)\n%s", diff)
	}
	recipe := p.copied("#recipe .copyable button")
	if !strings.Contains(recipe, "Create") || recipe != permission.RecipeText(ids, "5.1.1", nil) {
		t.Errorf("copied was %q", recipe)
	}

	// Somebody else is asked about the same needs.
	p.press("#back")
	p.retype("#user-name", "n8n")
	p.press("#connect")
	p.says("#proof", "Connected as n8n User (n8n)")
	p.answers()
	p.says("#rights-summary", "Your workflow may do all it needs.")
	p.until("the needs are ticked still", `document.querySelector("#right-trigger").checked`)
}
