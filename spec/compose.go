package spec

import (
	"slices"
	"strings"

	"github.com/pb33f/go-yaml"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// composition is a schema taken apart: the schema objects that a value must all
// fit. Keywords are looked up in parts in their order: a schema's own come before
// those of its $ref, and these before those of its allOf.
type composition struct {
	parts []node
	// composed is set when anyOf, oneOf or not take part.
	composed bool
	// looped is set when a schema is composed of itself, says when one says anything beside that.
	looped, says bool
}

// compose takes the schemas at nodes apart.
func (r *reader) compose(nodes []node) composition {
	c := composer{reader: r, seen: make(map[node]bool, 4), path: make(map[node]bool, 4)}
	for _, n := range nodes {
		c.add(n)
	}
	return c.composition
}

type composer struct {
	*reader
	// seen are the schemas that were added, path those that are being added.
	seen, path map[node]bool
	composition
}

func (c *composer) add(n node) {
	if !n.isMap() || c.seen[n] {
		c.looped = c.looped || c.path[n]
		return
	}
	c.seen[n], c.path[n] = true, true
	defer delete(c.path, n)
	c.enter()
	defer c.leave()
	ref := n.isRef()
	if !ref || c.minor > 0 {
		c.parts = append(c.parts, n)
	}
	if ref {
		if target, ok := c.derefSchema(n); ok {
			c.add(target)
		}
	}
	if ref && c.minor == 0 {
		return // OpenAPI 3.0 ignores what stands beside a $ref
	}
	c.spendWidth(n)
	for f := range n.fields() {
		c.says = c.says || !saysNothing(f)
		switch {
		case f.name == "allOf", isSingle(f):
			for _, member := range f.value.items() {
				c.add(member)
			}
		case f.name == "anyOf", f.name == "oneOf":
			c.composed = c.composed || f.value.isList()
		case f.name == "not":
			c.composed = c.composed || f.value.given()
		}
	}
}

// saysNothing tells keywords that only lead to other schemas, or that people read.
func saysNothing(f field) bool {
	return f.name == "$ref" || f.name == "allOf" || isSingle(f) || strings.HasPrefix(f.name, "x-") ||
		slices.Contains([]string{"title", "description", "$comment", "example", "examples", "deprecated", "externalDocs"}, f.name)
}

// reportLoop reports a schema that is nothing but a loop of references to itself: any value
// fits it, which hardly anybody means.
func (r *reader) reportLoop(c composition, at node) {
	if !c.looped || c.says {
		return
	}
	if ref := at.field("$ref"); ref.yaml != nil {
		at = ref
	}
	r.report(Diagnostic{
		Code: diagnostic.UnresolvedRef, Severity: Warning, Position: at.position(),
		Message: "the schema leads to itself and nowhere else: any value fits it",
		Hint:    "let one of the references lead to a schema with a type",
	})
}

// derefSchema follows one reference. The next one has its own siblings to look at.
func (r *reader) derefSchema(n node) (node, bool) {
	target, problem := r.resolve(n)
	if problem != nil {
		r.loose++
		r.report(*problem)
		return node{}, false
	}
	return target, true
}

// first is the first value of a keyword.
func (c composition) first(keyword string) node {
	for _, part := range c.parts {
		if value := part.field(keyword); value.yaml != nil {
			return value
		}
	}
	return node{}
}

// all are the values of a keyword.
func (c composition) all(keyword string) []node {
	var values []node
	for _, part := range c.parts {
		if value := part.field(keyword); value.yaml != nil {
			values = append(values, value)
		}
	}
	return values
}

func (c composition) openEnded() bool {
	for _, keyword := range []string{"additionalProperties", "unevaluatedProperties"} {
		for _, value := range c.all(keyword) {
			if value.isMap() || isTrue(value) {
				return true
			}
		}
	}
	for _, patterns := range c.all("patternProperties") {
		for range patterns.fields() {
			return true
		}
	}
	return false
}

func (c composition) readOnly() bool {
	for _, value := range c.all("readOnly") {
		if isTrue(value) {
			return true
		}
	}
	return false
}

// required are the names of the properties that an object must have, in the order of the
// lists: that of the properties themselves means nothing. What is no list, as in the drafts
// before JSON Schema 4, says nothing of them (JSON Schema 2020-12, Validation, 6.5.3); the
// catalog has the schema as it is written.
func (r *reader) required(c composition) []string {
	var names []string
	seen := map[string]bool{}
	for _, list := range c.all("required") {
		items := list.items()
		r.spend(len(items) / 2)
		for _, name := range items {
			if name.isScalar() && !seen[name.yaml.Value] {
				seen[name.yaml.Value] = true
				names = append(names, name.yaml.Value)
			}
		}
	}
	return names
}

func isTrue(n node) bool {
	return n.isScalar() && n.yaml.Value == "true" && jsonTypeOf(n) == typeBoolean
}

// nullOf is a null at the place of n.
func nullOf(n node) node {
	return n.made(yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"})
}
