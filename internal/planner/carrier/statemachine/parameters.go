package statemachine

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// placeParameters says where the values of parameters come from, but for those of the path.
func (o *judging) placeParameters() {
	for i := range o.Wanted.Parameters {
		p := &o.Wanted.Parameters[i]
		switch {
		case p.Use == request.UseRefused:
		case o.leaveOutHeader(p), p.Use == request.UseIgnored:
			o.FixedInVain(p, "Step Functions or the security scheme decides this header")
		case p.Use == request.UseCredential:
			o.FixedInVain(p, "it is the credential")
		case p.In == "path":
		case p.Fixed():
			o.CheckDoubtful(p)
			o.addConstant(p, p.Constant)
		case p.In == "query" || p.In == "header" || p.In == "cookie":
			o.addParameter(p)
		default:
			o.LeaveOut(p, diagnostic.UnsupportedStyle, otherForm, `a parameter in "querystring" is the whole query, which an event's field is not`)
		}
	}
}

func (o *judging) refuseConstant(p *request.Parameter, why string) {
	o.Refuse(diagnostic.ConstantValue, p.Position, p.ValueHint(),
		"the %s parameter %q cannot have the constant value %q: %s", p.In, p.Name, p.Constant, why)
}

// otherForm is the hint where a style cannot be written.
const otherForm = "describe it another way, if the API takes one, or " + finding.OtherWay

// headerValue is what the value of a header may be, which may be empty.
var headerValue = regexp.MustCompile(`^[\t\x20-\x7E]*$`)

// leaveOutHeader deals with headers that Step Functions refuses or writes itself. It tells whether
// the parameter is done with.
func (o *judging) leaveOutHeader(p *request.Parameter) bool {
	switch {
	case p.In != "header" || p.Use == request.UseCredential || !limits.ForbiddenInTask(p.Name):
		return false
	case p.Added:
		o.RefuseAdded(p, "Step Functions refuses it, or writes it itself")
	case p.Required && limits.WrittenByTask(p.Name):
		o.Inexact(diagnostic.DroppedHeader, p.Position, "check that the API accepts Step Functions' own value",
			"Step Functions writes the header %q itself, with a value of its own", p.Name)
	case p.Required && !strings.EqualFold(p.Name, "Authorization"):
		o.Refuse(diagnostic.DroppedHeader, p.Position, finding.OtherWay, "the required header %q is refused by Step Functions", p.Name)
	case !strings.EqualFold(p.Name, "Authorization"):
		o.Note(diagnostic.DroppedHeader, spec.Info, p.Position, "",
			"the optional header %q is refused by Step Functions and so not carried", p.Name)
	}
	return true
}

// addConstant sends a parameter that is no field.
func (o *judging) addConstant(p *request.Parameter, value string) {
	if why := unsendable(p, value); why != "" {
		own := *p
		own.Constant = value
		o.refuseConstant(&own, why)
		return
	}
	if o.written(p.In, p.Name) {
		o.twice(p)
		return
	}
	o.add(p, machine.Parameter{Name: p.Name, Source: machine.Source{Constant: quoted(value)}, Encoding: machine.Encoding{Reserved: p.Reserved && p.In == "query"}})
}

func quoted(value string) json.RawMessage { return jsontext.AppendString(nil, value) }

// unsendable tells why a constant can't be sent as it is.
func unsendable(p *request.Parameter, value string) string {
	switch why := safe.Unsafe(value); {
	case why != "":
		return why
	case (p.In == "header" || p.In == "cookie") && !limits.IsHeaderName(p.Name):
		return "the name is not one of a " + p.In
	case p.In == "header" && (!headerValue.MatchString(value) || strings.TrimSpace(value) != value):
		return "a header carries printable ASCII only"
	}
	return ""
}

