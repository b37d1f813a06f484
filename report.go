package openapidestinations

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// report adds a finding of the construct's own, about the document as a whole.
func (c *openApiDestinations) report(code string, severity spec.Severity, hint, format string, args ...any) {
	c.diagnostics = append(c.diagnostics, spec.Diagnostic{
		Code: code, Severity: severity, Position: spec.Position{File: c.document.File},
		Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

func (c *openApiDestinations) failed() bool {
	return slices.ContainsFunc(c.diagnostics, isError)
}

func isError(d spec.Diagnostic) bool { return d.Severity == spec.Error }

// unknownOperation is the inert operation, with an error unless another one has already
// emptied the construct.
func (c *openApiDestinations) unknownOperation(key string) Operation {
	if !c.failed() {
		c.report(diagnostic.OperationUnknown, spec.Error,
			"ask for a detail type, an operationId or \"METHOD /path\" of the document, and check Methods, Include and Exclude",
			"the program asks for the operation %q, which is not among those of the document that were selected", key)
	}
	return Operation{Fidelity: Unsupported, DetailType: key, owner: c}
}

// reportNotCallable explains why the operation has no API destination, unless an error
// does already.
func (c *openApiDestinations) reportNotCallable(o Operation) {
	if c.failed() {
		return
	}
	c.report(diagnostic.NotCallable, spec.Error, "ask Callable before APIDestination",
		"the program asks for the API destination of the operation %q, which is unsupported and has none", o.DetailType)
}

// annotate shows warnings and infos, one annotation for each code, so that a code can
// be acknowledged; the catalog has them all.
func (c *openApiDestinations) annotate() {
	byCode := make(map[string][]spec.Diagnostic)
	var codes []string
	for _, d := range c.Diagnostics() {
		if isError(d) {
			continue
		}
		// One code may stand for a warning here and an info there.
		key := fmt.Sprint(d.Severity, d.Code)
		if byCode[key] == nil {
			codes = append(codes, key)
		}
		byCode[key] = append(byCode[key], d)
	}
	if len(codes) == 0 {
		return // not even the question where they go
	}
	annotations := awscdk.Annotations_Of(c)
	for _, key := range codes {
		found := byCode[key]
		id, text := jsii.String("openapi-destinations:"+found[0].Code), jsii.String(harmless(summary(found)))
		if found[0].Severity == spec.Warning {
			annotations.AddWarningV2(id, text, nil)
		} else {
			annotations.AddInfoV2(id, text)
		}
	}
}

// places is how many findings of one code an annotation spells out.
const places = 3

func summary(found []spec.Diagnostic) string {
	if len(found) == 1 {
		return found[0].Error()
	}
	lines := []string{fmt.Sprintf("%s %s, %d times:", found[0].Code, found[0].Severity, len(found))}
	for i := range found[:min(places, len(found))] {
		lines = append(lines, "  "+found[i].Error())
	}
	if more := len(found) - places; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more, which the event catalog lists", more))
	}
	return strings.Join(lines, "\n")
}

// harmless keeps a message that quotes the document from being taken for CDK tokens or
// for instructions to a terminal.
func harmless(message string) string {
	message = strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return unicode.ReplacementChar
		}
		return r
	}, message)
	return strings.NewReplacer("${Token[", "$ {Token[", "#{Token[", "# {Token[").Replace(message)
}

// validation fails the synth on errors, and else writes the catalog: the CDK asks for
// it once the construct tree is complete.
type validation struct{ construct *openApiDestinations }

// Validate gives the errors of the construct (constructs.IValidation).
func (v *validation) Validate() *[]*string {
	var messages []string
	for _, d := range v.construct.Diagnostics() {
		if isError(d) {
			messages = append(messages, harmless(d.Error()))
		}
	}
	if len(messages) == 0 {
		if err := v.construct.writeCatalog(); err != nil {
			messages = append(messages, "the event catalog cannot be written: "+err.Error())
		}
	}
	return jsii.Strings(messages...)
}
