package doctor

// ID names a diagnosis. It is stable: links, reports and the command line's
// JSON use it.
type ID string

// The diagnoses, in the order in which they are checked and shown.
const (
	// Unknown is the verdict when the evidence supports none.
	Unknown ID = "unknown"

	// Reaching Mautic.
	URLInvalid            ID = "url-invalid"
	URLCorrected          ID = "url-corrected"
	DNSNotFound           ID = "dns-not-found"
	ConnectionRefused     ID = "connection-refused"
	ConnectionTimeout     ID = "connection-timeout"
	ConnectionReset       ID = "connection-reset"
	ConnectionFailed      ID = "connection-failed"
	TLSUntrusted          ID = "tls-untrusted"
	TLSExpired            ID = "tls-expired"
	TLSWrongHost          ID = "tls-wrong-host"
	TLSNotTLS             ID = "tls-not-tls"
	TLSEndsSoon           ID = "tls-ends-soon"
	BlockedByPolicy       ID = "blocked-by-policy"
	NotPublic             ID = "not-public"
	RedirectToHTTPS       ID = "redirect-to-https"
	RedirectElsewhere     ID = "redirect-to-other-host"
	RedirectLoop          ID = "redirect-loop-untrusted-proxy"
	RedirectHidden        ID = "redirect-hidden"
	NotMautic             ID = "not-mautic"
	WrongPath             ID = "wrong-path"
	SubdirectoryForbidden ID = "subdirectory-forbidden"
	RewriteOff            ID = "rewrite-off"
	PasswordInFront       ID = "password-in-front"
	BlockedByFirewall     ID = "blocked-by-firewall"
	NotInstalled          ID = "not-installed"
	SiteOffline           ID = "site-offline"
	PHPDown               ID = "php-down"
	RateLimited           ID = "rate-limited"
	RateLimitNear         ID = "rate-limit-near"
	ResponseTooLarge      ID = "response-too-large"
	ResponseNotJSON       ID = "response-not-json"
	CORSBlocked           ID = "cors-blocked"

	// Settings in Mautic and of its web server.
	APIDisabled       ID = "api-disabled"
	BasicAuthDisabled ID = "basic-auth-disabled"
	CacheStale        ID = "cache-stale"
	HeaderStripped    ID = "authorization-header-stripped"

	// User name and password.
	BadCredentials       ID = "bad-credentials"
	CredentialsUntrimmed ID = "credentials-untrimmed"
	UsernameHasColon     ID = "username-has-colon"

	// The OAuth2 client.
	ClientIDMalformed  ID = "client-id-malformed"
	ClientPairWrong    ID = "client-pair-wrong"
	ClientBodyLost     ID = "client-body-lost"
	ClientAuthInHeader ID = "client-auth-in-header"
	ClientNotFound     ID = "client-not-found"
	GrantNotAllowed    ID = "grant-not-allowed"
	ClientWithoutRole  ID = "client-without-role"

	// The Mautic window and the way back from it.
	UserDenied           ID = "user-denied"
	RedirectURIMismatch  ID = "redirect-uri-mismatch"
	RedirectURIMissing   ID = "redirect-uri-missing"
	ScopeNotSupported    ID = "scope-not-supported"
	ResponseTypeMissing  ID = "response-type-missing"
	UserWithoutAPIAccess ID = "user-without-api-access"
	LoginLost            ID = "login-lost"
	PopupBlocked         ID = "popup-blocked"
	WindowClosed         ID = "window-closed"
	NoAnswer             ID = "no-answer"
	StateMismatch        ID = "state-mismatch"
	CallbackReplayed     ID = "callback-replayed"
	CallbackExpired      ID = "callback-expired"
	CallbackIncomplete   ID = "callback-incomplete"
	IssuerMismatch       ID = "issuer-mismatch"
	RecordLost           ID = "record-lost"

	// OAuth2 codes and tokens.
	CodeExpired        ID = "code-expired"
	CodeInvalid        ID = "code-invalid"
	TokenRedirectWrong ID = "token-redirect-mismatch"
	RefreshInvalid     ID = "refresh-invalid"
	RefreshExpired     ID = "refresh-expired"
	TokenExpired       ID = "token-expired"
	TokenInvalid       ID = "token-invalid"
	TokenSentTwice     ID = "token-sent-twice"
	RefreshClock       ID = "refresh-clock"
	APIV2Bearer        ID = "api-v2-bearer"
	UserUnpublished    ID = "user-unpublished"

	// What the credential may do.
	PermissionMissing        ID = "permission-missing"
	ViewOwnOnly              ID = "view-own-only"
	NoRole                   ID = "no-role"
	ClientActsAsApplication  ID = "client-acts-as-application"
	WebhookPermissionMissing ID = "webhook-permission-missing"

	// Handing over to n8n.
	N8NKeyRefused      ID = "n8n-key-refused"
	N8NScopeMissing    ID = "n8n-scope-missing"
	N8NTypeUnknown     ID = "n8n-type-unknown"
	N8NFieldRefused    ID = "n8n-field-refused"
	N8NProjectUnknown  ID = "n8n-project-unknown"
	N8NCredentialGone  ID = "n8n-credential-gone"
	N8NNotFound        ID = "n8n-not-found"
	N8NNameLength      ID = "n8n-name-length"
	N8NMediaType       ID = "n8n-media-type"
	N8NUnsupported     ID = "n8n-unsupported"
	N8NRedirected      ID = "n8n-redirected"
	N8NInFront         ID = "n8n-in-front"
	N8NBroken          ID = "n8n-broken"
	N8NPrivate         ID = "n8n-private"
	N8NUnreachable     ID = "n8n-unreachable"
	N8NValueExpression ID = "n8n-value-expression"

	// Handing over to the portal that this page is shown in.
	DeliveryRefused ID = "delivery-refused"
	DeliveryFailed  ID = "delivery-failed"

	// This page's own side.
	ProxyUnreachable ID = "proxy-unreachable"
	ProxyLimited     ID = "proxy-rate-limited"
	Offline          ID = "offline"
	Canceled         ID = "canceled"
	PresetUnknown    ID = "preset-unknown"
	NeedsServer      ID = "needs-server"
)

