package planner_test

import (
	"slices"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// TestCredentialInQuery: EventBridge encodes the one of an API destination (A1), Step Functions that
// of a state machine (B5), and neither rests on the other.
func TestCredentialInQuery(t *testing.T) {
	const text = `openapi: 3.0.3
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com"}]
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: query, name: key}}}
paths: {/a: {post: {operationId: a, requestBody: {required: true, content: {application/json: {schema: {type: string}}}}, responses: {"200": {description: Done}}}}}
`
	for _, c := range []struct {
		carrier         plan.Carrier
		assumed, absent string
	}{{plan.ByAPIDestination, "A1", "B5"}, {plan.ByStateMachine, "B5", "A1"}} {
		op := build(t, text, plan.Options{Carriers: []plan.Carrier{c.carrier}}).Operations[0]
		if op.Carrier != c.carrier || !slices.Contains(op.Assumptions, c.assumed) || slices.Contains(op.Assumptions, c.absent) {
			t.Errorf("%s rests on %q", op.Carrier, op.Assumptions)
		}
	}
}
