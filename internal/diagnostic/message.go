package diagnostic

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxQuoted is how many bytes of each text a message quotes. A name of a megabyte that ten
// thousand parts of a document share is quoted ten thousand times.
const maxQuoted = maxMessage

// Message is like fmt.Sprintf, and cuts the texts among args before they are written: what is
// longer than a message need be, none of it is copied.
func Message(format string, args ...any) string {
	for i, arg := range args {
		switch text := arg.(type) {
		case string:
			if len(text) > maxQuoted {
				args[i] = cut(text)
			}
		case error:
			args[i] = cut(text.Error())
		}
	}
	return fmt.Sprintf(format, args...)
}

// cut is the beginning of a text, and no part of a password whose end, the "@", is cut off.
func cut(text string) string {
	if len(text) <= maxQuoted {
		return text
	}
	length := maxQuoted
	for length > maxQuoted-utf8.UTFMax && !utf8.RuneStart(text[length]) {
		length--
	}
	head := text[:length]
	if strings.Contains(text[length:], "@") {
		if at := strings.LastIndex(head, "//"); at >= 0 {
			head = head[:at+len("//")]
		} else {
			head, _, _ = strings.Cut(head, ":")
		}
	}
	return head + "…"
}
