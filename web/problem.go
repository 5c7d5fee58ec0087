package web

import (
	"encoding/json"
	"net/http"
	"strconv"

	"mautic-connect/mautic"
)

// refusal is a failure to relay, as the browser is told it. It holds nothing
// that the caller did not send: no resolved address and no error text from below.
type refusal struct {
	status        int
	kind          mautic.Kind
	title, detail string
	retryAfter    int    // seconds; 0 sends no Retry-After
	allow         string // methods; "" sends no Allow
}

func (f *refusal) Error() string { return f.detail }

// problem is the body of RFC 9457 with the extension member "kind".
type problem struct {
	Type   string      `json:"type"`
	Title  string      `json:"title"`
	Status int         `json:"status"`
	Detail string      `json:"detail"`
	Kind   mautic.Kind `json:"kind"`
}

// write answers with the refusal as application/problem+json.
func (f *refusal) write(w http.ResponseWriter) {
	body, err := json.Marshal(problem{
		Type:   "urn:mautic-connect:problem:" + string(f.kind),
		Title:  f.title,
		Status: f.status,
		Detail: f.detail,
		Kind:   f.kind,
	})
	if err != nil { // five strings and a number always marshal
		panic(err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if f.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(f.retryAfter))
	}
	if f.allow != "" {
		h.Set("Allow", f.allow)
	}
	w.WriteHeader(f.status)
	_, _ = w.Write(body) // the client is gone; nobody is left to tell
}

// blockedRefusal is the one answer for everything the egress policy forbids, so
// that the answers do not map the network behind this server.
func blockedRefusal() *refusal {
	return &refusal{status: http.StatusForbidden, kind: mautic.KindBlocked, title: "This address is not allowed",
		detail: "This server does not connect to that address. If your Mautic is in a private network, " +
			"whoever runs this server can allow it with --allow-host or --allow-private."}
}

// failure turns what went wrong on the way to host into a refusal.
func failure(kind mautic.Kind, host string) *refusal {
	f := &refusal{status: http.StatusBadGateway, kind: kind}
	switch kind {
	case mautic.KindBlocked:
		return blockedRefusal()
	case mautic.KindDNS:
		f.title, f.detail = "The name does not exist", "No address is known for "+host+". Check the spelling of the address."
	case mautic.KindRefused:
		f.title, f.detail = "The connection was refused", host+" exists but nothing answers on that port. Check the port and that the web server runs."
	case mautic.KindTimeout:
		f.status = http.StatusGatewayTimeout
		f.title, f.detail = "No answer in time", host+" did not answer in time. A firewall may drop the connection, or the server is overloaded."
	case mautic.KindReset:
		f.title, f.detail = "The connection broke off", host+" closed the connection before it answered. Try again; a firewall or a crashing web server does this too."
	case mautic.KindTLSUntrusted:
		f.title, f.detail = "The certificate is not trusted", "The certificate of "+host+" is self-signed, or its chain is incomplete."
	case mautic.KindTLSExpired:
		f.title, f.detail = "The certificate is out of date", "The certificate of "+host+" has expired or is not valid yet. Renew it."
	case mautic.KindTLSWrongHost:
		f.title, f.detail = "The certificate is for another name", "The certificate of "+host+" names other hosts. Use the name it was made for, or get one for this name."
	case mautic.KindTLSNotTLS:
		f.title, f.detail = "There is no HTTPS on this port", host+" answers, but without TLS. Try http:// or another port."
	case mautic.KindTooLarge:
		f.title, f.detail = "The answer is too large", host+" sent more than this server relays (5 MiB). An API answer is smaller; check the address."
	default:
		f.kind = mautic.KindOther
		f.title, f.detail = "The connection failed", "No connection to "+host+" came about. Check the address and try again."
	}
	return f
}
