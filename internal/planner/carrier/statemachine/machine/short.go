package machine

import "strings"

// short is JSONata without comments and without the white space that nothing needs.
func short(text string) string {
	var b strings.Builder
	last := byte('(') // the last character that is no white space
	space := false
	for text != "" {
		token := next(text, last)
		text = text[len(token):]
		if blank(token) {
			space = true
			continue
		}
		if space && apart(last) && apart(token[0]) {
			b.WriteByte(' ')
		}
		b.WriteString(token)
		last, space = token[len(token)-1], false
	}
	return b.String()
}

// next is what the text begins with: white space, a comment, a string, a regular expression, or a
// character. A slash divides where a value stands before it, and else begins an expression.
func next(text string, last byte) string {
	switch c := text[0]; {
	case strings.HasPrefix(text, "/*"):
		return upTo(text, 2, "*/")
	case c == '\'', c == '"':
		return upTo(text, 1, string(c))
	case c == '/' && strings.IndexByte("(,:?=", last) >= 0:
		return upTo(text, 1, "/")
	}
	return text[:1]
}

// upTo is the text up to the end of a token, in which a backslash escapes.
func upTo(text string, from int, end string) string {
	for i := from; i < len(text); i++ {
		if text[i] == '\\' {
			i++
		} else if strings.HasPrefix(text[i:], end) {
			return text[:i+len(end)]
		}
	}
	return text
}

func blank(token string) bool {
	return strings.HasPrefix(token, "/*") || token == " " || token == "\n" || token == "\t"
}

// apart tells whether a character would run together with another one.
func apart(c byte) bool {
	return c == '$' || c == '_' || c == '\'' || c == '"' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}
