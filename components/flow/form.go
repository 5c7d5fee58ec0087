package flow

import (
	"strings"

	"mautic-connect/mautic"
)

// Field names one input of the wizard.
type Field string

// The inputs.
const (
	FieldAddress      Field = "address"
	FieldUserName     Field = "user-name"
	FieldPassword     Field = "password"
	FieldClientID     Field = "client-id"
	FieldClientSecret Field = "client-secret"
	FieldWindowText   Field = "window-text"
	// FieldRegistered is what is registered in Mautic as redirect URI.
	FieldRegistered Field = "registered"
	// FieldTool is the address of the person's n8n, or the redirect URI that
	// another tool shows.
	FieldTool Field = "tool"
	// FieldToolKey is the API key of that n8n. It is used once and not kept.
	FieldToolKey Field = "tool-key"
	// FieldName is what the tool is to call the credential.
	FieldName Field = "name"
	// FieldPassphrase encrypts an export.
	FieldPassphrase Field = "passphrase"
)

// Secret reports whether the field's value must never be shown unasked.
func (f Field) Secret() bool {
	return f == FieldPassword || f == FieldClientSecret || f == FieldToolKey || f == FieldPassphrase
}

// ofHandOver reports whether the field is about where the credential goes, and
// not part of it.
func (f Field) ofHandOver() bool {
	return f == FieldTool || f == FieldToolKey || f == FieldName || f == FieldPassphrase
}

// Problem says why a field's value cannot be used; empty means it can.
type Problem string

// The problems a field can have before anything is sent.
const (
	ProblemMissing       Problem = "missing"
	ProblemColon         Problem = "username-has-colon"
	ProblemClientIDShape Problem = "client-id-malformed"
	ProblemSwapped       Problem = "client-id-swapped"
	ProblemToolAddress   Problem = "tool-address"
)

// blocks reports whether nothing can be sent with such a value. An unusual
// client ID can: Mautic itself has the last word on it.
func (p Problem) blocks() bool { return p == ProblemMissing || p == ProblemColon }

// Text is one input's value.
type Text struct {
	// Value is what the input shows.
	Value string
	// Pasted is what was pasted before spaces and line ends around it were
	// removed; empty when nothing was removed. It allows to put them back.
	Pasted string
	// Kept says that the person put back what was removed, so that it stays.
	Kept bool
	// Problem is why the value cannot be used.
	Problem Problem
}

// Forms holds every credential input, of every method: switching the method
// never loses what was typed for another.
type Forms struct {
	UserName, Password, ClientID, ClientSecret Text
	WindowText, Registered                     Text
	Tool, ToolKey, Name, Passphrase            Text
}

// Text returns the value of one field; the address is not among them.
func (f Forms) Text(field Field) Text {
	if p := f.at(field); p != nil {
		return *p
	}
	return Text{}
}

func (f *Forms) at(field Field) *Text {
	switch field {
	case FieldUserName:
		return &f.UserName
	case FieldPassword:
		return &f.Password
	case FieldClientID:
		return &f.ClientID
	case FieldClientSecret:
		return &f.ClientSecret
	case FieldWindowText:
		return &f.WindowText
	case FieldRegistered:
		return &f.Registered
	case FieldTool:
		return &f.Tool
	case FieldToolKey:
		return &f.ToolKey
	case FieldName:
		return &f.Name
	case FieldPassphrase:
		return &f.Passphrase
	default:
		return nil
	}
}

// hasSecrets reports whether any secret input holds something.
func (f Forms) hasSecrets() bool { return f.Password.Value != "" || f.ClientSecret.Value != "" }

// typed puts a new value into a field. What is pasted loses the spaces and line
// ends around it, and is kept so that they can be put back.
func (f *Forms) typed(e Typed) {
	text := f.at(e.Field)
	if text == nil {
		return
	}
	if e.Field == FieldClientID && e.Pasted {
		if id, secret, ok := mautic.SplitClientPair(e.Text); ok {
			f.ClientID = Text{Value: id}
			f.ClientSecret = Text{Value: secret}
			return
		}
	}
	*text = Text{Value: e.Text}
	if !e.Pasted || e.Field == FieldWindowText || e.Field == FieldRegistered {
		return
	}
	if clean, changed := mautic.TrimPasted(e.Text); changed && clean != "" {
		*text = Text{Value: clean, Pasted: e.Text}
	}
}

// left tidies a field that lost focus: spaces around a user name, client ID or
// client secret are never meant. A password is left as it was typed.
func (f *Forms) left(field Field) {
	text := f.at(field)
	if text == nil || field == FieldPassword || field == FieldWindowText || field == FieldRegistered || field == FieldPassphrase {
		return
	}
	if clean, changed := mautic.TrimPasted(text.Value); changed && clean != "" && !text.Kept {
		*text = Text{Value: clean, Pasted: text.Value}
	}
	if field == FieldClientID && text.Value != "" {
		text.Problem = clientIDProblem(text.Value)
	}
}

// untrim puts back what was removed around a value.
func (f *Forms) untrim(field Field) {
	if text := f.at(field); text != nil && text.Pasted != "" {
		*text = Text{Value: text.Pasted, Kept: true}
	}
}

// differs reports whether a method's values are others than in g.
func (f Forms) differs(g Forms, m mautic.Method) bool {
	for _, field := range fieldsOf(m) {
		if f.Text(field).Value != g.Text(field).Value {
			return true
		}
	}
	return false
}

// blank reports whether nobody has typed anything.
func (f Forms) blank() bool { return f == Forms{} }

// check marks every field of a method that has a problem, and returns the first
// that cannot be sent, or "" when all can.
func (f *Forms) check(m mautic.Method) Field {
	first := Field("")
	for _, field := range fieldsOf(m) {
		text := f.at(field)
		text.Problem = problemOf(field, text.Value)
		if text.Problem.blocks() && first == "" {
			first = field
		}
	}
	return first
}

func fieldsOf(m mautic.Method) []Field {
	if m == mautic.MethodBasic {
		return []Field{FieldUserName, FieldPassword}
	}
	return []Field{FieldClientID, FieldClientSecret}
}

func problemOf(field Field, value string) Problem {
	switch {
	case value == "", field != FieldPassword && allNoise(value):
		return ProblemMissing
	case field == FieldUserName && strings.Contains(value, ":"):
		return ProblemColon
	case field == FieldClientID:
		return clientIDProblem(value)
	}
	return ""
}

// allNoise reports whether a value is nothing but spaces and the like.
func allNoise(value string) bool {
	clean, _ := mautic.TrimPasted(value)
	return clean == ""
}

func clientIDProblem(id string) Problem {
	switch mautic.CheckClientID(id) {
	case mautic.ClientIDOK:
		return ""
	case mautic.ClientIDEmpty:
		return ProblemMissing
	case mautic.ClientIDLooksLikeSecret:
		return ProblemSwapped
	default:
		return ProblemClientIDShape
	}
}