// add puts a parameter where it goes.
func (o *judging) add(p *request.Parameter, m machine.Parameter) {
	switch p.In {
	case "query":
		o.out.Query = append(o.out.Query, m)
		if !plainQuery(p, m) {
			o.Assume(finding.AssumeEndpointQuery)
		}
	case "header":
		o.out.Headers = append(o.out.Headers, m)
	case "cookie":
		o.out.Cookies = append(o.out.Cookies, m)
	}
}

// plainQuery tells whether a query parameter is one text for Step Functions to encode.
func plainQuery(p *request.Parameter, m machine.Parameter) bool {
	v := request.KindsOf(p.Schema)
	return !m.Reserved && (m.JSON || m.Constant != nil || !v.Array && !v.Object)
}

// twice refuses a name that another parameter writes.
func (o *judging) twice(p *request.Parameter) {
	o.Refuse(diagnostic.NameInvalid, p.Position, "remove one of the two", "the parameter %q cannot be carried: another parameter writes the same name", p.Name)
}

// addParameter makes a field of a parameter.
func (o *judging) addParameter(p *request.Parameter) {
	switch {
	case p.In != "query" && !limits.IsHeaderName(p.Name):
		o.Refuse(diagnostic.NameInvalid, p.Position, "rename it in the document", "%q is not the name of a %s", p.Name, p.In)
	case p.Name == "" || p.In != "cookie" && p.In != "query" && o.written(p.In, p.Name):
		o.twice(p)
	case request.FormOf(p).Keyed && len(p.Properties) > 0:
		o.addKeyed(p)
	case p.LeftOut:
		o.Note(diagnostic.OptionalParameters, spec.Info, p.Position, "",
			"the optional parameter %q is left out, as asked for", p.Name)
	default:
		o.addField(p, o.encodingOf(p))
	}
}

// addField sends a field: always, or if the event has it.
func (o *judging) addField(p *request.Parameter, encoding machine.Encoding) {
	f := plan.Field{
		Path: p.Field, In: p.In, Name: p.Name, Required: p.Required && !p.EventID, Idempotency: p.EventID,
		ContentType: p.ContentType, Description: p.Description, Schema: p.Schema, Example: p.Example,
		Format: carrier.NumberFormat(p.Schema.Types),
	}
	f.Guarded = f.Required
	m := machine.Parameter{Name: p.Name, Encoding: encoding, Source: machine.Source{Field: p.Field, Required: f.Required, EventID: p.EventID}}
	if !f.Required && !p.EventID {
		m.Default = o.defaultOf(p)
		f.Default, _ = request.ScalarText(m.Default)
	}
	o.add(p, m)
	o.fields = append(o.fields, f)
}

// defaultOf is the default that is sent where an event lacks an optional parameter, if the user
// asked for it.
func (o *judging) defaultOf(p *request.Parameter) json.RawMessage {
	d := p.Schema.Default
	if !o.c.opts.SendDefaults || len(d) == 0 || string(d) == "null" {
		return nil
	}
	if text, scalar := request.ScalarText(d); scalar {
		why := unsendable(p, text)
		if why == "" && request.UnusualNumber(d) {
			why = "it is a number that others may write differently"
		}
		if why != "" {
			o.Note(diagnostic.DefaultNotSent, spec.Warning, p.Position, "send the parameter in the event where it matters",
				"the default of the %s parameter %q is not sent: %s", p.In, p.Name, why)
			return nil
		}
	}
	var compact bytes.Buffer
	if json.Compact(&compact, d) != nil {
		return nil
	}
	return compact.Bytes()
}

