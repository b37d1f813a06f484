package catalog

import (
	"bytes"
	"encoding/json"
	"strings"
)

// maxIndented is how deep JSON is indented. What is nested deeper stands on one line: a
// schema of a thousand levels would else take a megabyte of blanks for a kilobyte.
const maxIndented = 32

// indented is a value as JSON for people to read.
func indented(v any) ([]byte, error) {
	var compact bytes.Buffer
	enc := json.NewEncoder(&compact)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return indent(bytes.TrimSpace(compact.Bytes())), nil
}

// indent breaks compact JSON into lines as json.Indent does, down to maxIndented.
func indent(compact []byte) []byte {
	var b bytes.Buffer
	b.Grow(2 * len(compact))
	depth := 0
	line := func() {
		b.WriteByte('\n')
		b.WriteString(strings.Repeat("  ", depth))
	}
	for i := 0; i < len(compact); i++ {
		c := compact[i]
		switch c {
		case '"':
			end := i + stringLength(compact[i:])
			b.Write(compact[i:end])
			i = end - 1
			continue
		case '{', '[':
			b.WriteByte(c)
			if depth++; depth <= maxIndented && compact[i+1] != c+2 { // "}" and "]" follow "{" and "[" by 2
				line()
			}
			continue
		case '}', ']':
			if depth--; depth < maxIndented && compact[i-1] != c-2 {
				line()
			}
		}
		b.WriteByte(c)
		switch {
		case c == ':' && depth <= maxIndented:
			b.WriteByte(' ')
		case c == ',' && depth <= maxIndented:
			line()
		}
	}
	return b.Bytes()
}

// stringLength is the length of the JSON string that the text begins with.
func stringLength(text []byte) int {
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
