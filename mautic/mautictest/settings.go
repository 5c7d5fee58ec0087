package mautictest

import (
	"slices"
	"strings"
	"time"
)

// Settings are the parts of Mautic's configuration that decide what its API answers.
type Settings struct {
	// APIEnabled is "API enabled?". While it is off, every address that contains /api or /oauth, even in its query,
	// answers 403 api_disabled.
	APIEnabled bool
	// BasicAuth is "Enable HTTP basic auth?". While it is off, a Basic header gets 403 on the API and at the token
	// endpoint.
	BasicAuth bool
	// AccessTokenMinutes is the life of an access token; 0 means Mautic's default of 60.
	AccessTokenMinutes int
	// RefreshTokenDays is the life of a refresh token; 0 means Mautic's default of 14.
	RefreshTokenDays int
	// RateLimit is how many API calls a credential may make in an hour (api_rate_limiter_limit); 0, Mautic's default, is
	// no limit. Mautic 7 has no such option and ignores it.
	RateLimit int
	// CORSUnrestricted allows every origin (cors_restrict_domains = false).
	CORSUnrestricted bool
	// CORSDomains are the allowed origins (cors_valid_domains); a * stands for any run of characters.
	CORSDomains []string
}

// settingsJSON are the settings under Mautic's own parameter names.
type settingsJSON struct {
	APIEnabled         bool     `json:"api_enabled"`
	BasicAuth          bool     `json:"api_enable_basic_auth"`
	AccessTokenMinutes int      `json:"api_oauth2_access_token_lifetime"`
	RefreshTokenDays   int      `json:"api_oauth2_refresh_token_lifetime"`
	RateLimit          int      `json:"api_rate_limiter_limit"`
	CORSRestrict       bool     `json:"cors_restrict_domains"`
	CORSDomains        []string `json:"cors_valid_domains"`
}

func (s Settings) json() settingsJSON {
	return settingsJSON{
		s.APIEnabled, s.BasicAuth, s.AccessTokenMinutes, s.RefreshTokenDays, s.RateLimit, !s.CORSUnrestricted, s.CORSDomains,
	}
}

func (j settingsJSON) settings() Settings {
	return Settings{
		j.APIEnabled, j.BasicAuth, j.AccessTokenMinutes, j.RefreshTokenDays, j.RateLimit, !j.CORSRestrict, j.CORSDomains,
	}
}

// authorizationCodeLife is fixed in Mautic: no setting changes it.
const authorizationCodeLife = 30 * time.Second

func (s Settings) accessTokenLife() time.Duration {
	if s.AccessTokenMinutes <= 0 {
		return time.Hour
	}
	return time.Duration(s.AccessTokenMinutes) * time.Minute
}

func (s Settings) refreshTokenLife() time.Duration {
	if s.RefreshTokenDays <= 0 {
		return 14 * 24 * time.Hour
	}
	return time.Duration(s.RefreshTokenDays) * 24 * time.Hour
}

func (s Settings) clone() Settings {
	s.CORSDomains = slices.Clone(s.CORSDomains)
	return s
}

// allowsOrigin says whether CORS headers may name origin, and whether a pattern rather than an exact entry decided it.
func (s Settings) allowsOrigin(origin string) (allowed, byPattern bool) {
	if origin == "" {
		return false, false
	}
	if s.CORSUnrestricted || slices.Contains(s.CORSDomains, origin) {
		return true, false
	}
	for _, domain := range s.CORSDomains {
		if strings.Contains(domain, "*") && matchesPattern(domain, origin) {
			return true, true
		}
	}
	return false, false
}

// matchesPattern matches text against a pattern in which * stands for any run of characters.
func matchesPattern(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return pattern == text
	}
	if !strings.HasPrefix(text, first) {
		return false
	}
	text = text[len(first):]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return strings.HasSuffix(text, last)
}
