package spec

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// The fields of the objects that requests are made of. What else stands there is not read, and
// may be a misspelt one: "requestbody" costs the body.
var (
	operationFields = []string{"tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody",
		"responses", "callbacks", "deprecated", "security", "servers"}
	swaggerOperationFields = []string{"tags", "summary", "description", "externalDocs", "operationId", "consumes", "produces",
		"parameters", "responses", "schemes", "deprecated", "security", "requestBody", "servers"} // the last two are said elsewhere
	parameterFields = []string{"name", "in", "description", "required", "deprecated", "allowEmptyValue", "style", "explode",
		"allowReserved", "schema", "example", "examples", "content"}
	bodyFields      = []string{"description", "content", "required"}
	mediaTypeFields = []string{"schema", "example", "examples", "encoding"}
	encodingFields  = []string{"contentType", "headers", "style", "explode", "allowReserved"}
	headerFields    = []string{"description", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved",
		"schema", "example", "examples", "content"}
)

// maxUnknown is how many unknown fields of one object are told.
const maxUnknown = 10

// unknownFields reports the fields of an object that it doesn't have by OpenAPI: a warning where
// another one is meant, else an info.
func (r *reader) unknownFields(n node, what string, known []string) {
	if !n.isMap() {
		return
	}
	r.spendWidth(n)
	var unknown []field
	for f := range n.fields() {
		if f.name != "$ref" && !strings.HasPrefix(f.name, "x-") && !slices.Contains(known, f.name) {
			unknown = append(unknown, f)
		}
	}
	for i, f := range unknown {
		if i == maxUnknown {
			r.malformed(Info, f.key, "an extension begins with x-", "%d more fields are none of %s: they are not read", len(unknown)-i, what)
			return
		}
		severity := Info
		hint := text.Meant(f.name, known, "an extension begins with x-")
		if text.Nearest(f.name, known) != "" {
			severity = Warning
		}
		r.malformed(severity, f.key, hint, "%q is no field of %s: it is not read", f.name, what)
	}
}

// fieldsOfParts reports unknown fields, and those of OpenAPI 3.2 that are not read: they are for
// bodies whose parts follow each other, with no names, and for parts within parts.
func (r *reader) fieldsOfParts(n node, what string, known, newer []string) {
	if r.minor >= 2 {
		known = slices.Concat(known, newer)
		for _, name := range newer {
			if value := n.field(name); value.given() && (value.isScalar() || len(value.yaml.Content) > 0) {
				r.malformed(Info, value, "describe the whole body by schema and encoding", "%q is not read", name)
			}
		}
	}
	r.unknownFields(n, what, known)
}

// beside reports what stands beside a $ref that is followed where OpenAPI has none.
func (r *reader) beside(n node) {
	r.spendWidth(n)
	for f := range n.fields() {
		if f.name != "$ref" && f.name != "summary" && f.name != "description" && !strings.HasPrefix(f.name, "x-") {
			r.report(Diagnostic{
				Code: diagnostic.Malformed, Severity: Warning, Position: f.key.position(),
				Message: diagnostic.Message("%q stands beside a $ref: it is not read", f.name), Hint: "write it into what the $ref leads to",
			})
			return
		}
	}
}
