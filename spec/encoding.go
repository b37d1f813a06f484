package spec

import (
	"cmp"
	"mime"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// essence is a media type in lower case without its parameters; empty if it is none.
func essence(mediaType string) string {
	kind, _, err := mime.ParseMediaType(mediaType)
	if err != nil {
		return ""
	}
	return kind
}

// mediaType reads one entry of a body's content.
func (r *reader) mediaType(f field) MediaType {
	media, ok := r.deref(f.value)
	if ok && media.given() && !media.isMap() {
		r.malformed(Warning, media, "write an object with a schema", "the media type %q is %s, not an object", f.name, media.kind())
	}
	if r.swagger == nil {
		r.fieldsOfParts(media, "a media type", mediaTypeFields, []string{"itemSchema", "prefixEncoding", "itemEncoding"})
	}
	r.spend(5)
	schema := r.schemaOf(media)
	if !ok {
		r.lost++ // what it is, and whether it can be sent, is not known
	}
	before := r.lost
	encoding := r.encodings(media, f.name, schema)
	dangling := schema.dangling || r.lost > before
	r.lost = before // other media types of the body are whole
	return MediaType{
		Type:     f.name,
		Dangling: dangling,
		Schema:   schema,
		Encoding: encoding,
		Example:  r.example(media, schema),
		Position: f.key.position(),
	}
}

// encodings are what a media type says about how the properties of its schema are written, in
// the order of the properties. They count for forms and multipart bodies only (OpenAPI 3.1.1,
// "Media Type Object").
func (r *reader) encodings(media node, mediaType string, schema *Schema) []Encoding {
	value := media.field("encoding")
	if !value.given() {
		return nil
	}
	kind := essence(mediaType)
	if kind != formType && !isMultipart(kind) {
		if value.isScalar() || len(value.yaml.Content) > 0 {
			r.malformed(Info, value, "leave it out", "the encoding of %s is ignored: OpenAPI has it for %s and multipart", mediaType, formType)
		}
		return nil
	}
	object := r.object(media, "encoding")
	if object.yaml == nil {
		r.lost++
		return nil
	}
	r.spend((len(object.file.content(object.yaml)) + len(schema.Properties)) / 16)
	ranks := make(map[string]int, len(schema.Properties))
	for i, p := range schema.Properties {
		ranks[p.Name] = i + 1
	}
	r.strangers(object, schema, ranks)
	var all []Encoding
	for f := range object.fields() {
		if e, ok := r.encoding(f, kind); ok {
			all = append(all, e)
		}
	}
	rank := func(e Encoding) int { return cmp.Or(ranks[e.Property], len(ranks)+1) }
	slices.SortStableFunc(all, func(a, b Encoding) int { return cmp.Compare(rank(a), rank(b)) })
	return all
}

// strangers reports encodings of properties that a schema doesn't declare, if it seems to declare
// all that there are: a warning where another one is meant, else an info.
func (r *reader) strangers(encodings node, schema *Schema, declared map[string]int) {
	if len(declared) == 0 || schema.OpenEnded || schema.Composed || schema.dangling {
		return
	}
	var strangers []field
	for f := range encodings.fields() {
		if declared[f.name] == 0 {
			strangers = append(strangers, f)
		}
	}
	if len(strangers) == 0 {
		return
	}
	names := make([]string, len(schema.Properties))
	for i, p := range schema.Properties {
		names[i] = p.Name
	}
	for i, f := range strangers {
		if i == maxUnknown {
			r.malformed(Info, f.key, "declare them among the schema's properties",
				"%d more encodings are of properties that the schema has not", len(strangers)-i)
			return
		}
		severity := Info
		if text.Nearest(f.name, names) != "" {
			severity = Warning
		}
		r.malformed(severity, f.key, text.Meant(f.name, names, "declare it among the schema's properties"),
			"%q has an encoding, and the schema has no such property", f.name)
	}
}

func isMultipart(essence string) bool { return strings.HasPrefix(essence, "multipart/") }

// encoding reads what is said about one property.
func (r *reader) encoding(f field, kind string) (Encoding, bool) {
	n := r.inPlace(f.value)
	if !n.isMap() {
		r.lost++
		if n.yaml != nil { // else its $ref leads nowhere, which is said
			r.malformed(Warning, n, "write an object with a contentType or a style", "the encoding of %q is %s, not an object", f.name, n.kind())
		}
		return Encoding{}, false
	}
	r.fieldsOfParts(n, "an encoding", encodingFields, []string{"encoding", "prefixEncoding", "itemEncoding"})
	r.spend(5)
	e := Encoding{
		Property:         f.name,
		ContentType:      r.text(n, "contentType"),
		Style:            r.text(n, "style"),
		Explode:          r.flag(n, "explode", false),
		HasExplode:       isBoolean(n.field("explode")),
		AllowReserved:    r.flag(n, "allowReserved", false),
		HasAllowReserved: isBoolean(n.field("allowReserved")),
		Position:         f.key.position(),
	}
	if isMultipart(kind) {
		e.Headers = r.partHeaders(n)
	} else if headers := n.field("headers"); headers.given() {
		r.malformed(Info, headers, "leave them out", "the headers of %q are ignored: only parts of multipart bodies have some", f.name)
	}
	if kind != formType && (kind != multipartType || r.swagger == nil && r.minor == 0) {
		r.withoutStyle(&e, f.key)
	}
	return e, true
}

// isBoolean tells whether a flag is read from n, be it in quotes.
func isBoolean(n node) bool {
	return n.isScalar() && (strings.EqualFold(n.yaml.Value, "true") || strings.EqualFold(n.yaml.Value, "false"))
}

// withoutStyle takes away the fields that OpenAPI ignores for the body's media type: all of them
// for other types than multipart/form-data, and for this one in OpenAPI 3.0. It is said where
// they say anything that isn't so without them.
func (r *reader) withoutStyle(e *Encoding, at node) {
	if e.Style != "" && e.Style != "form" || e.HasExplode && !e.Explode || e.AllowReserved {
		media, hint := formType+" and "+multipartType, "leave them out"
		if r.minor == 0 {
			media, hint = formType, "write OpenAPI 3.1, in which they count for "+multipartType
		}
		r.malformed(Info, at, hint, "style, explode and allowReserved of %q are ignored: in OpenAPI 3.%d they count for %s", e.Property, r.minor, media)
	}
	e.Style, e.Explode, e.HasExplode, e.AllowReserved, e.HasAllowReserved = "", false, false, false, false
}

// partHeaders are the headers of a part of a multipart body, in document order.
func (r *reader) partHeaders(n node) []Parameter {
	var all []Parameter
	value := n.field("headers")
	headers := r.object(n, "headers")
	if value.given() && headers.yaml == nil {
		r.lost++
	}
	for f := range headers.fields() {
		target, ok := r.deref(f.value)
		if ok && !target.isMap() {
			r.malformed(Warning, target, "write an object with a schema", "the header %q is %s, not an object", f.name, target.kind())
			ok = false
		}
		switch {
		case !ok:
			r.lost++
		case strings.EqualFold(f.name, "Content-Type"):
			r.malformed(Info, f.key, "say it by contentType", "OpenAPI ignores %q among the headers of a part", f.name)
		default:
			r.unknownFields(target, "a header", headerFields)
			r.spend(5)
			p := Parameter{Name: f.name, In: "header", Position: f.key.position()}
			r.describe(target, &p)
			p.Description = r.described(f.value, target, p.Description)
			all = append(all, p)
		}
	}
	return all
}
