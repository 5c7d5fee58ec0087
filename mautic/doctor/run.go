package doctor

import (
	"context"
	"errors"
	"sync"

	"mautic-connect/mautic"
)

// Run checks a target. It calls yield, from one goroutine at a time, with every
// change of a check: Running, where a request is needed, and then the outcome.
// yield may be nil; the run goes on when it returns, so it must not wait for the
// run. The report has every check of the target, in order.
//
// It sends at most one made-up login, and none of its requests leaves /api,
// /oauth and /mtc.js of the base URL (a 404 elsewhere makes Mautic create a
// contact), but for /index.php/api/users/self of a web server that has no /api.
// No credential is sent while an answer without one is a redirect or not
// Mautic's, and a refused credential is not sent again. Requests that do not
// depend on each other run at once.
//
// When ctx ends, Run returns as soon as the transport does: the first check
// without an outcome fails with Canceled, or ConnectionTimeout when ctx had a
// deadline, and the others are skipped because of it.
func Run(ctx context.Context, target Target, transport mautic.Transport, yield func(Check)) Report {
	if target.Client.Base.IsZero() {
		target.Client.Base = target.Base
	}
	r := newRun(ctx, target, transport, yield, target.checks())
	r.keepSecret(target)
	if r.address() {
		r.destination()
		r.everything(ctx)
	}
	return r.finish()
}

// Preflight is Run for a target of which only the address, its corrections and
// Method are looked at: a program that calls nothing else does without the code
// of all further checks.
func Preflight(ctx context.Context, target Target, transport mautic.Transport, yield func(Check)) Report {
	target = Target{Base: target.Base, Invalid: target.Invalid, Corrections: target.Corrections, Method: target.Method}
	r := newRun(ctx, target, transport, yield, preflightChecks())
	if r.address() {
		ctx, cancel := context.WithCancel(ctx)
		defer r.probes.Wait()
		defer cancel()
		login, failed := r.preflight(ctx)
		if failed == "" {
			failed = r.judgeLogin(<-login)
		}
		r.skipRest(failed)
	}
	return r.finish()
}

func newRun(ctx context.Context, target Target, transport mautic.Transport, yield func(Check), checks []CheckID) *run {
	r := &run{target: target, transport: transport, yield: yield, ended: ctx.Err}
	r.report.Base = target.Base
	for _, id := range checks {
		r.report.Checks = append(r.report.Checks, Check{ID: id})
	}
	return r
}

// everything sends the requests.
func (r *run) everything(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer r.probes.Wait()
	defer cancel()
	if r.target.Proven {
		r.proven(ctx)
		return
	}
	login, failed := r.preflight(ctx)
	if failed != "" {
		r.skipRest(failed)
		return
	}
	if failed := r.typed(); failed != "" {
		r.judgeLogin(<-login)
		r.skipRest(failed)
		return
	}
	// The client's checks need no login, so they go on beside it.
	var credential mautic.Credential
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		credential = r.clientChecks(ctx)
	}()
	failed = r.judgeLogin(<-login)
	<-ready
	if failed == "" && credential != nil {
		r.signedIn(ctx, credential)
	}
	r.skipRest(failed)
}

// proven looks at what an accepted credential may do.
func (r *run) proven(ctx context.Context) {
	credential := r.target.Credential
	switch {
	case credential == nil, r.target.strays():
		return
	case r.target.refreshes():
		credential = r.renew(ctx)
	}
	r.signedIn(ctx, credential)
}

// run is one run under way.
type run struct {
	target    Target
	transport mautic.Transport
	yield     func(Check)
	// ended tells whether the caller's context has ended, and why.
	ended func() error

	mu sync.Mutex
	// report has the run's checks from the beginning; Status is empty until one
	// is told.
	report  Report
	secrets []string

	// probes are those under way; a run ends after the last of them.
	probes sync.WaitGroup

	// anonymous is the API's answer to a request without a login.
	anonymous *reply
}

// at returns the check with an ID, or nil when it is no part of the run. mu has
// to be held.
func (r *run) at(id CheckID) *Check {
	for i := range r.report.Checks {
		if check := &r.report.Checks[i]; check.ID == id {
			return check
		}
	}
	return nil
}

// status returns where a check stands, "" as long as it was not told.
func (r *run) status(id CheckID) Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	if check := r.at(id); check != nil {
		return check.Status
	}
	return ""
}

func (r *run) hasOutcome(id CheckID) bool {
	status := r.status(id)
	return status != "" && status != Running
}

// failed reports whether a check has failed.
func (r *run) failed(id CheckID) bool { return r.status(id) == Fail }

