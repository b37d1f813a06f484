package catalog

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kind says what a change is to producers.
type Kind int

// The kinds of changes. A Breaking one makes an event that was delivered as it should be
// something else; an Added operation has none yet; an Inner change is no producer's matter.
const (
	Breaking Kind = iota
	Added
	Inner
	// A BreakingAnswer makes an event that comes back something that those who read it may not be ready
	// for.
	BreakingAnswer
	// A BreakingTrigger makes an event that called an operation without being its own call nothing, or
	// something else.
	BreakingTrigger
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
func Changes(before, now *Catalog, elsewhere func(detailType string) bool) []Change {
	var all []Change
	if before.Bus != now.Bus {
		all = append(all, Change{Breaking, "", fmt.Sprintf("the bus to put events on was %q and is %q", before.Bus, now.Bus)})
	}
	c := newComparison(before, now)
	m := newMatches(before, now)
	for i := range now.Operations {
		if is := &now.Operations[i]; is.Fidelity != Unsupported {
			if was := m.find(is); was != nil {
				all = append(all, c.operation(was, is)...)
			} else {
				all = append(all, Change{Added, is.DetailType, fmt.Sprintf("the operation %s %s is new", is.Method, is.Path)})
			}
		}
	}
	for i := range before.Operations {
		was := &before.Operations[i]
		if m.used[i] || was.Fidelity == Unsupported || elsewhere(was.DetailType) {
			continue
		}
		all = append(all, Change{Breaking, was.DetailType, fmt.Sprintf("the operation %s %s is gone, or is no longer called", was.Method, was.Path)})
	}
	return all
}

// matches find the operation of before that an operation was: that with its detail type, else that with
// its method and path.
type matches struct {
	operations []Operation
	used       []bool
	// types and places are the operations by their detail types, and by method and path, in order.
	types, places map[string][]int
	// named are the detail types of now.
	named map[string]bool
}

func newMatches(before, now *Catalog) *matches {
	m := &matches{
		operations: before.Operations, used: make([]bool, len(before.Operations)),
		types: make(map[string][]int), places: make(map[string][]int), named: make(map[string]bool),
	}
	for i := range before.Operations {
		if o := &before.Operations[i]; o.Fidelity != Unsupported {
			m.types[o.DetailType] = append(m.types[o.DetailType], i)
			m.places[o.place()] = append(m.places[o.place()], i)
		}
	}
	for i := range now.Operations {
		if o := &now.Operations[i]; o.Fidelity != Unsupported {
			m.named[o.DetailType] = true
		}
	}
	return m
}

func (o *Operation) place() string { return o.Method + " " + o.Path }

func (m *matches) find(is *Operation) *Operation {
	take := func(index map[string][]int, key string, good func(*Operation) bool) *Operation {
		for n, i := range index[key] {
			if !m.used[i] && good(&m.operations[i]) {
				m.used[i] = true
				index[key] = index[key][n+1:]
				return &m.operations[i]
			}
		}
		return nil
	}
	if was := take(m.types, is.DetailType, func(*Operation) bool { return true }); was != nil {
		return was
	}
	return take(m.places, is.place(), func(was *Operation) bool { return !m.named[was.DetailType] })
}

// comparison compares operations that were found to be the same.
type comparison struct {
	grove       grove
	before, now side
	// changed are the definitions that are not what they were, or lead to such; unchangedTrees tells
	// of the trees that were asked about.
	changed        map[string]bool
	unchangedTrees map[int]bool
	// known are the pairs of schemas that were compared, or are being compared.
	known map[string][]finding
	// work is how much was done, depth how deep the schemas are.
	work, depth int
}

func newComparison(before, now *Catalog) *comparison {
	c := &comparison{
		grove: grove{made: make(map[string]*tree)}, known: make(map[string][]finding),
		changed: make(map[string]bool), unchangedTrees: make(map[int]bool),
	}
	c.before, c.now = c.side(before), c.side(now)
	c.findChanged()
	return c
}

// side plants the definitions of a catalog. Where two of its parts have one of a name, it is the
// last.
func (c *comparison) side(of *Catalog) side {
	texts := make(map[string]json.RawMessage, len(of.Definitions))
	for _, d := range of.Definitions {
		texts[d.Name] = d.JSON
	}
	s := side{definitions: make(map[string]*tree, len(texts))}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		s.definitions[name] = c.grove.plant(texts[name])
	}
	return s
}

