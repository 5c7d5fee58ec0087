package doctor

import (
	"slices"
	"sync"
)

// The pages of a Mautic that diagnoses send people to.
const (
	pageSettings      = "s/config/edit"
	pageCredentials   = "s/credentials"
	pageNewCredential = "s/credentials/new"
	pageUsers         = "s/users"
	pageRoles         = "s/roles"
	pageSystemInfo    = "s/sysinfo"
	pageAccount       = "s/account"
)

// Where the facts come from.
const (
	observed    = "observed on Mautic 4.4, 5.1, 6.0 and 7.0"
	observed467 = "observed on Mautic 4.4, 6.0 and 7.0"
	rfcOAuth    = "RFC 6749"
	rfcBasic    = "RFC 7617"
	oauthServer = "source of Mautic's OAuth2 server (FriendsOfSymfony/oauth2-php)"
	ownDesign   = "rule of this page"
)

// again is the last step of most fixes.
const again = "Connect again."

// index holds the catalogue and the place of each ID in it. It is built on
// first use and never changes.
var index = sync.OnceValue(func() (x struct {
	all   []Diagnosis
	place map[ID]int
}) {
	for _, part := range []struct {
		group     Group
		diagnoses []Diagnosis
	}{
		{Own, ownDiagnoses()},
		{Reaching, slices.Concat(addressDiagnoses(), connectionDiagnoses(), redirectDiagnoses(), answerDiagnoses(), outageDiagnoses())},
		{Settings, settingDiagnoses()},
		{Basic, basicDiagnoses()},
		{Client, clientDiagnoses()},
		{Window, slices.Concat(windowDiagnoses(), callbackDiagnoses())},
		{Tokens, tokenDiagnoses()},
		{Permissions, permissionDiagnoses()},
	} {
		for _, d := range part.diagnoses {
			d.Group = part.group
			if d.Severity == "" {
				d.Severity = Problem
			}
			if d.Who == "" {
				d.Who = You
			}
			x.all = append(x.all, d)
		}
	}
	x.place = make(map[ID]int, len(x.all))
	for i, d := range x.all {
		x.place[d.ID] = i
	}
	return x
})

// Catalogue returns every diagnosis there is, Unknown first, the others by
// group. The slices inside the diagnoses are shared: they are to be read only.
func Catalogue() []Diagnosis { return slices.Clone(index().all) }

// Lookup returns the diagnosis with an ID; an ID that is not in the catalogue
// gives Unknown's. It takes the same time for every ID.
func Lookup(id ID) Diagnosis {
	x := index()
	return x.all[x.place[id]] // a missing ID is at 0, where Unknown is
}
