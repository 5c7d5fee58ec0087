package mautic

import (
	"crypto/rand"
	"crypto/sha256"
)

// A Secret holds its value encrypted, under keys that exist in this process only:
// package fmt does not call methods on values it reaches through an unexported
// field and prints their characters, which then tell nothing. The encryption is
// deterministic, so that equal values stay equal with == (as a synthetic IV does
// in RFC 5297). A unique.Handle[string] does so, too, and weighs 46 kB more in the
// browser's program.

// sealKeys are drawn once: the first makes the tag of a value, the second the
// key stream of a tag.
var sealKeys = newSealKeys()

func newSealKeys() (keys [2][sha256.Size]byte) {
	rand.Read(keys[0][:]) // never fails, see crypto/rand
	rand.Read(keys[1][:])
	return keys
}

// seal encrypts value: its tag, then as many bytes as value has.
func seal(value string) string {
	tag := sha256.Sum256(append(sealKeys[0][:], value...))
	return string(tag[:]) + keyStream(string(tag[:]), value)
}

// unseal gives back what seal was given.
func unseal(sealed string) string {
	return keyStream(sealed[:sha256.Size], sealed[sha256.Size:])
}

// keyStream returns text with the key stream of tag added or taken off.
func keyStream(tag, text string) string {
	out := []byte(text)
	block := sha256.Sum256(append(sealKeys[1][:], tag...))
	for i := range out {
		if i > 0 && i%sha256.Size == 0 {
			block = sha256.Sum256(append(sealKeys[1][:], block[:]...))
		}
		out[i] ^= block[i%sha256.Size]
	}
	return string(out)
}
