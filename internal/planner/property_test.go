package planner_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// matchers are a plan's rules with their patterns as AWS's matcher reads them.
type matchers struct {
	rules    []plan.Rule
	patterns []*delivery.Pattern
}

func compile(t testing.TB, p *plan.Plan) matchers {
	t.Helper()
	m := matchers{rules: p.Rules}
	for _, r := range p.Rules {
		text := r.Pattern.String()
		if len(text) > limits.PatternLength {
			t.Fatalf("%s: a pattern of %d characters", r.ID, len(text))
		}
		parsed, err := delivery.ParsePattern([]byte(text))
		if err != nil {
			t.Fatalf("%s: EventBridge refuses %s: %v", r.ID, text, err)
		}
		m.patterns = append(m.patterns, parsed)
	}
	return m
}

// matching are the rules that an event matches in the end: those of the bus that it is put
// on, and instead of a rule that forwards it, those of the shard.
func (m matchers) matching(t interface{ Fatalf(string, ...any) }, detailType string, detail map[string]any) []plan.Rule {
	event, err := json.Marshal(map[string]any{"source": "test", "detail-type": detailType, "detail": detail})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return m.onBus(t, event, "")
}

func (m matchers) onBus(t interface{ Fatalf(string, ...any) }, event []byte, bus string) []plan.Rule {
	var out []plan.Rule
	for i, p := range m.patterns {
		if m.rules[i].Bus != bus {
			continue
		}
		matches, err := p.Match(event)
		switch {
		case err != nil:
			t.Fatalf("%s: %v", event, err)
		case matches && m.rules[i].Kind == plan.Forward && bus == "":
			out = append(out, m.onBus(t, event, m.rules[i].Target.(plan.Shard).Bus)...)
		case matches:
			out = append(out, m.rules[i])
		}
	}
	return out
}

// state is what a field of an event holds.
type state int

const (
	absent state = iota
	null
	empty
	dots
	scalar
)

// dotSegments are "." and ".." with each dot as it is and encoded.
var dotSegments = func() []string {
	dots := []string{".", "%2e", "%2E"}
	segments := slices.Clone(dots)
	for _, first := range dots {
		for _, second := range dots {
			segments = append(segments, first+second)
		}
	}
	return segments
}()

// drawDetail fills the fields of an operation with scalars, null or nothing.
func drawDetail(t *rapid.T, op *plan.Operation) (map[string]any, map[string]state) {
	detail := map[string]any{}
	states := map[string]state{}
	for _, f := range op.Fields {
		if f.In == "body" {
			drawBody(t, f, detail, states)
			continue
		}
		s := rapid.SampledFrom([]state{absent, null, empty, dots, scalar, scalar, scalar}).Draw(t, f.Path)
		states[f.Path] = s
		switch s {
		case null:
			put(detail, f.Path, nil)
		case empty:
			put(detail, f.Path, "")
		case dots:
			put(detail, f.Path, rapid.SampledFrom(dotSegments).Draw(t, "dots"))
		case scalar:
			put(detail, f.Path, rapid.OneOf(
				rapid.Map(rapid.StringMatching(`[a-z $/%ü]{1,8}|[.%2eE]{3,8}`).Filter(func(s string) bool { return !slices.Contains(dotSegments, s) }), func(s string) any { return s }),
				rapid.Map(rapid.Int64Range(-1<<53, 1<<53), func(i int64) any { return i }),
				rapid.SampledFrom([]any{true, false, 0, -0.5, 1e12}),
			).Draw(t, "value"))
		}
	}
	return detail, states
}

func drawBody(t *rapid.T, f plan.Field, detail map[string]any, states map[string]state) {
	if !strings.HasPrefix(f.ContentType, "application/json") && f.ContentType != "" {
		states[f.Path] = scalar
		detail[f.Path] = rapid.SampledFrom([]any{"text", 7, true, []any{}, []any{map[string]any{"a": 1}}, map[string]any{}, map[string]any{"name": []any{}}}).Draw(t, "any JSON value")
		return
	}
	switch rapid.IntRange(0, 2).Draw(t, "body") {
	case 0:
		states[f.Path] = absent
	case 1:
		states[f.Path] = empty
		detail[f.Path] = map[string]any{"other": 1}
	default:
		states[f.Path] = scalar
		detail[f.Path] = map[string]any{"name": "x", "other": 1}
	}
}

