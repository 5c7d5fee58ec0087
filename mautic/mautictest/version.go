package mautictest

import (
	"fmt"
	"slices"
	"strings"
)

// A Version names the Mautic a sandbox plays, as its Mautic-Version header spells it.
type Version string

// The versions a sandbox plays. Each was recorded on a real installation of exactly this release.
const (
	V4_4_13 Version = "4.4.13"
	V5_1_1  Version = "5.1.1"
	V6_0_8  Version = "6.0.8"
	V7_0_2  Version = "7.0.2"
)

// Versions returns the versions a sandbox plays, oldest first.
func Versions() []Version { return []Version{V4_4_13, V5_1_1, V6_0_8, V7_0_2} }

// behaviour is what differs from one Mautic version to the next, so that handlers ask for a behaviour and never for a
// version number.
type behaviour struct {
	version Version

	// Logins.

	// emptyBasicRefusal: a Basic login that is refused gets an empty body and WWW-Authenticate (Symfony's entry point).
	emptyBasicRefusal bool
	// bearerOfUnpublishedUser: tokens of a user who was unpublished later keep working.
	bearerOfUnpublishedUser bool
	// rateLimiter: the option api_rate_limiter_limit exists.
	rateLimiter bool

	// The window of authorize.

	// checksAPIAccess: authorize refuses a user whose role lacks api:access, with an error page.
	checksAPIAccess bool
	// remembersConsent: a user who accepted a client once is never asked again.
	remembersConsent bool
	// missingClientCrashes: authorize without client_id fails with 500; otherwise the client is not found.
	missingClientCrashes bool
	// problemJSON: the framework's error page has a JSON form, chosen by Accept.
	problemJSON bool

	// missingSecretCrashes: the token endpoint fails with 500 when client_secret is not sent at all.
	missingSecretCrashes bool

	// Addresses and redirects.

	// relativeLogin: redirects to a login page name the path only.
	relativeLogin bool
	// redirectType is the content type of the 301 to https; empty keeps the type of the address.
	redirectType string
	// noRouteNamesOrigin: "No route found" names scheme and host.
	noRouteNamesOrigin bool
	// installer is where every address leads before the installation.
	installer string
	// apiV2: API Platform answers under /api/v2, and /api itself is its error page.
	apiV2 bool

	// sessionInAPI: API answers after a login are marked as given with a PHP session open.
	sessionInAPI bool
	// sameSite is the SameSite attribute of the session cookie; empty sends none.
	sameSite string
	// trackerOpening opens /mtc.js.
	trackerOpening string

	// The data.

	// changesMembers: users and roles open with the members Changes and PastChanges.
	changesMembers bool
	// malformedPermissionStatus answers permissioncheck for a permission that is not bundle:name:level.
	malformedPermissionStatus int
	// segmentsByContacts: a role that may view its own contacts may list segments, of which it sees its own.
	segmentsByContacts bool
	// publishesItsOwn: what a caller creates published needs the level publishown; before, publishother
	// (mautic/mautic#9582, changed by #15543).
	publishesItsOwn bool
}

const (
	trackerWithBanner = "/**\n * @package     MauticJS\n * Stand-in of a sandbox: tracks nothing.\n */\n" +
		"var MauticJS = MauticJS || {};\n"
	trackerMinified = "var MauticJS=MauticJS||{};MauticJS.documentReady=function(){};" +
		"MauticJS.setTrackedContact=function(r){localStorage.setItem('mautic_device_id',r.device_id)};" +
		"var MauticDomain=MauticDomain||'';\n"
)

// behaviourOf returns how a version behaves; the empty version is 5.1.1.
func behaviourOf(v Version) (behaviour, error) {
	if v == "" {
		v = V5_1_1
	}
	// 5.1.1 is the base; the others are told by what differs from it.
	b := behaviour{
		version: v, bearerOfUnpublishedUser: true, rateLimiter: true, missingClientCrashes: true,
		noRouteNamesOrigin: true, installer: "/installer", sameSite: "lax", trackerOpening: trackerWithBanner,
		malformedPermissionStatus: 403,
	}
	switch v {
	case V4_4_13:
		b.bearerOfUnpublishedUser, b.sessionInAPI, b.changesMembers = false, true, true
		b.missingClientCrashes, b.malformedPermissionStatus = false, 500
		b.noRouteNamesOrigin, b.installer, b.sameSite = false, "/index.php/installer", ""
		b.trackerOpening = trackerMinified
		b.segmentsByContacts = true
		b.checksAPIAccess, b.remembersConsent = true, true
	case V5_1_1:
	case V6_0_8, V7_0_2:
		b.emptyBasicRefusal, b.relativeLogin, b.redirectType = true, true, "text/html; charset=utf-8"
		b.checksAPIAccess, b.remembersConsent, b.problemJSON = true, true, true
		if v == V6_0_8 {
			b.missingSecretCrashes = true
		} else {
			b.missingClientCrashes, b.rateLimiter, b.apiV2, b.publishesItsOwn = false, false, true, true
		}
	default:
		return behaviour{}, fmt.Errorf("the sandbox does not play Mautic %q; it plays %s", string(v), listVersions())
	}
	return b, nil
}

func listVersions() string {
	var names []string
	for _, v := range Versions() {
		names = append(names, string(v))
	}
	last := len(names) - 1
	return strings.Join(slices.Concat(names[:last-1], []string{names[last-1] + " and " + names[last]}), ", ")
}

// Version returns the version the sandbox plays now.
func (s *Sandbox) Version() Version {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.behaviour.version
}

// SetVersion makes the sandbox play another version from the next request on. Users, clients, tokens and consents stay,
// as in an update of Mautic. The empty version is 5.1.1; a version it does not play is an error and changes nothing.
func (s *Sandbox) SetVersion(v Version) error {
	b, err := behaviourOf(v)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behaviour = b
	return nil
}
