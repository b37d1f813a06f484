package catalog

import (
	"strings"
	"testing"
	"unicode"
)

// FuzzLine: a text on a line is its words, without control and format characters, and with
// what Markdown would take for its own escaped.
func FuzzLine(f *testing.F) {
	for _, text := range []string{"", "a b", " a\n\tb  c ", "a|b`c<d>", "é\u00a0\u2028ü", "a \u200b b\x01\x7f", "\xff \xc3", " ", "\u200b"} {
		f.Add(text)
	}
	escapes := strings.NewReplacer("|", `\|`, "<", "&lt;", "`", "'")
	f.Fuzz(func(t *testing.T, text string) {
		want := escapes.Replace(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				return -1
			}
			return r
		}, strings.Join(strings.Fields(text), " ")))
		if got := string(new(page).inline(text).b); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	})
}
