package request

import (
	"cmp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// locations is the order in which names are given.
var locations = []string{"path", "query", "header"}

// mergeParameters puts headers together whose names differ only in case: they
// are one header, required if any of them is.
func (r *making) mergeParameters() {
	seen := make(map[string]int)
	for i := range r.op.Parameters {
		p := &r.op.Parameters[i]
		key := p.In + ":" + p.Name
		if p.In == "header" {
			key = strings.ToLower(key)
		}
		if first, ok := seen[key]; ok {
			r.Parameters[first].Parameter = r.merged(r.Parameters[first].Parameter, p)
			continue
		}
		seen[key] = len(r.Parameters)
		r.Parameters = append(r.Parameters, Parameter{Parameter: p})
	}
	slices.SortStableFunc(r.Parameters, func(a, b Parameter) int {
		return slices.Index(locations, a.In) - slices.Index(locations, b.In)
	})
}

// merged is one header of two declarations. Its name is the first one's, and so is its
// schema, unless only the second has a single value or says anything at all.
func (r *making) merged(first, second *spec.Parameter) *spec.Parameter {
	one := *first
	one.Required = first.Required || second.Required
	one.Description = cmp.Or(first.Description, second.Description)
	a, b := first.Schema.Constant, second.Schema.Constant
	_, fixed := r.fixedByUser(Parameter{Parameter: first})
	switch {
	case a == nil && (b != nil || first.Schema.JSON == nil):
		one.Schema, one.Example, one.ContentType = second.Schema, second.Example, second.ContentType
		one.Style, one.Explode = second.Style, second.Explode
	case !fixed && a != nil && b != nil && string(a) != string(b):
		r.Refuse(diagnostic.HeaderTwice, second.Position, "remove one of the two",
			"the header %q is declared twice, with the one value %s and with %s", first.Name, safe.Clean(string(a), 60), safe.Clean(string(b), 60))
	}
	return &one
}
