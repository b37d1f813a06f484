package render

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/claim"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/report"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// defaultBus is the name of the bus that every account has.
const defaultBus = "default"

// eventBus is the bus that the rules are on.
type eventBus struct {
	// construct is a field of its own: jsii takes no struct that embeds one.
	construct awsevents.IEventBus
	// name is what the rules refer to the bus by; it may be a CDK token.
	name string
	// physical is the bus' name where it is known at synth, else the name.
	physical physicalName
	// made is set where the app makes it, own where the construct does, and ours where another
	// construct of this kind does.
	made, own, ours bool
}

// newEventBus makes the construct's own bus, unless one was given.
func (f *Frame) newEventBus() eventBus {
	if f.base.Bus.Given {
		return f.givenBus(f.given.EventBus)
	}
	physical := f.place.physicalName()
	bus := awsevents.NewEventBus(f.scope, jsii.String(f.base.Bus.ID), &awsevents.EventBusProps{EventBusName: jsii.String(physical.atSynth()), KmsKey: f.given.EventBusKey})
	resource := bus.Node().DefaultChild().(awsevents.CfnEventBus)
	// The CDK's own bus keeps the name at synth, by which another account or Region refers to it.
	resource.AddPropertyOverride(jsii.String("Name"), physical.in(f.place.topPath))
	f.logBus(resource)
	if f.given.Prefix != "" {
		overrideLogicalID(resource, ident.LogicalID(f.given.Prefix, f.base.Bus.ID))
	}
	return eventBus{construct: bus, name: *bus.EventBusName(), physical: physical, made: true, own: true}
}

// givenBus tells whether the app makes the bus. Then it isn't the default one, and its name
// may be known; else that is what the rules refer to it by.
func (f *Frame) givenBus(bus awsevents.IEventBus) eventBus {
	given := eventBus{construct: bus, name: *bus.EventBusName()}
	given.physical = fixedName(given.name)
	made, ok := bus.Node().DefaultChild().(awsevents.CfnEventBus)
	given.made = ok
	if ok && made.Name() != nil && !HasToken(*made.Name()) {
		given.physical, given.ours = f.nameOfBus(bus, *made.Name())
	}
	return given
}

// nameOfBus is the name of a bus that the app makes. It follows that of its stack if another
// construct of this kind made it: then it is one of ours.
func (f *Frame) nameOfBus(bus awsevents.IEventBus, atSynth string) (name physicalName, ours bool) {
	path := *bus.Node().Path()
	made := func(other claim.Claim) bool { return other.OwnBus && other.Construct+"/"+f.base.Bus.ID == path }
	if !slices.ContainsFunc(f.claims(), made) {
		return fixedName(atSynth), false
	}
	stack := awscdk.Stack_Of(bus)
	top, topPath := topmost(stack, *stack.Node().Path())
	atLaunch := *top.StackName()
	return physicalName{atLaunch, nameOfStack(top), topPath, strings.TrimPrefix(atSynth, atLaunch)}, true
}

// ruleSource is a condition on the ARNs of rules: like one of some, and like none of others.
type ruleSource struct{ like, unlike []string }

// ruleSources are conditions of which every rule on the bus and its shards meets one, and as few
// others as can be: none but those of the default bus where a bus that was given may be that one. The
// ARN of a rule on the default bus has no bus in it. They are for what is in the topmost stack of
// the path.
func (b eventBus) ruleSources(at place, top string, shards []physicalName) []ruleSource {
	rule, name := at.ruleARN(), b.physical.in(top)
	var named ruleSource
	if name != defaultBus {
		named.like = append(named.like, rule+name+"/*")
	}
	for _, shard := range shards {
		named.like = append(named.like, rule+shard.in(top)+"/*")
	}
	var sources []ruleSource
	if len(named.like) > 0 {
		sources = append(sources, named)
	}
	if name == defaultBus || !b.made && HasToken(name) {
		sources = append(sources, at.defaultBusRules())
	}
	return sources
}

// defaultBusRules are the rules on the default bus.
func (p place) defaultBusRules() ruleSource {
	return ruleSource{like: []string{p.ruleARN() + "*"}, unlike: []string{p.ruleARN() + "*/*"}}
}

// ruleARN begins the ARNs of the rules of an account in a Region.
func (p place) ruleARN() string {
	return "arn:" + p.partition + ":events:" + p.region + ":" + p.account + ":rule/"
}

// conditions hold for EventBridge acting for a rule of the account that is like that.
func (s ruleSource) conditions(account string) conditions {
	c := conditions{
		"ArnLike":      {"aws:SourceArn": s.like},
		"StringEquals": {"aws:SourceAccount": account},
	}
	if len(s.unlike) > 0 {
		c["ArnNotLike"] = map[string]any{"aws:SourceArn": s.unlike}
	}
	return c
}

// checkSources warns where a document decides which events of others leave their bus: its
// operationIds are the detail types, and its parameters the fields that are sent. On the bus of
// another construct of this kind are no events of others.
func (f *Frame) checkSources(found *report.Findings) {
	if !f.base.Bus.Given || len(f.options.Sources) > 0 || f.bus.ours {
		return
	}
	severity := spec.Warning
	if f.options.Strict {
		severity = spec.Error
	}
	found.Add(diagnostic.OtherEvents, severity, "name the sources of your events (Sources, context key sources)",
		"the event bus %q is not the construct's own, and no sources are given: whoever puts an event of one of the document's detail types on it calls the API with its fields",
		f.Readable(f.bus.name))
}
