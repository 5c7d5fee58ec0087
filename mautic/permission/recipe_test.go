package permission

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mautic-connect/mautic"
)

// roleOf makes the role a recipe describes.
func roleOf(recipe []Grant) mautic.Role {
	role := mautic.Role{Name: "recipe", RawPermissions: map[string][]string{}}
	for _, g := range recipe {
		role.RawPermissions[g.Key()] = slices.Clone(g.Levels)
	}
	return role
}

// refusals are the chosen operations that are not allowed with every record.
func refusals(rows []Row, chosen []string) []string {
	var out []string
	for _, row := range rows {
		if slices.Contains(chosen, row.Operation.ID) && row.Answer != Allowed {
			out = append(out, row.Operation.ID)
		}
	}
	return out
}

func TestRecipeIsEnoughAndNoMore(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, o := range Operations() {
		ids = append(ids, o.ID)
	}
	versions := rapid.SampledFrom([]string{"", "4.4.13", "5.1.1", "6.0.8", "7.0.2", "8.0.0"})
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.SliceOfDistinct(rapid.SampledFrom(ids), rapid.ID[string]).Draw(t, "operations")
		version := versions.Draw(t, "version")
		recipe := Recipe(chosen, version)
		if got := refusals(Matrix(roleOf(recipe), version), chosen); got != nil {
			t.Fatalf("the role refuses %v", got)
		}
		for i, g := range recipe {
			for j, level := range g.Levels {
				role := roleOf(recipe)
				role.RawPermissions[g.Key()] = slices.Delete(slices.Clone(recipe[i].Levels), j, j+1)
				// Word by word, since Mautic would add some levels again.
				got := refusals(rows(role, version, false, literal(role)), chosen)
				if g.Key() != apiAccess && got == nil {
					t.Fatalf("without %s:%s nothing is refused", g.Key(), level)
				}
			}
		}
		if recipe[0].Key() != apiAccess || !slices.Equal(recipe[0].Levels, []string{full}) {
			t.Fatalf("API Access is not first: %v", recipe)
		}
	})
}

// TestRecipesAreWhatMauticsFormTakes: levels the form of a version does not
// have would be refused or be lost.
func TestRecipesAreWhatMauticsFormTakes(t *testing.T) {
	t.Parallel()
	for _, o := range Operations() {
		for _, p := range o.Permissions("4.4.13") {
			base, level := p.base()
			if base == segments && level != viewOther {
				t.Errorf("%s asks for %s, which the form of Mautic 4 does not have", o.ID, p)
			}
			if tab, _, _ := p.Parts(); tab == "" {
				t.Errorf("%s asks for %s, which has no place in the form", o.ID, p)
			}
		}
	}
}

