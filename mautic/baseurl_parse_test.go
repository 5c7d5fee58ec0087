package mautic

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func kinds(cs []Correction) string {
	var s []string
	for _, c := range cs {
		s = append(s, string(c.Kind))
	}
	return strings.Join(s, " ")
}

func TestParseBaseURLAcceptsWhatPeoplePaste(t *testing.T) {
	for _, tt := range []struct{ name, in, want, kinds string }{
		{"canonical", "https://mautic.example.com", "https://mautic.example.com", ""},
		{"canonical with sub-directory", "https://example.com/mautic", "https://example.com/mautic", ""},
		{"canonical http with port", "http://example.com:8080", "http://example.com:8080", ""},

		{"scheme missing", "name.mautic.net", "https://name.mautic.net", "scheme-added"},
		{"scheme missing with path", "example.com/mautic", "https://example.com/mautic", "scheme-added"},
		{"scheme missing with port", "example.com:8080", "https://example.com:8080", "scheme-added"},
		{"scheme missing with port 443", "example.com:443", "https://example.com", "scheme-added default-port-removed"},
		{"scheme missing with port 80 is http", "example.com:80", "http://example.com", "scheme-added default-port-removed"},
		{"scheme missing on localhost is http", "localhost:8080", "http://localhost:8080", "scheme-added"},
		{"scheme missing on a loopback address is http", "127.0.0.1", "http://127.0.0.1", "scheme-added"},
		{"scheme missing on a private address is http", "192.168.1.20/mautic", "http://192.168.1.20/mautic", "scheme-added"},
		{"scheme missing on a public address is https", "8.8.8.8", "https://8.8.8.8", "scheme-added"},
		{"scheme missing on a bare name is https", "mautic", "https://mautic", "scheme-added"},
		{"protocol-relative", "//example.com/", "https://example.com", "scheme-added slashes-removed"},
		{"one slash after the scheme", "https:/example.com", "https://example.com", "scheme-repaired"},
		{"no slash after the scheme", "https:example.com", "https://example.com", "scheme-repaired"},
		{"no colon after the scheme", "http//example.com", "http://example.com", "scheme-repaired"},
		{"three slashes", "https:///example.com", "https://example.com", "scheme-repaired"},
		{"scheme doubled", "https://https://example.com", "https://example.com", "scheme-repaired"},
		{"http typed in front of https", "http://https://example.com", "https://example.com", "scheme-repaired"},
		{"space after the scheme", "https:// example.com", "https://example.com", "scheme-repaired"},
		{"backslashes", `https:\\example.com\mautic`, "https://example.com/mautic", "path-corrected"},

		{"spaces around", "  https://example.com \t", "https://example.com", "spaces-removed"},
		{"line end", "https://example.com\r\n", "https://example.com", "spaces-removed"},
		{"no-break space", "\u00a0https://example.com\u202f", "https://example.com", "spaces-removed"},
		{"zero-width space inside", "https://exam\u200bple.com", "https://example.com", "spaces-removed"},
		{"byte order mark", "\ufeffhttps://example.com", "https://example.com", "spaces-removed"},
		{"soft hyphen", "https://exam\u00adple.com", "https://example.com", "spaces-removed"},
		{"direction mark", "\u200ehttps://example.com", "https://example.com", "spaces-removed"},

		{"upper-case host", "https://Mautic.Example.COM", "https://mautic.example.com", "lower-cased"},
		{"upper-case scheme", "HTTPS://example.com", "https://example.com", "lower-cased"},
		{"upper-case path is kept", "https://example.com/Mautic", "https://example.com/Mautic", ""},
		{"default port https", "https://example.com:443/", "https://example.com", "default-port-removed slashes-removed"},
		{"default port http", "http://example.com:80", "http://example.com", "default-port-removed"},
		{"other scheme's port is kept", "http://example.com:443", "http://example.com:443", ""},
		{"colon without port", "https://example.com:/x", "https://example.com/x", "default-port-removed"},
		{"leading zeros in the port", "https://example.com:08443", "https://example.com:8443", "port-corrected"},
		{"trailing dot", "https://example.com./mautic", "https://example.com/mautic", "trailing-dot-removed"},
		{"full stop of a sentence", "https://example.com.", "https://example.com", "trailing-dot-removed"},

		{"IDN", "https://mautic.müller.de", "https://mautic.xn--mller-kva.de", "idn-encoded"},
		{"IDN upper case", "https://MÜLLER.de", "https://xn--mller-kva.de", "idn-encoded"},
		{"IDN decomposed as macOS writes it", "https://mu\u0308ller.de", "https://xn--mller-kva.de", "idn-encoded"},
		{"IDN sharp s is kept", "https://straße.de", "https://xn--strae-oqa.de", "idn-encoded"},
		{"IDN ideographic full stop", "https://例え。jp", "https://xn--r8jz45g.jp", "idn-encoded"},
		{"IDN encoded already", "https://xn--mller-kva.de", "https://xn--mller-kva.de", ""},
		{"full width letters", "https://ｅｘａｍｐｌｅ.com", "https://example.com", "idn-encoded"},

		{"query", "https://example.com/?utm_source=x", "https://example.com", "slashes-removed query-removed"},
		{"fragment", "https://example.com#top", "https://example.com", "fragment-removed"},
		{"query and fragment", "https://example.com/mautic?a=b#c", "https://example.com/mautic", "query-removed fragment-removed"},

		{"dashboard", "https://example.com/s/dashboard", "https://example.com", "path-removed"},
		{"login", "https://example.com/s/login", "https://example.com", "path-removed"},
		{"/s", "https://example.com/s", "https://example.com", "path-removed"},
		{"configuration with query", "https://example.com/s/config/edit?tab=api", "https://example.com", "path-removed query-removed"},
		{"contact", "https://example.com/s/contacts/view/12", "https://example.com", "path-removed"},
		{"index.php", "https://example.com/index.php", "https://example.com", "index-php-removed"},
		{"index.php with a page", "https://example.com/index.php/s/login", "https://example.com", "index-php-removed"},
		{"index.php with the API", "https://example.com/index.php/api/contacts", "https://example.com", "index-php-removed"},
		{"API", "https://example.com/api", "https://example.com", "api-path-removed"},
		{"API with slash", "https://example.com/api/", "https://example.com", "slashes-removed api-path-removed"},
		{"API call", "https://example.com/api/contacts?limit=1", "https://example.com", "api-path-removed query-removed"},
		{"token endpoint", "https://example.com/oauth/v2/token", "https://example.com", "path-removed"},
		{"installer", "https://example.com/installer/step/1", "https://example.com", "path-removed"},
		{"tracking script", "https://example.com/mtc.js", "https://example.com", "path-removed"},
		{"web view of an e-mail", "https://example.com/email/view/abc", "https://example.com", "path-removed"},
		{"form", "https://example.com/form/3", "https://example.com", "path-removed"},
		{"form script", "https://example.com/form/generate.js?id=3", "https://example.com", "path-removed query-removed"},
		{"asset", "https://example.com/asset/7:whitepaper", "https://example.com", "path-removed"},
		{"tracked link", "https://example.com/r/1a2b", "https://example.com", "path-removed"},
		{"directory named email is kept", "https://example.com/email", "https://example.com/email", ""},
		{"directory named form is kept", "https://example.com/form/", "https://example.com/form", "slashes-removed"},

		{"sub-directory with slash", "https://example.com/mautic/", "https://example.com/mautic", "slashes-removed"},
		{"sub-directory with a page", "https://example.com/mautic/s/dashboard", "https://example.com/mautic", "path-removed"},
		{"sub-directory with index.php", "https://example.com/mautic/index.php/s/login", "https://example.com/mautic", "index-php-removed"},
		{"sub-directory with the API", "https://example.com/a/b/api/", "https://example.com/a/b", "slashes-removed api-path-removed"},
		{"doubled slashes", "https://example.com//mautic//api", "https://example.com/mautic", "slashes-removed api-path-removed"},
		{"only slashes", "https://example.com//", "https://example.com", "slashes-removed"},
		{"dot segments", "https://example.com/a/../mautic/./x", "https://example.com/mautic/x", "path-corrected"},
		{"encoded page", "https://example.com/%73/login", "https://example.com", "path-corrected path-removed"},
		{"path outside ASCII", "https://example.com/größe", "https://example.com/gr%C3%B6%C3%9Fe", "path-corrected"},
		{"encoded path in lower case", "https://example.com/gr%c3%b6", "https://example.com/gr%C3%B6", "path-corrected"},

		{"IPv6", "http://[::1]:8080", "http://[::1]:8080", ""},
		{"IPv6 in another spelling", "http://[2001:DB8:0:0::1]/", "http://[2001:db8::1]", "address-corrected slashes-removed"},
		{"IPv6 without brackets", "2001:db8::1", "https://[2001:db8::1]", "address-corrected scheme-added"},
		{"IPv6 loopback without scheme", "[::1]:8080", "http://[::1]:8080", "scheme-added"},

		{"double quotes", `"https://example.com"`, "https://example.com", "quotes-removed"},
		{"curly quotes", "“https://example.com”", "https://example.com", "quotes-removed"},
		{"German quotes", "„https://example.com“", "https://example.com", "quotes-removed"},
		{"backquotes with spaces", " ` https://example.com ` ", "https://example.com", "spaces-removed quotes-removed"},
		{"one quote left over", `https://example.com"`, "https://example.com", "quotes-removed"},
		{"angle brackets", "<https://example.com/>", "https://example.com", "quotes-removed slashes-removed"},
		{"Markdown link", "[our Mautic](https://example.com/mautic)", "https://example.com/mautic", "quotes-removed"},
		{"comma of a sentence", "https://example.com,", "https://example.com", "quotes-removed"},
		{"container name with underscore", "http://mautic_web:8080", "http://mautic_web:8080", ""},
		{"everything at once", " <HTTP://Example.COM:80//mautic/index.php/s/login?x=1#y> ", "http://example.com/mautic",
			"spaces-removed quotes-removed lower-cased lower-cased default-port-removed slashes-removed index-php-removed query-removed fragment-removed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, cs, err := ParseBaseURL(tt.in)
			if err != nil {
				t.Fatalf("ParseBaseURL(%q): %v", tt.in, err)
			}
			if got.String() != tt.want {
				t.Errorf("ParseBaseURL(%q) = %q, want %q", tt.in, got, tt.want)
			}
			if k := kinds(cs); k != tt.kinds {
				t.Errorf("corrections of %q are %q, want %q", tt.in, k, tt.kinds)
			}
			for _, c := range cs {
				if s := c.String(); s == string(c.Kind) || !strings.HasSuffix(s, ".") {
					t.Errorf("correction %q has no sentence: %q", c.Kind, s)
				}
			}
			checkIdempotent(t, got)
		})
	}
}

