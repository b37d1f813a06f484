package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// Pattern is an event pattern: a JSON object whose members keep their order.
type Pattern struct{ root object }

// String is the pattern as compact JSON, which is what the limit on its length
// counts.
func (p Pattern) String() string { return string(appendJSON(nil, p.root)) }

// length is that of String, without the text.
func (p Pattern) length() int { return jsonLength(p.root) }

// Object is the pattern as plain maps and slices, or nil when CloudFormation would refuse or
// evaluate a part of it: it refuses null anywhere in a template, and a field called Ref is a
// function to it. Such a pattern must go there as text (a rule's EventPattern may be either).
func (p Pattern) Object() map[string]any {
	if onlyText(p.root) {
		return nil
	}
	return plain(p.root).(map[string]any)
}

// object is a JSON object in order. The other nodes of a pattern are []any and
// scalars.
type object []member

type member struct {
	name  string
	value any
}

// appendJSON appends an object, a list or a scalar of a pattern: a string, an integer, a
// boolean or nil. It doesn't escape <, > and &, which would count sixfold.
func appendJSON(b []byte, node any) []byte {
	switch n := node.(type) {
	case object:
		b = append(b, '{')
		for i, m := range n {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(jsontext.AppendShort(b, m.name), ':')
			b = appendJSON(b, m.value)
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
	}
	return append(b, "null"...)
}

// jsonLength is how much appendJSON appends.
func jsonLength(node any) int {
	length := len("{}")
	switch n := node.(type) {
	case object:
		for _, m := range n {
			length += textLength(m.name) + len(":") + jsonLength(m.value)
		}
		return length + max(len(n)-1, 0) // commas
	case []any:
		for _, v := range n {
			length += jsonLength(v)
		}
		return length + max(len(n)-1, 0)
	case string:
		return textLength(n)
	case bool:
		return len(strconv.FormatBool(n))
	case int:
		return len(strconv.Itoa(n))
	}
	return len("null")
}

// textLength is that of a string in JSON.
func textLength(s string) int {
	if jsontext.IsPlain(s) {
		return len(s) + len(`""`)
	}
	return len(jsontext.AppendShort(nil, s))
}

// onlyText tells of a part of a pattern whether it may stand in a template as text only.
func onlyText(node any) bool {
	switch n := node.(type) {
	case nil:
		return true
	case object:
		return slices.ContainsFunc(n, func(m member) bool { return evaluated(m.name) || onlyText(m.value) })
	case []any:
		return slices.ContainsFunc(n, onlyText)
	}
	return false
}

func plain(node any) any {
	switch n := node.(type) {
	case object:
		m := make(map[string]any, len(n))
		for _, e := range n {
			m[e.name] = plain(e.value)
		}
		return m
	case []any:
		s := make([]any, len(n))
		for i, v := range n {
			s[i] = plain(v)
		}
		return s
	}
	return node
}

func list(values ...any) []any { return values }

func texts(values []string) []any {
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
		out[i] = operator("wildcard", p)
	}
	return out
}

// operator is one matcher of a pattern, such as {"exists":false}.
func operator(name string, value any) object { return object{{name, value}} }

// climbing are the values that would make another path of the endpoint: nothing, and the dot
// segments of RFC 3986 (section 3.3), also with their dots encoded: readers of URLs take those
// for dots (WHATWG, "single-dot" and "double-dot URL path segment"), in either case.
var climbing = []string{
	"", ".", "..",
	"%2e", "%2E", ".%2e", ".%2E", "%2e.", "%2E.", "%2e%2e", "%2e%2E", "%2E%2e", "%2E%2E",
}

// Climbs tells whether a path value is empty or a dot segment, which the rules reject.
func Climbs(value string) bool { return slices.Contains(climbing, value) }

