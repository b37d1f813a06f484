package text

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
)

// Printable shows a mark for what a terminal would obey or what reorders and breaks lines, in
// text that quotes a document, an event or a template. Ends of lines stay.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029') {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// Hash is short, and another for another text as far as that goes: 8 hexadecimal digits of its
// SHA-256. It ends names that are cut.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}
