package openapidestinations

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// What several constructs of one app must agree on is kept as metadata on a node that
// all of them see, so that there is no global state and two apps in one process don't
// meet. The CDK writes the metadata of constructs below a stack only.
const claimMetadata = "openapi-destinations:claim"

// claim says which detail types a construct has on a bus, and what its catalog is called.
type claim struct {
	Construct   string   `json:"construct"`
	Buses       []string `json:"buses"`
	DetailTypes []string `json:"detailTypes"`
	// Sources are the accepted ones; none means any.
	Sources []string `json:"sources"`
	// CatchesUnknown is set when it takes all other detail types as mistakes.
	CatchesUnknown bool `json:"catchesUnknown"`
	// Knows are the types that it doesn't, where the document has other parts.
	Knows []string `json:"knows,omitempty"`
	// OwnBus is set where it makes the bus that it is on.
	OwnBus bool `json:"ownBus,omitempty"`
	// Makes are the buses that it makes, with their environment.
	Makes []string `json:"makes,omitempty"`
	// Catalog is where its files go, without their extensions.
	Catalog string `json:"catalog,omitempty"`
}

// claimDetailTypes reports detail types that another construct has on the same bus: an
// event of such a type would call both; and names of buses that another one makes too. It
// finds a name for the catalog that no other has.
func (c *openApiDestinations) claimDetailTypes(props *OpenApiDestinationsProps) {
	mine := claim{Construct: c.place.path, Buses: c.busKeys(), Sources: props.Sources}
	for i := range c.plan.Operations {
		if c.plan.Operations[i].Callable() {
			mine.DetailTypes = append(mine.DetailTypes, c.plan.Operations[i].DetailType)
		}
	}
	mine.CatchesUnknown = slices.ContainsFunc(c.plan.Rules, func(r plan.Rule) bool {
		return r.Kind == plan.UnknownDetailType
	})
	if props.Part != "" && mine.CatchesUnknown {
		mine.Knows = c.plan.DetailTypes
	}
	mine.OwnBus, mine.Makes = c.bus.own, c.madeBuses()
	root := c.place.root
	others := claims(root)
	for _, other := range others {
		if mine.meets(other) {
			c.reportOverlap(mine, other)
		}
		c.reportSameNames(mine, other)
	}
	c.catalog = c.nameCatalog(others)
	mine.Catalog = c.catalog
	if text, err := json.Marshal(mine); err == nil {
		// As text: other values come back from jsii changed.
		root.AddMetadata(jsii.String(claimMetadata), jsii.String(string(text)), nil)
	}
}

// claims are those of the constructs before this one.
func claims(root constructs.Node) []claim {
	var others []claim
	for _, entry := range *root.Metadata() {
		text, _ := entry.Data.(string)
		var other claim
		if *entry.Type == claimMetadata && json.Unmarshal([]byte(text), &other) == nil {
			others = append(others, other)
		}
	}
	return others
}

// meets tells whether an event can reach both.
func (c claim) meets(other claim) bool {
	accepts := func(source string) bool { return slices.Contains(other.Sources, source) }
	sources := len(c.Sources) == 0 || len(other.Sources) == 0 || slices.ContainsFunc(c.Sources, accepts)
	return sources && slices.ContainsFunc(c.Buses, func(bus string) bool { return slices.Contains(other.Buses, bus) })
}

func (c *openApiDestinations) reportOverlap(mine, other claim) {
	for _, detailType := range mine.DetailTypes {
		if slices.Contains(other.DetailTypes, detailType) {
			c.report(diagnostic.BusConflict, spec.Error,
				"give each construct a bus of its own, or Sources that differ",
				"the constructs %s and %s both have the detail type %q on one bus: an event would call both",
				other.Construct, mine.Construct, detailType)
		}
	}
	for _, pair := range [][2]claim{{mine, other}, {other, mine}} {
		if pair[0].CatchesUnknown && slices.ContainsFunc(pair[1].DetailTypes, func(s string) bool { return !slices.Contains(pair[0].Knows, s) }) {
			c.report(diagnostic.UnknownTypesOverlap, spec.Error,
				"set IgnoreUnknownDetailTypes (context key ignoreUnknownDetailTypes) on "+pair[0].Construct,
				"the construct %s takes the events of %s, which is on the same bus, for mistakes and would send them to its dead-letter queue",
				pair[0].Construct, pair[1].Construct)
		}
	}
}

// reportSameNames reports buses of one name: a hyphen stands for each character that such a name
// may not have, and before the number of a shard.
func (c *openApiDestinations) reportSameNames(mine, other claim) {
	for _, bus := range mine.Makes {
		if slices.Contains(other.Makes, bus) {
			c.report(diagnostic.BusConflict, spec.Error, "give one of the constructs another id",
				"the constructs %s and %s both make the event bus %q, and names of buses are unique",
				other.Construct, mine.Construct, bus[strings.LastIndexByte(bus, ' ')+1:])
		}
	}
}

// madeBuses are the names of the buses that the construct makes, with their environment.
func (c *openApiDestinations) madeBuses() []string {
	environment := c.environment() + " "
	var made []string
	if c.bus.own {
		made = append(made, environment+c.bus.physical.atSynth())
	}
	for _, name := range c.shardNames() {
		made = append(made, environment+name.atSynth())
	}
	return made
}

// busKeys identify the bus: by its name where that is known, together with the
// environment; and by what its stack calls it.
func (c *openApiDestinations) busKeys() []string {
	if c.bus.own {
		return []string{c.environment() + " " + c.bus.physical.atSynth()}
	}
	stack := awscdk.Stack_Of(c.bus.construct)
	path := *stack.Node().Path()
	reference, err := json.Marshal(stack.Resolve(c.bus.name))
	if err != nil {
		reference = nil
	}
	keys := []string{path + " " + string(reference)}
	if !hasToken(c.bus.physical.atSynth()) {
		keys = append(keys, environmentOf(*stack.Environment(), path)+" "+c.bus.physical.atSynth())
	}
	return keys
}

// environment is that of the construct's stack.
func (c *openApiDestinations) environment() string {
	return environmentOf("aws://"+c.place.account+"/"+c.place.region, c.place.stackPath)
}

// environmentOf is the environment of a stack, or the stack's path: stacks that don't say
// where they go may go to different places.
func environmentOf(environment, stackPath string) string {
	if hasToken(environment) || strings.Contains(environment, "unknown-") {
		return stackPath
	}
	return environment
}

// nameCatalog finds a name for the catalog's files that no other construct of the
// stage has: the construct's id, else its path. There is none outside of any stage, where
// no cloud assembly is written. It is where the files go.
func (c *openApiDestinations) nameCatalog(others []claim) string {
	stage := awscdk.Stage_Of(c)
	if stage == nil {
		return ""
	}
	folder := *stage.Outdir()
	for _, name := range []string{
		c.place.id, c.place.path, fmt.Sprintf("%s-%s", c.place.id, c.place.addr),
	} {
		at := filepath.Join(folder, notInName.ReplaceAllString(name, "-"))
		if !slices.ContainsFunc(others, func(other claim) bool { return other.Catalog == at }) {
			return at
		}
	}
	return ""
}
