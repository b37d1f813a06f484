package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// mostFaults are told of one value: beyond that they help nobody.
const mostFaults = 8

// faultsOf are the reasons, each at the deepest place that is to blame.
func faultsOf(invalid *jsonschema.ValidationError, value any) []Fault {
	faults := collect(invalid, value)
	slices.SortStableFunc(faults, func(a, b Fault) int { return strings.Compare(a.Path+"\x00"+a.Text, b.Path+"\x00"+b.Text) })
	faults = slices.Compact(faults)
	if len(faults) > mostFaults {
		more := Fault{Text: fmt.Sprintf("has %d more faults", len(faults)-mostFaults)}
		faults = append(faults[:mostFaults], more)
	}
	return faults
}

func collect(e *jsonschema.ValidationError, value any) (faults []Fault) {
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		return missing(e, k.Missing, value)
	case *kind.AnyOf, *kind.OneOf:
		return alternative(e, value)
	case *kind.RefCycle:
		return nil // a schema that leads to itself asks nothing
	case *kind.Schema, *kind.Group, *kind.AllOf, *kind.Reference:
	default:
		if len(e.Causes) == 0 {
			return []Fault{{Path: path(e.InstanceLocation), Text: wrong(e.ErrorKind, at(value, e.InstanceLocation))}}
		}
	}
	for _, cause := range e.Causes {
		faults = append(faults, collect(cause, value)...)
	}
	return faults
}

// missing are the properties that an object lacks, with the one that may have been meant.
func missing(e *jsonschema.ValidationError, names []string, value any) (faults []Fault) {
	object, _ := at(value, e.InstanceLocation).(map[string]any)
	var given []string
	for name := range object {
		given = append(given, name)
	}
	slices.Sort(given)
	for _, name := range names {
		f := Fault{Path: path(append(slices.Clip(e.InstanceLocation), name)), Text: "is missing", Missing: true}
		if near := text.Nearest(name, given); near != "" {
			f.Text += fmt.Sprintf(": is it %q?", near)
		}
		faults = append(faults, f)
	}
	return faults
}

// alternative says of a value that fits none of several schemas what the nearest of them lacks:
// the one whose own kind is right, and that has the fewest faults.
func alternative(e *jsonschema.ValidationError, value any) []Fault {
	here := path(e.InstanceLocation)
	if k, ok := e.ErrorKind.(*kind.OneOf); ok && len(k.Subschemas) > 0 {
		return []Fault{{Path: here, Text: "fits several of the forms that it may have, and must fit one"}}
	}
	var best []Fault
	for _, cause := range e.Causes {
		faults := collect(cause, value)
		if best == nil || weight(faults, here) < weight(best, here) {
			best = faults
		}
	}
	if len(e.Causes) < 2 {
		return best
	}
	return append([]Fault{{Path: here, Text: fmt.Sprintf("fits none of the %d forms that it may have; the nearest wants:", len(e.Causes))}}, best...)
}

// weight is how far a value is from a schema.
func weight(faults []Fault, here string) int {
	n := len(faults)
	for _, f := range faults {
		if f.Path == here && !f.Missing {
			n += 1000
		}
	}
	return n
}

// english writes what the library says of rare keywords.
var english = message.NewPrinter(language.English)

// wrong says what is wrong with a value, to be read after its place.
func wrong(k jsonschema.ErrorKind, value any) string {
	switch k := k.(type) {
	case *kind.Type:
		return "is " + called(k.Got) + ", where " + text.Alternatives(each(k.Want, called)) + " is wanted"
	case *kind.Enum:
		return "is " + Shown(value) + ", where " + text.Alternatives(each(k.Want[:min(len(k.Want), 20)], Shown)) + " is wanted"
	case *kind.Const:
		return "is " + Shown(value) + ", where " + Shown(k.Want) + " is wanted"
	case *kind.AdditionalProperties:
		return "has what it may not have: " + strings.Join(each(k.Properties[:min(len(k.Properties), 20)], strconv.Quote), ", ")
	case *kind.Pattern:
		return "is " + Shown(value) + ", which doesn't match the pattern " + strconv.Quote(k.Want)
	case *kind.FalseSchema:
		return "is not allowed"
	}
	return "is wrong: " + k.LocalizedString(english)
}

// called is a type of JSON with its article.
func called(kind string) string {
	switch kind {
	case "null":
		return "null"
	case "array", "object", "integer":
		return "an " + kind
	}
	return "a " + kind
}

func each[T any](list []T, write func(T) string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = write(list[i])
	}
	return out
}

// mostShown is how much of a value a message shows.
const mostShown = 80

// Shown is a value as JSON, cut where it is long.
func Shown(value any) string {
	b, err := json.Marshal(value)
	if err != nil {
		return "?"
	}
	if runes := []rune(string(b)); len(runes) > mostShown {
		return string(runes[:mostShown]) + "…"
	}
	return string(b)
}

// at is the value at a place.
func at(value any, place []string) any {
	for _, step := range place {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return nil
			}
			value = v[i]
		}
	}
	return value
}

// path writes a place: ".items[2].price".
func path(place []string) string {
	var b strings.Builder
	for _, step := range place {
		if _, err := strconv.Atoi(step); err == nil {
			b.WriteString("[" + step + "]")
		} else {
			b.WriteString("." + step)
		}
	}
	return b.String()
}
