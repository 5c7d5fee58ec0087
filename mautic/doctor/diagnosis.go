package doctor

// ID names a diagnosis. It is stable: links and reports use it.
type ID string

// The diagnoses.
const (
	Unknown ID = "unknown"

	// Reaching Mautic.
	DNSNotFound       ID = "dns-not-found"
	ConnectionRefused ID = "connection-refused"
	ConnectionTimeout ID = "connection-timeout"
	ConnectionReset   ID = "connection-reset"
	ConnectionFailed  ID = "connection-failed"
	TLSUntrusted      ID = "tls-untrusted"
	TLSExpired        ID = "tls-expired"
	TLSWrongHost      ID = "tls-wrong-host"
	TLSNotTLS         ID = "tls-not-tls"
	BlockedByPolicy   ID = "blocked-by-policy"
	ResponseTooLarge  ID = "response-too-large"
	RateLimited       ID = "rate-limited"
	ProxyUnreachable  ID = "proxy-unreachable"
	ProxyLimited      ID = "proxy-rate-limited"
	Offline           ID = "offline"
	RedirectToHTTPS   ID = "redirect-to-https"
	RedirectElsewhere ID = "redirect-to-other-host"
	RedirectLoop      ID = "redirect-loop-untrusted-proxy"
	WrongPath         ID = "wrong-path"
	NotMautic         ID = "not-mautic"
	NotInstalled      ID = "not-installed"
	SiteOffline       ID = "site-offline"
	PHPDown           ID = "php-down"
	PasswordInFront   ID = "password-in-front"
	Canceled          ID = "canceled"

	// Settings in Mautic.
	APIDisabled       ID = "api-disabled"
	BasicAuthDisabled ID = "basic-auth-disabled"

	// The credential.
	BadCredentials     ID = "bad-credentials"
	UsernameHasColon   ID = "username-has-colon"
	ClientPairWrong    ID = "client-pair-wrong"
	ClientBodyLost     ID = "client-body-lost"
	ClientNotFound     ID = "client-not-found"
	GrantNotAllowed    ID = "grant-not-allowed"
	ClientWithoutRole  ID = "client-without-role"
	PermissionMissing  ID = "permission-missing"
	TokenInvalid       ID = "token-invalid"
	TokenExpired       ID = "token-expired"
	CodeExpired        ID = "code-expired"
	CodeInvalid        ID = "code-invalid"
	TokenRedirectWrong ID = "token-redirect-mismatch"
	RefreshInvalid     ID = "refresh-invalid"
	RefreshExpired     ID = "refresh-expired"

	// The Mautic window and the way back.
	UserDenied          ID = "user-denied"
	RedirectURIMismatch ID = "redirect-uri-mismatch"
	UserWithoutAPI      ID = "user-without-api-access"
	ScopeNotSupported   ID = "scope-not-supported"
	NoAnswer            ID = "no-answer"
	StateMismatch       ID = "state-mismatch"
	CallbackReplayed    ID = "callback-replayed"
	CallbackExpired     ID = "callback-expired"
	CallbackIncomplete  ID = "callback-incomplete"
	IssuerMismatch      ID = "issuer-mismatch"
)

// Who has to act.
type Who string

// Those who may have to act.
const (
	You   Who = "you"
	Admin Who = "mautic-admin"
	Host  Who = "host"
	Us    Who = "operator" // whoever runs this page's server
)

// Diagnosis is one way a credential fails. Every text is English and serves as
// the key of its translations.
type Diagnosis struct {
	ID ID
	// Title is the finding in one short sentence.
	Title string
	// Cause says what it means and how it comes about.
	Cause string
	// Steps say what to do, in order.
	Steps []string
	// Who has to act.
	Who Who
	// Page is the page of the person's own Mautic to act on, as a path for
	// mautic.BaseURL.Page; empty when there is none.
	Page string
}
