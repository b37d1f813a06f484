package apidestination

import (
	"mime"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// sendContentType says what the body is, always: EventBridge's own header is
// "application/json; charset=utf-8", and APIs have refused the charset. A body that the
// operation does not have is the constant {}, which is JSON and so said to be it.
func (o *judging) sendContentType(media spec.MediaType, kind request.Kind) {
	p, value := o.Wanted.Type.Parameter, o.Wanted.Type.Value
	own := *p.Parameter
	own.Position = media.Position
	p.Parameter = &own
	if p.ByUser {
		if o.unsendable(p, value) == "" {
			o.checkFixedType(media, value)
		}
	} else if value = request.ContentTypeOf(media.Type); len(value) > limits.ParameterValueLength {
		o.Refuse(diagnostic.ConstantValue, media.Position, "shorten the media type",
			"the Content-Type has %d characters, and AWS takes at most %d in a header", len(value), limits.ParameterValueLength)
		return
	} else if kind == request.JSON && o.out.Body != "" {
		if why := doubtful(media.Type); why != "" {
			o.Inexact(diagnostic.InexactBody, media.Position, "state one media type", "the request body is %q: %s", media.Type, why)
		}
	}
	o.addConstant(p, value)
}

// checkFixedType compares the user's Content-Type with what is sent and with the document.
func (o *judging) checkFixedType(media spec.MediaType, value string) {
	_, params, _ := mime.ParseMediaType(value)
	charset := params["charset"]
	why := ""
	switch {
	case !request.IsMediaType(value):
		why = "is no media type"
	case !sendable(request.KindOf(spec.MediaType{Type: value, Schema: &spec.Schema{}})):
		why = "is not the JSON that EventBridge sends"
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		why = "is not the UTF-8 that EventBridge sends"
	case media.Type != "" && request.Essence(value) != request.Essence(media.Type):
		o.Note(diagnostic.ConstantValue, spec.Info, media.Position, "",
			"the Content-Type is %q, as asked for, and the document says %q", value, safe.Clean(media.Type, 60))
	}
	if why != "" {
		o.Inexact(diagnostic.ConstantValue, media.Position, "change the value", "the fixed Content-Type %q %s", value, why)
	}
}

// doubtful tells why the Content-Type of a JSON body would not be what the document means.
func doubtful(mediaType string) string {
	t, params, _ := mime.ParseMediaType(mediaType)
	charset := params["charset"]
	switch {
	case !request.IsMediaType(strings.TrimSpace(mediaType)):
		return "it is no media type, and application/json is sent"
	case strings.Contains(t, "*+"):
		return "it is a range, and application/json is sent"
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		return "EventBridge sends UTF-8"
	}
	return ""
}
