package catalogue

import "mautic-connect/mautic/doctor"

func tokenDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.CodeExpired,
			Title:    "The answer from Mautic came too late to be used.",
			Cause:    "Mautic's authorization code lives for 30 seconds, and more passed before it was traded for a token. No setting of Mautic changes that.",
			Proof:    "The type is the same as for an unknown code; only the English text tells, which is the same in every language of Mautic.",
			Symptoms: []string{"The authorization code has expired"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Connect again, and leave the Mautic window to finish by itself."},
				{Text: "Check the clock of Mautic's server if it stays."},
			}}},
			Sources: []string{observed, oauthServer},
		},
		{
			ID:       doctor.CodeInvalid,
			Title:    "Mautic does not accept the authorization code.",
			Cause:    "A code can be used once, by the client it was made for. This one was used before, or belongs to another client. Client ID and secret are right.",
			Proof:    "Mautic checks the pair first, then answers invalid_grant. Only its English text tells it from an expired code.",
			Symptoms: []string{"Code doesn't exist or is invalid for the client", `Missing parameter. "code" is required`},
			Fixes:    []doctor.Fix{{Steps: []doctor.Step{{Text: "Connect again: every attempt gets a fresh code."}}}},
			Sources:  []string{observed, "RFC 6749, section 4.1.2"},
		},
		{
			ID:       doctor.TokenRedirectWrong,
			Title:    "The token request names another redirect URI than the first request.",
			Cause:    "The redirect URI has to be the same when you sign in and when the code is traded for a token, character for character.",
			Proof:    "The token endpoint answers redirect_uri_mismatch; when the registered one is wrong, Mautic says so in its window and no code comes back.",
			Symptoms: []string{"The redirect URI is missing or do not match"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Send exactly this in both requests:", Command: "{redirect_uri}"},
				{Text: again},
			}}},
			Sources: []string{observed, "RFC 6749, section 4.1.3"},
		},
		{
			ID:       doctor.RefreshInvalid,
			Title:    "Mautic does not know this refresh token.",
			Cause:    "A refresh token, which renews the access, works once. Another tool that holds the same grant has used it, or two requests renewed at the same moment.",
			Proof:    "The type is the same as for an expired one; only the English text tells, which is the same in every language of Mautic.",
			Symptoms: []string{"Invalid refresh token", `{"errors":[{"message":"Invalid refresh token","code":400,"type":"invalid_grant"}]}`, "Error: HTTP status 400", "Bad request - please check your parameters"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Connect again."},
					{Text: "Keep the grant in one place only: each further tool gets a connection of its own."},
				}},
				{For: doctor.N8N, Steps: []doctor.Step{
					{Text: "Open the credential in n8n and press Reconnect."},
					{Text: "Use one credential for all workflows instead of copies of it."},
				}},
			},
			Sources: []string{observed, "observed on n8n 2.41", "RFC 6749, section 6"},
		},
		{
			ID:       doctor.RefreshExpired,
			Title:    "The refresh token has expired.",
			Cause:    "A grant that is not used dies, after 14 days unless Mautic's settings say otherwise. Each use gives it a new term.",
			Proof:    "The type is the same as for an unknown one; only the English text tells, which is the same in every language of Mautic.",
			Symptoms: []string{"Refresh token has expired", `{"errors":[{"message":"Refresh token has expired","code":400,"type":"invalid_grant"}]}`, "Error: HTTP status 400", "Bad request - please check your parameters"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: again},
				openSettings(),
				{Text: "Raise Refresh token lifetime (in days) if weeks pass between two uses.", Picture: doctor.PictureAPISettings},
			}}},
			Sources: []string{observed},
		},
		{
			ID:       doctor.TokenExpired,
			Title:    "The access token has expired.",
			Cause:    "Access tokens live for 60 minutes unless Mautic's settings say otherwise. Tools renew them with the refresh token; this one has none, or did not use it.",
			Proof:    "The type is the same as for an unknown token; only the English text tells, which is the same in every language of Mautic.",
			Symptoms: []string{"The access token provided has expired.", "OAuth access token expired and no refresh token is available. Please reconnect the credentials."},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: again},
				{Text: "Check that your tool keeps the refresh token as well."},
			}}},
			Sources: []string{observed, "RFC 6750"},
		},
		{
			ID:       doctor.TokenInvalid,
			Title:    "Mautic does not know this access token.",
			Cause:    "Its client was deleted, it is incomplete, it is from another Mautic, or a refresh token was sent in its place.",
			Proof:    "The type is the same as for an expired token; only the English text tells, which is the same in every language of Mautic.",
			Symptoms: []string{"The access token provided is invalid.", `{"errors":[{"message":"The access token provided is invalid.","code":401,"type":"invalid_grant"}]}`, "Unable to sign without access token", "This OAuth2 credential was not connected to an account."},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				openCredentials(),
				{Text: "Check that the client is still in the list."},
				{Text: again},
			}}},
			Sources: []string{observed, "RFC 6750"},
		},
		{
			ID:       doctor.TokenSentTwice,
			Title:    "The access token was sent in two places.",
			Cause:    "Mautic takes a token from the Authorization header, from the address or from a form, but only from one of them in a request.",
			Proof:    "Mautic answers invalid_request. Only its English text tells the cause.",
			Symptoms: []string{"Only one method may be used to authenticate at a time (Auth header, GET or POST)."},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Send the token in the header only:", Command: "Authorization: Bearer"},
				{Text: "Remove access_token from the address and from the form, where it ends up in logs."},
			}}},
			Sources: []string{oauthServer, "RFC 6750, section 2"},
		},
		{
			ID:       doctor.RefreshClock,
			Severity: doctor.Warning,
			Title:    "This connection ends when it is not used for a while.",
			Cause:    "It renews itself with a refresh token, which dies after 14 days without use unless Mautic's settings say otherwise.",
			Proof:    "Mautic gave a refresh token. It does not tell how long that lives; 14 days is its default.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Let your tool use the connection at least once a week."},
				openSettings(),
				{Text: "Raise Refresh token lifetime (in days) if longer pauses happen.", Picture: doctor.PictureAPISettings},
			}}},
			Sources: []string{observed},
		},
		{
			ID:       doctor.APIV2Bearer,
			Severity: doctor.Warning,
			Title:    "Mautic's second API does not accept this token.",
			Cause:    "Mautic 7 before 7.1.3 refuses OAuth2 tokens on /api/v2, while /api accepts them. Tools that use only /api, as n8n does, do not notice.",
			Proof:    "The same token is accepted on /api and refused on /api/v2.",
			Symptoms: []string{`{"message":"Invalid credentials."}`},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Leave it if your tool uses only /api."},
				{Text: "Update Mautic to 7.1.3 or later otherwise."},
				{Text: "Choose a user name and password if you cannot update: they work on both."},
			}}},
			Who:     doctor.Admin,
			Sources: []string{"observed on Mautic 7.0", "mautic/mautic#16243"},
		},
		{
			ID:       doctor.UserUnpublished,
			Who:      doctor.Admin,
			Title:    "The user behind this connection is no longer published.",
			Cause:    "Somebody unpublished the user who connected. Mautic 4.4 then refuses the access token, although renewing it still works; later versions go on accepting it.",
			Proof:    "Mautic answers 401 with the type access_denied to a token that it renews; an unknown or expired token has the type invalid_grant.",
			Symptoms: []string{"API authorization denied."},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open the user in Users and publish it.", Page: pageUsers, Picture: doctor.PictureUserForm},
				{Text: "Connect again with another user if it has to stay unpublished."},
			}}},
			Sources: []string{"observed on Mautic 4.4"},
		},
	}
}
