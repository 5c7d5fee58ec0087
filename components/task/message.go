package task

import "mautic-connect/mautic"

// The messages between the page and the worker: {type, id, body}, where body is
// JSON as text.
const (
	// MessageFailed comes from the worker's loader: the program could not be
	// loaded, or has ended.
	MessageFailed = "failed"
	// MessageJob carries a Job to the worker, MessageAnswer an Answer back with
	// the same id. MessageStop asks to give a job up. MessageCheck carries a
	// doctor.Check to the page, with its job's id, while the job goes on.
	MessageJob    = "job"
	MessageAnswer = "answer"
	MessageStop   = "stop"
	MessageCheck  = "check"
	// MessageRequest carries a mautic.Request to the page, MessageResponse a
	// Reply back with the same id. MessageAbort asks to give a request up.
	MessageRequest  = "request"
	MessageResponse = "response"
	MessageAbort    = "abort"
	// MessageVault carries a Vault to the worker, MessageVaultAnswer a VaultAnswer
	// back with the same id; MessageVaultStop gives it up where nothing was done yet.
	// MessageVaultState carries a VaultState to the page whenever it has changed,
	// from the first MessageVault on.
	MessageVault       = "vault"
	MessageVaultAnswer = "vault-answer"
	MessageVaultStop   = "vault-stop"
	MessageVaultState  = "vault-state"
)

// Reply is what a request came to: a response, or why there is none.
type Reply struct {
	Response *mautic.Response `json:"response,omitempty"`
	Kind     mautic.Kind      `json:"kind,omitempty"`
	Detail   string           `json:"detail,omitempty"`
}
