package spec

import (
	"encoding/json"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// levels is how many levels of properties a parameter's or body's schema shows.
const levels = 2

// schemaKey is what a Schema is made from: a place and how many levels of
// properties are given.
type schemaKey struct {
	node
	levels int
}

// schemaOf is the schema of a parameter or media type.
func (r *reader) schemaOf(n node) *Schema {
	schema := n.field("schema")
	if schema.yaml == nil {
		return &Schema{}
	}
	if !schema.isMap() && jsonTypeOf(schema) != typeBoolean {
		r.malformed(Warning, schema, "a schema is an object", "%q is %s, not an object", "schema", schema.kind())
		return &Schema{}
	}
	return r.schema([]node{schema}, levels)
}

// schema describes the values that all the schemas at nodes allow.
func (r *reader) schema(nodes []node, levels int) *Schema {
	key := schemaKey{nodes[0], levels}
	if len(nodes) == 1 {
		if known, ok := r.schemas[key]; ok {
			return known
		}
	}
	before := r.loose
	c := r.compose(nodes)
	r.reportLoop(c, nodes[0])
	s := &Schema{
		Types:     r.typesOf(nodes).names(),
		OpenEnded: c.openEnded(),
		ReadOnly:  c.readOnly(),
		Composed:  c.composed,
	}
	s.dangling = r.loose > before
	s.JSON = r.schemaJSON(nodes)
	if format := c.first("format"); format.isText() {
		s.Format = format.yaml.Value
	}
	s.Enum = r.enum(nodes, s)
	if len(s.Enum) == 1 {
		s.Constant = s.Enum[0]
	}
	s.Default = r.valueJSON(c.first("default"), s)
	s.Example = r.schemaExample(c, s)
	if levels > 0 {
		s.Required = r.required(c)
		s.Properties = r.properties(nodes, s.Required, levels-1)
		if items := c.all("items"); len(items) > 0 {
			s.Items = r.schema(items, levels-1)
		}
	}
	if len(nodes) == 1 {
		r.schemas[key] = s
	}
	return s
}

// undecided tells whether a reference is missing that decides how a parameter of the
// schema is written: that of the value, or of a property that may be a key of its own.
func (s *Schema) undecided() bool {
	return s.dangling || slices.ContainsFunc(s.Properties, func(p Property) bool { return p.Schema.dangling })
}

// schemaExample is the schema's `example`, or the first of its `examples`.
func (r *reader) schemaExample(c composition, s *Schema) json.RawMessage {
	if example := c.first("example"); example.yaml != nil {
		return r.valueJSON(example, s)
	}
	for _, examples := range c.all("examples") {
		if items := examples.items(); len(items) > 0 {
			return r.valueJSON(items[0], s)
		}
	}
	return nil
}

// valueJSON is a value of the schema s as JSON. YAML takes an unquoted 1.0 for a
// number; where the schema allows strings only, it is the string "1.0".
func (r *reader) valueJSON(value node, s *Schema) json.RawMessage {
	if s != nil && value.isScalar() && !value.isNull() && !value.isText() && onlyStrings(s.Types) {
		r.write(len(value.yaml.Value))
		return jsontext.AppendString(nil, value.yaml.Value)
	}
	return r.toJSON(value)
}

func onlyStrings(types []string) bool {
	return slices.Contains(types, "string") && !slices.ContainsFunc(types, func(t string) bool {
		return t != "string" && t != "null"
	})
}

// properties are the declared properties, in document order.
func (r *reader) properties(nodes []node, required []string, levels int) []Property {
	var names []string
	schemas := map[string][]node{}
	d := declarations{r: r, seen: map[node]bool{}, found: func(f field) {
		r.steps++
		if _, known := schemas[f.name]; !known {
			names = append(names, f.name)
		}
		schemas[f.name] = append(schemas[f.name], f.value)
	}}
	for _, n := range nodes {
		d.visit(n)
	}
	if len(names) == 0 {
		return nil
	}
	must := make(map[string]bool, len(required))
	for _, name := range required {
		must[name] = true
	}
	properties := make([]Property, len(names))
	for i, name := range names {
		properties[i] = Property{Name: name, Required: must[name], Schema: r.schema(schemas[name], levels)}
	}
	return properties
}

// declarations finds the properties of a schema, those of its $ref and allOf
// included, in the order in which the document writes them.
type declarations struct {
	r     *reader
	seen  map[node]bool
	found func(field)
}

func (d declarations) visit(n node) {
	if !n.isMap() || d.seen[n] {
		return
	}
	d.seen[n] = true
	d.r.enter()
	defer d.r.leave()
	ref := n.isRef()
	if ref {
		if target, ok := d.r.derefSchema(n); ok {
			d.visit(target)
		}
	}
	if ref && d.r.minor == 0 {
		return // OpenAPI 3.0 ignores what stands beside a $ref
	}
	d.r.spendWidth(n)
	for f := range n.fields() {
		switch {
		case f.name == "properties":
			for property := range f.value.fields() {
				d.found(property)
			}
		case f.name == "allOf", isSingle(f):
			for _, member := range f.value.items() {
				d.visit(member)
			}
		}
	}
}

// isSingle tells whether f is an anyOf or oneOf with one schema, which is the
// same as an allOf with it.
func isSingle(f field) bool {
	return (f.name == "anyOf" || f.name == "oneOf") && f.value.isList() && len(f.value.yaml.Content) == 1
}