func checkIdempotent(t *testing.T, b BaseURL) {
	t.Helper()
	again, cs, err := ParseBaseURL(b.String())
	if err != nil || again != b || len(cs) != 0 {
		t.Errorf("parsing %q again gives %q, %v, %v", b, again, cs, err)
	}
}

func TestParseBaseURLRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		reason   BaseURLReason
	}{
		{"empty", "", BaseURLEmpty},
		{"only spaces", " \u00a0\t\n\u200b", BaseURLEmpty},
		{"only quotes", `""`, BaseURLEmpty},
		{"text", "not a url", BaseURLNotAURL},
		{"sentence around an address", "see https://example.com for it", BaseURLNotAURL},
		{"two lines", "https://a.example\nhttps://b.example", BaseURLNotAURL},
		{"invalid UTF-8", "https://ex\xffample.com", BaseURLNotAURL},
		{"very long", "https://example.com/" + strings.Repeat("a", 5000), BaseURLTooLong},
		{"mailto", "mailto:admin@example.com", BaseURLScheme},
		{"ftp", "ftp://example.com", BaseURLScheme},
		{"javascript", "javascript:alert(1)", BaseURLScheme},
		{"data", "data:text/html,x", BaseURLScheme},
		{"file", "file:///etc/passwd", BaseURLScheme},
		{"scheme behind a scheme", "https://ftp://example.com", BaseURLScheme},
		{"user and password", "https://admin:s3cret@example.com", BaseURLUserInfo},
		{"user alone", "https://admin@example.com", BaseURLUserInfo},
		{"user and password without scheme", "admin:s3cret@example.com/x", BaseURLUserInfo},
		{"user and password, one slash", "https:/admin:s3cret@example.com", BaseURLUserInfo},
		{"user and password, backslashes", `https:\\admin:s3cret@example.com`, BaseURLUserInfo},
		{"encoded at sign", "https://admin:s3cret%40example.com", BaseURLUserInfo},
		{"full width at sign", "https://admin:s3cret＠example.com", BaseURLUserInfo},
		{"e-mail address", "admin@example.com", BaseURLUserInfo},
		{"no host", "https://", BaseURLHost},
		{"no host but a path", "https:///", BaseURLHost},
		{"no host but a query", "https://?x=1", BaseURLHost},
		{"empty label", "https://example..com", BaseURLHost},
		{"hyphen at the start", "https://-example.com", BaseURLHost},
		{"long label", "https://" + strings.Repeat("a", 64) + ".com", BaseURLHost},
		{"percent in the host", "https://ex%61mple.com", BaseURLHost},
		{"host with a comma", "https://a,b.example", BaseURLHost},
		{"emoji", "https://i❤.ws", BaseURLHost},
		{"mark on a letter it does not belong to", "https://q\u0301.example", BaseURLHost},
		{"IPv6 with a zone", "http://[fe80::1%25eth0]/", BaseURLZone},
		{"IPv6 with a plain zone", "http://[fe80::1%eth0]/", BaseURLZone},
		{"IPv6 not closed", "http://[::1", BaseURLHost},
		{"IPv6 with rubbish behind", "http://[::1]x", BaseURLHost},
		{"IPv4 in brackets", "http://[127.0.0.1]", BaseURLHost},
		{"IPv4 hexadecimal", "http://0x7f.1", BaseURLIPv4},
		{"IPv4 all hexadecimal", "http://0x7f000001", BaseURLIPv4},
		{"IPv4 as one number", "http://2130706433", BaseURLIPv4},
		{"IPv4 octal", "http://0177.0.0.1", BaseURLIPv4},
		{"IPv4 short", "http://127.1", BaseURLIPv4},
		{"IPv4 too large", "http://256.1.1.1", BaseURLIPv4},
		{"IPv4 hexadecimal last label", "http://1.2.3.0x4", BaseURLIPv4},
		{"IPv4 in full width digits", "http://１２７.1", BaseURLIPv4},
		{"port no number", "https://example.com:abc", BaseURLPort},
		{"port no number without scheme", "example.com:abc", BaseURLPort},
		{"port too large", "https://example.com:65536", BaseURLPort},
		{"port 0", "https://example.com:0", BaseURLPort},
		{"broken percent-encoding", "https://example.com/%zz", BaseURLPath},
		{"encoded line end", "https://example.com/a%0d%0ab", BaseURLPath},
		{"host that reads as a scheme", "//https:8080", BaseURLIPv4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, cs, err := ParseBaseURL(tt.in)
			var e *BaseURLError
			if !errors.As(err, &e) {
				t.Fatalf("ParseBaseURL(%q) = %q, %v, %v, want a *BaseURLError", tt.in, got, cs, err)
			}
			if e.Reason != tt.reason {
				t.Errorf("ParseBaseURL(%q) refuses with %q, want %q", tt.in, e.Reason, tt.reason)
			}
			if !got.IsZero() || cs != nil {
				t.Errorf("ParseBaseURL(%q) gives %q and %v besides the error", tt.in, got, cs)
			}
			if msg := err.Error(); strings.Contains(msg, "s3cret") || strings.Contains(msg, "admin") || len(msg) > 400 || strings.Contains(msg, string(tt.reason)+":") {
				t.Errorf("the error is not fit for a person: %q", msg)
			}
		})
	}
}

