//go:build !race

package corpus

import (
	"fmt"
	"regexp"
	"slices"
)

// unguarded compares what the document requires with what the catalog calls required and
// guarded. Objects that are written key by key are left to the requests.
func (b *builder) unguarded() []string {
	var found []string
	for _, p := range b.parameters {
		f := b.fields.field(p.in, p.name, "")
		if f == nil || f.Idempotency { // what should be a field is seen when requests are built
			continue
		}
		required := p.required || p.in == "path"
		if f.Required != required || required && (f.Guarded == nil || !*f.Guarded) {
			found = append(found, fmt.Sprintf("%s: the %s parameter %q is required: %v, but the catalog has %+v", b.fields.key(), p.in, p.name, required, *f))
		}
	}
	f, body := b.fields.body(), b.op.get("requestBody")
	if f == nil {
		return found
	}
	name := requiredScalar(body.get("content").get(f.ContentType).get("schema"))
	guarded := f.Guarded != nil && *f.Guarded
	if required := body.get("required").is(true); f.Required != required || required && name != "" && !guarded {
		found = append(found, fmt.Sprintf("%s: the body is required: %v, and so is its %q, but the catalog has %+v", b.fields.key(), required, name, *f))
	}
	return found
}

// addressable are names that may stand in any event pattern; AWS's matcher takes some
// words inside an alternative for operators, all of which are as short or have a dash.
var addressable = regexp.MustCompile(`^[A-Za-z0-9_]{9,}$|^(id|name|type|title|email|url|key|value|code|label|text|status|enabled)$`)

// requiredScalar is a property that an object must have, and that is plainly a scalar.
func requiredScalar(schema node) string {
	if schema.get("type").text() != "object" {
		return ""
	}
	for _, required := range schema.get("required").list() {
		property := schema.get("properties").get(required.text())
		scalar := slices.Contains([]string{"string", "integer", "number", "boolean"}, property.get("type").text())
		if scalar && !property.get("readOnly").is(true) && addressable.MatchString(required.text()) {
			return required.text()
		}
	}
	return ""
}
