package planner

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// wire is how OpenAPI writes a parameter's value (OpenAPI 3.1, "Style Values") as far as
// EventBridge can: it sends one string for each name, and in a path or a query it
// percent-encodes the whole of it.
type wire struct {
	// refused says why EventBridge cannot write it.
	refused string
	// doubt says why it is not known that this is how the API wants it.
	doubt string
	// exploded objects write a key for each property.
	exploded bool
	// repeats is set when several values repeat the key.
	repeats bool
	// encoded are the characters between several values that OpenAPI wants as they are,
	// where EventBridge encodes them.
	encoded string
	// before is what stands before a path's value in the styles label and matrix.
	before string
	// format says how a value that is no scalar goes into one string.
	format string
}

// shape is what a parameter's value may be. A schema that says nothing is taken for a
// scalar's, unless it has properties.
type shape struct{ scalar, array, object, nested bool }

func shapeOf(s *spec.Schema) shape {
	v := shape{array: slices.Contains(s.Types, "array"), object: slices.Contains(s.Types, "object")}
	if len(s.Types) == 0 {
		v.object = len(s.Properties) > 0
	}
	v.scalar = len(s.Types) == 0 && !v.object ||
		slices.ContainsFunc(s.Types, func(t string) bool { return t != "array" && t != "object" && t != "null" })
	v.nested = v.array && s.Items != nil && !onlyScalars(s.Items.Types)
	for _, p := range s.Properties {
		v.nested = v.nested || v.object && !onlyScalars(p.Schema.Types)
	}
	return v
}

// writing decides how a parameter is written. Cookies have a file of their own.
func writing(p parameter) wire {
	if p.ContentType != "" {
		return wire{format: diagnostic.Message("one string: the value as %s", p.ContentType)}
	}
	v := shapeOf(p.Schema)
	if between := delimiters[p.Style]; between != "" {
		return delimitedStyle(p, v, between)
	}
	switch p.In {
	case "path":
		return pathStyle(p, v)
	case "query":
		return queryStyle(p, v)
	}
	return wire{doubt: cmp.Or(notSimple(p), nesting(p, v)), format: simpleFormat(v, p.Explode)}
}

// notSimple is the doubt about a style that OpenAPI does not have for a location.
func notSimple(p parameter) string {
	if p.Style == "simple" {
		return ""
	}
	return diagnostic.Message("the %s parameter %q has the style %s, which OpenAPI does not have there; it is written as in the style simple", p.In, p.Name, p.Style)
}

// pathStyle: label and matrix put text before the value, which the endpoint can hold.
func pathStyle(p parameter, v shape) wire {
	switch {
	case p.Style != "label" && p.Style != "matrix":
		return wire{doubt: cmp.Or(notSimple(p), nesting(p, v)), encoded: commas(v, p.Explode), format: simpleFormat(v, p.Explode)}
	case v.object && !v.scalar && !v.array:
		return wire{refused: diagnostic.Message("the path parameter %q writes an object in the style %s, whose signs EventBridge would encode", p.Name, p.Style)}
	case p.Style == "label" && p.Explode:
		return wire{before: ".", doubt: nesting(p, v), format: joined(v, ".")}
	case p.Style == "label":
		return wire{before: ".", doubt: nesting(p, v), encoded: commas(v, false), format: joined(v, ",")}
	}
	w := wire{before: ";" + percent.Encode(p.Name) + "=", doubt: nesting(p, v), repeats: v.array && p.Explode}
	if !p.Explode {
		w.encoded, w.format = commas(v, false), joined(v, ",")
	}
	return w
}