// The tests of one field. Each pair is a partition of what a field may hold: a
// scalar, null or nothing matches exactly one of the two (measured with AWS's own
// matcher, event-ruler).
var (
	// A path value must not be missing, empty or a dot segment. Null is on the
	// delivering side: no pattern can tell it from a value and refuse the empty
	// string at once.
	pathDelivers = list(operator("anything-but", texts(climbing)))
	pathRejects  = append(list(operator("exists", false)), texts(climbing)...)

	// Of an operation in GuardPaths it must also hold none of the characters that would change
	// the path if they were not encoded, or were decoded too early, and none that ends a line.
	// AWS refuses a pattern as "too complex" that may be in more than about 10 states at once,
	// as event-ruler counts them: eight characters are 10 in anything-but, and three are 9 side
	// by side. So what is turned away takes three rules.
	wideDelivers = list(operator("anything-but", operator("wildcard", texts([]string{"", ".", "..",
		"*/*", "*%*", `*\\*`, "*?*", "*#*", "*;*", "*\n*", "*\r*"}))))
	wideRejects = [][]any{
		append(list(operator("exists", false), "", ".", ".."), wildcards("*/*", "*%*", `*\\*`)...),
		wildcards("*?*", "*#*", "*;*"),
		wildcards("*\n*", "*\r*"),
	}

	// Any string, number or boolean, against nothing or null.
	present = list(
		operator("prefix", ""),
		operator("numeric", list(">=", -5000000000)),
		operator("numeric", list("<", 0)),
		true, false)
	absent = list(operator("exists", false), nil)

	// The short forms, for patterns that would be too long: null is a value here.
	exists  = list(operator("exists", true))
	missing = list(operator("exists", false))
)

// test is one condition on the field at a dotted place below detail.
type test struct {
	field string
	want  []any
}

// detailObject makes the pattern of all tests at once; tests on "a.b" and "a.c"
// share the object "a".
func detailObject(tests []test) object {
	var root object
	for _, t := range tests {
		root = root.set(strings.Split(t.field, "."), t.want)
	}
	return root
}

func (o object) set(path []string, value any) object {
	if len(path) == 1 {
		return append(o, member{path[0], value})
	}
	for i := range o {
		if child, ok := o[i].value.(object); ok && o[i].name == path[0] {
			o[i].value = child.set(path[1:], value)
			return o
		}
	}
	return append(o, member{path[0], object{}.set(path[1:], value)})
}

// anyOf makes an object that matches where one of the alternatives does. EventBridge
// refuses `$or` with a single one.
func anyOf(alternatives []object) object {
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	values := make([]any, len(alternatives))
	for i, a := range alternatives {
		values[i] = a
	}
	return object{{"$or", values}}
}

// source is what is asked of an event's source; nil is nothing. The events of AWS's own
// services, CloudTrail's with every call's parameters among them, come by on a bus that was
// there before, and a document chooses the detail types and the fields that leave: they are
// taken only where the user names their source. No producer can put such a source
// (PutEvents refuses it), so nothing else is lost.
func (o *Options) source() []any {
	switch {
	case len(o.Sources) > 0:
		return texts(o.Sources)
	case o.GivenBus:
		return list(operator("anything-but", operator("prefix", "aws.")))
	}
	return nil
}

// eventPattern puts the envelope around what is asked of the detail.
func eventPattern(source []any, detailType []any, detail object) Pattern {
	root := object{{"detail-type", detailType}}
	if len(source) > 0 {
		root = append(root, member{"source", source})
	}
	if len(detail) > 0 {
		root = append(root, member{"detail", detail})
	}
	return Pattern{root}
}

// reservedInOr are the names that EventBridge's matcher takes for operators
// inside an alternative of `$or` (measured, event-ruler 1.8.1), and $or itself.
var reservedInOr = map[string]bool{
	"exactly": true, "prefix": true, "suffix": true, "exists": true, "wildcard": true,
	"numeric": true, "cidr": true, "regex": true, "anything-but": true,
	"equals-ignore-case": true, "not-equals-ignore-case": true, "not-wildcard": true,
	"date-after": true, "date-before": true, "date-on-or-after": true,
	"date-on-or-before": true, "in-date-range": true, "ip-address-in-range": true,
	"ip-address-not-in-range": true, "=": true, "<": true, "<=": true, ">": true, ">=": true,
	"$or": true,
}
