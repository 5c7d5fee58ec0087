// Package task is what the page and its worker say to each other. The worker is
// a second WebAssembly program, loaded when somebody is about to have a
// credential, or has something to prepare: it writes exports, encrypts them, sends
// credentials into n8n, looks at what a credential may do, writes reports and
// explains what Mautic shows. None of that is in the page's own program,
// which everybody downloads.
//
// The package holds plain data that goes through JSON, and no logic. It promises
// that text arrives as it was, every character of it, and that printing a Job,
// an Answer, a Credential, a File or an N8N shows no secret. It does not keep
// bytes that are not UTF-8, which a browser's fields cannot hold and JSON cannot
// carry, nor secrets out of JSON: the data goes from the page to its own worker
// and nowhere else.
package task

import (
	"fmt"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/export"
)

// Kind names a job.
type Kind string

// The jobs.
const (
	KindExport      Kind = "export"
	KindSend        Kind = "send"
	KindRights      Kind = "rights"
	KindRecipe      Kind = "recipe"
	KindProveHooks  Kind = "prove-hooks"
	KindRemoveHooks Kind = "remove-hooks"
	KindCheck       Kind = "check"
	KindReport      Kind = "report"
	KindWindow      Kind = "window"
	KindRedirects   Kind = "redirects"
)

// Job is something for the worker to do. Only the members of its kind are set.
type Job struct {
	Kind Kind `json:"kind"`
	// Credential is what every job is about that has to do with one.
	Credential Credential `json:"credential"`
	// Name is what the tool is to call the credential.
	Name string `json:"name,omitempty"`
	// WithTokens hands the tokens of a grant over.
	WithTokens bool `json:"with_tokens,omitempty"`

	// In and Sealing are for KindExport: the format. Sealing is a passphrase, or one
	// recipient a line, for a format that encrypts.
	In      export.ID `json:"in,omitempty"`
	Sealing string    `json:"sealing,omitempty"`

	// To is for KindSend.
	To *N8N `json:"to,omitempty"`

	// User is for KindRights.
	User *mautic.User `json:"user,omitempty"`

	// Operations and Version are for KindRecipe.
	Operations []string `json:"operations,omitempty"`
	Version    string   `json:"version,omitempty"`

	// Marker is for KindProveHooks, Hooks for KindRemoveHooks.
	Marker string `json:"marker,omitempty"`
	Hooks  []Hook `json:"hooks,omitempty"`

	// Renew is for KindCheck: it uses the refresh token up for a new token.
	Renew bool `json:"renew,omitempty"`

	// Checked is for KindReport.
	Checked *Checked `json:"checked,omitempty"`

	// Text is for KindWindow, what the person saw there, and for KindRedirects,
	// what is registered; Sent is for KindRedirects.
	Text string `json:"text,omitempty"`
	Sent string `json:"sent,omitempty"`
}

// Checked is the outcome of checks. Diagnosis is what its verdict means.
type Checked struct {
	Base      string           `json:"base"`
	Checks    []doctor.Check   `json:"checks"`
	Diagnosis doctor.Diagnosis `json:"diagnosis"`
}

// Format keeps a job's secrets out of whatever prints it.
func (j Job) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "job %s", j.Kind) }

// Answer is what a job came to. Problem says why it failed; even then the other
// members may tell what was done.
type Answer struct {
	Problem *Problem `json:"problem,omitempty"`
	Files   []File   `json:"files,omitempty"`
	Sent    *Sent    `json:"sent,omitempty"`
	Rights  []Right  `json:"rights,omitempty"`
	Recipe  string   `json:"recipe,omitempty"`
	Hooks   *Hooks   `json:"hooks,omitempty"`
	// Renewed is the credential with the new token, when it was renewed.
	Renewed *Credential `json:"renewed,omitempty"`
	// Report is a report as text, and Hidden the same without host names.
	Report string `json:"report,omitempty"`
	Hidden string `json:"hidden,omitempty"`
	// Reading is the diagnosis that a text supports.
	Reading doctor.ID `json:"reading,omitempty"`
	// Comparison is why a redirect URI does not match.
	Comparison *Comparison `json:"comparison,omitempty"`
}

// Format keeps an answer's secrets out of whatever prints it.
func (a Answer) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "answer with %d files, %d rights", len(a.Files), len(a.Rights))
}

// Problem is why a job failed.
type Problem struct {
	// Diagnosis is the ID of its diagnosis, or empty where Text says all.
	Diagnosis string `json:"diagnosis,omitempty"`
	// Text is one sentence that a person can act on; it holds no secret.
	Text string `json:"text"`
	// Request and Status are the evidence: "POST https://…" and what came back.
	Request string `json:"request,omitempty"`
	Status  int    `json:"status,omitempty"`
	// MayHaveLeft says that the tokens may have arrived all the same.
	MayHaveLeft bool `json:"may_have_left,omitempty"`
}

// Error is Text.
func (p *Problem) Error() string { return p.Text }

// File is one file of an export.
type File struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	// Content is text, or with Binary what to save byte by byte.
	Content string `json:"content,omitempty"`
	Binary  []byte `json:"binary,omitempty"`
}

// Bytes is the content.
func (f File) Bytes() []byte {
	if len(f.Binary) > 0 {
		return f.Binary
	}
	return []byte(f.Content)
}

// Format prints the name, never the content.
func (f File) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "file %s", f.Name) }

// N8N is where a credential is sent, and what to do when one is there.
type N8N struct {
	Address string `json:"address"`
	Key     string `json:"key"`
	// Update is the ID of the credential to change; Duplicate makes one more of
	// the same name.
	Update    string `json:"update,omitempty"`
	Duplicate bool   `json:"duplicate,omitempty"`
	// Known are those this page has made there.
	Known []Stored `json:"known,omitempty"`
}

