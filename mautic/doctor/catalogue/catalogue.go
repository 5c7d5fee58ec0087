// Package catalogue holds every diagnosis in words: what it is, how it comes
// about, how it is told apart from what looks alike, and what to do in which
// setup. Package doctor finds them; this package is data and finds nothing.
//
// The browser's program does not link it: it loads the same data as JSON, see
// doctor.Book, so that a page that finds nothing wrong does not pay for it.
package catalogue

import (
	"slices"

	"mautic-connect/mautic/doctor"
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

// All returns every diagnosis there is, Unknown first, the others by group.
func All() []doctor.Diagnosis {
	var all []doctor.Diagnosis
	for _, part := range []struct {
		group     doctor.Group
		diagnoses []doctor.Diagnosis
	}{
		{doctor.Own, ownDiagnoses()},
		{doctor.Reaching, slices.Concat(addressDiagnoses(), connectionDiagnoses(), redirectDiagnoses(), answerDiagnoses(), outageDiagnoses())},
		{doctor.Settings, settingDiagnoses()},
		{doctor.Basic, basicDiagnoses()},
		{doctor.Client, clientDiagnoses()},
		{doctor.Window, slices.Concat(windowDiagnoses(), callbackDiagnoses())},
		{doctor.Tokens, tokenDiagnoses()},
		{doctor.Permissions, permissionDiagnoses()},
		{doctor.HandOver, slices.Concat(n8nDiagnoses(), deliveryDiagnoses())},
	} {
		for _, d := range part.diagnoses {
			d.Group = part.group
			if d.Severity == "" {
				d.Severity = doctor.Problem
			}
			if d.Who == "" {
				d.Who = doctor.You
			}
			for _, fix := range d.Fixes {
				for i, step := range fix.Steps {
					fix.Steps[i].Alt = PictureText(step.Picture)
				}
			}
			all = append(all, d)
		}
	}
	return all
}

// Book returns all diagnoses to look up.
func Book() doctor.Book { return doctor.NewBook(All()) }
