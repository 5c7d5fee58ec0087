package components

import (
	"context"
	"time"

	"mautic-connect/components/browser"
	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// pairDelay is how long the person has to pause before a client pair is checked.
const pairDelay = 500 * time.Millisecond

// requestLife is how long an authorization request waits for its callback.
const requestLife = 10 * time.Minute

// runner runs the wizard's effects: the one place where it meets the browser
// and Mautic.
type runner struct {
	emit      func(flow.Event)
	transport browser.Transport
	window    browser.LoginWindow
	tasks     *browser.Tasks
	// book explains findings; it is there once catalogue is closed.
	book      doctor.Book
	catalogue chan struct{}

	ctx    context.Context
	cancel context.CancelFunc
	// stopChecking ends the preflight.
	stopChecking context.CancelFunc
	// unlisten ends the wait for a callback, unkeep the offer to the vault.
	unlisten, unkeep func()
	// check counts the pair checks, so that a newer one replaces one that waits.
	check int
}

func newRunner(emit func(flow.Event)) *runner {
	r := &runner{emit: emit, transport: browser.Transport{}, unlisten: func() {}, unkeep: func() {}, stopChecking: func() {}, catalogue: make(chan struct{})}
	r.tasks = &browser.Tasks{Transport: r.transport}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	return r
}

// tell emits an event in a task of its own: what it is about was work as well. Only a
// goroutine of the runner's may call it, not the browser.
func (r *runner) tell(event flow.Event) {
	browser.Breathe()
	r.emit(event)
}

// resume returns what a login in this tab has left, and removes it.
func (r *runner) resume() (flow.Event, bool) {
	text, query, ok := browser.TakeKept()
	if !ok {
		return nil, false
	}
	record, err := flow.DecodeRecord(text)
	if err != nil {
		return flow.RecordLost{}, true
	}
	return flow.Resumed{Record: record, Query: query, Now: time.Now()}, true
}

// stop ends everything that is under way.
func (r *runner) stop() {
	r.cancel()
	r.stopChecking()
	r.unlisten()
	r.unkeep()
	r.window.Close()
	r.tasks.Stop()
}

func (r *runner) run(effect flow.Effect) {
	switch e := effect.(type) {
	case flow.CheckMautic:
		r.checkMautic(e)
	case flow.StopChecking:
		r.stopChecking()
	case flow.CheckPair:
		r.checkPair(e)
	case flow.OpenWindow:
		r.open(e)
	case flow.SendWindow:
		r.window.Send(e.URL)
	case flow.RaiseWindow:
		r.window.Raise()
	case flow.CloseWindow:
		r.unlisten()
		r.window.Close()
	case flow.Listen:
		r.listen(e)
	case flow.Leave:
		r.leave(e)
	case flow.Exchange:
		go r.token(e.Attempt, func(ctx context.Context) (mautic.Token, error) {
			return e.Client.Exchange(ctx, r.transport, e.Code, e.Verifier)
		})
	case flow.RequestToken:
		go r.token(e.Attempt, func(ctx context.Context) (mautic.Token, error) {
			return e.Client.ClientCredentials(ctx, r.transport)
		})
	case flow.Identify:
		r.tasks.Load() // the proof will want it
		go r.identify(e)
	case flow.CheckCredential, flow.WriteReport, flow.ReadWindow, flow.CompareRedirect, flow.AskRights, flow.AskRecipe, flow.ProveHooks, flow.RemoveHooks, flow.WriteExport, flow.Release, flow.SendToN8N:
		go r.work(r.ctx, effect)
	case flow.Cancel:
		r.cancel()
		r.unlisten()
		r.check++
		r.ctx, r.cancel = context.WithCancel(context.Background())
	case flow.LoadPreset:
		go r.loadPreset(e.Name)
	case flow.UsePreset:
		r.transport = browser.Transport{Preset: e.Preset.Name, TokenURL: e.Preset.Base.TokenURL()}
		r.tasks.Transport = r.transport
	case flow.Deliver:
		// Not with r.ctx: giving up would not take back what has left.
		go func() {
			r.tell(flow.Delivered{Run: e.Run, Err: browser.Deliver(context.Background(), e.Preset, e.ID, e.Reference, e.Grant)})
		}()
	case flow.Keep:
		r.unkeep()
		stop := browser.KeepInVault(task.Pack(e.Of.Credential), e.Name, func() { r.emit(flow.Kept{Of: e.Of}) })
		r.unkeep = func() {
			stop()
			r.unkeep = func() {}
		}
	case flow.StopKeeping:
		r.unkeep()
	case flow.Tell:
		browser.TellParent(string(e.Message), e.Payload)
	case flow.Forget:
		browser.Forget()
	case flow.Wipe:
		browser.Forget()
		browser.ClearInputs()
	}
}

func (r *runner) checkMautic(e flow.CheckMautic) {
	r.stopChecking()
	ctx, cancel := context.WithCancel(context.Background())
	r.stopChecking = cancel
	go func() {
		doctor.Preflight(ctx, e.Target, r.transport, func(check doctor.Check) {
			r.emit(flow.CheckChanged{Run: e.Run, Check: check})
		})
		cancel()
		r.tell(flow.PreflightDone{Run: e.Run})
	}()
}

func (r *runner) checkPair(e flow.CheckPair) {
	r.check++
	mine, ctx := r.check, r.ctx
	go func() {
		if e.Soon {
			time.Sleep(pairDelay)
		}
		if r.check != mine {
			return
		}
		verdict, err := e.Client.VerifyPair(ctx, r.transport)
		r.tell(flow.PairChecked{Seq: e.Seq, Accepted: verdict == mautic.PairAccepted, Err: err})
	}()
}

func (r *runner) open(e flow.OpenWindow) {
	if !r.window.Open(e.URL, i18n.T("Asking Mautic whether it knows this client…")) {
		r.emit(flow.WindowBlocked{Attempt: e.Attempt})
		return
	}
	r.emit(flow.WindowOpened{Attempt: e.Attempt})
	r.window.Watch(func() { r.emit(flow.WindowClosed{Attempt: e.Attempt}) })
}

func (r *runner) listen(e flow.Listen) {
	r.unlisten()
	stop := browser.ListenForCallback(e.State, func(query string) {
		r.emit(flow.CallbackReceived{Query: query, Now: time.Now()})
	})
	timer := time.AfterFunc(requestLife, func() { r.emit(flow.TimeUp{Attempt: e.Attempt}) })
	r.tasks.Load() // the person is away for a while, and will want it
	r.unlisten = func() {
		timer.Stop()
		stop()
		r.unlisten = func() {}
	}
}

func (r *runner) leave(e flow.Leave) {
	text, err := e.Record.Encode()
	if err != nil || !browser.Keep(text) {
		r.emit(flow.LeaveFailed{Attempt: e.Attempt})
		return
	}
	browser.Go(e.URL)
}

func (r *runner) token(attempt int, request func(context.Context) (mautic.Token, error)) {
	token, err := request(r.ctx)
	r.tell(flow.TokenReceived{Attempt: attempt, Token: token, Err: err})
}

func (r *runner) identify(e flow.Identify) {
	user, err := mautic.NewClient(r.transport, e.Credential).Self(r.ctx)
	if err != nil {
		r.tell(flow.IdentityReceived{Attempt: e.Attempt, Err: err})
		return
	}
	r.tell(flow.IdentityReceived{Attempt: e.Attempt, User: *user, Now: time.Now(), Mark: mautic.NewState()})
}

func (r *runner) loadPreset(name string) {
	preset, known, err := browser.LoadPreset(context.Background(), name)
	if err == nil && !known {
		err = flow.ErrNoPreset
	}
	base, _, badAddress := mautic.ParseBaseURL(preset.BaseURL)
	if err == nil && badAddress != nil {
		err = badAddress
	}
	r.tell(flow.PresetLoaded{Err: err, Preset: flow.Preset{
		Name: preset.Name, Title: preset.Title, Base: base, ClientID: preset.ClientID, DeliversTo: preset.DeliversTo,
	}})
}
