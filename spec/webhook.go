package spec

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// Webhooks (since OpenAPI 3.1, and written in documents of 3.0) and callbacks are calls that the API makes, so that
// nothing here becomes of them. Each is named, for a document whose calls all stand
// there may be the wrong one.

func (r *reader) webhooks(root node) {
	if r.swagger == nil {
		r.outgoing(root.field("webhooks"), "webhook", "")
	}
}

func (r *reader) callbacks(n node, method, path string) {
	if r.swagger == nil {
		r.outgoing(n.field("callbacks"), "callback", " of "+method+" "+path)
	}
}

func (r *reader) outgoing(calls node, kind, of string) {
	for f := range calls.fields() {
		if strings.HasPrefix(f.name, "x-") || f.name == "$ref" {
			continue
		}
		r.report(Diagnostic{
			Code: diagnostic.OutgoingCall, Severity: Info, Position: f.key.position(),
			Message: diagnostic.Message("the %s %q%s is a call that the API makes: no event becomes it", kind, f.name, of),
			Hint:    "receive it with something that has an address, such as API Gateway",
		})
	}
}
