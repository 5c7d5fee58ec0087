package components

import (
	"errors"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

func stepName(step flow.Step) string {
	switch step {
	case flow.StepMautic:
		return i18n.T("Tool and Mautic")
	case flow.StepPrepare:
		return i18n.T("Prepare")
	case flow.StepCredential:
		return i18n.T("Credential")
	case flow.StepProof:
		return i18n.T("Proof")
	default:
		return i18n.T("Hand over")
	}
}

// MethodName is what a method is called.
func MethodName(method mautic.Method) string {
	switch method {
	case mautic.MethodBasic:
		return i18n.T("User name and password")
	case mautic.MethodClientCredentials:
		return i18n.T("OAuth2 without a person")
	default:
		return i18n.T("OAuth2 with sign-in")
	}
}

func addressProblem(err error) string {
	problem, ok := errors.AsType[*mautic.BaseURLError](err)
	if !ok {
		return i18n.T("This is not an address a Mautic can have. It looks like https://mautic.example.com")
	}
	switch problem.Reason {
	case mautic.BaseURLEmpty:
		return i18n.T("Enter the address of your Mautic. It looks like https://mautic.example.com")
	case mautic.BaseURLTooLong:
		return i18n.T("This is too long for an address. Enter only its beginning, like https://mautic.example.com")
	case mautic.BaseURLScheme:
		return i18n.T("A Mautic's address begins with https:// or http://.")
	case mautic.BaseURLUserInfo:
		return i18n.T("Leave out the user name and password in front of the @. You enter them in the next step.")
	case mautic.BaseURLHost:
		return i18n.T("There is no usable host name in this address. Check its spelling.")
	case mautic.BaseURLIPv4:
		return i18n.T("Write an IP address as four numbers from 0 to 255 with dots, like 192.0.2.1")
	case mautic.BaseURLZone:
		return i18n.T("Browsers cannot open an address with a zone. Use the host name.")
	case mautic.BaseURLPort:
		return i18n.T("The part after the colon is no port. A port is a number from 1 to 65535.")
	case mautic.BaseURLPath:
		return i18n.T("The path in this address cannot be read. Check the characters after each % sign.")
	default:
		return i18n.T("This is not an address a Mautic can have. It looks like https://mautic.example.com")
	}
}

func correctionText(c mautic.Correction) string {
	key, args := c.Message()
	return i18n.T(key, args...)
}

func problemText(problem flow.Problem, field flow.Field) string {
	switch problem {
	case "":
		return ""
	case flow.ProblemColon:
		return i18n.T("A user name with a colon cannot be sent. Use the e-mail address instead.")
	case flow.ProblemSwapped:
		return i18n.T("This looks like the client secret. The client ID begins with a number and an underscore, like 1_3aa8….")
	case flow.ProblemClientIDShape:
		return i18n.T("This does not look like a whole client ID. It begins with a number and an underscore, like 1_3aa8…, and is about 50 characters long.")
	}
	switch field {
	case flow.FieldUserName:
		return i18n.T("Enter the user name or e-mail address you sign in to Mautic with.")
	case flow.FieldPassword:
		return i18n.T("Enter the password of this Mautic user.")
	case flow.FieldClientID:
		return i18n.T("Enter the client ID. Mautic's list shows it as Public Key.")
	default:
		return i18n.T("Enter the client secret. Mautic's list shows it as Secret Key.")
	}
}

// trimmedText says that something was removed around a pasted value.
func trimmedText(text flow.Text) (note, action string) {
	if text.Pasted == "" {
		return "", ""
	}
	return i18n.T("Spaces or line ends around it were removed."), i18n.T("Put them back")
}

// status is what a screen reader hears when the state changes.
func status(book doctor.Book, s *flow.State) string {
	switch s.Attempt.Phase {
	case flow.PhaseCheckingPair:
		return i18n.T("Asking Mautic whether it knows this client.")
	case flow.PhaseWaiting:
		return i18n.T("A Mautic window is open. Sign in there and press Accept.")
	case flow.PhaseBlocked:
		return i18n.T("The Mautic window is ready to open.")
	case flow.PhaseLeaving:
		return i18n.T("On the way to Mautic.")
	case flow.PhaseToken:
		return i18n.T("Getting a token from Mautic.")
	case flow.PhaseIdentifying:
		return i18n.T("Asking Mautic who this is.")
	}
	switch {
	case s.Preflight.Running:
		return i18n.T("Checking your Mautic.")
	case s.Step == flow.StepPrepare && s.Preflight.Done && s.Preflight.Verdict() != "":
		diagnosis := book.Lookup(s.Preflight.Verdict())
		return i18n.T(diagnosis.Title)
	case s.HandOver.Export.Busy:
		return i18n.T("Writing it.")
	case s.HandOver.Push.Busy:
		return i18n.T("Sending it to n8n.")
	case s.Proof != nil && s.Step == flow.StepProof:
		return i18n.T("Connected.")
	case s.Failure != nil:
		return i18n.T("Not connected.")
	case s.Pair.Status == flow.PairAccepted && s.Step == flow.StepCredential:
		return i18n.T("Mautic accepts this client ID and secret.")
	case s.Pair.Status == flow.PairRefused && s.Step == flow.StepCredential:
		return i18n.T("Mautic does not accept this client ID and secret together.")
	}
	return ""
}
