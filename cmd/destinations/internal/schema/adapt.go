package schema

import (
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// form is what the value of a keyword is.
type form int

const (
	one      form = iota // a schema
	several              // a list of schemas
	named                // schemas by name
	amount               // a number
	count                // a whole number, not negative
	flag                 // true or false
	word                 // a text
	anything             // any value
)

// keywords are those that say something about a value of a request. What is not here is left
// out: annotations, OpenAPI's own, and what would lead elsewhere, such as $id.
var keywords = map[string]form{
	"not": one, "additionalProperties": one, "items": one, "contains": one, "propertyNames": one, "if": one, "then": one, "else": one,
	"unevaluatedProperties": one, "unevaluatedItems": one,
	"allOf": several, "anyOf": several, "oneOf": several, "prefixItems": several,
	"properties": named, "patternProperties": named, "dependentSchemas": named,
	"minimum": amount, "maximum": amount, "exclusiveMinimum": amount, "exclusiveMaximum": amount, "multipleOf": amount,
	"minLength": count, "maxLength": count, "minItems": count, "maxItems": count, "minProperties": count, "maxProperties": count,
	"minContains": count, "maxContains": count,
	"uniqueItems": flag, "pattern": word, "const": anything,
}

// dialect is which keywords a document's schemas have. In OpenAPI 3.0 and Swagger null is allowed by
// nullable, bounds are exclusive by a flag, and nothing counts beside a $ref.
type dialect struct {
	old   bool
	known func(definition string) bool
}

// adapt is the schema as JSON Schema 2020-12 that compiles: what makes no sense in it asks nothing.
// Definitions are referred to as #/$defs/Name.
func (d dialect) adapt(schema any) any {
	if allowed, ok := schema.(bool); ok {
		return allowed
	}
	in, ok := schema.(map[string]any)
	if !ok {
		return true
	}
	out := map[string]any{}
	if to, ok := in["$ref"].(string); ok {
		if name, ok := strings.CutPrefix(to, "#/$defs/"); ok && d.known(name) {
			out["$ref"] = to
		}
		if d.old {
			return out
		}
	}
	for name, form := range keywords {
		if value, there := in[name]; there {
			if value, ok := d.value(form, value); ok {
				out[name] = value
			}
		}
	}
	d.bounds(in, out)
	required(in, out)
	return d.null(in, out)
}

func (d dialect) value(k form, value any) (any, bool) {
	switch v := value.(type) {
	case map[string]any:
		switch k {
		case one:
			return d.adapt(v), true
		case named:
			schemas := map[string]any{}
			for name, schema := range v {
				schemas[name] = d.adapt(schema)
			}
			return schemas, true
		}
	case []any:
		if k == several && len(v) > 0 {
			schemas := make([]any, len(v))
			for i := range v {
				schemas[i] = d.adapt(v[i])
			}
			return schemas, true
		}
	case bool:
		return v, k == one || k == flag || k == anything
	case json.Number:
		switch k {
		case amount:
			return v, readable(v)
		case count:
			n, err := strconv.Atoi(v.String())
			return v, err == nil && n >= 0
		}
	case string:
		if k == word {
			return v, true
		}
	}
	return value, k == anything && valid(value)
}

// bounds makes numbers of the flags exclusiveMinimum and exclusiveMaximum, and leaves out a
// multipleOf that divides nothing.
func (d dialect) bounds(in, out map[string]any) {
	for _, bound := range [][2]string{{"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}} {
		if exclusive, _ := in[bound[1]].(bool); exclusive && out[bound[0]] != nil {
			out[bound[1]] = out[bound[0]]
			delete(out, bound[0])
		}
	}
	if m, ok := out["multipleOf"].(json.Number); ok {
		if r, ok := new(big.Rat).SetString(m.String()); !ok || r.Sign() <= 0 {
			delete(out, "multipleOf")
		}
	}
}

// required keeps the names of properties that a request must have: those that are readOnly are
// the API's to send.
func required(in, out map[string]any) {
	list, _ := in["required"].([]any)
	properties, _ := in["properties"].(map[string]any)
	names := []any{}
	for _, item := range list {
		name, ok := item.(string)
		property, _ := properties[name].(map[string]any)
		if readOnly, _ := property["readOnly"].(bool); ok && !readOnly && !slices.Contains(names, item) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		out["required"] = names
	}
}

// types are those of JSON Schema.
var types = []any{"null", "boolean", "object", "array", "number", "string", "integer"}

// null adds the keywords type and enum, and null to them where nullable allows it.
func (d dialect) null(in, out map[string]any) any {
	nullable, _ := in["nullable"].(bool)
	nullable = nullable && d.old
	asked, ok := in["type"].([]any)
	if !ok && in["type"] != nil {
		asked = []any{in["type"]}
	}
	var found []any
	for _, t := range asked {
		if slices.Contains(types, t) && !slices.Contains(found, t) {
			found = append(found, t)
		}
	}
	if nullable && found != nil && !slices.Contains(found, "null") {
		found = append(found, "null")
	}
	if len(found) > 0 && len(found) >= len(asked) {
		out["type"] = found
	}
	if values, ok := in["enum"].([]any); ok && len(values) > 0 && valid(values) {
		if nullable {
			values = append(slices.Clip(values), nil)
		}
		out["enum"] = values
	}
	return out
}

// furthest is how many digits before or behind its point a number may have by its exponent:
// a few bytes such as 1e999999999 would be a number of a gigabyte.
const furthest = 400

// readable says that a number's exponent is not out of all measure.
func readable(n json.Number) bool {
	_, exponent, _ := strings.Cut(strings.ToLower(n.String()), "e")
	e, err := strconv.Atoi(exponent)
	return exponent == "" || err == nil && e <= furthest && e >= -furthest
}

// valid says that all numbers of a value are readable.
func valid(value any) bool {
	switch v := value.(type) {
	case json.Number:
		return readable(v)
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !valid(item) })
	case map[string]any:
		for _, member := range v {
			if !valid(member) {
				return false
			}
		}
	}
	return true
}
