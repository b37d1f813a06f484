package render

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/claim"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/report"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// answerSource begins the source of answers, which the name of the bus ends.
const answerSource = "openapi-destinations."

// answers is where the events go that tell how calls ended.
type answers struct {
	// bus is the one that they are put on, given where that isn't the one that the events come from.
	bus   eventBus
	given bool
	// source is theirs, as the machines are told, and named as other stacks know it.
	source string
	named  physicalName
}

// newAnswers says where answers go.
func (f *Frame) newAnswers() answers {
	a := answers{bus: f.bus, source: f.given.AnswerSource, named: fixedName(f.given.AnswerSource)}
	if f.given.AnswerBus != nil {
		a.bus, a.given = f.givenBus(f.given.AnswerBus), true
	}
	if a.source == "" {
		a.source, a.named = answerSource+f.bus.name, f.bus.physical
	}
	return a
}

// sourceIn is the source for what is in the topmost stack of the path.
func (f *Frame) sourceIn(top string) string {
	if f.given.AnswerSource != "" {
		return f.given.AnswerSource
	}
	return answerSource + f.answers.named.in(top)
}

// AnswerSource and AnswerBus are what answers have where the stack is launched under its own name.
func (f *Frame) AnswerSource() string { return f.sourceIn("") }

// AnswerBus is the name of the bus that answers are put on.
func (f *Frame) AnswerBus() string { return f.answers.bus.physical.atSynth() }

// answersOf are what the construct tells the others of its answers; nil where there are none.
func (f *Frame) answersOf(p *plan.Plan) *claim.Answers {
	var types []string
	for i := range p.Operations {
		types = append(types, p.Operations[i].AnswerTypes()...)
	}
	if len(types) == 0 {
		return nil
	}
	return f.answersClaimed(types)
}

func (f *Frame) answersClaimed(types []string) *claim.Answers {
	return &claim.Answers{
		Buses: f.keysOf(f.answers.bus), DetailTypes: types,
		Source: f.sourceIn(""), Launched: f.sourceIn(f.place.topPath), Top: f.place.topPath,
	}
}

// answerSources are the sources of the answers on the construct's bus: its own, and those of the
// constructs before it.
func (f *Frame) answerSources() []plan.AnswerSource {
	if !f.bus.own {
		return nil // there is no rule that would take them
	}
	mine := claim.Claim{Construct: f.place.path, Buses: f.busKeys(), Answers: f.answersClaimed(nil), Top: f.place.topPath}
	own := claim.AnswersOn(mine, []claim.Claim{mine})
	var sources []plan.AnswerSource
	for _, source := range slices.Concat(own, claim.AnswersOn(mine, f.claims())) {
		if len(sources) == 0 || source != sources[0].Text {
			sources = append(sources, plan.AnswerSource{Text: source, Length: longest(source), Own: slices.Contains(own, source)})
		}
	}
	return sources
}

// leaveAnswers has the rules of the constructs before this one leave its answers alone, where they are
// put on their bus: they take what no operation has for a mistake.
func (f *Frame) leaveAnswers(mine claim.Claim, others []claim.Claim, found *report.Findings) {
	if mine.Answers == nil {
		return
	}
	for _, other := range others {
		if !other.Hears(mine.Answers) || len(other.Sources) > 0 {
			continue
		}
		sources := claim.AnswersOn(other, append(slices.Clone(others), mine))
		length := len(`,"source":[{"anything-but":[]}]`)
		for _, source := range sources {
			length += longest(source) + len(`"",`)
		}
		for _, rule := range other.Open {
			if rule.Length+length > limits.PatternLength {
				found.Add(diagnostic.UnknownTypesOverlap, spec.Error,
					"set IgnoreUnknownDetailTypes (context key ignoreUnknownDetailTypes) on "+other.Construct,
					"the construct %s takes the answers of %s, which are put on its bus, for mistakes: its rule for unknown detail types has no room to name their source",
					other.Construct, f.place.path)
				continue
			}
			made, ok := findBelow(f.place.root, other.Construct+"/"+rule.ID).(awsevents.CfnRule)
			if ok {
				made.AddPropertyOverride(jsii.String("EventPattern.source"), pattern.Plain(pattern.OtherThan(sources)))
			}
		}
	}
}

// findBelow is the construct at a path.
func findBelow(root constructs.Node, path string) constructs.IConstruct {
	var found constructs.IConstruct
	at := root
	for _, id := range strings.Split(path, "/") {
		if found = at.TryFindChild(jsii.String(id)); found == nil {
			return nil
		}
		at = found.Node()
	}
	return found
}

// openRules are the rules of a plan that may take events of detail types that no operation has.
func openRules(p *plan.Plan) []claim.Rule {
	var open []claim.Rule
	for i := range p.Rules {
		if r := &p.Rules[i]; r.Open {
			open = append(open, claim.Rule{ID: r.ID, Length: longest(r.Pattern.String())})
		}
	}
	return open
}

// allowAnswers lets the machines with answers put them on the one bus, by their source, and those that start themselves do
// so. The policies are named by what is in them, so that a deployment takes none away before the last
// rule has changed.
func (r *renderer) allowAnswers() {
	var roles []string
	outage := false
	for i := range r.plan.Machines {
		m := &r.plan.Machines[i]
		if m.Nested {
			r.allow(m.ID+"Nested", []string{m.ID}, statement{Effect: "Allow", Action: "states:StartSyncExecution", Resource: *r.arns[m.ID]})
		}
		if m.Answers.Any() {
			roles = append(roles, m.ID)
			outage = outage || m.Answers.Failure()
		}
	}
	if len(roles) == 0 {
		return
	}
	if outage {
		roles = append(roles, outageID)
	}
	arn := *r.answers.bus.construct.EventBusArn()
	content := strings.Join(roles, "\n")
	if r.answers.given {
		if reference, err := json.Marshal(r.place.stack.Resolve(arn)); err == nil {
			content += "\n" + string(reference)
		}
	}
	r.allow("Answers"+ident.Hash(content), roles, statement{
		Effect: "Allow", Action: "events:PutEvents", Resource: arn,
		Condition: conditions{"StringEquals": {"events:source": r.answers.source}},
	})
}

// checkAnswerBus says what the bus of another account must allow, and refuses one of another Region,
// which PutEvents doesn't reach.
func (f *Frame) checkAnswerBus(found *report.Findings) {
	bus := f.given.AnswerBus
	if bus == nil || f.answers.bus.made {
		return
	}
	env := bus.Env()
	if region := *env.Region; !HasToken(region) && !HasToken(f.place.region) && region != f.place.region {
		found.Add(diagnostic.AnswerBus, spec.Error, "give a bus of the stack's Region, and forward from there (AnswerBus, context key answerBus)",
			"the bus of the answers is in the Region %s, and the state machines are in %s: they can put no events there", region, f.place.region)
		return
	}
	if f.Readable(*env.Account) == f.Readable(f.place.account) {
		return
	}
	found.Add(diagnostic.AnswerBus, spec.Info, "add to the Statement of the policy of the bus, unless it allows as much already: "+f.spelledOut(statement{
		Sid: "Answers", Effect: "Allow",
		Principal: map[string]string{"AWS": f.place.rootOf(f.place.account)},
		Action:    "events:PutEvents", Resource: *bus.EventBusArn(),
	}), "the bus of the answers is in the account %s: if that is another one than the stack's, its policy must let this one put events, or answers go to the dead-letter queue", f.Readable(*env.Account))
}
