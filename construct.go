package openapidestinations

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/internal/render"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// OpenApiDestinations is the construct: an OpenAPI document's operations as
// EventBridge API destinations, and as state machines where those can't send what the document
// describes.
//
// To make a construct of your own around it, keep it in a named field: jsii refuses a
// struct that embeds it as a scope.
type OpenApiDestinations interface {
	constructs.Construct

	// EventBus is the bus to put events on: the construct's own, or the given one.
	// It is never nil.
	EventBus() awsevents.IEventBus
	// DeadLetterQueue is the queue of undeliverable and unusable events: the
	// construct's own, or the given one. It is never nil.
	DeadLetterQueue() awssqs.IQueue
	// Operations are the document's operations that the filters kept, in document
	// order, the unsupported ones included. There are none when the document could not
	// be read.
	Operations() []Operation
	// Operation finds an operation by its detail type, its operationId or
	// "METHOD /path". An unknown key fails the synth with a message that names it, and
	// gives an inert operation: its method and path are empty, it is Unsupported and not
	// Callable, and its APIDestination is a stand-in. While the document has errors,
	// every operation is inert in this way.
	Operation(key string) Operation
	// Diagnostics are the findings about the document and its destinations so far, sorted
	// by place. Errors among them fail the synth.
	Diagnostics() []spec.Diagnostic
	// Metric is the sum over all rules of one of EventBridge's metrics for rules, such as
	// "Invocations" or "FailedInvocations", with the dimensions that EventBridge emits. It is a query
	// over the bus, the rules of others on it included; where the construct has several buses, it
	// names each of its rules, and takes a graph that has so many metrics. It panics on other names.
	// While the document has errors there are no rules, and it is a sum of nothing.
	Metric(name string) awscloudwatch.IMetric
	// GrantPutEvents lets somebody put the events of all operations on the bus, and nothing else on
	// it: the conditions name their detail types and the Sources. Names that would fill a policy
	// are left out, and a warning says so (OAD532).
	GrantPutEvents(grantee awsiam.IGrantable) awsiam.Grant
	// GrantConsumeDeadLetters lets somebody read and delete what is in the dead-letter queue.
	GrantConsumeDeadLetters(grantee awsiam.IGrantable) awsiam.Grant
}

type openApiDestinations struct {
	constructs.Construct
	// The parts are no embedded fields: jsii would look into them.
	document *spec.Document
	// frame has the bus and the queue, and rendered what was made of the plan; it is empty while
	// there are errors.
	frame       *render.Frame
	plan        *plan.Plan
	rendered    render.Rendered
	operations  []Operation
	diagnostics []spec.Diagnostic
	sources     []string
	// catalog is where the catalog's files go, without their extensions; empty where none is
	// written.
	catalog string
	// planned is the catalog as the plan says it, once it was asked for.
	planned *catalog.Catalog
}

// NewOpenApiDestinations adds the document's operations to the scope.
//
// It panics, with one sentence, on nil or contradictory props and on numbers out of
// range. What is wrong with the document does not panic: it fails the synth, through
// the construct's validation, with all findings at once; no resources but the bus and
// the queue are made then.
func NewOpenApiDestinations(scope constructs.Construct, id *string, props *OpenApiDestinationsProps) OpenApiDestinations {
	props.check()
	document := props.Document.begin(props.wantAnswers())
	c := &openApiDestinations{}
	constructs.NewConstruct_Override(c, scope, id)
	c.sources = slices.Clone(props.Sources)
	options := props.options()
	c.frame = render.NewFrame(c, props.given(), options, planner.Frame(options))
	c.document = document()
	c.plan = planner.Build(c.document, c.frame.Options())
	c.diagnostics = slices.Clone(c.plan.Diagnostics)
	c.add(c.frame.Check())
	c.agree()
	for i := range c.plan.Operations {
		c.operations = append(c.operations, c.operationOf(&c.plan.Operations[i]))
	}
	if !c.failed() {
		c.reportChanges(props)
	}
	if !c.failed() {
		c.render()
	}
	c.annotate()
	c.frame.Node().AddValidation(&validation{c})
	return c
}

// agree compares the plan with what the app's other constructs of this kind have.
func (c *openApiDestinations) agree() {
	catalog, found := c.frame.Agree(c.plan)
	c.catalog = catalog
	c.add(found)
}

// render makes the resources, and hands them to the operations.
func (c *openApiDestinations) render() {
	c.rendered = render.Render(c.frame, c.plan)
	c.add(c.rendered.Findings)
	for i := range c.plan.Operations {
		planned := &c.plan.Operations[i]
		c.operations[i].destination = c.rendered.Destinations[planned.Destination]
		c.operations[i].machine = c.rendered.Machines[planned.Destination]
		c.operations[i].connection = c.rendered.Connections[planned.Connection]
		for _, id := range planned.Rules {
			c.operations[i].rules = append(c.operations[i].rules, c.rendered.Rules[id])
			c.operations[i].role = c.rendered.Roles[id]
		}
	}
}

func (c *openApiDestinations) EventBus() awsevents.IEventBus { return c.frame.Bus }

func (c *openApiDestinations) DeadLetterQueue() awssqs.IQueue { return c.frame.Queue }

func (c *openApiDestinations) Operations() []Operation { return slices.Clone(c.operations) }

func (c *openApiDestinations) Operation(key string) Operation {
	for _, matches := range []func(Operation) bool{
		func(o Operation) bool { return o.DetailType == key },
		func(o Operation) bool { return o.Method+" "+o.Path == key },
		func(o Operation) bool { return o.ID == key && key != "" },
	} {
		if i := slices.IndexFunc(c.operations, matches); i >= 0 {
			return c.operations[i]
		}
	}
	return c.unknownOperation(key)
}

func (c *openApiDestinations) Diagnostics() []spec.Diagnostic {
	return spec.SortDiagnostics(slices.Clone(c.diagnostics))
}

// standIn is the API destination of an operation that has none. It completes the
// program's references, and never reaches a template, because it comes with an error.
func (c *openApiDestinations) standIn(o Operation) awsevents.CfnApiDestination {
	c.reportNone(o, "API destination", "APIDestination")
	const id = "StandIn"
	if made := c.frame.Node().TryFindChild(jsii.String(id)); made != nil {
		return made.(awsevents.CfnApiDestination)
	}
	return awsevents.NewCfnApiDestination(c, jsii.String(id), &awsevents.CfnApiDestinationProps{
		ConnectionArn:      jsii.String("none"),
		HttpMethod:         jsii.String("POST"),
		InvocationEndpoint: jsii.String("https://stand-in.invalid/"),
	})
}

// standInMachine is the same for a state machine.
func (c *openApiDestinations) standInMachine(o Operation) awscdk.CfnResource {
	c.reportNone(o, "state machine", "StateMachine")
	const id = "StandInMachine"
	if made := c.frame.Node().TryFindChild(jsii.String(id)); made != nil {
		return made.(awscdk.CfnResource)
	}
	return awscdk.NewCfnResource(c, jsii.String(id), &awscdk.CfnResourceProps{Type: jsii.String("AWS::StepFunctions::StateMachine")})
}
