package openapidestinations

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// reportChanges compares the events with those of the catalogs of the last deployment.
func (c *openApiDestinations) reportChanges(props *OpenApiDestinationsProps) {
	if len(props.Previous) == 0 {
		return
	}
	before, ok := c.readPrevious(props.Previous)
	if !ok {
		return
	}
	now, err := catalog.Parse(c.events().JSON())
	if err != nil {
		return
	}
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
		name := change.DetailType
		if name == "" {
			name = "all operations"
		}
		switch change.Kind {
		case catalog.Breaking:
			c.reportChange(at[change.DetailType], diagnostic.BreakingChange, severity, "tell the producers first, or keep the old form beside the new one",
				"%s: producers must change: %s", name, change.What)
		case catalog.Added:
			c.reportChange(at[change.DetailType], diagnostic.NewOperation, spec.Info, "", "%s: %s", name, change.What)
		case catalog.Inner:
			c.reportChange(at[change.DetailType], diagnostic.InnerChange, spec.Info, "", "%s: events stay as they are: %s", name, change.What)
		}
	}
}

// reportStack reports another stack than that of the last deployment: it would stand beside the
// first one, and neither know of the other. The further parts have stacks of their own.
func (c *openApiDestinations) reportStack(before, now *catalog.Past, props *OpenApiDestinationsProps, severity spec.Severity) {
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

// readPrevious reads the catalogs: files, or their contents.
func (c *openApiDestinations) readPrevious(previous []string) (*catalog.Past, bool) {
	var all *catalog.Past
	for _, given := range previous {
		data, name := []byte(given), "a given text"
		var err error
		if !strings.HasPrefix(strings.TrimSpace(given), "{") {
			name = given
			data, err = os.ReadFile(given)
		}
		var one *catalog.Past
		if err == nil {
			one, err = catalog.Parse(data)
		}
		if err != nil {
			c.report(diagnostic.PreviousCatalog, spec.Error, "give the <id>.events.json that the last deployment wrote",
				"the previous catalog %q cannot be read: %s", name, err)
			return nil, false
		}
		if all == nil {
			all = one
		} else {
			all.Add(one)
		}
	}
	return all, true
}

// reportChange reports at the operation's place, if it is still there. What the document, or the catalog
// that was given, says in it has an end and no control characters.
func (c *openApiDestinations) reportChange(at spec.Position, code string, severity spec.Severity, hint, format string, args ...any) {
	c.report(code, severity, hint, "%s", diagnostic.Clean(fmt.Sprintf(format, args...)))
	if at != (spec.Position{}) {
		c.diagnostics[len(c.diagnostics)-1].Position = at
	}
}
