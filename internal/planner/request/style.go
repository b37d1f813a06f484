package request

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Kinds are what a parameter's value may be. A schema that says nothing is taken for a
// scalar's, unless it has properties.
type Kinds struct{ Scalar, Array, Object, Nested bool }

// KindsOf are those that a schema allows.
func KindsOf(s *spec.Schema) Kinds {
	v := Kinds{Array: slices.Contains(s.Types, "array"), Object: slices.Contains(s.Types, "object")}
	if len(s.Types) == 0 {
		v.Object = len(s.Properties) > 0
	}
	v.Scalar = len(s.Types) == 0 && !v.Object ||
		slices.ContainsFunc(s.Types, func(t string) bool { return t != "array" && t != "object" && t != "null" })
	v.Nested = v.Array && s.Items != nil && !OnlyScalars(s.Items.Types)
	for _, p := range s.Properties {
		v.Nested = v.Nested || v.Object && !OnlyScalars(p.Schema.Types)
	}
	return v
}

// FormOf is how a parameter is written as far as it decides the fields of the event.
func FormOf(p *Parameter) Written {
	v := KindsOf(p.Schema)
	keyed := p.In == "query" && p.ContentType == "" && !v.Array &&
		(p.Style == "form" && v.Object && p.Explode || p.Style == "deepObject" && (v.Object || len(p.Schema.Types) == 0))
	return Written{Kinds: v, Keyed: keyed}
}

// Written is how a parameter is written.
type Written struct {
	Kinds
	// Keyed objects have a key for each property, and so a field.
	Keyed bool
}

// OnlyScalars tells whether a value is a string, number or boolean (or null).
// An unknown type counts: most undescribed values are.
func OnlyScalars(types []string) bool {
	return !slices.Contains(types, "object") && !slices.Contains(types, "array")
}

// wantsReserved tells whether a parameter's value stands in the URL with its reserved
// characters as they are. In a path since OpenAPI 3.2 ("Parameter Object", allowReserved).
func (r *making) wantsReserved(p *Parameter) bool {
	newer := strings.HasPrefix(r.m.doc.OpenAPI, "3.2")
	return p.AllowReserved && (p.In == "query" || p.In == "path" && newer) && mayHoldReserved(p.Schema)
}

// mayHoldReserved tells whether a value may have characters that percent-encoding changes.
func mayHoldReserved(s *spec.Schema) bool {
	if len(s.Enum) > 0 {
		return slices.ContainsFunc(s.Enum, func(v json.RawMessage) bool {
			text, ok := ScalarText(v)
			return string(v) != "null" && (!ok || percent.Encode(text) != text)
		})
	}
	if slices.Equal(s.Types, []string{"string"}) {
		return s.Format != "uuid" && s.Format != "date"
	}
	return len(s.Types) == 0 || slices.ContainsFunc(s.Types, func(t string) bool {
		return t != "integer" && t != "boolean" && t != "null"
	})
}
