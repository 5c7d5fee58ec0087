package vault

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMergingTakesTheLaterGrantAndAddsTheRest(t *testing.T) {
	t.Parallel()
	base, shop := add(t, Vault{}, "Shop", grant(t, "1"))
	later := noon.Add(time.Hour)
	renewed, err := base.Renewed(shop.ID, token("2", later), later)
	if err != nil {
		t.Fatal(err)
	}
	given, err := base.HandOver(shop.ID)
	if err != nil {
		t.Fatal(err)
	}
	renamed, err := base.Rename(shop.ID, "Store")
	if err != nil {
		t.Fatal(err)
	}
	stranger, _ := add(t, Vault{}, "Shop", basic(t))
	again, _ := add(t, Vault{}, "Copy", grant(t, "1"))
	for name, tt := range map[string]struct {
		ours, theirs Vault
		did          Merged
		refresh      string
		name         string
		entries      int
	}{
		"the same":                         {base, base, Merged{Kept: 1}, testRefresh + "1", "Shop", 1},
		"theirs is later":                  {renamed, renewed, Merged{Updated: 1}, testRefresh + "2", "Store", 1},
		"ours is later":                    {renewed, base, Merged{Kept: 1}, testRefresh + "2", "Shop", 1},
		"ours was handed over":             {given, renewed, Merged{Updated: 1}, "", "Shop", 1},
		"theirs was handed over":           {base, given, Merged{Updated: 1}, "", "Shop", 1},
		"both were":                        {given, given, Merged{Kept: 1}, "", "Shop", 1},
		"handed over, ours renewed since":  {renewed, given, Merged{Updated: 1}, "", "Shop", 1},
		"another of the name":              {base, stranger, Merged{Added: 1}, testRefresh + "1", "Shop", 2},
		"the same grant under another id":  {base, again, Merged{Kept: 1}, testRefresh + "1", "Shop", 1},
		"into nothing":                     {Vault{}, base, Merged{Added: 1}, testRefresh + "1", "Shop", 1},
		"nothing":                          {base, Vault{}, Merged{}, testRefresh + "1", "Shop", 1},
		"handed over and renamed, no news": {renamed, base, Merged{Kept: 1}, testRefresh + "1", "Store", 1},
	} {
		got, did := tt.ours.Merge(tt.theirs)
		if d := cmp.Diff(tt.did, did); d != "" {
			t.Errorf("%s\n%s", name, d)
		}
		e, err := got.Entry(shop.ID)
		if err != nil || e.Token().Refresh.Reveal() != tt.refresh || e.Name != tt.name || len(got.Entries()) != tt.entries {
			t.Errorf("%s: %v, %d entries, %v", name, e, len(got.Entries()), err)
		}
		if e.HandedOver != (tt.refresh == "") {
			t.Errorf("%s: handed over is %v", name, e.HandedOver)
		}
		// What comes out can be written and read.
		if d := diff(got, open(t, seal(t, got))); d != "" {
			t.Errorf("%s\n%s", name, d)
		}
	}
}

// Whatever copies of a vault are merged in whatever order: a grant handed over
// in one of them has no tokens, else its latest tokens are there, and merging
// again changes nothing.
func TestMergingCopiesLosesNoLaterGrantAndRevivesNone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start, shop := add(t, Vault{}, "Shop", grant(t, "0"))
		copies := []Vault{start, start, start}
		last, given, now := "0", false, noon
		for i := range rapid.IntRange(0, 6).Draw(t, "steps") {
			which := rapid.IntRange(0, 2).Draw(t, "copy")
			now = now.Add(time.Minute)
			var next Vault
			var err error
			if rapid.IntRange(0, 4).Draw(t, "hand over") == 0 {
				next, err = copies[which].HandOver(shop.ID)
				given = true
			} else if next, err = copies[which].Renewed(shop.ID, token(string(rune('a'+i)), now), now); err == nil {
				last = string(rune('a' + i))
			}
			if err == nil {
				copies[which] = next
			}
		}
		var all Vault
		for _, i := range rapid.Permutation([]int{0, 1, 2}).Draw(t, "order") {
			all, _ = all.Merge(copies[i])
		}
		e, err := all.Entry(shop.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := testRefresh + last
		if given {
			want = ""
		}
		if got := e.Token().Refresh.Reveal(); got != want || e.HandedOver != given {
			t.Fatalf("the refresh token is %q, want %q; handed over %v, want %v", got, want, e.HandedOver, given)
		}
		for _, c := range copies {
			var did Merged
			if all, did = all.Merge(c); did != (Merged{Kept: 1}) {
				t.Fatalf("merging again does %+v", did)
			}
		}
	})
}
