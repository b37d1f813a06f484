package apidestination

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// defaultMaxOptional is the number of optional parameters up to which each presence
// pattern gets a rule of its own: 2^k rules.
const defaultMaxOptional = 2

// emptyBody is what an operation without a body sends: EventBridge always sends one.
const emptyBody = "{}"

// variant is one rule of an operation: which of its optional parameters the
// event has, and so which are sent.
type variant struct {
	label string
	// present and absent are tested one by one; of anyOf, one must be there.
	present, absent []string
	anyOf           []string
	// sends are the fields of optional values to send.
	sends map[string]bool
}

// shorterPattern is what makes the patterns of the operation shorter.
func (o *judging) shorterPattern() string {
	var ways []string
	if len(o.optional) > 0 {
		ways = append(ways, "name fewer optional parameters in Optional (Operations, context key operations)")
	}
	if len(o.optional) > 0 || slices.ContainsFunc(o.guards, func(g guard) bool { return g.in != "body" }) {
		ways = append(ways, "fix the values of some parameters in Parameters (context key parameters)")
	}
	if len(o.c.opts.Sources) > 0 {
		ways = append(ways, "accept fewer sources in Sources (context key sources)")
	}
	return text.Alternatives(append(ways, finding.OtherWay))
}

// sortNested sorts the fields of each object by their names: they have the order of a map in
// the document, which means nothing.
func sortNested[T any](fields []T, field func(T) string) {
	for from := 0; from < len(fields); {
		parent, _, nested := strings.Cut(field(fields[from]), ".")
		to := from + 1
		for nested && to < len(fields) && strings.HasPrefix(field(fields[to]), parent+".") {
			to++
		}
		slices.SortFunc(fields[from:to], func(a, b T) int { return strings.Compare(field(a), field(b)) })
		from = to
	}
}

// variants lists the presence patterns: all of them up to k optional parameters,
// above that "none" and "any". An idempotency header doubles them.
func (o *judging) variants() []variant {
	var variants []variant
	if k := len(o.optional); k <= o.mostOptional() {
		variants = everySubset(o.optional)
		o.eachOptional = true
	} else {
		variants = noneOrAny(o.optional)
		o.Inexact(diagnostic.OptionalParameters, o.op.Position,
			"name those to carry in Optional (Operations, context key operations), fix some in Parameters (parameters), raise MaxOptionalParameters (maxOptionalParameters), or "+finding.OtherCarrier,
			"an event with one of its %d optional parameters sends the others empty: %s", k, labels(o.optional))
	}
	for _, key := range o.idempotency {
		variants = withIdempotency(variants, key)
	}
	return variants
}

// mostOptional is how many optional values have a rule for each combination of them.
func (o *judging) mostOptional() int {
	limit := defaultMaxOptional
	if given := o.c.opts.MaxOptional; given != nil {
		limit = *given
	}
	return max(limit, 1)
}

func labels(optionals []optional) string {
	names := make([]string, len(optionals))
	for i, op := range optionals {
		names[i] = op.label
	}
	all := strings.Join(names, ", ")
	return safe.Clean(all, len(all))
}

func everySubset(optionals []optional) []variant {
	variants := []variant{{sends: map[string]bool{}}}
	for _, op := range optionals {
		for _, v := range slices.Clone(variants) {
			with := v.clone()
			with.present = append(with.present, op.field)
			with.sends[op.field] = true
			with.label = addLabel(v.label, op.label)
			variants = append(variants, with)
		}
	}
	for i := range variants {
		for _, op := range optionals {
			if !variants[i].sends[op.field] {
				variants[i].absent = append(variants[i].absent, op.field)
			}
		}
	}
	return variants
}

func noneOrAny(optionals []optional) []variant {
	no := variant{sends: map[string]bool{}}
	some := variant{label: "any optional", sends: map[string]bool{}}
	for _, op := range optionals {
		no.absent = append(no.absent, op.field)
		some.anyOf = append(some.anyOf, op.field)
		some.sends[op.field] = true
	}
	return []variant{no, some}
}

func withIdempotency(variants []variant, key optional) []variant {
	var out []variant
	for _, v := range variants {
		without := v.clone()
		without.absent = append(without.absent, key.field)
		with := v.clone()
		with.present = append(with.present, key.field)
		with.sends[key.field] = true
		with.label = addLabel(v.label, key.label)
		out = append(out, without, with)
	}
	return out
}

func (v variant) clone() variant {
	c := variant{label: v.label, present: slices.Clone(v.present), absent: slices.Clone(v.absent),
		anyOf: slices.Clone(v.anyOf), sends: make(map[string]bool)}
	for field := range v.sends {
		c.sends[field] = true
	}
	return c
}

func addLabel(label, name string) string {
	if label == "" {
		return name
	}
	return label + "+" + strings.ReplaceAll(name, "+", "++")
}

// patterns are an operation's.
type patterns struct {
	// delivers has one for each variant, rejects is what no rule of the operation takes.
	delivers []pattern.Pattern
	rejects  []pattern.Rejection
	// all is what any of the variants takes, of an operation that is switched off.
	all pattern.Pattern
}

