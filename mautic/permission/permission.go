package permission

import "strings"

// Permission names one level of a permission as Mautic does, "lead:leads:create":
// bundle, name and level.
type Permission string

// The levels of Mautic's permissions, in the order of its role form.
const (
	viewOwn      = "viewown"
	viewOther    = "viewother"
	editOwn      = "editown"
	editOther    = "editother"
	create       = "create"
	deleteOwn    = "deleteown"
	deleteOther  = "deleteother"
	full         = "full"
	publishOwn   = "publishown"
	publishOther = "publishother"
)

// The permissions that are asked for, in the order of Mautic's role form: its
// tabs are sorted by their label, the rows of a tab are not.
const (
	apiAccess = "api:access"
	contacts  = "lead:leads" // and companies: CompanyModel::getPermissionBase
	segments  = "lead:lists"
	emails    = "email:emails"
	webhooks  = "webhook:webhooks"
	campaigns = "campaign:campaigns"
)

// base returns a permission without its level, and the level.
func (p Permission) base() (base, level string) {
	i := strings.LastIndexByte(string(p), ':')
	if i < 0 {
		return string(p), ""
	}
	return string(p[:i]), string(p[i+1:])
}

// Parts returns where the permission stands in Mautic's role form, each word
// by word in English: the tab "Contact Permissions", the row "Contacts - User
// has access to", the level "View Own". A permission this package asks for
// nowhere has no tab; its row and level are Mautic's keys.
//
// The texts are those of Mautic's en_US messages, which are the same from 4.4
// to the development of 6; they serve as keys of translations.
func (p Permission) Parts() (tab, row, level string) {
	base, key := p.base()
	tab, row, _ = rowLabels(base)
	if base == apiAccess && key == full {
		return tab, row, "Granted"
	}
	return tab, row, levelLabel(key)
}

// Label returns the permission in the words of Mautic's role form, in short:
// "Contacts: View Own". It joins the constants of ShortParts.
func (p Permission) Label() string {
	row, level := p.ShortParts()
	return row + ": " + level
}

// ShortParts returns the row without what all rows end with, "Contacts", and
// the level, "View Own". Both are constants that serve as keys of translations.
func (p Permission) ShortParts() (row, level string) {
	base, _ := p.base()
	_, _, row = rowLabels(base)
	_, _, level = p.Parts()
	return row, level
}

// rowLabels are the tab and row of a permission in Mautic's role form, and the
// row in short.
func rowLabels(base string) (tab, row, short string) {
	switch base {
	case apiAccess:
		return "API Permissions", "API Access", "API Access"
	case campaigns:
		return "Campaign Permissions", "Campaigns - User has access to", "Campaigns"
	case contacts:
		return "Contact Permissions", "Contacts - User has access to", "Contacts"
	case segments:
		return "Contact Permissions", "Segments - User has access to", "Segments"
	case emails:
		return "Email Permissions", "Emails - User has access to", "Emails"
	case webhooks:
		return "Webhook Permissions", "Webhooks - User has access to", "Webhooks"
	}
	return "", base, base
}

func levelLabel(level string) string {
	switch level {
	case viewOwn:
		return "View Own"
	case viewOther:
		return "View Others"
	case editOwn:
		return "Edit Own"
	case editOther:
		return "Edit Others"
	case create:
		return "Create"
	case deleteOwn:
		return "Delete Own"
	case deleteOther:
		return "Delete Others"
	case full:
		return "Full"
	case publishOwn:
		return "Publish Own"
	case publishOther:
		return "Publish Others"
	}
	return level
}

// formOrder are the rows, and in each the levels, in the order of Mautic's
// role form.
func formOrder() (bases, levels []string) {
	return []string{apiAccess, campaigns, contacts, segments, emails, webhooks},
		[]string{viewOwn, viewOther, editOwn, editOther, create, deleteOwn, deleteOther, full, publishOwn, publishOther}
}
