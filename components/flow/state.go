package flow

import (
	"slices"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/export"
)

// State is everything the wizard knows. It is a value: Next returns a new one
// and never changes the one it was given.
type State struct {
	// Step is the station shown; Reached is the furthest one that may be
	// visited again. StepProof is reached only while there is a Proof.
	Step, Reached Step
	// CheckOnly says that a Mautic is to be looked at, and no more.
	CheckOnly bool
	// Destination is where the credential will be used.
	Destination destination.ID
	// Address is the Mautic's address as typed and as understood.
	Address Address
	// Preflight is what could be checked of that Mautic without any secret.
	Preflight Preflight
	// Method is the chosen kind of credential.
	Method mautic.Method
	// Forms are the credential's inputs.
	Forms Forms
	// SecretsFor is the Mautic that the typed secrets were meant for, zero when
	// none are there. When the address changes afterwards, the person is asked
	// before they are sent to another host, or over http instead of https.
	SecretsFor mautic.BaseURL
	// SecretsAlso are Mautics at which a part of them was typed while consent for
	// the rest was missing.
	SecretsAlso []mautic.BaseURL
	// RedirectURI is this page's callback address, to be registered in Mautic.
	RedirectURI string
	// Pair is what Mautic said of the client ID and secret.
	Pair Pair
	// Attempt is the running attempt to connect; its Phase is PhaseIdle when
	// there is none.
	Attempt Attempt
	// Reading is what a text from the Mautic window means.
	Reading Reading
	// Redirects says why a redirect URI does not match what is registered.
	Redirects Redirects
	// Failure is why the last attempt ended without a proof.
	Failure *Failure
	// Proof is the proven credential.
	Proof *Proof
	// Audit is how the proven credential works.
	Audit Preflight
	// Renewing says that the audit under way renews the grant, so that nobody
	// may have its tokens until the new ones are here.
	Renewing bool
	// Rights is what the proven credential may do in n8n's nodes.
	Rights Rights
	// Hooks is the proof that the credential may make webhooks.
	Hooks Hooks
	// HandOver is how the proven credential leaves.
	HandOver HandOver
	// Keeping says that the vault's page is open, and may ask for the credential.
	Keeping bool
	// Portal is the page that shows this one inside itself.
	Portal Portal
	// Preset is the Mautic that the server knows, and Delivery the way of its
	// result to the portal's server.
	Preset   Preset
	Delivery Delivery
	// AllFormats are the formats there are, once they have been loaded.
	AllFormats []export.Format
	// CanLeave says that the browser keeps a record across a redirect in this
	// tab, so that the OAuth2 login may happen here instead of in a window.
	CanLeave bool
}

// Address is the first input.
type Address struct {
	Typed string
	// Base is the address as understood; zero while it is not usable.
	Base mautic.BaseURL
	// Corrections say what was changed to get there.
	Corrections []mautic.Correction
	// Err says why the address is not usable; it is shown once Submitted.
	Err       error
	Submitted bool
}

// Preflight is a run of checks: of those that need no secret, or of what a proven
// credential may do.
type Preflight struct {
	// Run counts the runs; answers of an older one are ignored.
	Run int
	// Running says that checks are under way.
	Running bool
	// Checks are their latest states, in the order in which they first came.
	Checks []doctor.Check
	// Done says that this run has come to its end for the address as it is now.
	Done bool
	// Err says why nobody could look.
	Err error
	// Report is a preflight's outcome as a text.
	Report Report
}

// Report is the outcome of checks as a text for a forum or an issue.
type Report struct {
	// Text is empty until it is written. Hidden is the same without host names.
	Text, Hidden string
	// Err says why it could not be written.
	Err error
}

// Verdict is the diagnosis of the first check that failed, or "".
func (p Preflight) Verdict() doctor.ID { return doctor.Report{Checks: p.Checks}.Verdict() }

// Warns reports whether the preflight warned of something.
func (p Preflight) Warns(id doctor.ID) bool {
	return slices.Contains(doctor.Report{Checks: p.Checks}.Warnings(), id)
}

// Pair is the verdict on a client ID and secret.
type Pair struct {
	// Seq counts the checks; answers to an older check are ignored.
	Seq    int
	Status PairStatus
	// Err says why a check could not tell.
	Err error
}

