//go:build js

// The worker's program: it does the jobs that the page gives it, see package
// task. It opens no connection; requests go back to the page, which knows the
// way to Mautic.
package main

import (
	"context"
	"encoding/json"
	"syscall/js"

	"mautic-connect/components/task"
	"mautic-connect/components/task/keep"
	"mautic-connect/components/task/perform"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

func main() {
	jobs := &desk{post: js.Global().Get("postMessage"), waiting: map[int]chan task.Reply{}, running: map[int]context.CancelFunc{}, vaulting: map[int]context.CancelFunc{}}
	js.Global().Call("addEventListener", "message", js.FuncOf(func(_ js.Value, args []js.Value) any {
		jobs.receive(args[0].Get("data"))
		return nil
	}))
	select {}
}

// desk keeps what is under way. All of it runs on the worker's one thread.
type desk struct {
	post    js.Value
	waiting map[int]chan task.Reply
	running map[int]context.CancelFunc
	last    int
	// session is the vault's, once the page has asked for it; vaulting is what it
	// does, which has numbers of its own.
	session  *keep.Session
	vaulting map[int]context.CancelFunc
}

func (d *desk) send(kind string, id int, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		raw = []byte("{}")
	}
	d.post.Invoke(map[string]any{"type": kind, "id": id, "body": string(raw)})
}

func (d *desk) receive(message js.Value) {
	id, body := message.Get("id").Int(), []byte(message.Get("body").String())
	switch message.Get("type").String() {
	case task.MessageJob:
		var job task.Job
		if err := json.Unmarshal(body, &job); err != nil {
			d.send(task.MessageAnswer, id, task.Answer{Problem: &task.Problem{Text: "The job did not arrive whole; reload the page."}})
			return
		}
		ctx, cancel := context.WithCancel(context.Background())
		d.running[id] = cancel
		go func() {
			answer := perform.Do(ctx, mautic.TransportFunc(d.roundTrip), job, func(check doctor.Check) {
				d.send(task.MessageCheck, id, check)
			})
			delete(d.running, id)
			cancel()
			d.send(task.MessageAnswer, id, answer)
		}()
	case task.MessageVault:
		d.vault(id, body)
	case task.MessageVaultStop:
		if cancel, ok := d.vaulting[id]; ok {
			cancel()
		}
	case task.MessageStop:
		if cancel, ok := d.running[id]; ok {
			cancel()
		}
	case task.MessageResponse:
		var got task.Reply
		if err := json.Unmarshal(body, &got); err != nil {
			got = task.Reply{Kind: mautic.KindOther}
		}
		if wait, ok := d.waiting[id]; ok {
			delete(d.waiting, id)
			wait <- got
		}
	}
}

// roundTrip has the page send a request.
func (d *desk) roundTrip(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, &mautic.TransportError{Kind: mautic.KindCanceled, Err: err}
	}
	d.last++
	id, wait := d.last, make(chan task.Reply, 1)
	d.waiting[id] = wait
	d.send(task.MessageRequest, id, r)
	select {
	case <-ctx.Done():
		delete(d.waiting, id)
		d.send(task.MessageAbort, id, nil)
		return nil, &mautic.TransportError{Kind: mautic.KindCanceled, Err: ctx.Err()}
	case got := <-wait:
		if got.Response == nil {
			return nil, &mautic.TransportError{Kind: got.Kind, Detail: got.Detail}
		}
		return got.Response, nil
	}
}
