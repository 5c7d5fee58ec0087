package export

import (
	"fmt"
	"io/fs"
	"time"

	"mautic-connect/mautic"
)

// Options say what to write. The zero value is useful.
type Options struct {
	// Name is what the other tool calls the credential; empty means "Mautic " and
	// the host. Control characters in it become spaces. For n8n it is cut or
	// padded to a length that n8n takes.
	Name string
	// WithTokens puts the tokens of an authorization code grant in. Whoever gets
	// them owns the grant: Mautic's refresh tokens work once. Where there are none,
	// N8N and the formats with TokensNeeded fail, and others are written without.
	WithTokens bool
	// Recipients are whom a sealed format is encrypted to: age1… or SSH public keys.
	Recipients []string
	// Passphrase is what the format age is encrypted with when there are no recipients.
	Passphrase mautic.Secret
	// Now is the time of a sealed format; nil means time.Now.
	Now func() time.Time
}

// File is one file of an export.
type File struct {
	// Name is a path with slashes, below a directory of the receiver's choice:
	// "mautic.env", "secrets/mautic_password".
	Name      string
	MediaType string
	// Mode is 0600 when Content holds secrets, 0644 when not, with the execute
	// bits for a script.
	Mode    fs.FileMode
	Content []byte
}

// Variable is a value under the name of an environment variable.
type Variable struct{ Name, Value string }

// Variables returns what Env writes, in its order, for formats that are written
// elsewhere. It fails as Write does, with id for the format in errors.
func Variables(id ID, c mautic.Credential, o Options) ([]Variable, error) {
	s, err := prepare(id, c, o)
	if err != nil {
		return nil, err
	}
	var out []Variable
	for _, e := range s.entries() {
		out = append(out, Variable{e.variable(), e.value})
	}
	return out, nil
}

func prepare(id ID, c mautic.Credential, o Options) (*sheet, error) {
	f, ok := Lookup(id)
	if !ok {
		return nil, &UnknownFormatError{id}
	}
	if !f.Takes(c.Method()) {
		return nil, &MethodError{f, c.Method()}
	}
	return newSheet(f, c, o)
}

// Write writes c in a format that does not encrypt. The first file is the one
// to look at. It fails with a *UnknownFormatError, *SealedError, *MethodError,
// *TokensError, *ValueError or *mautic.CredentialError; none holds a secret.
func Write(id ID, c mautic.Credential, o Options) ([]File, error) {
	if f, _ := Lookup(id); f.Sealed {
		return nil, &SealedError{id}
	}
	s, err := prepare(id, c, o)
	if err != nil {
		return nil, err
	}
	switch id {
	case N8N:
		return s.n8n()
	case N8NWorkflow:
		return s.n8nWorkflow()
	case Env:
		return s.env()
	case DockerEnv:
		return s.dockerEnv()
	case Document:
		return s.documentFile()
	case Curl:
		return s.curl()
	case HTTPie:
		return s.httpie()
	case PythonRequests:
		return s.pythonRequests()
	case PythonOAuthlib:
		return s.pythonOAuthlib()
	case PHP:
		return s.php()
	case Go:
		return s.golang()
	case JavaScript:
		return s.javaScript()
	case Postman:
		return s.postman()
	case Bruno:
		return s.bruno()
	case Insomnia:
		return s.insomnia()
	case OpenAPI:
		return s.openAPI()
	case Kubernetes:
		return s.kubernetes()
	case DockerSecrets:
		return s.dockerSecrets()
	case OnePassword:
		return s.onePassword()
	case Bitwarden:
		return s.bitwarden()
	case Activepieces:
		return s.activepieces()
	case Make:
		return s.recipeMake()
	case Zapier:
		return s.recipeZapier()
	case WooCommerce:
		return s.recipeWooCommerce()
	case Odoo:
		return s.recipeOdoo()
	}
	return nil, fmt.Errorf("the format %s has no writer", id)
}
