package flow

import (
	"errors"

	"mautic-connect/mautic/doctor"
)

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
	// ErrNoPreset says that the server does not know the preset that was asked
	// for, or does not tell.
	ErrNoPreset = errors.New("this server has no Mautic set up under that name; ask whoever sent you here")
)

// Explain finds the diagnosis of an attempt's end.
func Explain(err error) doctor.ID {
	switch {
	case errors.Is(err, ErrPairRefused):
		return doctor.ClientPairWrong
	case errors.Is(err, ErrNoAnswer):
		return doctor.NoAnswer
	case errors.Is(err, ErrRecordLost):
		return doctor.RecordLost
	case errors.Is(err, ErrNoPreset):
		return doctor.PresetUnknown
	default:
		return doctor.Explain(err)
	}
}