// Format prints the address, never the key.
func (n N8N) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "n8n at %s", n.Address) }

// Stored is a credential in an n8n.
type Stored struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

// Outcome is what sending came to.
type Outcome string

// The outcomes, which are those of package n8n.
const (
	Created Outcome = "created"
	Updated Outcome = "updated"
	// Exists asks what to do; nothing was sent.
	Exists Outcome = "exists"
)

// Sent is what an n8n did.
type Sent struct {
	Outcome      Outcome  `json:"outcome"`
	Stored       Stored   `json:"stored"`
	Existing     []Stored `json:"existing,omitempty"`
	CanUpdate    bool     `json:"can_update,omitempty"`
	MayDuplicate bool     `json:"may_duplicate,omitempty"`
	TokensSent   bool     `json:"tokens_sent,omitempty"`
}

// Right is what the credential may do in one operation of n8n's nodes.
type Right struct {
	// ID, Resource and Name are the operation's: "contact.create", "Contact",
	// "Create". Mautic Trigger has no resource.
	ID       string `json:"id"`
	Resource string `json:"resource"`
	Name     string `json:"name"`
	// Answer is that of package permission: "allowed", "own-only", "others-only",
	// "refused", "unknown". Text says in a sentence what it means.
	Answer string `json:"answer"`
	Text   string `json:"text"`
	// Missing are the permissions to grant, as Mautic's form words them.
	Missing []string `json:"missing,omitempty"`
}

// Allowed reports whether the operation works with every record.
func (r Right) Allowed() bool { return r.Answer == "allowed" }

// Hooks is what was done with webhooks.
type Hooks struct {
	Steps []HookStep `json:"steps,omitempty"`
	// Left are the webhooks that are there still.
	Left []Hook `json:"left,omitempty"`
}

// HookStep is one step of the proof; Text says what it does.
type HookStep struct {
	Text   string `json:"text"`
	Failed string `json:"failed,omitempty"`
}

// Comparison is why Mautic does not take a redirect URI that was sent.
type Comparison struct {
	// Matches says that it does take it.
	Matches bool `json:"matches,omitempty"`
	// Differences are from the registered one that is closest to it.
	Differences []Sentence `json:"differences,omitempty"`
	// Register is what to put into the field, exactly.
	Register string `json:"register"`
}

// Sentence is one in English with gaps, which serves as the key of its
// translations, and the texts to put into them.
type Sentence struct {
	Text string `json:"text"`
	Gaps []any  `json:"gaps"`
}

// Hook is a webhook that a proof made. ID is 0 where Mautic did not tell it.
type Hook struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// Credential is a mautic.Credential on its way to the worker.
type Credential struct {
	Method       mautic.Method `json:"method,omitempty"`
	Base         string        `json:"base,omitempty"`
	UserName     string        `json:"user_name,omitempty"`
	Password     string        `json:"password,omitempty"`
	ClientID     string        `json:"client_id,omitempty"`
	ClientSecret string        `json:"client_secret,omitempty"`
	RedirectURI  string        `json:"redirect_uri,omitempty"`
	Access       string        `json:"access,omitempty"`
	Refresh      string        `json:"refresh,omitempty"`
	Issued       time.Time     `json:"issued,omitzero"`
	Expires      time.Time     `json:"expires,omitzero"`
}

// Format keeps a credential out of whatever prints it.
func (c Credential) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "credential of %s", c.Base) }

// Pack makes a credential ready to go.
func Pack(c mautic.Credential) Credential {
	out := Credential{Method: c.Method(), Base: c.BaseURL().String()}
	switch c := c.(type) {
	case mautic.Basic:
		out.UserName, out.Password = c.UserName, c.Password.Reveal()
	case mautic.AuthorizationCode:
		out.client(c.Client, c.Token)
	case mautic.ClientCredentials:
		out.client(c.Client, c.Token)
	}
	return out
}

func (c *Credential) client(client mautic.OAuthClient, token mautic.Token) {
	c.ClientID, c.ClientSecret, c.RedirectURI = client.ID, client.Secret.Reveal(), client.RedirectURI
	c.Access, c.Refresh, c.Issued, c.Expires = token.Access.Reveal(), token.Refresh.Reveal(), token.Issued, token.Expires
}

// Token is the token of a grant, zero where there is none.
func (c Credential) Token() mautic.Token {
	return mautic.Token{Access: mautic.NewSecret(c.Access), Refresh: mautic.NewSecret(c.Refresh), Issued: c.Issued, Expires: c.Expires}
}

// Unpack gives back what Pack was given. It fails where the address or the
// method is none; the error holds no secret.
func (c Credential) Unpack() (mautic.Credential, error) {
	base, _, err := mautic.ParseBaseURL(c.Base)
	if err != nil {
		return nil, fmt.Errorf("the credential has no usable address: %w", err)
	}
	client := mautic.OAuthClient{Base: base, ID: c.ClientID, Secret: mautic.NewSecret(c.ClientSecret), RedirectURI: c.RedirectURI}
	token := c.Token()
	switch c.Method {
	case mautic.MethodBasic:
		return mautic.Basic{Base: base, UserName: c.UserName, Password: mautic.NewSecret(c.Password)}, nil
	case mautic.MethodAuthorizationCode:
		return mautic.AuthorizationCode{Client: client, Token: token}, nil
	case mautic.MethodClientCredentials:
		return mautic.ClientCredentials{Client: client, Token: token}, nil
	}
	return nil, fmt.Errorf("the credential's method %q is not known; connect again", c.Method)
}
