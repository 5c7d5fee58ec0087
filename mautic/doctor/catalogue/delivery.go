package catalogue

import "mautic-connect/mautic/doctor"

// deliveryDiagnoses holds what keeps a finished connection from arriving at the
// portal that this page is shown in. The credential itself is proven by then.
func deliveryDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:    doctor.DeliveryRefused,
			Who:   doctor.Operator,
			Title: "The portal does not take this connection.",
			Cause: "This page's server handed the connection to the portal, and the portal answered that it will not have it: its address for that has moved, it does not accept the signature, or it does not know what this connection is for.",
			Proof: "The portal answered with a status that trying again does not change.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Reload the portal's page and connect once more: what you began there may have expired."},
				{Text: "Tell whoever runs the portal the status that is shown with this, if it stays."},
				{Text: "Have them compare the signing secret and the address for deliveries on both sides."},
			}}},
			Sources: []string{ownDesign, "Standard Webhooks"},
		},
		{
			ID:    doctor.DeliveryFailed,
			Title: "The portal did not answer as it should.",
			Cause: "This page's server tried several times to hand the connection to the portal. The portal was not reached, was too slow, or failed itself. It may have the connection all the same.",
			Proof: "No attempt ended with an answer that settles it, and each one carried the same number, so that none counts twice.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Wait a minute."},
				{Text: "Try again from here: what was granted is still there."},
				{Text: "Look into the portal before you connect anew: it may show the connection already."},
				{Text: "Tell whoever runs the portal if it stays."},
			}}},
			Sources: []string{ownDesign, "Standard Webhooks"},
		},
	}
}
