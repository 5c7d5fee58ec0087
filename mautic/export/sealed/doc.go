// Package sealed writes a proven credential encrypted: as an age file (age-encryption.org/v1) and as a SOPS file.
//
// What it promises: the plain text is exactly what package export writes (the .env file, or its variables); age -d and
// sops decrypt open it; who has neither key nor passphrase learns the length of the values and, in a SOPS file, their
// names. Errors hold no secret and no passphrase.
//
// What it does not promise: it does not judge a passphrase, and it writes no signature: a recipient can tell that a file
// was not changed, but not who wrote it.
//
// It is apart from package export because of the size of the cryptography it brings.
package sealed
