package catalog

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// page is a text in Markdown. Its methods add to it and give it back, so that a line of the
// page is a line of the program.
type page struct{ b []byte }

// raw adds Markdown.
func (p *page) raw(text string) *page {
	p.b = append(p.b, text...)
	return p
}

func (p *page) number(n int) *page {
	p.b = strconv.AppendInt(p.b, int64(n), 10)
	return p
}

// inline adds free text of the document on one line of a table.
func (p *page) inline(text string) *page {
	p.line(text, "&lt;")
	return p
}

// code adds text in the type of programs; it adds nothing if there is none.
func (p *page) code(text string) *page {
	if text == "" {
		return p
	}
	p.b = append(p.b, '`')
	p.line(text, "<")
	p.b = append(p.b, '`')
	return p
}

// line adds a text without what breaks lines, ends a cell of a table, or instructs a
// terminal: runs of white space are one blank each, and those at the ends nothing.
func (p *page) line(text, less string) {
	blank, begun := false, false
	for text != "" {
		shown := words(text)
		r, size := rune(0), shown
		if shown == 0 {
			r, size = utf8.DecodeRuneInString(text)
		}
		part := text[:size]
		text = text[size:]
		if unicode.IsSpace(r) {
			blank = begun
			continue
		}
		if blank {
			p.b = append(p.b, ' ')
		}
		blank, begun = false, true
		switch {
		case shown > 0:
			p.b = append(p.b, part...)
		case r == '|':
			p.b = append(p.b, `\|`...)
		case r == '`':
			p.b = append(p.b, '\'')
		case r == '<':
			p.b = append(p.b, less...)
		case !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r):
			p.b = utf8.AppendRune(p.b, r)
		}
	}
}

// words is the length of the words at the beginning of a text that a line shows as they are,
// with one blank between them.
func words(text string) int {
	end := 0
	for i := range len(text) {
		switch c := text[i]; {
		case !inLine[c]:
			return end
		case c != ' ':
			end = i + 1
		case i == 0 || end < i:
			return end
		}
	}
	return end
}

// inLine are the characters of ASCII that a line shows as they are.
var inLine = func() (set [256]bool) {
	for c := byte(' '); c < unicode.MaxASCII; c++ {
		set[c] = c != '|' && c != '`' && c != '<'
	}
	return set
}()
