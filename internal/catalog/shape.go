package catalog

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// shape is what a schema asks of a value itself and of the properties that it must have:
// enough to see that a value which was good no longer is. What is deeper isn't compared.
type shape struct {
	types    []string // none means any
	values   []string // none means any
	required []string
	// properties are the declared ones; nil where there are none.
	properties []string
}

// depth ends circles of references.
const depth = 20

func shapeOf(schema json.RawMessage, definitions map[string]json.RawMessage) shape {
	var s shape
	s.take(schema, definitions, depth)
	return s
}

// take adds what a schema asks, through references and allOf.
func (s *shape) take(schema json.RawMessage, definitions map[string]json.RawMessage, left int) {
	var object struct {
		Ref        string                     `json:"$ref"`
		Type       json.RawMessage            `json:"type"`
		Nullable   bool                       `json:"nullable"`
		Enum       []json.RawMessage          `json:"enum"`
		Const      json.RawMessage            `json:"const"`
		Required   []string                   `json:"required"`
		Properties map[string]json.RawMessage `json:"properties"`
		AllOf      []json.RawMessage          `json:"allOf"`
	}
	if left == 0 || len(schema) == 0 || json.Unmarshal(schema, &object) != nil {
		return // a schema that says nothing, or something unheard of
	}
	if name, ok := strings.CutPrefix(object.Ref, "#/$defs/"); ok {
		name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		s.take(definitions[name], definitions, left-1)
	}
	for _, inner := range object.AllOf {
		s.take(inner, definitions, left-1)
	}
	var one string
	var several []string
	if json.Unmarshal(object.Type, &one) == nil {
		s.types = []string{one}
	} else if json.Unmarshal(object.Type, &several) == nil {
		s.types = several
	}
	if object.Nullable && len(s.types) > 0 && !slices.Contains(s.types, "null") {
		s.types = append(s.types, "null")
	}
	if object.Const != nil {
		object.Enum = []json.RawMessage{object.Const}
	}
	if len(object.Enum) > 0 {
		s.values = nil
		for _, value := range object.Enum {
			s.values = append(s.values, string(value))
		}
	}
	for _, name := range object.Required {
		if !slices.Contains(s.required, name) {
			s.required = append(s.required, name)
		}
	}
	for name := range object.Properties {
		s.properties = append(s.properties, name)
	}
	slices.Sort(s.properties)
}

// narrowed says which values that were good are no longer.
func (s shape) narrowed(now shape) []string {
	var out []string
	if len(now.types) > 0 && (len(s.types) == 0 || !slices.Equal(s.types, now.types)) && !now.takes(s.types) {
		out = append(out, fmt.Sprintf("must be of the type %s now", strings.Join(now.types, " or ")))
	}
	switch {
	case len(now.values) > 0 && len(s.values) == 0:
		out = append(out, "takes only "+strings.Join(now.values, ", ")+" now")
	case len(now.values) > 0:
		for _, value := range s.values {
			if !slices.Contains(now.values, value) {
				out = append(out, "no longer takes "+value)
			}
		}
	}
	for _, name := range now.required {
		if !slices.Contains(s.required, name) {
			out = append(out, fmt.Sprintf("must have the property %s now", name))
		}
	}
	for _, name := range s.properties {
		if !slices.Contains(now.properties, name) {
			out = append(out, fmt.Sprintf("no longer has the property %s", name))
		}
	}
	return out
}

// takes tells whether all of the types are good; none at all means any, which isn't.
func (s shape) takes(types []string) bool {
	for _, t := range types {
		if !slices.Contains(s.types, t) && !(t == "integer" && slices.Contains(s.types, "number")) {
			return false
		}
	}
	return len(types) > 0
}
