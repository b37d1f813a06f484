package render

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/claim"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// Given is what the user brings that only the CDK understands: constructs, and values that only the
// deployment knows. The zero value brings nothing. The texts may hold CDK tokens.
type Given struct {
	// EventBus and DeadLetterQueue stand in for the construct's own.
	EventBus        awsevents.IEventBus
	DeadLetterQueue awssqs.IQueue
	// TriggerBuses are those of triggers, by their IDs; one that has none is on the default bus.
	TriggerBuses map[string]awsevents.IEventBus
	// AnswerBus is the bus that answers are put on; nil is the one that the events come from. AnswerSource
	// is their source; empty is one called after that bus.
	AnswerBus    awsevents.IEventBus
	AnswerSource string
	// ConnectionKey encrypts the secrets of the connections.
	ConnectionKey awskms.IKey
	// Credentials are those of security schemes, by name; ServerVariables and Parameters are
	// secrets by the names that the plan has for them.
	Credentials                 map[string]Credential
	ServerVariables, Parameters map[string]awscdk.SecretValue
	// Connections exist already.
	Connections []Connection
	// ResourceConfiguration and TokenResourceConfiguration are ARNs.
	ResourceConfiguration, TokenResourceConfiguration string
	// Prefix begins the logical ids.
	Prefix string
	// AlarmTopic is the ARN of the topic that alarms notify.
	AlarmTopic string
	// EventBusKey and DeadLetterQueueKey encrypt the construct's own.
	EventBusKey, DeadLetterQueueKey awskms.IKey
	// RemovalPolicy is that of what keeps data; empty leaves it to CloudFormation.
	RemovalPolicy awscdk.RemovalPolicy
}

// Frame is what is there before the document is read: the construct at its place in the tree, with
// its bus and its queue, its own or those that were given.
type Frame struct {
	// Bus and Queue are never nil.
	Bus   awsevents.IEventBus
	Queue awssqs.IQueue

	scope   constructs.Construct
	given   Given
	options plan.Options
	// complete are the options once Options was asked.
	complete *plan.Options
	// base says which of the bus and the queue are the construct's own.
	base  plan.Frame
	place place
	bus   eventBus
	// answers is where answers are put.
	answers answers
	// others are the claims of the constructs before this one, once claims was asked.
	others *[]claim.Claim
}

// NewFrame makes the bus and the queue of a construct, unless they were given.
func NewFrame(scope constructs.Construct, given Given, options plan.Options, base plan.Frame) *Frame {
	f := &Frame{scope: scope, given: given, options: options, base: base, place: placeOf(scope)}
	f.bus = f.newEventBus()
	f.Bus, f.Queue = f.bus.construct, f.newQueue()
	f.answers = f.newAnswers()
	return f
}

// fewerRules are the Regions whose quota of rules on a bus is lower than elsewhere
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html).
var fewerRules = []string{"af-south-1", "eu-south-1"}

// Options are the user's, with what the CDK knows besides: the quotas of the stack's Region, and
// which credentials are equal.
func (f *Frame) Options() plan.Options {
	if f.complete != nil {
		return *f.complete
	}
	options := f.options
	if options.RulesPerBus == 0 && slices.Contains(fewerRules, f.place.region) {
		options.RulesPerBus = limits.FewerRulesPerBus
	}
	options.Credentials = f.known(f.given.Credentials)
	options.Operate.DefaultBus, options.Operate.SharedBus = f.bus.physical.atSynth() == defaultBus, f.bus.ours
	if options.Operate.Alarms {
		options.Operate.LettersKept = f.lettersKept()
	}
	options.AnswerSources = f.answerSources()
	options.Triggers = f.onBuses(options.Triggers)
	f.complete = &options
	return options
}

// Node is the construct's node.
func (f *Frame) Node() constructs.Node { return f.place.node }

// StackName is the name of the topmost stack at synth.
func (f *Frame) StackName() string { return f.place.topName }

// BusName is what the bus is called where the stack is launched under its own name.
func (f *Frame) BusName() string { return f.bus.physical.atSynth() }

// LaunchedBusName is what the bus is called where the stack is launched under another name; empty
// where that changes nothing, or nothing that this stack can say.
func (f *Frame) LaunchedBusName() string {
	physical := f.bus.physical
	if physical.launchedAs == "" || physical.top != f.place.topPath {
		return ""
	}
	return physical.in(physical.top)
}

// noted are the texts of a kind that the constructs of the app have noted so far, as metadata on a
// node that all of them see. The CDK writes the metadata of constructs below a stack only.
func noted(root constructs.Node, kind string) []string {
	var all []string
	for _, entry := range *root.Metadata() {
		if text, ok := entry.Data.(string); ok && *entry.Type == kind {
			all = append(all, text)
		}
	}
	return all
}

// note lets all constructs of the app read a text. Other values come back from jsii changed.
func (f *Frame) note(kind, text string) {
	f.place.root.AddMetadata(jsii.String(kind), jsii.String(text), nil)
}
