package keep

import (
	"context"
	"errors"

	"mautic-connect/components/task"
	"mautic-connect/components/task/perform"
)

// What is said, where no other package says it.
var (
	errLocked = errors.New("the vault is locked; unlock it and try again")
	errNone   = errors.New("there is no vault in this browser; create one or import a saved one")
	errExists = errors.New("there is a vault in this browser already; unlock it")
	errGone   = errors.New("the vault is no longer in this browser's storage, and still open in this tab; download it now, before you close or lock it")

	errElsewhere = errors.New("the vault's passphrase was changed in another tab, so this tab has locked it; unlock it with the new passphrase")
	// The same, with something in memory that the new file does not have.
	errElsewhereUnsaved = errors.New("the vault's passphrase was changed in another tab, and a renewed grant is in this tab only; download the vault now, lock it, unlock it with the new passphrase, and import what you downloaded with the old one")

	errShort         = errors.New("the passphrase is shorter than 8 characters; take a longer one, several words are best")
	errControl       = errors.New("the passphrase holds a character that cannot be typed everywhere, such as a line break; take another one")
	errOther         = errors.New("the passphrase is not the vault's; enter the one that it has now")
	errUnsaved       = errors.New("a renewed grant could not be stored yet and would be lost; download the vault first")
	errBusyElsewhere = errors.New("another tab is renewing or handing over a grant, or could not store one; look into the other tabs, then try again")
	errNotKept       = errors.New("the browser's storage did not keep what was written; reload the page and try again")
	errInterrupt     = errors.New("it was given up before anything was changed; try again")
)

// unsavedError reports that Mautic or the receiver of a grant has acted, and the
// vault could not be stored.
type unsavedError struct {
	what  string
	cause error
}

// Error says what to do at once.
func (e *unsavedError) Error() string {
	return e.what + ", but that could not be stored; download the vault at once, and do not close this tab before (" + e.cause.Error() + ")"
}

func (e *unsavedError) Unwrap() error { return e.cause }

// explained is err as a *task.Problem, which it may be already.
func explained(err error) *task.Problem {
	if p, ok := errors.AsType[*task.Problem](err); ok {
		return p
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		err = errInterrupt
	}
	return perform.Explain(err, nil)
}
