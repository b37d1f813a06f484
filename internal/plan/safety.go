package plan

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// unsafe tells why a string of the document must not reach a template as an
// address, name or header: CloudFormation or the CDK would take a part of it for
// an instruction. It is empty when the string is harmless.
func unsafe(s string) string {
	switch {
	case strings.Contains(s, "{{resolve:"):
		return "it holds a CloudFormation dynamic reference, {{resolve:"
	case strings.Contains(s, "${"):
		return "it holds a substitution, ${"
	case strings.Contains(s, "#{Token["):
		return "it holds a CDK token marker"
	case jsontext.IsPlain(s):
		return ""
	case !utf8.ValidString(s):
		return "it is not valid UTF-8"
	case strings.ContainsFunc(s, unprintable):
		return "it holds a control character"
	}
	return ""
}

// unprintable are control characters and the invisible ones that reorder text
// or break lines (Unicode categories Cc and Cf, and the line separators).
func unprintable(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' || r == '\x7f'
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

// cleaned is free text made harmless and short: white space folded, control
// characters and markers removed, cut at a number of characters.
func cleaned(s string, length int) string {
	if len(s) <= length && jsontext.IsPlain(s) && unsafe(s) == "" && !strings.Contains(s, "  ") && s == strings.TrimSpace(s) {
		return s // as most texts are
	}
	s = strings.ToValidUTF8(s, "")
	s = strings.Join(strings.Fields(s), " ")
	s = strings.Map(func(r rune) rune {
		if unprintable(r) {
			return -1
		}
		return r
	}, s)
	// Removing a marker may join the halves of another: repeat until none is left.
	for unsafe(s) != "" {
		s = strings.NewReplacer("{{resolve:", "", "${", "", "#{Token[", "").Replace(s)
	}
	if r := []rune(s); len(r) > length {
		return strings.TrimSpace(string(r[:length-1])) + "…"
	}
	return s
}
