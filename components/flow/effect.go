package flow

import (
	"fmt"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
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
	// CheckCredential looks at what a proven credential may do. Answers:
	// AuditChanged, then AuditDone, with the same Run. Cancel stops it.
	CheckCredential struct {
		Run    int
		Target doctor.Target
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
func (RequestToken) isEffect()    {}
func (Identify) isEffect()        {}
func (Cancel) isEffect()          {}
func (Focus) isEffect()           {}
func (Wipe) isEffect()            {}
