package catalogue

import "mautic-connect/mautic/doctor"

// PictureText says in words what a schematic shows, and where to act on it; the
// numbers are those in the drawing. It is empty where there is no such picture.
func PictureText(picture doctor.Picture) string {
	return map[doctor.Picture]string{
		doctor.PictureAPISettings:    "Mautic's Configuration page. 1: the tab API Settings. 2: the switch API enabled? on Yes. 3: the switch Enable HTTP basic auth? on Yes. 4: the button that saves and closes.",
		doctor.PictureCredentialForm: "Mautic's form for a new API credential. 1: Authorization Protocol, OAuth 2. 2: a name for the tool. 3: the redirect URI. 4: the button Apply.",
		doctor.PictureCredentialList: "Mautic's list of API credentials. 1: the Public Key, which is the client ID. 2: the Secret Key, which is the client secret.",
		doctor.PictureRoleForm:       "Mautic's form of a role. 1: API Access: Granted. 2: the boxes that say what the role may do.",
		doctor.PictureUserForm:       "Mautic's form of a user. 1: the user name. 2: the role. 3: the password. 4: the switch Published on Yes.",
		doctor.PictureConsent:        "Mautic's window OAuth Authorization. It names the application that would like to connect. 1: the button Accept. 2: the button Deny.",
		doctor.PictureCORSSettings:   "Mautic's Configuration page, tab System Settings, part CORS Settings. 1: the switch Restrict Domains. 2: the list Valid Domains, one address a line. 3: the button that saves and closes.",
		doctor.PictureWebhookForm:    "Mautic's form of a webhook. 1: the address that is called. 2: the secret that signs each call. 3: the events. 4: the switch Published on Yes.",
	}[picture]
}
