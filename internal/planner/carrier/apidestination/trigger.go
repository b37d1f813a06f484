package apidestination

import (
	"fmt"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/mapping"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// triggering is a trigger while it is judged: which values are sent, and what must be there for it.
type triggering struct {
	*request.Trigger
	o *judging
	// The pairs hold constants and paths into the trigger's event.
	query, headers []plan.Pair
	body           body
	// optional values are sent only where the event has them; guards must hold.
	optional []optional
	guards   []guard
	delivery []plan.Rule
	rejected []plan.Rule
}

// body is what makes the body: one of the three.
type body struct {
	path, constant string
	template       *plan.InputTemplate
}

// wants is what the guard lets pass of a place in the trigger's event.
func (g guard) wants(short bool) pattern.Wanted {
	switch {
	case g.in == "path":
		return pattern.InPath
	case g.in == "body" || short:
		return pattern.Something
	}
	return pattern.AnyValue
}

// triggers are the operation's that can be carried.
func (o *judging) triggers() []*triggering {
	var all []*triggering
	for _, t := range o.Wanted.Triggers {
		x := &triggering{Trigger: t, o: o}
		x.query, x.headers = x.place(o.out.Query, "query"), x.place(o.out.Headers, "header")
		x.placePath()
		x.placeBody()
		x.checkFields()
		all = append(all, x)
	}
	return all
}

// refuse says that the trigger can't be carried by an API destination at all. It is an error, since its
// events would be lost: but another carrier has its say first.
func (x *triggering) refuse(hint, format string, args ...any) {
	x.o.RefuseAs(spec.Diagnostic{
		Code: diagnostic.TriggerInexact, Severity: spec.Error, Position: x.o.op.Position, Hint: hint,
		Message: x.o.Named(diagnostic.Message("the trigger %q can't be carried by an API destination: ", x.ID) + diagnostic.Message(format, args...)),
	})
}

// inexact says what of the trigger may differ.
func (x *triggering) inexact(format string, args ...any) {
	x.o.Inexact(diagnostic.TriggerInexact, x.o.op.Position, "let a state machine carry the operation (Carriers, context key carriers)",
		"the trigger %q: %s", x.ID, fmt.Sprintf(format, args...))
}

// place is what becomes of the operation's headers or query parameters.
func (x *triggering) place(pairs []plan.Pair, in string) []plan.Pair {
	var out []plan.Pair
	for _, p := range pairs {
		if p.Value.Field == "" {
			out = append(out, p)
			continue
		}
		node, given := x.Field(p.Value.Field)
		switch {
		case given:
			p.Value, p.Optional = x.value(node, p.Value.Field, in, p.Optional)
		case p.Idempotency:
			p.Value, p.Optional = plan.Value{Event: eventID}, false
		case p.Default != "":
			p.Value, p.Optional = plan.Value{Constant: p.Default}, false
		default:
			continue // it is optional
		}
		out = append(out, p)
	}
	return out
}

// value is what a field is, and whether the event may lack it.
func (x *triggering) value(node mapping.Node, field, in string, mayLack bool) (plan.Value, bool) {
	if text, ok := node.Scalar(); ok {
		if why := x.o.unsendable(request.Parameter{Parameter: &spec.Parameter{Name: "a", In: in}}, text); why != "" {
			x.refuse("give another value (Triggers, context key triggers)", "the field %q cannot have the value %q: %s", field, text, why)
		}
		return plan.Value{Constant: text}, false
	}
	if node.Path.Text == "" {
		x.refuse("let a state machine carry the operation (Carriers, context key carriers)", "the field %q is a list or an object, and it sends one value", field)
		return plan.Value{}, false
	}
	value := plan.Value{Event: node.Path.Text}
	if len(node.Path.Text) > limits.ParameterValueLength {
		x.refuse("name a shorter path", "the path %q is longer than AWS takes", node.Path.Text)
	}
	return value, x.must(node.Path, in, field, mayLack)
}

// must sees to it that the event has what the path names, and tells whether it may lack it.
func (x *triggering) must(p mapping.Path, in, what string, mayLack bool) bool {
	if request.AlwaysThere(p) || x.Schedule != "" {
		return false
	}
	if p.Indexed() {
		x.inexact("whether an event has %s can't be told by a pattern, since it is in a list; without it, %q is empty", p.Text, what)
		return false
	}
	g := guard{p.Place(), in}
	asked := x.Events.Asks(g.field, g.wants(false))
	if asked == pattern.Enough && in == "path" && x.o.wide {
		asked = pattern.TooLittle // a guard of GuardPath
	}
	switch asked {
	case pattern.Enough:
		return false
	case pattern.TooLittle:
		x.refuse("test it in such a way that all that fits can be sent ([{\"prefix\": \"…\"}], exact values), or leave the test out: it is added",
			"its pattern tests %s so that some events that fit have nothing that %q can be", p.Text, what)
		return false
	}
	if !mayLack {
		if !slices.Contains(x.guards, g) {
			x.guards = append(x.guards, g)
		}
		return false
	}
	if one := (optional{g.field, what}); !slices.ContainsFunc(x.optional, func(o optional) bool { return o.field == g.field }) {
		x.optional = append(x.optional, one)
	}
	return true
}

// placePath looks at the values of the path.
func (x *triggering) placePath() {
	var seen []string
	for _, v := range x.o.out.PathValues {
		node, given := x.Field(v.Field)
		if !given {
			continue // it is reported already
		}
		value, _ := x.value(node, v.Field, "path", false)
		if slices.Contains(seen, value.Expression()) {
			x.refuse("map one of them to something else, or let a state machine carry the operation (Carriers, context key carriers)",
				"two values of the path come from %s, and AWS wants them to differ", value.Expression())
		}
		seen = append(seen, value.Expression())
	}
}

// pathValue is a value of the destination's path for the trigger.
func (x *triggering) pathValue(v plan.Value) plan.Value {
	if v.Field == "" {
		return v
	}
	node, _ := x.Field(v.Field)
	if text, ok := node.Scalar(); ok {
		return plan.Value{Constant: text}
	}
	return plan.Value{Event: node.Path.Text}
}

// checkFields finds fields that the trigger has and the destination doesn't send.
func (x *triggering) checkFields() {
	sent := func(p *request.Parameter) bool {
		in := func(v plan.Value) bool { return v.Field == p.Field }
		pair := func(q plan.Pair) bool { return in(q.Value) }
		return slices.ContainsFunc(x.o.out.PathValues, in) || slices.ContainsFunc(x.o.out.Query, pair) || slices.ContainsFunc(x.o.out.Headers, pair)
	}
	check := func(p *request.Parameter) {
		if _, given := x.Field(p.Field); given && p.Use == request.UseField && !sent(p) {
			x.inexact("the field %q is not carried", p.Field)
		}
	}
	for i := range x.o.Wanted.Parameters {
		p := &x.o.Wanted.Parameters[i]
		if request.FormOf(p).Keyed && len(p.Properties) > 0 {
			for j := range p.Properties {
				check(&p.Properties[j].Parameter)
			}
			continue
		}
		check(p)
	}
}

// carry makes the rules of the trigger for a destination and the values of its path.
func (x *triggering) carry(destination string, values []plan.Value) layout.Triggered {
	var expressions []string
	for _, v := range values {
		expressions = append(expressions, x.pathValue(v).Expression())
	}
	out := layout.Triggered{Trigger: x.Trigger.Trigger, Rules: slices.Clone(x.delivery)}
	for i := range out.Rules {
		target := out.Rules[i].Target.(plan.APIDestination)
		target.ID, target.PathValues = destination, expressions
		out.Rules[i].Target = target
	}
	out.Rules = x.o.SwitchedTrigger(x.Trigger, append(out.Rules, x.rejected...))
	return out
}

// decide makes the rules, but for the destination.
func (x *triggering) decide() bool {
	if !x.o.Callable() {
		return false
	}
	x.settle()
	variants := x.variants()
	for _, short := range []bool{false, true} {
		if x.rules(variants, short) {
			if short {
				x.inexact("its event patterns tell only whether a value is there, so that they fit: a null counts as a value")
			}
			return true
		}
	}
	x.refuse("map fewer paths, or test less in the pattern", "its event pattern would be longer than %d characters", limits.PatternLength)
	return false
}

// settle leaves one guard for each place: the strictest that a pattern can say. What a guard wants is
// always there.
func (x *triggering) settle() {
	var guards []guard
	for _, g := range x.guards {
		at := slices.IndexFunc(guards, func(o guard) bool { return o.field == g.field })
		switch {
		case at < 0:
			guards = append(guards, g)
		case g.in == "path" || guards[at].in == "path":
			x.checkNull(g.in, guards[at].in, g.field)
			guards[at].in = "path"
		case g.in != "body":
			guards[at].in = g.in
		}
	}
	x.guards = guards
	x.optional = slices.DeleteFunc(x.optional, func(o optional) bool {
		at := slices.IndexFunc(guards, func(g guard) bool { return g.field == o.field })
		if at < 0 {
			return false
		}
		if guards[at].in == "path" {
			x.checkNull("path", "query", o.field)
		} else {
			guards[at].in = "query"
		}
		return true
	})
}

// checkNull says that the guard of a path value can't refuse a null.
func (x *triggering) checkNull(one, other, place string) {
	for _, in := range []string{one, other} {
		if in == "query" || in == "header" {
			x.inexact("$.%s is in the path and in the %s, and no pattern refuses both a null and an empty text: a null is sent", place, in)
			return
		}
	}
}

// variants are which of the optional values the event has.
func (x *triggering) variants() []variant {
	if len(x.optional) <= x.o.mostOptional() {
		return everySubset(x.optional)
	}
	x.inexact("an event with one of the %d optional values that it maps sends the others empty: %s", len(x.optional), labels(x.optional))
	return noneOrAny(x.optional)
}

// forms are the tests of presence in their long and their short form.
var forms = map[bool]presence{false: {here: pattern.Present, notHere: pattern.Absent}, true: {here: pattern.Exists, notHere: pattern.Missing, short: true}}

// rules tells whether all patterns fit.
func (x *triggering) rules(variants []variant, short bool) bool {
	x.delivery, x.rejected = nil, nil
	for _, v := range variants {
		x.delivery = append(x.delivery, x.rule(v, forms[short]))
	}
	x.reject(forms[short])
	return !slices.ContainsFunc(slices.Concat(x.delivery, x.rejected), func(r plan.Rule) bool {
		return r.Pattern.Length() > limits.PatternLength
	})
}

// rule calls for events with the values of a variant.
func (x *triggering) rule(v variant, form presence) plan.Rule {
	events := x.Events.With(x.o.tests(x.guards, v, form)...)
	if len(v.anyOf) > 0 {
		if x.Events.Get("$or") != nil {
			x.refuse("write a trigger for each alternative, or map fewer optional fields", "its pattern has $or at its top, and so has the rule for the events that have some optional values")
			return plan.Rule{}
		}
		var alternatives [][]pattern.Test
		for _, place := range v.anyOf {
			alternatives = append(alternatives, []pattern.Test{{Field: place, Want: form.here}})
		}
		events = events.WithAnyOf(alternatives)
	}
	id := ident.Of(x.ID, "Trigger")
	if v.label != "" {
		id = ident.Of(x.ID, "with "+v.label, "Trigger")
	}
	rule := carrier.TriggerRule(x.Trigger, x.o.op, id, withLabel(v.label))
	rule.Pattern = pattern.Pattern{Root: events}
	rule.Target = plan.APIDestination{
		Query: x.sent(v, x.query), Headers: x.sent(v, x.headers),
		InputPath: x.body.path, Input: x.body.constant, Template: x.body.template, Retry: x.o.Settings.Retry(),
	}
	return rule
}

// sent are the pairs that a variant sends.
func (x *triggering) sent(v variant, pairs []plan.Pair) []plan.Pair {
	var out []plan.Pair
	for _, p := range pairs {
		path, _ := mapping.ParsePath(p.Value.Event)
		mayLack := slices.ContainsFunc(x.optional, func(o optional) bool { return o.field == path.Place() })
		switch {
		case !p.Optional || !mayLack || v.sends[path.Place()]:
		case p.Idempotency:
			p.Value = plan.Value{Event: eventID}
		case p.Default != "":
			p.Value = plan.Value{Constant: p.Default}
		default:
			continue
		}
		p.Optional, p.Idempotency, p.Default = false, false, ""
		out = append(out, p)
	}
	return out
}

// reject sends events to the dead-letter queue that fit the trigger's pattern and lack what a guard
// wants, by one rule, or three of an operation with GuardPath.
func (x *triggering) reject(form presence) {
	for group := range pattern.WideRejects {
		var alternatives [][]pattern.Test
		for _, g := range x.guards {
			if test, ok := x.o.turnsAway(g, group, form); ok {
				alternatives = append(alternatives, []pattern.Test{test})
			}
		}
		if len(alternatives) == 0 {
			continue
		}
		if len(alternatives) > 1 && x.Events.Get("$or") != nil {
			x.refuse("write a trigger for each alternative", "its pattern has $or at its top, and so has the rule for the events that lack something")
			return
		}
		parts := []string{x.ID, "TriggerRejection"}
		if group > 0 {
			parts = append(parts, fmt.Sprintf("Characters%d", group+1))
		}
		rule := carrier.TriggerRule(x.Trigger, x.o.op, ident.Of(parts...), "")
		rule.Kind, rule.Target = plan.Rejection, plan.DeadLetters{}
		rule.Description = safe.Clean("events of the trigger "+x.ID+" that lack what it maps go to the dead-letter queue", limits.DescriptionLength)
		rule.Pattern = pattern.Pattern{Root: x.Events.WithAnyOf(alternatives)}
		for i := range x.delivery {
			rule.After = append(rule.After, x.delivery[i].ID)
		}
		x.rejected = append(x.rejected, rule)
	}
}
