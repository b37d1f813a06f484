package apidestination

import (
	"cmp"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
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

// writing decides how a parameter is written. Cookies have a file of their own.
func writing(p request.Parameter) wire {
	if p.ContentType != "" {
		return wire{format: diagnostic.Message("one string: the value as %s", p.ContentType)}
	}
	v := request.KindsOf(p.Schema)
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
func notSimple(p request.Parameter) string {
	if p.Style == "simple" {
		return ""
	}
	return diagnostic.Message("the %s parameter %q has the style %s, which OpenAPI does not have there; it is written as in the style simple", p.In, p.Name, p.Style)
}

// pathStyle: label and matrix put text before the value, which the endpoint can hold.
func pathStyle(p request.Parameter, v request.Kinds) wire {
	switch {
	case p.Style != "label" && p.Style != "matrix":
		return wire{doubt: cmp.Or(notSimple(p), nesting(p, v)), encoded: commas(v, p.Explode), format: simpleFormat(v, p.Explode)}
	case v.Object && !v.Scalar && !v.Array:
		return wire{refused: diagnostic.Message("the path parameter %q writes an object in the style %s, whose signs EventBridge would encode", p.Name, p.Style)}
	case p.Style == "label" && p.Explode:
		return wire{before: ".", doubt: nesting(p, v), format: joined(v, ".")}
	case p.Style == "label":
		return wire{before: ".", doubt: nesting(p, v), encoded: commas(v, false), format: joined(v, ",")}
	}
	w := wire{before: ";" + percent.Encode(p.Name) + "=", doubt: nesting(p, v), repeats: v.Array && p.Explode}
	if !p.Explode {
		w.encoded, w.format = commas(v, false), joined(v, ",")
	}
	return w
}

// delimiters are what stands between the items of a list that is written as one string.
// Swagger 2.0 has such lists in all locations, and those with tabs, which OpenAPI 3 lacks.
var delimiters = map[string]string{"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}

// delimitedStyle: OpenAPI defines it for arrays and objects that are not exploded.
func delimitedStyle(p request.Parameter, v request.Kinds, between string) wire {
	switch {
	case v.Scalar && !v.Array && !v.Object && len(p.Schema.Types) > 0:
		return sentAsItIs(p)
	case v.Object && !v.Array && !p.Explode:
		return wire{format: joined(v, between),
			doubt: diagnostic.Message("the %s parameter %q writes an object in the style %s, of which tools make different things", p.In, p.Name, p.Style)}
	case !p.Explode:
		return wire{doubt: nesting(p, v), format: joined(v, between)}
	case p.In == "query" && !v.Object:
		return wire{repeats: v.Array}
	}
	return undefined(p)
}

func sentAsItIs(p request.Parameter) wire {
	return wire{doubt: diagnostic.Message("OpenAPI defines the style %s of the %s parameter %q for no such value; it is sent as it is", p.Style, p.In, p.Name)}
}

func queryStyle(p request.Parameter, v request.Kinds) wire {
	switch {
	case request.FormOf(&p).Keyed:
		return wire{exploded: true}
	case p.Style == "form" && p.Explode:
		return wire{repeats: v.Array}
	case p.Style == "form":
		return wire{doubt: nesting(p, v), encoded: commas(v, false), format: joined(v, ",")}
	case v.Scalar && !v.Array && !v.Object:
		return sentAsItIs(p)
	}
	return undefined(p)
}

func undefined(p request.Parameter) wire {
	return wire{refused: diagnostic.Message("OpenAPI does not define the style %s of the %s parameter %q for such a value", p.Style, p.In, p.Name)}
}

// nesting is the doubt about items and properties that are arrays or objects themselves.
func nesting(p request.Parameter, v request.Kinds) string {
	if !v.Nested {
		return ""
	}
	return diagnostic.Message("the %s parameter %q holds arrays or objects in its value, for which OpenAPI defines no form", p.In, p.Name)
}

// commas are the characters between several values that a URL has as they are.
func commas(v request.Kinds, explode bool) string {
	switch {
	case v.Object && explode:
		return ",="
	case v.Object || v.Array:
		return ","
	}
	return ""
}

func simpleFormat(v request.Kinds, explode bool) string {
	if v.Object && explode {
		return `one string: "key=value" joined by ","`
	}
	return joined(v, ",")
}

// numberFormat is how a number travels that is no exact double: EventBridge's matcher then
// compares it as text, and no test for numbers, nor any other that leaves null out, sees
// it (measured, event-ruler 1.8.1). Path fields have another test, which does.
func numberFormat(in string, types []string) string {
	if in != "path" {
		return carrier.NumberFormat(types)
	}
	return ""
}

func joined(v request.Kinds, separator string) string {
	switch {
	case v.Object:
		return diagnostic.Message("one string: keys and values joined by %q", separator)
	case v.Array:
		return diagnostic.Message("one string: the items joined by %q", separator)
	}
	return ""
}
