package plan

import (
	"mime"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// planBody decides what carries the request body.
func (o *draft) planBody() {
	body := o.op.Spec.Body
	if body == nil {
		return
	}
	if len(body.Content) == 0 {
		o.inexact(diagnostic.UnsupportedBody, body.Position, "describe the body's content",
			"the request body has no media type, so none is sent")
		return
	}
	media, kind := chooseMedia(body.Content)
	if kind == jsonBody && isBinary(media) {
		kind = textBody
	}
	if why := unsafe(media.Type); why != "" {
		o.refuse(diagnostic.UnsafeString, media.Position, "correct the media type",
			"the media type %q must not reach a template: %s", media.Type, why)
		return
	}
	switch kind {
	case refusedBody:
		o.refuse(diagnostic.UnsupportedBody, media.Position, "call this operation some other way, for example with Step Functions' HTTP task",
			"EventBridge sends JSON only, and the request body is %s", mediaTypes(body.Content))
		return
	case jsonBody:
		if why := doubtful(media.Type); why != "" {
			o.inexact(diagnostic.InexactBody, media.Position, "state one media type", "the request body is %q: %s", media.Type, why)
		}
	case textBody:
		o.assume(assumeTextBody)
		o.inexact(diagnostic.InexactBody, media.Position, "compare a delivered request with what the API expects",
			"the request body is %s: a text arrives as a JSON string, in quotes", media.Type)
	}
	contentType := contentTypeOf(media.Type, kind)
	if contentType != "" {
		o.op.Request.Headers = append(o.op.Request.Headers,
			Pair{Name: "Content-Type", Value: Value{Constant: contentType}})
	}
	o.op.Request.Body = bodyField
	field := Field{
		Path: bodyField, In: "body", Required: body.Required,
		ContentType: media.Type, Description: body.Description, Schema: media.Schema, Example: media.Example,
	}
	if name := guardedProperty(media.Schema); name != "" && body.Required && kind == jsonBody {
		field.Guarded = true
		o.guards = append(o.guards, guard{bodyField + "." + name, "body"})
	}
	o.op.Fields = append(o.op.Fields, field)
}

type bodyKind int

const (
	jsonBody bodyKind = iota
	textBody
	refusedBody
)

// chooseMedia takes application/json, else the first that is JSON, else the first
// that can be sent as a JSON string, else the first.
func chooseMedia(content []spec.MediaType) (spec.MediaType, bodyKind) {
	for _, m := range content {
		if essence(m.Type) == "application/json" {
			return m, jsonBody
		}
	}
	for _, kind := range []bodyKind{jsonBody, textBody} {
		for _, m := range content {
			if kindOf(m.Type) == kind {
				return m, kind
			}
		}
	}
	return content[0], refusedBody
}

// doubtful tells why the Content-Type of a JSON body would not be what the document means.
func doubtful(mediaType string) string {
	t, params, err := mime.ParseMediaType(mediaType)
	charset := params["charset"]
	switch {
	case err != nil:
		return "it is no media type, and application/json is sent"
	case strings.Contains(t, "*+"):
		return "it is a range, and application/json is sent"
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		return "EventBridge sends UTF-8"
	}
	return ""
}

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

func kindOf(mediaType string) bodyKind {
	t := essence(mediaType)
	switch {
	case t == "*/*", t == "application/*", strings.HasSuffix(t, "/json"), strings.HasSuffix(t, "+json"):
		return jsonBody
	case strings.HasPrefix(t, "multipart/"), t == "application/x-www-form-urlencoded",
		strings.HasSuffix(t, "/xml"), strings.HasSuffix(t, "+xml"):
		return refusedBody
	}
	return textBody
}

func mediaTypes(content []spec.MediaType) string {
	var names []string
	for _, m := range content {
		if n := cleaned(m.Type, 60); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, " or ")
}

// contentTypeOf is the Content-Type to set; empty where EventBridge's own,
// application/json; charset=utf-8, serves.
func contentTypeOf(mediaType string, kind bodyKind) string {
	t, params, err := mime.ParseMediaType(mediaType)
	switch {
	case err != nil || !headerValue.MatchString(mediaType):
		return ""
	case t == "text/*":
		return "text/plain"
	case strings.Contains(t, "*"):
		return ""
	case kind == jsonBody && t == "application/json" &&
		(len(params) == 0 || len(params) == 1 && strings.EqualFold(params["charset"], "utf-8")):
		return ""
	}
	return mediaType
}

// guardedProperty is the first property of a JSON object that the API demands and
// a pattern can see: a scalar with a name that EventBridge addresses.
func guardedProperty(s *spec.Schema) string {
	if s == nil || !isObject(s) {
		return ""
	}
	for _, p := range s.Properties {
		if p.Required && !p.Schema.ReadOnly && addressable(p.Name) &&
			len(p.Schema.Types) > 0 && onlyScalars(p.Schema.Types) {
			return p.Name
		}
	}
	return ""
}

// isObject tells whether a schema allows nothing but objects (or null).
func isObject(s *spec.Schema) bool {
	return slices.Contains(s.Types, "object") &&
		!slices.ContainsFunc(s.Types, func(t string) bool { return t != "object" && t != "null" })
}
