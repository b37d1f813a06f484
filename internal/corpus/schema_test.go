//go:build !race

package corpus

import "slices"

// depth bounds how far a schema is followed into schemas of its own: some are circles.
const depth = 10

// types are the JSON types that a schema allows, as far as it says.
func (n node) types(depth int) []string {
	if depth == 0 {
		return nil
	}
	var found []string
	if one, ok := n.get("type").string(); ok {
		return []string{one}
	}
	for _, t := range n.get("type").list() {
		found = append(found, t.text())
	}
	for _, word := range []string{"allOf", "anyOf", "oneOf"} {
		for _, part := range n.get(word).list() {
			found = append(found, part.types(depth-1)...)
		}
	}
	if len(found) == 0 && n.has("properties") {
		return []string{"object"}
	}
	return found
}

// isObject tells whether the values are objects and never arrays.
func (n node) isObject() bool {
	types := n.types(depth)
	return slices.Contains(types, "object") && !slices.Contains(types, "array")
}

// properties are the names of an object's declared properties, sorted.
func (n node) properties(depth int) []string {
	if depth == 0 {
		return nil
	}
	names := n.get("properties").keys()
	for _, word := range []string{"allOf", "anyOf", "oneOf"} {
		for _, part := range n.get(word).list() {
			names = append(names, part.properties(depth-1)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// constant is the only value that a schema allows.
func (n node) constant(depth int) (node, bool) {
	if depth == 0 {
		return node{}, false
	}
	if n.has("const") {
		return n.get("const"), true
	}
	if values := n.get("enum").list(); len(values) == 1 {
		return values[0], true
	}
	for _, part := range n.get("allOf").list() {
		if value, ok := part.constant(depth - 1); ok {
			return value, true
		}
	}
	return node{}, false
}

// property is the schema of a declared property.
func (n node) property(name string, depth int) node {
	if depth == 0 || n.get("properties").has(name) {
		return n.get("properties").get(name)
	}
	for _, word := range []string{"allOf", "anyOf", "oneOf"} {
		for _, part := range n.get(word).list() {
			if found := part.property(name, depth-1); found.value != nil {
				return found
			}
		}
	}
	return node{}
}

// requires tells whether an object must have a property.
func (n node) requires(name string) bool {
	for _, part := range append(n.get("allOf").list(), n) {
		if slices.ContainsFunc(part.get("required").list(), func(r node) bool { return r.text() == name }) {
			return true
		}
	}
	return false
}
