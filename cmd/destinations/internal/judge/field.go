package judge

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
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
	g := guard{v: v, f: f, place: place, machine: op.Carrier == catalog.StateMachine}
	if !there || value == nil {
		if f.Required {
			g.absent(there, near(detail, f.Field, op))
		}
		return
	}
	before := len(v.Problems)
	if f.In == "body" {
		g.body(value)
	} else {
		g.parameter(value)
	}
	if len(v.Problems) > before || f.Format != "" && isText(value) {
		return // a text that stands for an array or object is written as the API wants it
	}
	faults, unread := j.compare(f, value)
	if unread != nil {
		v.Notes = append(v.Notes, fmt.Sprintf("%s was not compared with its schema: %v", place, unread))
	}
	unsure := f.In == "body" && f.Guarded != nil && *f.Guarded && !g.machine
	for _, fault := range faults {
		v.Problems = append(v.Problems, Problem{place + fault.Path, fault.Text, Unfit, unsure})
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
	switch {
	case g.machine || !there && (g.f.Guarded == nil || *g.f.Guarded):
		g.v.add(Rejected, g.place, "%s", said)
	case g.f.In == "body" && g.f.Guarded != nil && !*g.f.Guarded:
		g.v.add(Unfit, g.place, "%s, which no rule sees: {} is sent", said)
	case g.f.In == "path":
		g.v.add(Unfit, g.place, "%s, which no rule sees: the text null is sent", said)
	default:
		g.v.add(Rejected, g.place, "%s", said)
	}
}

// mostDigits are those of a number that every reader of JSON keeps, and that EventBridge's
// patterns match.
const mostDigits = 15

// parameter is a path, query, header or cookie field.
func (g *guard) parameter(value any) {
	if g.machine {
		g.machineParameter(value)
		return
	}
	switch v := value.(type) {
	case json.Number:
		if g.f.In != "path" && digits(v) > mostDigits {
			g.v.add(Lost, g.place, "is a number of more than %d digits, which no rule matches: write it as a text", mostDigits)
		}
	case string:
		if why := g.strays(v); why != "" {
			g.v.add(Rejected, g.place, "%s", why)
		}
	case []any:
		if len(v) == 0 {
			g.empty("an empty array")
		}
		g.items(v)
	case map[string]any:
		g.empty("an object")
	}
}

// empty is a value in which EventBridge's patterns see nothing.
func (g *guard) empty(what string) {
	const wanted = "where a text, a number or a boolean is wanted"
	switch {
	case g.f.Required:
		g.v.add(Rejected, g.place, "is %s, %s", what, wanted)
	default:
		g.v.add(Unfit, g.place, "is %s, %s: it is left out", what, wanted)
	}
}

// machineParameter is one that a state machine writes (docs/state-machine.md).
func (g *guard) machineParameter(value any) {
	nothing := value == nil
	switch v := value.(type) {
	case []any:
		nothing = len(v) == 0
	case map[string]any:
		nothing = len(v) == 0
	}
	switch {
	case nothing && g.f.Required:
		g.v.add(Rejected, g.place, "is %s, so it is missing", schema.Shown(value))
	case long(value):
		g.v.add(Rejected, g.place, "has a number of more than %d digits: send it as a string", mostDigits)
	case g.f.In == "path" && dots.MatchString(segment(value)):
		g.v.add(Rejected, g.place, "is %s, which can't stand in a path", schema.Shown(value))
	case g.refused(segment(value)) != "":
		g.v.add(Rejected, g.place, "%s", g.refused(segment(value)))
	case g.f.In == "header" && !headerText(value):
		g.v.add(Rejected, g.place, "has a character that a header can't hold")
	}
}

// body is the body.
func (g *guard) body(value any) {
	form := strings.HasPrefix(g.f.ContentType, "multipart/") || strings.HasPrefix(g.f.ContentType, "application/x-www-form-urlencoded")
	_, object := value.(map[string]any)
	switch {
	case g.machine && form && !object && (strings.HasPrefix(g.f.ContentType, "multipart/") || !isText(value)):
		g.v.add(Rejected, g.place, "must be an object")
	case g.machine && form && long(value):
		g.v.add(Rejected, g.place, "has a number of more than %d digits: send it as a string", mostDigits)
	}
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

func digits(number json.Number) (n int) {
	for _, c := range number.String() {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// lossy is the first number that may have lost digits when it was read.
var lossy = big.NewRat(1_000_000_000_000_000, 1)

// long says that a value, or something in it, is a number from which on digits may be lost.
func long(value any) bool {
	switch v := value.(type) {
	case json.Number:
		r, ok := new(big.Rat).SetString(v.String())
		return ok && r.Abs(r).Cmp(lossy) >= 0
	case []any:
		return slices.ContainsFunc(v, long)
	case map[string]any:
		for _, member := range v {
			if long(member) {
				return true
			}
		}
	}
	return false
}

// dots are the segments of a path that mean another one, and those that become one when they are
// decoded, however often.
var dots = regexp.MustCompile(`(?i)^(\.|%(25)*2e){0,2}$`)

// headerText says that a text has only what a header can hold: tabs and printable ASCII.
func headerText(value any) bool {
	switch v := value.(type) {
	case string:
		return !strings.ContainsFunc(v, func(r rune) bool { return r != '\t' && (r < ' ' || r > '~') })
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !headerText(item) })
	}
	return true
}
