package mautictest

import "fmt"

// A Version names the Mautic a sandbox plays, as its Mautic-Version header spells it.
type Version string

// V5_1_1 is Mautic 5.1.1, the version the sandbox plays now.
const V5_1_1 Version = "5.1.1"

// behaviour is what differs from one Mautic version to the next, so that handlers ask for a behaviour and never for a
// version number.
type behaviour struct {
	version Version
	// bearerOfUnpublishedUser: tokens of a user who was unpublished later keep working.
	bearerOfUnpublishedUser bool
	// sameSite is the SameSite attribute of the session cookie.
	sameSite string
	// trackerBanner opens /mtc.js.
	trackerBanner string
}

func behaviourOf(v Version) (behaviour, error) {
	switch v {
	case "", V5_1_1:
		return behaviour{
			version:                 V5_1_1,
			bearerOfUnpublishedUser: true,
			sameSite:                "lax",
			trackerBanner:           "/**\n * @package     MauticJS\n",
		}, nil
	}
	return behaviour{}, fmt.Errorf("the sandbox does not play Mautic %q; it plays %s", string(v), V5_1_1)
}
