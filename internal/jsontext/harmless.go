package jsontext

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Harmless writes JSON text so that whatever handles a template takes it for data: in ASCII,
// without EventBridge's placeholders (angle brackets), CloudFormation's substitutions and dynamic
// references, and the CDK's tokens. All of those can only stand inside strings, where they have
// escapes: no JSON outside of strings has such characters, or two braces that open in a row.
func Harmless(text string) string {
	b := make([]byte, 0, len(text))
	for i, r := range text {
		next := byte(0)
		if i+1 < len(text) {
			next = text[i+1]
		}
		switch {
		case r == '<', r == '>', r == '\x7f', (r == '$' || r == '#') && next == '{', r == '{' && strings.HasPrefix(text[i:], "{{"):
			b = appendUnit(b, r)
		case r < utf8.RuneSelf:
			b = append(b, byte(r))
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				b = appendUnit(b, rune(unit))
			}
		}
	}
	return string(b)
}
