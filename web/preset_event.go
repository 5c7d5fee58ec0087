package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"mautic-connect/mautic"
	"mautic-connect/web/preset"
)

// maxReference bounds the text by which a portal knows what a connection is for.
const maxReference = 200

// connection is what the page asks to deliver. It is not printed anywhere: it
// holds tokens.
type connection struct {
	ID           string    `json:"id"` // the same when the page tries again
	AccessToken  string    `json:"access_token"`
	RefreshToken string    `json:"refresh_token"`
	ExpiresAt    time.Time `json:"expires_at"`
	RedirectURI  string    `json:"redirect_uri"`
	Reference    string    `json:"reference"`
}

var (
	connectionID = regexp.MustCompile(`^[A-Za-z0-9_-]{22,64}$`)
	visible      = regexp.MustCompile(`^[\x21-\x7e]+$`)
)

// readConnection reads what the page posted.
func readConnection(body []byte, isCallback func(string) bool) (connection, *refusal) {
	refuse := func(detail string) (connection, *refusal) {
		return connection{}, badPresetRequest(http.StatusBadRequest, detail)
	}
	var c connection
	in := json.NewDecoder(bytes.NewReader(body))
	in.DisallowUnknownFields()
	// The parser's error is not passed on: it may repeat what was sent.
	if in.Decode(&c) != nil {
		return refuse("The connection is not an object with the members it has to have, or has others.")
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return refuse("Something follows the connection.")
	}
	switch {
	case !connectionID.MatchString(c.ID):
		return refuse("The id is not 22 to 64 characters of base64url.")
	case !visible.MatchString(c.AccessToken) || !visible.MatchString(c.RefreshToken):
		return refuse("The access token or the refresh token is missing or is none.")
	case c.ExpiresAt.IsZero():
		return refuse("The time at which the access token ends is missing.")
	case !isCallback(c.RedirectURI):
		return refuse("The redirect URI is not this server's callback.")
	case utf8.RuneCountInString(c.Reference) > maxReference:
		return refuse("The reference is longer than 200 characters.")
	}
	return c, nil
}

// event is what the portal gets. The client's secret is not in it: the portal's
// operator has it.
type event struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      eventData `json:"data"`
}

type eventData struct {
	Preset        string        `json:"preset"`
	Reference     string        `json:"reference"`
	BaseURL       string        `json:"base_url"`
	Method        mautic.Method `json:"method"`
	ClientID      string        `json:"client_id"`
	RedirectURI   string        `json:"redirect_uri"`
	AccessToken   string        `json:"access_token"`
	RefreshToken  string        `json:"refresh_token"`
	ExpiresAt     time.Time     `json:"expires_at"`
	User          eventUser     `json:"user"`
	MauticVersion string        `json:"mautic_version"`
}

type eventUser struct {
	ID       int    `json:"id"`
	UserName string `json:"username"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Role     string `json:"role"`
	IsAdmin  bool   `json:"is_admin"`
}

func newEvent(p preset.Preset, c connection, u *mautic.User, now time.Time) event {
	return event{
		Type: "mautic.connected", Timestamp: now.UTC().Truncate(time.Second),
		Data: eventData{
			Preset: p.Name, Reference: c.Reference, BaseURL: p.Client.Base.String(), Method: mautic.MethodAuthorizationCode,
			ClientID: p.Client.ID, RedirectURI: c.RedirectURI,
			AccessToken: c.AccessToken, RefreshToken: c.RefreshToken, ExpiresAt: c.ExpiresAt.UTC().Truncate(time.Second),
			User: eventUser{
				ID: u.ID, UserName: u.UserName, Name: strings.TrimSpace(u.FirstName + " " + u.LastName), Email: u.Email,
				Role: u.Role.Name, IsAdmin: u.Role.IsAdmin,
			},
			MauticVersion: u.MauticVersion,
		},
	}
}
