package export

import (
	"slices"

	"mautic-connect/mautic"
)

// ID names a format. It is part of the command line and stays as it is.
type ID string

// The formats, in the order of Formats.
const (
	N8N            ID = "n8n"
	N8NWorkflow    ID = "n8n-workflow"
	Env            ID = "env"
	DockerEnv      ID = "docker-env"
	Document       ID = "json"
	Curl           ID = "curl"
	HTTPie         ID = "httpie"
	PythonRequests ID = "python-requests"
	PythonOAuthlib ID = "python-oauthlib"
	PHP            ID = "php"
	Go             ID = "go"
	JavaScript     ID = "javascript"
	Postman        ID = "postman"
	Bruno          ID = "bruno"
	Insomnia       ID = "insomnia"
	OpenAPI        ID = "openapi"
	Kubernetes     ID = "kubernetes"
	DockerSecrets  ID = "docker-secrets"
	OnePassword    ID = "1password"
	Bitwarden      ID = "bitwarden"
	Age            ID = "age"
	SOPS           ID = "sops"
	Activepieces   ID = "activepieces"
	Make           ID = "make"
	Zapier         ID = "zapier"
	WooCommerce    ID = "woocommerce"
	Odoo           ID = "odoo"
)

// Kind says how a format is handed over.
type Kind string

// The kinds.
const (
	KindFile   Kind = "file"   // to download, then import, mount or read
	KindCode   Kind = "code"   // to copy into a program or a terminal
	KindRecipe Kind = "recipe" // text with the exact values to type elsewhere
)

// Tokens says what a format does with the tokens of an authorization code grant.
type Tokens string

// The uses of tokens.
const (
	TokensNever    Tokens = "never"    // it has no place for them: the other tool gets a grant of its own
	TokensOptional Tokens = "optional" // it carries them when Options.WithTokens is set
	TokensNeeded   Tokens = "needed"   // without them an authorization code credential is of no use in it
)

// Format describes a format. It holds no credential.
type Format struct {
	ID ID
	// Title is a name for lists: "n8n credentials file".
	Title string
	// Summary is one sentence or two: what it is and how it is used.
	Summary string
	Kind    Kind
	// Methods are what it can carry.
	Methods []mautic.Method
	// Tokens matters for an authorization code credential only.
	Tokens Tokens
	// Secrets reports whether its output holds secrets.
	Secrets bool
	// Sealed reports whether it needs a passphrase or a recipient, and package sealed to write it.
	Sealed bool
}

// Takes reports whether the format can carry a credential of method m.
func (f Format) Takes(m mautic.Method) bool { return slices.Contains(f.Methods, m) }

