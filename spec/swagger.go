package spec

import (
	"encoding/json"
	"regexp"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// swaggerPattern matches the version of Swagger 2.0, which OpenAPI 3 came from.
// Documents write it as a number too.
var swaggerPattern = regexp.MustCompile(`^2(\.0(\.\d+)?)?$`)

// swagger is what is known of a Swagger 2.0 document. It is read by rewriting its
// parts to those of OpenAPI 3.0 where they are reached, so that $refs go where the
// document has them, into other files too; schemas are those of OpenAPI 3.0 but for
// a few keywords.
type swagger struct {
	host, basePath string
	// at is where they stand.
	at node
	// schemes are those of the document.
	schemes []string
	// consumes are the media types of the document's bodies.
	consumes mediaTypes
	// produces are those of its answers.
	produces []string
	// parameters are those rewritten, by what they are made of.
	parameters map[node]node
	// parts and bodies are what describes a body, and the bodies, that were read already.
	parts  map[node]partList
	bodies map[bodyKey]requestBody
}

// readSwagger takes what the document says for all its operations.
func (r *reader) readSwagger(root node) {
	for _, name := range []string{"servers", "components"} {
		r.notSwagger(root, name)
	}
	r.swagger.consumes = r.mediaTypes(root, "consumes")
	r.swagger.produces = textsOf(r.mediaTypes(root, "produces").types)
	r.swagger.schemes = r.texts(root, "schemes")
	r.readHost(root)
}

// notSwagger warns of a field that only OpenAPI 3 has.
func (r *reader) notSwagger(n node, name string) bool {
	for f := range n.fields() {
		if f.name == name && f.value.given() {
			r.malformed(Warning, f.key, "write it as Swagger 2.0 does, or state an OpenAPI 3 version",
				"%q is a field of OpenAPI 3, and this is a Swagger 2.0 document: it is not read", name)
			return true
		}
	}
	return false
}

// assumeMedia says that a body's media type is taken, not given.
func (r *reader) assumeMedia(at node, hint, message string) {
	r.report(Diagnostic{
		Code: diagnostic.MediaTypeAssumed, Severity: Info, Position: at.position(),
		Message: message, Hint: hint,
	})
}

// nullable tells whether a schema of Swagger 2.0 or OpenAPI 3.0 allows null.
func (r *reader) nullable(n node) bool {
	return r.minor == 0 && isTrue(n.field("nullable")) || r.swagger != nil && isTrue(n.field("x-nullable"))
}

// swaggerKeyword is a keyword of Swagger 2.0's schemas that OpenAPI 3.0 writes in
// another form; one without a name is left out.
func (r *reader) swaggerKeyword(n node, f field) (name string, value json.RawMessage, other bool) {
	switch {
	case r.swagger == nil:
		return "", nil, false
	case f.name == "x-nullable" && n.field("nullable").yaml == nil:
		return "nullable", r.toJSON(f.value), true
	case f.name == "discriminator" && f.value.isText():
		return f.name, append(jsontext.AppendString([]byte(`{"propertyName":`), f.value.yaml.Value), '}'), true
	case f.name == "collectionFormat": // how a value is written, not what it is
		return "", nil, true
	}
	return "", nil, false
}
