//go:build !race

package corpus

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// state is what an event has at the place of a field.
type state int

const (
	absent state = iota
	null
	empty
	dot
	dots
	scalar // of a body: one with all that is required
	wrong  // of a body: an object without what is required
	states
)

// event is made for an operation.
type event struct {
	operation *operation
	detail    map[string]any
	states    map[string]state
}

func newEvent(op *operation) *event {
	return &event{op, make(map[string]any), make(map[string]state)}
}

func (e *event) String() string {
	text, _ := json.Marshal(e.detail)
	return fmt.Sprintf("%s (%q) %s", e.operation.key(), e.operation.DetailType, text)
}

// set puts a field into a state.
func (e *event) set(f *field, s state, value any) {
	if s == null && e.operation.because("OAD503") {
		s = absent // its patterns are too long to see a null, as the reason says
	}
	e.states[f.Field] = s
	switch s {
	case absent:
		return
	case null:
		value = nil
	case empty:
		value = ""
	case dot:
		value = "."
	case dots:
		value = ".."
	}
	if f.In == "body" && s == empty {
		value = map[string]any{}
	}
	put(e.detail, strings.Split(f.Field, "."), value)
}

func put(object map[string]any, place []string, value any) {
	for _, name := range place[:len(place)-1] {
		inner, ok := object[name].(map[string]any)
		if !ok {
			inner = make(map[string]any)
			object[name] = inner
		}
		object = inner
	}
	object[place[len(place)-1]] = value
}

// complete tells whether the event has all that is required and guarded. In a path a
// null can't be told from a value (assumption A2); elsewhere it is as good as nothing.
func (e *event) complete() bool {
	return !slices.ContainsFunc(e.operation.Fields, func(f field) bool {
		if f.Guarded == nil || !*f.Guarded {
			return false
		}
		switch s := e.states[f.Field]; f.In {
		case "path":
			return s != null && s != scalar
		case "body":
			return s != scalar && (s != null || !e.scalarBody(&f))
		default:
			return s == absent || s == null
		}
	})
}

