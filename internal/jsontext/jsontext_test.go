package jsontext_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/openapi-destinations/openapidestinations/internal/cost"
	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// unseen are the characters that a terminal obeys or that reorder text.
func unseen(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// FuzzAppendString: encoding/json reads the same, writes the same but for what can't be seen, and
// none of that is left.
func FuzzAppendString(f *testing.F) {
	every := make([]byte, 256) // those from 128 on are no UTF-8 here
	for i := range every {
		every[i] = byte(i)
	}
	for _, text := range []string{"", "plain", "a\"b\\c/d", "<&>", "\u2028é\u2029€\U0001F600", "\ufffd\xff\xe2\x80", "\x7f\u0085\u009b\u00ad\u202e\ufeff\U000e0001\U0001d173", string(every)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want bytes.Buffer
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(text); err != nil {
			t.Fatal(err)
		}
		if short := string(jsontext.AppendShort(nil, text)); short+"\n" != want.String() {
			t.Errorf("%q is %s, not %s", text, short, want.String())
		}
		var got string
		cost.Text.Check(t, len(text), func() { got = string(jsontext.AppendString([]byte("before"), text)) })
		if !strings.ContainsFunc(text, unseen) && got+"\n" != "before"+want.String() {
			t.Errorf("%q is %s, not %s", text, got, want.String())
		}
		var back, as string
		if err := json.Unmarshal([]byte(strings.TrimPrefix(got, "before")), &back); err != nil || json.Unmarshal(want.Bytes(), &as) != nil || back != as {
			t.Errorf("%q is read as %q: %v", text, back, err)
		}
		if strings.ContainsFunc(got, unseen) {
			t.Errorf("%q is %q", text, got)
		}
	})
}
