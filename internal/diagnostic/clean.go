package diagnostic

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMessage is how many characters of a message are shown. Messages quote the document,
// which may hold a name of a megabyte.
const maxMessage = 4_000

// credentials are the user and the password before a URL's host (RFC 3986, section 3.2.1),
// also where the URL is none for some other reason, or has no scheme.
var credentials = regexp.MustCompile(`(//)(?:[^\s"@/]*:[^"@]*|[^\s"@/?#]+)@|(")[^\s"@/:]+:[^"@/]+@`)

// Clean makes a message fit to be shown: what the document says in it must not tell a
// password, instruct a terminal, reorder the text, or be endless.
func Clean(message string) string {
	if strings.Contains(message, "@") {
		message = credentials.ReplaceAllString(message, "$1$2…@")
	}
	if strings.ContainsFunc(message, invisible) {
		message = strings.Map(func(r rune) rune {
			if invisible(r) {
				return unicode.ReplacementChar
			}
			return r
		}, message)
	}
	if len(message) <= maxMessage || utf8.RuneCountInString(message) <= maxMessage {
		return message
	}
	// The end says what is wrong with what the beginning quotes.
	const gap, end = " … ", maxMessage / 4
	runes := []rune(message)
	return string(runes[:maxMessage-end-3]) + gap + string(runes[len(runes)-end:])
}

// invisible are control characters and those that reorder text or break lines.
func invisible(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' || r == '\x7f'
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}
