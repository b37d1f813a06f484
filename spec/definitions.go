package spec

import (
	"cmp"
	"encoding/json"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// definitions are the schemas that others refer to, under the names they get.
type definitions struct {
	names map[node]string
	// taken are the names given, with the last number that was tried for each.
	taken map[string]int
	// queue are those whose JSON is still to be written.
	queue []node
}

func newDefinitions() definitions {
	return definitions{names: map[node]string{}, taken: map[string]int{}}
}

// name is the name of the schema at target: the last part of the reference that
// first led to it, with a number if another schema has that already.
func (d *definitions) name(target node, ref string) string {
	if name, ok := d.names[target]; ok {
		return name
	}
	base := definitionName(ref)
	name := base
	for d.taken[name] > 0 {
		d.taken[base]++
		name = base + "_" + strconv.Itoa(d.taken[base])
	}
	d.names[target] = name
	d.taken[name] = 1
	d.queue = append(d.queue, target)
	return name
}

// unsafeName matches what a name in "#/$defs/<name>" would have to escape.
var unsafeName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

func definitionName(ref string) string {
	address, fragment, _ := strings.Cut(ref, "#")
	name := fragment[strings.LastIndex(fragment, "/")+1:]
	if name == "" {
		file := path.Base(address)
		name = strings.TrimSuffix(file, path.Ext(file))
	}
	if text, err := url.PathUnescape(name); err == nil {
		name = text
	}
	name = strings.ReplaceAll(strings.ReplaceAll(name, "~1", "/"), "~0", "~")
	if name = unsafeName.ReplaceAllString(name, "_"); name == "" {
		return "schema"
	}
	return name
}

// closure writes the named schemas and all that they refer to, sorted by name.
func (r *reader) closure() []Definition {
	var all []Definition
	for len(r.definitions.queue) > 0 {
		next := r.definitions.queue[0]
		r.definitions.queue = r.definitions.queue[1:]
		all = append(all, Definition{Name: r.definitions.names[next], JSON: r.appendSchema(nil, next)})
	}
	slices.SortFunc(all, func(a, b Definition) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// schemaJSON is the JSON of the schemas at nodes, joined by allOf if they are
// several.
func (r *reader) schemaJSON(nodes []node) json.RawMessage {
	if len(nodes) > 1 {
		b := []byte(`{"allOf":`)
		r.spend(1)
		return append(r.appendSchemas(b, nodes), '}')
	}
	if text, ok := r.schemaTexts[nodes[0]]; ok {
		return text
	}
	r.spend(1)
	text := r.appendSchema(nil, nodes[0])
	r.schemaTexts[nodes[0]] = text
	return text
}

// What the values of a schema's keywords are (JSON Schema 2020-12, section 10;
// OpenAPI 3.0's are among them): a schema or a list of schemas, or schemas by
// name. All others are data, in which "$ref" has no meaning.
var (
	schemaKeywords = map[string]bool{
		"items": true, "prefixItems": true, "additionalItems": true, "unevaluatedItems": true, "contains": true,
		"additionalProperties": true, "unevaluatedProperties": true, "propertyNames": true, "contentSchema": true,
		"allOf": true, "anyOf": true, "oneOf": true, "not": true, "if": true, "then": true, "else": true,
	}
	schemaMaps = map[string]bool{
		"properties": true, "patternProperties": true, "dependentSchemas": true, "$defs": true, "definitions": true,
	}
	// leftOut would change what a reference below it means.
	leftOut = map[string]bool{"$id": true}
)

// appendSchema writes the schema n with its references turned to "#/$defs/<name>".
// A reference that leads nowhere is left out: what it names is not known, which is
// what an empty schema says; so is what is no schema at all. Requests don't hang on either.
func (r *reader) appendSchema(b []byte, n node) []byte {
	if !n.isMap() {
		if n.isScalar() && jsonTypeOf(n) == typeBoolean {
			return appendScalar(b, n)
		}
		return append(b, "{}"...)
	}
	b = append(b, '{')
	empty := true
	key := func(name string) {
		if !empty {
			b = append(b, ',')
		}
		empty = false
		r.write(len(name) + len(`"":,`))
		b = append(jsontext.AppendString(b, name), ':')
	}
	ref := n.isRef()
	for f := range n.fields() {
		if name, value, other := r.swaggerKeyword(n, f); other && !ref {
			if name != "" {
				key(name)
				b = append(b, value...)
			}
			continue
		}
		switch {
		case ref && f.name == "$ref":
			if target, ok := r.derefSchema(n); ok {
				key("$ref")
				r.write(len(f.value.yaml.Value) + len("#/$defs/"))
				b = jsontext.AppendString(b, "#/$defs/"+r.definitions.name(target, f.value.yaml.Value))
			}
		case f.name == "$schema":
			r.dialect(f.value)
		case ref && r.minor == 0, leftOut[f.name] && f.value.isScalar():
			// OpenAPI 3.0 ignores what stands beside a $ref
		case schemaMaps[f.name] && f.value.isMap():
			key(f.name)
			b = r.appendSchemaMap(b, f.value)
		case schemaKeywords[f.name] && f.value.isList():
			key(f.name)
			b = r.appendSchemas(b, f.value.items())
		case schemaKeywords[f.name] && f.value.isMap():
			key(f.name)
			b = r.appendSchema(b, f.value)
		default:
			key(f.name)
			b = r.appendJSON(b, f.value)
		}
	}
	return append(b, '}')
}

func (r *reader) appendSchemas(b []byte, schemas []node) []byte {
	b = append(b, '[')
	for i, schema := range schemas {
		if i > 0 {
			b = append(b, ',')
		}
		r.write(len("{},"))
		b = r.appendSchema(b, schema)
	}
	return append(b, ']')
}

func (r *reader) appendSchemaMap(b []byte, n node) []byte {
	b = append(b, '{')
	first := true
	for f := range n.fields() {
		if !first {
			b = append(b, ',')
		}
		first = false
		r.write(len(f.name) + len(`"":{},`))
		b = append(jsontext.AppendString(b, f.name), ':')
		b = r.appendSchema(b, f.value)
	}
	return append(b, '}')
}
