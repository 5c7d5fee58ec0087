package site

import (
	"net/url"
	"strings"
	"testing"
)

func TestCleanBasePath(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "/", "/": "/", "//": "/",
		"x": "/x/", "/x": "/x/", "x/": "/x/", "/x/": "/x/", "//x//": "/x/",
		"/a/b/c": "/a/b/c/", "/mautic-connect/": "/mautic-connect/", "/v1.2_3~x/": "/v1.2_3~x/", "/X/": "/X/",
	} {
		if got, err := CleanBasePath(in); err != nil || got != want {
			t.Errorf("CleanBasePath(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{
		"/a//b", "/./", "/../", "/a/../b", "/a/./b", "/.git/", "/a b/", "/a?b", "/a#b", "/a%2fb/", "/a%", `/a\b/`, `/a"b/`, "/a'b/",
		"/<script>/", "/a&b/", "/a+b/", "/é/", "/a\x00b/", "/a\nb/", "/a;b/", "/a:b/", "https://x.example/y", "/{x}/", "/a|b/", "/a^b/", " ", "/x/ ",
	} {
		got, err := CleanBasePath(in)
		if err == nil {
			t.Errorf("CleanBasePath(%q) = %q, want an error", in, got)
			continue
		}
		if !strings.Contains(err.Error(), "/connect/") {
			t.Errorf("CleanBasePath(%q): the error does not say what a base path looks like: %v", in, err)
		}
	}
}

func FuzzCleanBasePath(f *testing.F) {
	for _, seed := range []string{"", "/", "x", "/a/b/", "/a//b", "/../", `/"><script>`, "/%2e%2e/", "//evil.example/", "/é/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		clean, err := CleanBasePath(in)
		if err != nil {
			if clean != "" {
				t.Fatalf("CleanBasePath(%q) returned %q with the error %v", in, clean, err)
			}
			return
		}
		if !strings.HasPrefix(clean, "/") || !strings.HasSuffix(clean, "/") || strings.Contains(clean, "//") {
			t.Fatalf("CleanBasePath(%q) = %q", in, clean)
		}
		if again, err := CleanBasePath(clean); err != nil || again != clean {
			t.Fatalf("CleanBasePath(%q) = %q, %v: cleaning twice is another path", clean, again, err)
		}
		// A browser must see the same path, on the same host.
		base, err := url.Parse("https://this.example/start")
		if err != nil {
			t.Fatal(err)
		}
		if u, err := base.Parse(clean); err != nil || u.Host != "this.example" || u.EscapedPath() != clean || u.RawQuery != "" || u.Fragment != "" {
			t.Fatalf("CleanBasePath(%q) = %q, which is read as %v (%v)", in, clean, u, err)
		}
		if strings.ContainsAny(clean, "\"'<>&\\{}\n ") {
			t.Fatalf("CleanBasePath(%q) = %q needs escaping in a page", in, clean)
		}
	})
}
