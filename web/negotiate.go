package web

import (
	"strconv"
	"strings"
)

// coding is a content coding the server has files in.
type coding string

const (
	codingBrotli   coding = "br"
	codingGzip     coding = "gzip"
	codingIdentity coding = "identity"
	codingNone     coding = "" // nothing the client accepts
)

// negotiate picks the coding to send (RFC 9110, section 12.5.3): the one with
// the highest q-value among those available, the smallest file on a tie.
// header is the Accept-Encoding value, sent tells whether there was one. The
// result is codingNone only when the client refuses even identity.
func negotiate(header string, sent bool, brotli, gzip bool) coding {
	if !sent {
		return codingIdentity
	}
	accepted := parseAcceptEncoding(header)
	best, bestQ := codingNone, 0.0
	for _, c := range []struct {
		name coding
		have bool
	}{{codingBrotli, brotli}, {codingGzip, gzip}, {codingIdentity, true}} {
		if q := accepted.quality(c.name); c.have && q > bestQ {
			best, bestQ = c.name, q
		}
	}
	return best
}

type qualities map[string]float64

// quality is the q-value of a coding. A coding not named takes the value of "*";
// identity is acceptable unless refused, but loses to any coding named.
func (a qualities) quality(c coding) float64 {
	if q, ok := a[string(c)]; ok {
		return q
	}
	if q, ok := a["*"]; ok {
		return q
	}
	if c == codingIdentity {
		return 0.0001
	}
	return 0
}

// parseAcceptEncoding reads the list; an element that is not well formed counts
// as not sent.
func parseAcceptEncoding(header string) qualities {
	a := qualities{}
	for element := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(element, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "x-gzip" { // RFC 9110, section 8.4.1.3
			name = "gzip"
		}
		if name == "" {
			continue
		}
		q := 1.0
		if params = strings.TrimSpace(params); params != "" {
			value, found := strings.CutPrefix(strings.ToLower(params), "q=")
			parsed, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if !found || err != nil || !(parsed >= 0 && parsed <= 1) {
				continue
			}
			q = parsed
		}
		a[name] = q
	}
	return a
}
