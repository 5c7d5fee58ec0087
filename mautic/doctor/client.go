package doctor

import (
	"context"

	"mautic-connect/mautic"
)

// typed looks at what was typed before any of it is sent: what cannot be sent,
// and spaces around it, which are seldom meant. It returns its own check when
// nothing may be sent.
func (r *run) typed() CheckID {
	if r.target.strays() {
		r.set(Check{ID: CheckTyped, Status: Fail, Diagnosis: Unknown, Evidence: []Evidence{{
			Detail: "The credential belongs to another Mautic than the one that is checked, so it was not sent.",
		}}})
		return CheckTyped
	}
	if r.target.Credential != nil {
		if err := r.target.Credential.Authorize(mautic.Header{}); err != nil {
			return r.fail(CheckTyped, Explain(err), &reply{err: err})
		}
	}
	if r.untrimmed() {
		r.warn(CheckTyped, CredentialsUntrimmed)
	} else {
		r.pass(CheckTyped)
	}
	return ""
}

func (r *run) untrimmed() bool {
	if basic, ok := r.target.Credential.(mautic.Basic); ok {
		return padded(basic.UserName) || padded(basic.Password.Reveal())
	}
	return r.target.hasClient() && (padded(r.target.Client.ID) || padded(r.target.Client.Secret.Reveal()))
}

func padded(value string) bool {
	_, changed := mautic.TrimPasted(value)
	return changed
}

// clientChecks has Mautic judge the client's ID and secret, gets or renews a
// token where that is wanted, and returns the credential to go on with: nil
// when there is none.
func (r *run) clientChecks(ctx context.Context) mautic.Credential {
	if !r.passed(CheckOAuth) {
		r.skip(CheckOAuth, CheckPair, CheckGrant, CheckRefresh)
		if r.target.grants() {
			r.skipSignedIn(CheckOAuth)
			return nil
		}
		return r.target.Credential
	}
	switch {
	case r.target.grants():
		return r.grant(ctx)
	case r.target.refreshes():
		// A refused client would fail to renew, too.
		r.pair(ctx)
		return r.renew(ctx)
	}
	if !r.target.hasClient() {
		return r.target.Credential
	}
	r.pair(ctx)
	return r.target.Credential
}

// pair presents a made-up authorization code: Mautic judges the client first.
func (r *run) pair(ctx context.Context) {
	if !r.target.hasClient() {
		return
	}
	r.running(CheckPair)
	t := &tap{transport: r.transport, with: withClient}
	verdict, err := r.target.Client.VerifyPair(ctx, t)
	switch {
	case err != nil:
		r.fail(CheckPair, diagnoseErr(err, t.kept(err)), t.kept(err))
	case verdict == mautic.PairAccepted:
		r.pass(CheckPair, t.reply)
	default:
		r.fail(CheckPair, r.ofRefusedPair(), t.reply)
	}
}

// grant gets a client credentials token. Its answer judges the pair, too: Mautic
// looks at ID and secret before it looks at what the client may do.
func (r *run) grant(ctx context.Context) mautic.Credential {
	r.running(CheckPair, CheckGrant)
	t := &tap{transport: r.transport, with: withClient}
	token, err := r.target.Client.ClientCredentials(ctx, t)
	if err == nil {
		r.addSecrets(token.Access, token.Refresh)
		r.pass(CheckPair, t.reply)
		r.pass(CheckGrant, t.reply)
		r.report.Token = token
		return mautic.ClientCredentials{Client: r.target.Client, Token: token}
	}
	failed := CheckPair
	switch diagnosis := diagnoseErr(err, t.kept(err)); diagnosis {
	case ClientPairWrong:
		r.fail(CheckPair, r.ofRefusedPair(), t.reply)
		r.skip(CheckPair, CheckGrant)
	case GrantNotAllowed:
		r.pass(CheckPair, t.reply)
		failed = r.fail(CheckGrant, diagnosis, t.reply)
	default:
		r.fail(CheckPair, diagnosis, t.kept(err))
		if r.hasOutcome(CheckPair) {
			r.skip(CheckPair, CheckGrant)
		}
	}
	if r.hasOutcome(failed) {
		r.skipSignedIn(failed)
	}
	return nil
}

// renew uses the refresh token up for a new token. If that fails, the token
// there is may still work.
func (r *run) renew(ctx context.Context) mautic.Credential {
	if r.failed(CheckPair) {
		r.skip(CheckPair, CheckRefresh)
		return r.target.Credential
	}
	r.running(CheckRefresh)
	grant := r.target.Credential.(mautic.AuthorizationCode) // as Target.refreshes says
	t := &tap{transport: r.transport, with: withClient}
	token, err := grant.Client.Refresh(ctx, t, grant.Token.Refresh)
	if err != nil {
		r.fail(CheckRefresh, diagnoseErr(err, t.kept(err)), t.kept(err))
		return grant
	}
	r.addSecrets(token.Access, token.Refresh)
	r.pass(CheckRefresh, t.reply)
	r.report.Token = token
	grant.Token = token
	return grant
}

// ofRefusedPair says more than "refused" where the form of the values tells.
func (r *run) ofRefusedPair() ID {
	client := r.target.Client
	switch id := mautic.CheckClientID(client.ID); {
	case id == mautic.ClientIDUntrimmed, padded(client.Secret.Reveal()) && id == mautic.ClientIDOK:
		return CredentialsUntrimmed
	case id != mautic.ClientIDOK:
		return ClientIDMalformed
	}
	return ClientPairWrong
}

// diagnoseErr names what a failed call of package mautic means. The error knows
// more than the reply where a good answer lacks what was asked for.
func diagnoseErr(err error, a *reply) ID {
	if a.challenged() {
		return BlockedByFirewall
	}
	return ofForeign(Explain(err), a.status())
}