// Group is the part of the way to a working credential that a diagnosis
// belongs to.
type Group string

// The groups, in the order of a catalogue.
const (
	Own         Group = "own"
	Reaching    Group = "reaching"
	Settings    Group = "settings"
	Basic       Group = "basic"
	Client      Group = "client"
	Window      Group = "window"
	Tokens      Group = "tokens"
	Permissions Group = "permissions"
	HandOver    Group = "hand-over"
)

// Who has to act.
type Who string

// Those who may have to act.
const (
	You      Who = "you"          // whoever wants the credential
	Admin    Who = "mautic-admin" // whoever may change settings in Mautic
	Host     Who = "host"         // whoever runs Mautic's web server
	Operator Who = "operator"     // whoever runs this page's server
)

// Severity says whether a diagnosis keeps the credential from working.
type Severity string

// The severities.
const (
	Problem Severity = "problem" // the credential does not work until it is put right
	Warning Severity = "warning" // the credential works, with this in mind
)

// Variant says whose setup a Fix is for. Its value is its label.
type Variant string

// The variants.
const (
	Everyone   Variant = ""
	Apache     Variant = "Apache"
	Nginx      Variant = "nginx"
	Docker     Variant = "Docker"
	CPanel     Variant = "cPanel"
	Cloudflare Variant = "Cloudflare"
	Mautic2    Variant = "Mautic 2"
	NoShell    Variant = "Without a shell"
	N8N        Variant = "n8n"
)

// Picture names the schematic of a screen of Mautic that shows a step.
type Picture string

// The pictures.
const (
	NoPicture             Picture = ""
	PictureAPISettings    Picture = "api-settings"
	PictureCredentialForm Picture = "credential-form"
	PictureCredentialList Picture = "credential-list"
	PictureRoleForm       Picture = "role-form"
	PictureUserForm       Picture = "user-form"
	PictureConsent        Picture = "consent"
	PictureCORSSettings   Picture = "cors-settings"
	PictureWebhookForm    Picture = "webhook-form"
)

// Step is one action.
type Step struct {
	// Text says what to do, in one sentence.
	Text string `json:"text,omitempty"`
	// Command is what to type, paste or compare, exactly; empty when there is
	// none. It may have several lines, and may hold {base}, {redirect_uri} and
	// {origin}, that of the redirect URI, which Filled replaces, and SERVICE, which stands for the name of the
	// Mautic service in the reader's Compose file.
	Command string `json:"command,omitempty"`
	// Page is the page of the reader's own Mautic to act on, as a path for
	// mautic.BaseURL.Page; empty when there is none.
	Page string `json:"page,omitempty"`
	// Picture is the schematic that shows where to act.
	Picture Picture `json:"picture,omitempty"`
	// Alt says in words what the picture shows.
	Alt string `json:"alt,omitempty"`
}

// Fix is one way to put it right.
type Fix struct {
	// For says whose setup it is for.
	For Variant `json:"for,omitempty"`
	// Steps are in the order to take them.
	Steps []Step `json:"steps,omitempty"`
}

// Diagnosis is one way a credential fails. Every text is English and serves as
// the key of its translations. Title, Cause, Proof and the texts of steps hold
// neither double quotation marks nor backslashes, so that they are safe in an
// attribute.
type Diagnosis struct {
	ID       ID       `json:"id"`
	Group    Group    `json:"group"`
	Severity Severity `json:"severity"`
	// Title is the finding in one short sentence.
	Title string `json:"title,omitempty"`
	// Cause says what it means and how it comes about.
	Cause string `json:"cause,omitempty"`
	// Proof says how it is told apart from what looks alike.
	Proof string `json:"proof,omitempty"`
	// Symptoms are messages as people see them and search for them, verbatim:
	// they may hold quotation marks, and the words of other programs.
	Symptoms []string `json:"symptoms,omitempty"`
	// Fixes begin with the one for everyone; the others replace it for the
	// setup they name.
	Fixes []Fix `json:"fixes,omitempty"`
	// Who has to act.
	Who Who `json:"who,omitempty"`
	// Sources say where the facts come from: an RFC, an observation, an issue.
	Sources []string `json:"sources,omitempty"`
}
