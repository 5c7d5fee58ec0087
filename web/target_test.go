package web

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
)

func TestParseTargetAcceptsTheCallsOfAMautic(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method, path, query string
		want                target
	}{
		{"GET", "https/mautic.example/api/users/self", "", target{"https", "mautic.example", "/api/users/self", "", ruleAPI}},
		{"POST", "https/mautic.example/oauth/v2/token", "", target{"https", "mautic.example", "/oauth/v2/token", "", ruleToken}},
		{"GET", "https/mautic.example/sub/dir/oauth/v2/authorize", "a=b&c=%2e%2e%2f", target{"https", "mautic.example", "/sub/dir/oauth/v2/authorize", "a=b&c=%2e%2e%2f", ruleAuthorize}},
		{"GET", "http/mautic.example/mtc.js", "", target{"http", "mautic.example", "/mtc.js", "", ruleTracking}},
		{"DELETE", "https/mautic.example/index.php/api/contacts/1/delete", "", target{"https", "mautic.example", "/index.php/api/contacts/1/delete", "", ruleAPI}},
		{"GET", "https/MAUTIC.Example./api/contacts/", "", target{"https", "mautic.example", "/api/contacts/", "", ruleAPI}},
		{"GET", "https/mautic.example:8443/api/x", "", target{"https", "mautic.example:8443", "/api/x", "", ruleAPI}},
		{"GET", "https/mautic.example:443/api/x", "", target{"https", "mautic.example", "/api/x", "", ruleAPI}},
		{"GET", "http/mautic.example:80/api/x", "", target{"http", "mautic.example", "/api/x", "", ruleAPI}},
		{"GET", "http/mautic.example:443/api/x", "", target{"http", "mautic.example:443", "/api/x", "", ruleAPI}},
		{"GET", "http/[::1]:8001/api/x", "", target{"http", "[::1]:8001", "/api/x", "", ruleAPI}},
		{"GET", "http/%5B::1%5D:8001/api/x", "", target{"http", "[::1]:8001", "/api/x", "", ruleAPI}},
		{"GET", "http/localhost%3A8001/api/x", "", target{"http", "localhost:8001", "/api/x", "", ruleAPI}},
		{"GET", "http/[::FFFF:a9fe:a9fe]/api/x", "", target{"http", "[::ffff:169.254.169.254]", "/api/x", "", ruleAPI}},
		{"GET", "http/127.0.0.1./api/x", "", target{"http", "127.0.0.1", "/api/x", "", ruleAPI}},
		{"GET", "https/xn--mnchen-3ya.example/api/x", "", target{"https", "xn--mnchen-3ya.example", "/api/x", "", ruleAPI}},
		{"GET", "https/my_mautic.example/api/contacts/caf%C3%A9%20x", "", target{"https", "my_mautic.example", "/api/contacts/caf%C3%A9%20x", "", ruleAPI}},
	}
	for _, tt := range tests {
		got, err := parseTarget(tt.method, tt.path, tt.query)
		if err != nil {
			t.Errorf("parseTarget(%s %s): %v", tt.method, tt.path, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(target{})); diff != "" {
			t.Errorf("parseTarget(%s %s) (-want +got)\n%s", tt.method, tt.path, diff)
		}
	}
}

func TestParseTargetTellsN8NsCredentialsFromMauticsAPI(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method, path string
		want         rule
	}{
		{"POST", "/api/v1/credentials", ruleN8N},
		{"GET", "/api/v1/credentials", ruleN8N},
		{"GET", "/api/v1/credentials/schema/mauticApi", ruleN8N},
		{"PATCH", "/api/v1/credentials/VdKE7f7J1W5LIEJN", ruleN8N},
		{"GET", "/api/v1/credentials/VdKE7f7J1W5LIEJN", ruleN8N},
		{"POST", "/api/v1/credentials/VdKE7f7J1W5LIEJN/test", ruleN8N},
		{"POST", "/tools/n8n/api/v1/credentials", ruleN8N},
		{"POST", "/api/v1/credentials/", ruleAPI},
		{"POST", "/api/v1/credentials/x/test/", ruleAPI},
		{"PUT", "/api/v1/credentials/x/transfer", ruleAPI},
		{"GET", "/api/v1/credentials/schema/x/y", ruleAPI},
		{"GET", "/api/v1/credentialsx", ruleAPI},
		{"GET", "/api/v1/Credentials", ruleAPI},
		{"GET", "/api/v1", ruleAPI},
		{"GET", "/api/v1/users", ruleAPI},
		{"GET", "/api/v2/credentials", ruleAPI},
		{"GET", "/api/credentials", ruleAPI},
		{"GET", "/api/contacts/api/v1/credentials", ruleAPI},
		{"DELETE", "/api/contacts/1/delete", ruleAPI},
	}
	for _, tt := range tests {
		got, err := parseTarget(tt.method, "https/host.example"+tt.path, "")
		if err != nil || got.rule != tt.want {
			t.Errorf("%s %s: got rule %q and %v, want %q", tt.method, tt.path, got.rule, err, tt.want)
		}
	}
}

func TestParseTargetRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method, path, query string
		status                    int
		kind                      mautic.Kind
	}{
		{"nothing", "GET", "", "", 400, mautic.KindBadRequest},
		{"no host", "GET", "https", "", 400, mautic.KindBadRequest},
		{"empty host", "GET", "https//api/x", "", 400, mautic.KindBadRequest},
		{"other scheme", "GET", "ftp/mautic.example/api/x", "", 400, mautic.KindBadRequest},
		{"file scheme", "GET", "file/etc/api/passwd", "", 400, mautic.KindBadRequest},
		{"upper-case scheme", "GET", "HTTPS/mautic.example/api/x", "", 400, mautic.KindBadRequest},
		{"user name in the host", "GET", "https/user:pass@mautic.example/api/x", "", 400, mautic.KindBadRequest},
		{"encoded user name", "GET", "https/user%40mautic.example/api/x", "", 400, mautic.KindBadRequest},
		{"encoded slash in the host", "GET", "https/a.example%2fapi/api/x", "", 400, mautic.KindBadRequest},
		{"twice encoded host", "GET", "https/a%252eexample/api/x", "", 400, mautic.KindBadRequest},
		{"port 0", "GET", "https/mautic.example:0/api/x", "", 400, mautic.KindBadRequest},
		{"port too high", "GET", "https/mautic.example:65536/api/x", "", 400, mautic.KindBadRequest},
		{"port with a sign", "GET", "https/mautic.example:+80/api/x", "", 400, mautic.KindBadRequest},
		{"empty port", "GET", "https/mautic.example:/api/x", "", 400, mautic.KindBadRequest},
		{"two ports", "GET", "https/mautic.example:1:2/api/x", "", 400, mautic.KindBadRequest},
		{"bare IPv6", "GET", "https/::1/api/x", "", 400, mautic.KindBadRequest},
		{"IPv6 with a zone", "GET", "https/[fe80::1%25eth0]/api/x", "", 400, mautic.KindBadRequest},
		{"IPv4 in brackets", "GET", "https/[127.0.0.1]/api/x", "", 400, mautic.KindBadRequest},
		{"text after the bracket", "GET", "https/[::1]x/api/x", "", 400, mautic.KindBadRequest},
		{"not ASCII", "GET", "https/m%C3%BCnchen.example/api/x", "", 400, mautic.KindBadRequest},
		{"full-width dots", "GET", "https/127%EF%BC%8E0.0.1/api/x", "", 403, mautic.KindBlocked},
		{"decimal IPv4", "GET", "http/2130706433/api/x", "", 403, mautic.KindBlocked},
		{"octal IPv4", "GET", "http/0177.0.0.1/api/x", "", 403, mautic.KindBlocked},
		{"hex IPv4", "GET", "http/0x7f000001/api/x", "", 403, mautic.KindBlocked},
		{"dotted hex IPv4", "GET", "http/0x7F.0.0.0X1/api/x", "", 403, mautic.KindBlocked},
		{"short IPv4", "GET", "http/127.1/api/x", "", 403, mautic.KindBlocked},
		{"IPv4 with five parts", "GET", "http/1.2.3.4.5/api/x", "", 403, mautic.KindBlocked},
		{"another path", "GET", "https/mautic.example/s/dashboard", "", 403, mautic.KindBadRequest},
		{"the root", "GET", "https/mautic.example/", "", 403, mautic.KindBadRequest},
		{"the api root", "GET", "https/mautic.example/api", "", 403, mautic.KindBadRequest},
		{"the api root with a slash", "GET", "https/mautic.example/api/", "", 403, mautic.KindBadRequest},
		{"a name that ends in api", "GET", "https/mautic.example/notapi/x", "", 403, mautic.KindBadRequest},
		{"api in another case", "GET", "https/mautic.example/API/x", "", 403, mautic.KindBadRequest},
		{"below the token endpoint", "POST", "https/mautic.example/oauth/v2/token/x", "", 403, mautic.KindBadRequest},
		{"the login form", "POST", "https/mautic.example/oauth/v2/authorize_login_check", "", 403, mautic.KindBadRequest},
		{"api only in the query", "GET", "https/mautic.example/s/x", "a=/api/x", 403, mautic.KindBadRequest},
		{"consent by POST", "POST", "https/mautic.example/oauth/v2/authorize", "", 405, mautic.KindBadRequest},
		{"script by POST", "POST", "https/mautic.example/mtc.js", "", 405, mautic.KindBadRequest},
		{"deleting in n8n", "DELETE", "https/n8n.example/api/v1/credentials/x", "", 405, mautic.KindBadRequest},
		{"replacing in n8n", "PUT", "https/n8n.example/api/v1/credentials", "", 405, mautic.KindBadRequest},
		{"credentials outside of the API", "GET", "https/n8n.example/v1/credentials", "", 403, mautic.KindBadRequest},
		{"n8n's internal API", "POST", "https/n8n.example/rest/credentials", "", 403, mautic.KindBadRequest},
		{"dot segment", "GET", "https/mautic.example/api/../s/x", "", 400, mautic.KindBadRequest},
		{"single dot", "GET", "https/mautic.example/api/./x", "", 400, mautic.KindBadRequest},
		{"encoded dot segment", "GET", "https/mautic.example/api/%2e%2e/s", "", 400, mautic.KindBadRequest},
		{"half encoded dot segment", "GET", "https/mautic.example/api/.%2E/s", "", 400, mautic.KindBadRequest},
		{"dot segment with a parameter", "GET", "https/mautic.example/api/..;/s", "", 400, mautic.KindBadRequest},
		{"twice encoded dot segment", "GET", "https/mautic.example/api/%252e%252e/s", "", 400, mautic.KindBadRequest},
		{"encoded slash", "GET", "https/mautic.example/api/a%2fb", "", 400, mautic.KindBadRequest},
		{"backslash", "GET", "https/mautic.example/api\\x", "", 400, mautic.KindBadRequest},
		{"encoded backslash", "GET", "https/mautic.example/api/%5c..%5c", "", 400, mautic.KindBadRequest},
		{"double slash", "GET", "https/mautic.example//api/x", "", 400, mautic.KindBadRequest},
		{"double slash at the end", "GET", "https/mautic.example/api/x//", "", 400, mautic.KindBadRequest},
		{"encoded line end", "GET", "https/mautic.example/api/x%0d%0aHost:%20evil", "", 400, mautic.KindBadRequest},
		{"encoded zero", "GET", "https/mautic.example/api/x%00", "", 400, mautic.KindBadRequest},
		{"broken encoding", "GET", "https/mautic.example/api/%zz", "", 400, mautic.KindBadRequest},
		{"control character in the query", "GET", "https/mautic.example/api/x", "a=\x03", 400, mautic.KindBadRequest},
		{"fragment in the query", "GET", "https/mautic.example/api/x", "a#b", 400, mautic.KindBadRequest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseTarget(tt.method, tt.path, tt.query)
			var f *refusal
			if !errors.As(err, &f) {
				t.Fatalf("got %+v, %v; want a refusal", got, err)
			}
			if f.status != tt.status || f.kind != tt.kind || f.title == "" || f.detail == "" {
				t.Errorf("got %+v, want %d with kind %s", f, tt.status, tt.kind)
			}
		})
	}
}

