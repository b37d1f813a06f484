package request

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/mapping"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// value finds where a value can't be what the document says. The credential sends some properties of its
// own.
func (f *fitting) value(node mapping.Node, s *spec.Schema, place string, sent []string) {
	if s == nil || node.Path.Text != "" {
		return
	}
	if why := wrongConstant(node, s); why != "" {
		f.add("give another value", "%s %s", place, why)
		return
	}
	open := node.Opened()
	for _, item := range open.Items {
		f.value(item, s.Items, place+"[]", nil)
	}
	if open.Members == nil || s.Composed {
		return
	}
	for _, name := range s.Required {
		at := slices.IndexFunc(s.Properties, func(p spec.Property) bool { return p.Name == name })
		if _, given := open.Member(name); !given && !(at >= 0 && s.Properties[at].Schema.ReadOnly) && !slices.Contains(sent, name) {
			f.add(f.give(name), "%s must have %q, and nothing gives it a value", place, name)
		}
	}
	f.properties(open.Members, s, place)
}

// properties compares those that an object has with those that the document knows.
func (f *fitting) properties(given []mapping.Member, s *spec.Schema, place string) {
	for _, m := range given {
		if at := slices.IndexFunc(s.Properties, func(p spec.Property) bool { return p.Name == m.Name }); at >= 0 {
			f.value(m.Node, s.Properties[at].Schema, place+"."+m.Name, nil)
		} else if len(s.Properties) > 0 && !s.OpenEnded {
			var names []string
			for _, p := range s.Properties {
				names = append(names, p.Name)
			}
			f.found = append(f.found, Misfit{
				Why:  fmt.Sprintf("%s has a %q, of which the document knows nothing", place, m.Name),
				Hint: text.Meant(m.Name, names, "it has "+strings.Join(names[:min(len(names), 10)], ", ")), Doubt: true,
			})
		}
	}
}

// wrongConstant says why a constant is not what a schema takes; of an object with paths, why it is one.
func wrongConstant(node mapping.Node, s *spec.Schema) string {
	if s == nil || len(s.Types) == 0 || node.Path.Text != "" {
		return ""
	}
	kind := kindOf(node)
	fits := slices.Contains(s.Types, kind) || kind == "integer" && slices.Contains(s.Types, "number")
	if !fits {
		return "is of the type " + kind + ", and the document says " + text.Alternatives(s.Types)
	}
	if len(s.Enum) > 0 && node.Constant != nil && !slices.ContainsFunc(s.Enum, func(v json.RawMessage) bool { return sameJSON(v, node.Constant) }) {
		var values []string
		for _, v := range s.Enum[:min(len(s.Enum), 10)] {
			values = append(values, string(v))
		}
		return "is " + string(node.Constant) + ", and the document says " + text.Alternatives(values)
	}
	return ""
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	left, err := json.Marshal(x)
	if err != nil {
		return false
	}
	right, err := json.Marshal(y)
	return err == nil && string(left) == string(right)
}

// kindOf is the JSON type of a node without a path of its own.
func kindOf(node mapping.Node) string {
	if node.Constant == nil {
		if node.Items != nil {
			return "array"
		}
		return "object"
	}
	switch c := node.Constant[0]; c {
	case '"':
		return "string"
	case '{':
		return "object"
	case '[':
		return "array"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	var n float64
	if json.Unmarshal(node.Constant, &n) == nil && n == float64(int64(n)) {
		return "integer"
	}
	return "number"
}
