package delivery

import (
	"fmt"
	"strings"
)

// Outcome is how a call ends.
type Outcome string

// The outcomes.
const (
	OutcomeSucceeded Outcome = "succeeded" // the API answered with a status of 200 to 299
	OutcomeFailed    Outcome = "failed"    // anything else, once no repeat follows, also that there is no call
)

// Answer is an event that tells the outcome of a call (docs/state-machine.md, "Answers"). What is in its
// detail isn't known before there is an answer.
type Answer struct {
	Outcome    Outcome
	DetailType string
	Source     string
	Bus        string // its name or ARN, as the machine has it
	// Problem says why the machine may not put it: then it goes to the machine's dead-letter queue, as
	// an answer. That of a failure after an outage is put by the machine that repeats, which isn't asked.
	Problem *Problem
	// Assumptions are those that the event rests on, beside the request's.
	Assumptions []Assumption
}

// String is a line that names the event.
func (a Answer) String() string {
	when := "if it fails"
	if a.Outcome == OutcomeSucceeded {
		when = "if it succeeds"
	}
	return fmt.Sprintf("%s: %q of the source %q on the bus %s", when, a.DetailType, a.Source, a.Bus)
}

// unreadable is the ERROR_CODE of an event whose call was made, or may have been, and whose answer can't
// be read.
const unreadable = "UNREADABLE_ANSWER"

// mostWaited is the size of the largest input, as a text inside of JSON, that another execution is started
// with and waited for.
const mostWaited = 250_000

// nests says whether another execution makes the call of an input.
func (t *target) nests(input string) bool {
	answer := t.operation.answer
	return answer != nil && answer.nested && len(escapeJSON(input)) < mostWaited
}

// answers are the events that may follow what became of a delivery.
func (t *target) answers(d *Delivery) {
	answer := t.operation.answer
	if answer == nil || t.machine.answerBus == "" || d.Problem != nil && d.Problem.Code == uncaught {
		return
	}
	if d.Problem == nil && answer.succeeded != "" {
		var assumed assumptionSet
		assumed.add(assumeAnswerNumber)
		assumed.add(assumeAnswerSize)
		t.answer(d, OutcomeSucceeded, answer.succeeded, assumed)
	}
	if answer.failed != "" {
		var assumed assumptionSet
		if answer.nested {
			assumed.add(assumeSeenEnd)
		}
		t.answer(d, OutcomeFailed, answer.failed, assumed)
	}
}

func (t *target) answer(d *Delivery, outcome Outcome, detailType string, assumed assumptionSet) {
	m := t.machine
	context := map[string]string{"events:source": m.answerSource, "events:detail-type": detailType}
	d.Answers = append(d.Answers, Answer{
		Outcome: outcome, DetailType: detailType, Source: m.answerSource, Bus: m.answerBus,
		Problem: t.may("events:PutEvents", m.answerBusARN(), context, "ANSWER_NOT_PUT"), Assumptions: assumed.list(),
	})
}

// answerBusARN is the ARN of the bus that a name or ARN stands for.
func (m *machine) answerBusARN() string {
	if strings.HasPrefix(m.answerBus, "arn:") {
		return m.answerBus
	}
	return m.stack.arn("events", "event-bus/"+m.answerBus)
}
