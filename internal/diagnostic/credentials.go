package diagnostic

import (
	"regexp"
	"slices"
	"strings"
)

// What separates a user and a password from a URL's host (RFC 3986, section 3.2.1), and what
// somebody writes who means that: a fullwidth sign, or one that is encoded.
var (
	at = regexp.MustCompile(`[@＠﹫]|%40`)
	// slashes begin a host. What messages quote has two backslashes for one.
	slashes = regexp.MustCompile(`[/\\／＼]{2,}`)
	// noCredentials is a host, with a port or without, before a path that may have an @.
	noCredentials = regexp.MustCompile(`^(?:[A-Za-z0-9_$-]*[.{\[][A-Za-z0-9._${}\[\]-]*|localhost)(?::(?:[0-9]*|\{[^{}]*\}))?(?:/[^:：﹕]*)?$`)
	// noHost begins with a path, maybe behind a method.
	noHost = regexp.MustCompile(`^([A-Z]+ )?/`)
	// bare is a user with a password in unquoted text.
	bare = regexp.MustCompile(`[^\s":：﹕@＠﹫]+[:：﹕][^\s"]+([@＠﹫]|%40)`)
)

// hidden stands for a user and a password.
const hidden = "…@"

// withoutCredentials hides the user and the password before the host of each URL that a
// message quotes, also where the URL is none for some other reason, or has no scheme. Where it
// can't be told what is meant, more is hidden rather than less.
func withoutCredentials(message string) string {
	cut := strings.Contains(message, "…") && slashes.MatchString(message)
	if !cut && !slices.ContainsFunc([]string{"@", "＠", "﹫", "%40"}, func(sign string) bool { return strings.Contains(message, sign) }) {
		return message // as most messages are
	}
	var b strings.Builder
	for message != "" {
		plain := message
		if quote := strings.IndexByte(message, '"'); quote >= 0 {
			plain = message[:quote]
		}
		if begin := credentials(plain, " ,;)\n"); begin >= 0 {
			// Where an unquoted URL ends is not known.
			return b.String() + hide(message, begin)
		}
		b.WriteString(bare.ReplaceAllString(plain, hidden))
		message = message[len(plain):]
		n := quoted(message)
		b.WriteString(ofQuoted(message[:n]))
		message = message[n:]
	}
	return b.String()
}

// quoted is the length of the Go string that a text begins with.
func quoted(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// ofQuoted is a quoted text without credentials.
func ofQuoted(text string) string {
	if begin := credentials(strings.TrimSuffix(text, `"`), ""); begin >= 0 {
		return hide(text, begin)
	}
	if text == "" || noHost.MatchString(text[1:]) || slashes.MatchString(text) {
		return text
	}
	if found := at.FindStringIndex(text); found != nil && strings.ContainsAny(text[:found[0]], ":：﹕") {
		return hide(text, 1)
	}
	return text
}

// credentials is where a user and a password may begin, behind the slashes, or -1. A URL
// ends at one of some characters.
func credentials(text, ends string) int {
	for begin := 0; ; {
		found := slashes.FindStringIndex(text[begin:])
		if found == nil {
			return -1
		}
		begin += found[1]
		url := text[begin:]
		if end := strings.IndexAny(url, ends); end >= 0 {
			url = url[:end]
		}
		if !noCredentials.MatchString(url) {
			return begin
		}
	}
}

// hide replaces what stands between begin and the last @, or where the text was cut.
func hide(text string, begin int) string {
	if all := at.FindAllStringIndex(text[begin:], -1); all != nil {
		return text[:begin] + hidden + text[begin+all[len(all)-1][1]:]
	}
	if cut := strings.LastIndex(text[begin:], "…"); cut > 0 && strings.Contains(text[begin:begin+cut], ":") {
		return text[:begin] + text[begin+cut:]
	}
	return text
}