// PairStatus is the state of a client pair's check.
type PairStatus string

// The states of a pair.
const (
	PairUnknown  PairStatus = ""
	PairChecking PairStatus = "checking"
	PairAccepted PairStatus = "accepted"
	PairRefused  PairStatus = "refused"
)

// Phase is where an attempt to connect stands.
type Phase string

// The phases.
const (
	PhaseIdle         Phase = ""
	PhaseCheckingPair Phase = "checking-pair" // asking Mautic whether it knows the client
	PhaseBlocked      Phase = "blocked"       // the browser refused to open the window
	PhaseWaiting      Phase = "waiting"       // the person is in the Mautic window
	PhaseLeaving      Phase = "leaving"       // this tab is on its way to Mautic
	PhaseToken        Phase = "token"         // trading the code, or the pair, for a token
	PhaseIdentifying  Phase = "identifying"   // asking who the credential is
)

// Attempt is one try to connect.
type Attempt struct {
	// ID counts the attempts; answers to an older attempt are ignored.
	ID    int
	Phase Phase
	// Pending is the authorization request that is out, if any.
	Pending mautic.Pending
	// WindowOpen says that the browser opened a window.
	WindowOpen bool
	// WindowClosed says that the browser reports the window as closed, which
	// some pages bring about without being closed: a hint, never a proof.
	WindowClosed bool
	// Credential is what Mautic is asked about in PhaseIdentifying, else nil.
	// The proof is of this, whatever the form holds by then.
	Credential mautic.Credential
}

// Busy reports whether something is under way that the person waits for.
func (a Attempt) Busy() bool { return a.Phase != PhaseIdle && a.Phase != PhaseBlocked }

// wantsWindow reports whether the attempt has, or waits for, a Mautic window.
func (a Attempt) wantsWindow() bool {
	return a.Phase == PhaseCheckingPair || a.Phase == PhaseWaiting || a.Phase == PhaseBlocked
}

// Failure is why an attempt ended.
type Failure struct {
	// Err is the cause, with its evidence.
	Err error
	// Phase is where it happened.
	Phase Phase
	// Method and Base are what was tried.
	Method mautic.Method
	Base   mautic.BaseURL
}

// Proof is a credential that Mautic has accepted, and whose it is.
type Proof struct {
	Credential mautic.Credential
	// User is whose it is, as Mautic said; zero with PairOnly.
	User mautic.User
	At   time.Time
	// PairOnly says that Mautic accepted the client pair, and nobody has asked
	// it for a grant: the tool does that itself.
	PairOnly bool
}

// Start is the state of a fresh page.
func Start(redirectURI string, canLeave bool) State {
	return State{
		Step:        StepMautic,
		Reached:     StepMautic,
		Destination: destination.N8N,
		Method:      destination.Lookup(destination.N8N).Method,
		RedirectURI: redirectURI,
		CanLeave:    canLeave,
	}
}

// Client is the OAuth2 client as it stands in the form. That of a preset has no
// secret here.
func (s State) Client() mautic.OAuthClient {
	if s.Preset.Name != "" {
		return mautic.OAuthClient{Base: s.Preset.Base, ID: s.Preset.ClientID, RedirectURI: s.RedirectURI}
	}
	return mautic.OAuthClient{
		Base:        s.Address.Base,
		ID:          s.Forms.ClientID.Value,
		Secret:      mautic.NewSecret(s.Forms.ClientSecret.Value),
		RedirectURI: s.RedirectURI,
	}
}

// NeedsConsent reports whether secrets were typed for another host than the one
// the address names now, or for the same host over https when it says http now.
func (s State) NeedsConsent() bool { return !s.TypedElsewhere().IsZero() }

// TypedElsewhere is the Mautic that secrets were typed for when it is not the one
// that the address names now, and zero otherwise.
func (s State) TypedElsewhere() mautic.BaseURL {
	if s.SecretsFor.IsZero() || !s.Forms.hasSecrets() {
		return mautic.BaseURL{}
	}
	now := s.Address.Base
	for _, meant := range append([]mautic.BaseURL{s.SecretsFor}, s.SecretsAlso...) {
		if meant.Host() != now.Host() || meant.Scheme() == "https" && now.Scheme() != "https" {
			return meant
		}
	}
	return mautic.BaseURL{}
}
