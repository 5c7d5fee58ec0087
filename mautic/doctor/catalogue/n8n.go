package catalogue

import "mautic-connect/mautic/doctor"

const (
	observedN8N = "observed on n8n 1.123 and 2.41"
	sourceN8N   = "source code of n8n"
	importFile  = "Choose the credentials file instead: n8n imports it without the API."
	sendAgain   = "Send the credential again: what you typed is still here."
)

// newKey leads to a new API key with the scopes a hand-over uses.
func newKey() []doctor.Step {
	return []doctor.Step{
		{Text: "Open Settings in n8n and choose n8n API."},
		{Text: "Press Create an API key."},
		{Text: "Tick these scopes, if n8n offers scopes:", Command: "credential:create\ncredential:list\ncredential:update\ncredential:read"},
		{Text: "Copy the key at once: n8n shows it a single time."},
	}
}

// n8nDiagnoses holds what keeps a credential from arriving in n8n. The
// credential itself is proven by then.
func n8nDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.N8NKeyRefused,
			Title:    "This API key is not accepted by n8n.",
			Cause:    "The key is wrong, incomplete, expired or deleted, it belongs to another n8n, or the public API of this n8n is switched off. The answer to all of these is the same.",
			Proof:    "The answer is 401 to a question that needs a key and no scope.",
			Symptoms: []string{"Unauthorized", "'X-N8N-API-KEY' header required"},
			Fixes: []doctor.Fix{
				{Steps: append(newKey(),
					doctor.Step{Text: "Ask whoever runs your n8n for a way in if Settings has no n8n API: the trial of n8n Cloud has none."},
					doctor.Step{Text: importFile})},
				{For: doctor.Docker, Steps: append(newKey(),
					doctor.Step{Text: "Remove this setting of n8n's container if it is there, which switches the API off:", Command: "N8N_PUBLIC_API_DISABLED=true"},
					doctor.Step{Text: "Restart n8n."})},
			},
			Sources: []string{observedN8N, "n8n documentation: authentication of the public API"},
		},
		{
			ID:       doctor.N8NScopeMissing,
			Title:    "This API key may not store credentials.",
			Cause:    "The key is right, but it was created without the scope that this step needs. The scopes of a key are fixed when it is created.",
			Proof:    "The key is accepted for a question that needs no scope, and the answer to this one is 403.",
			Symptoms: []string{"Forbidden"},
			Fixes: []doctor.Fix{{Steps: append(newKey(),
				doctor.Step{Text: "Leave the project empty if you named one: your user may have no access to it."},
				doctor.Step{Text: importFile})}},
			Sources: []string{observedN8N},
		},
		{
			ID:       doctor.N8NTypeUnknown,
			Title:    "This n8n does not know Mautic's credentials.",
			Cause:    "The Mautic nodes come with every n8n, but whoever runs it can leave them out. Their credentials are missing then too.",
			Proof:    "This n8n knows other types of credentials, and says that it does not know this one.",
			Symptoms: []string{"req.body.type is not a known type"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Ask whoever runs your n8n to take Mautic off the list of the setting NODES_EXCLUDE."},
				{Text: "Choose client credentials here otherwise: n8n's HTTP Request node takes those."},
			}}},
			Sources: []string{observedN8N, sourceN8N},
		},
		{
			ID:    doctor.N8NFieldRefused,
			Title: "This version of n8n wants other fields.",
			Cause: "Each version of n8n checks which fields a credential has. What is sent suits n8n 1.123 and 2.41; yours differs.",
			Proof: "The answer is 400 and names what is not accepted.",
			Symptoms: []string{
				`request.body.data is not allowed to have the additional property "foo"`,
				`request.body.data requires property "serverUrl"`,
			},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: importFile},
				{Text: "Tell the makers of this page the version of your n8n and the field it names."},
			}}},
			Sources: []string{observedN8N},
		},
		{
			ID:    doctor.N8NProjectUnknown,
			Title: "This n8n has no such project.",
			Cause: "The ID of the project is mistyped, belongs to another n8n, or names a project that was deleted.",
			Proof: "The answer is 404 with a project, while the key and the address are right.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Leave the project empty to store the credential in your personal one."},
				{Text: "Copy the ID from the address of the project's page in n8n, behind projects, otherwise."},
			}}},
			Sources: []string{observedN8N},
		},
		{
			ID:       doctor.N8NCredentialGone,
			Title:    "The credential to update is not in n8n any more.",
			Cause:    "It was deleted, or moved to where your key has no access, since n8n listed it.",
			Proof:    "The key is accepted, and the answer to this one credential is 404.",
			Symptoms: []string{"Credential not found"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Create a new credential instead of updating the old one."},
			}}},
			Sources: []string{observedN8N, sourceN8N},
		},
		{
			ID:       doctor.N8NNotFound,
			Title:    "No n8n API answers at this address.",
			Cause:    "The address leads to something else, such as a website, another port or another directory than n8n's, or the n8n there is very old.",
			Proof:    "The answer is a web page, or JSON that n8n's API never gives.",
			Symptoms: []string{"not found", "404 Not Found"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open n8n in your browser and copy its address from there."},
				{Text: "Cut off the page you are on: the part from home, workflow or signin on."},
				{Text: "Keep the directory if your n8n lives in one."},
			}}},
			Sources: []string{observedN8N},
		},
		{
			ID:       doctor.N8NNameLength,
			Title:    "A name of this length is not accepted by n8n.",
			Cause:    "The name of a credential has 3 to 128 characters in n8n.",
			Proof:    "The answer is 400 and names the length that n8n wants.",
			Symptoms: []string{"Credential name must be 3 to 128 characters long."},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Choose another name for the credential."},
				{Text: sendAgain},
			}}},
			Sources: []string{observedN8N, sourceN8N},
		},
		{
			ID:       doctor.N8NMediaType,
			Title:    "The request reached n8n without its content type.",
			Cause:    "Something between this page's server and n8n changed or dropped the content type, which says that the request is JSON.",
			Proof:    "The answer is 415, and this page always sends JSON as JSON.",
			Symptoms: []string{"unsupported media type text/plain"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Have whoever runs the proxy or firewall in front of n8n pass the Content-Type header on."},
				{Text: importFile},
			}}},
			Sources: []string{observedN8N},
		},
		{
			ID:       doctor.N8NUnsupported,
			Title:    "This version of n8n cannot do this through its API.",
			Cause:    "Over its API, n8n 1 creates credentials; it neither lists nor changes them, while n8n 2.41 does both.",
			Proof:    "The key is accepted, and the answer is that there is no such request.",
			Symptoms: []string{"GET method not allowed", "PATCH method not allowed"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Create the credential under a new name, and delete the old one in n8n."},
				{Text: "Update n8n if you would rather change credentials from here."},
			}}},
			Sources: []string{observedN8N},
		},
		{
			ID:    doctor.N8NRedirected,
			Title: "The address of n8n leads elsewhere.",
			Cause: "The address redirects, often from http to https, to another host name, or to a login page in front of n8n. Your API key is not sent after it.",
			Proof: "The answer is a redirect, and n8n's API never gives one.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open n8n in your browser and copy the address it ends up at, from https on."},
				{Text: "Ask whoever runs your n8n to let /api/v1/credentials pass if it leads to a login page."},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:       doctor.N8NInFront,
			Title:    "Something in front of n8n refuses the request.",
			Cause:    "A password prompt, an access gate or a firewall stands in front of n8n. A browser that has signed in passes; a program with n8n's own key does not.",
			Proof:    "The refusal is not in the form that all of n8n's own answers have.",
			Symptoms: []string{"401 Authorization Required", "Attention Required! | Cloudflare", "429 Too Many Requests"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Ask whoever runs it to let requests to /api/v1/credentials through: n8n checks the key itself."},
				{Text: importFile},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:       doctor.N8NBroken,
			Title:    "Your n8n failed while it handled the request.",
			Cause:    "The n8n itself, its database or the gateway in front of it broke down. The credential may have been stored all the same.",
			Proof:    "The answer has a status of 500 or above, or lacks what n8n always tells of a credential it stored.",
			Symptoms: []string{"Internal Server Error", "502 Bad Gateway", "504 Gateway Time-out"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Look for the credential in n8n before you send it again."},
				{Text: "Look at the newest lines of n8n's log if it is not there."},
				{Text: sendAgain},
			}}},
			Sources: []string{observedN8N},
		},
		{
			ID:    doctor.N8NPrivate,
			Title: "This page's server may not reach your n8n.",
			Cause: "The address of your n8n is private, and the egress policy of this page's server, which says where it may connect, does not allow it. Your n8n was not asked.",
			Proof: "This page's server refuses the address before it opens a connection.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: importFile},
				{Text: "Use the public address of your n8n if it has one."},
				{Text: "Ask whoever runs this page to allow that address in its egress policy."},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:       doctor.N8NUnreachable,
			Title:    "Your n8n gives no answer.",
			Cause:    "Its host name is unknown, its host or port is closed to this page's server, it is too slow, or its certificate is not in order. What exactly happened is shown with it.",
			Proof:    "The connection failed before n8n said anything.",
			Symptoms: []string{"connect ECONNREFUSED", "getaddrinfo ENOTFOUND"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open the address in a browser that is not in your network, such as a telephone's, to see whether it is public."},
				{Text: "Correct the host name, the port and the scheme."},
				{Text: importFile},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:       doctor.N8NValueExpression,
			Title:    "This value would not survive in n8n.",
			Cause:    "A value that begins with = is an expression to n8n, which evaluates it and drops the =. No other spelling survives: a workflow evaluates once, the test of a credential twice.",
			Proof:    "The user name, password or client secret begins with =.",
			Symptoms: []string{"Unauthorized", "Authorization failed - please check your credentials"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Set another one in Mautic, which does not begin with =."},
				{Text: again},
			}}},
			Sources: []string{"observed with the expression engine of n8n 1.120", sourceN8N},
		},
	}
}
