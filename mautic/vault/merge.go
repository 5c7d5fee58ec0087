package vault

import "mautic-connect/mautic"

// Merged counts what a Merge did with the credentials of the other vault.
type Merged struct {
	Added   int
	Updated int // the other copy's grant was renewed later, or had been handed over
	Kept    int // nothing of the other copy was needed
}

// Merge adds another vault's credentials. Where both hold one, the copy whose
// grant was renewed later wins, with the name it has here; a grant that was
// handed over in either copy stays handed over. A grant that is here under
// another id is not added again.
func (v Vault) Merge(other Vault) (Vault, Merged) {
	var done Merged
	for _, theirs := range other.entries {
		i := v.index(theirs.ID)
		if i < 0 {
			if _, held := v.holder(theirs.Token().Refresh); held {
				done.Kept++
				continue
			}
			theirs.Name = v.free(theirs.Name, theirs.ID)
			v = v.with(theirs)
			done.Added++
			continue
		}
		ours := v.entries[i]
		next := ours
		if theirs.RenewedAt.After(ours.RenewedAt) {
			next.RenewedAt, next.Credential = theirs.RenewedAt, theirs.Credential
		}
		if ours.HandedOver || theirs.HandedOver {
			next = next.handedOver()
		}
		if same(next, ours) {
			done.Kept++
			continue
		}
		v = v.with(next)
		done.Updated++
	}
	return v, done
}

func same(a, b Entry) bool {
	return a.HandedOver == b.HandedOver && a.RenewedAt.Equal(b.RenewedAt) && equal(a.Credential, b.Credential)
}

// equal compares credentials, all of which are comparable values.
func equal(a, b mautic.Credential) bool { return a == b }
