package mapping

import (
	"fmt"
	"regexp"
	"strings"
)

// Path is a place in an event: "$.detail.object.key".
type Path struct{ Text string }

// grammar is what EventBridge and Pipes take (docs/eventbridge.md, 3.2), without the wildcard [*],
// of which it is not known what becomes of it in the path or the query of a request.
var grammar = regexp.MustCompile(`^\$(\.[\w/-]+(\[\d+\])*)*$`)

// ParsePath reads one.
func ParsePath(text string) (Path, error) {
	switch {
	case len(text) > longestPath:
		return Path{}, fmt.Errorf("the path %q has more than %d characters", text[:40]+"…", longestPath)
	case !grammar.MatchString(text):
		return Path{}, fmt.Errorf("%q is no path that EventBridge reads: $, and for each step a dot and a name of letters, digits, _, - and /, with the number of an item behind it ($.detail.items[0].sku); a constant can't begin with $", text)
	}
	return Path{text}, nil
}

// longestPath is how long a path is at most (API model, InputPathsMap and InputPath).
const longestPath = 256

// Steps are the names and numbers of the path.
func (p Path) Steps() []string {
	text := strings.NewReplacer("[", ".", "]", "").Replace(strings.TrimPrefix(p.Text, "$"))
	if text == "" {
		return nil
	}
	return strings.Split(text[1:], ".")
}

// Place is the path as dotted names: "detail.object.key".
func (p Path) Place() string { return strings.Join(p.Steps(), ".") }

// Indexed tells whether the path goes through a list.
func (p Path) Indexed() bool { return strings.Contains(p.Text, "[") }
