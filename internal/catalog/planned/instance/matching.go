package instance

import (
	"regexp/syntax"
	"strings"
	"unicode"
)

// matching are texts that a pattern matches, the shorter one first: each repeats what may be repeated as
// often as it must, or often enough to have so many characters.
func matching(pattern string, length int) []string {
	if len(pattern) >= maxPattern {
		return nil
	}
	parsed, err := syntax.Parse(strings.ReplaceAll(pattern, `\/`, "/"), syntax.Perl)
	if err != nil {
		return nil
	}
	var texts []string
	for _, times := range []int{0, 1, min(length, 200)} {
		var b strings.Builder
		if write(&b, parsed, times) && b.Len() < mostText {
			texts = append(texts, b.String())
		}
	}
	return texts
}

// write writes what matches, and tells whether it can.
func write(b *strings.Builder, e *syntax.Regexp, times int) bool {
	repeat := func(least, most int) bool {
		n := max(least, times)
		if most >= 0 {
			n = min(n, most)
		}
		for range n {
			if b.Len() > mostText || !write(b, e.Sub[0], times) {
				return false
			}
		}
		return true
	}
	switch e.Op {
	case syntax.OpLiteral:
		b.WriteString(string(e.Rune))
	case syntax.OpCharClass:
		return writeOneOf(b, e.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('x')
	case syntax.OpStar:
		return repeat(0, -1)
	case syntax.OpPlus:
		return repeat(1, -1)
	case syntax.OpQuest:
		return repeat(0, 1)
	case syntax.OpRepeat:
		return repeat(e.Min, e.Max)
	case syntax.OpCapture, syntax.OpConcat:
		for _, part := range e.Sub {
			if !write(b, part, times) {
				return false
			}
		}
	case syntax.OpAlternate:
		return write(b, e.Sub[0], times)
	case syntax.OpNoMatch:
		return false
	}
	return true
}

// writeOneOf writes a character of the ranges: a letter, a digit, or whatever can be seen.
func writeOneOf(b *strings.Builder, ranges []rune) bool {
	in := func(r rune) bool {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= r && r <= ranges[i+1] {
				return true
			}
		}
		return false
	}
	for _, r := range "xaA1" {
		if in(r) {
			b.WriteRune(r)
			return true
		}
	}
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1] && r < ranges[i]+200; r++ {
			if unicode.IsPrint(r) {
				b.WriteRune(r)
				return true
			}
		}
	}
	if len(ranges) > 0 {
		b.WriteRune(ranges[0])
	}
	return len(ranges) > 0
}
