package doctor_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/mautictest"
)

func TestARunAsksForNoMoreThanItNeeds(t *testing.T) {
	t.Parallel()
	const (
		anonymous = "GET /api/users/self none"
		madeUp    = "GET /api/users/self basic failed"
		oauth     = "GET /oauth/v2/token none"
		pair      = "POST /oauth/v2/token none"
	)
	withGrant := func(t testing.TB, s *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
		g := grant(t, s, base, "n8n", userPassword)
		return doctor.Target{Base: base, Client: g.Client, Credential: g}
	}
	for _, tt := range []struct {
		name   string
		target func(testing.TB, *mautictest.Sandbox, mautic.BaseURL) doctor.Target
		want   []string
	}{
		{"address", preflight, []string{anonymous, madeUp, oauth}},
		{"client", person, []string{anonymous, madeUp, oauth, pair}},
		{"basic", admin, []string{
			anonymous, madeUp, oauth,
			"GET /api/users/self basic", "GET /api/contacts basic", "GET /api/hooks basic",
		}},
		{"refused login is sent once", user("inactive"), []string{anonymous, madeUp, oauth, madeUp}},
		{"client credentials", application(0), []string{
			anonymous, madeUp, oauth, pair,
			"GET /api/users/self bearer", "GET /api/contacts bearer", "GET /api/hooks bearer",
		}},
		{"authorization code", withGrant, []string{
			anonymous, madeUp, oauth, pair,
			"GET /api/users/self bearer", "GET /api/contacts bearer", "GET /api/hooks bearer",
		}},
	} {
		for _, version := range mautictest.Versions() {
			t.Run(string(version)+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				sandbox, base := play(t, version, "")
				target := tt.target(t, sandbox, base)
				before := len(sandbox.Requests())
				doctor.Run(t.Context(), target, direct(t), nil)
				var got []string
				for _, r := range sandbox.Requests()[before:] {
					line := r.Method + " " + r.Path + " " + r.Auth
					if r.LoginFailed {
						line += " failed"
					}
					got = append(got, line)
				}
				want := slices.Clone(tt.want)
				if version == mautictest.V7_0_2 && slices.Contains(want, "GET /api/contacts bearer") {
					want = append(want, "GET /api/v2/contacts bearer failed") // mautic/mautic#16243
				}
				slices.Sort(want)
				slices.Sort(got)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("requests (-want +got):\n%s", diff)
				}
				t.Logf("%d requests", len(got))
			})
		}
	}
}

// Whatever is wrong, a run keeps to the API, creates no contact, sends one
// made-up login and, after an answer that is not Mautic's, no real one.
func TestARunKeepsItsRulesWhateverIsWrong(t *testing.T) {
	t.Parallel()
	for _, fault := range append(mautictest.Faults(), mautictest.NoFault) {
		for _, version := range mautictest.Versions() {
			t.Run(string(version)+"/"+string(fault), func(t *testing.T) {
				t.Parallel()
				sandbox, base := play(t, version, "")
				sandbox.SetDelay(0)
				if err := sandbox.SetFault(fault); err != nil {
					t.Fatal(err)
				}
				target := basic(base, "admin", adminPassword)
				target.Client = client(sandbox, base, 0)
				var mu sync.Mutex
				var madeUp, real, script int
				network := direct(t)
				report := doctor.Run(t.Context(), target, mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
					path := strings.TrimPrefix(r.Line().URL, base.String())
					mu.Lock()
					switch header := (mautic.Header{}); {
					case r.Header.Get("Authorization") == "":
					case target.Credential.Authorize(header) == nil && header.Get("Authorization") == r.Header.Get("Authorization"):
						real++
					default:
						madeUp++
					}
					switch {
					case strings.HasPrefix(path, "/api/"), path == "/oauth/v2/token":
					case path == "/index.php/api/users/self" && r.Header.Get("Authorization") == "":
					case path == "/mtc.js" && r.Header.Get("Authorization") == "":
						script++
					default:
						t.Errorf("asked for %s", r.Line())
					}
					mu.Unlock()
					return network.RoundTrip(ctx, r)
				}), nil)
				mautics, _ := report.Check(doctor.CheckMautic)
				if madeUp > 1 || madeUp == 0 && mautics.Status == doctor.Pass {
					t.Errorf("%d made-up logins", madeUp)
				}
				if real > 0 && mautics.Status != doctor.Pass {
					t.Errorf("a credential went to what is not known to be a Mautic")
				}
				if script > 0 && mautics.Status == doctor.Pass {
					t.Errorf("the tracking script was asked for without a doubt")
				}
				allowed := 0
				if fault == mautictest.FaultCacheStale {
					allowed = 1 // the token endpoint is no route then
				}
				if n := sandbox.AnonymousContacts(); n > allowed {
					t.Errorf("%d contacts were created by it", n)
				}
			})
		}
	}
}

