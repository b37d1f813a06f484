package diagnostic

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestMessage: a message quotes the beginning of a long text, and of a password that is cut
// nothing.
func TestMessage(t *testing.T) {
	long := strings.Repeat("é", 1<<20)
	for _, test := range []struct {
		args []any
		want string
	}{
		{[]any{"a", 7}, `"a" 7`},
		{[]any{long, 7}, `"` + strings.Repeat("é", 2000) + `…" 7`},
		{[]any{"x" + long, 7}, `"x` + strings.Repeat("é", 1999) + `…" 7`},
		{[]any{errors.New("no").Error(), 7}, `"no" 7`},
		{[]any{"https://a:hunter2" + long + "@b.example.com", 7}, `"https://…" 7`},
		{[]any{"a:hunter2" + long + "@b.example.com", 7}, `"a…" 7`},
	} {
		if got := Message("%q %d", test.args...); got != test.want || !utf8.ValidString(got) {
			t.Errorf("%.100q, not %.100q", got, test.want)
		}
	}
	if got := Message("%v", errors.New(long)); len(got) > 2*maxQuoted {
		t.Errorf("an error is quoted with %d bytes", len(got))
	}
}
