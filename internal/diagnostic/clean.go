package diagnostic

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMessage is how many characters of a message are shown. Messages quote the document,
// which may hold a name of a megabyte.
const maxMessage = 4_000

// Clean makes a message fit to be shown: what the document says in it must not tell a
// password, instruct a terminal or a CI's log, reorder the text, or be endless.
func Clean(message string) string {
	message = visible(withoutCredentials(message))
	if len(message) <= maxMessage || utf8.RuneCountInString(message) <= maxMessage {
		return message
	}
	// The end says what is wrong with what the beginning quotes.
	const gap, end = " … ", maxMessage / 4
	runes := []rune(message)
	return string(runes[:maxMessage-end-3]) + gap + string(runes[len(runes)-end:])
}

// CleanFile makes the name of a file fit to begin a line. "::error::x.yaml" would be a
// command to GitHub's runner there, and is the same file as "./::error::x.yaml".
func CleanFile(name string) string {
	name = visible(withoutCredentials(name))
	if strings.HasPrefix(strings.TrimSpace(name), "::") {
		return "./" + name
	}
	return name
}

// visible shows a mark for what can't be seen, and breaks what CI systems take for commands
// anywhere in a line: ##[error] and ##vso[…] of Azure, ##teamcity[…].
func visible(text string) string {
	if strings.ContainsFunc(text, Invisible) {
		text = strings.Map(func(r rune) rune {
			if Invisible(r) {
				return unicode.ReplacementChar
			}
			return r
		}, text)
	}
	if strings.Contains(text, "##") {
		text = ciCommands.Replace(text)
	}
	return text
}

var ciCommands = strings.NewReplacer("##[", "# #[", "##vso[", "# #vso[", "##teamcity[", "# #teamcity[")

// Invisible tells of control characters and of those that reorder text or break lines (Unicode
// categories Cc and Cf, and the line separators).
func Invisible(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' || r == '\x7f'
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}
