package planner

import (
	"mime"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const (
	contentTypeHeader = "Content-Type"
	jsonType          = "application/json"
)

// sendContentType says what the body is, always: EventBridge's own header is
// "application/json; charset=utf-8", and APIs have refused the charset. A body that the
// operation does not have is the constant {}, which is JSON and so said to be it.
func (o *draft) sendContentType(media spec.MediaType, kind bodyKind) {
	p := o.mediaHeader(contentTypeHeader)
	p.Position = media.Position
	value, fixed := o.fixedMediaHeader(p)
	if fixed {
		if o.unsendable(p, value) == "" {
			o.checkFixedType(media, value)
		}
	} else if value = contentTypeOf(media.Type); len(value) > limits.ParameterValueLength {
		o.Refuse(diagnostic.ConstantValue, media.Position, "shorten the media type",
			"the Content-Type has %d characters, and AWS takes at most %d in a header", len(value), limits.ParameterValueLength)
		return
	} else if kind == jsonBody && o.op.Request.Body != "" {
		if why := doubtful(media.Type); why != "" {
			o.Inexact(diagnostic.InexactBody, media.Position, "state one media type", "the request body is %q: %s", media.Type, why)
		}
	}
	o.addConstant(p, value)
}

// checkFixedType compares the user's Content-Type with what is sent and with the document.
func (o *draft) checkFixedType(media spec.MediaType, value string) {
	_, params, _ := mime.ParseMediaType(value)
	charset := params["charset"]
	why := ""
	switch {
	case !isMediaType(value):
		why = "is no media type"
	case kindOf(spec.MediaType{Type: value, Schema: &spec.Schema{}}) == refusedBody:
		why = "is not the JSON that EventBridge sends"
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		why = "is not the UTF-8 that EventBridge sends"
	case media.Type != "" && essence(value) != essence(media.Type):
		o.Note(diagnostic.ConstantValue, spec.Info, media.Position, "",
			"the Content-Type is %q, as asked for, and the document says %q", value, safe.Clean(media.Type, 60))
	}
	if why != "" {
		o.Inexact(diagnostic.ConstantValue, media.Position, "change the value", "the fixed Content-Type %q %s", value, why)
	}
}

// mediaHeader is the header that media types decide, as a parameter: the document's, or one
// that nobody declares.
func (o *draft) mediaHeader(name string) parameter {
	for _, p := range o.parameters {
		if p.In == "header" && strings.EqualFold(p.Name, name) {
			own := *p.Parameter
			own.Name, own.Style, own.Explode = name, "simple", false
			return parameter{Parameter: &own}
		}
	}
	return parameter{Parameter: &spec.Parameter{
		Name: name, In: "header", Style: "simple", Schema: &spec.Schema{}, Position: o.op.Spec.Position,
	}}
}

// fixedMediaHeader is the user's value for such a header. What names a parameter elsewhere,
// such as a query's "accept", is meant for that one.
func (o *draft) fixedMediaHeader(p parameter) (string, bool) {
	key, ok := o.keyOf(p)
	name := key[strings.LastIndex(key, "#")+1:]
	if !ok || slices.ContainsFunc(o.parameters, func(p parameter) bool { return p.In != "header" && p.Name == name }) {
		return "", false
	}
	return o.fixedByUser(p)
}

// isMediaType tells whether a header may say t: a media type, or a range of them. It begins
// with a letter or digit (RFC 6838, section 4.2), so that none is taken for a path into the event.
func isMediaType(t string) bool {
	essence, _, err := mime.ParseMediaType(t)
	return err == nil && strings.Count(essence, "/") == 1 && headerValue.MatchString(t) && safe.Unsafe(t) == "" &&
		(t[0] == '*' || ident.IsLetterOrDigit(rune(t[0])))
}

// contentTypeOf is the Content-Type of a body: its media type as the document has it, but
// for ranges and what is none.
func contentTypeOf(mediaType string) string {
	t := strings.TrimSpace(mediaType)
	switch {
	case essence(t) == "text/*":
		return "text/plain"
	case !isMediaType(t), strings.Contains(essence(t), "*"):
		return jsonType
	}
	return t
}

// doubtful tells why the Content-Type of a JSON body would not be what the document means.
func doubtful(mediaType string) string {
	t, params, _ := mime.ParseMediaType(mediaType)
	charset := params["charset"]
	switch {
	case !isMediaType(strings.TrimSpace(mediaType)):
		return "it is no media type, and application/json is sent"
	case strings.Contains(t, "*+"):
		return "it is a range, and application/json is sent"
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		return "EventBridge sends UTF-8"
	}
	return ""
}
