package plan

import "github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"

// Answers says which outcomes of a call come back as events.
type Answers string

// The answers. The zero value leaves it to what holds for all operations, and in the end to none.
const (
	NoAnswers      Answers = "none"
	SuccessAnswers Answers = "success"
	FailureAnswers Answers = "failure"
	BothAnswers    Answers = "both"
)

// Success tells whether the answer to a call that worked comes back.
func (a Answers) Success() bool { return a == SuccessAnswers || a == BothAnswers }

// Failure tells whether a call that failed is told.
func (a Answers) Failure() bool { return a == FailureAnswers || a == BothAnswers }

// Any tells whether anything comes back.
func (a Answers) Any() bool { return a.Success() || a.Failure() }

// With are the outcomes of both.
func (a Answers) With(other Answers) Answers {
	switch {
	case !a.Any() || a == other:
		return other
	case !other.Any():
		return a
	}
	return BothAnswers
}

// Answer is what is told of the operation's outcome; nil where nothing is, as of one that can't be called.
func (o *Operation) Answer() *machine.Answer {
	if o.Request.Task == nil || !o.Callable() {
		return nil
	}
	return o.Request.Task.Answer
}

// AnswerTypes are the detail types of the events that tell the operation's outcome.
func (o *Operation) AnswerTypes() []string {
	var types []string
	if a := o.Answer(); a != nil {
		for _, one := range []string{a.Succeeded, a.Failed} {
			if one != "" {
				types = append(types, one)
			}
		}
	}
	return types
}
