package plan

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// planParameters decides for each parameter what the event carries and what is
// sent. Path values are placed by planPath.
func (o *draft) planParameters() {
	for i := range o.parameters {
		p := &o.parameters[i]
		if why := unsafe(p.Name); why != "" {
			o.refuse(diagnostic.UnsafeString, p.Position, "rename it in the document",
				"the parameter %q must not reach a template: %s", p.Name, why)
			continue
		}
		if o.leaveOutHeader(*p) || o.sentByConnection(*p) || o.fix(p) {
			continue
		}
		switch p.In {
		case "cookie":
			o.leaveOutCookie(*p)
		case "path", "query", "header":
			o.addParameter(*p)
		default:
			o.refuse(diagnostic.UnsupportedStyle, p.Position, "describe the parameters one by one",
				"a parameter in %q cannot be built by EventBridge", p.In)
		}
	}
	o.checkCarryList()
}

// fix decides whether a parameter has one value only, and sends it.
func (o *draft) fix(p *parameter) bool {
	p.constant, p.fixed = o.constant(*p)
	if p.fixed {
		o.addConstant(*p, p.constant)
	}
	return p.fixed
}

// constant is the one value that a parameter has: the user's, or the only one that
// the document allows for a required parameter.
func (o *draft) constant(p parameter) (string, bool) {
	for _, key := range []string{
		o.op.Spec.ID + "#" + p.Name,
		operationKey(o.op.Spec.Method, o.op.Spec.Path) + "#" + p.Name,
		p.Name,
	} {
		if value, ok := o.builder.opts.Parameters[key]; ok {
			o.builder.used["parameter:"+key] = true
			return value, true
		}
	}
	if !p.Required || p.Schema.Constant == nil || p.ContentType != "" {
		return "", false
	}
	value, ok := scalarText(p.Schema.Constant)
	if ok && unusualNumber(p.Schema.Constant) {
		o.inexact(diagnostic.ConstantValue, p.Position, "quote it, if it is a text such as a version",
			"the constant %s of the parameter %q is a number that others may write differently", value, p.Name)
	}
	return value, ok
}

// unusualNumber tells whether a JSON number is not written in its shortest form: 2.0, 1e3,
// or more digits than a double holds. A document with one means a text as often as a
// number, and what reads it may print it in another way.
func unusualNumber(raw json.RawMessage) bool {
	var number float64
	text := strings.TrimSpace(string(raw))
	return json.Unmarshal(raw, &number) == nil && text[0] != '"' && strconv.FormatFloat(number, 'f', -1, 64) != text
}

// scalarText is a JSON scalar as a parameter writes it.
func scalarText(raw json.RawMessage) (string, bool) {
	text := strings.TrimSpace(string(raw))
	switch {
	case text == "" || text == "null" || text[0] == '{' || text[0] == '[':
		return "", false
	case text[0] == '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return "", false
		}
		return s, true
	}
	return text, true
}

// addConstant sends a parameter that is no field. A path's is placed by planPath.
func (o *draft) addConstant(p parameter, value string) {
	if w := writing(p); p.In == "path" && w.refused != "" {
		o.refuse(diagnostic.UnsupportedStyle, p.Position, otherWay, "%s", w.refused)
		return
	}
	if p.In == "query" && p.AllowReserved && escape(value) != value {
		o.reserved(p)
	}
	if why := o.unsendable(p, value); why != "" {
		o.refuse(diagnostic.ConstantValue, p.Position, "change the value",
			"the %s parameter %q cannot have the constant value %q: %s", p.In, p.Name, value, why)
		return
	}
	if strings.HasPrefix(value, "$") && p.In != "path" {
		o.inexact(diagnostic.ConstantValue, p.Position, "compare a delivered request with what the API expects",
			"the constant %q of the parameter %q begins with $, which EventBridge may take for a path into the event", value, p.Name)
		o.assume(assumeDollarValue)
	}
	if o.written(p.In, p.Name) {
		o.refuse(diagnostic.NameInvalid, p.Position, "remove one of the two",
			"the parameter %q cannot be carried: another parameter writes the same name, and EventBridge writes it once", p.Name)
		return
	}
	request := &o.op.Request
	switch p.In {
	case "query":
		request.Query = append(request.Query, Pair{Name: p.Name, Value: Value{Constant: value}})
	case "header":
		request.Headers = append(request.Headers, Pair{Name: p.Name, Value: Value{Constant: value}})
	case "cookie":
		o.addCookie(p.Name + "=" + value)
	}
}

