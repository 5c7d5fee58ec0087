package doctor

import (
	"errors"
	"strings"

	"mautic-connect/mautic"
)

// Explain names the diagnosis that an error of package mautic supports. It
// goes by status, shape and type; by text only where nothing else tells, and
// then by the constants of the OAuth server, which are English in every
// language of Mautic.
func Explain(err error) ID {
	if callback, ok := errors.AsType[*mautic.CallbackError](err); ok {
		return ofCallback(callback)
	}
	if credential, ok := errors.AsType[*mautic.CredentialError](err); ok {
		if credential.Reason == mautic.UserNameHasColon {
			return UsernameHasColon
		}
		return Unknown
	}
	if answer, ok := errors.AsType[*mautic.Error](err); ok {
		return ofAnswer(answer)
	}
	return ofKind(mautic.KindOf(err))
}

func ofKind(kind mautic.Kind) ID {
	switch kind {
	case mautic.KindRateLimited, mautic.KindBusy:
		return ProxyLimited
	case mautic.KindBadRequest:
		return ProxyUnreachable
	case "":
		return Unknown
	case mautic.KindDNS, mautic.KindRefused, mautic.KindTimeout, mautic.KindReset, mautic.KindTLSUntrusted, mautic.KindTLSExpired,
		mautic.KindTLSWrongHost, mautic.KindTLSNotTLS, mautic.KindBlocked, mautic.KindTooLarge, mautic.KindProxy, mautic.KindOffline,
		mautic.KindCORS, mautic.KindCanceled, mautic.KindDeliveryRefused, mautic.KindDeliveryFailed,
		mautic.KindRedirectHidden, mautic.KindNeedsServer:
		return ID(kind) // a kind has the name of its diagnosis
	}
	return ConnectionFailed
}

func ofCallback(e *mautic.CallbackError) ID {
	switch e.Reason {
	case mautic.CallbackFailed:
		if e.Err != nil {
			return Explain(e.Err)
		}
		return Unknown
	default:
		return ID(e.Reason) // a reason has the name of its diagnosis
	}
}

func ofAnswer(e *mautic.Error) ID {
	switch e.Shape {
	case mautic.ShapeA, mautic.ShapeC:
		return ofMautic(e)
	case mautic.ShapeB:
		switch e.Status {
		case 403:
			return PermissionMissing
		case 429:
			return RateLimited
		}
		return Unknown
	}
	switch {
	case isSecuredArea(e):
		return BadCredentials // Mautic 6 and later
	case e.Status == 401 && (e.WWWAuthenticate != "" || e.Shape == mautic.ShapeD):
		return PasswordInFront
	case e.Status == 429:
		return RateLimited
	case e.Status >= 300 && e.Status < 400:
		return ofRedirect(e)
	case e.Status >= 500 && strings.Contains(e.Title, "offline"):
		return SiteOffline
	case e.Status == 502 || e.Status == 503 || e.Status == 504:
		return PHPDown
	case e.Status == 403 && e.Title == forbiddenTitle:
		return UserWithoutAPIAccess
	case e.Shape == mautic.ShapeD || e.Shape == mautic.ShapeOther:
		return NotMautic
	}
	return Unknown
}

// forbiddenTitle is the title of the page on which Mautic 4, 6 and 7 leave a
// user whose role lacks API Access. Symfony wrote it; it is never translated.
const forbiddenTitle = "An Error Occurred: Forbidden"

