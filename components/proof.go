package components

import (
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// proofStep shows whose the credential is, as Mautic itself said.
type proofStep view

// Render draws the step.
func (s proofStep) Render() app.UI {
	if s.State.Proof == nil {
		return ui.El("section", "step-view", heading(i18n.T("Nothing is proven yet.")))
	}
	proof := *s.State.Proof
	if proof.PairOnly {
		return s.pairOnly(proof)
	}
	findings := s.findings()
	return ui.Tag("section", []string{"id", "proof", "class", "step-view", "aria-labelledby", stepHeadingID},
		heading(i18n.T("It works.")),
		app.Elem("p").Class("lede", "is-good").Body(ui.Icon(ui.IconCheck), ui.Text("span", "", connectedAs(proof.User))),
		facts("proven", proofFacts(proof)...),
		ui.Text("p", "hint", i18n.T("Mautic answered this itself a moment ago: the credential was used, not just looked at.")),
		ui.El("div", "actions",
			&ui.Button{ID: "hand-it-over", Label: handOverTitle(s.State.Tool()), Kind: ui.Primary, OnPress: func(ctx app.Context) { s.Send(ctx, flow.HandOverPressed{}) }},
			ui.If(s.State.CanRefresh(), func() app.UI {
				return &ui.Button{ID: "refresh", Label: i18n.T("Try to renew it"), Busy: s.State.Audit.Running, OnPress: func(ctx app.Context) { s.Send(ctx, flow.RefreshPressed{}) }}
			}),
			&ui.Button{ID: "back", Label: i18n.T("Back"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.StepPressed{Step: flow.StepCredential}) }},
		),
		&ui.Part{ID: "proof-rest", Content: []app.UI{
			ui.Text("h3", "", i18n.T("How it works")),
			ui.El("div", "slot", checkList(s.Book, proof.Credential.BaseURL(), s.audited()), ui.If(s.State.Audit.Err != nil, func() app.UI {
				return ui.Tag("p", []string{"id", "audit-problem", "class", "is-bad"}, app.Text(s.State.Audit.Err.Error()))
			})),
			ui.El("div", "slot", ui.Each(len(findings), func(i int) app.UI {
				check := findings[i]
				return &ui.Disclosure{
					ID:      "about-" + string(check.ID),
					Summary: i18n.T("What to do: %s", checkText(s.Book, proof.Credential.BaseURL(), check)),
					Content: []app.UI{&DiagnosisCard{
						ID:        "finding-" + string(check.ID),
						Diagnosis: s.Book.Lookup(check.Diagnosis),
						Base:      proof.Credential.BaseURL(),
						Proof:     evidence(check.Evidence),
					}},
				}
			})),
			&ui.Part{ID: "proof-rights", Content: []app.UI{
				ui.El("div", "slot", ui.If(s.State.Rights.Running || len(s.State.Rights.Rows) > 0 || s.State.Rights.Err != nil, func() app.UI {
					return &Rights{Rights: s.State.Rights, Send: s.Send}
				})),
				ui.El("div", "slot", ui.If(s.State.Connected() || proof.Credential.Method() != mautic.MethodAuthorizationCode, func() app.UI { return hookProof(s).Render() })),
			}},
		}},
	)
}

// pairOnly shows what is proven of a client that the tool connects itself.
func (s proofStep) pairOnly(proof flow.Proof) app.UI {
	tool := s.State.Tool()
	return ui.Tag("section", []string{"id", "proof", "class", "step-view", "aria-labelledby", stepHeadingID},
		heading(i18n.T("Mautic accepts this client.")),
		facts("proven",
			i18n.T("Mautic"), proof.Credential.BaseURL().String(),
			i18n.T("Redirect URI"), s.State.RedirectURIs(),
		),
		ui.Text("p", "hint", i18n.T("Mautic was asked with the client ID and secret, and knows them. Whose access it will be, and what it may do, is decided when somebody connects in the tool: whoever signs in there.")),
		ui.El("div", "actions",
			&ui.Button{ID: "hand-it-over", Label: handOverTitle(tool), Kind: ui.Primary, OnPress: func(ctx app.Context) { s.Send(ctx, flow.HandOverPressed{}) }},
			&ui.Button{ID: "back", Label: i18n.T("Back"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.StepPressed{Step: flow.StepCredential}) }},
		),
	)
}

// audited are the checks of the credential that say something about it.
func (s proofStep) audited() []doctor.Check {
	var out []doctor.Check
	for _, check := range s.State.Audit.Checks {
		if check.ID != doctor.CheckV2 || check.Status != doctor.Skip { // only Mautic 7 has a second API
			out = append(out, check)
		}
	}
	return out
}

// findings are the checks that ask for something to be done.
func (s proofStep) findings() []doctor.Check {
	var out []doctor.Check
	for _, check := range s.audited() {
		if check.Status == doctor.Warn || check.Status == doctor.Fail {
			out = append(out, check)
		}
	}
	return out
}

func connectedAs(user mautic.User) string {
	if user.IsApplication() {
		return i18n.T("Connected as the application %s", user.UserName)
	}
	name := strings.TrimSpace(user.FirstName + " " + user.LastName)
	if name == "" {
		return i18n.T("Connected as %s", user.UserName)
	}
	return i18n.T("Connected as %s (%s)", name, user.UserName)
}

func proofFacts(proof flow.Proof) []string {
	rows := []string{
		i18n.T("Mautic"), proof.Credential.BaseURL().String(),
		i18n.T("Version"), proof.User.MauticVersion,
		i18n.T("Name"), strings.TrimSpace(proof.User.FirstName + " " + proof.User.LastName),
		i18n.T("User name"), proof.User.UserName,
		i18n.T("Role"), roleText(proof.User.Role),
		i18n.T("Signs in by"), MethodName(proof.Credential.Method()),
	}
	switch credential := proof.Credential.(type) {
	case mautic.AuthorizationCode:
		if credential.Token.IsZero() {
			return append(rows, i18n.T("Access token"), i18n.T("Handed over, and forgotten here"))
		}
		rows = append(rows,
			i18n.T("Access token"), lifeText(credential.Token, proof.At),
			i18n.T("Grant"), i18n.T("Renews itself; it ends when nobody uses it for 14 days, unless your Mautic says otherwise"))
	case mautic.ClientCredentials:
		rows = append(rows, i18n.T("Access token"), lifeText(credential.Token, proof.At),
			i18n.T("Grant"), i18n.T("Asked for anew each time; there is nothing to renew"))
	}
	return rows
}

func roleText(role mautic.Role) string {
	if role.IsAdmin {
		return i18n.T("%s (may do everything)", role.Name)
	}
	return role.Name
}

// lifeText says how long an access token is good for.
func lifeText(token mautic.Token, now time.Time) string {
	if token.Expires.IsZero() {
		return i18n.T("Mautic did not say how long it lives")
	}
	left := token.Expires.Sub(now).Round(time.Minute)
	if left < time.Minute {
		return i18n.T("less than a minute left")
	}
	return i18n.T("%d minutes left", int(left.Minutes()))
}
