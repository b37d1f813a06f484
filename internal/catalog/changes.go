package catalog

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// Past is what a catalog in its JSON form says to producers: that of an earlier
// deployment, or of several parts of one.
type Past struct {
	Format      int                        `json:"format"`
	Bus         string                     `json:"bus"`
	Operations  []Operation                `json:"operations"`
	Definitions map[string]json.RawMessage `json:"$defs"`
}

// Parse reads a catalog.
func Parse(data []byte) (*Past, error) {
	var p Past
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("it is not a catalog of events: %w", err)
	}
	if p.Format != format {
		return nil, fmt.Errorf("it is not a catalog of events in the format %d", format)
	}
	return &p, nil
}

// Add takes in the catalog of another part of the same deployment.
func (p *Past) Add(other *Past) {
	p.Operations = append(p.Operations, other.Operations...)
	if p.Definitions == nil {
		p.Definitions = make(map[string]json.RawMessage)
	}
	maps.Copy(p.Definitions, other.Definitions)
}

// Kind says what a change is to producers.
type Kind int

// The kinds of changes. A Breaking one makes an event that was delivered as it should be
// something else; an Added operation has none yet; an Inner change is no producer's matter.
const (
	Breaking Kind = iota
	Added
	Inner
)

// Change is what became different of one operation, or of all of them.
type Change struct {
	Kind Kind
	// DetailType is that of the operation now, or was; it is empty for all of them.
	DetailType string
	// What is a sentence, without the operation's name.
	What string
}

// Changes compares what producers were told with what they are told now. Of a document in
// parts, here are the operations of one; elsewhere tells of those that another one has.
func Changes(before, now *Past, elsewhere func(detailType string) bool) []Change {
	var all []Change
	if before.Bus != now.Bus {
		all = append(all, Change{Breaking, "", fmt.Sprintf("the bus to put events on was %q and is %q", before.Bus, now.Bus)})
	}
	c := comparison{before: before, now: now, used: make(map[int]bool)}
	for i := range now.Operations {
		if is := &now.Operations[i]; is.Fidelity != plan.Unsupported {
			all = append(all, c.operation(is)...)
		}
	}
	for i := range before.Operations {
		was := &before.Operations[i]
		if c.used[i] || was.Fidelity == plan.Unsupported || elsewhere(was.DetailType) {
			continue
		}
		all = append(all, Change{Breaking, was.DetailType, fmt.Sprintf("the operation %s %s is gone, or is no longer called", was.Method, was.Path)})
	}
	return all
}

type comparison struct {
	before, now *Past
	used        map[int]bool
}

// operation compares an operation with what it was: that with its detail type, else that
// with its method and path.
func (c *comparison) operation(is *Operation) []Change {
	at := c.find(func(was *Operation) bool { return was.DetailType == is.DetailType })
	if at < 0 {
		at = c.find(func(was *Operation) bool {
			return was.Method == is.Method && was.Path == is.Path && !c.named(was.DetailType)
		})
	}
	if at < 0 {
		return []Change{{Added, is.DetailType, fmt.Sprintf("the operation %s %s is new", is.Method, is.Path)}}
	}
	c.used[at] = true
	was := &c.before.Operations[at]
	var breaking, inner []string
	if was.DetailType != is.DetailType {
		breaking = append(breaking, fmt.Sprintf("its detail type was %q", was.DetailType))
	}
	breaking = append(breaking, narrowed(was.Sources, is.Sources)...)
	for i := range was.Fields {
		f := &was.Fields[i]
		if j := slices.IndexFunc(is.Fields, func(g Field) bool { return g.Field == f.Field }); j < 0 {
			breaking = append(breaking, fmt.Sprintf("the field %s is gone", f.Field))
		} else {
			b, in := c.field(f, &is.Fields[j])
			breaking, inner = append(breaking, b...), append(inner, in...)
		}
	}
	for i := range is.Fields {
		f := &is.Fields[i]
		if slices.ContainsFunc(was.Fields, func(g Field) bool { return g.Field == f.Field }) {
			continue
		}
		if f.Required {
			breaking = append(breaking, fmt.Sprintf("the field %s is new and required", f.Field))
		} else {
			inner = append(inner, fmt.Sprintf("the field %s is new", f.Field))
		}
	}
	inner = append(inner, request(was, is)...)
	var all []Change
	if len(breaking) > 0 {
		all = append(all, Change{Breaking, is.DetailType, strings.Join(breaking, "; ")})
	}
	if len(inner) > 0 {
		all = append(all, Change{Inner, is.DetailType, strings.Join(inner, "; ")})
	}
	return all
}

func (c *comparison) find(matches func(*Operation) bool) int {
	for i := range c.before.Operations {
		if was := &c.before.Operations[i]; !c.used[i] && was.Fidelity != plan.Unsupported && matches(was) {
			return i
		}
	}
	return -1
}

// named tells whether an operation has the detail type now.
func (c *comparison) named(detailType string) bool {
	return slices.ContainsFunc(c.now.Operations, func(o Operation) bool {
		return o.DetailType == detailType && o.Fidelity != plan.Unsupported
	})
}

// narrowed says which sources are no longer accepted; none at all means any.
func narrowed(was, is []string) []string {
	switch {
	case len(is) == 0:
		return nil
	case len(was) == 0:
		return []string{fmt.Sprintf("of all sources, only %s are accepted", strings.Join(is, ", "))}
	}
	var gone []string
	for _, source := range was {
		if !slices.Contains(is, source) {
			gone = append(gone, fmt.Sprintf("the source %s is no longer accepted", source))
		}
	}
	return gone
}

// request says what is sent otherwise, or said otherwise of it.
func request(was, is *Operation) []string {
	var inner []string
	for _, part := range []struct{ what, was, is string }{
		{"the endpoint", was.Endpoint, is.Endpoint},
		{"the connection", was.Connection, is.Connection},
		{"the fidelity", string(was.Fidelity), string(is.Fidelity)},
		{"what is always sent", fmt.Sprint(was.Constants), fmt.Sprint(is.Constants)},
	} {
		if part.was != part.is {
			inner = append(inner, fmt.Sprintf("%s was %s and is %s", part.what, part.was, part.is))
		}
	}
	return inner
}

// field compares a field with what it was.
func (c *comparison) field(was, is *Field) (breaking, inner []string) {
	if is.Required && !was.Required {
		breaking = append(breaking, fmt.Sprintf("the field %s is required now", is.Field))
	}
	before := shapeOf(was.Schema, c.before.Definitions)
	now := shapeOf(is.Schema, c.now.Definitions)
	for _, what := range before.narrowed(now) {
		breaking = append(breaking, fmt.Sprintf("the field %s %s", is.Field, what))
	}
	switch {
	case was.In != is.In || was.Name != is.Name || was.Property != is.Property:
		inner = append(inner, fmt.Sprintf("the field %s is sent as the %s parameter %s", is.Field, is.In, is.Name))
	case was.ContentType != is.ContentType || was.Format != is.Format:
		inner = append(inner, fmt.Sprintf("the field %s is written otherwise", is.Field))
	}
	return breaking, inner
}
