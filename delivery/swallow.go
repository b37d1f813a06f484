package delivery

import "strings"

// swallow reproduces a fault of AWS's matcher (event-ruler 1.8.1). It adds the
// tests of a field to one state machine in their order. If a wildcard test
// comes first, an equals-ignore-case test that begins with the same text up to
// the * shares the state that loops there, and its next character, if it has
// two cases, becomes one or more of any characters: beside [{"wildcard":"*x"},
// {"equals-ignore-case":"ab"}] also "zb" matches. A last character is safe.
func (f *fieldTest) swallow() {
	for i, t := range f.tests {
		for j := range t.folds {
			for _, earlier := range f.tests[:i] {
				for _, glob := range earlier.globs {
					if n := t.folds[j].loops(glob, t.op == opSuffixFold); n > 0 && len(glob) > 1 {
						t.swallows[j] = n
					}
				}
			}
		}
	}
}

// loops says which character meets the first * of a glob; 0 if none does. A
// suffix is compared from its end.
func (f folded) loops(glob []string, reversed bool) int {
	literal, n := glob[0], 0
	for ; literal != "" && n < len(f); n++ {
		character := f.from(n, reversed)
		if len(character) != 1 || !strings.HasPrefix(literal, character[0]) {
			return 0
		}
		literal = literal[len(character[0]):]
	}
	if literal != "" || n >= len(f)-1 || len(f.from(n, reversed)) == 1 {
		return 0
	}
	return n
}

// from is the character number n, counted from the end if reversed.
func (f folded) from(n int, reversed bool) []string {
	if reversed {
		n = len(f) - 1 - n
	}
	return f[n]
}

// looselyEqual compares with the character number n as one or more of any.
func (f folded) looselyEqual(s string, n int, op operator) bool {
	if op == opSuffixFold {
		s, ok := trimSuffix(f[len(f)-n:], s)
		for end := len(s) - 1; ok && end >= 0; end-- {
			if f[:len(f)-n-1].suffixOf(s[:end]) {
				return true
			}
		}
		return false
	}
	s, ok := f[:n].prefixOf(s)
	if !ok || s == "" {
		return false
	}
	if op != opPrefixFold {
		return f[n+1:].suffixOf(s[1:])
	}
	for start := 1; start <= len(s); start++ {
		if _, ok := f[n+1:].prefixOf(s[start:]); ok {
			return true
		}
	}
	return false
}

// trimSuffix is s without its end f, which has no cases.
func trimSuffix(f folded, s string) (rest string, ok bool) {
	if !f.suffixOf(s) {
		return "", false
	}
	for _, character := range f {
		s = s[:len(s)-len(character[0])]
	}
	return s, true
}
