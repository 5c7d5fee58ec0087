package guide

import (
	"slices"
	"strings"

	"mautic-connect/mautic/doctor"
)

// confused are diagnoses that look alike, follow from one another or are mended
// together: whoever reads about one may be looking for another.
func confused() [][]doctor.ID {
	return [][]doctor.ID{
		{doctor.APIDisabled, doctor.BasicAuthDisabled, doctor.CacheStale},
		{doctor.BasicAuthDisabled, doctor.ClientAuthInHeader},
		{doctor.BasicAuthDisabled, doctor.PermissionMissing},
		{doctor.BadCredentials, doctor.HeaderStripped, doctor.PasswordInFront},
		{doctor.BadCredentials, doctor.CredentialsUntrimmed, doctor.UsernameHasColon},
		{doctor.BadCredentials, doctor.UserUnpublished},
		{doctor.CacheStale, doctor.RewriteOff, doctor.WrongPath},
		{doctor.CacheStale, doctor.URLCorrected},
		{doctor.SubdirectoryForbidden, doctor.RewriteOff, doctor.BlockedByFirewall},
		{doctor.BlockedByFirewall, doctor.PasswordInFront},
		{doctor.RedirectToHTTPS, doctor.RedirectElsewhere, doctor.RedirectLoop, doctor.ClientBodyLost},
		{doctor.RedirectHidden, doctor.RedirectToHTTPS, doctor.RedirectElsewhere},
		{doctor.NotMautic, doctor.WrongPath, doctor.ResponseNotJSON, doctor.URLInvalid},
		{doctor.ResponseNotJSON, doctor.ResponseTooLarge},
		{doctor.URLInvalid, doctor.URLCorrected},
		{doctor.DNSNotFound, doctor.NotPublic, doctor.URLInvalid},
		{doctor.ConnectionRefused, doctor.ConnectionTimeout, doctor.ConnectionReset, doctor.ConnectionFailed},
		{doctor.NotPublic, doctor.BlockedByPolicy, doctor.ConnectionRefused},
		{doctor.TLSUntrusted, doctor.TLSExpired, doctor.TLSWrongHost, doctor.TLSNotTLS},
		{doctor.TLSExpired, doctor.TLSEndsSoon},
		{doctor.PHPDown, doctor.SiteOffline, doctor.NotInstalled},
		{doctor.RateLimited, doctor.RateLimitNear, doctor.ProxyLimited},
		{doctor.CORSBlocked, doctor.ProxyUnreachable, doctor.NeedsServer, doctor.RedirectHidden},
		{doctor.ClientPairWrong, doctor.ClientIDMalformed, doctor.ClientNotFound, doctor.CredentialsUntrimmed},
		{doctor.GrantNotAllowed, doctor.ClientWithoutRole, doctor.ClientActsAsApplication},
		{doctor.RedirectURIMismatch, doctor.RedirectURIMissing, doctor.TokenRedirectWrong},
		{doctor.RedirectURIMismatch, doctor.NoAnswer},
		{doctor.ScopeNotSupported, doctor.ResponseTypeMissing, doctor.NoAnswer},
		{doctor.UserDenied, doctor.UserWithoutAPIAccess, doctor.LoginLost, doctor.NoAnswer},
		{doctor.PopupBlocked, doctor.WindowClosed, doctor.NoAnswer},
		{doctor.StateMismatch, doctor.CallbackReplayed, doctor.CallbackExpired, doctor.CallbackIncomplete, doctor.RecordLost, doctor.IssuerMismatch},
		{doctor.CodeExpired, doctor.CodeInvalid, doctor.CallbackExpired},
		{doctor.RefreshInvalid, doctor.RefreshExpired, doctor.RefreshClock},
		{doctor.TokenExpired, doctor.TokenInvalid, doctor.RefreshExpired},
		{doctor.TokenInvalid, doctor.APIV2Bearer, doctor.TokenSentTwice, doctor.UserUnpublished},
		{doctor.PermissionMissing, doctor.ViewOwnOnly, doctor.NoRole, doctor.WebhookPermissionMissing},
		{doctor.PermissionMissing, doctor.UserWithoutAPIAccess},
		{doctor.ClientActsAsApplication, doctor.NoRole},
		{doctor.N8NKeyRefused, doctor.N8NScopeMissing, doctor.N8NInFront},
		{doctor.N8NFieldRefused, doctor.N8NTypeUnknown, doctor.N8NUnsupported, doctor.N8NNameLength, doctor.N8NMediaType},
		{doctor.N8NProjectUnknown, doctor.N8NCredentialGone, doctor.N8NNotFound},
		{doctor.N8NNotFound, doctor.N8NRedirected, doctor.N8NUnreachable, doctor.N8NPrivate},
		{doctor.N8NPrivate, doctor.BlockedByPolicy},
		{doctor.N8NBroken, doctor.N8NUnreachable},
		{doctor.N8NValueExpression, doctor.BadCredentials},
		{doctor.DeliveryRefused, doctor.DeliveryFailed},
		{doctor.Offline, doctor.ProxyUnreachable, doctor.ConnectionFailed},
		{doctor.Canceled, doctor.WindowClosed},
		{doctor.PresetUnknown, doctor.DeliveryRefused},
		{doctor.Unknown, doctor.SiteOffline, doctor.ClientWithoutRole, doctor.RedirectURIMismatch},
	}
}

// related are the paths of what belongs to a diagnosis: pages written by hand that
// lead to it first, then what it may be confused with.
func (g *Guide) related(id doctor.ID) []string {
	var out []string
	add := func(path string) {
		if path != diagnosisPath(id) && !slices.Contains(out, path) {
			out = append(out, path)
		}
	}
	for _, page := range g.pages {
		if page.Diagnosis == "" && page.Path != Path && slices.ContainsFunc(page.links, func(link string) bool {
			path, _, _ := strings.Cut(link, "#")
			return path == diagnosisPath(id)
		}) {
			add(page.Path)
		}
	}
	for _, set := range confused() {
		if slices.Contains(set, id) {
			for _, other := range set {
				add(diagnosisPath(other))
			}
		}
	}
	return out
}
