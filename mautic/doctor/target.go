package doctor

import "mautic-connect/mautic"

// Target says what to check.
type Target struct {
	// Base is the Mautic. Without one the run fails with URLInvalid.
	Base mautic.BaseURL
	// Invalid is why there is no Base, as ParseBaseURL said it; for evidence.
	Invalid error
	// Corrections are what ParseBaseURL changed to get Base, if anything.
	Corrections []mautic.Correction
	// Method is the kind of credential that is wanted; empty when undecided. A
	// switch that only another method needs is then no failure.
	Method mautic.Method
	// Client is checked with a made-up authorization code when it has an ID and
	// a secret. An empty Client.Base means Base.
	Client mautic.OAuthClient
	// Grant asks for a client credentials token for Client and goes on with it
	// in the place of Credential. It needs a Client with ID and secret.
	Grant bool
	// Credential is used for real when it is not nil. It has to belong to Base.
	Credential mautic.Credential
	// Proven says that Mautic has just accepted Credential, so that only what it
	// may do is looked at: the checks that need no credential are left out.
	Proven bool
	// Refresh uses the refresh token of an AuthorizationCode credential up for
	// a new token, goes on with that, and returns it in Report.Token.
	Refresh bool
	// NeedsWebhooks says that the destination cannot do without webhooks.
	NeedsWebhooks bool
	// Remote says that the destination is on the public internet, so that a
	// private address is of no use to it.
	Remote bool
}

// wantsBasic reports whether a user name and password are what it is about.
func (t Target) wantsBasic() bool {
	if t.Credential != nil {
		return t.Credential.Method() == mautic.MethodBasic
	}
	return t.Method == mautic.MethodBasic
}

// preflightChecks are those that need no secret, in order.
func preflightChecks() []CheckID {
	return []CheckID{CheckAddress, CheckReach, CheckRedirects, CheckMautic, CheckAPI, CheckHeader, CheckBasic, CheckOAuth}
}

// checks lists what a run of this target consists of, in order.
func (t Target) checks() []CheckID {
	ids := make([]CheckID, 0, 19) // as many as there are
	add := func(part bool, some ...CheckID) {
		if part {
			ids = append(ids, some...)
		}
	}
	credential := t.Credential != nil || t.grants()
	bearer := t.grants() || t.Credential != nil && t.Credential.Method() != mautic.MethodBasic
	add(!t.Proven, preflightChecks()...)
	add(!t.Proven && (credential || t.hasClient()), CheckTyped)
	add(!t.Proven && t.hasClient(), CheckPair)
	add(t.grants(), CheckGrant)
	add(t.refreshes(), CheckRefresh)
	add(credential, CheckIdentity)
	add(bearer, CheckToken)
	add(credential, CheckContacts, CheckWebhooks)
	add(bearer, CheckV2)
	add(credential, CheckLimit)
	add(t.Remote, CheckDestination)
	return ids
}

func (t Target) hasClient() bool { return t.Client.ID != "" && !t.Client.Secret.IsZero() }

func (t Target) grants() bool { return t.Grant && t.hasClient() }

func (t Target) refreshes() bool {
	grant, ok := t.Credential.(mautic.AuthorizationCode)
	return ok && t.Refresh && !t.grants() && !grant.Token.Refresh.IsZero()
}

// strays reports whether a credential belongs to another Mautic than the one
// that is checked, where it must not be sent.
func (t Target) strays() bool {
	return t.Credential != nil && t.Credential.BaseURL() != t.Base || t.hasClient() && t.Client.Base != t.Base
}
