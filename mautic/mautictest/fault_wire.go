package mautictest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// wait returns after d, or false as soon as ctx ends.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// reset ends the connection before an answer, with a TCP reset where the server gives the connection away. Otherwise
// (HTTP/2, a recorder in a test) it ends the request as http.ErrAbortHandler does.
func reset(rw http.ResponseWriter) {
	conn, ok := takeOver(rw)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	discard(conn)
}

// cut sends the head of an answer and half of its body, and then ends the connection.
func cut(rw http.ResponseWriter, a answer) {
	body := a.body
	if len(body) < 2 {
		body = []byte("{}")
	}
	conn, ok := takeOver(rw)
	if !ok {
		_, _ = rw.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler)
	}
	head := http.Header.Clone(a.header)
	head.Set("Content-Length", fmt.Sprint(len(body)))
	_, _ = fmt.Fprintf(conn, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status)) // whoever reads sees it end early
	_ = head.Write(conn)
	_, _ = conn.Write(append([]byte("\r\n"), body[:len(body)/2]...))
	_ = conn.Close()
}

func takeOver(rw http.ResponseWriter) (net.Conn, bool) {
	conn, _, err := http.NewResponseController(rw).Hijack()
	return conn, err == nil
}

// discard closes a connection so that the other side sees a reset rather than an end.
func discard(conn net.Conn) {
	raw := conn
	if wrapped, ok := conn.(interface{ NetConn() net.Conn }); ok {
		raw = wrapped.NetConn()
	}
	if tcp, ok := raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = raw.Close()
}
