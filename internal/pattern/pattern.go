// Package pattern writes event patterns: which events a rule takes, as JSON in a fixed order and
// within the length and the combinations that EventBridge takes. It knows the pairs of tests that
// divide what a field may hold, and how what the guards of many operations turn away is written
// short. It knows nothing of OpenAPI.
package pattern

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
)

// Pattern is an event pattern: a JSON object whose members keep their order.
type Pattern struct{ Root Object }

// String is the pattern as compact JSON, which is what the limit on its length
// counts.
func (p Pattern) String() string { return string(appendJSON(nil, p.Root)) }

// Wild tells whether it has wildcards, of which a bus takes few.
func (p Pattern) Wild() bool { return p.Root.HasWildcards() }

// Length is that of String, without the text.
func (p Pattern) Length() int { return JsonLength(p.Root) }

// Object is the pattern as plain maps and slices, or nil when CloudFormation would refuse or
// evaluate a part of it: it refuses null anywhere in a template, and a field called Ref is a
// function to it. Such a pattern must go there as text (a rule's EventPattern may be either).
func (p Pattern) Object() map[string]any {
	if OnlyText(p.Root) {
		return nil
	}
	return Plain(p.Root).(map[string]any)
}

// Object is a JSON object in order. The other nodes of a pattern are []any and
// scalars.
type Object []member

type member struct {
	Name  string
	Value any
}

// appendJSON appends an object, a list or a scalar of a pattern: a string, a number, a
// boolean or nil. It doesn't escape <, > and &, which would count sixfold.
func appendJSON(b []byte, node any) []byte {
	switch n := node.(type) {
	case Object:
		b = append(b, '{')
		for i, m := range n {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(jsontext.AppendShort(b, m.Name), ':')
			b = appendJSON(b, m.Value)
		}
		return append(b, '}')
	case []any:
		b = append(b, '[')
		for i, v := range n {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, v)
		}
		return append(b, ']')
	case string:
		return jsontext.AppendShort(b, n)
	case bool:
		return strconv.AppendBool(b, n)
	case int:
		return strconv.AppendInt(b, int64(n), 10)
	case json.Number:
		return append(b, n...)
	}
	return append(b, "null"...)
}

// JsonLength is how much appendJSON appends.
func JsonLength(node any) int {
	length := len("{}")
	switch n := node.(type) {
	case Object:
		for _, m := range n {
			length += TextLength(m.Name) + len(":") + JsonLength(m.Value)
		}
		return length + max(len(n)-1, 0) // commas
	case []any:
		for _, v := range n {
			length += JsonLength(v)
		}
		return length + max(len(n)-1, 0)
	case string:
		return TextLength(n)
	case bool:
		return len(strconv.FormatBool(n))
	case int:
		return len(strconv.Itoa(n))
	case json.Number:
		return len(n)
	}
	return len("null")
}

// TextLength is that of a string in JSON.
func TextLength(s string) int {
	if jsontext.IsPlain(s) {
		return len(s) + len(`""`)
	}
	return len(jsontext.AppendShort(nil, s))
}

// OnlyText tells of a part of a pattern whether it may stand in a template as text only.
func OnlyText(node any) bool {
	switch n := node.(type) {
	case nil, json.Number: // which a JavaScript double may not be
		return true
	case Object:
		return slices.ContainsFunc(n, func(m member) bool { return safe.Evaluated(m.Name) || OnlyText(m.Value) })
	case []any:
		return slices.ContainsFunc(n, OnlyText)
	}
	return false
}

// Plain is a part of a pattern as plain maps and slices.
func Plain(node any) any {
	switch n := node.(type) {
	case Object:
		m := make(map[string]any, len(n))
		for _, e := range n {
			m[e.Name] = Plain(e.Value)
		}
		return m
	case []any:
		s := make([]any, len(n))
		for i, v := range n {
			s[i] = Plain(v)
		}
		return s
	case json.Number: // which is a string to others
		if number, err := n.Float64(); err == nil {
			return number
		}
	}
	return node
}

// List is a list of a pattern.
func List(values ...any) []any { return values }

// Texts is a list of strings.
func Texts(values []string) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// wildcards are tests of which one must fit.
func wildcards(patterns ...string) []any {
	out := make([]any, len(patterns))
	for i, p := range patterns {
		out[i] = Operator("wildcard", p)
	}
	return out
}

// Operator is one matcher of a pattern, such as {"exists":false}.
func Operator(name string, value any) Object { return Object{{name, value}} }

// The tests of one field. Each pair is a partition of what a field may hold: a
// scalar, null or nothing matches exactly one of the two (measured with AWS's own
// matcher, event-ruler).
var (
	// A path value must not be missing, empty or a dot segment. Null is on the
	// delivering side: no pattern can tell it from a value and refuse the empty
	// string at once.
	PathDelivers = List(Operator("anything-but", Texts(limits.Climbing)))
	PathRejects  = append(List(Operator("exists", false)), Texts(limits.Climbing)...)

	// Of an operation with GuardPath it must also hold none of the characters that would change
	// the path if they were not encoded, or were decoded too early, and none that ends a line.
	// AWS refuses a pattern as "too complex" that may be in more than about 10 states at once,
	// as event-ruler counts them: eight characters are 10 in anything-but, and three are 9 side
	// by side. So what is turned away takes three rules.
	WideDelivers = List(Operator("anything-but", Operator("wildcard", Texts([]string{"", ".", "..",
		"*/*", "*%*", `*\\*`, "*?*", "*#*", "*;*", "*\n*", "*\r*"}))))
	WideRejects = [][]any{
		append(List(Operator("exists", false), "", ".", ".."), wildcards("*/*", "*%*", `*\\*`)...),
		wildcards("*?*", "*#*", "*;*"),
		wildcards("*\n*", "*\r*"),
	}

	// Any string, number or boolean, against nothing or null.
	Present = List(
		Operator("prefix", ""),
		Operator("numeric", List(">=", -5000000000)),
		Operator("numeric", List("<", 0)),
		true, false)
	Absent = List(Operator("exists", false), nil)

	// The short forms, for patterns that would be too long: null is a value here.
	Exists  = List(Operator("exists", true))
	Missing = List(Operator("exists", false))
)

// Test is one condition on the field at a dotted place below detail.
type Test struct {
	Field string
	Want  []any
}

// DetailObject makes the pattern of all tests at once; tests on "a.b" and "a.c"
// share the object "a".
func DetailObject(tests []Test) Object {
	var root Object
	for _, t := range tests {
		root = root.set(strings.Split(t.Field, "."), t.Want)
	}
	return root
}

func (o Object) set(path []string, value any) Object {
	if len(path) == 1 {
		return append(o, member{path[0], value})
	}
	for i := range o {
		if child, ok := o[i].Value.(Object); ok && o[i].Name == path[0] {
			o[i].Value = child.set(path[1:], value)
			return o
		}
	}
	return append(o, member{path[0], Object{}.set(path[1:], value)})
}

// AnyOf makes an object that matches where one of the alternatives does. EventBridge
// refuses `$or` with a single one.
func AnyOf(alternatives []Object) Object {
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	values := make([]any, len(alternatives))
	for i, a := range alternatives {
		values[i] = a
	}
	return Object{{"$or", values}}
}

// EventPattern puts the envelope around what is asked of the detail.
func EventPattern(source []any, detailType []any, detail Object) Pattern {
	root := Object{{"detail-type", detailType}}
	if len(source) > 0 {
		root = append(root, member{"source", source})
	}
	if len(detail) > 0 {
		root = append(root, member{"detail", detail})
	}
	return Pattern{root}
}
