package doctor

import (
	"errors"
	"strings"

	"mautic-connect/mautic"
)

// Explain returns the diagnosis that an error of package mautic supports. It
// goes by status, shape and type; by text only where nothing else tells, and
// then by the constants of the OAuth server, which are English in every
// language of Mautic.
func Explain(err error) Diagnosis { return Lookup(identify(err)) }

func identify(err error) ID {
	var callback *mautic.CallbackError
	var credential *mautic.CredentialError
	var answer *mautic.Error
	switch {
	case errors.As(err, &callback):
		return ofCallback(callback)
	case errors.As(err, &credential):
		if credential.Reason == mautic.UserNameHasColon {
			return UsernameHasColon
		}
		return Unknown
	case errors.As(err, &answer):
		return ofAnswer(answer)
	default:
		return ofKind(mautic.KindOf(err))
	}
}

func ofKind(kind mautic.Kind) ID {
	switch kind {
	case mautic.KindRateLimited, mautic.KindBusy:
		return ProxyLimited
	case mautic.KindBadRequest:
		return ProxyUnreachable
	case "":
		return Unknown
	}
	if d := Lookup(ID(kind)); d.ID == ID(kind) {
		return d.ID
	}
	return ConnectionFailed
}

func ofCallback(e *mautic.CallbackError) ID {
	switch e.Reason {
	case mautic.CallbackFailed:
		if e.Err != nil {
			return identify(e.Err)
		}
		return Unknown
	default:
		return Lookup(ID(e.Reason)).ID
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
	case e.Status == 401 && strings.Contains(e.WWWAuthenticate, "Secured Area"):
		return BadCredentials
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
	case e.Shape == mautic.ShapeD || e.Shape == mautic.ShapeOther:
		return NotMautic
	}
	return Unknown
}

// ofMautic reads Mautic's own error shape.
func ofMautic(e *mautic.Error) ID {
	switch e.Type {
	case "api_disabled":
		return APIDisabled
	case "access_denied":
		switch e.Status {
		case 403:
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
		return RedirectURIMismatch
	case "invalid_scope":
		return ScopeNotSupported
	case "invalid_request":
		if strings.HasPrefix(e.Message, "Invalid grant_type") {
			return ClientBodyLost
		}
		return Unknown
	case "invalid_grant":
		return ofGrant(e)
	}
	switch {
	case e.Status == 404 && e.Message == "Client not found.":
		return ClientNotFound
	case e.Status == 404 && strings.Contains(e.Message, `"POST http://`):
		return RedirectToHTTPS
	case e.Status == 429:
		return RateLimited
	case e.Status == 500 && strings.Contains(e.Message, "offline"):
		return SiteOffline
	case e.Status >= 300 && e.Status < 400 && e.Location != "":
		return ofRedirect(e)
	}
	return Unknown
}

// ofGrant tells the causes of invalid_grant apart, which only their texts do.
func ofGrant(e *mautic.Error) ID {
	switch {
	case strings.HasPrefix(e.Message, "The authorization code has expired"):
		return CodeExpired
	case strings.HasPrefix(e.Message, "Code doesn"):
		return CodeInvalid
	case strings.HasPrefix(e.Message, "Invalid refresh token"):
		return RefreshInvalid
	case strings.HasPrefix(e.Message, "Refresh token has expired"):
		return RefreshExpired
	case strings.HasPrefix(e.Message, "The access token provided has expired"):
		return TokenExpired
	case strings.HasPrefix(e.Message, "The access token provided is invalid"):
		return TokenInvalid
	}
	return Unknown
}

func ofRedirect(e *mautic.Error) ID {
	switch {
	case strings.HasSuffix(e.Location, "/installer"):
		return NotInstalled
	case strings.HasSuffix(e.Location, "/s/login"):
		return WrongPath
	case strings.HasPrefix(e.Location, "https://") && strings.HasPrefix(e.Request.URL, "http://") &&
		hostOf(e.Location) == hostOf(e.Request.URL):
		return RedirectToHTTPS
	}
	return RedirectElsewhere
}

// hostOf returns the host name of an absolute address, without its port.
func hostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	return strings.ToLower(host)
}
