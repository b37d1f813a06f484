package planner

import (
	"mime"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// planBody decides what carries the request body.
func (o *draft) planBody() {
	body := o.op.Spec.Body
	if body == nil {
		o.Assume(assumeEmptyBody)
		o.sendContentType(spec.MediaType{Position: o.op.Spec.Position}, jsonBody)
		return
	}
	if len(body.Content) == 0 {
		o.Inexact(diagnostic.UnsupportedBody, body.Position, "describe the body's content",
			"the request body has no media type, so none is sent")
		o.Assume(assumeEmptyBody)
		o.sendContentType(spec.MediaType{Position: body.Position}, jsonBody)
		return
	}
	media, kind := o.chooseMedia(body)
	if why := safe.Unsafe(media.Type); why != "" {
		o.Refuse(diagnostic.UnsafeString, media.Position, "correct the media type",
			"the media type %q must not reach a template: %s", media.Type, why)
		return
	}
	if kind == refusedBody {
		o.Refuse(diagnostic.UnsupportedBody, media.Position, otherMedia(body),
			"EventBridge sends JSON only, and the request body is %s", mediaTypes(body.Content))
		return
	}
	o.checkMedia(media, kind)
	o.checkDangling(media)
	o.op.Request.Body = bodyField
	o.sendContentType(media, kind)
	media, required := o.withoutCredentials(media, body)
	field := plan.Field{
		Path: bodyField, In: "body", Required: required,
		ContentType: media.Type, Description: body.Description, Schema: media.Schema, Example: media.Example,
	}
	if kind == textBody || kind == bytesBody {
		field.Format = asJSONText
	}
	// A body of another kind may be any JSON value, and no pattern tells an object from nothing.
	if at := guardedPart(media.Schema); at != "" && required && kind == jsonBody {
		field.Guarded = true
		o.guards = append(o.guards, guard{at, "body"})
	}
	if kind == jsonBody {
		o.checkEmptyBody(body, media)
	}
	o.op.Fields = append(o.op.Fields, field)
}

// asJSONText is how a body of text or bytes travels: what is no string becomes the text that
// an API keeps in its cache or file as often as not.
const asJSONText = "a string in quotes, an object, array, number or boolean as its JSON text"

// checkMedia says where what arrives is not what the media type asks for.
func (o *draft) checkMedia(media spec.MediaType, kind bodyKind) {
	switch kind {
	case jsonBody:
		if media.Elsewhere {
			o.Inexact(diagnostic.InexactBody, media.Position, "choose it in MediaTypes (context key mediaTypes), if this operation takes it",
				"the request body is sent as %s, which the document lists beside forms for all operations; this one lists a form only", media.Type)
		}
		if types := media.Schema.Types; len(types) == 0 || slices.Contains(types, "string") {
			o.Assume(assumeTextBody)
		}
	case linesBody:
		o.Inexact(diagnostic.InexactBody, media.Position, askAPI,
			"the request body is %s: EventBridge sends one JSON value without the end of its line, and no more", media.Type)
	case textBody:
		o.Assume(assumeTextBody)
		o.Inexact(diagnostic.InexactBody, media.Position, askAPI,
			"the request body is %s: a string arrives in quotes, as JSON; an object, array, number or boolean arrives as its JSON text", media.Type)
	case bytesBody:
		o.Assume(assumeTextBody)
		o.Inexact(diagnostic.InexactBody, media.Position, askAPI,
			"the request body is %s: an event holds no bytes, and what it has arrives as JSON, a string in quotes", media.Type)
	}
}

// checkDangling says where a reference that led nowhere might have told more of the body. JSON
// is sent as the event has it, whatever its schema says; but of a range of media types the
// schema may say that bytes are meant.
func (o *draft) checkDangling(media spec.MediaType) {
	switch {
	case !media.Dangling:
	case strings.Contains(essence(media.Type), "*"):
		o.Inexact(diagnostic.IncompleteOperation, media.Position, "correct the $ref, or state one media type",
			"a $ref of the request body's schema leads nowhere, so it is not known whether %s is JSON, as which it is sent", media.Type)
	default:
		o.Note(diagnostic.IncompleteOperation, spec.Warning, media.Position, "correct the $ref",
			"a $ref of the request body's schema leads nowhere: the body is sent as the event has it, whatever the schema says")
	}
}

// checkEmptyBody says that an event without the body, or with a null for one, sends an
// empty object where the document means something else. EventBridge always sends a body.
func (o *draft) checkEmptyBody(body *spec.RequestBody, media spec.MediaType) {
	s := media.Schema
	why := ""
	switch {
	case body.Required:
	case len(s.Types) > 0 && !slices.Contains(s.Types, "object"):
		why = "is no object"
	default:
		for _, p := range s.Properties {
			if p.Required && !p.Schema.ReadOnly {
				why = diagnostic.Message("requires %q", safe.Clean(p.Name, 60))
				break
			}
		}
	}
	if why != "" {
		o.Note(diagnostic.EmptyBody, spec.Info, media.Position, "send the body with every event, if the API minds",
			"an event without the optional body sends {}, and the body %s", why)
	}
	if slices.Contains(s.Types, "null") {
		o.Note(diagnostic.EmptyBody, spec.Info, media.Position, "send an object, if the API minds",
			"an event whose body is null sends {}")
	}
}

type bodyKind int

const (
	jsonBody bodyKind = iota
	// linesBody is one JSON value for each line.
	linesBody
	// textBody and bytesBody arrive as JSON strings.
	textBody
	bytesBody
	refusedBody
)

// chooseMedia takes the user's choice, else application/json, else the first that is JSON,
// else the first that can be sent at all, else the first.
func (o *draft) chooseMedia(body *spec.RequestBody) (spec.MediaType, bodyKind) {
	if m := o.chosenMedia(body); m != nil {
		return *m, kindOf(*m)
	}
	for _, m := range body.Content {
		if essence(m.Type) == "application/json" {
			return m, kindOf(m)
		}
	}
	for _, kind := range []bodyKind{jsonBody, linesBody, textBody, bytesBody} {
		for _, m := range body.Content {
			if kindOf(m) == kind {
				return m, kind
			}
		}
	}
	return body.Content[0], refusedBody
}

// chosenMedia is the media type that the user chose: as it is written, or else without its
// parameters. The choice for all operations applies to those that have it.
func (o *draft) chosenMedia(body *spec.RequestBody) *spec.MediaType {
	chosen := o.builder.opts.MediaTypes
	for _, key := range []string{o.op.Spec.ID, ident.OperationKey(o.op.Spec.Method, o.op.Spec.Path), everyOperation} {
		want, ok := chosen[key]
		if !ok || key == "" {
			continue
		}
		for _, same := range []func(string) bool{
			func(t string) bool { return t == want },
			func(t string) bool { return essence(t) == essence(want) },
		} {
			if at := slices.IndexFunc(body.Content, func(m spec.MediaType) bool { return same(m.Type) }); at >= 0 {
				o.builder.Mark(finding.MediaTypes, key)
				m := body.Content[at]
				m.Elsewhere = false
				return &m
			}
		}
		if m := o.formAsJSON(body, want); m != nil {
			o.builder.Mark(finding.MediaTypes, key)
			return m
		}
		if key != everyOperation {
			o.builder.Mark(finding.MediaTypes, key)
			o.Note(diagnostic.MediaTypeUnknown, spec.Warning, body.Position, otherMedia(body),
				"the media type %q was chosen, and the request body is %s", want, mediaTypes(body.Content))
		}
	}
	return nil
}

// lines are the subtypes of JSON line by line (https://github.com/ndjson/ndjson-spec).
var lines = set("x-ndjson", "ndjson", "jsonl", "x-jsonl", "jsonlines", "x-jsonlines", "x-json-stream")

// textTypes are texts that don't begin with text/.
var textTypes = set("application/javascript", "application/ecmascript", "application/graphql", "application/jwt",
	"application/jose", "application/sql", "application/x-sh", "application/yaml", "application/x-yaml",
	"application/toml", "application/x-pem-file", "application/pgp-keys", "application/sparql-query",
	"application/sparql-update", "application/n-triples", "application/x-javascript")

// isBinary tells whether what a media type calls JSON, or any type at all, is really
// raw bytes: a string of the format binary, or any text where the type is open.
func isBinary(m spec.MediaType) bool {
	text := slices.Equal(m.Schema.Types, []string{"string"})
	return text && (m.Schema.Format == "binary" || strings.Contains(essence(m.Type), "*"))
}

// essence is the media type without parameters, in lower case.
func essence(mediaType string) string {
	if t, _, err := mime.ParseMediaType(mediaType); err == nil {
		return t
	}
	t, _, _ := strings.Cut(mediaType, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

func kindOf(m spec.MediaType) bodyKind {
	t := essence(m.Type)
	top, sub, _ := strings.Cut(t, "/")
	switch {
	case t == "*/*", t == "application/*", sub == "json", strings.HasSuffix(t, "+json"):
		if isBinary(m) {
			return bytesBody
		}
		return jsonBody
	case lines[sub]:
		return linesBody
	case top == "multipart", t == "application/x-www-form-urlencoded", sub == "xml", strings.HasSuffix(t, "+xml"),
		// Each value of a JSON text sequence follows a control character (RFC 7464).
		sub == "json-seq", strings.HasSuffix(t, "+json-seq"):
		return refusedBody
	case top == "text", top == "message", m.Schema.Format != "binary" && textTypes[t]:
		return textBody
	}
	return bytesBody
}

func mediaTypes(content []spec.MediaType) string {
	var names []string
	for _, m := range content {
		if n := safe.Clean(m.Type, 60); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, " or ")
}

// guardedPart is a place in the body that every body has, and that a pattern can see: of a
// JSON object the first property that the API demands, if it is a scalar with a name that
// EventBridge addresses; of a scalar the body itself.
func guardedPart(s *spec.Schema) string {
	if s == nil || len(s.Types) == 0 {
		return ""
	}
	if onlyScalars(s.Types) {
		return bodyField
	}
	if !isObject(s) {
		return ""
	}
	byName := make(map[string]*spec.Schema, len(s.Properties))
	for _, p := range s.Properties {
		byName[p.Name] = p.Schema
	}
	for _, name := range s.Required { // a list: the order of a map would mean nothing
		if p := byName[name]; p != nil && !p.ReadOnly && addressable(name) && len(p.Types) > 0 && onlyScalars(p.Types) {
			return bodyField + "." + name
		}
	}
	return ""
}

// isObject tells whether a schema allows nothing but objects (or null).
func isObject(s *spec.Schema) bool {
	return slices.Contains(s.Types, "object") &&
		!slices.ContainsFunc(s.Types, func(t string) bool { return t != "object" && t != "null" })
}
