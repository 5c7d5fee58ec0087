package destination

import (
	"slices"
	"strings"
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

func TestEveryDestinationIsWhole(t *testing.T) {
	t.Parallel()
	seen := map[ID]bool{}
	for _, d := range All() {
		if d.ID == None || seen[d.ID] {
			t.Errorf("%q has no id of its own", d.ID)
		}
		seen[d.ID] = true
		if d.Name == "" || !strings.HasSuffix(d.Why, ".") || strings.ContainsAny(d.Why, `"\`) {
			t.Errorf("%s is named %q because %q", d.ID, d.Name, d.Why)
		}
		if !d.Takes(d.Method) {
			t.Errorf("%s cannot use the method it is recommended", d.ID)
		}
		if d.There && (d.Method != mautic.MethodAuthorizationCode || len(d.Methods) != 1) {
			t.Errorf("%s asks for a grant itself, and can use %v", d.ID, d.Methods)
		}
		if d.Callback != "" && !d.There {
			t.Errorf("%s has a redirect URI and no use for it", d.ID)
		}
	}
}

func TestTheFormatsOfADestinationCarryWhatItUses(t *testing.T) {
	t.Parallel()
	for _, d := range All() {
		for _, id := range d.Formats {
			format, ok := export.Lookup(id)
			if !ok {
				t.Errorf("%s takes the format %s, which is not there", d.ID, id)
				continue
			}
			if !slices.ContainsFunc(d.Methods, format.Takes) {
				t.Errorf("%s takes %s, which carries none of its methods", d.ID, id)
			}
		}
		if len(d.Formats) > 0 {
			if best, _ := export.Lookup(d.Formats[0]); !best.Takes(d.Method) {
				t.Errorf("%s: the best format %s does not carry the method %s", d.ID, best.ID, d.Method)
			}
		}
	}
}

func TestLookupOfWhatIsNotKnownIsSomethingElseWithoutAName(t *testing.T) {
	t.Parallel()
	for _, id := range []ID{None, "N8N", "airtable"} {
		if got := Lookup(id); got.ID != None || got.Name != "" || got.There || len(got.Methods) != 3 || len(got.Formats) != 0 {
			t.Errorf("Lookup(%q) = %+v", id, got)
		}
	}
	for _, want := range All() {
		if got := Lookup(want.ID); got.Name != want.Name {
			t.Errorf("Lookup(%q) = %q", want.ID, got.Name)
		}
	}
}
