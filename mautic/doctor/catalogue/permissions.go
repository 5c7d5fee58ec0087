package catalogue

import "mautic-connect/mautic/doctor"

// openRole leads to the permissions of a role.
func openRole() doctor.Step {
	return doctor.Step{Text: "Open the user's role in Roles and choose Permissions.", Page: pageRoles, Picture: doctor.PictureRoleForm}
}

func permissionDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.PermissionMissing,
			Who:      doctor.Admin,
			Title:    "The login is right, but its role may not do this.",
			Cause:    "Mautic accepted the credential and then refused the action, because the role of its user lacks the permission.",
			Proof:    "The 403 carries Mautic's version and no type; a switch that is off gives a type and no version.",
			Symptoms: []string{"You do not have access to the requested area/action.", `{"errors":[{"code":403,"message":"You do not have access to the requested area/action.","details":[]}]}`, "Forbidden - perhaps check your credentials?"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				openRole(),
				{Text: "Tick what is missing on the tab of its part, for contacts in Contact Permissions.", Picture: doctor.PictureRoleForm},
				{Text: "Press Save & Close."},
				{Text: "Check again: the credential itself stays as it is."},
			}}},
			Sources: []string{observed},
		},
		{
			ID:       doctor.ViewOwnOnly,
			Severity: doctor.Warning,
			Who:      doctor.Admin,
			Title:    "The role sees only what its user owns.",
			Cause:    "The role has View Own but not View Others, so lists come back empty without any error. Mautic's second API, in 7.0, shows everything all the same.",
			Proof:    "Mautic answers 200 with a total of 0, and the role's permissions say View Own only. A Mautic without contacts looks the same, except for the role.",
			Symptoms: []string{`{"total":"0","contacts":{}}`},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				openRole(),
				{Text: "Tick View Others for contacts in Contact Permissions.", Picture: doctor.PictureRoleForm},
				{Text: "Press Save & Close."},
			}}},
			Sources: []string{observed},
		},
		{
			ID:       doctor.NoRole,
			Severity: doctor.Warning,
			Who:      doctor.Admin,
			Title:    "This login has no role.",
			Cause:    "What a login may do in Mautic comes from its role. Mautic names none for this one, so most actions will be refused.",
			Proof:    "Mautic describes the login without a role, and not as one with full access.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open the user in Users and choose a role.", Page: pageUsers, Picture: doctor.PictureUserForm},
				{Text: "Create a new API credential instead if it is an application's login.", Page: pageNewCredential},
				{Text: "Press Save & Close."},
			}}},
			Sources: []string{observed},
		},
		{
			ID:       doctor.ClientActsAsApplication,
			Severity: doctor.Warning,
			Title:    "This credential acts as an application, not as a person.",
			Cause:    "With client credentials Mautic makes up a user with the name of the client and the role of whoever created it, an administrator. It may do everything, and belongs to no one.",
			Proof:    "Mautic describes the login without a number and without an e-mail address, which only client credentials give.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Leave it if full access is what you want."},
				{Text: "Choose OAuth2 with sign-in, with a user whose role allows only what is needed, otherwise."},
			}}},
			Sources: []string{observed},
		},
		{
			ID:       doctor.WebhookPermissionMissing,
			Severity: doctor.Warning,
			Who:      doctor.Admin,
			Title:    "The role may not create webhooks.",
			Cause:    "A trigger, such as Mautic Trigger in n8n, makes Mautic call it through a webhook. The role behind this credential may not create one, so triggers do not work; other actions do.",
			Proof:    "Mautic accepts the login and refuses its webhooks with a 403 that carries its version, or the role's permissions lack Create there. The list of events alone needs no permission.",
			Symptoms: []string{"You do not have access to the requested area/action.", "Forbidden - perhaps check your credentials?"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				openRole(),
				{Text: "Choose Webhook Permissions.", Picture: doctor.PictureRoleForm},
				{Text: "Tick View Own, Create and Delete Own.", Picture: doctor.PictureRoleForm},
				{Text: "Press Save & Close."},
			}}},
			Sources: []string{observed, "observed on n8n 2.41"},
		},
	}
}
