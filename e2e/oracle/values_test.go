package oracle

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/samples"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// texts are values that a URL, a header or a form has to encode, or that an encoder gets wrong.
var texts = []any{
	"plain", "two words", "a/b?c=d&e#f", "100%", "1+1", "a;b,c:d@e!f'g(h)i*j$k", "%41 %zz", "%2F", "~-._", "ümläut ✓ 漢字 😀",
	`"quoted" \ back`, "<a>|{b}[c]^`", "1e3", "7", "true", "null", `{"a":1}`, "[1]", "{id}", "$.detail.x", "${x}", "tab\tline\n", " ", "x.y..z", "",
}

// headerTexts are what a header can hold as it is.
var headerTexts = []any{"plain", "two words", `"quoted"; a=b, c`, "100% & more", "tilde~ <a>|{b}", `W/"tag"`, "7", `{"a":1}`, "=", "a,b"}

var numbers = map[string][]any{
	"integer": {json.Number("7"), json.Number("0"), json.Number("-1"), json.Number("2147483648"), json.Number("123456789012345")},
	"number":  {json.Number("1.5"), json.Number("0"), json.Number("-0.25"), json.Number("12")},
	"boolean": {true, false},
}

// values are some of a schema's: of each type that it allows. In a header they are what it can hold.
func values(s *spec.Schema, header bool, depth int) []any {
	var all []any
	for _, kind := range kinds(s) {
		switch kind {
		case "array":
			all = append(all, arrays(s.Items, header, depth)...)
		case "object":
			all = append(all, objects(s, header, depth)...)
		case "string":
			if header {
				all = append(all, headerTexts...)
			} else {
				all = append(all, texts...)
			}
		default:
			all = append(all, numbers[kind]...)
		}
	}
	return all
}

// kinds are the types of a schema, without null; a text where it doesn't say.
func kinds(s *spec.Schema) []string {
	if s == nil {
		return []string{"string"}
	}
	all := slices.DeleteFunc(slices.Clone(s.Types), func(t string) bool { return t == "null" })
	if len(all) == 0 && len(s.Properties) > 0 {
		return []string{"object"}
	}
	if len(all) == 0 || len(all) > 3 {
		return []string{"string"}
	}
	return all
}

// arrays have one, two and three items.
func arrays(items *spec.Schema, header bool, depth int) []any {
	some := scalars(items, header, depth)
	all := []any{[]any{some[0]}}
	for i := 1; i+1 < len(some) && len(all) < 8; i += 2 {
		all = append(all, []any{some[i], some[i+1]})
	}
	return append(all, []any{some[0], some[len(some)-1], some[len(some)/2]})
}

// objects have some of the properties, and others where the schema allows them.
func objects(s *spec.Schema, header bool, depth int) []any {
	var all []any
	names := []string{"R", "G"}
	if len(s.Properties) > 0 {
		names = names[:0]
		for _, p := range s.Properties {
			names = append(names, p.Name)
		}
	}
	for i := range 6 {
		object := make(map[string]any)
		for n, name := range names[:min(len(names), 1+i%3)] {
			some := scalars(propertyOf(s, name), header, depth)
			object[name] = some[(i*3+n)%len(some)]
		}
		all = append(all, object)
	}
	return all
}

// scalars are the values of an item or a property; beyond the first level they are no arrays or
// objects, for which OpenAPI has no form but in deepObject.
func scalars(s *spec.Schema, header bool, depth int) []any {
	some := values(s, header, depth-1)
	if depth <= 0 {
		some = slices.DeleteFunc(some, several)
	}
	if len(some) == 0 {
		return []any{"plain"}
	}
	return some
}

func several(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return true
	}
	return false
}

func propertyOf(s *spec.Schema, name string) *spec.Schema {
	for _, p := range s.Properties {
		if p.Name == name {
			return p.Schema
		}
	}
	return nil
}

// plain is a value without anything to encode.
func plain(s *spec.Schema, header bool) any { return values(s, header, 0)[0] }

// get is what stands at a dotted place.
func get(object map[string]any, place string) (any, bool) {
	var value any = object
	for name := range strings.SplitSeq(place, ".") {
		o, _ := value.(map[string]any)
		v, ok := o[name]
		if !ok {
			return nil, false
		}
		value = v
	}
	return value, true
}

// probe is an event with one value that is to be looked at, beside plain ones in the fields that
// are required.
type probe struct {
	detail map[string]any
	// What is looked at: a field, or a property of a form. Nil for the event with plain values in
	// all fields, or in those that are required.
	field    *plan.Field
	property *spec.Property
	encoding spec.Encoding
	value    any
}

