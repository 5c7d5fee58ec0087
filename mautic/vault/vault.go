package vault

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

// Vault is what an opened vault holds. It is a value: its methods return a
// changed copy. The zero Vault is empty.
type Vault struct{ entries []Entry }

// Format prints how many credentials there are, never one.
func (v Vault) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "vault of %d credentials", len(v.entries)) }

// Entry is a credential in a vault.
type Entry struct {
	// ID stands for the credential and its grant, in every copy of the vault.
	ID      string
	Name    string
	AddedAt time.Time
	// HandedOver says that the grant went to somebody else; Credential holds no
	// tokens then.
	HandedOver bool
	// RenewedAt is when the grant was issued or renewed last, by which the later of
	// two copies is told. It is zero without a grant.
	RenewedAt  time.Time
	Credential mautic.Credential
}

// Format prints the name, never the credential.
func (e Entry) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "vault entry %s", e.Name) }

// Token is the credential's grant; it is zero for everything that holds none.
func (e Entry) Token() mautic.Token {
	if c, ok := e.Credential.(mautic.AuthorizationCode); ok {
		return c.Token
	}
	return mautic.Token{}
}

// Entries returns the credentials, oldest first. The slice is the caller's.
func (v Vault) Entries() []Entry { return slices.Clone(v.entries) }

// Entry returns the credential with this id, or an *UnknownError.
func (v Vault) Entry(id string) (Entry, error) {
	if i := v.index(id); i >= 0 {
		return v.entries[i], nil
	}
	return Entry{}, &UnknownError{id}
}

func (v Vault) index(id string) int {
	return slices.IndexFunc(v.entries, func(e Entry) bool { return e.ID == id })
}

// with returns v with the entry of e's id replaced, or added.
func (v Vault) with(e Entry) Vault {
	entries := slices.Clone(v.entries)
	if i := v.index(e.ID); i >= 0 {
		entries[i] = e
		return Vault{entries}
	}
	return Vault{append(entries, e)}
}

// Add puts a credential in and returns its entry. An empty name becomes
// "Mautic" and the host; a name that is taken gets a number. The tokens of
// client credentials are left out: there is a new one for the asking. It fails
// as export.Encode does, and with a *HeldError.
func (v Vault) Add(name string, c mautic.Credential, now time.Time) (Vault, Entry, error) {
	kept, err := canonical(c)
	if err != nil {
		return v, Entry{}, fmt.Errorf("the credential cannot be kept: %w", err)
	}
	e := Entry{ID: rand.Text(), AddedAt: moment(now), Credential: kept}
	if holder, held := v.holder(e.Token().Refresh); held {
		return v, Entry{}, &HeldError{holder.Name}
	}
	if e.Name = tidy(name); e.Name == "" {
		e.Name = tidy("Mautic " + kept.BaseURL().Host())
	}
	e.Name = v.free(e.Name, e.ID)
	if code, ok := c.(mautic.AuthorizationCode); ok && !code.Token.IsZero() {
		if e.RenewedAt = moment(code.Token.Issued); code.Token.Issued.IsZero() {
			e.RenewedAt = moment(now)
		}
	}
	return v.with(e), e, nil
}

// Replace puts a new credential, with a new id, in the place of one whose grant
// has ended or gone, under the same name. It fails as Add does.
func (v Vault) Replace(id string, c mautic.Credential, now time.Time) (Vault, Entry, error) {
	i := v.index(id)
	if i < 0 {
		return v, Entry{}, &UnknownError{id}
	}
	without, err := v.Remove(id)
	if err != nil {
		return v, Entry{}, err
	}
	next, e, err := without.Add(v.entries[i].Name, c, now)
	if err != nil {
		return v, Entry{}, err
	}
	return Vault{slices.Insert(next.entries[:len(next.entries)-1], i, e)}, e, nil
}

// canonical returns c as the vault's file gives it back.
func canonical(c mautic.Credential) (mautic.Credential, error) {
	if c == nil {
		return nil, errors.New("there is none")
	}
	raw, err := export.Encode(c, export.Options{WithTokens: true})
	if err != nil {
		return nil, err
	}
	kept, _, err := export.Decode(raw)
	clear(raw)
	return kept, err
}

