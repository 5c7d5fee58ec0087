package guide

import (
	"mautic-connect/components/i18n"
	"mautic-connect/mautic/doctor"
)

// Group is a part of the guide.
type Group struct {
	// ID is its place on the index.
	ID string
	// Title is its name.
	Title string
	// Diagnoses says that it lists diagnoses.
	Diagnoses bool
}

// groups are all there are, in the order of the guide.
func groups() []Group {
	return []Group{
		{ID: "set-up", Title: i18n.T("Set up Mautic")},
		{ID: "choose", Title: i18n.T("Choose")},
		{ID: "connect", Title: i18n.T("Connect a tool")},
		{ID: "run", Title: i18n.T("Run it yourself")},
		{ID: diagnosisGroup(doctor.Reaching), Title: i18n.T("Reaching Mautic"), Diagnoses: true},
		{ID: diagnosisGroup(doctor.Settings), Title: i18n.T("Mautic's settings"), Diagnoses: true},
		{ID: diagnosisGroup(doctor.Basic), Title: i18n.T("User name and password"), Diagnoses: true},
		{ID: diagnosisGroup(doctor.Client), Title: i18n.T("The OAuth2 client"), Diagnoses: true},
		{ID: diagnosisGroup(doctor.Window), Title: i18n.T("Signing in and coming back"), Diagnoses: true},
		{ID: diagnosisGroup(doctor.Tokens), Title: i18n.T("Codes and tokens"), Diagnoses: true},
		{ID: diagnosisGroup(doctor.Permissions), Title: i18n.T("Rights"), Diagnoses: true},
		{ID: diagnosisGroup(doctor.HandOver), Title: i18n.T("Into n8n or a portal"), Diagnoses: true},
		{ID: diagnosisGroup(doctor.Own), Title: i18n.T("Mautic Connect itself"), Diagnoses: true},
	}
}

// diagnosisGroup is the ID of a group of the catalogue: the index has groups of its
// own beside them.
func diagnosisGroup(group doctor.Group) string { return "problem-" + string(group) }
