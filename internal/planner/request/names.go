package request

import (
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// BodyField is the event's field that carries the request body.
const BodyField = "message"

// nameFields gives every declared parameter the name of its field, before any of
// them is left out: leaving one out changes no other's name.
func (r *making) nameFields() {
	taken := map[string]bool{BodyField: true}
	r.taken = taken
	for i := range r.Parameters {
		if p := &r.Parameters[i]; slices.Contains(locations, p.In) {
			r.nameField(p, taken)
		}
	}
	for i := range r.Parameters { // last, so that the others have the names that they always had
		if p := &r.Parameters[i]; p.In == "cookie" {
			r.nameField(p, taken)
		}
	}
}

// nameField gives a parameter, and the properties of one that is an object, their fields.
func (r *making) nameField(p *Parameter, taken map[string]bool) {
	p.Field = fieldName(p.Name, p.In, taken)
	if p.Field != p.Name {
		r.Note(diagnostic.FieldAlias, spec.Info, p.Position, "",
			"the %s parameter %q is the event's field %q", p.In, p.Name, p.Field)
	}
	names := propertyNames(p.Schema.Properties, p.In)
	for _, prop := range p.Schema.Properties {
		p.Properties = append(p.Properties, propertyOf(p, prop, p.Field+"."+names[prop.Name]))
	}
}

// propertyOf is a property as a parameter of its own, under the key that is written.
func propertyOf(p *Parameter, prop spec.Property, field string) Property {
	key := prop.Name
	if p.Style == "deepObject" {
		key = p.Name + "[" + prop.Name + "]"
	}
	return Property{prop.Name, Parameter{Field: field, Parameter: &spec.Parameter{
		Name: key, In: p.In, Required: p.Required && prop.Required, Style: "form",
		AllowReserved: p.AllowReserved, Schema: prop.Schema, Position: p.Position,
	}}}
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

// unaddressable tells of a character whether a path into an event can't have it (limits).
func unaddressable(r rune) bool { return !ident.IsLetterOrDigit(r) && r != '_' && r != '-' }

// fieldName is the name itself where it can be a field and is free;
// else an alias: each run of other characters becomes one "_", those at the ends
// are dropped, and the location and a number make it unique.
func fieldName(name, in string, taken map[string]bool) string {
	if Addressable(name) && !taken[name] {
		taken[name] = true
		return name // as most are
	}
	parts := strings.FieldsFunc(name, unaddressable)
	alias := strings.Join(parts, "_")
	if alias == "" {
		alias = in
	}
	candidate := alias
	for n := 1; taken[candidate] || !Addressable(candidate); n++ {
		candidate = in + "_" + alias
		if n > 1 {
			candidate += "_" + strconv.Itoa(n)
		}
	}
	taken[candidate] = true
	return candidate
}

// LostName is the one name of a member that is lost between Go and the CDK: JavaScript
// takes it for something else.
const LostName = "__proto__"

// Addressable tells whether a name may stand in a JSON path and in a `$or`.
func Addressable(name string) bool {
	return name != "" && name != LostName && !strings.ContainsFunc(name, unaddressable) && !limits.ReservedInOr[name]
}
