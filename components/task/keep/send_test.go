package keep

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/n8n/n8ntest"
)

const n8nAddress = "https://n8n.example.com"

// reaching is a way to an n8n; lose drops the answer of what has arrived.
func reaching(n *n8ntest.Instance, lose func(*mautic.Request) bool) mautic.Transport {
	return mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
		asked := httptest.NewRequest(r.Method, r.URL, bytes.NewReader(r.Body)).WithContext(ctx)
		for name, value := range r.Header {
			asked.Header.Set(name, value)
		}
		got := httptest.NewRecorder()
		n.ServeHTTP(got, asked)
		if lose != nil && lose(r) {
			return nil, &mautic.TransportError{Kind: mautic.KindReset}
		}
		out := &mautic.Response{Status: got.Code, Header: mautic.Header{}, Body: got.Body.Bytes()}
		for name := range got.Header() {
			out.Header.Set(name, got.Header().Get(name))
		}
		return out, nil
	})
}

func to(change func(*task.N8N)) *task.N8N {
	n := &task.N8N{Address: n8nAddress, Key: n8ntest.TestKey}
	if change != nil {
		change(n)
	}
	return n
}

func TestAGrantGoesIntoN8NAndTheVaultForgetsIt(t *testing.T) {
	t.Parallel()
	n, m := n8ntest.New(n8ntest.Options{}), newIssuer()
	d, one, two, _, _ := created(t, reaching(n, nil))
	shop, err := one.Add(t.Context(), "Shop", m.grant(t))
	works(t, err)

	sent := asked(t, one, task.Vault{Do: task.VaultSend, ID: shop, To: to(nil)}).Sent
	if sent == nil || sent.Outcome != task.Created || !sent.TokensSent || sent.Stored.Name != "Shop" {
		t.Fatalf("sent %+v", sent)
	}
	if data := n.Credentials()[0].Data; data["oauthTokenData"] == nil || data["clientSecret"] != clientSecret {
		t.Error("n8n has not got the grant")
	}
	if e := d.held(t).Entries()[0]; !e.HandedOver || !e.Token().IsZero() {
		t.Error("the vault has the grant as well")
	}
	soon(t, "the other tab knows", func() bool { return len(two.List()) == 1 && two.List()[0].HandedOver })

	// Once more it goes without, and asks before.
	sent = asked(t, one, task.Vault{Do: task.VaultSend, ID: shop, To: to(nil)}).Sent
	if sent == nil || sent.Outcome != task.Exists || len(n.Credentials()) != 1 {
		t.Fatalf("sent %+v", sent)
	}
	sent = asked(t, one, task.Vault{Do: task.VaultSend, ID: shop, To: to(func(to *task.N8N) { to.Duplicate = true })}).Sent
	if sent == nil || sent.Outcome != task.Created || sent.TokensSent || n.Credentials()[1].Data["oauthTokenData"] != nil {
		t.Fatalf("sent %+v", sent)
	}
}

func TestWhatDoesNotReachN8NStaysInTheVault(t *testing.T) {
	t.Parallel()
	posts := func(r *mautic.Request) bool { return r.Method == http.MethodPost }
	for name, c := range map[string]struct {
		to     *task.N8N
		before bool // a credential of the name is there
		lose   func(*mautic.Request) bool
		says   string
		left   bool
	}{
		"there is one of the name":   {to: to(nil), before: true},
		"the key is wrong":           {to: to(func(to *task.N8N) { to.Key = "n8n_api_other" }), says: "key"},
		"the address is none":        {to: to(func(to *task.N8N) { to.Address = "http://" }), says: "host name"},
		"no n8n is named":            {says: "address of your n8n is missing"},
		"the answer of it gets lost": {to: to(nil), lose: posts, left: true, says: "may"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, m := n8ntest.New(n8ntest.Options{}), newIssuer()
			d, one, _, _, _ := created(t, reaching(n, c.lose))
			if c.before {
				first, err := one.Add(t.Context(), "Shop", m.grant(t))
				works(t, err)
				if sent, err := one.SendToN8N(t.Context(), first, to(nil)); err != nil || sent.Outcome != task.Created {
					t.Fatal(sent, err)
				}
				works(t, one.Remove(t.Context(), first))
			}
			shop, err := one.Add(t.Context(), "Shop", m.grant(t))
			works(t, err)
			answer := asked(t, one, task.Vault{Do: task.VaultSend, ID: shop, To: c.to})
			if (answer.Problem == nil) != (c.says == "") {
				t.Fatalf("the problem is %v, want one that says %q", answer.Problem, c.says)
			}
			if answer.Problem != nil {
				says(t, answer.Problem, c.says)
			}
			e, err := d.held(t).Entry(shop)
			works(t, err)
			if e.HandedOver != c.left || e.Token().IsZero() != c.left {
				t.Errorf("it counts as handed over: %v", e.HandedOver)
			}
		})
	}
}

func TestWhatHoldsNoGrantIsSentAndKept(t *testing.T) {
	t.Parallel()
	n := n8ntest.New(n8ntest.Options{Version: n8ntest.V1})
	d, one, _, _, _ := created(t, reaching(n, nil))
	desk, err := one.Add(t.Context(), "Desk", basic(t))
	works(t, err)
	sent, err := one.SendToN8N(t.Context(), desk, to(nil))
	works(t, err)
	if sent.Outcome != task.Created || sent.TokensSent || n.Credentials()[0].Data["password"] != password {
		t.Errorf("sent %+v", sent)
	}
	if e := d.held(t).Entries()[0]; e.HandedOver || e.Credential == nil {
		t.Errorf("the vault has %v", e)
	}
}