func TestRecipeText(t *testing.T) {
	t.Parallel()
	const want = `Create a role with exactly these permissions.

1. In Mautic, open the gear at the top right, then Roles, then New.
2. On the tab Details, name the role and leave “Has full system access” at No.
3. On the tab Permissions, tick:

API Permissions
  API Access: Granted

Contact Permissions
  Contacts - User has access to: View Own, View Others, Edit Own, Edit Others, Create
  Segments - User has access to: View Others

Webhook Permissions
  Webhooks - User has access to: Create, Delete Own, Publish Others

4. Save, then give the role to the user whose login or consent the tool uses.

The role is enough for: Campaign Contact > Add, Contact > Create, Contact > Get, Contact Segment > Add, Mautic Trigger.

To choose campaigns by name in n8n, tick these too. Without them, enter the number of the campaign.

Campaign Permissions
  Campaigns - User has access to: View Own, View Others
`
	chosen := []string{"trigger", "contact.get", "contact.create", "contactSegment.add", "campaignContact.add", "no.such"}
	if diff := cmp.Diff(want, RecipeText(chosen, "5.1.1", nil)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	loud := RecipeText(chosen, "5.1.1", func(format string, args ...any) string {
		return strings.ToUpper(fmt.Sprintf(strings.ReplaceAll(format, "%s", "%[1]v"), args...))
	})
	for _, say := range []string{"CREATE A ROLE WITH", "CONTACT PERMISSIONS", "PUBLISH OTHERS"} {
		if !strings.Contains(loud, say) {
			t.Errorf("%q was not translated:\n%s", say, loud)
		}
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	for p, want := range map[Permission]string{
		"lead:leads:create":             "Contacts: Create",
		"lead:lists:viewother":          "Segments: View Others",
		"api:access:full":               "API Access: Granted",
		"webhook:webhooks:publishother": "Webhooks: Publish Others",
		"email:emails:full":             "Emails: Full",
		"plugin:plugins:manage":         "plugin:plugins: manage",
	} {
		if got := p.Label(); got != want {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
	}
}

// TestOperationsAreThoseOfTheNode: 22 requests in the order of n8n's menus and
// the trigger, each with an ID of its own.
func TestOperationsAreThoseOfTheNode(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	last := ""
	for _, o := range Operations() {
		if seen[o.ID] {
			t.Errorf("%s is there twice", o.ID)
		}
		seen[o.ID] = true
		if o.ID == TriggerID {
			continue
		}
		if !strings.HasPrefix(o.ID, o.Resource+".") || o.ResourceName < last {
			t.Errorf("%s: resource %q, %q after %q", o.ID, o.Resource, o.ResourceName, last)
		}
		last = o.ResourceName
	}
	if len(seen) != 23 {
		t.Errorf("%d operations, want 23", len(seen))
	}
}

func TestAnswersAreExplained(t *testing.T) {
	t.Parallel()
	raw := func(base string, keys ...string) mautic.Role {
		return mautic.Role{Name: "r", RawPermissions: map[string][]string{base: keys}}
	}
	for _, test := range []struct {
		role        mautic.Role
		application bool
		operation   string
		answer      Answer
		says        string
	}{
		{mautic.Role{IsAdmin: true}, false, "contact.delete", Allowed, "with every record"},
		{mautic.Role{}, false, "contact.delete", Unknown, "does not tell the role"},
		{mautic.Role{Name: "empty"}, false, "contact.delete", Refused, "Mautic refuses it"},
		{raw(contacts, viewOwn), false, "contact.getAll", OwnOnly, "only what this user created"},
		{raw(contacts, viewOwn), true, "contact.getAll", Refused, "The list is empty"},
		{raw(contacts, editOwn), false, "contact.update", OwnOnly, "records of its own"},
		{raw(contacts, editOwn), false, "campaignContact.add", OwnOnly, "contacts this user owns"},
		{raw(contacts, editOther), false, "contact.update", OthersOnly, "not with its own"},
		{raw(contacts, full), false, "contactSegment.add", OwnOnly, "public segments"},
		{raw(contacts, full), true, "contactSegment.add", OwnOnly, "public segments"},
		{raw(contacts, editOther), false, "contactSegment.add", Unknown, "whose records meet"},
	} {
		for _, row := range rows(test.role, "5.1.1", test.application, effective(test.role)) {
			if row.Operation.ID == test.operation && (row.Answer != test.answer || !strings.Contains(row.String(), test.says)) {
				t.Errorf("%v: %s: %s, %q; want %s, …%s…", test.role.RawPermissions, test.operation, row.Answer, row, test.answer, test.says)
			}
		}
	}
}

// TestMissingIsWhatToGrant: granting what a row misses allows it.
func TestMissingIsWhatToGrant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		role := mautic.Role{Name: "r", RawPermissions: map[string][]string{}}
		for _, base := range []string{contacts, segments, emails, webhooks} {
			_, keys := formOrder()
			role.RawPermissions[base] = rapid.SliceOfDistinct(rapid.SampledFrom(keys), rapid.ID[string]).Draw(t, base)
		}
		version := rapid.SampledFrom([]string{"", "5.1.1", "7.0.2"}).Draw(t, "version")
		for i, row := range Matrix(role, version) {
			if (row.Answer == Allowed) != (len(row.Missing) == 0) {
				t.Fatalf("%s: %s with %v missing", row.Operation.ID, row.Answer, row.Missing)
			}
			fixed := mautic.Role{Name: "r", RawPermissions: map[string][]string{}}
			for base, keys := range role.RawPermissions {
				fixed.RawPermissions[base] = slices.Clone(keys)
			}
			for _, p := range row.Missing {
				base, level := p.base()
				fixed.RawPermissions[base] = append(fixed.RawPermissions[base], level)
			}
			if got := Matrix(fixed, version)[i]; got.Answer != Allowed {
				t.Fatalf("%s: still %s after granting %v", row.Operation.ID, got.Answer, row.Missing)
			}
		}
	})
}
