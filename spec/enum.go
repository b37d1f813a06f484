package spec

import (
	"encoding/json"
	"slices"
)

// enum lists the values that the schemas at nodes allow, each once; nil if they
// are open.
func (r *reader) enum(nodes []node, s *Schema) []json.RawMessage {
	found := valueQuery{r, map[node]values{}}.of(nodes)
	if !found.closed {
		return nil
	}
	r.spend(len(found.nodes) / 2)
	enum := make([]json.RawMessage, 0, len(found.nodes))
	seen := make(map[string]bool, len(found.nodes))
	for _, value := range found.nodes {
		text := r.valueJSON(value, s)
		if !seen[string(text)] {
			seen[string(text)] = true
			enum = append(enum, text)
		}
	}
	return enum
}

// values are what a schema allows, if it says so value by value.
type values struct {
	nodes  []node
	closed bool
}

// narrowed are the values that two lists share, if both are scalars; of other values,
// which are not compared, the shorter list.
func (v values) narrowed(by []node) values {
	if !v.closed {
		return values{by, true}
	}
	notScalar := func(n node) bool { return !n.isScalar() }
	if slices.ContainsFunc(v.nodes, notScalar) || slices.ContainsFunc(by, notScalar) {
		if len(v.nodes) <= len(by) {
			return v
		}
		return values{by, true}
	}
	theirs := make(map[written]bool, len(by))
	for _, value := range by {
		theirs[value.written()] = true
	}
	shared := make([]node, 0, len(v.nodes))
	for _, value := range v.nodes {
		if theirs[value.written()] {
			shared = append(shared, value)
		}
	}
	return values{shared, true}
}

// written is how a scalar stands in the document.
type written struct{ text, tag string }

func (n node) written() written { return written{n.yaml.Value, n.yaml.ShortTag()} }

// valueQuery works out the values of one schema. One that is a part of itself
// counts as open there.
type valueQuery struct {
	*reader
	known map[node]values
}

func (q valueQuery) of(nodes []node) values {
	q.enter()
	defer q.leave()
	var all values
	for _, part := range q.compose(nodes).parts {
		found, known := q.known[part]
		if !known {
			q.known[part] = values{}
			found = q.part(part)
			q.known[part] = found
		}
		if found.closed {
			q.spend((len(all.nodes) + len(found.nodes)) / 10)
			all = all.narrowed(found.nodes)
		}
	}
	return all
}

// part are the values that one schema object allows by its own keywords: const,
// enum, or alternatives that are all closed.
func (q valueQuery) part(n node) values {
	var all values
	if constant := n.field("const"); constant.yaml != nil {
		all = all.narrowed([]node{constant})
	}
	enum := n.field("enum")
	if enum.given() && !enum.isList() {
		q.malformed(Info, enum, "write a list of the values", "the enum of a schema is %s, not a list: any value fits", enum.kind())
	}
	if listed := enum.items(); len(listed) > 0 {
		q.spend(len(listed) / 10)
		all = all.narrowed(listed)
	}
	for _, keyword := range []string{"oneOf", "anyOf"} {
		if found := q.alternatives(n.field(keyword).items()); found.closed {
			all = all.narrowed(found.nodes)
		}
	}
	return all
}

// alternatives joins the values of several schemas, if each of them is closed.
// One that allows null alone is, though it has no enum.
func (q valueQuery) alternatives(branches []node) values {
	var all values
	seen := map[node]bool{}
	for _, branch := range branches {
		found := q.of([]node{branch})
		if !found.closed && q.typesOf([]node{branch}) == typeNull {
			found = values{[]node{nullOf(branch)}, true}
		}
		if !found.closed {
			return values{}
		}
		for _, value := range found.nodes {
			q.steps++
			if !seen[value] {
				seen[value] = true
				all.nodes = append(all.nodes, value)
			}
		}
	}
	all.closed = len(branches) > 1 // one branch is a part of its own
	return all
}
