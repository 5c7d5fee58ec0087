package browser

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/task"
	"mautic-connect/mautic/doctor"
)

// ErrNoTasks says that the worker could not be loaded, or has stopped.
var ErrNoTasks = errors.New("a part of this page could not be loaded; check your network and try again")

// Tasks is the page's side of its worker. The zero value is ready: the worker is
// loaded by the first job, or before by Load. Jobs may be given from several
// goroutines.
type Tasks struct {
	// Transport sends the worker's requests.
	Transport Transport

	worker  app.Value
	receive app.Func
	last    int
	waiting map[int]chan task.Answer
	telling map[int]func(doctor.Check)
	aborts  map[int]context.CancelFunc
}

// Load starts loading the worker, so that a later job need not wait for it.
func (t *Tasks) Load() {
	if app.IsServer || t.worker != nil {
		return
	}
	address := document().Get("documentElement").Call("getAttribute", "data-tasks")
	if !address.Truthy() {
		return
	}
	t.waiting, t.telling, t.aborts = map[int]chan task.Answer{}, map[int]func(doctor.Check){}, map[int]context.CancelFunc{}
	t.receive = app.FuncOf(func(_ app.Value, args []app.Value) any {
		t.received(args[0].Get("data"))
		return nil
	})
	t.worker = app.Window().Get("Worker").New(address)
	t.worker.Set("onmessage", t.receive)
	t.worker.Set("onerror", t.receive) // its event has no data
}

// Stop ends the worker, with everything it holds.
func (t *Tasks) Stop() {
	if t.worker == nil {
		return
	}
	t.worker.Call("terminate")
	t.receive.Release()
	for _, abort := range t.aborts {
		abort()
	}
	for id, wait := range t.waiting {
		delete(t.waiting, id)
		close(wait)
	}
	t.worker = nil
}

// Do has the worker do a job and waits for its answer. A job that checks
// something tells every change of a check before; tell may be nil. When ctx ends,
// the worker is asked to give the job up, and still says what it came to.
func (t *Tasks) Do(ctx context.Context, job task.Job, tell func(doctor.Check)) (task.Answer, error) {
	t.Load()
	if t.worker == nil {
		return task.Answer{}, ErrNoTasks
	}
	t.last++
	id, wait := t.last, make(chan task.Answer, 1)
	t.waiting[id] = wait
	if tell != nil {
		t.telling[id] = tell
		defer delete(t.telling, id)
	}
	Breathe()
	t.post(task.MessageJob, id, job)
	stop := context.AfterFunc(ctx, func() { t.post(task.MessageStop, id, nil) })
	defer stop()
	answer, ok := <-wait
	if !ok {
		return task.Answer{}, ErrNoTasks
	}
	return answer, nil
}

func (t *Tasks) post(kind string, id int, body any) {
	raw, err := json.Marshal(body)
	if err == nil {
		t.postText(kind, id, string(raw))
	}
}

func (t *Tasks) postText(kind string, id int, body string) {
	if t.worker != nil {
		t.worker.Call("postMessage", map[string]any{"type": kind, "id": id, "body": body})
	}
}

func (t *Tasks) received(message app.Value) {
	if !message.Truthy() || message.Get("type").String() == task.MessageFailed {
		t.Stop() // the next job loads it anew
		return
	}
	id, body := message.Get("id").Int(), []byte(message.Get("body").String())
	switch message.Get("type").String() {
	case task.MessageAnswer:
		wait, ok := t.waiting[id]
		if !ok {
			return
		}
		delete(t.waiting, id)
		var answer task.Answer
		if json.Unmarshal(body, &answer) != nil {
			close(wait)
			return
		}
		wait <- answer
	case task.MessageCheck:
		var check doctor.Check
		if tell, ok := t.telling[id]; ok && json.Unmarshal(body, &check) == nil {
			tell(check)
		}
	case task.MessageRequest:
		t.relay(id, string(body))
	case task.MessageAbort:
		if abort, ok := t.aborts[id]; ok {
			abort()
		}
	}
}

// relay sends a request of the worker.
func (t *Tasks) relay(id int, request string) {
	ctx, cancel := context.WithCancel(context.Background())
	t.aborts[id] = cancel
	go func() {
		reply, err := t.Transport.send(ctx, request)
		if err != nil {
			reply = `{"kind":"canceled"}`
		}
		delete(t.aborts, id)
		cancel()
		t.postText(task.MessageResponse, id, reply)
	}()
}