// passed reports whether a check has passed without a remark.
func (r *run) passed(id CheckID) bool { return r.status(id) == Pass }

// set records the state of a check and tells it.
func (r *run) set(check Check) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.at(check.ID)
	if at == nil {
		return
	}
	*at = check
	if r.yield != nil {
		r.yield(check)
	}
}

func (r *run) running(ids ...CheckID) {
	for _, id := range ids {
		r.set(Check{ID: id, Status: Running})
	}
}

func (r *run) pass(id CheckID, answers ...*reply) {
	r.set(r.withAnswers(Check{ID: id, Status: Pass}, answers))
}

func (r *run) warn(id CheckID, diagnosis ID, answers ...*reply) {
	r.set(r.withAnswers(Check{ID: id, Status: Warn, Diagnosis: diagnosis}, answers))
}

// fail records a failure and returns its check, which makes others pointless. A
// failure that another check has told already is skipped because of that one. An
// answer that did not come because the run ends is no failure: finish tells it.
func (r *run) fail(id CheckID, diagnosis ID, answers ...*reply) CheckID {
	check := r.withAnswers(Check{ID: id, Status: Fail, Diagnosis: diagnosis}, answers)
	if r.ended() != nil {
		for _, a := range answers {
			if a.response != nil {
				continue
			}
			r.mu.Lock()
			if at := r.at(id); at != nil {
				*at = check
				at.Status, at.Diagnosis = Running, ""
			}
			r.mu.Unlock()
			return id
		}
	}
	if told := r.firstFailed(diagnosis); told != "" && !isPermission(diagnosis) {
		check.Status, check.Diagnosis, check.Because = Skip, "", told
	}
	r.set(check)
	return id
}

// isPermission reports whether a diagnosis is about one action only, so that
// finding it twice tells two things.
func isPermission(id ID) bool {
	switch id {
	case PermissionMissing, ViewOwnOnly, NoRole, ClientActsAsApplication, WebhookPermissionMissing:
		return true
	}
	return false
}

func (r *run) skip(because CheckID, ids ...CheckID) {
	for _, id := range ids {
		r.set(Check{ID: id, Status: Skip, Because: because})
	}
}

// skipRest skips every check that has no outcome yet. An empty because leaves
// them to finish.
func (r *run) skipRest(because CheckID) {
	if because == "" || r.ended() != nil {
		return
	}
	for _, check := range r.report.Checks {
		if !r.hasOutcome(check.ID) {
			r.skip(because, check.ID)
		}
	}
}

// firstFailed returns the first check that failed with a diagnosis, or with any
// when it is empty; "" when there is none.
func (r *run) firstFailed(diagnosis ID) CheckID {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.report.Checks {
		if c.Status == Fail && (diagnosis == "" || c.Diagnosis == diagnosis) {
			return c.ID
		}
	}
	return ""
}

// finish gives every check that has none an outcome: they are left only when
// the run was ended from outside.
func (r *run) finish() Report {
	because := r.firstFailed("")
	for _, check := range r.report.Checks {
		switch {
		case r.hasOutcome(check.ID):
		case because != "":
			r.skip(because, check.ID)
		default:
			check.Status, check.Diagnosis = Fail, Canceled
			if errors.Is(r.ended(), context.DeadlineExceeded) {
				check.Diagnosis = ConnectionTimeout
			}
			r.set(check)
			because = check.ID
		}
	}
	return r.report
}

func (r *run) withAnswers(check Check, answers []*reply) Check {
	hide := r.hider()
	for i, a := range answers {
		check.Evidence = append(check.Evidence, a.evidence(hide))
		if i == 0 {
			check.Took = a.took
		}
	}
	return check
}

// address tells what was corrected to get the base URL, and whether there is one.
func (r *run) address() bool {
	check := Check{ID: CheckAddress, Status: Pass}
	if r.target.Base.IsZero() {
		check.Status, check.Diagnosis = Fail, URLInvalid
		if r.target.Invalid != nil {
			check.Evidence = []Evidence{{Detail: r.target.Invalid.Error()}}
		}
		r.set(check)
		return false
	}
	for _, c := range r.target.Corrections {
		check.Status, check.Diagnosis = Warn, URLCorrected
		check.Evidence = append(check.Evidence, Evidence{Detail: c.String()})
	}
	r.set(check)
	return true
}

// destination tells whether the tool that will use the credential can get there.
func (r *run) destination() {
	if r.target.Base.Private() {
		r.warn(CheckDestination, NotPublic)
		return
	}
	r.pass(CheckDestination)
}