// ofMautic reads Mautic's own error shape.
func ofMautic(e *mautic.Error) ID {
	switch e.Type {
	case "api_disabled":
		return APIDisabled
	case "access_denied":
		switch e.Status {
		case 403:
			if strings.HasSuffix(e.Request.URL, "/oauth/v2/token") {
				return ClientAuthInHeader // Mautic takes it for a user's login
			}
			return BasicAuthDisabled
		case 302:
			return UserDenied
		}
		return BadCredentials
	case "invalid_client":
		if strings.HasPrefix(e.Message, "Client id was not found") {
			return ClientBodyLost
		}
		return ClientPairWrong
	case "unauthorized_client":
		return GrantNotAllowed
	case "redirect_uri_mismatch":
		if isRedirectMissing(e.Message) {
			return RedirectURIMissing
		}
		if strings.HasSuffix(e.Request.URL, "/oauth/v2/token") {
			return TokenRedirectWrong
		}
		return RedirectURIMismatch
	case "invalid_scope":
		return ScopeNotSupported
	case "invalid_request":
		if isRedirectMissing(e.Message) {
			return RedirectURIMissing
		}
		return ofText(e.Message, []sign{
			{"Invalid grant_type", ClientBodyLost},
			{"Invalid response type", ResponseTypeMissing},
			{"Only one method", TokenSentTwice},
		})
	case "invalid_grant": // whose causes only the texts tell apart
		return ofText(e.Message, []sign{
			{"The authorization code has expired", CodeExpired},
			{"Code doesn", CodeInvalid},
			{"Invalid refresh token", RefreshInvalid},
			{"Refresh token has expired", RefreshExpired},
			{"The access token provided has expired", TokenExpired},
			{"The access token provided is invalid", TokenInvalid},
		})
	}
	switch {
	case e.Status == 404 && e.Message == "Client not found.":
		return ClientNotFound
	case e.Status == 404 && strings.HasPrefix(e.Message, `No route found for "POST `):
		return ofMissingRoute(e)
	case e.Status == 429:
		return RateLimited
	case e.Status == 500 && strings.Contains(e.Message, "offline"):
		return SiteOffline
	case e.Status >= 300 && e.Status < 400 && e.Location != "":
		return ofRedirect(e)
	}
	return Unknown
}

// isRedirectMissing knows the OAuth server's texts, English in every language,
// for a request without a redirect URI; nothing else tells it from a mismatch.
func isRedirectMissing(message string) bool {
	return ofText(message, []sign{
		{"No redirect URL was supplied", RedirectURIMissing},
		{"The redirect URI is mandatory", RedirectURIMissing},
		{"The redirect URI parameter is required", RedirectURIMissing},
	}) != Unknown
}

// sign is how a text begins that supports a diagnosis.
type sign struct {
	prefix string
	id     ID
}

// ofText names what the beginning of a text supports.
func ofText(text string, signs []sign) ID {
	for _, s := range signs {
		if strings.HasPrefix(text, s.prefix) {
			return s.id
		}
	}
	return Unknown
}

// ofMissingRoute reads the answer of a Mautic that wants https to a POST over
// http: it knows no such route. Mautic 5 and later name the address as they see
// it, Mautic 4 only the path. The text is the router's and never translated.
func ofMissingRoute(e *mautic.Error) ID {
	seesHTTP := strings.HasPrefix(e.Message, `No route found for "POST http://`)
	switch {
	case strings.HasPrefix(e.Request.URL, "http://"), seesHTTP && e.Request.URL == "":
		return RedirectToHTTPS
	case seesHTTP:
		return RedirectLoop
	}
	return Unknown
}

func ofRedirect(e *mautic.Error) ID {
	to, _, _ := strings.Cut(e.Location, "?")
	scheme, rest, _ := strings.Cut(to, "://")
	asked, askedRest, _ := strings.Cut(e.Request.URL, "://")
	secured := scheme == "https" && asked == "http" && hostOf(rest) == hostOf(askedRest)
	switch {
	case strings.HasSuffix(to, "/installer"):
		return NotInstalled
	case to == e.Request.URL && to != "":
		return RedirectLoop
	case secured && pathOf(rest) == pathOf(askedRest):
		return RedirectToHTTPS
	case strings.HasSuffix(to, "/s/login"):
		return WrongPath
	case secured:
		return RedirectToHTTPS
	}
	return RedirectElsewhere
}

// hostOf returns the host name that an address without its scheme begins with,
// in lower case and without its port.
func hostOf(rest string) string {
	host, _, _ := strings.Cut(rest, "/")
	if end := strings.LastIndexByte(host, ':'); end > strings.LastIndexByte(host, ']') {
		host = host[:end]
	}
	return strings.ToLower(host)
}

func pathOf(rest string) string {
	_, path, _ := strings.Cut(rest, "/")
	return path
}
