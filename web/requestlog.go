package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"runtime/debug"
	"time"

	"mautic-connect/mautic"
)

// logRecord is all the log may say about a request. There is no field for a
// query, a header, a body or a path that the client chose.
type logRecord struct {
	route    string // "file", "not-found", "proxy", "health", …
	file     string // the path of a file of the tree
	client   netip.Addr
	host     string // where a relay goes
	preset   string // the name of one of this server's presets
	rule     rule
	upstream int // status of the relayed answer
	kind     mautic.Kind
}

type recordKey struct{}

// record returns the record of a request, or one that is thrown away.
func record(r *http.Request) *logRecord {
	if rec, ok := r.Context().Value(recordKey{}).(*logRecord); ok {
		return rec
	}
	return &logRecord{}
}

// logRequests logs each request once it is answered, and turns a panic of next
// into a 500.
func logRequests(log *slog.Logger, trusted []netip.Prefix, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &logRecord{route: "other", client: clientAddr(r, trusted)}
		out := &statusWriter{ResponseWriter: w}
		defer func() {
			reason := recover()
			aborted := reason != nil
			if err, ok := reason.(error); aborted && !(ok && errors.Is(err, http.ErrAbortHandler)) {
				logPanic(log, rec, reason)
				if aborted = out.status != 0; !aborted {
					http.Error(out, "Something went wrong in this server. Try again; the operator finds it in the log.", http.StatusInternalServerError)
				}
			}
			rec.log(r.Context(), log, r.Method, out, aborted, time.Since(start))
			if aborted {
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(out, r.WithContext(context.WithValue(r.Context(), recordKey{}, rec)))
	})
}

func (rec *logRecord) log(ctx context.Context, log *slog.Logger, method string, out *statusWriter, aborted bool, took time.Duration) {
	if !relayedMethod(method) && method != http.MethodHead && method != http.MethodOptions {
		method = "other" // a method is any word the client likes
	}
	level := slog.LevelInfo
	if rec.route == "health" {
		level = slog.LevelDebug
	}
	attrs := make([]slog.Attr, 0, 13)
	attrs = append(attrs, slog.String("method", method), slog.String("route", rec.route),
		slog.Int("status", max(out.status, 0)), slog.Int64("bytes", out.bytes),
		slog.Duration("took", took), slog.String("client", rec.client.String()))
	for _, a := range [...]slog.Attr{slog.String("file", rec.file), slog.String("host", rec.host),
		slog.String("rule", string(rec.rule)), slog.String("preset", rec.preset), slog.String("kind", string(rec.kind))} {
		if a.Value.String() != "" {
			attrs = append(attrs, a)
		}
	}
	if rec.upstream != 0 {
		attrs = append(attrs, slog.Int("upstream", rec.upstream))
	}
	if aborted {
		attrs = append(attrs, slog.Bool("aborted", true))
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}

// logPanic says where the program failed. The panic's value may repeat what a
// client sent, so only the runtime's own errors are shown.
func logPanic(log *slog.Logger, rec *logRecord, reason any) {
	text := fmt.Sprintf("a value of type %T", reason)
	var fault runtime.Error
	if err, ok := reason.(error); ok && errors.As(err, &fault) {
		text = fault.Error()
	}
	log.Error("the server failed while it answered a request",
		slog.String("route", rec.route), slog.String("panic", text), slog.String("stack", string(debug.Stack())))
}

// statusWriter remembers what was sent.
type statusWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
