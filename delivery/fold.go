package delivery

import (
	"strings"
	"unicode"
)

// folded is a string to compare without regard to case, one or two spellings
// for each character. AWS's matcher takes a character's own lower- and
// upper-case forms (Java's, so "ß" also matches "SS"), not all that fold to
// the same: "ſ" matches "S" but not "s".
type folded [][]string

// fold prepares s for comparing.
func fold(s string) folded {
	f := make(folded, 0, len(s))
	for _, r := range s {
		if r > 0xFFFF { // Java sees two halves, neither of which it can encode
			f = append(f, []string{"?"}, []string{"?"})
			continue
		}
		lower, upper := lowerCase(r), upperCase(r)
		if lower == upper {
			f = append(f, []string{lower})
		} else {
			f = append(f, []string{lower, upper})
		}
	}
	return f
}

func lowerCase(r rune) string {
	if r == 'İ' {
		return "i̇"
	}
	return string(unicode.ToLower(r))
}

func upperCase(r rune) string {
	if special, ok := specialUpper[r]; ok {
		return special
	}
	return string(unicode.ToUpper(r))
}

// prefixOf says whether s begins with f, and what follows.
func (f folded) prefixOf(s string) (rest string, ok bool) {
next:
	for _, spellings := range f {
		for _, spelling := range spellings {
			if rest, ok := strings.CutPrefix(s, spelling); ok {
				s = rest
				continue next
			}
		}
		return "", false
	}
	return s, true
}

// equal says whether f is the whole of s.
func (f folded) equal(s string) bool {
	rest, ok := f.prefixOf(s)
	return ok && rest == ""
}

// suffixOf says whether s ends with f.
func (f folded) suffixOf(s string) bool {
next:
	for i := len(f) - 1; i >= 0; i-- {
		for _, spelling := range f[i] {
			if rest, ok := strings.CutSuffix(s, spelling); ok {
				s = rest
				continue next
			}
		}
		return false
	}
	return true
}