func put(detail map[string]any, path string, value any) {
	names := strings.Split(path, ".")
	for _, n := range names[:len(names)-1] {
		inner, ok := detail[n].(map[string]any)
		if !ok {
			inner = map[string]any{}
			detail[n] = inner
		}
		detail = inner
	}
	detail[names[len(names)-1]] = value
}

// drawDocument makes a document of a few operations with all sorts of parameters.
func drawDocument(t *rapid.T) string {
	var b strings.Builder
	for i := range rapid.IntRange(1, 5).Draw(t, "operations") {
		path := fmt.Sprintf("/r%d", i)
		var params strings.Builder
		for j := range rapid.IntRange(0, 5).Draw(t, "parameters") {
			name := rapid.SampledFrom([]string{"id", "a.b", "message", "exists", "q", "X-Key"}).Draw(t, "name") + fmt.Sprint(j)
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0:
				path += "/{" + name + "}"
				fmt.Fprintf(&params, "- {name: %q, in: path, required: true, schema: {type: string}}\n", name)
			case 1:
				fmt.Fprintf(&params, "- {name: %q, in: query, required: true, schema: {type: string}}\n", name)
			case 2:
				fmt.Fprintf(&params, "- {name: %q, in: header, required: true, schema: {type: integer}}\n", strings.ReplaceAll(name, ".", "-"))
			case 3:
				fmt.Fprintf(&params, "- {name: %q, in: query, style: deepObject, required: true, schema: {type: object, required: [s], properties: {s: {type: string}, t: {type: string}}}}\n", name)
			case 4:
				params.WriteString("- {name: Idempotency-Key, in: header, schema: {type: string}}\n")
			default:
				fmt.Fprintf(&params, "- {name: %q, in: query, schema: {type: string, default: d}}\n", name)
			}
		}
		fmt.Fprintf(&b, "%q:\n  post:\n    operationId: op%d\n", path, i)
		if params.Len() > 0 {
			b.WriteString("    parameters:\n" + indent(params.String(), "      "))
		}
		b.WriteString("    requestBody: " + rapid.SampledFrom([]string{
			"{required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}}",
			"{content: {application/json: {schema: {type: object}}}}",
			"{required: true, content: {text/plain: {schema: {type: string}}}}",
			"{required: true, content: {application/octet-stream: {schema: {type: string, format: binary}}}}",
			"{required: true, content: {application/x-ndjson: {schema: {type: string}}}}",
		}).Draw(t, "body") + "\n")
	}
	return document(b.String())
}

// drawSizes draws what spreads the rules over buses and stacks. One operation has at most
// 17 rules.
func drawSizes(t *rapid.T) plan.Options {
	opts := plan.Options{
		Shards: true, RulesPerBus: rapid.IntRange(17, 40).Draw(t, "rules per bus"),
		SharedDestinations: rapid.Bool().Draw(t, "shared"),
	}
	if rapid.Bool().Draw(t, "nested") {
		opts.NestedStacks = new(rapid.IntRange(0, 9).Draw(t, "stacks"))
	}
	return opts
}

// buildSized plans the document with the sizes that were drawn. Where buses of so few rules
// need more nested stacks than were drawn, which is an error, it takes as many as are needed.
func buildSized(t testing.TB, text string, opts plan.Options) *plan.Plan {
	p := build(t, text, opts)
	if slices.Contains(codes(p.Diagnostics, spec.Error), diagnostic.NestedStacks) {
		opts.NestedStacks = nil
		p = build(t, text, opts)
	}
	return p
}

