package diagnostic_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

func TestClean(t *testing.T) {
	for message, want := range map[string]string{
		`the server "https://a.example.com/v1" is not called`:           `the server "https://a.example.com/v1" is not called`,
		`the server "https://user:hunter2@a.example.com/" (do this)`:    `the server "https://…@a.example.com/" (do this)`,
		`"https://hunter2@a.example.com" and "//u:hunter2@b"`:           `"https://…@a.example.com" and "//…@b"`,
		`"https://u:hun ter/2@a b:c/%zz"`:                               `"https://…@a b:c/%zz"`,
		`"u:hunter2@a.example.com/v1"`:                                  `"…@a.example.com/v1"`,
		`$ref "https://u:hunter2@a.example.com/a.yaml" is not followed`: `$ref "https://…@a.example.com/a.yaml" is not followed`,
		`the path "/users/@me"; "https://a.example.com/@me"`:            `the path "/users/@me"; "https://a.example.com/@me"`,
		"a\x1b[31mred\u202e\r\nb":                                       "a\ufffd[31mred\ufffd\ufffd\ufffdb",
	} {
		got := diagnostic.Clean(message)
		if got != want {
			t.Errorf("%q is %q; want %q", message, got, want)
		}
		if diagnostic.Clean(got) != got {
			t.Errorf("%q is cleaned twice", got)
		}
	}
	long := diagnostic.Clean(`the name "` + strings.Repeat("ü", 100_000) + `" leads nowhere`)
	if n := utf8.RuneCountInString(long); n != 4000 || diagnostic.Clean(long) != long || !strings.HasPrefix(long, `the name "ü`) || !strings.HasSuffix(long, `ü" leads nowhere`) {
		t.Errorf("%d characters: %.40s", n, long)
	}
}
