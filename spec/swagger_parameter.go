package spec

import (
	"slices"
	"strings"
)

// valueKeywords are the fields of Swagger 2.0's parameters that describe the value, as
// its schema does in OpenAPI 3 (Swagger 2.0, "Parameter Object").
var valueKeywords = map[string]bool{
	"type": true, "format": true, "items": true, "default": true, "enum": true, "pattern": true,
	"maximum": true, "exclusiveMaximum": true, "minimum": true, "exclusiveMinimum": true, "multipleOf": true,
	"maxLength": true, "minLength": true, "maxItems": true, "minItems": true, "uniqueItems": true,
	"x-nullable": true,
}

// swaggerParameter is a parameter as OpenAPI 3 writes it: with a schema, and a style
// in place of the collectionFormat.
func (r *reader) swaggerParameter(n node) node {
	if known, ok := r.swagger.parameters[n]; ok {
		return known
	}
	p := mappingAt(n)
	schema := r.valueSchema(n)
	for f := range n.fields() {
		switch {
		case f.name == "collectionFormat", f.name == "schema", valueKeywords[f.name] && f.name != "x-nullable":
		case f.name == "style", f.name == "explode", f.name == "content":
			r.notSwagger(n, f.name)
		case f.name == "x-example" && n.field("example").yaml == nil:
			p.set(f.key, "example", f.value)
			p.set(f.key, f.name, f.value)
		default:
			p.set(f.key, f.name, f.value)
		}
	}
	if schema.yaml != nil {
		p.set(n, "schema", schema)
	}
	r.collectionStyle(n, p)
	r.swagger.parameters[n] = p
	return p
}

// valueSchema is the schema of a parameter's value; none if nothing describes it. A
// parameter that has a schema, as in OpenAPI 3, and no type is read as it is meant.
func (r *reader) valueSchema(n node) node {
	if given := n.field("schema"); given.yaml != nil && n.field("type").yaml == nil {
		r.malformed(Info, given, "write the type beside the name", `only a parameter in "body" has a schema; this one is read as in OpenAPI 3`)
		return given
	} else if given.yaml != nil {
		r.malformed(Warning, given, "leave it out", `only a parameter in "body" has a schema: what stands beside the name is read`)
	}
	schema := mappingAt(n)
	for f := range n.fields() {
		switch {
		case f.name == "type" && f.value.isText() && f.value.yaml.Value == "file":
			schema.set(f.key, "type", scalarAt(f.value, "string"))
			schema.set(f.key, "format", scalarAt(f.value, "binary"))
		case valueKeywords[f.name]:
			schema.set(f.key, f.name, f.value)
		}
	}
	if len(schema.yaml.Content) == 0 {
		return node{}
	}
	return schema
}

// collectionStyles are the styles of OpenAPI 3 that write an array as Swagger 2.0's
// collectionFormats do. OpenAPI 3 has none for tabs.
var collectionStyles = map[string]string{"ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": tabDelimited}

// tabDelimited is the style of Swagger 2.0's tsv, which OpenAPI 3 has no name for.
const tabDelimited = "tabDelimited"

// collectionStyle adds the style and explode that an array's collectionFormat means:
// csv if there is none.
func (r *reader) collectionStyle(n, p node) {
	stated := n.field("collectionFormat")
	at := stated
	if at.yaml == nil {
		at = n
	}
	if kind := n.field("type"); !kind.isScalar() || kind.yaml.Value != "array" {
		return // a format of collections says nothing of other values
	}
	format, repeats := strings.ToLower(r.text(n, "collectionFormat")), false
	switch {
	case format == "" || format == "csv":
	case format == "multi":
		if repeats = slices.Contains([]string{"query", "formData"}, r.text(n, "in")); !repeats {
			r.malformed(Warning, stated, "use csv, or another format",
				"only a parameter in query or formData can repeat its name (multi); this one is read as csv")
		}
	case collectionStyles[format] != "":
		p.set(at, "style", scalarAt(at, collectionStyles[format]))
	default:
		r.lost++
		r.malformed(Warning, stated, "use csv, ssv, tsv, pipes or multi", "%q is no collectionFormat", format)
	}
	p.set(at, "explode", flagAt(at, repeats))
}
