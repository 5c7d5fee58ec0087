package guide

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWordsOfATextAreThoseOfTheIndex(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Clear Mautic's caches":                    {"clear", "mautic", "cache"},
		`{"type":"api_disabled","code":403}`:       {"type", "api", "disabled", "code", "403"},
		"Access tokens, access":                    {"access", "token", "access"},
		"the and of a":                             nil,
		"Großbuchstaben im Header":                 {"großbuchstaben", "im", "header"},
		"x" + Space + "URI":                        {"uri"},
		"https://n8n.example.com/rest/oauth2-cred": {"http", "n8n", "example", "com", "rest", "oauth2", "cred"},
	} {
		if diff := cmp.Diff(want, Words(text)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", text, diff)
		}
	}
}

// placesOf decodes a word's pages as the script does.
func placesOf(t *testing.T, code string) map[int]int {
	t.Helper()
	out, page, start := map[int]int{}, 0, 0
	for i, r := range code {
		if r < 'A' || r > 'P' {
			continue
		}
		further, err := strconv.ParseInt(code[start:i], 36, 32)
		if err != nil {
			t.Fatal(err)
		}
		page += int(further)
		out[page-1], start = int(r-'A')+1, i+1
	}
	return out
}

func TestTheIndexKnowsWhereAWordIs(t *testing.T) {
	t.Parallel()
	g := made(t)
	raw, err := g.Search()
	if err != nil {
		t.Fatal(err)
	}
	var index Index
	if err := json.Unmarshal(raw, &index); err != nil {
		t.Fatal(err)
	}
	if len(index.Pages) != len(g.pages)-1 {
		t.Errorf("it knows %d pages of %d", len(index.Pages), len(g.pages)-1)
	}
	at := func(path string) int {
		for i, page := range index.Pages {
			if page[2] == path {
				return i
			}
		}
		t.Fatalf("%s is not in the index", path)
		return 0
	}
	for _, test := range []struct {
		word, path string
		place      int
	}{
		{"cache", "cache", inTitle},
		{"locale", "roles", 0},
		{"uri", "redirect-uri", inTitle},
		{"enotfound", "dns-not-found", inSymptom},
		{"cpanel", "cache", inHeading},
		{"filemanager", "cache", 0},
		{"embedding", "/embedding", inText},
	} {
		if got := placesOf(t, index.Words[test.word])[at(test.path)]; got&test.place != test.place || test.place == 0 && got != 0 {
			t.Errorf("%q is on %s at %b, want %b", test.word, test.path, got, test.place)
		}
	}
	if again, err := g.Search(); err != nil || string(again) != string(raw) {
		t.Errorf("the index is another one the second time (%v)", err)
	}
}
