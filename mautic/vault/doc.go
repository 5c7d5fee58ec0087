// Package vault keeps several named credentials in one age file, encrypted with a passphrase (age-encryption.org/v1,
// scrypt). `age -d` opens the file; what it prints is JSON that package export's documents are part of:
//
//	{"version": 1, "credentials": [{"id": "…", "name": "…", "added_at": "2026-03-04T05:06:07Z", "handed_over": false,
//	  "renewed_at": "2026-03-04T05:06:07Z", "document": {the credential file, see package export}}]}
//
// What it promises: what was added is read back unchanged, whatever characters it holds, or Add fails; a file that is
// damaged, newer than this program or absurdly expensive to open is refused with a sentence that says what to do; the
// grant of a credential that was handed over never comes back, not by a Merge either. Operations on a Vault return a
// changed copy and leave the one they were given alone. Errors and printed values hold no secret.
//
// What it does not promise: it does not judge a passphrase, it stores nothing and renews nothing. Go cannot wipe the
// memory of text: what can be zeroed (the plain text of the file) is, passphrases and secrets are let go of.
//
// A credential's id stands for its grant. A new grant for the same client is a new credential with a new id.
package vault