// TestEveryEventMatchesExactlyOneRule: an event that names an operation and has
// scalars where scalars belong is delivered by one rule or rejected by one. What
// is delivered has all its required fields, and sends just the optional ones it has.
func TestEveryEventMatchesExactlyOneRule(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := drawDocument(rt)
		limit := rapid.IntRange(0, 3).Draw(rt, "limit")
		opts := drawSizes(rt)
		opts.MaxOptional, opts.CatchUnknown = &limit, true
		opts.SendDefaults = rapid.Bool().Draw(rt, "defaults")
		p := buildSized(t, text, opts)
		if p.Failed() {
			rt.Fatalf("%s\n%s", text, lines(p.Diagnostics))
		}
		m := compile(t, p)
		for i := range p.Operations {
			op := &p.Operations[i]
			detail, states := drawDetail(rt, op)
			matched := m.matching(rt, op.DetailType, detail)
			if len(matched) != 1 {
				rt.Fatalf("%d rules match %v of\n%s", len(matched), detail, text)
			}
			checkDelivery(rt, op, matched[0], states)
		}
		if unknown := m.matching(rt, "no such operation", map[string]any{}); len(unknown) != 1 || unknown[0].Kind != plan.UnknownDetailType {
			rt.Fatalf("an unknown detail type matches %v", unknown)
		}
	})
}

// checkDelivery compares the rule that matched with what the event holds.
func checkDelivery(t *rapid.T, op *plan.Operation, r plan.Rule, states map[string]state) {
	complete := true
	for _, f := range op.Fields {
		if f.Guarded && !there(f.In, states[f.Path]) {
			complete = false
		}
	}
	if complete != (r.Kind == plan.Delivery) {
		t.Fatalf("%s: complete is %v, and the rule is %s\n%v", op.DetailType, complete, r.ID, states)
	}
	if !complete || op.Fidelity != plan.Exact {
		return
	}
	sent := make(map[string]bool)
	for _, pair := range append(calls(r).Query, calls(r).Headers...) {
		if strings.HasPrefix(pair.Value.Expression(), "$.detail.") {
			sent[strings.TrimPrefix(pair.Value.Expression(), "$.detail.")] = true
		}
	}
	for _, f := range op.Fields {
		if f.In != "query" && f.In != "header" {
			continue
		}
		if want := there(f.In, states[f.Path]); sent[f.Path] != want {
			t.Fatalf("%s: %s is sent: %v, want %v (%s)", op.DetailType, f.Path, sent[f.Path], want, r.ID)
		}
	}
}

// there tells whether a field counts as given: null does what absence does, but for
// path fields, where no pattern can tell it from a value.
func there(in string, s state) bool {
	switch in {
	case "path":
		return s == null || s == scalar
	case "body":
		return s == scalar
	}
	return s != absent && s != null
}

// TestFieldsOfAnotherShape: an event whose fields hold arrays or objects matches at
// least one rule.
func TestFieldsOfAnotherShape(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := drawDocument(rt)
		opts := drawSizes(rt)
		opts.CatchUnknown = true
		p := buildSized(t, text, opts)
		m := compile(t, p)
		for i := range p.Operations {
			op := &p.Operations[i]
			detail, _ := drawDetail(rt, op)
			for _, f := range op.Fields {
				if shape := rapid.SampledFrom([]any{nil, []any{}, []any{"a", ""}, []any{1, nil}, map[string]any{"x": 1}, map[string]any{}}).Draw(rt, "shape"); shape != nil && !strings.Contains(f.Path, ".") {
					detail[f.Path] = shape
				}
			}
			if len(m.matching(rt, op.DetailType, detail)) == 0 {
				rt.Fatalf("no rule matches %v of\n%s", detail, text)
			}
		}
	})
}

