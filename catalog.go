package openapidestinations

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

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

// events is the catalog.
func (c *openApiDestinations) events() *catalog.Catalog {
	sources := make([]string, len(c.sources))
	for i, source := range c.sources {
		sources[i] = c.readable(source)
	}
	return catalog.New(c.document, c.plan, catalog.Context{
		Stack:           c.place.topName,
		Bus:             c.readable(c.bus.physical.atSynth()),
		LaunchedBus:     c.launchedBus(),
		DeadLetterQueue: c.readable(*c.queue.QueueName()),
		Sources:         sources,
		Render:          c.readable,
	})
}

// launchedBus is what the bus is called where the stack is launched under another name; empty
// where that changes nothing, or nothing that this stack can say.
func (c *openApiDestinations) launchedBus() string {
	physical := c.bus.physical
	if physical.launchedAs == "" || physical.top != c.place.topPath {
		return ""
	}
	return c.readable(physical.in(physical.top))
}

// tokenMarker begins a CDK token in a string.
const tokenMarker = "${Token["

// hasToken tells whether only the deployment knows the text, or a part of it.
func hasToken(text string) bool { return strings.Contains(text, tokenMarker) }

// readable is text with its CDK tokens written as in Fn::Sub: "${EventBusName}". What the
// launch fills in stands there like that already.
func (c *openApiDestinations) readable(s string) string {
	if c.names != nil {
		s = c.names.Replace(s)
	}
	if !hasToken(s) {
		return s
	}
	return substitution.write(c.stack.Resolve(s))
}

// notation is how text says what only the deployment knows.
type notation struct {
	// reference writes a reference: to a logical id, or to an attribute behind a dot.
	reference func(name string) string
	// other writes what is neither a reference nor a concatenation.
	other func(value any) string
}

// write is a resolved value as text.
func (n notation) write(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	if function, _ := value.(map[string]any); len(function) == 1 {
		if name, ok := function["Ref"].(string); ok {
			return n.reference(name)
		}
		if parts, ok := function["Fn::GetAtt"].([]any); ok && len(parts) == 2 {
			return n.reference(fmt.Sprint(parts[0], ".", parts[1]))
		}
		if join, ok := function["Fn::Join"].([]any); ok && len(join) == 2 {
			if parts, ok := join[1].([]any); ok {
				texts := make([]string, len(parts))
				for i := range parts {
					texts[i] = n.write(parts[i])
				}
				return strings.Join(texts, fmt.Sprint(join[0]))
			}
		}
	}
	return n.other(value)
}

// substitution is the text of an Fn::Sub, with JSON for what it can't say.
var substitution = notation{
	reference: func(name string) string { return "${" + name + "}" },
	other: func(value any) string {
		text, err := json.Marshal(value)
		if err != nil {
			return ""
		}
		return string(text)
	},
}
