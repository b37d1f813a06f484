package delivery

import (
	"strings"
)

// operator is the kind of a test.
type operator uint8

const (
	opExact operator = iota
	opNumber
	opInterval
	opPrefix
	opPrefixFold
	opSuffix
	opSuffixFold
	opFold
	opWildcard
	opExists
	opAbsent
	opNot       // of strings
	opNotNumber // of numbers
	opNotFold
	opNotPrefix
	opNotSuffix
	opNotWildcard
)

// test is one test of a value. Strings are tested with their quotes, which is
// what keeps "1" and 1 apart.
type test struct {
	op       operator
	key      string   // equal for tests that AWS's matcher takes for the same
	source   string   // as written, for messages; empty for a second form of the same
	operands []string // text, number key, …: one, or several after anything-but
	folds    []folded
	swallows []int      // for each fold, the character that stands for anything, see swallow
	globs    [][]string // literal pieces between the wildcards
	interval *interval
	modern   bool // unknown to the matcher's older compiler, see newPattern
}

// form is the form in which a value is compared.
type form uint8

const (
	formText   form = iota // as written, a string with its quotes
	formNumber             // its number key
	formIP                 // the hexadecimal digits of an IP address
)

// accepts says whether a value passes one of the field's tests. Like AWS's
// matcher it compares an IP address also as such, and a number as a number
// (and then not as text) as soon as any test of the field is for those.
func (f *fieldTest) accepts(text string) bool {
	if f.ip {
		if key, ok := ipKey(unquote(text)); ok && f.passes(key, formIP) {
			return true
		}
	}
	if f.numeric {
		if key, ok := numberKey(text); ok {
			return f.passes(key, formNumber)
		}
	}
	return f.passes(text, formText)
}

func unquote(text string) string {
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		return text[1 : len(text)-1]
	}
	return text
}

func (f *fieldTest) passes(key string, as form) bool {
	for _, t := range f.tests {
		if t.passes(key, as) {
			return true
		}
	}
	return false
}

func (t *test) passes(s string, as form) bool {
	switch t.op {
	case opExact:
		return s == t.operands[0]
	case opNumber:
		return as == formNumber && s == t.operands[0]
	case opInterval:
		return t.interval.ip == (as != formNumber) && t.interval.contains(s)
	case opExists:
		return true
	case opAbsent:
		return false
	}
	if t.op >= opNot {
		// The matcher leaves an anything-but to the other forms of an address.
		return as != formIP && !t.hits(s, as)
	}
	return t.hits(s, as)
}

// hits says whether any operand of the test hits s; for anything-but that is
// the failure.
func (t *test) hits(s string, as form) bool {
	switch t.op {
	case opNot, opNotNumber:
		if (t.op == opNotNumber) != (as == formNumber) {
			return false
		}
		for _, o := range t.operands {
			if s == o {
				return true
			}
		}
	case opPrefix, opNotPrefix:
		for _, o := range t.operands {
			if strings.HasPrefix(s, o) {
				return true
			}
		}
	case opSuffix, opNotSuffix:
		for _, o := range t.operands {
			if strings.HasSuffix(s, o) {
				return true
			}
		}
	case opWildcard, opNotWildcard:
		for _, g := range t.globs {
			if matchGlob(g, s) {
				return true
			}
		}
	default:
		return t.hitsFolded(s)
	}
	return false
}

func (t *test) hitsFolded(s string) bool {
	for i, f := range t.folds {
		hit := false
		switch any := t.swallows[i]; {
		case any > 0:
			hit = f.looselyEqual(s, any, t.op)
		case t.op == opPrefixFold:
			_, hit = f.prefixOf(s)
		case t.op == opSuffixFold:
			hit = f.suffixOf(s)
		default:
			hit = f.equal(s)
		}
		if hit {
			return true
		}
	}
	return false
}

// matchGlob says whether s is the pieces with anything between them.
func matchGlob(pieces []string, s string) bool {
	if len(pieces) == 1 {
		return s == pieces[0]
	}
	s, ok := strings.CutPrefix(s, pieces[0])
	if !ok {
		return false
	}
	last := len(pieces) - 1
	for _, piece := range pieces[1:last] {
		i := strings.Index(s, piece)
		if i < 0 {
			return false
		}
		s = s[i+len(piece):]
	}
	return strings.HasSuffix(s, pieces[last])
}
