package jsontext_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// FuzzAppendString: encoding/json writes the same.
func FuzzAppendString(f *testing.F) {
	every := make([]byte, 256) // those from 128 on are no UTF-8 here
	for i := range every {
		every[i] = byte(i)
	}
	for _, text := range []string{"", "plain", "a\"b\\c/d", "<&>", "\u2028é\u2029€\U0001F600", "\ufffd\xff\xe2\x80", string(every)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want bytes.Buffer
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(text); err != nil {
			t.Fatal(err)
		}
		if got := jsontext.AppendString([]byte("before"), text); string(got)+"\n" != "before"+want.String() {
			t.Errorf("%q is %s, not %s", text, got, want.String())
		}
	})
}
