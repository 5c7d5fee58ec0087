package n8ntest

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
)

// test does what n8n's test of a credential does, false positives included.
func (i *Instance) test(r request, id string) answer {
	if !r.may("credential:read") {
		return forbidden()
	}
	c := i.find(id)
	if c == nil {
		return message(http.StatusNotFound, "Credential not found")
	}
	status, text := "Error", ""
	switch c.Type {
	case "mauticApi":
		data := c.clone().Data
		i.mu.Unlock() // the Mautic may take its time
		text = i.askMautic(data)
		i.mu.Lock()
		if text == "" {
			status, text = "OK", "Connection successful!"
		}
	case "mauticOAuth2Api", "oAuth2Api":
		// It only looks for a token; tokens as a JSON string are none.
		tokens, _ := c.Data["oauthTokenData"].(map[string]any)
		if access, _ := tokens["access_token"].(string); access != "" {
			status, text = "OK", "Connection Successful!"
		} else {
			text = "This OAuth2 credential was not connected to an account."
		}
	default:
		text = "No testing function found for this credential."
	}
	return jsonAnswer(http.StatusOK, map[string]string{"status": status, "message": text})
}

// askMautic returns why the test fails, or "": any answer below 300 is well.
// A 401 is tried twice.
func (i *Instance) askMautic(data map[string]any) string {
	base, _ := data["url"].(string)
	u, err := url.Parse(strings.TrimSuffix(base, "/") + "/api/users/self")
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "ERR_INVALID_URL"
	}
	user, _ := data["username"].(string)
	password, _ := data["password"].(string)
	for range 2 {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, u.String(), nil)
		if err != nil {
			return "ERR_INVALID_URL"
		}
		req.SetBasicAuth(user, password)
		res, err := i.opts.Client.Do(req)
		if err != nil {
			return nodeError(err)
		}
		_ = res.Body.Close()
		switch {
		case res.StatusCode < 300:
			return ""
		case res.StatusCode != http.StatusUnauthorized:
			return http.StatusText(res.StatusCode)
		}
	}
	return http.StatusText(http.StatusUnauthorized)
}

// nodeError names a failure as Node.js does.
func nodeError(err error) string {
	var dns *net.DNSError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &dns):
		return "ENOTFOUND"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "ECONNREFUSED"
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return "EPROTO"
	}
	return "ECONNRESET"
}
