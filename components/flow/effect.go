package flow

import (
	"fmt"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/export"
)

// Effect is something to be done outside.
type Effect interface{ isEffect() }

// The effects.
type (
	// CheckMautic runs the preflight, and stops the one before. Answers:
	// CheckChanged, then PreflightDone, with the same Run.
	CheckMautic struct {
		Run    int
		Target doctor.Target
	}
	// WriteReport writes a preflight's outcome as a text. Answer: ReportWritten
	// with the same Run.
	WriteReport struct {
		Run    int
		Base   mautic.BaseURL
		Checks []doctor.Check
	}
	// CheckCredential looks at what a proven credential may do. Answers:
	// AuditChanged, then AuditDone, with the same Run. Renew has the grant renewed
	// first. Cancel stops it.
	CheckCredential struct {
		Run        int
		Credential mautic.Credential
		Renew      bool
	}
	// StopChecking stops the preflight. There is no answer.
	StopChecking struct{}
	// CheckPair asks Mautic whether it knows the client; Soon waits until the
	// person has stopped typing. Answer: PairChecked with the same Seq.
	CheckPair struct {
		Seq    int
		Client mautic.OAuthClient
		Soon   bool
	}
	// ReadWindow finds out what a text from the Mautic window means. It may hold
	// more than an error. Answer: WindowRead with the same Run.
	ReadWindow struct {
		Run  int
		Text mautic.Secret
	}
	// CompareRedirect compares the redirect URI that was sent with what is
	// registered. Answer: RedirectsCompared with the same Run.
	CompareRedirect struct {
		Run              int
		Registered, Sent string
	}
	// OpenWindow opens a window, synchronously, at URL, or on a waiting text
	// when URL is empty. Answer: WindowOpened or WindowBlocked.
	OpenWindow struct {
		Attempt int
		URL     string
	}
	// SendWindow takes the open window to URL.
	SendWindow struct{ URL string }
	// RaiseWindow brings the window to the front.
	RaiseWindow struct{}
	// CloseWindow closes the window, if one is open.
	CloseWindow struct{}
	// Listen waits for the callback of an authorization request, for at most
	// as long as the request lives. Answers: CallbackReceived, TimeUp.
	Listen struct {
		Attempt int
		State   string
	}
	// Leave keeps Record and takes this tab to URL. Answer on failure:
	// LeaveFailed.
	Leave struct {
		Attempt int
		URL     string
		Record  Record
	}
	// Exchange trades an authorization code for a token. Answer: TokenReceived.
	Exchange struct {
		Attempt        int
		Client         mautic.OAuthClient
		Code, Verifier string
	}
	// RequestToken asks for a client credentials token. Answer: TokenReceived.
	RequestToken struct {
		Attempt int
		Client  mautic.OAuthClient
	}
	// Identify asks Mautic whose credential this is. Answer: IdentityReceived.
	Identify struct {
		Attempt    int
		Credential mautic.Credential
	}
	// AskRights asks what a proven credential may do. Answer: RightsReceived with
	// the same Run.
	AskRights struct {
		Run        int
		Credential mautic.Credential
		User       mautic.User
	}
	// AskRecipe asks for the role that allows operations. Answer: RecipeReceived
	// with the same Run.
	AskRecipe struct {
		Run        int
		Operations []string
		Version    string
	}
	// ProveHooks makes a webhook and deletes it. Answer: HooksProven with the same
	// Run. Cancel stops it, but not the deletion.
	ProveHooks struct {
		Run        int
		Credential mautic.Credential
		Marker     string
	}
	// RemoveHooks deletes webhooks that earlier proofs have left. Answer:
	// HooksProven with the same Run.
	RemoveHooks struct {
		Run        int
		Credential mautic.Credential
		Hooks      []task.Hook
	}
	// WriteExport writes a credential in a format. Answer: ExportReady with the
	// same Run.
	WriteExport struct {
		Run        int
		Format     export.ID
		Credential mautic.Credential
		Name       string
		WithTokens bool
		// Sealing is a passphrase, or recipients, for a format that encrypts.
		Sealing mautic.Secret
	}
	// SendToN8N sends a credential into an n8n. Answer: Sent with the same Run.
	// Nothing stops it: what has left has left.
	SendToN8N struct {
		Run        int
		Address    string
		Key        mautic.Secret
		Credential mautic.Credential
		Name       string
		WithTokens bool
		Update     string
		Duplicate  bool
		Known      []task.Stored
	}
	// LoadPreset asks the server for a preset. Answer: PresetLoaded.
	LoadPreset struct{ Name string }
	// UsePreset has the token requests to the preset's Mautic go through the
	// server, which adds the client's secret.
	UsePreset struct{ Preset Preset }
	// Deliver has the server send a grant to the portal's server. Answer: Delivered
	// with the same Run. Nothing stops it: what has left has left.
	Deliver struct {
		Run        int
		Preset, ID string
		Grant      mautic.AuthorizationCode
		Reference  string
	}
	// Tell sends the portal a message, whose payload goes as JSON.
	Tell struct {
		Message Message
		Payload any
	}
	// Release writes a credential for the portal. Answer: Released with the same
	// Run.
	Release struct {
		Run        int
		Credential mautic.Credential
		Name       string
		WithTokens bool
	}
	// Keep opens the vault, which asks the person about a credential. Answer, if
	// it is kept: Kept.
	Keep struct {
		Of   *Proof
		Name string
	}
	// StopKeeping takes back what Keep offers: it is not what is proven any more.
	StopKeeping struct{}
	// Forget removes what Leave kept.
	Forget struct{}
	// Cancel stops the requests of all attempts.
	Cancel struct{}
	// Focus moves the keyboard to a field, or to the heading of the step when
	// Field is empty.
	Focus struct{ Field Field }
	// Wipe empties every input in the document and every kept record.
	Wipe struct{}
)

// Format prints the client's ID, never the code or the verifier.
func (e Exchange) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "exchange of a code for client %s", e.Client.ID)
}

func (CheckMautic) isEffect()     {}
func (CheckCredential) isEffect() {}
func (WriteReport) isEffect()     {}
func (ReadWindow) isEffect()      {}
func (CompareRedirect) isEffect() {}
func (StopChecking) isEffect()    {}
func (CheckPair) isEffect()       {}
func (OpenWindow) isEffect()      {}
func (SendWindow) isEffect()      {}
func (RaiseWindow) isEffect()     {}
func (CloseWindow) isEffect()     {}
func (Listen) isEffect()          {}
func (Leave) isEffect()           {}
func (Exchange) isEffect()        {}
func (Forget) isEffect()          {}
func (LoadPreset) isEffect()      {}
func (UsePreset) isEffect()       {}
func (Deliver) isEffect()         {}
func (Tell) isEffect()            {}
func (Release) isEffect()         {}
func (Keep) isEffect()            {}
func (StopKeeping) isEffect()     {}
func (AskRights) isEffect()       {}
func (AskRecipe) isEffect()       {}
func (ProveHooks) isEffect()      {}
func (RemoveHooks) isEffect()     {}
func (WriteExport) isEffect()     {}
func (SendToN8N) isEffect()       {}
func (RequestToken) isEffect()    {}
func (Identify) isEffect()        {}
func (Cancel) isEffect()          {}
func (Focus) isEffect()           {}
func (Wipe) isEffect()            {}
