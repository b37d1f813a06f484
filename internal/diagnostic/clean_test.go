package diagnostic_test

import (
	"fmt"
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

// TestCleanTellsNoPassword: however somebody writes a user and a password before a host, and
// however a message quotes it.
func TestCleanTellsNoPassword(t *testing.T) {
	for _, address := range []string{
		"https://user:hunter2@a.dev", "https://hunter2@a.dev", "https://:hunter2@a.dev", "https://user:pa@hunter2@a.dev",
		`https://user:pa"hunter2@a.dev`, `https://"user":"hunter2"@a.dev`, "https://us er:hunter2@a.dev", "https://user:a b hunter2@a.dev",
		"https://user hunter2@a.dev", "https:/user:hunter2@a.dev", "https:user:hunter2@a.dev", "https:///user:hunter2@a.dev",
		"https://user:hunter2＠a.dev", "https://user:hunter2﹫a.dev", "https://user：hunter2＠a.dev", "https:／／user:hunter2@a.dev",
		"user：hunter2@a.dev", "user:hunter2@a.dev/v1", "user:pa@hunter2@a.dev", "us er:hun ter2 hunter2@a.dev", "//user:hunter2@a.dev",
		`\\user:hunter2@a.dev`, `\\hunter2@a.dev`, `/\user:hunter2@a.dev`, `/\hunter2@a.dev`, `https:\\user:hunter2@a.dev`, `https:/\hunter2@a.dev`,
		`https://user\:hunter2@a.dev`, `https://user:pa\hunter2@a.dev`, `https://user:hunter2\@a.dev`, "https://user:pa/hunter2@a.dev",
		"https://user/:hunter2@a.dev", "https://user/hunter2@a.dev", "https://us.er/:hunter2@a.dev", "https://user:pa?hunter2@a.dev",
		"https://user:pa#hunter2@a.dev", "https://us?er:hunter2@a.dev", "https://us.er#:hunter2@a.dev", "https://user:hunter2%40a.dev",
		"https://user%3Ahunter2@a.dev", "http://user:hunter2@a.dev", "HTTPS://user:hunter2@a.dev:8443/x?y@z", "https://a.dev:443@hunter2@b.dev",
		"https://user:hunter2@{h}/", "https://{user}:hunter2@a.dev", "ftp://user:'hunter2'@a.dev", "https://user:hunter2\t@a.dev", "https://user:hunter2\n@a.dev",
		"https://üser:hunter2@a.dev", "https://user:hunter2\u202e@a.dev", "https://user:[hunter2]@a.dev", "https://user:hunter2@[::1]",
		"https://a.dev//user:hunter2@b.dev", "https://user:hunter2" + strings.Repeat("x", 60) + "…",
	} {
		for _, format := range []string{"the server %q cannot be called", "Add %[2]q of \"x@y\": its first, %[1]q, is taken", `Add 'it: the URL %q, and "`, "%q and %[1]q, %[2]q"} {
			if got := diagnostic.Clean(fmt.Sprintf(format, address, "user@id")); strings.Contains(got, "hunter2") {
				t.Errorf("%s is shown as %s", address, got)
			}
		}
		if got := diagnostic.CleanFile(address); strings.Contains(got, "hunter2") && !strings.Contains(address, " ") && slashed(address) {
			t.Errorf("the file %s is shown as %s", address, got)
		}
	}
	for _, message := range []string{
		`the parameter "user@id" is the event's field "user_id"`, `"POST /users/{id}:copy@v2" is not there`, `the path "/users/@me"; "https://a.example.com:8443/@me"`,
		`see https://docs.example.com/a, and "@type"`, `"https://{region}.example.com/@me" and "https://localhost/@me"`, `"a": "b@c"`,
	} {
		if got := diagnostic.Clean(message); got != message {
			t.Errorf("%s is shown as %s", message, got)
		}
	}
}

func slashed(address string) bool {
	return strings.Contains(address, "//") && !strings.Contains(address, `"`)
}

// TestCleanForgesNothing: no message and no file name begins a line of its own, or is a
// command to a CI.
func TestCleanForgesNothing(t *testing.T) {
	for name, want := range map[string]string{
		"a.yaml":                     "a.yaml",
		"a\n::error::forged\nx.yaml": "a\ufffd::error::forged\ufffdx.yaml",
		"::error::forged.yaml":       "./::error::forged.yaml",
		" ::add-mask::x":             "./ ::add-mask::x",
		"a\u2028\x1b]0;x\ab.yaml":    "a\ufffd\ufffd]0;x\ufffdb.yaml",
		"##[error]x":                 "# #[error]x",
		"##vso[task.complete]":       "# #vso[task.complete]",
	} {
		got := diagnostic.CleanFile(name)
		if got != want || diagnostic.CleanFile(got) != got {
			t.Errorf("%q is %q; want %q", name, got, want)
		}
	}
	if got := diagnostic.Clean("the name \"##[error]x\" ##teamcity[message]"); got != "the name \"# #[error]x\" # #teamcity[message]" {
		t.Errorf("the message is %q", got)
	}
}
