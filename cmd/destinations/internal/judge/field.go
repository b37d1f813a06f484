package judge

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/schema"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// field compares what an event has for a field with what the rules or the state machine let pass,
// and with the field's schema.
func (j *Judge) field(v *Verdict, op *catalog.Operation, f *catalog.Field, detail map[string]any) {
	value, there := Find(detail, f.Field)
	place := "detail." + f.Field
	g := guard{v: v, op: op, f: f, place: place, machine: op.Carrier == catalog.StateMachine}
	if !there || value == nil {
		if f.Required {
			g.absent(there, near(detail, f.Field, op))
		}
		return
	}
	before := len(v.Problems)
	switch {
	case !g.machine && f.In != "body":
		g.rules(value)
	case g.machine && f.In == "body":
		g.machineBody(value)
	case g.machine:
		g.machineParameter(value)
	}
	if len(v.Problems) > before || f.Format != "" && isText(value) {
		return // a text that stands for an array or object is written as the API wants it
	}
	faults, unread := j.compare(f, value)
	if unread != nil {
		v.Notes = append(v.Notes, fmt.Sprintf("%s was not compared with its schema: %v", place, unread))
	}
	unsure := f.In == "body" && g.looksInside()
	for _, fault := range faults {
		v.Problems = append(v.Problems, Problem{Place: place + fault.Path, Text: fault.Text, Fate: Unfit, Unsure: unsure})
	}
}

// compare compares a value with the field's schema. A parameter is sent as text: there 7 and "7"
// are the same.
func (j *Judge) compare(f *catalog.Field, value any) (faults []schema.Fault, unread error) {
	faults, unread = j.schemas.Check(f.Schema, value)
	if len(faults) == 0 || f.In == "body" {
		return faults, unread
	}
	other := value
	switch v := value.(type) {
	case string:
		if read, err := schema.Read([]byte(v)); err == nil && !isText(read) && read != nil {
			other = read
		}
	case json.Number:
		other = v.String()
	case bool:
		other = fmt.Sprint(v)
	}
	if again, _ := j.schemas.Check(f.Schema, other); len(again) == 0 {
		return nil, unread
	}
	return faults, unread
}

// guard is what lets the value of one field pass. The table of values in docs/reference/events.md and the page on the
// state machine say the same.
type guard struct {
	v       *Verdict
	op      *catalog.Operation
	f       *catalog.Field
	place   string
	machine bool
}

// absent is a required field that isn't there, or null.
func (g *guard) absent(there bool, near string) {
	said := "is missing"
	switch {
	case there:
		said = "is null"
	case near != "":
		said += fmt.Sprintf(": did you mean it by detail.%s?", near)
	}
	guarded := g.f.Guarded == nil || *g.f.Guarded
	switch {
	case g.machine && !guarded:
		g.v.add(Unfit, g.place, "%s, which the state machine doesn't look at", said)
	case g.machine || !there && guarded:
		g.v.add(Rejected, g.place, "%s", said)
	case g.f.In == "body" && !guarded:
		g.v.add(Unfit, g.place, "%s, which no rule sees: {} is sent", said)
	case g.f.In == "body": // where the body is a text or a number itself, null is one to the rules
		g.v.Problems = append(g.v.Problems, Problem{Place: g.place, Text: said, Fate: Unfit, Unsure: true})
	case g.f.In == "path":
		g.v.add(Unfit, g.place, "%s, which no rule sees: the text null is sent", said)
	case there && g.short():
		g.v.add(Unfit, g.place, "%s, which the operation's rules take for a value", said)
	default:
		g.v.add(Rejected, g.place, "%s", said)
	}
}

// looksInside says that something of a body is looked at which the catalog doesn't tell: one of its
// properties by a rule, or which of its parts are files by a state machine.
func (g *guard) looksInside() bool {
	if g.machine {
		return essence(g.f.ContentType) != formType && strings.HasPrefix(essence(g.f.ContentType), "multipart/")
	}
	return g.f.Guarded != nil && *g.f.Guarded
}

// near is the member of the detail that may have been meant by a field that is missing: one that is
// no field itself.
func near(detail map[string]any, field string, op *catalog.Operation) string {
	first, _, _ := strings.Cut(field, ".")
	if detail[first] != nil {
		return ""
	}
	return text.Nearest(first, strangers(op, detail))
}

// Find is the value at a dotted place. Only objects are looked into.
func Find(detail map[string]any, place string) (value any, there bool) {
	value = detail
	for step := range strings.SplitSeq(place, ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil, false
		}
		if value, there = object[step]; !there {
			return nil, false
		}
	}
	return value, true
}

func isText(value any) bool {
	_, ok := value.(string)
	return ok
}
