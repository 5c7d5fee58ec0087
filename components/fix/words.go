package fix

import (
	"mautic-connect/components/i18n"
	"mautic-connect/mautic/doctor"
)

// Setup is the label of a variant.
func Setup(variant doctor.Variant) string {
	if variant == doctor.Everyone {
		return i18n.T("Any setup")
	}
	return i18n.T(string(variant))
}

// WhoActs says who can put it right, and leads to the steps.
func WhoActs(who doctor.Who) string {
	switch who {
	case doctor.Admin:
		return i18n.T("A Mautic administrator can fix it:")
	case doctor.Host:
		return i18n.T("Whoever hosts your Mautic can fix it:")
	case doctor.Operator:
		return i18n.T("Whoever runs this page can fix it:")
	default:
		return i18n.T("You can fix it:")
	}
}
