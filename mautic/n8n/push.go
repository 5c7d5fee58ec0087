package n8n

import (
	"context"
	"errors"
)

// Choice says what Push may do besides creating a credential nobody minds.
// The zero value overwrites and duplicates nothing it can see.
type Choice struct {
	// Update is the ID of the credential to change instead of creating one:
	// one of Result.Existing, after the person agreed.
	Update string
	// Duplicate creates one more although one of that name and type exists.
	Duplicate bool
	// Project is the ID of the project to create in (n8n 2.x); empty means
	// the personal project of the key's owner.
	Project string
	// Known are the results of earlier pushes to this n8n that the caller
	// remembers, such as those of this page: n8n 1.x cannot list its own.
	Known []Summary
}

// Outcome says what a push did.
type Outcome string

// The outcomes.
const (
	Created Outcome = "created"
	Updated Outcome = "updated"
	// Exists: nothing was sent. Ask the person for an update, another name or
	// a duplicate, and push again with that Choice.
	Exists Outcome = "exists"
)

// Result is what a push did.
type Result struct {
	Outcome Outcome
	// ID, Name and Type are the stored credential's, as n8n confirmed them;
	// zero with Exists.
	Summary
	// Existing are the credentials of the same name and type, newest first.
	// With Exists they are what to choose from.
	Existing []Summary
	// CanUpdate: this n8n can update one of Existing.
	CanUpdate bool
	// MayDuplicate: n8n could not be asked for its credentials, so a
	// credential of the same name and type may have been there before.
	MayDuplicate bool
	// Version is n8n's, as far as its answers show it.
	Version Version
	// TokensSent: tokens of an authorization code grant are n8n's now. Forget
	// them, and never refresh them again.
	TokensSent bool
}

// Push checks the key, looks for a credential of the same name and type, and
// then creates cred, or updates what choice names. It makes at most one call
// that writes. A key that may not list (a member's, or one without
// credential:list) and n8n 1.x leave duplicates unknown, which is no failure:
// see Result.MayDuplicate.
//
// The error is an *Error. With its Uncertain set, tokens may have left as
// well: treat them as n8n's.
func (c Client) Push(ctx context.Context, cred Credential, choice Choice) (Result, error) {
	version, err := c.CheckKey(ctx)
	if err != nil {
		return Result{}, err
	}
	out := Result{Version: version}
	listed, err := c.List(ctx)
	switch e, ok := errors.AsType[*Error](err); {
	case err == nil:
		out.Version, out.CanUpdate = Version2, true
	case ok && e.Problem == Unsupported:
		out.Version, out.MayDuplicate = Version1, true
	case ok && e.Problem == ScopeMissing:
		out.Version, out.CanUpdate, out.MayDuplicate = Version2, true, true
	default:
		return Result{}, err
	}
	if err != nil {
		listed = choice.Known
	}
	for _, s := range listed {
		if s.Name == cred.Name && s.Type == cred.Type {
			out.Existing = append(out.Existing, s)
		}
	}

	switch {
	case choice.Update != "":
		out.Outcome, out.MayDuplicate = Updated, false
		out.Summary, err = c.Update(ctx, choice.Update, cred)
	case len(out.Existing) > 0 && !choice.Duplicate:
		out.Outcome, out.MayDuplicate = Exists, false
		return out, nil
	default:
		out.Outcome = Created
		out.Summary, err = c.Create(ctx, cred, choice.Project)
	}
	if err != nil {
		return Result{}, err
	}
	out.TokensSent = cred.Connected()
	return out, nil
}
