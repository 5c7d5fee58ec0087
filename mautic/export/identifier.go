package export

import "crypto/sha256"

// stableID returns 32 letters and digits that depend on text alone.
func stableID(text string) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum := sha256.Sum256([]byte(text))
	for i, b := range sum {
		sum[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(sum[:])
}

// uuid returns a version 8 UUID (RFC 9562) that depends on text alone.
func uuid(text string) string {
	const hex = "0123456789abcdef"
	sum := sha256.Sum256([]byte(text))
	sum[6], sum[8] = sum[6]&15|0x80, sum[8]&0x3f|0x80
	var b []byte
	for i, c := range sum[:16] {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, hex[c>>4], hex[c&15])
	}
	return string(b)
}
