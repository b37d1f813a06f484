// Package jsontext writes strings of JSON where whole values are put together by hand: the
// schemas of a document, the catalog of events. It finds their ends, too, where such a value is
// taken apart.
package jsontext

import (
	"bytes"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendString appends a string with its quotes, as an Encoder of encoding/json that leaves
// HTML alone writes it, but for characters that can't be seen: people read this JSON on
// terminals, which obey some of them, and others reorder the text. They have escapes.
func AppendString(b []byte, text string) []byte { return appendString(b, text, unseen) }

// AppendShort appends a string as that Encoder writes it, which is as short as JSON is: for
// texts whose length is counted.
func AppendShort(b []byte, text string) []byte {
	return appendString(b, text, func(rune) bool { return false })
}

// unseen are control and format characters beyond those that JSON has escapes for (Unicode
// categories Cc and Cf).
func unseen(r rune) bool { return r >= 0x7f && (r < 0xa0 || unicode.Is(unicode.Cf, r)) }

func appendString(b []byte, text string, escaped func(rune) bool) []byte {
	b = append(b, '"')
	for {
		n := 0
		for n < len(text) && plain[text[n]] {
			n++
		}
		b = append(b, text[:n]...)
		if n == len(text) {
			return append(b, '"')
		}
		text = text[n:]
		if c := text[0]; c < utf8.RuneSelf {
			if c == '\x7f' && !escaped('\x7f') {
				b = append(b, c)
			} else {
				b = appendEscape(b, c)
			}
			text = text[1:]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		b = appendRune(b, r, size, escaped(r))
		text = text[size:]
	}
}

// plain are the bytes that stand in a string as they are, but for the parts of characters
// beyond ASCII.
var plain = func() (set [256]bool) {
	for c := byte(' '); c <= '~'; c++ {
		set[c] = c != '"' && c != '\\'
	}
	return set
}()

// IsPlain tells whether a text is printable ASCII that stands in a string as it is: then the
// string is as long as the text and its quotes. Most texts are.
func IsPlain[T ~string | ~[]byte](text T) bool {
	for i := range len(text) {
		if c := text[i]; c > '~' || !plain[c] {
			return false
		}
	}
	return true
}

const hexDigits = "0123456789abcdef"

// appendEscape appends a byte that is not plain.
func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// appendRune appends a character beyond ASCII. A byte that is no UTF-8 has an escape, and so
// have the two characters that end a line in JavaScript but not in JSON.
func appendRune(b []byte, r rune, size int, escaped bool) []byte {
	switch {
	case r == utf8.RuneError && size == 1:
		return appendUnit(b, r)
	case escaped, r == '\u2028', r == '\u2029':
		if high, low := utf16.EncodeRune(r); high != unicode.ReplacementChar {
			return appendUnit(appendUnit(b, high), low)
		}
		return appendUnit(b, r)
	}
	return utf8.AppendRune(b, r)
}

// appendUnit appends the escape of a unit of UTF-16.
func appendUnit(b []byte, u rune) []byte {
	return append(b, '\\', 'u', hexDigits[u>>12&15], hexDigits[u>>8&15], hexDigits[u>>4&15], hexDigits[u&15])
}

// StringLength is the length of the JSON string that the text begins with.
func StringLength(text []byte) int {
	for end := 1; ; {
		quote := bytes.IndexByte(text[end:], '"')
		if quote < 0 {
			return len(text)
		}
		end += quote + 1
		before := text[:end-1]
		if escapes := len(before) - len(bytes.TrimRight(before, `\`)); escapes%2 == 0 {
			return end
		}
	}
}
