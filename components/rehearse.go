package components

import (
	"context"

	"mautic-connect/components/browser"
	"mautic-connect/components/flow"
	"mautic-connect/mautic/doctor"
)

// rehearse enters a made-up address, checks it without asking anybody, and forgets
// what came of it. A browser compiles a function when it is called for the first
// time, which takes it longer than the function itself: done here, in short tasks
// while nobody waits, it does not keep the first key and the first check from being
// answered.
func rehearse(ctx context.Context) {
	state := flow.Start("", false)
	// Each address needs a little more to be understood than the one before.
	for _, address := range []string{"m", "mautic.example.com", "https://mautic.example.com/s/"} {
		browser.Breathe()
		state, _ = flow.Next(state, flow.AddressTyped{Text: address})
	}
	browser.Breathe()
	_, effects := flow.Next(state, flow.AddressEntered{})
	for _, effect := range effects {
		if check, ok := effect.(flow.CheckMautic); ok {
			doctor.Preflight(ctx, check.Target, browser.Transport{Rehearsal: true}, func(doctor.Check) { browser.Breathe() })
		}
	}
}