// scalarBody tells whether the body is one value that a rule can see; it sees a null as well.
func (e *event) scalarBody(f *field) bool {
	sample, err := decodeJSON(e.operation.SampleEvent.Detail)
	if err != nil {
		return false
	}
	switch sample.(map[string]any)[f.Field].(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

// comparable tells whether the request must be the one that the document describes: the
// operation is exact, or its reason for not being so doesn't concern this event.
func (e *event) comparable() bool {
	if e.operation.Fidelity == "exact" {
		return true
	}
	for _, r := range e.operation.Reasons {
		switch {
		case r.Severity == "info":
		case r.Code == "OAD208" || r.Code == "OAD209": // part of a segment; only several values differ
		case r.Code == "OAD210" && !e.anyOptional():
		default:
			return false
		}
	}
	return true
}

func (e *event) anyOptional() bool {
	return slices.ContainsFunc(e.operation.Fields, func(f field) bool {
		s := e.states[f.Field]
		return !f.Required && f.In != "body" && !f.Idempotency && s != absent && s != null
	})
}

// fieldStates are those that a field can have.
func (e *event) fieldStates(f *field) []state {
	if f.In != "body" {
		return []state{absent, null, empty, dot, dots, scalar}
	}
	if f.Guarded != nil && *f.Guarded {
		return []state{absent, null, empty, wrong, scalar}
	}
	return []state{absent, null, empty, scalar}
}

// texts are strings that something on the way could take for more than a string.
var texts = []any{
	"7", "a b", " ", "100%", "%2F", "a/b", "/", "?", "a?b=c", "a&b=c", "=", "+", "#x", "a,b", "a;b", "*", "a*b", "~_-.",
	"...", "./x", "$", "$.detail.x", "$top", "$.id", "ü", "日本語", "😀", "e\u0301", `"quoted"`, `back\slash`, "'", "<x>", "<aws.events.event>",
	"{x}", "${AWS::Region}", "{{resolve:ssm:x}}", "null", "true", "1e3", "tab\there", strings.Repeat("long ", 100),
}

// others are scalars of other types. Numbers are those that a 64-bit float holds: AWS's
// matcher compares others as text, and no test for the presence of a value but the one of
// path fields takes them and not null.
var others = []any{
	true, false, json.Number("0"), json.Number("-0"), json.Number("1"), json.Number("-1"), json.Number("0.5"),
	json.Number("-0.000001"), json.Number("1e3"), json.Number("1E+2"), json.Number("1.50"), json.Number("5000000000"),
	json.Number("-5000000000"), json.Number("1000000000000"), json.Number("-7000000000"), json.Number("9007199254740992"),
}

// inexact are numbers that a 64-bit float doesn't hold.
var inexact = []any{json.Number("9007199254740993"), json.Number("0.12345678901234567890123")}

// scalarsOf are values of a field.
func scalarsOf(f *field) []any {
	scalars := slices.Concat(texts, others)
	if f.In == "path" || f.In == "body" {
		scalars = append(scalars, inexact...)
	}
	return scalars
}

// sweep calls visit with events that together put each field of the operation into each
// of its states, the others being there, and with one that has what is required only.
// The values come from the lists, one after the other from a start.
func sweep(op *operation, start int, visit func(*event)) {
	next := func(f *field) any {
		start++
		scalars := scalarsOf(f)
		return scalars[start%len(scalars)]
	}
	make1 := func(choose func(*field) state) {
		e := newEvent(op)
		for i := range op.Fields {
			f := &op.Fields[i]
			s := choose(f)
			if f.In == "body" {
				e.set(f, s, e.body(f, s, next(f)))
				continue
			}
			e.set(f, s, op.shaped(f, next(f)))
		}
		visit(e)
	}
	make1(func(f *field) state {
		if f.Required {
			return scalar
		}
		return absent
	})
	make1(func(*field) state { return scalar })
	for i := range op.Fields {
		for _, s := range newEvent(op).fieldStates(&op.Fields[i]) {
			make1(func(f *field) state {
				if f == &op.Fields[i] {
					return s
				}
				return scalar
			})
		}
	}
}

// body is a request body: the sample's, with more in it. Where no rule looks into it, it
// may be anything.
func (e *event) body(f *field, s state, more any) any {
	if s == wrong {
		return map[string]any{"": more, "another": []any{more, nil}}
	}
	sample, err := decodeJSON(e.operation.SampleEvent.Detail)
	if err != nil {
		return nil
	}
	body := sample.(map[string]any)[f.Field]
	if made, ok := e.operation.bodyOf(f, body, more); ok {
		return made
	}
	if object, ok := body.(map[string]any); ok {
		object = maps.Clone(object)
		object["an extra ü"] = []any{more, map[string]any{"inner": more}, nil}
		return object
	}
	if e.operation.Fidelity != "exact" || f.Guarded != nil && *f.Guarded {
		return body
	}
	return []any{body, more}
}

// drawEvent makes an event with scalars where scalars belong, or with null or nothing.
func drawEvent(t *rapid.T, op *operation) *event {
	e := newEvent(op)
	for i := range op.Fields {
		f := &op.Fields[i]
		s := scalar
		if !rapid.Bool().Draw(t, f.Field+" is there") {
			s = rapid.SampledFrom(e.fieldStates(f)).Draw(t, f.Field)
		}
		value := drawScalar(t, f)
		if f.In == "body" {
			value = e.body(f, s, value)
		} else {
			value = op.shaped(f, value)
		}
		e.set(f, s, value)
	}
	if rapid.Bool().Draw(t, "more") {
		e.detail["more than needed"] = drawScalar(t, &field{In: "body"})
	}
	return e
}

func drawScalar(t *rapid.T, f *field) any {
	const exact = 1 << 53 // whole numbers up to this are exact as 64-bit floats
	return rapid.OneOf(
		rapid.SampledFrom(scalarsOf(f)),
		rapid.Map(rapid.StringN(1, 12, -1), func(s string) any {
			if strings.NewReplacer("%2e", "", "%2E", "", ".", "").Replace(s) == "" {
				return "dots"
			}
			return s
		}),
		rapid.Map(rapid.Int64Range(-exact, exact), func(n int64) any { return json.Number(fmt.Sprint(n)) }),
	).Draw(t, "value")
}

// reshape gives one of the event's scalar fields a value of another shape.
func reshape(t *rapid.T, e *event) {
	f := rapid.SampledFrom(e.operation.Fields).Draw(t, "field")
	shape := rapid.SampledFrom([]any{
		[]any{}, []any{"a", ""}, []any{json.Number("1"), nil}, []any{[]any{}}, map[string]any{}, map[string]any{"x": "y"},
	}).Draw(t, "shape")
	put(e.detail, strings.Split(f.Field, "."), shape)
}
