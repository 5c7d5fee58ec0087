package permission

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"mautic-connect/mautic"
)

// HookPrefix begins the name of every webhook this package creates, so that
// one left behind can be told from everybody else's.
const HookPrefix = "Mautic Connect check "

// Hook is a webhook as Mautic tells it. Its secret is not read.
type Hook struct {
	// ID is Mautic's number. 0 means that Mautic did not tell one: whether the
	// webhook exists is then not known either.
	ID        int
	Name, URL string
	Published bool
	Triggers  []string
}

// readHook reads one webhook. Mautic writes ids as numbers or texts and
// triggers as a list, or as an object where PHP's keys have gaps.
func readHook(raw []byte) (Hook, error) {
	var w struct {
		ID          json.RawMessage `json:"id"`
		Name        *string         `json:"name"`
		WebhookURL  string          `json:"webhookUrl"`
		IsPublished json.RawMessage `json:"isPublished"`
		Triggers    json.RawMessage `json:"triggers"`
	}
	if json.Unmarshal(raw, &w) != nil || w.Name == nil {
		return Hook{}, errors.New("the answer is JSON but not a webhook")
	}
	h := Hook{Name: *w.Name, URL: w.WebhookURL}
	if id, err := strconv.Atoi(strings.Trim(string(w.ID), `"`)); err == nil && id > 0 {
		h.ID = id
	}
	switch strings.Trim(string(w.IsPublished), `"`) {
	case "true", "1":
		h.Published = true
	}
	var named map[string]string
	if json.Unmarshal(w.Triggers, &h.Triggers) != nil && json.Unmarshal(w.Triggers, &named) == nil {
		h.Triggers = nil
		for _, t := range named {
			h.Triggers = append(h.Triggers, t)
		}
	}
	return h, nil
}

// hookCall sends a request about one webhook and reads it from the answer.
func hookCall(ctx context.Context, client *mautic.Client, method, path string, body []byte) (Hook, error) {
	res, err := client.Do(ctx, method, path, body)
	if err != nil {
		return Hook{}, err
	}
	if e := mautic.DecodeError(res); e != nil {
		e.Request = mautic.RequestLine{Method: method, URL: client.Credential().BaseURL().API(path)}
		return Hook{}, e
	}
	var w struct {
		Hook json.RawMessage `json:"hook"`
	}
	if json.Unmarshal(bytes.TrimPrefix(res.Body, []byte("\xef\xbb\xbf")), &w) != nil || w.Hook == nil {
		return Hook{}, errors.New("the answer is JSON but not a webhook")
	}
	return readHook(w.Hook)
}

func hookPath(id int) string { return "hooks/" + strconv.Itoa(id) }

// gone reports whether an error is Mautic's "Item was not found" of a
// controller, and not a missing address.
func gone(err error) bool {
	var e *mautic.Error
	return errors.As(err, &e) && e.Status == 404 && e.Shape == mautic.ShapeB
}

// undone reports whether an error says that nothing was done: an answer of
// 3xx or 4xx, a request that was never sent or reached nobody.
func undone(err error) bool {
	var answer *mautic.Error
	if errors.As(err, &answer) {
		return 300 <= answer.Status && answer.Status < 500
	}
	var none *mautic.TransportError
	if !errors.As(err, &none) {
		var credential *mautic.CredentialError
		return errors.As(err, &credential)
	}
	switch none.Kind {
	case mautic.KindDNS, mautic.KindRefused, mautic.KindBlocked, mautic.KindOffline, mautic.KindRateLimited,
		mautic.KindBusy, mautic.KindTLSUntrusted, mautic.KindTLSExpired, mautic.KindTLSWrongHost, mautic.KindTLSNotTLS:
		return true
	}
	return false
}

const (
	hooksAPage  = 100
	pagesAtMost = 50
)

// FindLeftovers returns the webhooks that earlier checks left behind, newest
// first, out of those the credential may see: a role without View Others on
// webhooks sees its own, which is enough, and a client credentials token with
// such a role sees none. It needs the permission to view webhooks and asks for
// at most 50 pages of 100; with more webhooks than that it returns what it
// found and an error.
func FindLeftovers(ctx context.Context, client *mautic.Client) ([]Hook, error) {
	var found []Hook
	seen := map[int]bool{}
	for page := range pagesAtMost {
		start := page * hooksAPage
		list, err := client.List(ctx, "hooks?start="+strconv.Itoa(start)+"&orderBy=id&orderByDir=DESC", hooksAPage)
		if err != nil {
			return found, fmt.Errorf("the webhooks could not be listed: %w", err)
		}
		fresh := 0
		for _, raw := range list.Items {
			h, err := readHook(raw)
			if err != nil || h.ID == 0 || seen[h.ID] {
				continue
			}
			seen[h.ID] = true
			fresh++
			if strings.HasPrefix(h.Name, HookPrefix) {
				found = append(found, h)
			}
		}
		if fresh == 0 || start+len(list.Items) >= list.Total {
			return found, nil
		}
	}
	return found, fmt.Errorf("only the newest %d webhooks were searched; look for others whose name begins with “%s” in Mautic", pagesAtMost*hooksAPage, strings.TrimSpace(HookPrefix))
}

// RemoveHook deletes a webhook that FindLeftovers or ProveWebhooks named. It
// reads it first and deletes nothing whose name does not begin with
// HookPrefix. That it is gone already is no error.
func RemoveHook(ctx context.Context, client *mautic.Client, h Hook) error {
	if h.ID <= 0 {
		return fmt.Errorf("the webhook “%s” has no number; look for it with FindLeftovers", h.Name)
	}
	there, err := hookCall(ctx, client, "GET", hookPath(h.ID), nil)
	switch {
	case gone(err):
		return nil
	case err != nil:
		return fmt.Errorf("the webhook %d could not be read, so it was not deleted: %w", h.ID, err)
	case !strings.HasPrefix(there.Name, HookPrefix):
		return fmt.Errorf("the webhook %d is not one of a check, so it was not deleted", h.ID)
	}
	if _, err := hookCall(ctx, client, "DELETE", hookPath(h.ID)+"/delete", nil); err != nil && !gone(err) {
		return fmt.Errorf("the webhook %d, “%s”, could not be deleted; delete it in Mautic under Webhooks: %w", h.ID, there.Name, err)
	}
	return nil
}
