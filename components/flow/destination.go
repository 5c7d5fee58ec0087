package flow

import (
	"net/url"
	"strings"

	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/n8n"
)

// Tool is where the credential will be used, with what follows from it.
func (s State) Tool() destination.Destination { return destination.Lookup(s.Destination) }

// AsksThere reports whether the tool asks Mautic for the grant itself, so that
// the client pair is all this page has to prove.
func (s State) AsksThere() bool {
	return s.Tool().There && s.Method == mautic.MethodAuthorizationCode
}

// N8N is the person's n8n as typed; zero while there is none, or the error says
// why it is none.
func (s State) N8N() (n8n.Address, []n8n.Correction, error) {
	if !s.Tool().N8N || s.Forms.Tool.Value == "" {
		return n8n.Address{}, nil, nil
	}
	return n8n.ParseAddress(s.Forms.Tool.Value)
}

// RedirectURIs are the addresses to register in Mautic, in its own notation:
// several stand with a comma between them and no space. It is empty while the
// only one is not known yet.
func (s State) RedirectURIs() string {
	tool := s.Tool()
	var uris []string
	if !tool.There {
		uris = append(uris, s.RedirectURI)
	}
	if tool.Callback != "" {
		uris = append(uris, tool.Callback)
	}
	if address, _, err := s.N8N(); err == nil && !address.IsZero() {
		uris = append(uris, address.CallbackURL())
	}
	if shown := strings.TrimSpace(s.Forms.Tool.Value); tool.ID == destination.Other && isRedirectURI(shown) {
		uris = append(uris, shown)
	}
	return strings.Join(uris, ",")
}

// isRedirectURI reports whether Mautic can register text as one redirect URI.
func isRedirectURI(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.Fragment == "" && !strings.ContainsAny(text, ", ")
}

// destinationChosen takes the answer to where the credential will be used. It
// loses nothing: what was typed for any method stays, and so does a proof. The
// method changes to the one that fits, unless something was typed for the one
// chosen so far and the tool can use it.
func (s State) destinationChosen(e DestinationChosen) (State, []Effect) {
	if s.Step != StepMautic && s.Step != StepHandOver || e.ID == s.Destination {
		return s, nil
	}
	s.Destination = e.ID
	tool := s.Tool()
	if !tool.Takes(s.Method) || !s.Forms.differs(Forms{}, s.Method) {
		s.Method = tool.Method
	}
	return s.prepareExport(s.bestFormat())
}

// prefilled takes what a link into the page says, before anybody has typed. None
// of it is secret.
func (s State) prefilled(e Prefilled) (State, []Effect) {
	if s.Step != StepMautic || s.Attempt.ID != 0 || s.Address.Typed != "" || !s.Forms.blank() || s.Preset.Name != "" {
		return s, nil
	}
	if e.Preset != "" {
		s.Preset = Preset{Name: e.Preset, Reference: e.Reference}
		return s, []Effect{LoadPreset{Name: e.Preset}}
	}
	if e.Destination != "" {
		s, _ = s.destinationChosen(DestinationChosen{ID: destination.Lookup(e.Destination).ID})
	}
	if known(e.Method) {
		s.Method = e.Method
	}
	if s.Tool().N8N { // never a redirect URI: a link may come from anybody
		s.Forms.Tool = Text{Value: e.Tool}
	}
	if e.Address == "" {
		return s, nil
	}
	return s.addressTyped(AddressTyped{Text: e.Address})
}