// encodingOf is how a parameter is written.
func (o *judging) encodingOf(p *request.Parameter) machine.Encoding {
	if p.ContentType != "" {
		return machine.Encoding{JSON: request.KindOf(spec.MediaType{Type: p.ContentType, Schema: p.Schema}) == request.JSON, Reserved: p.Reserved}
	}
	v := request.KindsOf(p.Schema)
	several := v.Array || v.Object
	e := machine.Encoding{Explode: p.Explode, Reserved: p.Reserved}
	switch p.In {
	case "header":
		if p.Style != "simple" && several {
			o.undefined(p, "has the style "+p.Style+", which OpenAPI does not have there; it is written as in the style simple")
		}
		e.Reserved = false
	case "cookie":
		e.Reserved, e.Style = false, "form"
		if several && p.Explode {
			o.undefined(p, "writes several values, of which tools make different things in a cookie")
		}
	default:
		return o.queryEncoding(p, v, e)
	}
	if v.Nested {
		o.undefined(p, "holds arrays or objects in its value, for which OpenAPI defines no form; they are written as JSON")
	}
	return e
}

// queryEncoding is encodingOf for the query.
func (o *judging) queryEncoding(p *request.Parameter, v request.Kinds, e machine.Encoding) machine.Encoding {
	e.Style = p.Style
	several := v.Array || v.Object
	switch p.Style {
	case "form", "deepObject":
		if p.Style == "deepObject" && v.Array && !v.Object {
			o.undefined(p, "is an array in the style deepObject, which OpenAPI does not define; its items are numbered")
		}
	case "spaceDelimited", "pipeDelimited":
		if v.Object && !v.Array && !p.Explode {
			o.undefined(p, "writes an object in the style "+p.Style+", of which tools make different things")
		}
	case "tabDelimited":
		e.Style = "form"
		if several && !p.Explode {
			o.undefined(p, "separates values by tabs, and they are sent with commas")
		}
	default:
		e.Style = "form"
		o.undefined(p, "has the style "+p.Style+", which OpenAPI does not have there; it is written as in the style form")
	}
	if v.Nested && p.Style != "deepObject" {
		o.undefined(p, "holds arrays or objects in its value, for which OpenAPI defines no form; they are written as JSON")
	}
	return e
}

// addKeyed sends an object key by key: whole where its keys are the event's, else one property
// after the other.
func (o *judging) addKeyed(p *request.Parameter) {
	whole := !p.EventID
	for i := range p.Properties {
		prop := &p.Properties[i]
		whole = whole && prop.Use == request.UseField && !prop.LeftOut && prop.Field == p.Field+"."+prop.Property
	}
	if !whole && (p.Schema.OpenEnded || p.Schema.Composed) {
		o.Inexact(diagnostic.UndescribedObject, p.Position, "declare the object's properties",
			"of the object %q only the declared properties are carried", p.Name)
	}
	encoding := o.encodingOf(p)
	if whole {
		o.add(p, machine.Parameter{Name: p.Name, Encoding: encoding, Source: machine.Source{Field: p.Field, Required: p.Required}})
	}
	for i := range p.Properties {
		o.addProperty(p, &p.Properties[i], encoding, whole)
	}
}

func (o *judging) addProperty(p *request.Parameter, prop *request.Property, encoding machine.Encoding, whole bool) {
	switch {
	case prop.Use == request.UseRefused:
		return
	case prop.Fixed():
		o.CheckDoubtful(&prop.Parameter)
		o.addConstant(&prop.Parameter, prop.Constant)
		return
	case prop.LeftOut:
		o.Note(diagnostic.OptionalParameters, spec.Info, p.Position, "",
			"the optional parameter %q is left out, as asked for", prop.Name)
		return
	}
	f := plan.Field{
		Path: prop.Field, In: p.In, Name: prop.Name, Property: prop.Property, Required: prop.Required,
		Schema: prop.Schema, Example: prop.Schema.Example, Format: carrier.NumberFormat(prop.Schema.Types),
	}
	if !whole {
		f.Guarded = f.Required
		o.add(&prop.Parameter, machine.Parameter{Name: prop.Name, Encoding: encoding, Source: machine.Source{Field: prop.Field, Required: prop.Required}})
	} else if f.Required {
		// The machine asks for the object only; a property of its own says that this one is needed.
		f.Guarded = false
	}
	o.fields = append(o.fields, f)
}
