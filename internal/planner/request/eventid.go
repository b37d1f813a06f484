package request

import (
	"encoding/json"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// anEventID is like the id that an event is given: a UUID of version 4.
const anEventID = "1a2b3c4d-5e6f-4a8b-9c0d-1e2f3a4b5c6d"

// idempotencyHeaders are those whose job is to tell a repetition from a new request.
var idempotencyHeaders = []string{"idempotency-key", "x-idempotency-key", "paypal-request-id"}

// isIdempotencyHeader tells whether the header's job is idempotency, and so is the event's
// id where the event has no key. One that cannot be such an id is a parameter like others.
func (r *making) isIdempotencyHeader(p Parameter) bool {
	named := r.m.namedIdempotency(p)
	switch {
	case p.In != "header", !named && !slices.Contains(idempotencyHeaders, strings.ToLower(p.Name)):
		return false
	case r.m.takesEventID(p):
		return true
	}
	severity := spec.Info
	if named {
		severity = spec.Warning // the user wants it
	}
	r.Note(diagnostic.EventIDNotKey, severity, p.Position, "send a key with every event",
		"the header %q is not the event's id where an event lacks it: its schema takes no UUID of %d characters", p.Name, len(anEventID))
	return false
}

// namedIdempotency tells whether the user named the header as one for idempotency.
func (m *Maker) namedIdempotency(p Parameter) bool {
	for _, name := range m.opts.IdempotencyHeaders {
		if p.In == "header" && strings.EqualFold(name, p.Name) {
			m.log.Mark(finding.IdempotencyHeaders, name)
			return true
		}
	}
	return false
}

// takesEventID tells whether an event's id may be the value of a parameter, as far as its
// schema is understood here.
func (m *Maker) takesEventID(p Parameter) bool {
	if p.ContentType != "" {
		return Essence(p.ContentType) == "text/plain" // as JSON the id would have quotes
	}
	// Types are those that the schema allows through all of its parts.
	if len(p.Schema.Types) > 0 && !slices.Contains(p.Schema.Types, "string") {
		return false
	}
	takes, known := m.eventIDs.known[p.Schema]
	if !known {
		bounds := textBounds{eventIDs: &m.eventIDs, definitions: m.doc.Definitions, seen: make(map[string]bool), steps: 1000}
		takes = bounds.take(p.Schema.JSON, anEventID)
		m.eventIDs.known[p.Schema] = takes
	}
	return takes
}

// eventIDs is what is known of the schemas that an event's id was compared with: many
// operations share one. The rest bounds the work for those that they don't share.
type eventIDs struct {
	known             map[*spec.Schema]bool
	schemas, patterns int
}

// textBounds compares a text with schemas.
type textBounds struct {
	*eventIDs
	definitions []spec.Definition
	// seen are the definitions that are being looked at, for they may be recursive.
	seen map[string]bool
	// steps bounds the work: what is beyond is taken for no bound.
	steps int
}

// textSchema is what of a JSON Schema bounds a text. A member of another form says nothing.
type textSchema struct {
	Ref       string            `json:"$ref"`
	AllOf     []json.RawMessage `json:"allOf"`
	AnyOf     []json.RawMessage `json:"anyOf"`
	OneOf     []json.RawMessage `json:"oneOf"`
	Enum      []json.RawMessage `json:"enum"`
	Const     json.RawMessage   `json:"const"`
	Type      json.RawMessage   `json:"type"`
	MinLength float64           `json:"minLength"`
	MaxLength json.RawMessage   `json:"maxLength"`
	Pattern   string            `json:"pattern"`
	Format    string            `json:"format"`
}

// take tells whether a schema may take the text. What all alternatives exclude is excluded.
func (t *textBounds) take(schema json.RawMessage, text string) bool {
	t.steps -= 1 + len(schema)/1000
	if t.schemas += len(schema); t.steps < 0 || t.schemas > maxSchemas {
		return true
	}
	var s textSchema
	_ = json.Unmarshal(schema, &s) // a member of another form is left out, and says nothing
	if string(schema) == "false" {
		return false
	}
	excludes := func(other json.RawMessage) bool { return !t.take(other, text) }
	takes := func(other json.RawMessage) bool { return t.take(other, text) }
	return t.takeDefinition(s.Ref, text) && t.takeText(&s, text) && !slices.ContainsFunc(s.AllOf, excludes) &&
		(len(s.AnyOf) == 0 || slices.ContainsFunc(s.AnyOf, takes)) &&
		(len(s.OneOf) == 0 || slices.ContainsFunc(s.OneOf, takes))
}

// takeDefinition is take for what a reference leads to.
func (t *textBounds) takeDefinition(ref, text string) bool {
	name, ok := strings.CutPrefix(ref, "#/$defs/")
	at, found := slices.BinarySearchFunc(t.definitions, name, func(d spec.Definition, name string) int { return strings.Compare(d.Name, name) })
	if !ok || !found || t.seen[name] {
		return true
	}
	t.seen[name] = true
	defer delete(t.seen, name)
	return t.take(t.definitions[at].JSON, text)
}

// likeEventID are formats that a UUID has, or that bound nothing.
var likeEventID = setOf("", "uuid", "uuid4", "uuidv4", "guid", "string", "text", "password", "idempotency-key")

// takeText looks at the keywords of the schema itself.
func (t *textBounds) takeText(s *textSchema, text string) bool {
	quoted, _ := json.Marshal(text)
	other := func(value json.RawMessage) bool { return string(value) != string(quoted) }
	var longest float64
	unbounded := json.Unmarshal(s.MaxLength, &longest) != nil
	return (len(s.Type) == 0 || strings.Contains(string(s.Type), `"string"`)) &&
		(s.Enum == nil || slices.ContainsFunc(s.Enum, func(v json.RawMessage) bool { return !other(v) })) &&
		(len(s.Const) == 0 || !other(s.Const)) && likeEventID[strings.ToLower(s.Format)] &&
		s.MinLength <= float64(len(text)) && (unbounded || longest >= float64(len(text))) &&
		t.patternFits(s.Pattern, text)
}

const (
	// maxPattern and maxRepeated are how long a pattern of the document may be, and how long
	// once its repetitions are written out, to be looked at: those of keys are far shorter.
	maxPattern  = 500
	maxRepeated = 2_000
	// maxPatterns is how long all patterns that are looked at may be, written out, and
	// maxSchemas how many bytes all schemas.
	maxPatterns = 2_000_000
	maxSchemas  = 50 << 20
)

// patternFits tells whether a pattern of the document fits a text, as far as that can be told
// without much work: one that isn't understood, or is too long, may fit.
func (e *eventIDs) patternFits(pattern, text string) bool {
	if pattern == "" || len(pattern) > maxPattern {
		return true
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return true
	}
	size := writtenOut(parsed)
	if e.patterns += size; size > maxRepeated || e.patterns > maxPatterns {
		return true
	}
	compiled, err := regexp.Compile(pattern)
	return err != nil || compiled.MatchString(text)
}

// writtenOut is about how long a regular expression is once its repetitions are written out,
// as they are when it is compiled.
func writtenOut(e *syntax.Regexp) int {
	size := 1 + len(e.Rune)
	for _, part := range e.Sub {
		size += writtenOut(part)
	}
	if e.Op == syntax.OpRepeat {
		size *= max(e.Min, e.Max, 1)
	}
	return min(size, maxPatterns)
}