// probes are those of an operation: of each field some values, or all of them.
func probes(op *plan.Operation, byMachine bool, few int) []*probe {
	required := make(map[string]any)
	all := make(map[string]any)
	for i := range op.Fields {
		f := &op.Fields[i]
		v := plainOf(op, f, byMachine)
		samples.Set(all, f.Path, v)
		if f.Required || f.Guarded {
			samples.Set(required, f.Path, v)
		}
	}
	out := []*probe{{detail: required}, {detail: all}}
	for i := range op.Fields {
		f := &op.Fields[i]
		for _, p := range probesOf(op, f, byMachine, few) {
			p.detail, p.field = clone(required), f
			if p.property == nil {
				samples.Set(p.detail, f.Path, p.value)
			} else {
				samples.Set(p.detail, f.Path, withRequired(op, f, p))
			}
			out = append(out, p)
		}
	}
	return out
}

// withRequired is a form with the property that is looked at, and plain ones that it must have: without
// them swagger-client builds no request of Swagger 2.0.
func withRequired(op *plan.Operation, f *plan.Field, p *probe) map[string]any {
	form := make(map[string]any)
	for _, other := range mediaOf(op, f).Schema.Properties {
		if other.Required {
			form[other.Name] = plain(other.Schema, false)
		}
	}
	form[p.property.Name] = p.value
	return form
}

func plainOf(op *plan.Operation, f *plan.Field, byMachine bool) any {
	if f.In != "body" {
		if v := plain(f.Schema, f.In == "header"); byMachine || !several(v) {
			return v
		}
		return "plain" // the event of an API destination has a text
	}
	if media := mediaOf(op, f); media != nil && isForm(media.Type) {
		object := make(map[string]any)
		for i := range media.Schema.Properties {
			if p := &media.Schema.Properties[i]; i < 5 {
				object[p.Name] = plain(p.Schema, false)
			}
		}
		return object
	}
	return body(f)
}

// body is one that passes the guards of a rule, with hostile texts in it.
func body(f *plan.Field) any {
	switch kinds := kinds(f.Schema); kinds[0] {
	case "object":
		object := map[string]any{"texts": texts, "numbers": []any{json.Number("1"), json.Number("1.5"), nil, true}, "nested": map[string]any{"": []any{}}}
		for _, p := range f.Schema.Properties {
			object[p.Name] = plain(p.Schema, false)
		}
		return object
	case "array":
		return []any{texts, nil, map[string]any{"a": json.Number("7")}}
	case "integer", "number", "boolean":
		return numbers[kinds[0]][0]
	}
	return "two words: ü"
}

func clone(value map[string]any) map[string]any {
	out := make(map[string]any, len(value))
	for name, v := range value {
		if inner, ok := v.(map[string]any); ok {
			v = clone(inner)
		}
		out[name] = v
	}
	return out
}

// probesOf are those of one field; where they are to be few, other ones for each field.
func probesOf(op *plan.Operation, f *plan.Field, byMachine bool, few int) []*probe {
	var all []*probe
	if f.In == "body" {
		media := mediaOf(op, f)
		if media == nil || !isForm(media.Type) {
			return nil // plain as it is, it is hostile already
		}
		encodings := make(map[string]spec.Encoding)
		for _, e := range media.Encoding {
			encodings[e.Property] = e
		}
		for i := range media.Schema.Properties {
			p := &media.Schema.Properties[i]
			for _, v := range pick(values(p.Schema, false, 1), few, len(op.Spec.Path)+i) {
				all = append(all, &probe{value: v, property: p, encoding: encodings[p.Name]})
			}
		}
		return all
	}
	for _, v := range pick(values(f.Schema, f.In == "header", 1), few, len(op.Spec.Path)+len(f.Path)) {
		if several(v) && !byMachine {
			continue // the event of an API destination has it as text
		}
		if text, ok := v.(string); ok && text == "" && f.In == "path" {
			continue // is refused
		}
		all = append(all, &probe{value: v})
	}
	return all
}

// pick are n of a list, from a start; all where n is 0.
func pick(list []any, n, start int) []any {
	if n == 0 || n >= len(list) {
		return list
	}
	var out []any
	for i := range n {
		out = append(out, list[(start+i*7)%len(list)])
	}
	return out
}

func mediaOf(op *plan.Operation, f *plan.Field) *spec.MediaType {
	if op.Spec.Body == nil {
		return nil
	}
	for i := range op.Spec.Body.Content {
		if m := &op.Spec.Body.Content[i]; m.Type == f.ContentType {
			return m
		}
	}
	return nil
}

func essence(mediaType string) string {
	kind, _, _ := strings.Cut(mediaType, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

func isForm(mediaType string) bool {
	return essence(mediaType) == "application/x-www-form-urlencoded" || essence(mediaType) == "multipart/form-data"
}