func TestTheMadeUpLoginCanBeRecognised(t *testing.T) {
	t.Parallel()
	_, base := play(t, mautictest.V5_1_1, "")
	network := direct(t)
	var mu sync.Mutex
	sent := map[string]bool{}
	for range 2 {
		doctor.Run(t.Context(), doctor.Target{Base: base}, mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
			mu.Lock()
			sent[r.Header.Get("Authorization")] = true
			mu.Unlock()
			return network.RoundTrip(ctx, r)
		}), nil)
	}
	delete(sent, "")
	const start = "Basic bWF1dGljLWNvbm5lY3QtY2hlY2s6" // mautic-connect-check:
	if len(sent) != 2 {
		t.Errorf("two runs sent %d different logins; the password has to be made up each time", len(sent))
	}
	for login := range sent {
		if !strings.HasPrefix(login, start) {
			t.Error("the made-up login has another user name than mautic-connect-check")
		}
	}
}

func TestChecksAreToldAsTheyFinish(t *testing.T) {
	t.Parallel()
	for _, fault := range []mautictest.Fault{mautictest.NoFault, mautictest.FaultHeaderStripped, mautictest.FaultRewriteOff} {
		sandbox, base := play(t, mautictest.V7_0_2, "")
		target := application(0)(t, sandbox, base)
		if err := sandbox.SetFault(fault); err != nil {
			t.Fatal(err)
		}
		told := map[doctor.CheckID][]doctor.Status{}
		var inside sync.Mutex
		report := doctor.Run(t.Context(), target, direct(t), func(c doctor.Check) {
			if !inside.TryLock() {
				t.Error("two checks are told at once")
			}
			defer inside.Unlock()
			told[c.ID] = append(told[c.ID], c.Status)
		})
		for _, c := range report.Checks {
			states := told[c.ID]
			if len(states) == 0 || states[len(states)-1] != c.Status {
				t.Errorf("%s: %s was told %v and reported as %s", fault, c.ID, states, c.Status)
			}
			for _, before := range states[:max(0, len(states)-1)] {
				if before != doctor.Running {
					t.Errorf("%s: %s was told %v: an outcome changes", fault, c.ID, states)
				}
			}
			if c.ID.Title() == "" {
				t.Errorf("%s has no title", c.ID)
			}
		}
	}
}

func TestARunEndsWhenItIsTold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		// after is how many requests are answered before the others hang.
		after int
		cause error
		want  doctor.ID
		check doctor.CheckID
	}{
		{"canceled at once", 0, context.Canceled, doctor.Canceled, doctor.CheckReach},
		{"out of time at once", 0, context.DeadlineExceeded, doctor.ConnectionTimeout, doctor.CheckReach},
		{"canceled after the preflight", 3, context.Canceled, doctor.Canceled, doctor.CheckIdentity},
		{"canceled during the last requests", 4, context.Canceled, doctor.Canceled, doctor.CheckContacts},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, base := play(t, mautictest.V5_1_1, "")
			ctx, end := newEnding(t.Context())
			network := direct(t)
			var mu sync.Mutex
			n := 0
			report := doctor.Run(ctx, basic(base, "admin", adminPassword), mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
				mu.Lock()
				n++
				hang := n > tt.after
				mu.Unlock()
				if !hang {
					return network.RoundTrip(ctx, r)
				}
				end(tt.cause)
				<-ctx.Done()
				return nil, &mautic.TransportError{Kind: mautic.KindReset} // whatever a transport makes of it
			}), nil)
			if got := report.Verdict(); got != tt.want {
				t.Errorf("verdict %s, want %s", got, tt.want)
			}
			for _, c := range report.Checks {
				switch {
				case c.Status == doctor.Fail && c.ID == tt.check:
				case c.Status == doctor.Skip && c.Because == tt.check:
				case c.Status == doctor.Pass:
				default:
					t.Errorf("%+v", c)
				}
			}
		})
	}
}