func TestParseBaseURLKeepsParameterValuesOutOfCorrections(t *testing.T) {
	_, cs, err := ParseBaseURL("https://example.com/cb?code=hunter2&x#access_token=hunter3")
	if err != nil {
		t.Fatal(err)
	}
	want := []Correction{
		{QueryRemoved, "?code=…&x", ""},
		{FragmentRemoved, "#access_token=…", ""},
	}
	if d := cmp.Diff(want, cs); d != "" {
		t.Error(d)
	}
}

func TestCorrectionsSayWhatStoodThere(t *testing.T) {
	_, cs, err := ParseBaseURL("Localhost/mautic/s/dashboard")
	if err != nil {
		t.Fatal(err)
	}
	want := []Correction{
		{LowerCased, "Localhost", "localhost"},
		{SchemeAdded, "", "http://"},
		{PathRemoved, "/s/dashboard", ""},
	}
	if d := cmp.Diff(want, cs); d != "" {
		t.Error(d)
	}
	if s := cs[1].String(); !strings.Contains(s, "http:// was added, because") {
		t.Errorf("http is added without saying why: %q", s)
	}
}

func FuzzParseBaseURL(f *testing.F) {
	for _, s := range []string{
		"https://example.com", " Name.mautic.net/s/dashboard?x#y", "[a](https://x/index.php/api/)", "http://[::1%25eth0]:80//",
		"//https:8080", "https://https://x", "http:443", "mu\u0308ller.de./a/../..;/%2e%2E/", "user:pass@host", `https:\\a\b`,
		"2001:db8::1", "０x7f.1", "“x”,", "http//http//x", "xn--a.é", "a:b:c", "１:２", "https://x/%2f%00", "http:https:8080",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		b, _, err := ParseBaseURL(in)
		if err != nil {
			var e *BaseURLError
			if !errors.As(err, &e) || !b.IsZero() {
				t.Fatalf("%q: %v, %v", in, b, err)
			}
			if i := strings.LastIndexByte(in, '@'); i > 8 && strings.Contains(err.Error(), in[i-8:i]) && !strings.Contains((&BaseURLError{Reason: e.Reason}).Error(), in[i-8:i]) {
				t.Fatalf("the error repeats what stands before the @: %v", err)
			}
			return
		}
		checkIdempotent(t, b)
		u := parseURL(t, b.String())
		if u.Scheme != b.Scheme() || u.Host != b.Host() || u.EscapedPath() != b.Path() || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			t.Fatalf("%q: net/url reads %q as %#v", in, b, u)
		}
		if !isASCII(b.String()) || strings.ToLower(b.Host()) != b.Host() || strings.HasSuffix(b.String(), "/") {
			t.Fatalf("%q: %q is not canonical", in, b)
		}
		b.Private()
	})
}

func BenchmarkParseBaseURL(b *testing.B) {
	for b.Loop() {
		ParseBaseURL(" https://Example.com/mautic/s/dashboard?tab=1 ")
	}
}
