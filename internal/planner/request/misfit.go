package request

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/mapping"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Misfit is why a detail that is put together elsewhere is none of an operation's events. Of one in Doubt
// it isn't known.
type Misfit struct {
	Why, Hint string
	Doubt     bool
}

// asked is what an operation asks of a field of its events.
type asked struct {
	required, body bool
	// leftOut fields are optional, and not carried.
	leftOut bool
	// oneValue fields are parameters.
	oneValue bool
	// scalar fields are sent as one text by who carries them; written says how a list goes into it.
	scalar  bool
	written string
	// schema is nil where constants aren't compared, as where one text stands for a list; sent are
	// properties of the body that a credential sends.
	schema *spec.Schema
	sent   []string
}

// Misfits compares a detail with the fields of an operation, as a trigger's is compared: it must have those
// that are required, no others, and constants that the document takes. A path may be an object with fields
// in it, which the operation's own rules look for. Paths begin as example does. Scalar says that what carries
// the operation sends each parameter as one text.
func Misfits(op *plan.Operation, scalar bool, detail mapping.Node, example string) []Misfit {
	fields := make(map[string]asked, len(op.Fields))
	for i := range op.Fields {
		f := &op.Fields[i]
		one := asked{required: f.Required && !f.Idempotency, body: f.In == "body", schema: f.Schema}
		if !one.body {
			one.asText(f, scalar)
		}
		fields[f.Path] = one
	}
	if a := op.Answer(); a != nil {
		name := a.Correlation
		if name == "" {
			name = CorrelationField
		}
		fields[name] = asked{}
	}
	f := fitting{fields: fields, example: example, whole: true}
	return f.misfits(detail)
}

// asText says of a parameter what is one text.
func (a *asked) asText(f *plan.Field, scalar bool) {
	a.scalar = scalar
	if strings.HasPrefix(f.Format, "one string") {
		a.written = f.Format
	}
	if f.ContentType != "" || scalar && f.Schema != nil && (KindsOf(f.Schema).Array || KindsOf(f.Schema).Object) {
		a.schema = nil
	}
}

// fieldIn is what a detail has at a field's dotted place; where it has nothing there, the last node on the
// way to it.
func fieldIn(detail mapping.Node, place string) (node mapping.Node, there bool) {
	node = detail
	for step := range strings.SplitSeq(place, ".") {
		inner, ok := node.Opened().Member(step)
		if !ok {
			return node, false
		}
		node = inner
	}
	return node, true
}

// fitting is a detail while it is compared.
type fitting struct {
	fields map[string]asked
	// example is a path in hints.
	example string
	// whole tells that a path may be an object with fields in it.
	whole bool
	names []string
	found []Misfit
}

// misfits are all that are found.
func (f *fitting) misfits(detail mapping.Node) []Misfit {
	f.names = slices.Sorted(maps.Keys(f.fields))
	f.object(detail, "")
	for _, name := range f.names {
		switch one := f.fields[name]; {
		case !one.required || f.given(detail, name):
		case one.body:
			f.add(`give it: {"`+BodyField+`": {…}}`, "the operation requires a body, and nothing gives it one")
		default:
			f.add(f.give(name), "the operation requires the field %q, and nothing gives it a value", name)
		}
	}
	return f.found
}

func (f *fitting) add(hint, format string, args ...any) {
	f.found = append(f.found, Misfit{Why: diagnostic.Message(format, args...), Hint: hint})
}

// give is the hint where something has no value.
func (f *fitting) give(name string) string {
	return fmt.Sprintf("give it a path or a constant: {%q: %q}", name, f.example)
}

// given tells whether a field has a value, or may have one.
func (f *fitting) given(detail mapping.Node, place string) bool {
	node, there := fieldIn(detail, place)
	return there || f.whole && node.Path.Text != ""
}

// object finds what no field is called, and compares the others.
func (f *fitting) object(node mapping.Node, above string) {
	for _, m := range node.Opened().Members {
		place := strings.TrimPrefix(above+"."+m.Name, ".")
		one, known := f.fields[place]
		switch {
		case known && one.body:
			f.value(m.Node, one.schema, place, one.sent)
		case known:
			f.parameter(m.Node, one, place)
		case f.mayHoldFields(m.Node) && slices.ContainsFunc(f.names, func(n string) bool { return strings.HasPrefix(n, place+".") }):
			f.object(m.Node, place)
		default:
			otherwise := "its fields are " + strings.Join(f.names, ", ")
			if len(f.names) == 0 {
				otherwise = "it has none"
			}
			f.add(text.Meant(place, f.names, otherwise), "the operation has no field %q", place)
		}
	}
}

func (f *fitting) mayHoldFields(node mapping.Node) bool {
	return node.Opened().Members != nil || f.whole && node.Path.Text != ""
}

// parameter compares what a parameter comes from.
func (f *fitting) parameter(node mapping.Node, one asked, place string) {
	_, isScalar := node.Scalar()
	switch why := wrongConstant(node, one.schema); {
	case one.leftOut:
		f.add("name it in Optional (Operations, context key operations), or leave it out", "the operation doesn't carry the optional field %q", place)
	case string(node.Constant) == "null":
		f.add("leave it out", "the field %q is null, which is the same as nothing", place)
	case one.scalar && !isScalar && node.Path.Text == "":
		hint := "give one value, or " + finding.OtherCarrier
		if one.written != "" {
			hint = "write " + one.written
		}
		f.add(hint, "the field %q is a list or an object, and one value is sent", place)
	case why != "":
		f.add("give another value", "the field %q %s", place, why)
	}
}