// patterns makes the pattern of each variant, in the long form where it fits, and what the
// operation turns away in that form.
func (o *judging) patterns(variants []variant) (patterns, bool) {
	for _, form := range []presence{{here: pattern.Present, notHere: pattern.Absent}, {here: pattern.Exists, notHere: pattern.Missing, short: true}} {
		delivers := make([]pattern.Pattern, len(variants))
		rejected := o.rejections(form)
		longest := 0
		for i := range rejected {
			longest = max(longest, pattern.RejectionLength(rejected[i:i+1], o.c.source()))
			if o.Settings.Filter.Extra != nil {
				_, err := pattern.RejectionPattern(rejected[i:i+1], o.c.source())
				o.CheckFilter(err)
			}
		}
		for i, v := range variants {
			delivers[i] = o.pattern(v, form)
			longest = max(longest, delivers[i].Length())
		}
		if longest <= limits.PatternLength {
			if form.short {
				o.Inexact(diagnostic.PatternTooLong, o.op.Position, "leave fields out instead of sending null",
					"its event patterns tell only whether a field is there, so that they fit: a null counts as a value")
			}
			asked := patterns{delivers: delivers, rejects: rejected}
			if o.Settings.Disabled() {
				asked.all = o.pattern(variant{}, form)
			}
			return asked, true
		}
	}
	return patterns{}, false
}

// presence is a pair of tests for a query or header field that partition its values.
type presence struct {
	here, notHere []any
	short         bool
}

func (o *judging) pattern(v variant, form presence) pattern.Pattern {
	detail := pattern.DetailObject(o.tests(o.guards, v, form))
	if len(v.anyOf) > 0 {
		var alternatives []pattern.Object
		for _, field := range v.anyOf {
			alternatives = append(alternatives, pattern.DetailObject([]pattern.Test{{Field: field, Want: form.here}}))
		}
		detail = append(detail, pattern.AnyOf(alternatives)...)
	}
	return o.Narrowed(pattern.EventPattern(o.c.source(), pattern.List(o.DetailType), detail))
}

// tests are what a rule asks of the fields: what the guards want, and what a variant has and has not.
func (o *judging) tests(guards []guard, v variant, form presence) []pattern.Test {
	var tests []pattern.Test
	for _, g := range guards {
		want := g.delivers(form)
		if o.wide && g.in == "path" {
			want = pattern.WideDelivers
		}
		tests = append(tests, pattern.Test{Field: g.field, Want: want})
	}
	for _, field := range v.present {
		tests = append(tests, pattern.Test{Field: field, Want: form.here})
	}
	for _, field := range v.absent {
		tests = append(tests, pattern.Test{Field: field, Want: form.notHere})
	}
	return tests
}

func (g guard) delivers(form presence) []any {
	switch g.in {
	case "path":
		return pattern.PathDelivers
	case "body":
		return pattern.Exists
	}
	return form.here
}

func (g guard) rejects(form presence) []any {
	switch g.in {
	case "path":
		return pattern.PathRejects
	case "body":
		return pattern.Missing
	}
	return form.notHere
}

// rule is that of one variant.
func (o *judging) rule(v variant, asked pattern.Pattern, destination string, values []plan.Value) plan.Rule {
	id := ident.Of(o.DetailType, "Rule")
	if v.label != "" {
		id = ident.Of(o.DetailType, "with "+v.label, "Rule")
	}
	return plan.Rule{
		ID:          id,
		Description: safe.Clean(o.Described("")+withLabel(v.label), limits.DescriptionLength),
		Pattern:     asked, Target: o.target(v, destination, values),
	}
}

// target is the operation's destination with what a variant sends.
func (o *judging) target(v variant, destination string, values []plan.Value) plan.APIDestination {
	t := plan.APIDestination{
		ID: destination, Query: v.sent(o.out.Query), Headers: v.sent(o.out.Headers),
		Retry: o.Settings.Retry(),
	}
	for _, value := range values {
		t.PathValues = append(t.PathValues, value.Expression())
	}
	if o.out.Body != "" {
		t.InputPath = detailPath(o.out.Body)
	} else {
		t.Input = emptyBody
	}
	return t
}

func withLabel(label string) string {
	if label == "" {
		return ""
	}
	return ", with " + label
}

// sent are the pairs of a variant, each with what EventBridge resolves.
func (v variant) sent(pairs []plan.Pair) []plan.Pair {
	var out []plan.Pair
	for _, p := range pairs {
		switch {
		case p.Value.Field == "" || !p.Optional || v.sends[p.Value.Field]:
		case p.Idempotency:
			p.Value = plan.Value{Constant: eventID}
		case p.Default != "":
			p.Value = plan.Value{Constant: p.Default}
		default:
			continue
		}
		out = append(out, p)
	}
	return out
}

// optional is a field that is sent only if the event has it.
type optional struct {
	field string
	label string
}

// guard is a required field, or a place in the event of a trigger, whose absence a pattern can see.
type guard struct {
	field string
	// in is the field's location: path values have a test of their own.
	in string
}

func isInPath(g guard) bool { return g.in == "path" }