// findChanged finds the definitions that changed, and those that lead to them.
func (c *comparison) findChanged() {
	leads := make(map[string][]string) // to a definition
	var changed []string
	add := func(name string) {
		if !c.changed[name] {
			c.changed[name] = true
			changed = append(changed, name)
		}
	}
	for _, pair := range [][2]side{{c.before, c.now}, {c.now, c.before}} {
		for name, schema := range pair[0].definitions {
			if other := pair[1].definitions[name]; schema == nil || other == nil || schema.id != other.id {
				add(name)
			}
			for _, ref := range schema.refs(make(map[int]bool), nil) {
				if leads[ref] = append(leads[ref], name); c.before.definitions[ref] == nil || c.now.definitions[ref] == nil {
					add(ref)
				}
			}
		}
	}
	for len(changed) > 0 {
		last := changed[len(changed)-1]
		changed = changed[:len(changed)-1]
		for _, name := range leads[last] {
			add(name)
		}
	}
}

// refs are the definitions that the tree refers to.
func (t *tree) refs(seen map[int]bool, found []string) []string {
	if t == nil || len(t.members) == 0 || seen[t.id] {
		return found
	}
	seen[t.id] = true
	if t.ref != "" {
		found = append(found, t.ref)
	}
	for _, m := range t.members {
		found = m.refs(seen, found)
	}
	return found
}

// unchanged tells whether all that a tree refers to is what it was.
func (c *comparison) unchanged(t *tree) bool {
	if len(t.members) == 0 {
		return true
	}
	known, ok := c.unchangedTrees[t.id]
	if !ok {
		known = t.ref == "" || !c.changed[t.ref] && c.before.definitions[t.ref] != nil
		for _, m := range t.members {
			known = known && c.unchanged(m)
		}
		c.unchangedTrees[t.id] = known
	}
	return known
}

// operation compares an operation with what it was.
func (c *comparison) operation(was, is *Operation) []Change {
	var breaking, inner []string
	if was.DetailType != is.DetailType {
		breaking = append(breaking, fmt.Sprintf("its detail type was %q", was.DetailType))
	}
	breaking = append(breaking, narrowedSources(was.Sources, is.Sources)...)
	switch pattern := string(is.Pattern); {
	case pattern != "" && compact(was.Pattern) != pattern:
		breaking = append(breaking, "its events must match the pattern "+pattern)
	case pattern == "" && len(was.Pattern) > 0:
		inner = append(inner, "its events need match no pattern any more")
	}
	switch {
	case is.Disabled && !was.Disabled:
		breaking = append(breaking, "it is switched off: its events go to the dead-letter queue")
	case was.Disabled && !is.Disabled:
		inner = append(inner, "it is switched on again")
	}
	fields, innerFields := c.fields(was, is)
	answers, innerAnswers := c.answers(was, is)
	triggered, innerTriggers := triggers(was, is)
	var all []Change
	for _, part := range []struct {
		kind Kind
		what []string
	}{
		{BreakingAnswer, answers}, {Breaking, append(breaking, fields...)}, {BreakingTrigger, triggered},
		{Inner, slices.Concat(inner, innerFields, request(was, is), innerAnswers, innerTriggers)},
	} {
		if len(part.what) > 0 {
			all = append(all, Change{part.kind, is.DetailType, strings.Join(part.what, "; ")})
		}
	}
	return all
}

// fields compares the fields of an operation with those that it had.
func (c *comparison) fields(was, is *Operation) (breaking, inner []string) {
	before, now := byName(was.Fields), byName(is.Fields)
	for i := range was.Fields {
		f := &was.Fields[i]
		if now[f.Field] == nil {
			breaking = append(breaking, fmt.Sprintf("the field %s is gone", f.Field))
			continue
		}
		b, in := c.field(f, now[f.Field])
		breaking, inner = append(breaking, b...), append(inner, in...)
		if was.Carrier == StateMachine && is.Carrier != StateMachine && now[f.Field].oneText() {
			breaking = append(breaking, fmt.Sprintf("the field %s must be one string now, not an array or object", f.Field))
		}
	}
	for i := range is.Fields {
		f := &is.Fields[i]
		switch {
		case before[f.Field] != nil:
		case f.Required:
			breaking = append(breaking, fmt.Sprintf("the field %s is new and required", f.Field))
		default:
			inner = append(inner, fmt.Sprintf("the field %s is new", f.Field))
		}
	}
	return breaking, inner
}

// compact is JSON without white space.
func compact(text json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return ""
	}
	return b.String()
}

// oneText tells whether an API destination takes a field as one string, of which a state machine takes
// the array or object.
func (f *Field) oneText() bool {
	var schema struct {
		Type any `json:"type"`
	}
	if f.In == "body" || json.Unmarshal(f.Schema, &schema) != nil {
		return false
	}
	types, several := schema.Type.([]any)
	if !several {
		types = []any{schema.Type}
	}
	return strings.HasPrefix(f.Format, "one string") || slices.Contains(types, any("array")) || slices.Contains(types, any("object"))
}

// byName are the fields by their names, the first of each.
func byName(fields []Field) map[string]*Field {
	all := make(map[string]*Field, len(fields))
	for i := range fields {
		if all[fields[i].Field] == nil {
			all[fields[i].Field] = &fields[i]
		}
	}
	return all
}

