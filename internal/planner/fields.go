package planner

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// bodyField is the event's field that carries the request body.
const bodyField = "message"

// detailPath is the JSON path of a dotted place below detail.
func detailPath(field string) string { return "$.detail." + field }

// eventID is the JSON path of the event's own id.
const eventID = "$.id"

// parameter is a parameter of an operation with the name of its field.
type parameter struct {
	*spec.Parameter
	field string
	// properties are the fields of an exploded object, in document order.
	properties []property
	// constant is the parameter's one value, if it is fixed.
	constant string
	fixed    bool
	// secret is the placeholder of a value that the plan never sees.
	secret string
}

type property struct {
	spec.Property
	field string
}

// locations is the order in which names are given.
var locations = []string{"path", "query", "header"}

// mergeParameters puts headers together whose names differ only in case: they
// are one header, required if any of them is.
func (o *draft) mergeParameters() {
	seen := make(map[string]int)
	for i := range o.op.Spec.Parameters {
		p := &o.op.Spec.Parameters[i]
		key := p.In + ":" + p.Name
		if p.In == "header" {
			key = strings.ToLower(key)
		}
		if first, ok := seen[key]; ok {
			o.parameters[first].Parameter = o.merged(o.parameters[first].Parameter, p)
			continue
		}
		seen[key] = len(o.parameters)
		o.parameters = append(o.parameters, parameter{Parameter: p})
	}
	slices.SortStableFunc(o.parameters, func(a, b parameter) int {
		return slices.Index(locations, a.In) - slices.Index(locations, b.In)
	})
}

// merged is one header of two declarations. Its name is the first one's, and so is its
// schema, unless only the second has a single value or says anything at all.
func (o *draft) merged(first, second *spec.Parameter) *spec.Parameter {
	one := *first
	one.Required = first.Required || second.Required
	one.Description = cmp.Or(first.Description, second.Description)
	a, b := first.Schema.Constant, second.Schema.Constant
	_, fixed := o.fixedByUser(parameter{Parameter: first})
	switch {
	case a == nil && (b != nil || first.Schema.JSON == nil):
		one.Schema, one.Example, one.ContentType = second.Schema, second.Example, second.ContentType
		one.Style, one.Explode = second.Style, second.Explode
	case !fixed && a != nil && b != nil && string(a) != string(b):
		o.Refuse(diagnostic.HeaderTwice, second.Position, "remove one of the two",
			"the header %q is declared twice, with the one value %s and with %s", first.Name, safe.Clean(string(a), 60), safe.Clean(string(b), 60))
	}
	return &one
}

// nameFields gives every declared parameter the name of its field, before any of
// them is left out: leaving one out changes no other's name.
func (o *draft) nameFields() {
	taken := map[string]bool{bodyField: true}
	for i := range o.parameters {
		p := &o.parameters[i]
		if !slices.Contains(locations, p.In) {
			continue
		}
		p.field = fieldName(p.Name, p.In, taken)
		if p.field != p.Name {
			o.Note(diagnostic.FieldAlias, spec.Info, p.Position, "",
				"the %s parameter %q is the event's field %q", p.In, p.Name, p.field)
		}
		names := propertyNames(p.Schema.Properties, p.In)
		for _, prop := range p.Schema.Properties {
			p.properties = append(p.properties, property{prop, p.field + "." + names[prop.Name]})
		}
	}
}

// propertyNames names the fields of an object's properties. Aliases are given in the order of
// the names: that of a map in the document means nothing.
func propertyNames(properties []spec.Property, in string) map[string]string {
	all := make([]string, len(properties))
	for i, p := range properties {
		all[i] = p.Name
	}
	slices.Sort(all)
	names, taken := make(map[string]string, len(all)), make(map[string]bool)
	for _, name := range all {
		names[name] = fieldName(name, in, taken)
	}
	return names
}

// unaddressable tells of a character whether EventBridge's JSON paths refuse it.
func unaddressable(r rune) bool { return !ident.IsLetterOrDigit(r) && r != '_' && r != '-' }

// fieldName is the name itself where EventBridge can address it and it is free;
// else an alias: each run of other characters becomes one "_", those at the ends
// are dropped, and the location and a number make it unique.
func fieldName(name, in string, taken map[string]bool) string {
	if addressable(name) && !taken[name] {
		taken[name] = true
		return name // as most are
	}
	parts := strings.FieldsFunc(name, unaddressable)
	alias := strings.Join(parts, "_")
	if alias == "" {
		alias = in
	}
	candidate := alias
	for n := 1; taken[candidate] || !addressable(candidate); n++ {
		candidate = in + "_" + alias
		if n > 1 {
			candidate += "_" + strconv.Itoa(n)
		}
	}
	taken[candidate] = true
	return candidate
}

// lostName is the one name of a member that is lost between Go and the CDK: JavaScript
// takes it for something else.
const lostName = "__proto__"

// addressable tells whether a name may stand in a JSON path and in a `$or`.
func addressable(name string) bool {
	return name != "" && name != lostName && !strings.ContainsFunc(name, unaddressable) && !limits.ReservedInOr[name]
}
