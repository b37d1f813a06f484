package spec

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/pb33f/go-yaml"
)

// columns corrects the columns of a JSON file. libopenapi unescapes "\/" and
// surrogate pairs before it parses, so that what follows them on a line appears
// further left than it is; a document on a single line would be off by hundreds.
type columns map[int][]shift

// shift is an unescaped character: where it appears, and by how much what
// follows moved.
type shift struct{ column, by int }

// position is the place of a node as the file has it.
func (f *file) position(n *yaml.Node) Position {
	f = f.origin(n)
	p := Position{File: f.name, Line: n.Line, Column: n.Column}
	for _, s := range f.columns[n.Line] {
		if s.column >= n.Column {
			break
		}
		p.Column += s.by
	}
	return p
}

// unescapedColumns finds the characters that libopenapi unescapes.
func unescapedColumns(data []byte) columns {
	trimmed := bytes.TrimSpace(data)
	if len(trimmed) == 0 || trimmed[0] != '{' || trimmed[len(trimmed)-1] != '}' || bytes.IndexByte(data, '\\') < 0 {
		return nil
	}
	shifts := columns{}
	line, column := 1, 1
	for i := 0; i < len(data); {
		length := 1
		switch c := data[i]; {
		case c == '\n':
			line, column = line+1, 0
		case c == '\\':
			length = escapeLength(data[i:])
			if length == 2 && data[i+1] != '/' || length == 1 {
				column += length - 1 // kept as it is
				break
			}
			shifts[line] = append(shifts[line], shift{column, length - 1})
		case c >= utf8.RuneSelf:
			_, length = utf8.DecodeRune(data[i:])
		}
		i += length
		column++
	}
	return shifts
}

// escapeLength is how many bytes of an escape belong together here: a surrogate
// pair has 12, any other counts with the character after the backslash.
func escapeLength(data []byte) int {
	if len(data) >= 12 && data[1] == 'u' && data[6] == '\\' && data[7] == 'u' {
		high, err1 := strconv.ParseUint(string(data[2:6]), 16, 16)
		low, err2 := strconv.ParseUint(string(data[8:12]), 16, 16)
		if err1 == nil && err2 == nil && utf16.DecodeRune(rune(high), rune(low)) != utf8.RuneError {
			return 12
		}
	}
	return min(2, len(data))
}