// narrowedSources says which sources are no longer accepted; none at all means any.
func narrowedSources(was, is []string) []string {
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
		{"what carries it", was.carriedBy(), is.carriedBy()},
		{"the endpoint", was.address(is), is.address(was)},
		{"the connection", was.Connection, is.Connection},
		{"the fidelity", string(was.Fidelity), string(is.Fidelity)},
		{"what is always sent", sent(was.Constants), sent(is.Constants)},
	} {
		if part.was != part.is {
			inner = append(inner, fmt.Sprintf("%s was %s and is %s", part.what, part.was, part.is))
		}
	}
	return inner
}

// carriedBy are the words for what carries an operation: in catalogs that don't say it, an API
// destination.
func (o *Operation) carriedBy() string {
	if o.Carrier == StateMachine {
		return "a state machine"
	}
	return "an API destination"
}

// address is where an operation is called, as it can be compared with another one: carriers write
// endpoints differently.
func (o *Operation) address(other *Operation) string {
	if o.carriedBy() == other.carriedBy() {
		return o.Endpoint
	}
	return o.BaseURL + o.Path
}

// sent lists constants.
func sent(constants []Constant) string {
	if len(constants) == 0 {
		return "nothing"
	}
	texts := make([]string, len(constants))
	for i, k := range constants {
		texts[i] = fmt.Sprintf("the %s parameter %s = %q", k.In, k.Name, k.Value)
	}
	return strings.Join(texts, ", ")
}

// field compares a field with what it was.
func (c *comparison) field(was, is *Field) (breaking, inner []string) {
	if is.Required && !was.Required {
		breaking = append(breaking, fmt.Sprintf("the field %s is required now", is.Field))
	}
	if refused := without(is.Refuses, was.Refuses); refused != "" {
		breaking = append(breaking, fmt.Sprintf("the field %s takes none of the characters %q any more", is.Field, refused))
	}
	if taken := without(was.Refuses, is.Refuses); taken != "" {
		inner = append(inner, fmt.Sprintf("the field %s takes the characters %q now", is.Field, taken))
	}
	narrower, wider := c.schemas(was, is)
	breaking, inner = append(breaking, narrower...), append(inner, wider...)
	switch {
	case was.In != is.In || was.Name != is.Name || was.Property != is.Property:
		inner = append(inner, fmt.Sprintf("the field %s is sent as the %s parameter %s", is.Field, is.In, is.Name))
	case isJSON(was.ContentType) && is.ContentType != "" && !isJSON(is.ContentType):
		breaking = append(breaking, fmt.Sprintf("the field %s is no longer JSON but %s", is.Field, is.ContentType))
	case was.Format != "" && is.Format != "" && was.Format != is.Format:
		breaking = append(breaking, fmt.Sprintf("the field %s must be written otherwise now: %s", is.Field, is.Format))
	case was.ContentType != is.ContentType || was.Format != is.Format:
		inner = append(inner, fmt.Sprintf("the field %s is sent otherwise", is.Field))
	}
	return breaking, inner
}

// without are the characters of a text that another one hasn't.
func without(text, other string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(other, r) {
			return -1
		}
		return r
	}, text)
}

func isJSON(mediaType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	name = strings.TrimSpace(name)
	return name == "application/json" || strings.HasSuffix(name, "+json")
}

// schemas says what the values of a field can no longer be, and what they can be now.
func (c *comparison) schemas(was, is *Field) (breaking, inner []string) {
	p := pair{was: c.schema(was), is: c.schema(is), from: &c.before, now: &c.now}
	if c.same(p.was, p.is) {
		return nil, nil
	}
	narrower := c.narrowed(p)
	wider := c.narrowed(pair{was: p.is, is: p.was, from: p.now, now: p.from})
	if c.work > maxWork {
		return []string{fmt.Sprintf("the field %s, or what it refers to, has changed, and is too large to say how", is.Field)}, nil
	}
	for _, f := range byPlace(narrower) {
		breaking = append(breaking, fmt.Sprintf("the field %s%s %s", is.Field, f.at, f.what))
	}
	for _, f := range byPlace(wider) {
		if !slices.ContainsFunc(narrower, func(n finding) bool { return n.at == f.at && f.wider == more }) {
			inner = append(inner, fmt.Sprintf("the field %s%s %s", is.Field, f.at, f.wider))
		}
	}
	return breaking, slices.Compact(inner)
}

// byPlace are the findings with the shortest places first.
func byPlace(found []finding) []finding {
	return slices.SortedStableFunc(slices.Values(found), func(a, b finding) int {
		return cmp.Or(cmp.Compare(len(a.at), len(b.at)), strings.Compare(a.at, b.at))
	})
}

func (c *comparison) schema(f *Field) []*tree {
	if schema := c.grove.plant(f.Schema); schema != nil {
		return []*tree{schema}
	}
	return nil
}
