// Package text helps messages and names: what was meant, what may be shown, what tells long names apart.
package text

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// mostCompared and longest bound the work for one message: a document may have ten thousand
// operations, and names without end.
const (
	mostCompared = 20_000
	longest      = 128
)

// Nearest is the candidate that somebody who wrote the word most likely meant: one that
// differs in case and separators only, or in at most a third of its letters, three at most;
// of equals the first. It is empty where none is near, and where the word is one of them.
func Nearest(word string, candidates []string) string {
	best, least := "", 0
	wanted := folded(word)
	if len(wanted) == 0 || len(wanted) > longest || slices.Contains(candidates, word) {
		return ""
	}
	for _, c := range candidates[:min(len(candidates), mostCompared)] {
		given := folded(c)
		most := min(3, max(1, len(wanted)/3), max(1, len(given)/3))
		if len(given) == 0 || abs(len(given)-len(wanted)) > most {
			continue
		}
		if d := distance(wanted, given, most); d <= most && (best == "" || d < least) {
			best, least = c, d
		}
	}
	return best
}

// Meant is Nearest as the end of a hint: `did you mean "spec"?`, or what is said otherwise.
func Meant(word string, candidates []string, otherwise string) string {
	if near := Nearest(word, candidates); near != "" {
		return "did you mean " + strconv.Quote(near) + "?"
	}
	return otherwise
}

// folded are the letters and digits of a name, in lower case: "Add-Player" is "addplayer". A
// name of other characters alone is as it is.
func folded(name string) []rune {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
	if letters == "" {
		letters = name
	}
	return []rune(letters)
}

// distance is how many letters must be put in, left out, replaced or swapped with their
// neighbour to make b of a (optimal string alignment); more than most is most+1.
func distance(a, b []rune, most int) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		least := row[0]
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func abs(n int) int { return max(n, -n) }
