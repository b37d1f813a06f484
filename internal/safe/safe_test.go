package safe

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestUnsafeAndCleaned(t *testing.T) {
	for text, want := range map[string]bool{
		"Add Player Injury": false, "a$b{c}": false, "naïve": false,
		"{{resolve:ssm:x}}": true, "${AWS::Region}": true, "#{Token[a.1]}": true,
		"a\x00b": true, "a\nb": true, "a\u202eb": true, "a\xffb": true,
	} {
		if got := Unsafe(text) != ""; got != want {
			t.Errorf("unsafe(%q) = %v", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{"{{res", "olve:", "$", "{", "#{To", "ken[", "\n", "\x00", "word ", "\u202e"})).Draw(t, "parts")
		out := Clean(strings.Join(parts, ""), 20)
		if why := Unsafe(out); why != "" || len([]rune(out)) > 20 {
			t.Fatalf("%q: %s", out, why)
		}
	})
}
