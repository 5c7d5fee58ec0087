package keep

import "context"

// Store is where the vault's file lies. All tabs of the site share it.
type Store interface {
	// Read returns the file, nil when there is none.
	Read(ctx context.Context) ([]byte, error)
	// Write puts the file in place of the one before, wholly or not at all.
	Write(ctx context.Context, file []byte) error
	// Delete leaves nothing.
	Delete(ctx context.Context) error
	// WithLock runs do while no other tab, nor another call in this one, runs
	// anything under the same name. It fails with the error of ctx when that ends
	// before the lock was to be had; do has to return by itself.
	WithLock(ctx context.Context, name string, do func(context.Context) error) error
	// Announce tells the other tabs, Watch hears what they tell.
	Announce(News)
	Watch(func(News)) (stop func())
}

// News is what a tab tells the others.
type News string

// The news.
const (
	NewsChanged News = "changed"
	NewsWiped   News = "wiped"
)

// Reason says why a Store failed.
type Reason string

// The reasons.
const (
	// ReasonQuota: there is no room.
	ReasonQuota Reason = "quota"
	// ReasonBlocked: the browser allows this site no storage, as in some private
	// windows and frames.
	ReasonBlocked Reason = "blocked"
	// ReasonAbsent: the browser has no such storage, or not on a page without TLS.
	ReasonAbsent Reason = "absent"
	// ReasonFailed: anything else; Detail may say what.
	ReasonFailed Reason = "failed"
)

// StoreError reports that the browser's storage failed.
type StoreError struct {
	Reason Reason
	Detail string
}

// Error says in one sentence what is wrong and what to do.
func (e *StoreError) Error() string {
	switch e.Reason {
	case ReasonQuota:
		return "the browser has no room left for this site; free space on this device or delete other sites' data, then try again"
	case ReasonBlocked:
		return "the browser lets this site store nothing; allow storage (cookies and site data) for it, or leave the private window, and try again"
	case ReasonAbsent:
		return "this browser cannot keep a vault here; open the page over https in a current browser"
	}
	text := "the browser's storage failed; reload the page and try again"
	if e.Detail != "" {
		text += " (" + e.Detail + ")"
	}
	return text
}
