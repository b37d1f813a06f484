package spec

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// types is a set of JSON types. A number is a fraction or an integer, so that
// sets intersect as JSON Schema means it: "integer" is a part of "number".
type types uint8

const (
	typeString types = 1 << iota
	typeFraction
	typeInteger
	typeBoolean
	typeObject
	typeArray
	typeNull

	typeNumber = typeFraction | typeInteger
	typeAny    = typeString | typeNumber | typeBoolean | typeObject | typeArray | typeNull
)

// typeNames are the values of the keyword `type`.
var typeNames = map[string]types{
	"string": typeString, "number": typeNumber, "integer": typeInteger, "boolean": typeBoolean,
	"object": typeObject, "array": typeArray, "null": typeNull,
}

// names lists the types in the order that Schema.Types documents; none when all
// are allowed, for the schema then doesn't say.
func (t types) names() []string {
	if t == typeAny || t == 0 {
		return nil
	}
	var names []string
	add := func(some types, name string) {
		if t&some != 0 {
			names = append(names, name)
		}
	}
	add(typeString, "string")
	add(typeFraction, "number")
	if t&typeFraction == 0 {
		add(typeInteger, "integer")
	}
	add(typeBoolean, "boolean")
	add(typeObject, "object")
	add(typeArray, "array")
	add(typeNull, "null")
	return names
}

// narrowed is what both allow. Schemas that contradict each other allow nothing;
// what the first one says is then more use than that.
func (t types) narrowed(by types) types {
	if both := t & by; both != 0 {
		return both
	}
	return t
}

// typesOf are the types that the schemas at nodes allow together.
func (r *reader) typesOf(nodes []node) types {
	return typeQuery{r, map[node]types{}}.of(nodes)
}

// typeQuery works out the types of one schema. A schema that is a part of itself
// (Pet is oneOf Cat, which is allOf Pet) says nothing new there: it counts as any.
type typeQuery struct {
	*reader
	known map[node]types
}

func (q typeQuery) of(nodes []node) types {
	q.enter()
	defer q.leave()
	allowed := typeAny
	for _, part := range q.compose(nodes).parts {
		found, known := q.known[part]
		if !known {
			q.known[part] = typeAny
			found = q.part(part)
			q.known[part] = found
		}
		allowed = allowed.narrowed(found)
	}
	return allowed
}

// part are the types that one schema object allows by its own keywords.
func (q typeQuery) part(n node) types {
	allowed := q.stated(n)
	for _, keyword := range []string{"oneOf", "anyOf"} {
		branches := n.field(keyword).items()
		if len(branches) < 2 {
			continue // one branch is a part of its own
		}
		var union types
		for _, branch := range branches {
			union |= q.of([]node{branch})
		}
		allowed = allowed.narrowed(union)
	}
	return allowed
}

// stated are the types that `type` names, or else those of the values that const
// and enum list, or else those that the keywords present are about.
func (q typeQuery) stated(n node) types {
	if stated := n.field("type"); stated.given() {
		return q.named(n, stated)
	}
	if constant := n.field("const"); constant.yaml != nil {
		return jsonTypeOf(constant)
	}
	var found types
	for _, value := range n.field("enum").items() {
		found |= jsonTypeOf(value)
	}
	if found != 0 {
		return found
	}
	for _, keyword := range []string{"properties", "patternProperties", "additionalProperties"} {
		if n.field(keyword).isMap() {
			return typeObject
		}
	}
	if n.field("items").isMap() {
		return typeArray
	}
	return typeAny
}

// noType says that a word which is no type, such as "file" or "int", leaves a schema open.
func (q typeQuery) noType(name node) {
	word := name.kind()
	if name.isText() {
		word = diagnostic.Message("%q", name.yaml.Value)
	}
	q.malformed(Info, name, text.Meant(name.yaml.Value, typeWords, "write "+strings.Join(typeWords[:len(typeWords)-1], ", ")+" or null"),
		"%s is no type of a schema: any value fits", word)
}

// typeWords are the names of the types.
var typeWords = []string{"string", "number", "integer", "boolean", "object", "array", "null"}

func (q typeQuery) named(n, stated node) types {
	names := stated.items()
	if stated.isScalar() {
		names = []node{stated}
	}
	var found types
	for _, name := range names {
		known, ok := types(0), false
		if name.isScalar() {
			known, ok = typeNames[name.yaml.Value]
		}
		if !ok {
			q.noType(name)
			return typeAny
		}
		found |= known
	}
	if found != 0 && q.nullable(n) {
		found |= typeNull
	}
	if found == 0 {
		return typeAny
	}
	return found
}
