package planner

import (
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// removedHeaders are what EventBridge takes out of a request
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html).
var removedHeaders = set("a-im", "accept-charset", "accept-datetime", "accept-encoding",
	"cache-control", "connection", "content-encoding", "content-length", "content-md5",
	"date", "expect", "forwarded", "from", "host", "http2-settings", "if-match",
	"if-modified-since", "if-none-match", "if-range", "if-unmodified-since",
	"max-forwards", "origin", "pragma", "proxy-authorization", "range", "referer", "te",
	"trailer", "transfer-encoding", "user-agent", "upgrade", "via", "warning")

// Of those, EventBridge itself writes some: with the value that HTTP asks for, or
// with one of its own.
var (
	writtenHeaders = set("content-length", "host")
	ownHeaders     = set("user-agent", "range", "accept-encoding", "connection")
)

// mediaHeaders are header parameters that OpenAPI tells to ignore, because media types say
// them (OpenAPI 3.1, "Parameter Object", name). So it is with Authorization, of which the
// security scheme tells.
var mediaHeaders = set("accept", "content-type")

// idempotencyHeaders are those whose job is to tell a repetition from a new
// request.
var idempotencyHeaders = set("idempotency-key", "x-idempotency-key", "paypal-request-id")

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

var headerName = regexp.MustCompile(limits.HeaderKeyPattern)
var headerValue = regexp.MustCompile(limits.HeaderValuePattern)

// leaveOutHeader deals with header parameters that are no fields. It tells
// whether the parameter is done with.
func (o *draft) leaveOutHeader(p parameter) bool {
	name := strings.ToLower(p.Name)
	switch {
	case p.In != "header":
		return false
	case name == "authorization" && p.Required && len(o.op.Spec.Security) == 0:
		o.Note(diagnostic.IgnoredHeader, spec.Warning, p.Position, "declare a security scheme for it, or give one with Security and SecuritySchemes",
			"the required header parameter %q is ignored, as OpenAPI says, and no security scheme sends it", p.Name)
	case name == "authorization":
		o.Note(diagnostic.IgnoredHeader, spec.Info, p.Position, "",
			"the header parameter %q is ignored, as OpenAPI says: the security scheme decides it", p.Name)
	case mediaHeaders[name]:
		o.Note(diagnostic.IgnoredHeader, spec.Info, p.Position, "fix its value in Parameters (context key parameters), if it must be another",
			"the header parameter %q is no field, as OpenAPI says: media types decide it", p.Name)
	case !removedHeaders[name]:
		return false
	case writtenHeaders[name]:
		o.Note(diagnostic.DroppedHeader, spec.Info, p.Position, "",
			"EventBridge writes the header %q itself", p.Name)
	case !p.Required:
		o.Note(diagnostic.DroppedHeader, spec.Info, p.Position, "",
			"the optional header %q is removed by EventBridge and so not carried", p.Name)
	case ownHeaders[name]:
		o.Inexact(diagnostic.DroppedHeader, p.Position, "check that the API accepts EventBridge's own value",
			"EventBridge writes the header %q itself, with a value of its own", p.Name)
	default:
		o.Refuse(diagnostic.DroppedHeader, p.Position, "call this operation some other way",
			"the required header %q is removed by EventBridge", p.Name)
	}
	return true
}
