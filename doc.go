// Package openapidestinations is an AWS CDK construct that turns an OpenAPI
// document into Amazon EventBridge API destinations: every operation becomes
// something that is called by putting an event on an event bus.
//
//	football := openapidestinations.NewOpenApiDestinations(stack, jsii.String("Football"),
//		&openapidestinations.OpenApiDestinationsProps{
//			Document: openapidestinations.DocumentFromFile("football.yaml"),
//			Server:   "prod",
//		})
//	football.EventBus().GrantPutEventsTo(trainer, nil)
//
// # The event
//
// The detail-type of an event names the operation: its operationId, or
// "METHOD /path" where that is missing or not unique. The event's detail holds one
// field for each path, query and header parameter, under the parameter's name, and
// the request body under "message". The source may be anything unless the props say
// otherwise. The event catalog, written into the cloud assembly at synth as
// <id>.events.json and <id>.events.md, spells out every event.
//
// # What is never lost
//
// An event that names an operation but lacks what the operation requires is not
// sent to the API: it goes to the dead-letter queue, and so does one whose delivery
// fails for good.
//
// # Mistakes
//
// What is wrong with the document fails the synth, all of it in one run, each with
// its file, line and column; what is only noteworthy becomes an annotation that can
// be acknowledged by its code ("openapi-destinations:OAD204"). What is wrong with the
// props panics with one sentence, as it is the custom of the CDK.
package openapidestinations