// unsendable tells why AWS would refuse or change a constant.
func (o *draft) unsendable(p parameter, value string) string {
	switch why := unsafe(value); {
	case why != "":
		return why
	case len(value) > limits.ParameterValueLength || len(p.Name) > limits.ParameterKeyLength:
		return "AWS takes 512 characters"
	case p.In == "query" && value == "":
		return "AWS refuses an empty query value"
	case p.In == "path" && (strings.TrimSpace(value) == "" || value == "." || value == ".."):
		return "it would change the path"
	case p.In == "header" && !headerName.MatchString(p.Name):
		return "the name is not one of a header"
	case (p.In == "header" || p.In == "cookie") && !headerValue.MatchString(value):
		return "a header carries printable ASCII only"
	}
	return ""
}

// addCookie puts constants of several cookies into the one header. They come before the
// header parameters, so that one of that name is refused.
func (o *draft) addCookie(text string) {
	const name = "Cookie"
	headers := o.op.Request.Headers
	if at := slices.IndexFunc(headers, func(h Pair) bool { return h.Name == name }); at >= 0 {
		headers[at].Value.Constant += "; " + text
		return
	}
	o.op.Request.Headers = append(headers, Pair{Name: name, Value: Value{Constant: text}})
}

func (o *draft) leaveOutCookie(p parameter) {
	if p.Required {
		o.refuse(diagnostic.Cookie, p.Position, "call this operation some other way, or give the cookie a fixed value",
			"EventBridge cannot write the required cookie %q: it puts no name before a value", p.Name)
		return
	}
	o.inexact(diagnostic.Cookie, p.Position, "give the cookie a fixed value",
		"the optional cookie %q is not carried: EventBridge puts no name before a value", p.Name)
}

// addParameter makes a field, or the fields of an exploded object.
func (o *draft) addParameter(p parameter) {
	if p.In == "header" && !headerName.MatchString(p.Name) {
		o.refuse(diagnostic.NameInvalid, p.Position, "rename it in the document", "%q is not the name of a header", p.Name)
		return
	}
	if p.In == "query" && p.AllowReserved {
		o.reserved(p)
	}
	w := writing(p)
	switch {
	case w.refused != "":
		o.refuse(diagnostic.UnsupportedStyle, p.Position, "call this operation some other way", "%s", w.refused)
	case w.exploded:
		o.addExploded(p)
	default:
		if w.repeats {
			o.inexact(diagnostic.RepeatedKeys, p.Position, "send one value, or ask the API for explode: false",
				"the query parameter %q repeats its key for each of several values, and EventBridge writes it once", p.Name)
		}
		o.addField(Field{
			Path: p.field, In: p.In, Name: p.Name, Required: p.Required,
			Idempotency: o.builder.isIdempotencyHeader(p),
			ContentType: p.ContentType, Description: p.Description, Schema: p.Schema,
			Example: p.Example, Format: cmp.Or(w.format, numberFormat(p.In, p.Schema.Types)),
		}, p.Position)
	}
}

func (o *draft) reserved(p parameter) {
	o.inexact(diagnostic.ReservedCharacters, p.Position, "check that the API decodes its query",
		"the query parameter %q wants reserved characters as they are, and EventBridge encodes them", p.Name)
}

// addExploded nests the declared properties of an object in the event.
func (o *draft) addExploded(p parameter) {
	if len(p.properties) == 0 {
		if p.Required {
			o.refuse(diagnostic.UndescribedObject, p.Position, "declare the object's properties",
				"the object %q is written key by key, and the document declares none of its properties", p.Name)
		} else {
			o.inexact(diagnostic.UndescribedObject, p.Position, "declare the object's properties",
				"the optional object %q is not carried: it is written key by key, and the document declares none of its properties", p.Name)
		}
		return
	}
	if p.Schema.OpenEnded || p.Schema.Composed {
		o.inexact(diagnostic.UndescribedObject, p.Position, "declare the object's properties",
			"of the object %q only the declared properties are carried", p.Name)
	}
	for _, prop := range p.properties {
		if why := unsafe(prop.Name); why != "" {
			o.refuse(diagnostic.UnsafeString, p.Position, "rename it in the document",
				"the property %q of %q must not reach a template: %s", prop.Name, p.Name, why)
			continue
		}
		if !onlyScalars(prop.Schema.Types) {
			o.inexact(diagnostic.UndescribedObject, p.Position, "",
				"the property %q of the object %q may be an array or object, for which OpenAPI defines no form; one value is carried", prop.Name, p.Name)
		}
		name := prop.Name
		if p.Style == "deepObject" {
			name = p.Name + "[" + prop.Name + "]"
		}
		o.addField(Field{
			Path: prop.field, In: p.In, Name: name, Property: prop.Name,
			Required: p.Required && prop.Required,
			Schema:   prop.Schema, Example: prop.Schema.Example, Format: numberFormat(p.In, prop.Schema.Types),
		}, p.Position)
	}
}

