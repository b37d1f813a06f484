package spec

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

const (
	formType      = "application/x-www-form-urlencoded"
	multipartType = "multipart/form-data"
	jsonType      = "application/json"
)

// bodyParts are the parameters that describe the body: one in "body", or those of a
// form, in "formData". A list that many path items refer to is read once.
func (r *reader) bodyParts(n node) []node {
	list := r.inPlace(n.field("parameters"))
	if known, ok := r.swagger.parts[list]; ok {
		r.lost += known.lost
		return known.parts
	}
	before := r.lost
	var parts []node
	seen := map[partKey]bool{}
	for _, item := range list.items() {
		target, problem := r.follow(item)
		if problem != nil || !isBodyPart(target) {
			continue // read, or said to lead nowhere, with the other parameters
		}
		if key, ok := keyOfPart(target); ok && seen[key] {
			r.secondPart(item, target)
			continue
		} else if ok {
			seen[key] = true
		}
		parts = append(parts, target)
	}
	if list.isList() {
		r.swagger.parts[list] = partList{parts, r.lost - before}
	}
	return parts
}

// partList is what a list of parameters was read as, and how many of it are lost.
type partList struct {
	parts []node
	lost  int
}

// secondPart reports a parameter for which there is one in the list already.
func (r *reader) secondPart(item, target node) {
	if !isForm(target) {
		r.lost++
		r.malformed(Warning, item, "keep one of the two", "an operation has one body, and %q is a second one", r.text(target, "name"))
		return
	}
	r.report(Diagnostic{
		Code: diagnostic.DuplicateParam, Severity: Warning, Position: item.position(),
		Message: diagnostic.Message("the formData parameter %q is in this list already: the first one is read", r.text(target, "name")),
		Hint:    "keep one of the two",
	})
}

func isBodyPart(n node) bool {
	in := n.field("in")
	return in.isScalar() && (in.yaml.Value == "body" || in.yaml.Value == "formData")
}

func isForm(n node) bool { return n.field("in").yaml.Value == "formData" }

// partKey is what no two parts share: there is one body, and each field of a form once.
type partKey struct {
	form bool
	name string
}

// keyOfPart is none for a field without a name.
func keyOfPart(part node) (partKey, bool) {
	if !isForm(part) {
		return partKey{}, true
	}
	name := part.field("name")
	if !name.isScalar() || name.yaml.Value == "" {
		return partKey{}, false
	}
	return partKey{true, name.yaml.Value}, true
}

// overriddenParts is base with its parameters replaced by those of own that stand for
// them, followed by the rest of own.
func (r *reader) overriddenParts(base, own []node) []node {
	switch {
	case len(own) == 0:
		return base
	case len(base) == 0:
		return own
	}
	r.spend(5 * len(base))
	all := slices.Clone(base)
	places := make(map[partKey]int, len(base))
	for i, part := range base {
		if key, ok := keyOfPart(part); ok {
			places[key] = i
		}
	}
	for _, part := range own {
		key, ok := keyOfPart(part)
		if at, there := places[key]; ok && there {
			all[at] = part
			continue
		}
		all = append(all, part)
	}
	return all
}

// swaggerBody is the request body that an operation's parameters describe, written as
// OpenAPI 3 does.
func (r *reader) swaggerBody(op node, parts []node) *RequestBody {
	if r.notSwagger(op, "requestBody") {
		r.lost++
	}
	if len(parts) == 0 {
		return nil
	}
	if at := slices.IndexFunc(parts, func(n node) bool { return isForm(n) != isForm(parts[0]) }); at >= 0 {
		r.lost++
		r.malformed(Warning, parts[at], "keep one of the two",
			`an operation has parameters in "body" and in "formData", which describe two bodies`)
		return nil
	}
	consumes := r.swagger.consumes
	if own := op.field("consumes"); own.given() {
		consumes = r.mediaTypes(op, "consumes")
	}
	// Operations of shared path items share their bodies.
	key := bodyKey{&parts[0], consumes.list}
	known, ok := r.swagger.bodies[key]
	if !ok {
		before := r.lost
		r.spend(20 * (len(parts) + len(consumes.types)))
		if isForm(parts[0]) {
			known.body = r.formBody(parts, consumes)
		} else {
			known.body = r.requestBody(r.bodyOf(parts[0], consumes.types))
		}
		known.lost = r.lost - before
		r.swagger.bodies[key] = known
	} else {
		r.lost += known.lost
	}
	return known.body
}

// bodyKey is what a body is made of.
type bodyKey struct {
	first    *node
	consumes node
}

// mediaTypes are those of a consumes or produces.
type mediaTypes struct {
	list  node
	types []node
}

// mediaTypes are those that n lists in consumes or produces, each once.
func (r *reader) mediaTypes(n node, list string) mediaTypes {
	var types []node
	seen := map[string]bool{}
	for _, item := range r.list(n, list) {
		if !item.isText() {
			r.malformed(Warning, item, "write a media type", "a member of %q is %s, not a string", list, item.kind())
			continue
		}
		if !seen[item.yaml.Value] {
			seen[item.yaml.Value] = true
			types = append(types, item)
		}
	}
	return mediaTypes{n.field(list), types}
}

