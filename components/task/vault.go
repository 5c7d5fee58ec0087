package task

import (
	"fmt"
	"time"
)

// VaultDo names something to do with the vault.
type VaultDo string

// What can be done.
const (
	// VaultLook only tells the state, and the states after it from then on.
	VaultLook       VaultDo = "look"
	VaultCreate     VaultDo = "create"     // Passphrase
	VaultUnlock     VaultDo = "unlock"     // Passphrase
	VaultLock       VaultDo = "lock"       //
	VaultTouch      VaultDo = "touch"      // somebody is there
	VaultHide       VaultDo = "hide"       // Hidden
	VaultAutoLock   VaultDo = "auto-lock"  // After, AfterHidden, in seconds
	VaultAdd        VaultDo = "add"        // Name, Credential; answers with ID
	VaultReplace    VaultDo = "replace"    // ID, Credential; answers with ID
	VaultRename     VaultDo = "rename"     // ID, Name
	VaultRemove     VaultDo = "remove"     // ID
	VaultHandOver   VaultDo = "hand-over"  // ID
	VaultSend       VaultDo = "send"       // ID, To; answers with Sent
	VaultCredential VaultDo = "credential" // ID; answers with Credential
	VaultRenew      VaultDo = "renew"      // ID
	VaultKeepAlive  VaultDo = "keep-alive" // answers with Renewed
	VaultFile       VaultDo = "file"       // answers with File
	VaultImport     VaultDo = "import"     // File, Passphrase; answers with Merged
	VaultPassphrase VaultDo = "passphrase" // Passphrase, Next
	VaultWipe       VaultDo = "wipe"
)

// Vault is something for the worker to do with the vault. Only the members of
// its kind are set.
type Vault struct {
	Do          VaultDo     `json:"do"`
	ID          string      `json:"id,omitempty"`
	Name        string      `json:"name,omitempty"`
	Credential  *Credential `json:"credential,omitempty"`
	Passphrase  string      `json:"passphrase,omitempty"`
	Next        string      `json:"next,omitempty"`
	File        []byte      `json:"file,omitempty"`
	To          *N8N        `json:"to,omitempty"`
	Hidden      bool        `json:"hidden,omitempty"`
	After       int         `json:"after,omitempty"`
	AfterHidden int         `json:"after_hidden,omitempty"`
}

// Format keeps credential and passphrase out of whatever prints it.
func (v Vault) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "vault %s", v.Do) }

// VaultAnswer is what it came to.
type VaultAnswer struct {
	Problem    *Problem     `json:"problem,omitempty"`
	ID         string       `json:"id,omitempty"`
	Credential *Credential  `json:"credential,omitempty"`
	File       *File        `json:"file,omitempty"`
	Merged     *VaultMerged `json:"merged,omitempty"`
	Sent       *Sent        `json:"sent,omitempty"`
	// Renewed are the names of the credentials that were.
	Renewed []string `json:"renewed,omitempty"`
}

// Format keeps a credential out of whatever prints it.
func (a VaultAnswer) Format(f fmt.State, _ rune) { fmt.Fprint(f, "answer of the vault") }

// VaultMerged counts the credentials of an imported vault.
type VaultMerged struct {
	Added   int `json:"added"`
	Updated int `json:"updated"`
	Kept    int `json:"kept"`
}

// VaultState is all there is to draw of the vault. It holds no secret.
type VaultState struct {
	// Known is false until the browser's storage was looked at.
	Known  bool `json:"known"`
	Exists bool `json:"exists"`
	Locked bool `json:"locked"`
	// Busy is what is being done: "add", "renew", … It is empty when nothing is.
	Busy VaultDo `json:"busy,omitempty"`
	// Waiting says that another tab is changing the vault, which is awaited.
	Waiting bool         `json:"waiting,omitempty"`
	Entries []VaultEntry `json:"entries,omitempty"`
	// WorkFactor is scrypt's logN of the file in the browser, Size its size in bytes.
	WorkFactor int `json:"work_factor,omitempty"`
	Size       int `json:"size,omitempty"`
	// LocksAt is when the vault locks by itself, should nobody touch it.
	LocksAt time.Time `json:"locks_at,omitzero"`
	// Unsaved says that something is in this tab's memory only: what Mautic renewed
	// and the browser would not store. It has to be downloaded before the tab closes.
	Unsaved bool `json:"unsaved,omitempty"`
	// Problem is why the last thing failed, and Notice what happened by itself.
	Problem *Problem `json:"problem,omitempty"`
	Notice  string   `json:"notice,omitempty"`
}

// VaultEntry is one credential of the vault.
type VaultEntry struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Host       string    `json:"host"`
	Base       string    `json:"base"`
	Method     string    `json:"method"`
	AddedAt    time.Time `json:"added_at"`
	RenewedAt  time.Time `json:"renewed_at,omitzero"`
	HandedOver bool      `json:"handed_over,omitempty"`
	// Stage is "none", "fine", "renew-soon", "ends", "dead" or "handed-over", and
	// Advice says in a sentence or two what that means and what to do.
	Stage  string `json:"stage"`
	Advice string `json:"advice"`
	// AccessEnds and Ends are when the access token and the grant die; Days is how
	// many days the grant has left.
	AccessEnds time.Time `json:"access_ends,omitzero"`
	Ends       time.Time `json:"ends,omitzero"`
	Days       int       `json:"days,omitempty"`
	CanRenew   bool      `json:"can_renew,omitempty"`
}
