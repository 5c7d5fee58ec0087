package catalogue

import "mautic-connect/mautic/doctor"

// openCredentials leads to the list of clients, whose columns are named
// otherwise than the fields of the form.
func openCredentials() doctor.Step {
	return doctor.Step{Text: "Open API Credentials in Mautic: gear at the top right, from 5.1 on in its group Integrations.", Page: pageCredentials, Picture: doctor.PictureCredentialList}
}

// newCredential leads to the form for a new client.
func newCredential() doctor.Step {
	return doctor.Step{Text: "Create a new credential with the Authorization Protocol OAuth 2.", Page: pageNewCredential, Picture: doctor.PictureCredentialForm}
}

// redirectNeeded fills a field that the form insists on, used or not.
func redirectNeeded() doctor.Step {
	return doctor.Step{Text: "Put your tool's address into Redirect URI: Mautic wants one even if it stays unused.", Picture: doctor.PictureCredentialForm}
}

// copyPair ends with both values in the right fields.
func copyPair() doctor.Step {
	return doctor.Step{Text: "Copy Public Key as the client ID and Secret Key as the client secret, both whole.", Picture: doctor.PictureCredentialList}
}

func basicDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.BadCredentials,
			Title:    "Mautic refused this user name and password.",
			Cause:    "Mautic answers the same for a wrong password, an unknown user, an unpublished user, and a user who signs in only through single sign-on and has no password in Mautic.",
			Proof:    "Mautic saw the login: its 401 differs from the one it gives without a login. Mautic 6 and 7 send the realm Secured Area and no content. Nothing tells the four causes apart.",
			Symptoms: []string{"Authorization denied, invalid credentials.", "401 Unauthorized", "Unauthorized", "Authorization failed - please check your credentials", `{"errors":[{"message":"Authorization denied, invalid credentials.","code":401,"type":"access_denied"}]}`, `WWW-Authenticate: Basic realm="Secured Area"`},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Sign in to Mautic in a private window with the same user name and password: capital letters count in the password."},
				{Text: "Check in Users that the user is published.", Page: pageUsers, Picture: doctor.PictureUserForm},
				{Text: "Give the user a password of its own there if it signs in only through single sign-on."},
				{Text: "Use the user name or the e-mail address, not the name that is displayed."},
				{Text: again},
			}}},
			Sources: []string{observed, rfcBasic},
		},
		{
			ID:       doctor.CredentialsUntrimmed,
			Severity: doctor.Warning,
			Title:    "There is a space or a line end around a pasted value.",
			Cause:    "It came along when the value was copied. Mautic takes every character of a password and of a client secret as meant, so the value then counts as wrong. In front of a user name it fails as well.",
			Proof:    "The value here begins or ends with a character that cannot be seen; nothing had to be sent for that.",
			Symptoms: []string{"Authorization denied, invalid credentials.", "The client credentials are invalid"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Remove the space or line end."},
				{Text: "Keep it only if the password really has one."},
			}}},
			Sources: []string{observed},
		},
		{
			ID:    doctor.UsernameHasColon,
			Title: "A user name with a colon cannot be sent.",
			Cause: "HTTP basic auth separates user name and password by the first colon, so Mautic would see another user and another password. A colon in the password is fine.",
			Proof: "The user name here holds a colon; nothing was sent.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Use the user's e-mail address as the user name."},
				{Text: "Choose OAuth2 if that has a colon too."},
			}}},
			Sources: []string{rfcBasic},
		},
	}
}

func clientDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.ClientIDMalformed,
			Title:    "This is not a whole client ID of Mautic.",
			Cause:    "A client ID is a number, an underscore and at least 40 small letters and digits. This one is cut off, has something around it, or is the client secret.",
			Proof:    "The form of the value shows it; Mautic itself gives every wrong ID the same answer.",
			Symptoms: []string{"The client credentials are invalid", "Client not found."},
			Fixes:    []doctor.Fix{{Steps: []doctor.Step{openCredentials(), copyPair(), {Text: "Keep the number and the underscore at the beginning of the client ID."}}}},
			Sources:  []string{observed},
		},
		{
			ID:       doctor.ClientPairWrong,
			Title:    "Mautic does not accept this client ID and client secret together.",
			Cause:    "One of them is wrong or incomplete, they are of two clients, or they are from another Mautic. Mautic answers the same to all of these, and to a client that was deleted.",
			Proof:    "The token endpoint answers invalid_client to a made-up code; with a good pair it answers invalid_grant.",
			Symptoms: []string{"The client credentials are invalid", `{"errors":[{"message":"The client credentials are invalid","code":400,"type":"invalid_client"}]}`, "Error: HTTP status 400", "Bad request - please check your parameters", "invalid_client"},
			Fixes:    []doctor.Fix{{Steps: []doctor.Step{openCredentials(), copyPair(), {Text: again}}}},
			Sources:  []string{observed, rfcOAuth},
		},
		{
			ID:       doctor.ClientBodyLost,
			Who:      doctor.Host,
			Title:    "The content of the request got lost on its way to Mautic.",
			Cause:    "A redirect turns a request with content into one without, and some gateways drop it. Mautic then sees neither the client ID nor the kind of grant.",
			Proof:    "Mautic says that it found no client ID, or no grant type, although both were sent. Only its English text tells, which is the same in every language of Mautic.",
			Symptoms: []string{"Client id was not found in the headers or body", "Invalid grant_type parameter or parameter missing"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Use the exact address your Mautic answers at: https or http, with or without www."},
				{Text: "Send the parameters as a form in the content of the POST request, not in the address, if your own code sends them."},
				{Text: "Ask your host which proxy or firewall drops the content of POST requests if the address is right:", Command: "{base}/oauth/v2/token"},
			}}},
			Sources: []string{observed, oauthServer, "RFC 9110, section 15.4"},
		},
		{
			ID:       doctor.ClientAuthInHeader,
			Title:    "The client secret was sent where Mautic expects a password.",
			Cause:    "Your tool puts client ID and secret into an HTTP Basic header. Mautic takes every such header for a user's login, and refuses it while HTTP basic auth is off, even at the token endpoint.",
			Proof:    "The token endpoint answers 403 about HTTP basic auth, and the same client sent in the content of the request is accepted. The code is not used up.",
			Symptoms: []string{"Basic Auth disabled. You need to enable HTTP basic auth in the API settings of Mautic's Configuration."},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Set your tool to send the client in the body, which OAuth2 libraries call:", Command: "client_secret_post"},
					{Text: again},
				}},
				{For: doctor.N8N, Steps: []doctor.Step{
					{Text: "Choose the credential Mautic OAuth2 API, which sends the client in the body."},
					{Text: "Set Authentication to Body if you use the generic OAuth2 API."},
				}},
			},
			Sources: []string{observed, "RFC 6749, section 2.3.1"},
		},
		{
			ID:       doctor.ClientNotFound,
			Title:    "Mautic does not know this client ID.",
			Cause:    "The client was deleted, the ID is incomplete, or it belongs to another Mautic. Mautic says so only in its own window, after the login.",
			Proof:    "Mautic's window shows a 404. Only its English text tells it from another 404.",
			Symptoms: []string{"Client not found.", "Unknown client"},
			Fixes:    []doctor.Fix{{Steps: []doctor.Step{openCredentials(), copyPair(), {Text: "Create a new credential if it is no longer in the list.", Page: pageNewCredential, Picture: doctor.PictureCredentialForm}}}},
			Sources:  []string{observed},
		},
		{
			ID:       doctor.GrantNotAllowed,
			Who:      doctor.Admin,
			Title:    "This client may not be used without a person.",
			Cause:    "Client ID and secret are right, but Mautic gives client credentials only to clients that an administrator created, from Mautic 4 on.",
			Proof:    "Mautic answers unauthorized_client, and it checks the secret before it does.",
			Symptoms: []string{"The grant type is unauthorized for this client_id", "unauthorized_client"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Sign in to Mautic as an administrator: Has full system access? is Yes in the role."},
				newCredential(),
				redirectNeeded(),
				copyPair(),
				{Text: "Choose OAuth2 with sign-in instead if nobody can do that."},
			}}},
			Sources: []string{observed, "mautic/mautic#9837"},
		},
		{
			ID:       doctor.ClientWithoutRole,
			Who:      doctor.Admin,
			Title:    "Mautic gives this client a token, but fails on every request with it.",
			Cause:    "Such a client acts with the role of its creator. One from before Mautic 4, or made by hand, has no role, and Mautic stumbles over that.",
			Proof:    "The token request succeeds, and each request of the API with that token ends in error 500, while Mautic works otherwise.",
			Symptoms: []string{"Looks like I encountered an error (error #500). If I do it again, please report me to the system administrator!"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Sign in to Mautic as an administrator: Has full system access? is Yes in the role."},
				newCredential(),
				redirectNeeded(),
				copyPair(),
				{Text: "Delete the old credential.", Page: pageCredentials},
			}}},
			Sources: []string{observed},
		},
	}
}
