package catalogue

import "mautic-connect/mautic/doctor"

// ownDiagnoses holds what this page cannot name, and its own failures.
func ownDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:    doctor.Unknown,
			Who:   doctor.Admin,
			Title: "Mautic answered in a way this page does not know.",
			Cause: "Nothing here supports a verdict, so there is none. What was sent and what came back is shown as it is.",
			Proof: "None of the other diagnoses fits the status, the shape and the type of the answer.",
			Symptoms: []string{
				"Looks like I encountered an error (error #500). If I do it again, please report me to the system administrator!",
			},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Read the answer: it often names the cause."},
				{Text: "Look for the same time in the newest file in Mautic's var/logs directory."},
				{Text: "Show both to whoever looks after your Mautic."},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:    doctor.ProxyUnreachable,
			Who:   doctor.Operator,
			Title: "This page's own server did not relay the request.",
			Cause: "The server that this page came from is down, unreachable, or something in front of it answered instead. Your Mautic was not asked.",
			Proof: "The answer does not carry the mark that this page's server puts on everything it relays.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Reload the page and try again."},
				{Text: "Tell whoever runs this page if it stays."},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:    doctor.ProxyLimited,
			Title: "This page's server is busy.",
			Cause: "It limits how much it relays at a time and for each person, and that limit is reached. Your Mautic was not asked.",
			Proof: "The refusal carries this page's own mark; a limit of Mautic arrives as an answer of Mautic.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Wait a minute."},
				{Text: "Try again: what you typed is still here."},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:    doctor.Offline,
			Title: "This browser is offline.",
			Cause: "There is no network connection, so nothing was sent.",
			Proof: "The browser itself reports that it is offline.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Go online."},
				{Text: "Try again: what you typed is still here."},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:       doctor.Canceled,
			Severity: doctor.Warning,
			Title:    "You stopped it.",
			Cause:    "The attempt was given up before an answer came.",
			Proof:    "The stop came from this page, not from Mautic.",
			Fixes:    []doctor.Fix{{Steps: []doctor.Step{{Text: "Connect again when you are ready."}}}},
			Sources:  []string{ownDesign},
		},
		{
			ID:    doctor.PresetUnknown,
			Title: "This page does not know the Mautic it was opened for.",
			Cause: "A link, or the portal that shows this page, named a Mautic that is set up on the server. There is none of that name, or it is not for that portal. A page that comes without a server, or reaches one of another origin, has none at all.",
			Proof: "The server was asked for it by its name.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Tell whoever sent you here. The address of this page has the name in it, after preset=."},
				{Text: "Compare the name with the presets file if you run the server, and restart it after a change."},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:    doctor.NeedsServer,
			Title: "This needs a server, and this page works without one.",
			Cause: "The page reaches Mautic directly from your browser. n8n lets no other page use its API, so sending a credential into n8n takes a server in between. Nothing was sent, the API key included.",
			Proof: "The page itself stopped: it was built or set to work directly.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Use the file for n8n instead, and import it there. Copying works as well."},
				{Text: "Have the page reach Mautic through a server if you have one, with Change at the end of this page, and send again."},
			}}},
			Sources: []string{ownDesign, "source of n8n"},
		},
	}
}
