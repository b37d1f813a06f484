package spec

import (
	"encoding/json"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// parameterList is what a list was read as, and how many of its members are lost: path
// items that are referred to have theirs read once.
type parameterList struct {
	parameters []Parameter
	lost       int
}

// parameters are those that n itself lists, references followed.
func (r *reader) parameters(n node) []Parameter {
	value := r.inPlace(n.field("parameters"))
	if value.given() && !value.isList() {
		r.lost++
		r.malformed(Warning, value, "write a list of parameters", "%q is %s, not a list", "parameters", value.kind())
	}
	if known, ok := r.lists[value]; ok {
		r.lost += known.lost
		return known.parameters
	}
	before := r.lost
	var parameters []Parameter
	seen := map[[2]string]bool{}
	for _, item := range value.items() {
		target, ok := r.deref(item)
		if !ok {
			r.lost++
			continue
		}
		if r.swagger != nil && isBodyPart(target) {
			continue // the body is read with the operation
		}
		parameter, ok := r.parameter(target)
		if !ok {
			r.lost++
			continue
		}
		if seen[parameter.key()] {
			r.report(Diagnostic{
				Code: diagnostic.DuplicateParam, Severity: Warning, Position: item.position(),
				Message: diagnostic.Message("the %s parameter %q is in this list already: the first one is read", parameter.In, parameter.Name),
				Hint:    "keep one of the two",
			})
			continue
		}
		seen[parameter.key()] = true
		parameter.Description = r.described(item, target, parameter.Description)
		parameters = append(parameters, parameter)
	}
	if value.isList() {
		r.lists[value] = parameterList{parameters, r.lost - before}
	}
	return parameters
}

// overridden is base with the parameters of the same name and location replaced
// by those of own, followed by the rest of own.
func (r *reader) overridden(base, own []Parameter) []Parameter {
	switch {
	case len(base) == 0:
		return own
	case len(own) == 0:
		return base
	}
	r.spend(5 * len(base))
	all := slices.Clone(base)
	places := make(map[[2]string]int, len(base))
	for i, parameter := range base {
		places[parameter.key()] = i
	}
	for _, parameter := range own {
		if i, ok := places[parameter.key()]; ok {
			all[i] = parameter
			continue
		}
		all = append(all, parameter)
	}
	return all
}

// key is what no two parameters of an operation share.
func (p Parameter) key() [2]string { return [2]string{p.In, p.Name} }

// locations are where a parameter can be: "cookie" since OpenAPI 3.0, "querystring"
// since 3.2.
var locations = []string{"path", "query", "header", "cookie", "querystring"}

// isLocation tells whether a parameter of the document's version can be there.
func (r *reader) isLocation(in string) bool {
	if in == "querystring" && r.minor < 2 || in == "cookie" && r.swagger != nil {
		return false
	}
	return slices.Contains(locations, in)
}

func (r *reader) parameter(n node) (Parameter, bool) {
	if !n.isMap() {
		r.malformed(Warning, n, "a parameter is an object with a name and a location", "a parameter is %s, not an object", n.kind())
		return Parameter{}, false
	}
	hint := "in is path, query, header or cookie; a body is described by requestBody"
	if r.swagger == nil {
		r.unknownFields(n, "a parameter", parameterFields)
	} else {
		n, hint = r.swaggerParameter(n), "in is path, query, header, formData or body"
	}
	r.spend(5)
	p := Parameter{Name: r.text(n, "name"), In: r.text(n, "in"), Position: n.position()}
	if p.Name == "" && p.In != "querystring" {
		r.malformed(Warning, n, "give it a name", "a parameter has no name: it is not read")
		return Parameter{}, false
	}
	if !r.isLocation(p.In) {
		r.malformed(Warning, n, hint, "the parameter %q is in %q, which is no location: it is not read", p.Name, p.In)
		return Parameter{}, false
	}
	r.describe(n, &p)
	if p.In == "path" && !p.Required {
		r.malformed(Info, n, "say required: true", "the path parameter %q is required, though the document does not say so", p.Name)
		p.Required = true
	}
	return p, true
}

// describe fills in all but the name and location, which a header has elsewhere.
func (r *reader) describe(n node, p *Parameter) {
	p.Required = r.flag(n, "required", false)
	p.Deprecated = r.flag(n, "deprecated", false)
	p.Description = r.prose(n, "description")
	p.AllowReserved = r.flag(n, "allowReserved", false)
	p.AllowEmptyValue = r.flag(n, "allowEmptyValue", false)
	p.Extensions = r.extensions(n)
	r.serialization(n, p)
	r.content(n, p)
	if p.Schema.undecided() {
		r.lost++ // an array or object is written otherwise than a scalar
	}
}

// serialization fills in style and explode, or their defaults (OpenAPI 3.1.1,
// section 4.8.12.2; the style "cookie" is 3.2's).
func (r *reader) serialization(n node, p *Parameter) {
	p.Style = r.text(n, "style")
	if p.Style == "" {
		p.Style = "form"
		if p.In == "path" || p.In == "header" {
			p.Style = "simple"
		}
	}
	p.Explode = r.flag(n, "explode", p.Style == "form" || p.Style == "cookie")
}

// content fills in what the value looks like: by a schema, or by the one media
// type of content.
func (r *reader) content(n node, p *Parameter) {
	if n.field("schema").yaml != nil {
		p.Schema = r.schemaOf(n)
		p.Example = r.example(n, p.Schema)
		if content := n.field("content"); content.given() {
			r.malformed(Warning, content, "keep one of the two", "the parameter %q has a schema and content: the schema is read", p.Name)
		}
		return
	}
	for f := range r.object(n, "content").fields() {
		if p.ContentType != "" {
			r.malformed(Warning, f.key, "give one media type", "the content of the parameter %q is %s: it has one media type, and %q is not read", p.Name, p.ContentType, f.name)
			return
		}
		media, ok := r.deref(f.value)
		if ok && media.given() && !media.isMap() {
			r.malformed(Warning, media, "write an object with a schema", "the media type %q is %s, not an object", f.name, media.kind())
		}
		p.ContentType = f.name
		p.Schema = r.schemaOf(media)
		p.Example = r.example(n, nil)
		if p.Example == nil && ok {
			p.Example = r.example(media, p.Schema)
		}
	}
	if p.ContentType != "" {
		return
	}
	p.Schema = &Schema{}
	p.Example = r.example(n, p.Schema)
}

// body is the request body of the operation n.
func (r *reader) body(n node, common inherited) *RequestBody {
	if r.swagger != nil {
		return r.swaggerBody(n, r.overriddenParts(common.bodyParts, r.bodyParts(n)))
	}
	value := n.field("requestBody")
	if !value.given() {
		return nil
	}
	target, ok := r.deref(value)
	if ok && !target.isMap() {
		r.malformed(Warning, target, "a request body is an object with content", "%q is %s, not an object", "requestBody", target.kind())
		ok = false
	}
	if !ok {
		r.lost++
		return nil
	}
	body := r.requestBody(target)
	if text := r.described(value, target, body.Description); text != body.Description {
		own := *body // the other is everybody's who refers to it
		own.Description = text
		body = &own
	}
	return body
}

// requestBody is what a body was read as, once for all that refer to it.
type requestBody struct {
	body *RequestBody
	lost int
}

func (r *reader) requestBody(target node) *RequestBody {
	known, ok := r.bodies[target]
	if !ok {
		before := r.lost
		known.body = r.readBody(target)
		known.lost = r.lost - before
		r.bodies[target] = known
		return known.body
	}
	r.lost += known.lost
	return known.body
}

func (r *reader) readBody(target node) *RequestBody {
	if r.swagger == nil { // else it is made of parameters
		r.unknownFields(target, "a request body", bodyFields)
	}
	body := &RequestBody{
		Required:    r.flag(target, "required", false),
		Description: r.prose(target, "description"),
		Extensions:  r.extensions(target),
		Position:    target.position(),
	}
	if content := target.field("content"); content.given() && !content.isMap() {
		r.lost++
	}
	for f := range r.object(target, "content").fields() {
		body.Content = append(body.Content, r.mediaType(f))
	}
	return body
}

// example is the first example that n gives: its example, the first of its
// examples, or the schema's.
func (r *reader) example(n node, schema *Schema) json.RawMessage {
	if value := n.field("example"); value.yaml != nil {
		return r.exampleValue(value, schema)
	}
	for f := range n.field("examples").fields() {
		entry, problem := r.follow(f.value)
		if problem != nil {
			continue // a sample less: no request is made of examples
		}
		for _, name := range []string{"value", "dataValue"} {
			if value := entry.field(name); value.yaml != nil {
				return r.exampleValue(value, schema)
			}
		}
	}
	if schema == nil {
		return nil
	}
	return schema.Example
}

// exampleValue is an example as JSON. An example is data, in which a $ref means
// nothing by OpenAPI's letter; documents keep long ones in files all the same.
func (r *reader) exampleValue(value node, schema *Schema) json.RawMessage {
	if value.isRef() {
		target, problem := r.follow(value)
		if problem != nil {
			return nil // a sample is made up instead
		}
		value = target
	}
	r.spend(1)
	return r.valueJSON(value, schema)
}
