package catalogue

import "mautic-connect/mautic/doctor"

// windowDiagnoses holds what the Mautic window shows, and what becomes of it.
func windowDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.UserDenied,
			Title:    "Access was denied in Mautic.",
			Cause:    "Somebody pressed Deny in the Mautic window. Mautic shows an error there and sends nothing back.",
			Proof:    "Mautic's own answer is access_denied with the code 302; a refused login has the code 401.",
			Symptoms: []string{"API authorization denied.", "The user denied access to your application", "access_denied"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Close the Mautic window."},
				{Text: "Connect again and press Accept.", Picture: doctor.PictureConsent},
			}}},
			Sources: []string{observed, "RFC 6749, section 4.1.2.1"},
		},
		{
			ID:    doctor.RedirectURIMismatch,
			Title: "The client in Mautic has another redirect URI.",
			Cause: "Mautic sends people back only to an address that is registered with the client. Scheme, host and port have to be the same, and the path has to begin like the registered one. Several are separated by a comma: a space makes one broken address of two.",
			Proof: "Mautic's window shows redirect_uri_mismatch after Accept. On Mautic 4.4, 6.0 and 7.0 a person who accepted this client before sees only an error 500 there.",
			Symptoms: []string{
				"The redirect URI provided does not match registered URI(s).", "redirect_uri_mismatch",
				`{"errors":[{"message":"The redirect URI provided does not match registered URI(s).","code":400,"type":"redirect_uri_mismatch"}]}`,
				"The OAuth redirect URI does not match the API credentials configuration.",
				"Looks like I encountered an error (error #500). If I do it again, please report me to the system administrator!",
			},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					openCredentials(),
					{Text: "Open the client by its name.", Picture: doctor.PictureCredentialList},
					{Text: "Put this into Redirect URI, after a comma if another one has to stay:", Command: "{redirect_uri}", Picture: doctor.PictureCredentialForm},
					{Text: "Press Save & Close."},
					{Text: again},
				}},
				{For: doctor.N8N, Steps: []doctor.Step{
					{Text: "Copy OAuth Redirect URL from the credential in n8n into Redirect URI of the client in Mautic.", Page: pageCredentials, Picture: doctor.PictureCredentialForm},
					{Text: "Set this for n8n, with your own address, if that URL says localhost:", Command: "N8N_EDITOR_BASE_URL=https://n8n.example.com\nWEBHOOK_URL=https://n8n.example.com/"},
					{Text: "Restart n8n."},
				}},
			},
			Sources: []string{observed, "RFC 6749, section 3.1.2"},
		},
		{
			ID:       doctor.RedirectURIMissing,
			Title:    "The request names no redirect URI.",
			Cause:    "Mautic has several redirect URIs for this client, or none, so it cannot choose where to send you back to. The token request needs it as well.",
			Proof:    "The type is the same as for a wrong redirect URI; only the English text tells, which is the same in every language of Mautic.",
			Symptoms: []string{"No redirect URL was supplied and more than one is registered.", "The redirect URI is mandatory and was not supplied.", "The redirect URI parameter is required."},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				openCredentials(),
				{Text: "Put this into Redirect URI of the client:", Command: "{redirect_uri}", Picture: doctor.PictureCredentialForm},
				{Text: "Send the same value as redirect_uri in both requests if your own code sends them."},
				{Text: again},
			}}},
			Sources: []string{observed, oauthServer},
		},
		{
			ID:       doctor.ScopeNotSupported,
			Title:    "Mautic refused the requested scope.",
			Cause:    "Mautic supports no scopes: any scope at all is refused. What the credential may do depends on the user's role.",
			Proof:    "Mautic answers invalid_scope, in its window or at the token endpoint.",
			Symptoms: []string{"An unsupported scope was requested.", `{"errors":[{"message":"An unsupported scope was requested.","code":400,"type":"invalid_scope"}]}`, "invalid_scope"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Leave the scope empty in your tool."},
				{Text: again},
			}}},
			Sources: []string{observed, "RFC 6749, section 3.3"},
		},
		{
			ID:       doctor.ResponseTypeMissing,
			Title:    "The request does not say what it asks for.",
			Cause:    "An authorization request has to ask for a code by its parameter response_type. This one lacks it, often because the address was cut off when it was copied.",
			Proof:    "Mautic's window shows invalid_request with the code 302. Only its English text, the same in every language, names the response type.",
			Symptoms: []string{"Invalid response type."},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open the Mautic window from this page instead of copying its address."},
				{Text: "Add this parameter if your own code makes the address:", Command: "response_type=code"},
			}}},
			Sources: []string{observed, "RFC 6749, section 4.1.1"},
		},
		{
			ID:       doctor.UserWithoutAPIAccess,
			Who:      doctor.Admin,
			Title:    "This user's role does not allow the API.",
			Cause:    "On Mautic 4.4, 6.0 and 7.0 only a user whose role has API access may connect an application; 5.1 does not ask. Signing in works, and then Mautic refuses.",
			Proof:    "Mautic's window shows a page that says Forbidden after the login, and nothing comes back. The same user's login works on the API itself.",
			Symptoms: []string{"An Error Occurred: Forbidden", "403 Forbidden", "You do not have access to the requested area/action."},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open the user's role in Roles.", Page: pageRoles, Picture: doctor.PictureRoleForm},
				{Text: "Choose Permissions and then API Permissions.", Picture: doctor.PictureRoleForm},
				{Text: "Tick Granted beside API Access.", Picture: doctor.PictureRoleForm},
				{Text: "Press Save & Close."},
				{Text: "Connect again in a new Mautic window."},
			}}},
			Sources: []string{observed467, "mautic/mautic#4299"},
		},
		{
			ID:    doctor.LoginLost,
			Title: "Mautic forgot what you were about to do.",
			Cause: "After the login Mautic showed its dashboard or start page in the place of the question whether to allow access. The browser did not return Mautic's cookie, as it happens inside a frame or with cookies blocked, so the request was lost.",
			Proof: "The Mautic window is signed in but asks nothing, and nothing came back. A refusal would be named in that window.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Close the Mautic window."},
				{Text: "Allow cookies for your Mautic in this browser."},
				{Text: "Connect again in a window of its own, not in a frame."},
				{Text: "Check that Site URL in Configuration is the address you use here, if it stays.", Page: pageSettings},
			}}},
			Sources: []string{observed, "mautic/mautic#9098"},
		},
		{
			ID:    doctor.PopupBlocked,
			Title: "The browser did not open the Mautic window.",
			Cause: "A popup blocker, a setting of the browser or the page around this one forbids new windows.",
			Proof: "The browser gave this page no window when it asked for one.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Allow popups for this page in the browser's address bar."},
				{Text: "Choose to continue in this tab instead: what you typed is kept until you come back."},
			}}},
			Sources: []string{"HTML standard: window.open"},
		},
		{
			ID:       doctor.WindowClosed,
			Severity: doctor.Warning,
			Title:    "The Mautic window seems to be closed.",
			Cause:    "No answer has come yet. Some browsers call a window closed that is still open, so this page goes on waiting.",
			Proof:    "The browser says so, and no answer arrived; that alone proves no failure.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Go on in the Mautic window if it is still open."},
				{Text: "Connect again if you closed it."},
			}}},
			Sources: []string{"HTML standard: Cross-Origin-Opener-Policy"},
		},
		{
			ID:    doctor.NoAnswer,
			Title: "Nothing came back from the Mautic window.",
			Cause: "Ten minutes passed without an answer. When Mautic shows an error in its window, it never sends anything back.",
			Proof: "No answer arrived on any of the ways back; why, only the Mautic window knows.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Look at the Mautic window: what it shows names the cause."},
				{Text: "Copy its text into this page to have it explained."},
				{Text: again},
			}}},
			Sources: []string{observed},
		},
	}
}