// moment is a time as the vault's file gives it back.
func moment(t time.Time) time.Time { return t.Round(0).UTC() }

// holder returns the credential that holds a grant.
func (v Vault) holder(refresh mautic.Secret) (Entry, bool) {
	if refresh.IsZero() {
		return Entry{}, false
	}
	i := slices.IndexFunc(v.entries, func(e Entry) bool { return e.Token().Refresh.Equal(refresh) })
	if i < 0 {
		return Entry{}, false
	}
	return v.entries[i], true
}

// maxName is how many characters a name keeps.
const maxName = 100

// tidy makes a name of one line, without characters that hide or reorder others.
func tidy(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, " "))
	if runes := []rune(name); len(runes) > maxName {
		name = string(runes[:maxName])
	}
	return strings.TrimSpace(name)
}

// free returns name, or the first of "name 2", "name 3", … that no other
// credential has.
func (v Vault) free(name, id string) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(v.entries, func(e Entry) bool { return e.Name == name && e.ID != id })
	}
	for out, n := name, 2; ; n++ {
		if !taken(out) {
			return out
		}
		number := " " + strconv.Itoa(n)
		runes := []rune(name)
		out = strings.TrimSpace(string(runes[:min(len(runes), maxName-len(number))])) + number
	}
}

// Rename gives a credential another name, which gets a number where it is taken.
func (v Vault) Rename(id, name string) (Vault, error) {
	e, err := v.Entry(id)
	if err != nil {
		return v, err
	}
	if e.Name = tidy(name); e.Name == "" {
		return v, &NameError{}
	}
	e.Name = v.free(e.Name, id)
	return v.with(e), nil
}

// Remove takes a credential out.
func (v Vault) Remove(id string) (Vault, error) {
	if _, err := v.Entry(id); err != nil {
		return v, err
	}
	return Vault{slices.DeleteFunc(slices.Clone(v.entries), func(e Entry) bool { return e.ID == id })}, nil
}

// HandOver drops a credential's grant, which is somebody else's from now on, and
// keeps the rest. Doing it again changes nothing.
func (v Vault) HandOver(id string) (Vault, error) {
	e, err := v.Entry(id)
	switch {
	case err != nil:
		return v, err
	case e.HandedOver:
		return v, nil
	case e.Token().IsZero():
		return v, &NoGrantError{e.Name}
	}
	return v.with(e.handedOver()), nil
}

func (e Entry) handedOver() Entry {
	e.HandedOver = true
	if c, ok := e.Credential.(mautic.AuthorizationCode); ok {
		c.Token = mautic.Token{}
		e.Credential = c
	}
	return e
}

// Renewed puts a credential's new tokens in place of the old ones. Where Mautic
// gave no new refresh token, the old one stays. It fails with a *HandedOverError
// or a *NoGrantError, and with the error of a token that cannot be kept.
func (v Vault) Renewed(id string, token mautic.Token, now time.Time) (Vault, error) {
	e, err := v.Entry(id)
	if err != nil {
		return v, err
	}
	if err := e.Renewable(); err != nil {
		return v, err
	}
	c := e.Credential.(mautic.AuthorizationCode)
	if token.Refresh.IsZero() {
		token.Refresh = c.Token.Refresh
	}
	if e.RenewedAt = moment(token.Issued); token.Issued.IsZero() {
		e.RenewedAt = moment(now)
	}
	c.Token = token
	if e.Credential, err = canonical(c); err != nil {
		return v, fmt.Errorf("the new token cannot be kept: %w", err)
	}
	return v.with(e), nil
}

// Renewable says why a grant cannot be renewed here: *HandedOverError or
// *NoGrantError.
func (e Entry) Renewable() error {
	switch {
	case e.HandedOver:
		return &HandedOverError{e.Name}
	case e.Token().Refresh.IsZero():
		return &NoGrantError{e.Name}
	}
	return nil
}
