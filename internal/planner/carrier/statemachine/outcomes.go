package statemachine

import (
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// tellOutcomes says what the machine tells of how a call ended.
//
// An answer that is no text ends an execution where nothing in it can catch that, once the call was made
// (docs/state-machine.md). The outcome is seen from outside only: the machine then makes the call by an
// execution of its own.
func (o *judging) tellOutcomes() {
	wanted := o.Wanted.Outcomes
	if wanted == nil {
		return
	}
	o.out.Answer = &machine.Answer{Succeeded: wanted.Succeeded, Failed: wanted.Failed, Headers: o.c.opts.AnswerHeaders}
	if wanted.Correlation != request.CorrelationField {
		o.out.Answer.Correlation = wanted.Correlation
	}
	if wanted.Succeeded != "" {
		o.Assume(finding.AssumeAnswerNumbers)
		o.Assume(finding.AssumeAnswerLength)
	}
	if wanted.Binary.Type == "" {
		return
	}
	o.out.Answer.Nested = true
	o.Assume(finding.AssumeNestedFailure)
	o.Note(diagnostic.BinaryAnswer, spec.Info, wanted.Binary.Position,
		"ask for no answers of it, if that is too much (Answers or Operations, context keys answers, operations)",
		"its answer can be %s, which Step Functions can't read: such an outcome is told as a failure, UNREADABLE_ANSWER, though the call was made, and is in the dead-letter queue too; so that it is seen, a second execution of the state machine makes each call",
		safe.Clean(wanted.Binary.Type, 60))
}

// told are the outcomes that come back.
func (o *judging) told() plan.Answers {
	switch a := o.out.Answer; {
	case a == nil:
		return plan.NoAnswers
	case a.Failed == "":
		return plan.SuccessAnswers
	case a.Succeeded == "":
		return plan.FailureAnswers
	}
	return plan.BothAnswers
}
