// Package delivery says, offline, what an event on an Amazon EventBridge bus
// becomes: which HTTP requests, byte for byte, which queues get it, or why
// nobody does. It reads what is deployed, a cloud assembly or a CloudFormation
// template, and needs neither the CDK nor an AWS account, so that a test can
// tell what production will send:
//
//	assembly, err := delivery.LoadAssembly("cdk.out", delivery.Options{})
//	…
//	result, err := assembly.Deliver(delivery.Event{
//		Source:     "game",
//		DetailType: "Add Player Injury",
//		Detail:     json.RawMessage(`{"playerId": 7, "message": {"type": "knee"}}`),
//	})
//	…
//	fmt.Println(result) // the requests as curl commands, secrets as ****
//
// A rule may also hand an operation's constants and the event to a state machine that
// makes the request (docs/state-machine.md, [CarrierStateMachine]): what that machine
// does is known here, not read off its expressions. Constants of another version, or with
// members that aren't known, are an error.
//
// Any template with rules, API destinations, connections, queues, roles and
// event buses will do, whoever wrote it. Nested stacks, stages, parameters,
// conditions and CloudFormation's functions are resolved; names and ARNs that
// AWS invents are made up, the same ones each time. Roles and queue policies
// are evaluated: what AWS would refuse is a [Problem] of the [Delivery].
//
// Event patterns mean what AWS's own matcher makes of them, see [Pattern].
// What AWS doesn't document is a numbered [Assumption], and each [Request]
// carries those that it rests on. What is easily overlooked, such as an absent
// parameter that is sent empty, is a [Note].
//
// Query parameters and headers of a target are in the order of their names,
// since a template's maps have none; those of a connection follow in its order.
//
// It is for tests, those of an app and those of this library, which hold what it foretells against
// the document and the catalog. So that it can check them, it shares no code with what plans and
// renders a template: lists that both need stand here a second time.
package delivery