// delimiters are what stands between the items of a list that is written as one string.
// Swagger 2.0 has such lists in all locations, and those with tabs, which OpenAPI 3 lacks.
var delimiters = map[string]string{"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}

// delimitedStyle: OpenAPI defines it for arrays and objects that are not exploded.
func delimitedStyle(p parameter, v shape, between string) wire {
	switch {
	case v.scalar && !v.array && !v.object && len(p.Schema.Types) > 0:
		return sentAsItIs(p)
	case v.object && !v.array && !p.Explode:
		return wire{format: joined(v, between),
			doubt: diagnostic.Message("the %s parameter %q writes an object in the style %s, of which tools make different things", p.In, p.Name, p.Style)}
	case !p.Explode:
		return wire{doubt: nesting(p, v), format: joined(v, between)}
	case p.In == "query" && !v.object:
		return wire{repeats: v.array}
	}
	return undefined(p)
}

func sentAsItIs(p parameter) wire {
	return wire{doubt: diagnostic.Message("OpenAPI defines the style %s of the %s parameter %q for no such value; it is sent as it is", p.Style, p.In, p.Name)}
}

func queryStyle(p parameter, v shape) wire {
	switch {
	case p.Style == "form" && v.object && p.Explode && !v.array, p.Style == "deepObject" && !v.array && (v.object || len(p.Schema.Types) == 0):
		return wire{exploded: true}
	case p.Style == "form" && p.Explode:
		return wire{repeats: v.array}
	case p.Style == "form":
		return wire{doubt: nesting(p, v), encoded: commas(v, false), format: joined(v, ",")}
	case v.scalar && !v.array && !v.object:
		return sentAsItIs(p)
	}
	return undefined(p)
}

func undefined(p parameter) wire {
	return wire{refused: diagnostic.Message("OpenAPI does not define the style %s of the %s parameter %q for such a value", p.Style, p.In, p.Name)}
}

// nesting is the doubt about items and properties that are arrays or objects themselves.
func nesting(p parameter, v shape) string {
	if !v.nested {
		return ""
	}
	return diagnostic.Message("the %s parameter %q holds arrays or objects in its value, for which OpenAPI defines no form", p.In, p.Name)
}

// commas are the characters between several values that a URL has as they are.
func commas(v shape, explode bool) string {
	switch {
	case v.object && explode:
		return ",="
	case v.object || v.array:
		return ","
	}
	return ""
}

func simpleFormat(v shape, explode bool) string {
	if v.object && explode {
		return `one string: "key=value" joined by ","`
	}
	return joined(v, ",")
}

// longNumbers is how a number travels that is no exact double: EventBridge's matcher then
// compares it as text, and no test for numbers, nor any other that leaves null out, sees
// it (measured, event-ruler 1.8.1). Path fields have another test, which does.
const longNumbers = "a number of more than 15 digits as a string"

func numberFormat(in string, types []string) string {
	number := slices.Contains(types, "integer") || slices.Contains(types, "number")
	if in != "path" && number {
		return longNumbers
	}
	return ""
}

func joined(v shape, separator string) string {
	switch {
	case v.object:
		return diagnostic.Message("one string: keys and values joined by %q", separator)
	case v.array:
		return diagnostic.Message("one string: the items joined by %q", separator)
	}
	return ""
}

// onlyScalars tells whether a value is a string, number or boolean (or null).
// An unknown type counts: most undescribed values are.
func onlyScalars(types []string) bool {
	return !slices.Contains(types, "object") && !slices.Contains(types, "array")
}

// wantsReserved tells whether a parameter's value stands in the URL with its reserved
// characters as they are. In a path since OpenAPI 3.2 ("Parameter Object", allowReserved).
func (o *draft) wantsReserved(p parameter) bool {
	newer := strings.HasPrefix(o.builder.doc.OpenAPI, "3.2")
	return p.AllowReserved && (p.In == "query" || p.In == "path" && newer) && mayHoldReserved(p.Schema)
}

// mayHoldReserved tells whether a value may have characters that percent-encoding changes.
func mayHoldReserved(s *spec.Schema) bool {
	if len(s.Enum) > 0 {
		return slices.ContainsFunc(s.Enum, func(v json.RawMessage) bool {
			text, ok := scalarText(v)
			return string(v) != "null" && (!ok || percent.Encode(text) != text)
		})
	}
	if slices.Equal(s.Types, []string{"string"}) {
		return s.Format != "uuid" && s.Format != "date"
	}
	return len(s.Types) == 0 || slices.ContainsFunc(s.Types, func(t string) bool {
		return t != "integer" && t != "boolean" && t != "null"
	})
}
