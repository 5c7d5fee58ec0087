package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"mautic-connect/mautic"
	"mautic-connect/web/origin"
	"mautic-connect/web/preset"
)

const (
	deliveryTime     = 20 * time.Second // for all attempts and the time between them
	deliveryAttempts = 5
	attemptTime      = 8 * time.Second // so that a portal which hangs once gets another chance
)

// courier delivers events to the portals that the operator named in presets,
// signed as Standard Webhooks says. It keeps nothing.
type courier struct {
	send func(*http.Request) (*http.Response, error)
	now  func() time.Time
}

// newCourier returns a courier that reaches the hosts which the presets name, even
// where they are private. It has a policy of its own, so that the relay does not
// reach them.
func newCourier(o Options) (*courier, error) {
	var hosts []string
	for _, chosen := range o.Presets {
		if chosen.Delivery == nil {
			continue
		}
		u, err := url.Parse(chosen.Delivery.Origin.String())
		if err != nil {
			return nil, fmt.Errorf("the preset %s delivers to an address that is none", chosen.Name)
		}
		port := "443"
		if u.Scheme == "http" {
			port = "80"
		}
		hosts = append(hosts, net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port)))
	}
	policy, err := NewPolicy(nil, hosts)
	if err != nil {
		return nil, fmt.Errorf("a preset delivers to an address that is none: %w", err)
	}
	e := newEgress(policy, cmp.Or(o.Version, "unknown"), cmp.Or(o.ConnectTimeout, connectTimeout), o.Resolver)
	return &courier{send: e.roundTrip, now: time.Now}, nil
}

// receipt tells how a delivery went.
type receipt struct {
	attempts int
	status   int         // of the portal's last answer; 0 is none
	kind     mautic.Kind // "" when the portal took it
	blocked  bool        // by the egress policy
}

var (
	errRefused  = errors.New("the portal refused the delivery")
	errTryAgain = errors.New("the portal did not take the delivery this time")
)

// deliver posts an event until the portal takes or refuses it, or time is up.
// Every attempt has the same id, so a portal that was too slow to answer can tell
// that it has the event.
func (c *courier) deliver(ctx context.Context, to preset.Delivery, id string, event []byte) receipt {
	ctx, cancel := context.WithTimeout(ctx, deliveryTime)
	defer cancel()
	var out receipt
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		out.attempts++
		out.status = 0
		return struct{}{}, c.attempt(ctx, to, id, event, &out)
	}, backoff.WithMaxTries(deliveryAttempts), backoff.WithMaxElapsedTime(deliveryTime), backoff.WithBackOff(&backoff.ExponentialBackOff{
		InitialInterval: 500 * time.Millisecond, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: 5 * time.Second,
	}))
	switch {
	case errors.Is(err, errRefused):
		out.kind = mautic.KindDeliveryRefused
	case err != nil:
		out.kind, out.blocked = mautic.KindDeliveryFailed, errors.Is(err, ErrBlocked)
	}
	return out
}

// attempt posts the event once. The error says whether to try again.
func (c *courier) attempt(ctx context.Context, to preset.Delivery, id string, event []byte, out *receipt) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	req, err := c.request(ctx, to, id, event)
	if err != nil {
		return backoff.Permanent(err)
	}
	res, err := c.send(req)
	if errors.Is(err, ErrBlocked) {
		return backoff.Permanent(err)
	}
	if err != nil {
		return err
	}
	_ = res.Body.Close() // the status says it all
	out.status = res.StatusCode
	switch {
	case res.StatusCode < 300:
		return nil
	case !passing(res.StatusCode):
		return backoff.Permanent(errRefused)
	}
	if wait := retryAfter(res.Header.Get("Retry-After"), c.now()); wait > 0 {
		return &backoff.RetryAfterError{Duration: wait}
	}
	return errTryAgain
}

// request signs the event for one attempt.
func (c *courier) request(ctx context.Context, to preset.Delivery, id string, event []byte) (*http.Request, error) {
	signer, err := standardwebhooks.NewWebhook(to.Signing.Reveal())
	if err != nil {
		return nil, errors.New("the signing secret of a preset is none")
	}
	now := c.now()
	signature, err := signer.Sign(id, now, event)
	if err != nil {
		return nil, fmt.Errorf("signing a delivery: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.Address.Reveal(), bytes.NewReader(event))
	if err != nil { // its text would hold the address
		return nil, errors.New("the address of a delivery is none")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", id)
	req.Header.Set(standardwebhooks.HeaderWebhookID, id)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return req, nil
}

// passing tells whether a status may be another one soon.
func passing(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	}
	return status >= 500
}

// retryAfter reads the header of that name: seconds or a date (RFC 9110, section
// 10.2.3). It is 0 for anything else.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return at.Sub(now)
	}
	return 0
}

// refusal tells the page that the portal did not take the event.
func (r receipt) refusal(portal origin.Origin) *refusal {
	f := &refusal{status: http.StatusBadGateway, kind: r.kind}
	switch {
	case r.kind == mautic.KindDeliveryRefused:
		f.title = "The portal refused the connection"
		f.detail = fmt.Sprintf("%s answered with status %d.", portal, r.status)
	case r.status != 0:
		f.title = "The portal did not take the connection"
		f.detail = fmt.Sprintf("%s answered with status %d. Attempts: %d.", portal, r.status, r.attempts)
	default:
		f.title = "The portal was not reached"
		f.detail = fmt.Sprintf("%s gave no answer. Attempts: %d.", portal, r.attempts)
	}
	return f
}
