package openapidestinations

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

const (
	busID    = "EventBus"
	queueID  = "DeadLetterQueue"
	policyID = "DeadLetterQueuePolicy"
	// defaultBus is the name of the bus that every account has.
	defaultBus = "default"
)

// eventBus is the bus that the rules are on.
type eventBus struct {
	// construct is a field of its own: jsii takes no struct that embeds one.
	construct awsevents.IEventBus
	// name is what the rules refer to the bus by; it may be a CDK token.
	name string
	// physical is the bus' name where it is known at synth, else the name.
	physical string
	// made is set where the app makes it, own where the construct does.
	made, own bool
}

func newEventBus(c *openApiDestinations, props *OpenApiDestinationsProps) eventBus {
	if props.EventBus != nil {
		name := *props.EventBus.EventBusName()
		made, physical := madeHere(props.EventBus, name)
		return eventBus{construct: props.EventBus, name: name, physical: physical, made: made}
	}
	physical := c.busName()
	bus := awsevents.NewEventBus(c, jsii.String(busID), &awsevents.EventBusProps{EventBusName: jsii.String(physical)})
	if props.Prefix != "" {
		overrideLogicalID(bus.Node().DefaultChild(), plan.LogicalID(props.Prefix, busID))
	}
	return eventBus{construct: bus, name: *bus.EventBusName(), physical: physical, made: true, own: true}
}

// madeHere tells whether the app makes the bus. Then it isn't the default one, and its name
// may be known; else that is what the rules refer to it by.
func madeHere(bus awsevents.IEventBus, name string) (bool, string) {
	made, ok := bus.Node().DefaultChild().(awsevents.CfnEventBus)
	if ok && made.Name() != nil && !hasToken(*made.Name()) {
		name = *made.Name()
	}
	return ok, name
}

// busName is the name of the construct's own bus: that of the stack and the path
// below it. A nested stack's name is known to CloudFormation only, so the topmost stack
// counts.
func (c *openApiDestinations) busName() string {
	return nameOf(c.place.inApp(), limits.BusNameLength)
}

var notInBusName = regexp.MustCompile(`[^A-Za-z0-9._-]`)

// nameOf is a name for a bus, with a hyphen for each character that it may not have. What is
// too long is cut, with a hash of the whole.
func nameOf(whole string, longest int) string {
	name := notInBusName.ReplaceAllString(whole, "-")
	if len(name) <= longest {
		return name
	}
	sum := sha256.Sum256([]byte(whole))
	hash := "-" + hex.EncodeToString(sum[:4])
	return name[:longest-len(hash)] + hash
}

// ruleSource is a condition on the ARNs of rules: like one of some, and like none of others.
type ruleSource struct{ like, unlike []string }

// ruleSources are conditions of which every rule on the bus and its shards meets one, and as few
// others as can be: none but those of the default bus where a bus that was given may be that one. The
// ARN of a rule on the default bus has no bus in it.
func (b eventBus) ruleSources(at place, shards []string) []ruleSource {
	rule := at.ruleARN()
	var named ruleSource
	if b.physical != defaultBus {
		named.like = append(named.like, rule+b.physical+"/*")
	}
	for _, shard := range shards {
		named.like = append(named.like, rule+shard+"/*")
	}
	var sources []ruleSource
	if len(named.like) > 0 {
		sources = append(sources, named)
	}
	if b.physical == defaultBus || !b.made && hasToken(b.physical) {
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
