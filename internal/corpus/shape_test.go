//go:build !race

package corpus

import (
	"maps"
	"slices"
	"strings"
)

// schemaOf is the document's schema of a field that is no body.
func (b *builder) schemaOf(f *field) node {
	for _, p := range b.parameters {
		if p.in != f.In {
			continue
		}
		switch {
		case p.name == f.Name || p.in == "header" && strings.EqualFold(p.name, f.Name):
			if f.Property == "" {
				return p.schema()
			}
			return p.get("schema").property(f.Property, depth)
		case f.Property != "" && f.Name == p.name+"["+f.Property+"]":
			return p.get("schema").property(f.Property, depth)
		}
	}
	return node{}
}

// schema is that of a parameter, be it the one of its content.
func (p parameter) schema() node {
	for _, media := range p.get("content").keys() {
		return p.get("content").get(media).get("schema")
	}
	return p.get("schema")
}

// shaped makes an array or object of a value where the document has one. That is for state
// machines: the other carrier has one text for each field.
func (o *operation) shaped(f *field, value any) any {
	if !o.byMachine() {
		return value
	}
	return o.document.schemaOf(f).fill(value)
}

// fill makes a value of a schema's shape.
func (n node) fill(value any) any {
	types := n.types(depth)
	text, _ := value.(string)
	switch {
	case slices.Contains(types, "array"):
		switch len(text) % 3 { // some variety
		case 0:
			return []any{value}
		case 1:
			return []any{"a b", value, "x&y,z"}
		}
		return []any{value, nil, true, "ü"}
	case slices.Contains(types, "object"):
		return map[string]any{"R": value, "G": "a&b,c", "nothing": nil, "a key": true}
	}
	return value
}

// bodyOf is a body that is no JSON, with a sample's members and values of its properties' shapes;
// ok is false for one of JSON.
func (o *operation) bodyOf(f *field, sample, more any) (body any, ok bool) {
	essence, _, _ := strings.Cut(f.ContentType, ";")
	if !o.byMachine() || isJSONType(essence) {
		return nil, false
	}
	object, isObject := sample.(map[string]any)
	if essence != "application/x-www-form-urlencoded" && essence != "multipart/form-data" {
		if isObject {
			return sample, true
		}
		return more, true
	}
	object = maps.Clone(object)
	if object == nil {
		object = make(map[string]any)
	}
	media := o.document.op.get("requestBody").get("content").get(f.ContentType)
	for i, name := range media.get("schema").properties(depth) {
		if property := media.get("schema").property(name, depth); i < 12 && !property.isFile() {
			object[name] = property.fill(more)
		}
		if media.get("encoding").get(name).get("style").text() == "deepObject" {
			object[name] = map[string]any{"one": more, "two": []any{more, map[string]any{"three": "3"}}, "none": nil}
		}
	}
	object["an extra ü"] = more
	return object, true
}

// isFile tells whether a property is a file, or several.
func (n node) isFile() bool {
	format := n.get("format").text() + n.get("items").get("format").text()
	return format == "binary" || n.get("type").text() == "file" || n.has("contentMediaType") || n.has("contentEncoding")
}

// ofValues are the assumptions that a value of another type than the document's needs: numbers
// as text (A4, and B7 of those with a point), and empty texts where a number belongs (B6).
func (e *event) ofValues() []string {
	found := []string{"A4", "B7"}
	for i := range e.operation.Fields {
		f := &e.operation.Fields[i]
		types := e.operation.document.schemaOf(f).types(depth)
		if e.states[f.Field] == empty && len(types) > 0 && !slices.Contains(types, "string") {
			return append(found, "B6")
		}
	}
	return found
}
