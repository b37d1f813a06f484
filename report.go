package openapidestinations

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/report"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// report adds a finding about the document as a whole.
func (c *openApiDestinations) report(code string, severity spec.Severity, hint, format string, args ...any) {
	c.reportAt(spec.Position{}, code, severity, hint, format, args...)
}

// reportAt adds a finding about a place of the document, or about it as a whole if there is none.
func (c *openApiDestinations) reportAt(at spec.Position, code string, severity spec.Severity, hint, format string, args ...any) {
	var found report.Findings
	found.Add(code, severity, hint, format, args...)
	found[0].Position = at
	c.add(found)
}

// add adds findings. Those without a place are about the document as a whole.
func (c *openApiDestinations) add(found report.Findings) {
	for _, d := range found {
		if d.Position == (spec.Position{}) {
			d.Position.File = diagnostic.CleanFile(c.document.File)
		}
		c.diagnostics = append(c.diagnostics, d)
	}
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

// reportNone explains why the operation has no such thing, which the program asks for by a method,
// unless an error does already.
func (c *openApiDestinations) reportNone(o Operation, thing, method string) {
	if c.failed() {
		return
	}
	why, first := "unsupported", "Callable"
	switch {
	case o.machine != nil:
		why, first = "carried by a state machine", "Carrier"
	case o.destination != nil:
		why, first = "carried by an API destination", "Carrier"
	}
	c.report(diagnostic.NotCallable, spec.Error, "ask "+first+" before "+method,
		"the program asks for the %s of the operation %q, which is %s and has none", thing, o.DetailType, why)
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

// writeCatalog puts the event catalog into the cloud assembly of the construct's
// stage, for machines and for people.
func (c *openApiDestinations) writeCatalog() error {
	if c.catalog == "" {
		return nil
	}
	events := c.events()
	if err := os.MkdirAll(filepath.Dir(c.catalog), 0o755); err != nil {
		return err
	}
	name := c.catalog + ".events"
	if err := os.WriteFile(name+".json", events.JSON(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(name+".md", events.Markdown(), 0o644)
}

// events is the catalog. What the plan says is made of it once; what the construct knows is filled in
// each time, for rendering gives names to what the launch is asked.
func (c *openApiDestinations) events() *catalog.Catalog {
	if c.planned == nil {
		c.planned = planned.New(c.document, c.plan)
	}
	sources := make([]string, len(c.sources))
	for i, source := range c.sources {
		sources[i] = c.readable(source)
	}
	return c.planned.In(catalog.Context{
		Stack:           c.frame.StackName(),
		Bus:             c.readable(c.frame.BusName()),
		LaunchedBus:     c.readable(c.frame.LaunchedBusName()),
		DeadLetterQueue: c.readable(*c.frame.Queue.QueueName()),
		Sources:         sources,
		AnswerBus:       c.readable(c.frame.AnswerBus()),
		AnswerSource:    c.readable(c.frame.AnswerSource()),
		Render:          c.readable,
	})
}

// readable is text as in Fn::Sub: with what only the deployment knows written like
// "${EventBusName}". What the launch fills in stands there like that already.
func (c *openApiDestinations) readable(s string) string {
	return c.frame.Readable(c.rendered.Named(s))
}

// reportChanges compares the events with those of the catalogs of the last deployment.
func (c *openApiDestinations) reportChanges(props *OpenApiDestinationsProps) {
	if len(props.Previous) == 0 {
		return
	}
	before, unread, err := catalog.Previous(props.Previous)
	if err != nil {
		c.report(diagnostic.PreviousCatalog, spec.Error, "give the <id>.events.json that the last deployment wrote",
			"the previous catalog %q cannot be read: %s", unread, err)
		return
	}
	now := c.events()
	severity := spec.Warning
	if props.RefuseBreaking {
		severity = spec.Error
	}
	c.reportStack(before, now, props, severity)
	others := make(map[string]bool, len(c.plan.DetailTypes)) // the detail types of other parts
	for _, detailType := range c.plan.DetailTypes {
		others[detailType] = true
	}
	at := make(map[string]spec.Position, len(c.plan.Operations))
	for i := range c.plan.Operations {
		op := &c.plan.Operations[i]
		delete(others, op.DetailType)
		at[op.DetailType] = op.Spec.Position
	}
	elsewhere := func(detailType string) bool { return others[detailType] }
	for _, change := range catalog.Changes(before, now, elsewhere) {
		c.reportChange(at[change.DetailType], change, severity)
	}
}

// reportChange tells those whom a change concerns: breaking changes with the severity that they have.
func (c *openApiDestinations) reportChange(at spec.Position, change catalog.Change, breaking spec.Severity) {
	name := change.DetailType
	if name == "" {
		name = "all operations"
	}
	switch change.Kind {
	case catalog.Breaking:
		c.reportAt(at, diagnostic.BreakingChange, breaking, "tell the producers first, or keep the old form beside the new one",
			"%s: producers must change: %s", name, change.What)
	case catalog.BreakingAnswer:
		c.reportAt(at, diagnostic.BreakingChange, breaking, "tell those who read its answers first",
			"%s: those who read its answers must change: %s", name, change.What)
	case catalog.BreakingTrigger:
		c.reportAt(at, diagnostic.BreakingChange, breaking, "tell those who put these events first, or keep the old trigger beside the new one (Triggers, context key triggers)",
			"%s: those whose events call it by a trigger must change: %s", name, change.What)
	case catalog.Added:
		c.reportAt(at, diagnostic.NewOperation, spec.Info, "", "%s: %s", name, change.What)
	case catalog.Inner:
		c.reportAt(at, diagnostic.InnerChange, spec.Info, "", "%s: events stay as they are: %s", name, change.What)
	}
}

// reportStack reports another stack than that of the last deployment: it would stand beside the
// first one, and neither know of the other. The further parts have stacks of their own.
func (c *openApiDestinations) reportStack(before, now *catalog.Catalog, props *OpenApiDestinationsProps, severity spec.Severity) {
	part, _ := props.part()
	if part > 1 || before.Stack == "" || before.Stack == now.Stack || slices.Contains(before.Others, now.Stack) {
		return
	}
	why := ""
	if was, is := before.Document.Title, now.Document.Title; was != is {
		why = fmt.Sprintf("; the document's title was %q and is %q", was, is)
	}
	c.report(diagnostic.AnotherStack, severity,
		fmt.Sprintf("keep the name of the stack (context key name: %q), or delete that stack once its producers have moved", before.Stack),
		"the last deployment's stack was %q, and this one is %q: a deployment makes a second stack beside it, and on a bus that both share an event calls both%s", before.Stack, now.Stack, why)
}
