package permission

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"mautic-connect/mautic"
)

// HookStep is a step of ProveWebhooks.
type HookStep string

// The steps, in their order.
const (
	HookTriggers HookStep = "triggers" // the list of events is there
	HookCreate   HookStep = "create"   // a webhook was created
	HookRead     HookStep = "read"     // it is there as it was sent
	HookDelete   HookStep = "delete"   // it was deleted
	HookGone     HookStep = "gone"     // it is not there any more
)

// String returns what the step does, in English. The text is a constant that
// serves as the key of its translations.
func (s HookStep) String() string {
	switch s {
	case HookTriggers:
		return "List the events"
	case HookCreate:
		return "Create a webhook"
	case HookRead:
		return "Read it back"
	case HookDelete:
		return "Delete it"
	}
	return "See that it is gone"
}

// HookSteps returns the steps in their order.
func HookSteps() []HookStep {
	return []HookStep{HookTriggers, HookCreate, HookRead, HookDelete, HookGone}
}

// StepResult is how one step ended. A step that was not reached is not there.
type StepResult struct {
	Step HookStep
	// Err is nil for a step that succeeded.
	Err error
}

// HookProof is what ProveWebhooks did.
type HookProof struct {
	// Steps are those that were taken, in their order.
	Steps []StepResult
	// Hook is the webhook that was created, or would have been.
	Hook Hook
	// Left is the webhook when it is, or may be, still there: name it to the
	// person. FindLeftovers finds it the next time. Its ID is 0 when Mautic's
	// answer to creating it was lost and it is in no list yet.
	Left *Hook
}

// Proven reports whether every step succeeded.
func (p HookProof) Proven() bool {
	for _, s := range p.Steps {
		if s.Err != nil {
			return false
		}
	}
	return len(p.Steps) == len(HookSteps())
}

const (
	// checkTrigger is an event of every version.
	checkTrigger = "mautic.lead_post_save_new"
	// checkURL has a name that never resolves (RFC 6761).
	checkURL = "https://mautic-connect.invalid/check"
	// cleanUpTime is for deleting after the caller gave up.
	cleanUpTime = 10 * time.Second
	markerBytes = 64
)

// ProveWebhooks does what Mautic Trigger does, for real: it lists the events,
// creates a webhook, reads it back, deletes it and looks that it is gone. It
// writes to Mautic, so call it only when the person asked for it. It sends five
// requests, and more where it has to clean up.
//
// The webhook can never reach anybody: it is not published and its address
// ends in .invalid. Its name is HookPrefix and marker, which has to differ from
// run to run: 1 to 64 letters, digits and hyphens. Since it is not published,
// the level Publish is not proven: Matrix tells about that.
//
// The error is that of the first step that failed. Whatever happens after the
// webhook may have been created, ProveWebhooks tries to delete it, with ten
// seconds of its own when ctx ends; Left is what it could not delete.
func ProveWebhooks(ctx context.Context, client *mautic.Client, marker string) (HookProof, error) {
	if !usable(marker) {
		return HookProof{}, errors.New("no webhook was created: its name needs a marker of 1 to 64 letters, digits and hyphens")
	}
	p := &proof{client: client}
	p.Hook = Hook{Name: HookPrefix + marker, URL: checkURL, Triggers: []string{checkTrigger}}
	err := p.run(ctx)
	return p.HookProof, err
}

func usable(marker string) bool {
	for _, r := range marker {
		if (r < '0' || '9' < r) && (r < 'a' || 'z' < r) && (r < 'A' || 'Z' < r) && r != '-' {
			return false
		}
	}
	return 0 < len(marker) && len(marker) <= markerBytes
}

type proof struct {
	HookProof
	client *mautic.Client
}

// step notes how a step ended and passes its error on.
func (p *proof) step(s HookStep, err error) error {
	p.Steps = append(p.Steps, StepResult{s, err})
	return err
}

func (p *proof) run(ctx context.Context) error {
	if err := p.step(HookTriggers, p.triggers(ctx)); err != nil {
		return err
	}
	if err := p.step(HookCreate, p.create(ctx)); err != nil {
		if p.Left != nil {
			p.cleanUp(ctx)
		}
		return err
	}
	if err := p.step(HookRead, p.read(ctx)); err != nil {
		p.cleanUp(ctx)
		return err
	}
	if err := p.step(HookDelete, p.delete(ctx)); err != nil {
		if !undone(err) {
			p.cleanUp(ctx)
		}
		return err
	}
	return p.step(HookGone, p.gone(ctx))
}