// addField sends a field: always, or if the event has it.
func (o *draft) addField(f Field, at spec.Position) {
	if why, hint := o.unmappable(f); why != "" {
		o.refuse(diagnostic.NameInvalid, at, hint, "the parameter %q cannot be carried: %s", f.Name, why)
		return
	}
	o.assume(assumeDollarValue)
	if f.In == "header" {
		o.assume(assumeHeaderBytes)
	} else {
		o.assume(assumeEncoding)
	}
	if f.Schema == nil || !slices.Equal(f.Schema.Types, []string{"string"}) {
		o.assume(assumeScalarText)
	}
	if f.In == "path" {
		return // planPath adds it where the template uses it
	}
	switch {
	case f.Idempotency:
		f.Required = false
		o.idempotency = append(o.idempotency, optional{f.Path, f.Name})
	case f.Required:
		f.Guarded = true
		o.guards = append(o.guards, guard{f.Path, f.In})
	case !o.carries(f):
		o.note(diagnostic.OptionalParameters, spec.Info, at, "",
			"the optional parameter %q is left out, as asked for", f.Name)
		return
	default:
		o.optional = append(o.optional, optional{f.Path, f.Path})
	}
	pair := Pair{Name: f.Name, Value: Value{Field: f.Path}, Optional: !f.Required, Idempotency: f.Idempotency}
	if f.In == "query" {
		o.op.Request.Query = append(o.op.Request.Query, pair)
	} else {
		o.op.Request.Headers = append(o.op.Request.Headers, pair)
	}
	o.op.Fields = append(o.op.Fields, f)
}

// unmappable tells why AWS would not take the field, and what to do: there is one
// value for each key, and lengths are bounded.
func (o *draft) unmappable(f Field) (why, hint string) {
	switch {
	case f.Name == "":
		return "its name is empty", "give it a name"
	case f.Name == lostName:
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
func (o *draft) written(in, name string) bool {
	switch in {
	case "query":
		return slices.ContainsFunc(o.op.Request.Query, func(p Pair) bool { return p.Name == name })
	case "header":
		return slices.ContainsFunc(o.op.Request.Headers, func(p Pair) bool { return strings.EqualFold(p.Name, name) })
	}
	return false
}

// carries tells whether an optional parameter is among those the user named: by the
// parameter's name or by the field's.
func (o *draft) carries(f Field) bool {
	names, limited := o.carryList()
	if !limited {
		return true
	}
	for _, name := range names {
		if name == f.Name || name == f.Path || strings.HasPrefix(f.Path, name+".") {
			o.builder.used["carry:"+o.op.DetailType+"#"+name] = true
			return true
		}
	}
	return false
}

// carryList is the user's list for this operation, if there is one.
func (o *draft) carryList() ([]string, bool) {
	for _, key := range []string{o.op.Spec.ID, operationKey(o.op.Spec.Method, o.op.Spec.Path)} {
		if names, ok := o.builder.opts.CarryOptional[key]; ok && key != "" {
			o.builder.used["carry:"+key] = true
			return names, true
		}
	}
	return nil, false
}

// checkCarryList reports names that are no optional parameter of the operation.
func (o *draft) checkCarryList() {
	names, _ := o.carryList()
	for _, name := range names {
		if !o.builder.used["carry:"+o.op.DetailType+"#"+name] {
			o.note(diagnostic.NothingSelected, spec.Warning, o.op.Spec.Position, "check the name",
				"%q is to be carried, and is no optional parameter of this operation", name)
		}
	}
}