// Formats returns all formats in the order to list them. The slice is the caller's.
func Formats() []Format {
	all := []mautic.Method{mautic.MethodBasic, mautic.MethodAuthorizationCode, mautic.MethodClientCredentials}
	basic, code, oauth2 := all[:1:1], all[1:2:2], all[1:]
	list := []Format{
		{ID: N8N, Title: "n8n credentials file", Kind: KindFile, Methods: all, Tokens: TokensOptional, Secrets: true,
			Summary: "Import it with: n8n import:credentials --input=FILE. Importing again updates it. Client credentials become n8n's generic OAuth2 API credential, for the HTTP Request node, because n8n's Mautic nodes cannot use them."},
		{ID: N8NWorkflow, Title: "n8n test workflow", Kind: KindCode, Methods: all, Tokens: TokensNever,
			Summary: "Paste it on n8n's canvas and execute it: it reads one contact with the credential of the credentials file. It holds no secrets."},
		{ID: Env, Title: ".env file", Kind: KindFile, Methods: all, Tokens: TokensOptional, Secrets: true,
			Summary: "Variables that a shell reads: set -a; . ./mautic.env. For docker run --env-file take the Docker variant, which has no quotes."},
		{ID: DockerEnv, Title: "Docker env-file", Kind: KindFile, Methods: all, Tokens: TokensOptional, Secrets: true,
			Summary: "Variables for docker run --env-file, which takes values as they stand, without quotes."},
		{ID: Document, Title: "Credential file (JSON)", Kind: KindFile, Methods: all, Tokens: TokensOptional, Secrets: true,
			Summary: "Everything in one JSON document, which your own programs and mautic-connect export can read."},
		{ID: Curl, Title: "curl", Kind: KindCode, Methods: all, Tokens: TokensNeeded, Secrets: true,
			Summary: "A config file for curl -K and a script that uses it, so that no secret is in the list of processes."},
		{ID: HTTPie, Title: "HTTPie", Kind: KindCode, Methods: all, Tokens: TokensNeeded, Secrets: true,
			Summary: "A session file for HTTPie and a script that uses it, so that no secret is in the list of processes."},
		{ID: PythonRequests, Title: "Python (requests)", Kind: KindCode, Methods: all, Tokens: TokensNeeded, Secrets: true,
			Summary: "A program for the library requests, and the credential file it reads."},
		{ID: PythonOAuthlib, Title: "Python (requests-oauthlib)", Kind: KindCode, Methods: oauth2, Tokens: TokensNeeded, Secrets: true,
			Summary: "A program for the library requests-oauthlib, which refreshes tokens by itself, and the credential file it reads."},
		{ID: PHP, Title: "PHP (mautic/api-library)", Kind: KindCode, Methods: all[:2:2], Tokens: TokensOptional, Secrets: true,
			Summary: "A program for Mautic's own PHP library, and the settings array it takes. The library knows no client credentials."},
		{ID: Go, Title: "Go (golang.org/x/oauth2)", Kind: KindCode, Methods: all, Tokens: TokensNeeded, Secrets: true,
			Summary: "A program for golang.org/x/oauth2 that sends the client secret where Mautic reads it, and the credential file it reads."},
		{ID: JavaScript, Title: "JavaScript (server)", Kind: KindCode, Methods: all, Tokens: TokensNeeded, Secrets: true,
			Summary: "A program for Node.js 18 or later with fetch and no package, and the credential file it reads. It is for a server: a browser would show the secrets."},
		{ID: Postman, Title: "Postman collection and environment", Kind: KindFile, Methods: all, Tokens: TokensNever, Secrets: true,
			Summary: "Import both files and choose the environment, which holds the secrets. With an authorization code, Postman asks for a grant of its own."},
		{ID: Bruno, Title: "Bruno collection", Kind: KindFile, Methods: all, Tokens: TokensNever, Secrets: true,
			Summary: "A folder to open in Bruno; the secrets are in its .env file, which git ignores. With an authorization code, Bruno asks for a grant of its own."},
		{ID: Insomnia, Title: "Insomnia export", Kind: KindFile, Methods: all, Tokens: TokensNever, Secrets: true,
			Summary: "Import it in Insomnia. With an authorization code, Insomnia asks for a grant of its own."},
		{ID: OpenAPI, Title: "OpenAPI security scheme", Kind: KindFile, Methods: all, Tokens: TokensNever,
			Summary: "An OpenAPI 3.1 document with the security scheme and one operation, to merge into a description of your own. It holds no secrets."},
		{ID: Kubernetes, Title: "Kubernetes Secret", Kind: KindFile, Methods: all, Tokens: TokensOptional, Secrets: true,
			Summary: "Apply it with kubectl apply -f FILE and use it with envFrom. Encrypt it before it goes into git."},
		{ID: DockerSecrets, Title: "Docker Compose secrets", Kind: KindFile, Methods: all, Tokens: TokensOptional, Secrets: true,
			Summary: "One file for each secret and a compose.yaml that mounts them under /run/secrets."},
		{ID: OnePassword, Title: "1Password item", Kind: KindFile, Methods: all, Tokens: TokensOptional, Secrets: true,
			Summary: "Create the item with: op item create --template FILE, then delete the file."},
		{ID: Bitwarden, Title: "Bitwarden import", Kind: KindFile, Methods: all, Tokens: TokensOptional, Secrets: true,
			Summary: "Import it in Bitwarden as Bitwarden (json), then delete the file."},
		{ID: Age, Title: "age file", Kind: KindFile, Methods: all, Tokens: TokensOptional, Secrets: true, Sealed: true,
			Summary: "The .env file, encrypted with age to a passphrase or to recipients. Read it with: age -d FILE."},
		{ID: SOPS, Title: "SOPS file", Kind: KindFile, Methods: all, Tokens: TokensOptional, Secrets: true, Sealed: true,
			Summary: "Variables encrypted for SOPS to age recipients. Use it with: sops exec-env FILE COMMAND."},
		{ID: Activepieces, Title: "activepieces connection", Kind: KindFile, Methods: basic, Tokens: TokensNever, Secrets: true,
			Summary: "The body to POST to /api/v1/app-connections of activepieces with your API key, once you have put your project's id in place of PROJECT_ID."},
		{ID: Make, Title: "Make", Kind: KindRecipe, Methods: code, Tokens: TokensNever, Secrets: true,
			Summary: "The steps and the values to type for a Mautic connection in Make."},
		{ID: Zapier, Title: "Zapier", Kind: KindRecipe, Methods: basic, Tokens: TokensNever, Secrets: true,
			Summary: "The steps and the values to type for a Mautic connection in Zapier."},
		{ID: WooCommerce, Title: "WordPress and WooCommerce", Kind: KindRecipe, Methods: code, Tokens: TokensNever, Secrets: true,
			Summary: "The steps and the values to type for the Mautic plugins of WooCommerce, with the redirect URI of each."},
		{ID: Odoo, Title: "Odoo", Kind: KindRecipe, Methods: code, Tokens: TokensNever, Secrets: true,
			Summary: "The steps and the values to type for a Mautic connector in Odoo."},
	}
	for i := range list {
		list[i].Methods = slices.Clone(list[i].Methods)
	}
	return list
}

// Lookup returns the format of that name.
func Lookup(id ID) (Format, bool) {
	for _, f := range Formats() {
		if f.ID == id {
			return f, true
		}
	}
	return Format{}, false
}
