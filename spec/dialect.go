package spec

import (
	"regexp"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// knownDialect matches the dialects of JSON Schema that schemas are read as: OpenAPI's
// own, and the draft that it extends (OpenAPI 3.1, section 4.8.24.2).
var knownDialect = regexp.MustCompile(`^https?://(spec\.openapis\.org/oas/3\.\d+/(dialect|schema-base)/|json-schema\.org/draft/2020-12/schema#?$)`)

// dialect reports a jsonSchemaDialect or $schema that asks for another reading.
func (r *reader) dialect(stated node) {
	if r.minor == 0 || !stated.given() || stated.isText() && knownDialect.MatchString(stated.yaml.Value) {
		return
	}
	if !stated.isText() {
		r.malformed(Warning, stated, "write the URI of a JSON Schema dialect", "a schema dialect is %s, not a string", stated.kind())
		return
	}
	r.report(Diagnostic{
		Code: diagnostic.Dialect, Severity: Warning, Position: stated.position(),
		Message: diagnostic.Message("the schema dialect %q is read as JSON Schema 2020-12", stated.yaml.Value),
		Hint:    "check that the schemas mean the same in both",
	})
}
