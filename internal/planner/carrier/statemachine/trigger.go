package statemachine

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// triggers are the rules of the operation's triggers, but for the machine. Each takes all events that
// its pattern fits: what they lack, the machine sees.
func (o *judging) triggers() []layout.Triggered {
	var all []layout.Triggered
	for _, t := range o.Wanted.Triggers {
		own := o.out
		own.Map, own.Needs, own.URL = &t.Map, t.Needs, guardedIn(own.URL, t)
		template := own.Template()
		if n := template.Length(); n > limits.InputTemplateLength {
			o.RefuseAs(spec.Diagnostic{
				Code: diagnostic.PatternTooLong, Severity: spec.Error, Position: o.op.Position, Hint: "map fewer fields, or shorten constants (Triggers, context key triggers)",
				Message: o.Named(diagnostic.Message("the constants of the trigger %q have %d characters, and EventBridge takes %d in a rule's input", t.ID, n, limits.InputTemplateLength)),
			})
		}
		rule := carrier.TriggerRule(t, o.op, ident.Of(t.ID, "TriggerMachineRule"), "")
		rule.Target = plan.StateMachineInput{Template: written(template), Retry: o.Settings.Retry()}
		if t.Schedule == "" && rule.Pattern.Length() > limits.PatternLength {
			o.RefuseAs(spec.Diagnostic{
				Code: diagnostic.PatternTooLong, Severity: spec.Error, Position: o.op.Position, Hint: "test less in it (Triggers, context key triggers)",
				Message: o.Named(diagnostic.Message("the event pattern of the trigger %q is longer than %d characters", t.ID, limits.PatternLength)),
			})
		}
		all = append(all, layout.Triggered{Trigger: t.Trigger, Rules: o.SwitchedTrigger(t, []plan.Rule{rule})})
	}
	return all
}

// guardedIn is an address for a trigger: GuardPath is against what events bring, not against the
// constants that the user gives.
func guardedIn(address []machine.Part, t *request.Trigger) []machine.Part {
	address = slices.Clone(address)
	for i, part := range address {
		if part.Field == nil || !part.Field.Guard {
			continue
		}
		node, given := t.Field(part.Field.Field)
		if _, constant := node.Scalar(); given && constant {
			open := *part.Field
			open.Guard = false
			address[i].Field = &open
		}
	}
	return address
}

// startedBy are the rules with the machine that they start.
func (o *judging) startedBy(triggers []layout.Triggered, connection carrier.Connection) []layout.Triggered {
	for i := range triggers {
		for j := range triggers[i].Rules {
			rule := &triggers[i].Rules[j]
			if input, starts := rule.Target.(plan.StateMachineInput); starts {
				input.ID = connection.Machine
				rule.Target = input
			}
		}
	}
	return triggers
}
