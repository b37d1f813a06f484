package spec

import (
	"regexp"
	"strings"

	"github.com/pb33f/go-yaml"
	"github.com/pb33f/jsonpath/pkg/jsonpath"
	"github.com/pb33f/jsonpath/pkg/jsonpath/config"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

const (
	// maxTarget is how many characters a JSONPath may have.
	maxTarget = 2_000
	// textWork is how many bytes of a text take as long to look at as a node does.
	textWork = 50
	// actionWork is what reading a JSONPath counts for, in nodes that are looked at.
	actionWork = 100
)

// query finds what a JSONPath (RFC 9535) selects, each part once.
func (t *tree) query(at node) ([]*yaml.Node, *Diagnostic) {
	text := at.yaml.Value
	refused := func(reason string) ([]*yaml.Node, *Diagnostic) {
		return nil, &Diagnostic{
			Code: diagnostic.OverlayInvalid, Severity: Error, Position: at.position(),
			Message: diagnostic.Message("the JSONPath %s is not read: %s", shortened(text), reason),
			Hint:    "write it as RFC 9535 has it, and names that are not only letters, digits and _ in brackets: $.paths['/players'].post",
		}
	}
	if len(text) > maxTarget {
		return refused(diagnostic.Message("it has more than %d characters", maxTarget))
	}
	t.spend(actionWork + len(text))
	query, err := jsonpath.NewPath(text, config.WithStrictRFC9535(), config.WithLazyContextTracking())
	if err != nil {
		reason, _, _ := strings.Cut(err.Error(), "\n")
		return refused(strings.TrimPrefix(reason, "Error at line 1, "))
	}
	s := shapeOf(text)
	if s.matches {
		// The library takes a value that is not there for one that matches.
		return refused("match() and search() are not supported")
	}
	t.spend(t.cost(s))
	seen := map[*yaml.Node]bool{}
	var found []*yaml.Node
	for _, n := range query.Query(t.file.root) {
		if !seen[n] {
			seen[n] = true
			found = append(found, n)
		}
	}
	return found, nil
}

func shortened(text string) string {
	if len(text) > 200 {
		return strings.ToValidUTF8(text[:200], "") + "…"
	}
	return text
}

// shape is what the cost of a JSONPath hangs on. The library that evaluates it has no
// bounds of its own: $..*..*..* finds each part once for every way to it.
type shape struct {
	// segments is how deep it looks if it has no "..".
	segments int
	// descents counts the ".." and the comparisons of whole parts: each takes up to the
	// document's depth as often.
	descents int
	// ways is how often it finds a part because its selectors name it several times, tests
	// how often it looks at one because its filters do.
	ways, tests int
	// whole counts the queries within filters that begin at the document.
	whole int
	// filters is set when it may look at every character of a text: length() does.
	filters bool
	// matches is set when it has a regular expression.
	matches bool
}

var (
	quoted   = regexp.MustCompile(`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`)
	compared = regexp.MustCompile(`[=<>]\s*(?:[$@]|[a-z]+\()`)
	matching = regexp.MustCompile(`\b(?:match|search)\s*\(`)
)

func shapeOf(path string) shape {
	path = quoted.ReplaceAllString(path, "''")
	s := shape{
		segments: strings.Count(path, ".") + strings.Count(path, "["),
		descents: strings.Count(path, "..") + len(compared.FindAllString(path, -1)),
		ways:     1, tests: strings.Count(path, "@"), matches: matching.MatchString(path), filters: strings.Contains(path, "?"),
	}
	var selectors []int // of the brackets that are open; 0 for parentheses
	for i := 0; i < len(path); i++ {
		last := len(selectors) - 1
		switch path[i] {
		case '[':
			selectors = append(selectors, 1)
		case '(':
			selectors = append(selectors, 0)
		case ',':
			if last >= 0 && selectors[last] > 0 {
				selectors[last]++
			}
		case ']', ')':
			if last >= 0 {
				s.ways = min(s.ways*max(selectors[last], 1), maxWork)
				selectors = selectors[:last]
			}
		case '$':
			if i > 0 {
				s.whole++
			}
		}
	}
	return s
}

// cost is how many nodes a query of that shape looks at, at most.
func (t *tree) cost(s shape) int {
	if t.stale && (s.descents > 0 || s.whole > 0) {
		t.measure()
	}
	cost := t.fresh
	if s.filters {
		cost += t.freshText / textWork
	}
	for depth, level := range t.levels {
		if depth <= s.segments || s.descents > 0 {
			cost += level.nodes
			if s.filters {
				cost += level.text / textWork
			}
		}
	}
	times := func(factor int) { cost = min(cost*max(factor, 1), maxWork+1) }
	times(s.ways)
	times(s.tests)
	for range s.descents - 1 {
		times(len(t.levels))
	}
	for range s.whole {
		times(t.nodes())
	}
	return cost
}
