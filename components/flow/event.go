package flow

import (
	"time"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/export"
)

// Event is something that happened.
type Event interface{ isEvent() }

// What a person does.
type (
	// AddressTyped is a change of the address input.
	AddressTyped struct {
		Text string
		// Pasted says that it came at once and whole, so that it is checked at once.
		Pasted bool
	}
	// AddressEntered asks to check the address and go on with it.
	AddressEntered struct{}
	// CheckAgainPressed repeats the preflight.
	CheckAgainPressed struct{}
	// ContinuePressed goes on to the credential whatever the preflight found.
	ContinuePressed struct{}
	// MethodChosen picks the kind of credential.
	MethodChosen struct{ Method mautic.Method }
	// Typed is a change of a credential input.
	Typed struct {
		Field  Field
		Text   string
		Pasted bool
	}
	// Left says that an input lost focus.
	Left struct{ Field Field }
	// Untrim puts back what was removed around a pasted value.
	Untrim struct{ Field Field }
	// KeepSecrets agrees to send the typed secrets to the Mautic named now.
	KeepSecrets struct{}
	// ClearSecrets empties the secret inputs.
	ClearSecrets struct{}
	// ConnectPressed starts an attempt. State and Verifier are fresh random
	// values, used only where the method needs them.
	ConnectPressed struct {
		Now             time.Time
		State, Verifier string
	}
	// OpenPressed opens the Mautic window again, or for the first time after
	// the browser blocked it.
	OpenPressed struct{}
	// RaisePressed brings the Mautic window to the front.
	RaisePressed struct{}
	// LeavePressed continues in this tab instead of a window.
	LeavePressed struct{}
	// CancelPressed gives the running attempt up.
	CancelPressed struct{}
	// RefreshPressed renews the proven grant once, to see that it works.
	RefreshPressed struct{}
	// DestinationChosen says where the credential will be used.
	DestinationChosen struct{ ID destination.ID }
	// Needed marks an operation as one that the person's workflow uses.
	Needed struct {
		Operation string
		Needed    bool
	}
	// ProveHooksPressed proves by doing it that the credential may make webhooks.
	// Marker is a fresh random value of letters and digits.
	ProveHooksPressed struct{ Marker string }
	// RemoveHooksPressed deletes webhooks that earlier proofs have left.
	RemoveHooksPressed struct{}
	// HandOverPressed goes on from the proof.
	HandOverPressed struct{}
	// FormatChosen picks what to copy or save the credential as.
	FormatChosen struct{ Format export.ID }
	// EncryptPressed writes the chosen sealed format.
	EncryptPressed struct{}
	// GrantKept decides whether the tokens of a grant stay here.
	GrantKept struct{ Keep bool }
	// SendPressed sends the credential into the person's n8n.
	// Update is the ID of the credential there to change, Duplicate makes one more
	// of the same name; neither is set at first.
	SendPressed struct {
		Update    string
		Duplicate bool
	}
	// KeepPressed puts the credential into the vault of this browser.
	KeepPressed struct{}
	// TellPressed lets the portal know what came of the proof; with Release, the
	// person agrees to give it the credential itself.
	TellPressed struct{ Release bool }
	// DeliverPressed tries a delivery once more.
	DeliverPressed struct{}
	// DonePressed tells the portal that the person has finished.
	DonePressed struct{}
	// StepPressed goes to a step reached before.
	StepPressed struct{ Step Step }
	// StartOver forgets everything.
	StartOver struct{}
)

