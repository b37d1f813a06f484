package openapidestinations

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/report"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// report adds a finding of the construct's own, about the document as a whole.
func (c *openApiDestinations) report(code string, severity spec.Severity, hint, format string, args ...any) {
	c.diagnostics = append(c.diagnostics, spec.Diagnostic{
		Code: code, Severity: severity, Position: spec.Position{File: diagnostic.CleanFile(c.document.File)},
		Message: diagnostic.Clean(fmt.Sprintf(format, args...)), Hint: hint,
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
			c.meantOperation(key),
			"the program asks for the operation %q, which is not among those of the document that were selected", key)
	}
	return Operation{Fidelity: Unsupported, DetailType: key, owner: c}
}

// meantOperation says which operation a key that names none may have meant.
func (c *openApiDestinations) meantOperation(key string) string {
	var names []string
	for _, o := range c.operations {
		names = append(names, o.DetailType, o.ID, o.Method+" "+o.Path)
	}
	return text.Meant(key, names, "ask for a detail type, an operationId or \"METHOD /path\" of the document, and check Methods, Include and Exclude (context keys methods, include, exclude)")
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
	groups := report.Groups(slices.DeleteFunc(c.Diagnostics(), isError))
	if len(groups) == 0 {
		return // not even the question where they go
	}
	annotations := awscdk.Annotations_Of(c)
	for _, g := range groups {
		id, message := jsii.String("openapi-destinations:"+g[0].Code), jsii.String(g.Annotation())
		if g[0].Severity == spec.Warning {
			annotations.AddWarningV2(id, message, nil)
		} else {
			annotations.AddInfoV2(id, message)
		}
	}
}

// validation fails the synth on errors, and else writes the catalog: the CDK asks for
// it once the construct tree is complete.
type validation struct{ construct *openApiDestinations }

// Validate gives the findings of the construct if there is an error among them
// (constructs.IValidation): a synth that fails shows no annotations, and what explains the
// error may be a warning.
func (v *validation) Validate() *[]*string {
	var messages []string
	if !v.construct.failed() {
		err := v.construct.writeCatalog()
		if err == nil {
			return jsii.Strings()
		}
		messages = append(messages, "the event catalog cannot be written: "+err.Error())
	}
	return jsii.Strings(append(messages, report.Failure(v.construct.Diagnostics())...)...)
}
