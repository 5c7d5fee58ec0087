package flow

import (
	"cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/doctor"
)

// Preset is a Mautic that whoever runs this server has set up: its client's
// secret stays there, and the server adds it to the token requests. The zero
// value is none.
type Preset struct {
	// Name is what links and portals call it, Title what people do.
	Name, Title string
	// Base is zero while the server has not answered yet.
	Base     mautic.BaseURL
	ClientID string
	// DeliversTo is the origin of the server that gets the result; empty when it
	// stays in the page.
	DeliversTo string
	// Reference goes along with the result.
	Reference string
}

// Receiver is the name of the server that gets the result, to be shown.
func (p Preset) Receiver() string { return hostOf(p.DeliversTo) }

// Delivery is the way of a preset's result to the portal's server.
type Delivery struct {
	// Run counts the attempts; answers of an older one are ignored.
	Run int
	// ID is the same each time it is tried, so that nothing is taken twice.
	ID string
	// Waiting says that it goes off once what the grant may do is known: its
	// tokens belong to the receiver afterwards.
	Waiting, Busy, Done bool
	Err                 error
}

// Reference is what the portal, or the link, knows this task by.
func (s State) Reference() string { return cmp.Or(s.Portal.Reference, s.Preset.Reference) }

// presetLoaded goes to the preset's Mautic at once: there is nothing to type. It
// is asked for by a link or a portal, so nobody has typed anything before.
func (s State) presetLoaded(e PresetLoaded) (State, []Effect) {
	if s.Preset.Name == "" || !s.Preset.Base.IsZero() || s.Step != StepMautic {
		return s, nil
	}
	if e.Err != nil {
		return s.fail(e.Err)
	}
	e.Preset.Reference = s.Preset.Reference
	return s.usePreset(e.Preset)
}

func (s State) usePreset(p Preset) (State, []Effect) {
	s.Preset = p
	s.CanLeave = false // what would be kept for the way back is not all here
	s.Destination, s.Method = destination.None, mautic.MethodAuthorizationCode
	s, _ = s.addressTyped(AddressTyped{Text: p.Base.String()})
	s, effects := s.addressEntered()
	return s, append([]Effect{UsePreset{Preset: p}}, effects...)
}

// deliverWhenReady sends the proven grant off once nothing else uses it.
func (s State) deliverWhenReady() (State, []Effect) {
	if !s.Delivery.Waiting || s.Audit.Running || s.Rights.Running {
		return s, nil
	}
	return s.deliver()
}

// deliver sends the proven grant to the portal's server.
func (s State) deliver() (State, []Effect) {
	grant, ok := s.Proof.Credential.(mautic.AuthorizationCode)
	if !ok || grant.Token.IsZero() {
		return s, nil
	}
	s.Delivery = Delivery{Run: s.Delivery.Run + 1, ID: s.Delivery.ID, Busy: true}
	return s, []Effect{Deliver{Run: s.Delivery.Run, Preset: s.Preset.Name, ID: s.Delivery.ID, Grant: grant, Reference: s.Reference()}}
}

// deliverPressed tries once more.
func (s State) deliverPressed() (State, []Effect) {
	if s.Proof == nil || s.Preset.DeliversTo == "" || s.Delivery.Waiting || s.Delivery.Busy || s.Delivery.Done {
		return s, nil
	}
	return s.deliver()
}

// delivered forgets what has arrived. What has not stays here, to be tried again.
func (s State) delivered(e Delivered) (State, []Effect) {
	if e.Run != s.Delivery.Run || !s.Delivery.Busy || s.Proof == nil {
		return s, nil
	}
	s.Delivery.Busy = false
	if e.Err != nil {
		s.Delivery.Err = e.Err
		failed := ErrorMessage{Code: doctor.Explain(e.Err), Message: e.Err.Error()}
		return s, append(s.tell(MessageError, failed), Focus{})
	}
	s.Delivery.Done, s.Portal.Told = true, true
	summary := s.summary()
	summary.Delivered = true
	s, effects := s.left(Departure{Way: WayDelivered, Connected: true})
	return s, append(append(effects, s.tell(MessageConnect, summary)...), Focus{})
}
