//go:build js

package main

import (
	"context"
	"encoding/json"
	"syscall/js"

	"mautic-connect/components/task"
	"mautic-connect/components/task/keep"
	"mautic-connect/mautic"
)

// vault has the session do what the page asks. There is none before the page
// asks for something: who keeps no vault has nothing of it.
func (d *desk) vault(id int, body []byte) {
	var job task.Vault
	if err := json.Unmarshal(body, &job); err != nil {
		d.send(task.MessageVaultAnswer, id, task.VaultAnswer{Problem: &task.Problem{Text: "The job did not arrive whole; reload the page."}})
		return
	}
	if d.session == nil {
		d.session = keep.New(keep.Options{
			Store:     store{js.Global().Get("mauticConnectStore")},
			Transport: mautic.TransportFunc(d.roundTrip),
			OnChange:  func() { d.send(task.MessageVaultState, 0, d.session.State()) },
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	d.vaulting[id] = cancel
	go func() {
		answer := keep.Do(ctx, d.session, job)
		delete(d.vaulting, id)
		cancel()
		d.send(task.MessageVaultAnswer, id, answer)
	}()
}