// TestLongNumbers holds a limit of EventBridge's matcher that docs/reference/events.md tells: a number
// that is no exact double is seen by no test that leaves null out. It must be a string.
func TestLongNumbers(t *testing.T) {
	p := build(t, operation("/a/{id}", `
parameters:
  - {name: id, in: path, required: true, schema: {type: integer}}
  - {name: q, in: query, schema: {type: integer, format: int64}}`), plan.Options{})
	m := compile(t, p)
	for value, want := range map[any]int{
		json.Number("9007199254740993"): 0, "9007199254740993": 1, json.Number("9007199254740992"): 1,
	} {
		if got := m.matching(t, "op", map[string]any{"id": json.Number("9007199254740993"), "q": value}); len(got) != want {
			t.Errorf("%v (%T) in the query: %d rules match, want %d", value, value, len(got), want)
		}
	}
	if got := p.Operations[0].Fields[1].Format; got != "a number of more than 15 digits as a string" {
		t.Errorf("the catalog says %q", got)
	}
}

// TestSources: an event from a source that isn't accepted matches no rule.
func TestSources(t *testing.T) {
	p := build(t, operation("/a/{id}", `
parameters:
  - {name: id, in: path, required: true, schema: {type: string}}`),
		plan.Options{Sources: []string{"other"}, CatchUnknown: true})
	m := compile(t, p)
	for _, detailType := range []string{"op", "unknown"} {
		for _, detail := range []map[string]any{{}, {"id": "1"}} {
			if got := m.matching(t, detailType, detail); len(got) != 0 {
				t.Errorf("%s %v matches %s", detailType, detail, got[0].ID)
			}
		}
	}
}

// TestShuffle: the order of paths, parameters and schemes changes no name, no
// pattern and no fidelity.
func TestShuffle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		doc := Load(t, drawDocument(rt))
		opts := drawSizes(rt)
		opts.CatchUnknown = true
		before := byID(planner.Build(doc, opts))
		shuffled := *doc
		shuffled.Operations = rapid.Permutation(doc.Operations).Draw(rt, "operations")
		after := byID(planner.Build(&shuffled, opts))
		if len(before) != len(after) {
			rt.Fatalf("%d rules became %d", len(before), len(after))
		}
		for id, text := range before {
			if after[id] != text {
				rt.Fatalf("%s: %s became %s", id, text, after[id])
			}
		}
	})
}

// TestOrderOfDeployment: a rule that sends events of an operation to the dead-letter
// queue, or stops doing so, comes after the operation's delivery rules.
func TestOrderOfDeployment(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := build(t, drawDocument(rt), plan.Options{CatchUnknown: true})
		for _, r := range p.Rules {
			var want []string
			for i := range p.Operations {
				if op := &p.Operations[i]; r.Kind != plan.Delivery && strings.Contains(r.Pattern.String(), `"`+op.DetailType+`"`) {
					want = append(want, op.Rules...)
				}
			}
			if !slices.Equal(r.After, want) {
				rt.Fatalf("%s comes after %q, want %q", r.ID, r.After, want)
			}
		}
	})
}

func byID(p *plan.Plan) map[string]string {
	out := make(map[string]string)
	for _, r := range p.Rules {
		out[r.ID] = fmt.Sprint(r.Pattern, r.Target, r.Role, r.Bus, r.Stack)
	}
	for _, d := range p.Destinations {
		out[d.ID] = d.Method + d.Endpoint + d.Connection + d.Stack
	}
	return out
}

// TestOneOperationMore leaves the names of all others alone.
func TestOneOperationMore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		doc := Load(t, drawDocument(rt))
		before := planner.Build(doc, plan.Options{})
		fewer := *doc
		fewer.Operations = append([]spec.Operation(nil), doc.Operations[1:]...)
		if len(fewer.Operations) == 0 {
			return
		}
		after := byID(planner.Build(&fewer, plan.Options{}))
		all := byID(before)
		for _, r := range before.Rules {
			if r.Kind == plan.Delivery && calls(r).ID != before.Operations[0].Destination && after[r.ID] != all[r.ID] {
				rt.Fatalf("%s changed:\n%s\n%s", r.ID, all[r.ID], after[r.ID])
			}
		}
	})
}
