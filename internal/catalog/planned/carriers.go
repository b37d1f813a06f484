package planned

import (
	"fmt"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// carriers are what is said once of those that the operations have.
func carriers(operations []catalog.Operation) []catalog.CarrierText {
	has := make(map[catalog.Carrier]bool)
	for i := range operations {
		has[operations[i].Carrier] = true
	}
	var out []catalog.CarrierText
	for _, c := range []catalog.CarrierText{
		{Carrier: catalog.APIDestination, Text: fmt.Sprintf(
			"API destination: EventBridge makes the call, for about $0.20 a million. The API has %d seconds for an answer, and gets at most %d calls a second of each operation.",
			limits.DestinationSeconds, limits.RateMax)},
		{Carrier: catalog.StateMachine, Text: fmt.Sprintf(
			"State machine: Step Functions makes the call, for about $1.20 a million. The API has %d seconds for an answer, all HTTP tasks of the account together make %d calls a second, and an event has at most 256 KiB.",
			limits.TaskSeconds, limits.TaskCallsPerSecond)},
	} {
		if has[c.Carrier] {
			out = append(out, c)
		}
	}
	return out
}

// carry says what makes the calls of an operation, how long it waits for an answer and how long it
// repeats; target is that of one of the operation's rules.
func carry(out *catalog.Operation, op *plan.Operation, target plan.Target) {
	out.Carrier = catalog.Carrier(op.Carrier)
	switch t := target.(type) {
	case plan.APIDestination:
		out.AnswerSeconds = limits.DestinationSeconds
		attempts, seconds := t.Retry.Bounds()
		out.Repeats = &catalog.Repeats{Attempts: attempts, Seconds: seconds}
	case plan.StateMachineInput:
		out.AnswerSeconds = limits.TaskSeconds
		if task := op.Request.Task; task != nil {
			out.Repeats = &catalog.Repeats{Attempts: &task.Retry.Attempts, Seconds: &task.Retry.Age}
		}
	}
}
