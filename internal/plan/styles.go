package plan

import (
	"fmt"
	"slices"
)

// wire is how OpenAPI writes a parameter's value (OpenAPI 3.1, "Style Values").
type wire struct {
	// refused says why EventBridge cannot write it.
	refused string
	// exploded objects write a key for each property.
	exploded bool
	// repeats is set when several values repeat the key.
	repeats bool
	// format says how a value that is no scalar goes into one string.
	format string
}

// writing decides how a parameter is written. EventBridge sends one string for each
// name, so what OpenAPI writes as one string is exact.
func writing(p parameter) wire {
	array := slices.Contains(p.Schema.Types, "array")
	object := slices.Contains(p.Schema.Types, "object")
	switch {
	case p.ContentType != "":
		return wire{format: fmt.Sprintf("one string: the value as %s", p.ContentType)}
	case delimiters[p.Style] != "" && !p.Explode:
		return wire{format: joined(array, object, delimiters[p.Style])}
	case p.In == "path" && p.Style != "simple":
		return wire{refused: fmt.Sprintf("the path parameter %q has the style %s, which puts text before the value: EventBridge cannot", p.Name, p.Style)}
	case p.In != "query":
		return wire{format: simpleFormat(array, object, p.Explode)}
	}
	switch p.Style {
	case "form":
		if object && p.Explode && !array {
			return wire{exploded: true}
		}
		if p.Explode {
			return wire{repeats: array}
		}
		return wire{format: joined(array, object, ",")}
	case "spaceDelimited", "pipeDelimited":
		return wire{repeats: array || object}
	case "deepObject":
		if object && !array {
			return wire{exploded: true}
		}
		if !array {
			return wire{}
		}
	}
	return wire{refused: fmt.Sprintf("the query parameter %q has the style %s for a value that OpenAPI does not define it for", p.Name, p.Style)}
}

// delimiters are what stands between the items of a list that is written as one string.
// Swagger 2.0 has such lists in all locations, and those with tabs, which OpenAPI 3 lacks.
var delimiters = map[string]string{"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}

func simpleFormat(array, object, explode bool) string {
	if object && explode {
		return `one string: "key=value" joined by ","`
	}
	return joined(array, object, ",")
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

func joined(array, object bool, separator string) string {
	switch {
	case object:
		return fmt.Sprintf("one string: keys and values joined by %q", separator)
	case array:
		return fmt.Sprintf("one string: the items joined by %q", separator)
	}
	return ""
}

// onlyScalars tells whether a value is a string, number or boolean (or null).
// An unknown type counts: most undescribed values are.
func onlyScalars(types []string) bool {
	return !slices.Contains(types, "object") && !slices.Contains(types, "array")
}
