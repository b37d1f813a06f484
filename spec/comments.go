package spec

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/pb33f/go-yaml"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// parseText parses YAML or JSON, which may have comments (see withoutComments): that is
// said. The text is what was parsed.
func parseText(name string, data []byte) (root *yaml.Node, text []byte, found []Diagnostic, err error) {
	text, first, ok := withoutComments(data)
	if !ok {
		root, err = parseNodes(data)
		return root, data, nil, err
	}
	if first < len(data) {
		before := data[:first]
		found = []Diagnostic{{
			Code: diagnostic.Malformed, Severity: Info, Message: "JSON has no comments: the file is read without them", Hint: "other tools may refuse it",
			Position: Position{
				File: name, Line: bytes.Count(before, []byte("\n")) + 1,
				Column: utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1,
			},
		}}
	}
	root, err = parseNodes(text)
	return root, text, found, err
}

// withoutComments is JSON behind, between or before comments as JavaScript or YAML writes
// them (a licence, mostly), each of their characters a blank, so that all else stays where
// it is; first is where the first one begins, or the end. What else JSON lacks goes with
// them: a comma before a closing bracket, and "---" in front. It is not ok for JSON that has
// none of all that, and for a text that is not JSON without it: in YAML two slashes are text,
// and a parser of YAML would take such a comment for a part of the key behind it.
func withoutComments(data []byte) (text []byte, first int, ok bool) {
	if json.Valid(data) {
		return nil, 0, false
	}
	text, first = make([]byte, 0, len(data)), len(data)
	comma, begun := -1, false // the comma in text which nothing has followed yet
	for i := 0; i < len(data); {
		end, left := i+1, false
		switch c := data[i]; {
		case c == '"':
			end, comma = stringEnd(data, i), -1
		case c == '#', bytes.HasPrefix(data[i:], []byte("//")):
			end, left, first = endOf(data, i, "\n"), true, min(first, i)
		case bytes.HasPrefix(data[i:], []byte("/*")):
			end, left, first = endOf(data, i+2, "*/"), true, min(first, i)
		case !begun && bytes.HasPrefix(data[i:], []byte("---")):
			end, left = i+3, true
		case c == ',':
			comma = len(text)
		case (c == '}' || c == ']') && comma >= 0:
			text[comma], comma = ' ', -1
		case c > ' ':
			comma = -1
		}
		if !begun && !left && data[i] > ' ' {
			if data[i] != '{' {
				return nil, 0, false
			}
			begun = true
		}
		text = append(text, blanks(data[i:end], left)...)
		i = end
	}
	return text, first, json.Valid(text)
}

// blanks is a part of the file, or as many blanks if it is left out.
func blanks(part []byte, left bool) []byte {
	if !left {
		return part
	}
	return bytes.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return r
		}
		return ' '
	}, part)
}

// stringEnd is where the string ends that begins at i.
func stringEnd(data []byte, i int) int {
	for i++; i < len(data) && data[i] != '"'; i++ {
		if data[i] == '\\' {
			i++
		}
	}
	return min(i+1, len(data))
}

// endOf is what follows the next mark from i on.
func endOf(data []byte, i int, mark string) int {
	if n := bytes.Index(data[i:], []byte(mark)); n >= 0 {
		return i + n + len(mark)
	}
	return len(data)
}
