package selection

import (
	"errors"
	"regexp"
	"strings"
)

// A glob fits a whole text, letter by letter, but for its stars; a backslash before a
// character takes its meaning away. There are no other wildcards, since paths hold "{",
// "?" and "[".

// What a star stands for, as regular expressions.
const (
	anyOfSegment = `[^/]*`
	anything     = `.*`
)

// pathGlob compiles a glob of path templates: "*" stands for any characters of one
// segment, and a segment "**" for any number of segments, none included.
func pathGlob(glob string) (*regexp.Regexp, error) {
	var b strings.Builder
	for i, segment := range strings.Split(glob, "/") {
		switch {
		case segment == "**" && i == 0:
			b.WriteString(anything)
		case segment == "**":
			b.WriteString(`(?:/[^/]*)*`)
		default:
			if i > 0 {
				b.WriteByte('/')
			}
			text, err := starred(segment, anyOfSegment)
			if err != nil {
				return nil, err
			}
			b.WriteString(text)
		}
	}
	return compileGlob(glob, b.String())
}

// nameGlob compiles a glob of operationIds: "*" stands for any characters.
func nameGlob(glob string) (*regexp.Regexp, error) {
	text, err := starred(glob, anything)
	if err != nil {
		return nil, err
	}
	return compileGlob(glob, text)
}

func compileGlob(glob, expression string) (*regexp.Regexp, error) {
	if strings.TrimSpace(glob) == "" {
		return nil, errors.New("it is empty")
	}
	compiled, err := regexp.Compile(`(?s)^(?:` + expression + `)$`)
	if err != nil {
		return nil, errors.New("it is not valid UTF-8, or too long")
	}
	return compiled, nil
}

// starred is the glob as a regular expression, with star for each "*".
func starred(glob, star string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(glob); i++ {
		switch glob[i] {
		case '\\':
			if i++; i == len(glob) {
				return "", errors.New("it ends in a backslash, which takes the meaning of what follows away")
			}
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		case '*':
			if star == anyOfSegment && strings.HasPrefix(glob[i+1:], "*") {
				return "", errors.New(`a "**" must be a whole segment, as in "/admin/**"`)
			}
			b.WriteString(star)
		default:
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		}
	}
	return b.String(), nil
}