// bodyOf is a requestBody made of a parameter in "body".
func (r *reader) bodyOf(part node, consumes []node) node {
	if len(consumes) == 0 {
		r.assumeMedia(part, "say what the operation consumes", "the document does not say which media type this body has: "+jsonType+" is taken")
		consumes = []node{scalarAt(part, jsonType)}
	}
	body, content := mappingAt(part), mappingAt(part)
	for _, media := range consumes {
		entry := mappingAt(part)
		for f := range part.fields() {
			switch f.name {
			case "schema", "example":
				entry.set(f.key, f.name, f.value)
			case "x-example":
				entry.set(f.key, "example", f.value)
			case "x-examples":
				if example := f.value.field(media.yaml.Value); example.yaml != nil {
					entry.set(f.key, "example", example)
				}
			}
		}
		content.set(media, media.yaml.Value, entry)
	}
	for f := range part.fields() {
		if f.name == "description" || f.name == "required" || strings.HasPrefix(f.name, "x-") {
			body.set(f.key, f.name, f.value)
		}
	}
	body.set(part, "content", content)
	return body
}

// formBody is the body of a form. Where JSON is listed beside forms, the fields may be sent as
// JSON too: by the operation's own list, or by the document's, which is for operations that take
// JSON as well as for those that take a form.
func (r *reader) formBody(parts []node, consumes mediaTypes) *RequestBody {
	besides := jsonBesideForms(consumes.types)
	if len(besides) == 0 {
		besides = jsonBesideForms(r.swagger.consumes.types)
	}
	body := r.requestBody(r.form(parts, consumes.types, besides))
	for i := range body.Content {
		m := &body.Content[i]
		m.BesideForm = !isFormType(m.Type)
	}
	return body
}

// isFormType tells whether a media type is that of a form.
func isFormType(mediaType string) bool {
	kind := essence(mediaType)
	return kind == formType || kind == multipartType
}

// jsonBesideForms are the media types for JSON in a list that has forms, too.
func jsonBesideForms(types []node) []node {
	if !slices.ContainsFunc(types, func(n node) bool { return isFormType(n.yaml.Value) }) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(types), func(n node) bool {
		kind := essence(n.yaml.Value)
		return kind != jsonType && !strings.HasSuffix(kind, "+json")
	})
}

// form is a requestBody made of parameters in "formData": an object with a property for
// each, sent as a form, as multipart if it has a file, or as either; and as JSON that is
// listed besides, if it has no file.
func (r *reader) form(parts, consumes, besides []node) node {
	at := parts[0]
	properties, encoding, required := mappingAt(at), mappingAt(at), []node{}
	file := false
	for _, part := range parts {
		name := part.field("name")
		if r.text(part, "name") == "" {
			r.lost++
			r.malformed(Warning, part, "give it a name", "a parameter has no name: it is not read")
			continue
		}
		properties.set(part, name.yaml.Value, r.formProperty(part))
		written := mappingAt(part)
		if r.collectionStyle(part, written); len(written.yaml.Content) > 0 {
			encoding.set(part, name.yaml.Value, written)
		}
		if r.flag(part, "required", false) {
			required = append(required, name)
		}
		file = file || r.text(part, "type") == "file"
	}
	schema := mappingAt(at)
	schema.set(at, "type", scalarAt(at, "object"))
	schema.set(at, "properties", properties)
	body, content := mappingAt(at), mappingAt(at)
	if len(required) > 0 {
		schema.set(at, "required", listAt(at, required...))
		body.set(at, "required", flagAt(at, true))
	}
	types := r.formTypes(at, consumes, file)
	if !file {
		types = slices.Concat(types, besides)
	}
	for _, media := range types {
		entry := mappingAt(at)
		entry.set(at, "schema", schema)
		if isFormType(media.yaml.Value) {
			entry.set(at, "encoding", encoding)
		}
		content.set(media, media.yaml.Value, entry)
	}
	body.set(at, "content", content)
	return body
}

// formProperty is the schema of a form's field, with the field's description.
func (r *reader) formProperty(part node) node {
	schema := r.valueSchema(part)
	if schema.yaml == nil {
		schema = mappingAt(part)
	}
	if text := part.field("description"); text.yaml != nil && schema.field("description").yaml == nil && schema.yaml != part.field("schema").yaml {
		schema.set(part, "description", text)
	}
	return schema
}

// formTypes are the media types of a form, which an operation need not list.
func (r *reader) formTypes(at node, consumes []node, file bool) []node {
	// Others than forms are those of other operations (Swagger 2.0, "Parameter Object", formData).
	types := slices.DeleteFunc(slices.Clone(consumes), func(n node) bool { return !isFormType(n.yaml.Value) })
	if len(types) > 0 {
		return types
	}
	media := formType
	if file {
		media = multipartType
	}
	r.assumeMedia(at, "say what the operation consumes", "the document does not say which media type this form has: "+media+" is taken")
	return []node{scalarAt(at, media)}
}
