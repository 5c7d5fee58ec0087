package flow

import "errors"

// The ways an attempt ends that are the wizard's own.
var (
	// ErrPairRefused says that Mautic does not know the client ID, or knows it
	// with another secret; it answers the same to both.
	ErrPairRefused = errors.New("this client ID and client secret are not accepted together; copy both again from API Credentials in Mautic")
	// ErrNoAnswer says that nothing came back from the Mautic window while the
	// authorization request was alive.
	ErrNoAnswer = errors.New("nothing came back from the Mautic window within ten minutes; connect again")
	// ErrRecordLost says that this tab came back from Mautic but no longer
	// knows what it had asked for.
	ErrRecordLost = errors.New("this tab no longer knows what it asked Mautic for; connect again")
)
