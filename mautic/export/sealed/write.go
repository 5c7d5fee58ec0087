package sealed

import (
	"fmt"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

// Write writes c in any format. One that does not encrypt is left to
// export.Write. export.Age needs Options.Recipients (age1… or the line of an
// SSH public key, ssh-ed25519 or ssh-rsa) or, without any, Options.Passphrase;
// export.SOPS needs recipients, because SOPS knows no passphrase. Besides the
// errors of export.Write there is *KeyError.
func Write(id export.ID, c mautic.Credential, o export.Options) ([]export.File, error) {
	switch id {
	case export.Age:
		return writeAge(c, o, workFactor())
	case export.SOPS:
		return writeSOPS(c, o)
	}
	return export.Write(id, c, o)
}

// KeyError reports recipients or a passphrase that cannot be used.
type KeyError struct {
	Format  export.ID
	Problem string // a whole sentence
}

// Error returns the sentence.
func (e *KeyError) Error() string { return fmt.Sprintf("the format %s: %s", e.Format, e.Problem) }

func now(o export.Options) time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}
