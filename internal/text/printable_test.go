package text_test

import (
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/text"
)

func TestPrintable(t *testing.T) {
	for given, want := range map[string]string{
		"":                           "",
		"plain, ü 日\n\nlines":        "plain, ü 日\n\nlines",
		"\x1b[31m\t\r\x00\x7f\x9b":   "\ufffd[31m\ufffd\ufffd\ufffd\ufffd\ufffd",
		"a\u202eb\u200b\u2028\u2029": "a\ufffdb\ufffd\ufffd\ufffd",
	} {
		if got := text.Printable(given); got != want {
			t.Errorf("%q is %q, not %q", given, got, want)
		}
	}
}

func TestHash(t *testing.T) {
	if got := text.Hash("abc"); got != "ba7816bf" { // FIPS 180-4, the example of SHA-256
		t.Error(got)
	}
}