// FuzzParseTarget holds the parser to what the rest relies on: an accepted
// target, written as a URL and read again, leads to the same host and path.
func FuzzParseTarget(f *testing.F) {
	for _, seed := range []string{
		"https/mautic.example/api/users/self", "http/[::1]:8001/oauth/v2/token", "http/127.0.0.1/api/x",
		"https/mautic.example/api/%2e%2e/x", "https/a%40b/api/x", "http/0x7f.1/api/x", "https/a.example./sub/mtc.js",
		"https/n8n.example/n8n/api/v1/credentials/abc/test", "http/localhost:5678/api/v1/credentials/schema/mauticApi",
		"https/mautic.example/api/caf%C3%A9?x", "http/[::ffff:a9fe:a9fe]/api/x", "https/a:b@c/api/x",
	} {
		f.Add("GET", seed, "a=b")
	}
	f.Fuzz(func(t *testing.T, method, path, query string) {
		got, err := parseTarget(method, path, query)
		if err != nil {
			if f := asRefusal(err); f.status < 400 || f.kind == "" || f.detail == "" {
				t.Fatalf("incomplete refusal %+v", f)
			}
			return
		}
		u, err := got.url()
		if err != nil {
			t.Fatalf("an accepted target makes no URL: %v", err)
		}
		again, err := url.Parse(u.String())
		if err != nil {
			t.Fatalf("an accepted target makes a broken URL %q: %v", u, err)
		}
		if again.Host != got.host || again.Scheme != got.scheme || again.User != nil || again.Fragment != "" {
			t.Fatalf("%q reads as scheme %q, host %q, user %v, fragment %q", u, again.Scheme, again.Host, again.User, again.Fragment)
		}
		if again.Path != u.Path || again.RawQuery != query {
			t.Fatalf("%q reads as path %q and query %q", u, again.Path, again.RawQuery)
		}
		if got.rule == ruleN8N && (!strings.Contains(again.Path, "/api/v1/credentials") || method != "GET" && method != "POST" && method != "PATCH") {
			t.Fatalf("%s %q passes as n8n's credentials", method, u)
		}
		for segment := range strings.SplitSeq(again.Path[1:], "/") {
			if segment == "." || segment == ".." || strings.ContainsAny(segment, "\\%\x00\r\n") {
				t.Fatalf("%q holds the segment %q", u, segment)
			}
		}
		host := got.host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err != nil && (!validName(host) || lastLabelIsNumber(host)) {
			t.Fatalf("the host %q was accepted", got.host)
		}
	})
}
