package render

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/claim"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// The rules of triggers have names of ours, so that their role and the queue trust these and no
// others: the names that CloudFormation makes follow no pattern that could be told from those of
// other stacks. A name is <construct>-<rule>-<stack>: 8 hex digits of the construct's path, letters of
// the rule's id and 8 of its hash, and the first 8 of the UUID of the stack, so that a template can be
// launched twice in an account. It has at most 64 characters, as AWS takes.

// longestStem is how many letters of a rule's id its name has.
const longestStem = 64 - 8 - 1 - 1 - 8 - 1 - 8

// triggerRuleName is the name of a trigger's rule.
func (r *renderer) triggerRuleName(at *shelf, p *plan.Rule) *string {
	stem := ident.Camel(p.ID)
	name := text.Hash(r.place.path) + "-" + stem[:min(len(stem), longestStem)] + "-" + text.Hash(p.ID) + "-" + r.stackUUID(at)
	return &name
}

// stackUUID begins the UUID of the stack that the construct is in, as a nested stack has it.
func (r *renderer) stackUUID(at *shelf) string {
	if r.uuid == "" {
		id := partOf(*r.place.stack.StackId(), 2)
		r.uuid = *awscdk.Fn_Select(jsii.Number(0), awscdk.Fn_Split(jsii.String("-"), &id, nil))
	}
	return *at.give("StackUUID", &r.uuid)
}

// onBuses are the triggers with what is known of their buses: whether one is the construct's own, and the
// sources of the construct's answers, as it is launched and at synth, for those on whose bus answers are
// put.
func (f *Frame) onBuses(triggers []plan.Trigger) []plan.Trigger {
	if len(triggers) == 0 {
		return triggers
	}
	triggers = slices.Clone(triggers)
	answered, own := f.keysOf(f.answers.bus), f.busKeys()
	for i := range triggers {
		keys := []string{f.environment() + " " + defaultBus}
		if bus := f.given.TriggerBuses[triggers[i].ID]; bus != nil {
			keys = f.keysOf(f.givenBus(bus))
		}
		oneOf := func(keys []string) func(string) bool {
			return func(key string) bool { return slices.Contains(keys, key) }
		}
		triggers[i].OnBus = slices.ContainsFunc(keys, oneOf(own))
		if slices.ContainsFunc(keys, oneOf(answered)) {
			triggers[i].Hears = slices.Compact([]string{f.sourceIn(""), f.answers.source})
		}
	}
	return triggers
}

// triggerBus is the name of a trigger's bus; nil is the default one, which a rule need not name.
func (r *renderer) triggerBus(at *shelf, trigger string) *string {
	bus := r.given.TriggerBuses[trigger]
	if bus == nil {
		return nil
	}
	return at.give(ident.LogicalID("", trigger+" EventBusName"), bus.EventBusName())
}

// triggerSources are the rules of all triggers, for what is in a stack.
func (r *renderer) triggerSources(at *shelf) []ruleSource {
	var source ruleSource
	for _, prefix := range r.triggerPrefixes(at) {
		source.like = append(source.like, prefix+text.Hash(r.place.path)+"-*-"+r.stackUUID(at))
	}
	if len(source.like) == 0 {
		return nil
	}
	return []ruleSource{source}
}

// triggerPrefixes begin the ARNs of the rules of triggers, one for each bus.
func (r *renderer) triggerPrefixes(at *shelf) []string {
	var prefixes []string
	for i := range r.plan.Rules {
		p := &r.plan.Rules[i]
		if p.Trigger == "" {
			continue
		}
		prefix := r.place.ruleARN()
		if bus := r.triggerBus(at, p.Trigger); bus != nil && *bus != defaultBus {
			prefix += *bus + "/"
		}
		if !slices.Contains(prefixes, prefix) {
			prefixes = append(prefixes, prefix)
		}
	}
	return prefixes
}

// addTriggerSenders lets the rules of triggers send to the queue: just those to the construct's own. A
// queue that was given may be in another stack, which knows no UUID of this one, so it takes messages
// from the rules of their buses.
func (r *renderer) addTriggerSenders(mine *claim.Senders) {
	at := r.shelves[""]
	if !r.base.DeadLetters.Given {
		for _, source := range r.triggerSources(at) {
			mine.Rules = append(slices.Clone(mine.Rules), source.like...)
		}
		return
	}
	for _, prefix := range r.triggerPrefixes(at) {
		if prefix == r.place.ruleARN() {
			mine.AnyOnDefault = true
		} else if all := prefix + "*"; !slices.Contains(mine.Rules, all) {
			mine.Rules = append(slices.Clone(mine.Rules), all)
		}
	}
}