// callbackDiagnoses holds the hard stops of this page: an answer that it does not use.
func callbackDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.StateMismatch,
			Title:    "This answer does not belong to your attempt.",
			Cause:    "It does not carry the secret mark of the request that was made here. It may be left over from an earlier attempt, or somebody may have tampered with it. Nothing was done with it.",
			Proof:    "The state that came back is not the one that was sent for this Mautic, this client and this redirect URI.",
			Symptoms: []string{"Insufficient parameters for OAuth2 callback"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Close every Mautic window that this page opened."},
				{Text: again},
			}}},
			Sources: []string{"RFC 6749, section 10.12", "RFC 9700"},
		},
		{
			ID:    doctor.CallbackReplayed,
			Title: "This answer was used before.",
			Cause: "Each answer from Mautic is good for one attempt. Going back in the browser, or reloading, sends it a second time. Nothing was done with it.",
			Proof: "Its state belongs to an attempt that has already ended.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{{Text: again}}}}, Sources: []string{"RFC 9700"},
		},
		{
			ID:    doctor.CallbackExpired,
			Title: "The answer came too late.",
			Cause: "An attempt is good for ten minutes, and more have passed since it began. Nothing was done with the answer.",
			Proof: "Its state belongs to an attempt that this page has given up.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{{Text: "Connect again and finish within ten minutes."}}}}, Sources: []string{"RFC 9700"},
		},
		{
			ID:      doctor.RecordLost,
			Title:   "This tab no longer knows what it asked Mautic for.",
			Cause:   "While you sign in to Mautic in this tab, the tab keeps a note of the request. It came back without one that can be read, so the answer could not be used.",
			Proof:   "The tab's session storage holds no complete record of the request.",
			Fixes:   []doctor.Fix{{Steps: []doctor.Step{{Text: again}}}},
			Sources: []string{ownDesign},
		},
		{
			ID:    doctor.CallbackIncomplete,
			Title: "The answer is not complete.",
			Cause: "It lacks a part that every answer from Mautic has, or holds one twice. A proxy that cuts addresses off does that. Nothing was done with it.",
			Proof: "The address that came back has no state, or neither a code nor an error, or one of them twice.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: again},
				{Text: "Ask whoever runs this page whether its proxy keeps the query of addresses if it stays."},
			}}},
			Sources: []string{"RFC 6749, section 4.1.2"},
		},
		{
			ID:    doctor.IssuerMismatch,
			Title: "The answer came from another server than the one you named.",
			Cause: "It says so itself. Mautic does not name itself in its answers, so something else took part. Nothing was done with it.",
			Proof: "The answer carries the parameter iss, and it is not the address of your Mautic.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Check the address of your Mautic."},
				{Text: again},
			}}},
			Sources: []string{"RFC 9207"},
		},
	}
}
