package openapidestinations

import (
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
	elsewhere := func(detailType string) bool {
		return slices.Contains(c.plan.DetailTypes, detailType) && !slices.ContainsFunc(c.operations, func(o Operation) bool { return o.DetailType == detailType })
	}
	for _, change := range catalog.Changes(before, now, elsewhere) {
		name := change.DetailType
		if name == "" {
			name = "all operations"
		}
		switch change.Kind {
		case catalog.Breaking:
			c.reportChange(change, diagnostic.BreakingChange, severity, "tell the producers first, or keep the old form beside the new one",
				"%s: producers must change: %s", name, change.What)
		case catalog.Added:
			c.reportChange(change, diagnostic.NewOperation, spec.Info, "", "%s: %s", name, change.What)
		case catalog.Inner:
			c.reportChange(change, diagnostic.InnerChange, spec.Info, "", "%s: events stay as they are: %s", name, change.What)
		}
	}
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

// reportChange reports at the operation's place, if it is still there.
func (c *openApiDestinations) reportChange(change catalog.Change, code string, severity spec.Severity, hint, format string, args ...any) {
	c.report(code, severity, hint, format, args...)
	for i := range c.plan.Operations {
		if op := &c.plan.Operations[i]; op.DetailType == change.DetailType {
			c.diagnostics[len(c.diagnostics)-1].Position = op.Spec.Position
		}
	}
}
