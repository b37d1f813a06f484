package plan

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// eventBridgeMethods are those an API destination takes (API model,
// ApiDestinationHttpMethod); knownMethods are the others of HTTP and OpenAPI.
var (
	eventBridgeMethods = []string{"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"}
	knownMethods       = []string{"TRACE", "CONNECT", "QUERY"}
	defaultMethods     = []string{"POST", "PUT", "PATCH", "DELETE"}
)

// isMethod tells whether the user can ask for a method: one of HTTP's, or one that the
// document has (OpenAPI 3.2, additionalOperations).
func (b *builder) isMethod(m string) bool {
	return slices.Contains(eventBridgeMethods, m) || slices.Contains(knownMethods, m) ||
		slices.ContainsFunc(b.doc.Operations, func(op spec.Operation) bool { return strings.ToUpper(op.Method) == m })
}

func (o *draft) checkMethod() {
	if !slices.Contains(eventBridgeMethods, o.op.Spec.Method) {
		o.refuse(diagnostic.UnsupportedMethod, o.op.Spec.Position,
			"call this operation some other way, for example from a Lambda function",
			"EventBridge cannot send the method %s", o.op.Spec.Method)
	}
	if slices.Contains([]string{"GET", "HEAD", "OPTIONS", "DELETE"}, o.op.Spec.Method) {
		o.assume(assumeBodyOnAnyMethod)
	}
}

// reportUncallable names the operations that nobody asked for and nobody could have: a
// GET that is not selected is the user's choice, a QUERY is not.
func (b *builder) reportUncallable() {
	for i := range b.doc.Operations {
		op := &b.doc.Operations[i]
		if slices.Contains(eventBridgeMethods, op.Method) || b.methods[strings.ToUpper(op.Method)] {
			continue
		}
		b.report(diagnostic.UnsupportedMethod, spec.Info, op.Position,
			"call this operation some other way, for example from a Lambda function",
			"%s was not selected, and EventBridge cannot send the method %s", operationKey(op.Method, op.Path), op.Method)
	}
}
