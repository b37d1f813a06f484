package spec

import (
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// The fields of the objects that requests are made of. What else stands there is not read, and
// may be a misspelt one: "requestbody" costs the body.
var (
	// Those of the document itself; webhooks in OpenAPI 3.0, servers and components in Swagger 2.0 are
	// said elsewhere.
	rootFields        = []string{"openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs", "webhooks"}
	newerRootFields   = [][]string{1: {"jsonSchemaDialect"}, 2: {"$self"}} // by the minor version that brought them
	swaggerRootFields = []string{"swagger", "swaggerVersion", "info", "host", "basePath", "schemes", "consumes", "produces", "paths",
		"definitions", "parameters", "responses", "securityDefinitions", "security", "tags", "externalDocs", "servers", "components"}

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

// rootFields reports the fields of the document that its version doesn't have, and a second version.
func (r *reader) rootFields(root node) {
	known, other, what := slices.Concat(append(newerRootFields[:r.minor+1:r.minor+1], rootFields)...), "swagger", "a document of OpenAPI 3."+strconv.Itoa(r.minor)
	if r.swagger != nil {
		known, other, what = swaggerRootFields, "openapi", "a document of Swagger 2.0"
	}
	for f := range root.fields() {
		switch {
		case f.name == other:
			r.malformed(Warning, f.key, "leave the version that it has", "%q stands beside another version: this is read as %s", other, what)
		case f.name == "$ref":
			r.malformed(Warning, f.key, "write the document where the $ref stands, or read what it leads to", "a $ref in the place of a document is not followed")
		}
	}
	r.unknownFields(root, what, append(slices.Clip(known), other))
	if !root.field("info").given() {
		r.malformed(Info, root, "give it an info with a title and a version"+orName,
			"the document has no info: the API has no title and no version, and the app calls its stack after the file")
	}
}

// orName ends hints about a title that is missing.
const orName = ", or name the stack by the context key name"

// infoFields reports what OpenAPI requires of an info and it lacks, or has empty.
func (r *reader) infoFields(info node) {
	if !info.given() {
		return // which is told
	}
	for _, f := range []struct{ name, hint, why string }{
		{"title", "give it a title" + orName, "the API has no name, and the app calls its stack after the file"},
		{"version", "give it a version", "nothing tells this description of the API from another one"},
	} {
		value := info.field(f.name)
		switch {
		case !value.given():
			r.malformed(Info, info, f.hint, "the info has no %s: %s", f.name, f.why)
		case value.isScalar() && strings.TrimSpace(value.yaml.Value) == "":
			r.malformed(Info, value, f.hint, "the info has no %s: %s", f.name, f.why)
		}
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
