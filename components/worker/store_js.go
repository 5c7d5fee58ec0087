//go:build js

package main

import (
	"context"
	"syscall/js"

	"mautic-connect/components/task/keep"
)

// store is a keep.Store in the browser. Its script stands in front of this
// program.
type store struct{ script js.Value }

func (s store) Read(context.Context) ([]byte, error) {
	got, err := await(s.script.Call("read"))
	if err != nil || got.IsUndefined() {
		return nil, err
	}
	file := make([]byte, got.Length())
	js.CopyBytesToGo(file, got)
	return file, nil
}

func (s store) Write(_ context.Context, file []byte) error {
	array := js.Global().Get("Uint8Array").New(len(file))
	js.CopyBytesToJS(array, file)
	_, err := await(s.script.Call("write", array))
	return err
}

func (s store) Delete(context.Context) error {
	_, err := await(s.script.Call("remove"))
	return err
}

// WithLock holds a Web Lock: until the promise that its callback returns is
// fulfilled, which happens when do has returned.
func (s store) WithLock(ctx context.Context, name string, do func(context.Context) error) error {
	abort := js.Global().Get("AbortController").New()
	stop := context.AfterFunc(ctx, func() { abort.Call("abort") })
	defer stop()
	entered := make(chan js.Value, 1)
	hold := js.FuncOf(func(js.Value, []js.Value) any {
		executor := js.FuncOf(func(_ js.Value, args []js.Value) any {
			entered <- args[0]
			return nil
		})
		defer executor.Release() // a promise calls it at once
		return js.Global().Get("Promise").New(executor)
	})
	defer hold.Release()
	asked := s.script.Call("lock", name, abort.Get("signal"), hold)
	refused := make(chan error, 1)
	go func() {
		_, err := await(asked)
		refused <- err
	}()
	select {
	case release := <-entered:
		err := do(ctx)
		release.Invoke()
		<-refused // the lock is free now
		return err
	case err := <-refused:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
}

func (s store) Announce(news keep.News) { s.script.Call("tell", string(news)) }

// Watch is called once, and heard stays until the worker ends.
func (s store) Watch(heard func(keep.News)) (stop func()) {
	defer func() { _ = recover() }() // no channel where storage is blocked; nothing is stored then either
	s.script.Call("watch", js.FuncOf(func(_ js.Value, args []js.Value) any {
		heard(keep.News(args[0].String()))
		return nil
	}))
	return func() {}
}

// await waits for a promise.
func await(promise js.Value) (js.Value, error) {
	type outcome struct {
		value  js.Value
		failed bool
	}
	settled := make(chan outcome, 1)
	settle := func(failed bool) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			settled <- outcome{args[0], failed}
			return nil
		})
	}
	done, fail := settle(false), settle(true)
	defer done.Release()
	defer fail.Release()
	promise.Call("then", done, fail)
	got := <-settled
	if got.failed {
		return js.Undefined(), storeError(got.value)
	}
	return got.value, nil
}

func storeError(err js.Value) error {
	name := ""
	if err.Truthy() {
		name = err.Get("name").String()
	}
	out := &keep.StoreError{Reason: keep.ReasonFailed, Detail: name}
	switch name {
	case "QuotaExceededError":
		out.Reason = keep.ReasonQuota
	case "SecurityError", "NotAllowedError", "InvalidStateError":
		out.Reason = keep.ReasonBlocked
	case "ReferenceError", "TypeError", "NotSupportedError":
		out.Reason = keep.ReasonAbsent
	}
	return out
}
