package openapidestinations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Fidelity says whether what EventBridge sends for an operation is the request that
// the document describes.
type Fidelity string

// The fidelities. An Exact operation is called with the request that the document
// describes; an Inexact one is called, but something may differ; an Unsupported one
// cannot be called, and has no resources. The reasons say why.
const (
	Exact       Fidelity = Fidelity(plan.Exact)
	Inexact     Fidelity = Fidelity(plan.Inexact)
	Unsupported Fidelity = Fidelity(plan.Unsupported)
)

// Carrier is what carries an operation's requests: text, as in a template or a cdk.json, is
// as good as the constants.
type Carrier string

// The carriers. An API destination of EventBridge costs about $0.20 a million calls, waits five
// seconds for an answer and sends JSON. A state machine of Step Functions costs about $1.20,
// waits 60 seconds and sends any text.
const (
	ByAPIDestination Carrier = Carrier(plan.ByAPIDestination)
	ByStateMachine   Carrier = Carrier(plan.ByStateMachine)
)

// Answers are the outcomes of calls that come back as events: text, as in a template or a cdk.json, is
// as good as the constants.
type Answers string

// The answers: the API's answer to calls that worked, a notice of calls that failed, both, or nothing.
const (
	SuccessAnswers Answers = Answers(plan.SuccessAnswers)
	FailureAnswers Answers = Answers(plan.FailureAnswers)
	BothAnswers    Answers = Answers(plan.BothAnswers)
	NoAnswers      Answers = Answers(plan.NoAnswers)
)

// Operation is what became of one operation of the document.
type Operation struct {
	// ID is the operationId; empty where the document gives none.
	ID string
	// Method and Path are the operation's, as the document writes them.
	Method string
	Path   string
	// Tags are the document's, in its order; none where it gives none.
	Tags []string
	// DetailType is the detail-type of the events that call the operation.
	DetailType string
	// Succeeded and Failed are the detail types of the events that tell its outcome, for a rule that
	// takes them; empty where such an outcome isn't told (Answers).
	Succeeded, Failed string
	// Fidelity says whether the request is the one that the document describes.
	Fidelity Fidelity
	// Carrier carries the operation; it is empty for an Unsupported one.
	Carrier Carrier
	// Reasons are the findings about this operation.
	Reasons []spec.Diagnostic

	owner       *openApiDestinations
	destination awsevents.CfnApiDestination
	machine     awscdk.CfnResource
	connection  awsevents.CfnConnection
	role        awsiam.CfnRole
	rules       []awsevents.CfnRule
	// planned is nil for an operation that the document doesn't have.
	planned *plan.Operation
}

// Callable tells whether the operation has an API destination or a state machine: it is in the
// document and kept by the filters, it is not Unsupported, and the document has no errors.
func (o Operation) Callable() bool { return o.destination != nil || o.machine != nil }

// APIDestination is the operation's API destination. It is never nil: where the
// operation has none (see Callable and Carrier) it is a stand-in, and the synth fails with a
// message that says so, so that a program which relies on an operation gets the
// diagnostics instead of a nil pointer.
func (o Operation) APIDestination() awsevents.CfnApiDestination {
	if o.destination != nil || o.owner == nil {
		return o.destination
	}
	return o.owner.standIn(o)
}

// StateMachine is the Express state machine that carries the operation, an
// AWS::StepFunctions::StateMachine; its Ref is its ARN. Operations with the same credentials share it.
// It is never nil: where the operation has none it is a stand-in, as with APIDestination.
func (o Operation) StateMachine() awscdk.CfnResource {
	if o.machine != nil || o.owner == nil {
		return o.machine
	}
	return o.owner.standInMachine(o)
}

// Rules are the rules that deliver the operation's events: one, or, to an API destination, one
// for each combination of optional parameters. There are none where the operation is not
// Callable. The rules that send unusable events to the dead-letter queue are shared
// by all operations and not among them.
func (o Operation) Rules() []awsevents.CfnRule { return o.rules }

// Connection is the connection that the operation is called with; operations with the same
// credentials share it. It is nil where the operation is not Callable, or where Connections of the
// props has one that exists.
func (o Operation) Connection() awsevents.CfnConnection { return o.connection }

// Role is the role by which EventBridge calls the API destination, or starts the state machine;
// operations share it. It is nil where the operation is not Callable.
func (o Operation) Role() awsiam.CfnRole { return o.role }

// operationOf is the operation of the plan without its resources.
func (c *openApiDestinations) operationOf(o *plan.Operation) Operation {
	made := Operation{
		ID: o.Spec.ID, Method: o.Spec.Method, Path: o.Spec.Path, Tags: o.Spec.Tags, DetailType: o.DetailType,
		Fidelity: Fidelity(o.Fidelity), Carrier: Carrier(o.Carrier), Reasons: o.Reasons, owner: c, planned: o,
	}
	if answer := o.Answer(); answer != nil {
		made.Succeeded, made.Failed = answer.Succeeded, answer.Failed
	}
	return made
}