// ending is a context that ends with an error of the caller's choice.
type ending struct {
	context.Context
	done chan struct{}
	once sync.Once
	err  error
}

func newEnding(parent context.Context) (*ending, func(error)) {
	e := &ending{Context: parent, done: make(chan struct{})}
	return e, func(err error) {
		e.once.Do(func() {
			e.err = err
			close(e.done)
		})
	}
}

func (e *ending) Done() <-chan struct{} { return e.done }

func (e *ending) Err() error {
	select {
	case <-e.done:
		return e.err
	default:
		return nil
	}
}

// A Mautic that takes its time does not hold up a run that is canceled.
func TestACanceledRunDoesNotWaitForMautic(t *testing.T) {
	t.Parallel()
	sandbox, base := play(t, mautictest.V6_0_8, "")
	sandbox.SetDelay(time.Hour)
	if err := sandbox.SetFault(mautictest.FaultSlow); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	network := direct(t)
	done := make(chan doctor.Report, 1)
	var sent sync.WaitGroup
	sent.Add(3)
	go func() {
		done <- doctor.Run(ctx, basic(base, "admin", adminPassword), mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
			sent.Done()
			return network.RoundTrip(ctx, r)
		}), nil)
	}()
	sent.Wait()
	cancel()
	select {
	case report := <-done:
		if report.Verdict() != doctor.Canceled {
			t.Errorf("verdict %s", report.Verdict())
		}
	case <-time.After(20 * time.Second): // far below the delay
		t.Fatal("the run goes on after it was canceled")
	}
}

func TestRequestsThatDoNotDependOnEachOtherRunAtOnce(t *testing.T) {
	t.Parallel()
	sandbox, base := play(t, mautictest.V7_0_2, "")
	target := application(0)(t, sandbox, base)
	network := direct(t)
	// Each wave is let through once as many requests wait as belong to it; a
	// request that waits for one of its own wave would never come.
	waves := []int{2 + 1, 1, 1, 3}
	var mu sync.Mutex
	gate, waiting := make(chan struct{}), 0
	report := doctor.Run(t.Context(), target, mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
		mu.Lock()
		mine := gate
		if waiting++; len(waves) > 0 && waiting == waves[0] {
			close(gate)
			gate, waiting, waves = make(chan struct{}), 0, waves[1:]
		}
		mu.Unlock()
		select {
		case <-mine:
			return network.RoundTrip(ctx, r)
		case <-time.After(20 * time.Second):
			return nil, errors.New("a request waits for another one of its wave")
		}
	}), nil)
	if len(waves) > 0 || report.Verdict() != "" {
		t.Errorf("waves left: %v; verdict %q", waves, report.Verdict())
	}
}

func TestTheVersionIsThatOfMautic(t *testing.T) {
	t.Parallel()
	for _, version := range mautictest.Versions() {
		_, base := play(t, version, "")
		if got := doctor.Run(t.Context(), basic(base, "admin", adminPassword), direct(t), nil).MauticVersion(); got != string(version) {
			t.Errorf("%s is taken for %q", version, got)
		}
		if got := doctor.Run(t.Context(), doctor.Target{Base: base}, direct(t), nil).MauticVersion(); got != "" {
			t.Errorf("%s names itself %q without a login", version, got)
		}
	}
}

func TestEveryCheckSaysWhatItRestsOn(t *testing.T) {
	t.Parallel()
	sandbox, base := play(t, mautictest.V7_0_2, "")
	target := application(0)(t, sandbox, base)
	for _, c := range doctor.Run(t.Context(), target, direct(t), nil).Checks {
		if c.ID == doctor.CheckAddress || c.ID == doctor.CheckTyped || c.ID == doctor.CheckLimit {
			continue // nothing was sent, or nothing was said
		}
		if len(c.Evidence) == 0 {
			t.Errorf("%s has no evidence", c.ID)
			continue
		}
		if e := c.Evidence[0]; c.ID != doctor.CheckToken && (!strings.HasPrefix(e.Request, "GET http://127.0.0.1:") && !strings.HasPrefix(e.Request, "POST http://127.0.0.1:") || e.Status == 0 || c.Took == 0) {
			t.Errorf("%s: %+v", c.ID, e)
		}
	}
}
