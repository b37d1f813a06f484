package delivery

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// jsonPathSyntax is the grammar of the paths that targets take: AWS publishes
// it for Pipes, and what was measured for rules fits it (docs/eventbridge.md, 3.2).
var jsonPathSyntax = regexp.MustCompile(`^\$(\.[\w/-]+(\[(\d+|\*)\])*)*$`)

// jsonPathStep is one step of a path: a name, an index or the wildcard [*].
var jsonPathStep = regexp.MustCompile(`\.([\w/-]+)|\[(\d+|\*)\]`)

// jsonPath is a path into an event.
type jsonPath []pathStep

type pathStep struct {
	name  string
	index int // where name is empty; all elements if negative
}

// parseJSONPath reads a path; ok is false if AWS wouldn't take it for one.
func parseJSONPath(s string) (path jsonPath, ok bool) {
	if len(s) > 2048 || !jsonPathSyntax.MatchString(s) {
		return nil, false
	}
	path = jsonPath{}
	for _, step := range jsonPathStep.FindAllStringSubmatch(s, -1) {
		switch {
		case step[1] != "":
			path = append(path, pathStep{name: step[1]})
		case step[2] == "*":
			path = append(path, pathStep{index: -1})
		default:
			index, err := strconv.Atoi(step[2])
			if err != nil {
				return nil, false
			}
			path = append(path, pathStep{index: index})
		}
	}
	return path, true
}

// find is the value that the path leads to, or nil. A path with wildcards
// leads to the array of all that it finds, and to nothing if there is no array
// at the first of them.
func (p jsonPath) find(event *value) *value {
	found := []*value{event}
	several := false
	for _, step := range p {
		var next []*value
		for _, v := range found {
			switch {
			case step.name != "":
				if m := v.get(step.name); m != nil {
					next = append(next, m)
				}
			case v.kind != kindArray:
			case step.index < 0:
				next = append(next, v.items...)
				several = true
			case step.index < len(v.items):
				next = append(next, v.items[step.index])
			}
		}
		if found = next; len(found) == 0 && !several {
			return nil
		}
	}
	if several {
		return &value{kind: kindArray, items: found}
	}
	return found[0]
}

// newParameter prepares a value of HttpParameters.
func newParameter(name string, v *value) parameter {
	p := parameter{name: name, value: v.asText()}
	if !v.scalar() {
		p.value = v.json()
	}
	if !p.value.Secret() {
		p.path, _ = parseJSONPath(p.value.Reveal())
	}
	return p
}

func sortedParameters(v *value) []parameter {
	if v.kindOr(kindNull) != kindObject {
		return nil
	}
	var out []parameter
	for _, m := range v.members {
		out = append(out, newParameter(m.name, m.value))
	}
	slices.SortStableFunc(out, func(a, b parameter) int { return strings.Compare(a.name, b.name) })
	return out
}
