package apidestination

import (
	"cmp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// placeParameters says where the values of parameters go. Those of the path are placed by
// placePath.
func (o *judging) placeParameters() {
	for i := range o.Wanted.Parameters {
		p := &o.Wanted.Parameters[i]
		switch {
		case p.Use == request.UseRefused:
		case p.Undeclared:
			if p.Fixed() {
				o.addFixed(p)
			}
		case o.leaveOutHeader(p), p.Use == request.UseIgnored:
			o.FixedInVain(p, "EventBridge or the security scheme decides this header")
		case p.Use == request.UseCredential:
			o.FixedInVain(p, "it is the credential")
		case p.Fixed():
			o.addFixed(p)
		case p.In == "cookie":
			o.leaveOutCookie(*p)
		case p.In == "path" || p.In == "query" || p.In == "header":
			o.addParameter(*p)
		default:
			o.LeaveOut(p, diagnostic.UnsupportedStyle, otherForm, wholeQuery)
		}
	}
}

// wholeQuery is what a parameter in "querystring" is (OpenAPI 3.2, "Parameter Locations").
const wholeQuery = `a parameter in "querystring" is the whole query, which EventBridge cannot take from one value`

// addParameter makes a field, or the fields of an exploded object.
func (o *judging) addParameter(p request.Parameter) {
	if p.In == "header" && !limits.IsHeaderName(p.Name) {
		o.LeaveOut(&p, diagnostic.NameInvalid, "rename it in the document", diagnostic.Message("%q is not the name of a header", p.Name))
		return
	}
	w := writing(p)
	switch {
	case w.refused != "":
		o.LeaveOut(&p, diagnostic.UnsupportedStyle, otherForm, w.refused)
	case w.exploded:
		o.addExploded(p)
	default:
		o.checkForm(p, w)
		o.addField(plan.Field{
			Path: p.Field, In: p.In, Name: p.Name, Required: p.Required,
			Idempotency: p.EventID,
			ContentType: p.ContentType, Description: p.Description, Schema: p.Schema,
			Example: p.Example, Format: cmp.Or(w.format, numberFormat(p.In, p.Schema.Types)),
		}, p.LeftOut, p.Position)
	}
}

// otherForm is the hint where a style cannot be written.
const otherForm = "describe it another way, if the API takes one, or " + finding.OtherWay

// askAPI is the hint where what is sent is known and what the API makes of it is not.
const askAPI = "compare a delivered request with what the API expects"

// checkForm says where one string is not what OpenAPI writes.
func (o *judging) checkForm(p request.Parameter, w wire) {
	if p.Reserved {
		o.reserved(p)
	}
	if w.doubt != "" {
		o.Inexact(diagnostic.UnsupportedStyle, p.Position, askAPI, "%s", w.doubt)
	}
	if w.repeats {
		o.Inexact(diagnostic.RepeatedKeys, p.Position, "send one value",
			"the %s parameter %q repeats its key for each of several values, and EventBridge writes it once", p.In, p.Name)
	}
	if w.encoded != "" {
		o.encodes(p)
	}
}

func (o *judging) reserved(p request.Parameter) {
	o.Inexact(diagnostic.ReservedCharacters, p.Position, "check that the API decodes its "+p.In,
		"the %s parameter %q wants reserved characters as they are, and EventBridge encodes them", p.In, p.Name)
}

// encodes says where the delimiter of several values arrives percent-encoded, as all of a
// value does. That is the request described, for an API that decodes before it splits: a part
// of assumption A1.
func (o *judging) encodes(p request.Parameter) {
	o.Note(diagnostic.EncodedDelimiter, spec.Info, p.Position, "check that the API decodes its "+p.In+" before it splits it, as most do",
		"the %s parameter %q has commas between several values, which EventBridge encodes", p.In, p.Name)
}

// addExploded nests the declared properties of an object in the event.
func (o *judging) addExploded(p request.Parameter) {
	if len(p.Properties) == 0 {
		if p.Required {
			o.Refuse(diagnostic.UndescribedObject, p.Position, "declare the object's properties",
				"the object %q is written key by key, and the document declares none of its properties", p.Name)
		} else {
			o.Inexact(diagnostic.UndescribedObject, p.Position, "declare the object's properties",
				"the optional object %q is not carried: it is written key by key, and the document declares none of its properties", p.Name)
		}
		return
	}
	if p.Schema.OpenEnded || p.Schema.Composed || request.KindsOf(p.Schema).Scalar {
		o.Inexact(diagnostic.UndescribedObject, p.Position, "declare the object's properties",
			"of the object %q only the declared properties are carried", p.Name)
	}
	for _, prop := range p.Properties {
		o.addProperty(p, prop)
	}
}

// addProperty sends one property of an exploded object: a constant, or a field.
func (o *judging) addProperty(p request.Parameter, prop request.Property) {
	if prop.Use == request.UseRefused {
		return
	}
	if prop.Fixed() {
		o.addFixed(&prop.Parameter)
		return
	}
	if !request.OnlyScalars(prop.Schema.Types) {
		o.Inexact(diagnostic.UndescribedObject, p.Position, "",
			"the property %q of the object %q may be an array or object, for which OpenAPI defines no form; one value is carried", prop.Property, p.Name)
	}
	if prop.Reserved {
		o.reserved(prop.Parameter)
	}
	o.addField(plan.Field{
		Path: prop.Field, In: p.In, Name: prop.Name, Property: prop.Property, Required: prop.Required,
		Schema: prop.Schema, Example: prop.Schema.Example, Format: numberFormat(p.In, prop.Schema.Types),
	}, prop.LeftOut, p.Position)
}

// addField sends a field: always, or if the event has it.
func (o *judging) addField(f plan.Field, leftOut bool, at spec.Position) {
	if why, hint := o.unmappable(f); why != "" {
		o.Refuse(diagnostic.NameInvalid, at, hint, "the parameter %q cannot be carried: %s", f.Name, why)
		return
	}
	if f.In == "query" && safe.Evaluated(f.Name) {
		o.addEvaluated(f, at)
		return
	}
	o.Assume(finding.AssumeDollarValue)
	if f.In == "header" {
		o.Assume(finding.AssumeHeaderBytes)
	} else {
		o.Assume(finding.AssumeEncoding)
	}
	if f.Schema == nil || !slices.Equal(f.Schema.Types, []string{"string"}) {
		o.Assume(finding.AssumeScalarText)
	}
	if f.In == "path" {
		return // placePath adds it where the template uses it
	}
	switch {
	case f.Idempotency:
		f.Required = false
		o.idempotency = append(o.idempotency, optional{f.Path, f.Name})
	case f.Required:
		f.Guarded = true
		o.guards = append(o.guards, guard{f.Path, f.In})
	case leftOut:
		o.Note(diagnostic.OptionalParameters, spec.Info, at, "",
			"the optional parameter %q is left out, as asked for", f.Name)
		return
	default:
		o.optional = append(o.optional, optional{f.Path, f.Path})
	}
	if !f.Required && !f.Idempotency {
		f.Default = o.defaultOf(f, at)
	}
	pair := plan.Pair{Name: targetKey(f.In, f.Name), Value: plan.Value{Field: f.Path}, Optional: !f.Required, Idempotency: f.Idempotency, Default: f.Default}
	if f.In == "query" {
		o.out.Query = append(o.out.Query, pair)
	} else {
		o.out.Headers = append(o.out.Headers, pair)
	}
	o.fields = append(o.fields, f)
}

// addEvaluated leaves out a query parameter whose name must not be the key of a map in a
// template.
func (o *judging) addEvaluated(f plan.Field, at spec.Position) {
	if f.Required {
		o.Refuse(diagnostic.UnsafeString, at, finding.OtherWay, "the query parameter %q must not reach a template: %s", f.Name, safe.WhyEvaluated)
		return
	}
	o.Inexact(diagnostic.UnsafeString, at, askAPI,
		"the optional query parameter %q is not carried, because its name must not reach a template: %s", f.Name, safe.WhyEvaluated)
}

// unmappable tells why AWS would not take the field, and what to do: there is one
// value for each key, and lengths are bounded.
func (o *judging) unmappable(f plan.Field) (why, hint string) {
	switch {
	case f.Name == "":
		return "its name is empty", "give it a name"
	case f.Name == request.LostName:
		return "it is lost on the way into the template", "rename it in the document"
	}
	if len(f.Name) > limits.ParameterKeyLength || len(detailPath(f.Path)) > limits.ParameterValueLength {
		return "its name is longer than the 512 characters that AWS takes", "rename it in the document"
	}
	if o.written(f.In, f.Name) {
		return "another parameter writes the same name, and EventBridge writes it once", "remove one of the two"
	}
	return "", ""
}

// written tells whether the request has a query key, or a header of any case, already: a
// target's parameters are maps, and the second would replace the first.
func (o *judging) written(in, name string) bool {
	switch in {
	case "query":
		return slices.ContainsFunc(o.out.Query, func(p plan.Pair) bool { return p.Name == name })
	case "header":
		return slices.ContainsFunc(o.out.Headers, func(p plan.Pair) bool { return strings.EqualFold(p.Name, name) })
	}
	return false
}