func (p *proof) triggers(ctx context.Context) error {
	list, err := p.client.Triggers(ctx)
	if err != nil {
		return fmt.Errorf("the events could not be listed: %w", err)
	}
	if _, there := list[checkTrigger]; !there {
		return fmt.Errorf("no webhook was created, because the event %s is not in the list", checkTrigger)
	}
	return nil
}

// create sets Left as soon as the webhook may be there.
func (p *proof) create(ctx context.Context) error {
	body, err := json.Marshal(struct {
		Name        string   `json:"name"`
		Description string   `json:"description"`
		WebhookURL  string   `json:"webhookUrl"`
		Triggers    []string `json:"triggers"`
		Order       string   `json:"eventsOrderbyDir"`
		IsPublished bool     `json:"isPublished"`
	}{p.Hook.Name, "Made to check the permissions; delete it.", checkURL, p.Hook.Triggers, "ASC", false})
	if err != nil {
		return fmt.Errorf("the webhook cannot be sent: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("no webhook was created: %w", err)
	}
	made, err := hookCall(ctx, p.client, "POST", "hooks/new", body)
	switch {
	case undone(err):
		return fmt.Errorf("the webhook was not created: %w", err)
	case err != nil:
		// Mautic may have created it before the answer was lost.
		p.left(p.Hook)
		return fmt.Errorf("whether the webhook was created is not known: %w", err)
	case made.ID == 0:
		p.left(p.Hook)
		return errors.New("the webhook was created, but its number is not in the answer")
	}
	p.Hook.ID = made.ID
	p.left(p.Hook)
	return nil
}

func (p *proof) left(h Hook) { p.Left = &h }

func (p *proof) read(ctx context.Context) error {
	there, err := hookCall(ctx, p.client, "GET", hookPath(p.Hook.ID), nil)
	if err != nil {
		return fmt.Errorf("the webhook %d was created and could not be read back: %w", p.Hook.ID, err)
	}
	switch {
	case there.ID != p.Hook.ID, there.Name != p.Hook.Name, there.URL != p.Hook.URL:
		return fmt.Errorf("the webhook %d came back with another name or address", p.Hook.ID)
	case len(there.Triggers) != 1 || there.Triggers[0] != checkTrigger:
		return fmt.Errorf("the webhook %d came back with other events", p.Hook.ID)
	case there.Published:
		return fmt.Errorf("the webhook %d came back published, though it was created unpublished", p.Hook.ID)
	}
	return nil
}

func (p *proof) delete(ctx context.Context) error {
	if _, err := hookCall(ctx, p.client, "DELETE", hookPath(p.Hook.ID)+"/delete", nil); err != nil {
		if gone(err) {
			p.Left = nil // somebody else was faster
		}
		return fmt.Errorf("the webhook %d, “%s”, could not be deleted: %w", p.Hook.ID, p.Hook.Name, err)
	}
	p.Left = nil
	return nil
}

func (p *proof) gone(ctx context.Context) error {
	switch _, err := hookCall(ctx, p.client, "GET", hookPath(p.Hook.ID), nil); {
	case gone(err):
		return nil
	case err != nil:
		// Mautic said that it was deleted; that stands.
		return fmt.Errorf("the webhook %d was deleted, but whether it is gone could not be seen: %w", p.Hook.ID, err)
	}
	p.left(p.Hook)
	return fmt.Errorf("the webhook %d, “%s”, is still there after it was deleted; delete it in Mautic under Webhooks", p.Hook.ID, p.Hook.Name)
}

// cleanUp deletes what Left names, with time of its own: the caller may have
// gone. It clears Left when the webhook is gone for certain.
func (p *proof) cleanUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpTime)
	defer cancel()
	if p.Left.ID == 0 {
		// What was found before an error counts too.
		all, _ := FindLeftovers(ctx, p.client)
		for _, h := range all {
			if h.Name == p.Left.Name {
				p.left(h)
			}
		}
		if p.Left.ID == 0 {
			// In no list proves nothing: the role may see none, and the request
			// may still be on its way.
			return
		}
	}
	if _, err := hookCall(ctx, p.client, "DELETE", hookPath(p.Left.ID)+"/delete", nil); err != nil && !gone(err) {
		// The answer may be lost where the deed was done.
		if _, err := hookCall(ctx, p.client, "GET", hookPath(p.Left.ID), nil); !gone(err) {
			return
		}
	}
	p.Left = nil
}