// What the outside world answers.
type (
	// CheckChanged is the new state of one check of the preflight.
	CheckChanged struct {
		Run   int
		Check doctor.Check
	}
	// PreflightDone says that every check of the preflight has its outcome.
	PreflightDone struct{ Run int }
	// ReportWritten is the preflight's outcome as a text.
	ReportWritten struct {
		Run    int
		Report Report
	}
	// AuditChanged is the new state of one check of the proven credential.
	AuditChanged struct {
		Run   int
		Check doctor.Check
	}
	// AuditDone says that every check of the proven credential has its outcome.
	// Token is the new token, when the grant was renewed. Err says why nobody
	// could look.
	AuditDone struct {
		Run   int
		Token mautic.Token
		Err   error
	}
	// PairChecked is the verdict on a client pair.
	PairChecked struct {
		Seq      int
		Accepted bool
		Err      error
	}
	// WindowRead is what a text from the Mautic window means; Err says why nobody
	// could look.
	WindowRead struct {
		Run       int
		Diagnosis doctor.ID
		Err       error
	}
	// RedirectsCompared is the comparison that was asked for; Err says why there
	// is none.
	RedirectsCompared struct {
		Run        int
		Comparison task.Comparison
		Err        error
	}
	// WindowOpened says that the browser opened the window.
	WindowOpened struct{ Attempt int }
	// WindowBlocked says that the browser refused to.
	WindowBlocked struct{ Attempt int }
	// WindowClosed says that the browser reports the window as closed.
	WindowClosed struct{ Attempt int }
	// CallbackReceived carries the query of the callback's address.
	CallbackReceived struct {
		Query string
		Now   time.Time
	}
	// TimeUp says that an authorization request has been out for too long.
	TimeUp struct {
		Attempt int
	}
	// TokenReceived is the token endpoint's answer.
	TokenReceived struct {
		Attempt int
		Token   mautic.Token
		Err     error
	}
	// IdentityReceived is the answer to "who am I?".
	IdentityReceived struct {
		Attempt int
		User    mautic.User
		Err     error
		Now     time.Time
		// Mark is a fresh random value of letters, digits, "-" and "_".
		Mark string
	}
	// CatalogueLoaded brings the formats there are.
	CatalogueLoaded struct{ Formats []export.Format }
	// RightsReceived is what the proven credential may do; Err says why it may be
	// less exact than it could.
	RightsReceived struct {
		Run  int
		Rows []task.Right
		Err  error
	}
	// RecipeReceived is the role for what the workflow needs.
	RecipeReceived struct {
		Run  int
		Text string
	}
	// HooksProven is the outcome of making a webhook, or of deleting leftovers,
	// which has no steps. Leftovers are webhooks that are there still.
	HooksProven struct {
		Run       int
		Steps     []task.HookStep
		Err       error
		Leftovers []task.Hook
	}
	// ExportReady is the credential in the chosen format.
	ExportReady struct {
		Run   int
		Files []task.File
		Err   error
	}
	// ExportLeft says that what was written was copied or saved.
	ExportLeft struct {
		Run int
		Way Way
		// Of is what was written, when its tokens went along.
		Of *Proof
	}
	// Sent is n8n's answer. TokensMayHaveLeft says that an attempt that failed may
	// have handed the tokens over all the same.
	Sent struct {
		Run               int
		Result            task.Sent
		Err               error
		TokensMayHaveLeft bool
	}
	// Prefilled comes once, before anybody has typed: what a link into the page
	// names, or the portal that shows it. Tool is the address of an n8n, Preset the
	// name of a Mautic that the server knows, Reference what comes back with its
	// result.
	Prefilled struct {
		Destination       destination.ID
		Method            mautic.Method
		Address, Tool     string
		Preset, Reference string
	}
	// Embedded says that another page shows this one, and which.
	Embedded struct {
		Origin, Reference string
		Releases          bool
	}
	// PresetLoaded is what the server says of the preset that was asked for.
	PresetLoaded struct {
		Preset Preset
		Err    error
	}
	// Released is the credential as the portal gets it, as JSON.
	Released struct {
		Run        int
		Credential []byte
		Err        error
	}
	// Kept says that a credential is in the vault of this browser now.
	Kept struct{ Of *Proof }
	// Delivered says what came of a delivery.
	Delivered struct {
		Run int
		Err error
	}
	// LeaveFailed says that the record for a same-tab login could not be kept.
	LeaveFailed struct{ Attempt int }
	// RecordLost says that this tab came back from Mautic with a record that
	// cannot be read.
	RecordLost struct{}
	// Resumed comes once, after a same-tab login: the kept record, and the
	// callback's query, which is empty when the person came back on their own.
	Resumed struct {
		Record Record
		Query  string
		Now    time.Time
	}
)

func (DestinationChosen) isEvent()  {}
func (Needed) isEvent()             {}
func (ProveHooksPressed) isEvent()  {}
func (RemoveHooksPressed) isEvent() {}
func (HandOverPressed) isEvent()    {}
func (FormatChosen) isEvent()       {}
func (EncryptPressed) isEvent()     {}
func (GrantKept) isEvent()          {}
func (SendPressed) isEvent()        {}
func (CatalogueLoaded) isEvent()    {}
func (RecipeReceived) isEvent()     {}
func (RightsReceived) isEvent()     {}
func (HooksProven) isEvent()        {}
func (ExportReady) isEvent()        {}
func (ExportLeft) isEvent()         {}
func (Sent) isEvent()               {}
func (Prefilled) isEvent()          {}
func (Embedded) isEvent()           {}
func (PresetLoaded) isEvent()       {}
func (Released) isEvent()           {}
func (Delivered) isEvent()          {}
func (Kept) isEvent()               {}
func (KeepPressed) isEvent()        {}
func (TellPressed) isEvent()        {}
func (DeliverPressed) isEvent()     {}
func (DonePressed) isEvent()        {}
func (AddressTyped) isEvent()       {}
func (AddressEntered) isEvent()     {}
func (CheckAgainPressed) isEvent()  {}
func (ContinuePressed) isEvent()    {}
func (CheckChanged) isEvent()       {}
func (AuditChanged) isEvent()       {}
func (AuditDone) isEvent()          {}
func (RefreshPressed) isEvent()     {}
func (PreflightDone) isEvent()      {}
func (ReportWritten) isEvent()      {}
func (WindowRead) isEvent()         {}
func (RedirectsCompared) isEvent()  {}
func (RecordLost) isEvent()         {}
func (MethodChosen) isEvent()       {}
func (Typed) isEvent()              {}
func (Left) isEvent()               {}
func (Untrim) isEvent()             {}
func (KeepSecrets) isEvent()        {}
func (ClearSecrets) isEvent()       {}
func (ConnectPressed) isEvent()     {}
func (OpenPressed) isEvent()        {}
func (RaisePressed) isEvent()       {}
func (LeavePressed) isEvent()       {}
func (CancelPressed) isEvent()      {}
func (StepPressed) isEvent()        {}
func (StartOver) isEvent()          {}
func (PairChecked) isEvent()        {}
func (WindowOpened) isEvent()       {}
func (WindowBlocked) isEvent()      {}
func (WindowClosed) isEvent()       {}
func (CallbackReceived) isEvent()   {}
func (TimeUp) isEvent()             {}
func (TokenReceived) isEvent()      {}
func (IdentityReceived) isEvent()   {}
func (LeaveFailed) isEvent()        {}
func (Resumed) isEvent()            {}
