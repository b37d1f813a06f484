package judge

import (
	"fmt"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/putevents"
)

// Explanation is why an event was not delivered.
type Explanation struct {
	// Verdict is what becomes of the event if it is put as it is.
	Verdict *Verdict
	// Failure is what happened; its Meaning is empty of an event that never was in a queue.
	Failure Failure
	letter  *letter.Letter
	bus     string // the catalog's
}

// Letter explains a dead letter, or an event.
func (j *Judge) Letter(l *letter.Letter) *Explanation {
	e := &Explanation{Verdict: &Verdict{}, letter: l, bus: j.catalog.Bus}
	if l.Queued || l.Unread != nil {
		e.Failure = FailureOf(l)
	}
	switch {
	case l.Unread != nil:
		e.Verdict.add(Rejected, "the message", "holds no event")
		return e
	case l.Answer():
		j.answer(e.Verdict, l)
		return e
	}
	e.Verdict = j.Event(l.Event, ofService(l)) // Kept says of such a source what explain's reader needs
	return e
}

// answer judges an API's answer. It goes to a bus of its own, to whoever waits for it.
func (j *Judge) answer(v *Verdict, l *letter.Letter) {
	for _, fault := range putevents.Faults(l.Event, false) {
		v.add(Rejected, "the event"+fault, "")
	}
	if op := j.operations[l.Event.DetailType]; op != nil {
		v.add(Rejected, "the message", "is said to be an answer, and has the detail type of an operation")
	}
}

// Fate is what becomes of the event if it is put as it is.
func (e *Explanation) Fate() Fate {
	fate := e.Verdict.Fate()
	if e.Kept() == "" || fate > Rejected {
		return fate
	}
	return Rejected
}

// ofService says that the event is one of AWS's own services, such as a trigger gets.
func ofService(l *letter.Letter) bool { return strings.HasPrefix(l.Event.Source, "aws.") }

// Kept says why it is no use to put the event back: by what is known now it would become the same
// dead letter again. It is empty where it may be of use.
func (e *Explanation) Kept() string {
	l := e.letter
	instead, elsewhere := "", false
	if t := e.Verdict.Trigger; t != nil {
		instead = fmt.Sprintf("; it is the event of the trigger %q, so put that of %q with the same values instead", t.Name, e.Verdict.Operation.DetailType)
		elsewhere = t.Bus != e.bus
	}
	switch fate := e.Verdict.Fate(); {
	case l.Unread != nil:
		return "the message holds no event"
	case ofService(l):
		return `its source begins with "aws.", and PutEvents takes such events from AWS's own services only` + instead
	case elsewhere:
		return "it belongs on another bus" + instead
	case fate >= Rejected:
		return "the event would be rejected again, or reach nobody: " + e.problems()
	case fate == Unfit && l.Rejected():
		return "a rule rejected it, and it still isn't as the document wants it: " + e.problems()
	}
	return ""
}

func (e *Explanation) problems() string {
	var said []string
	for _, p := range e.Verdict.Problems {
		said = append(said, p.String())
	}
	return strings.Join(said, "; ")
}

// Advice says whether it helps to put the event back.
func (e *Explanation) Advice() string {
	switch kept := e.Kept(); {
	case !e.letter.Queued && kept == "":
		return ""
	case len(e.Verdict.Problems) > 0 && kept != "" && e.letter.Unread == nil && !ofService(e.letter):
		return "no: as it is, it would be rejected again"
	case kept != "":
		return "no: " + kept
	}
	switch f := e.Failure; {
	case f.Help == Again:
		return "yes: nothing else has to change"
	case e.letter.Answer():
		return "after a change: " + f.Remedy + "; the API is not called again"
	case e.letter.Code == letter.UnreadableAnswer:
		return "hardly: the API would be called again; change " + f.Remedy
	case e.letter.Rejected():
		return "yes, if the deployment has changed since: by this catalog nothing is wrong with the event"
	case f.Help == Never:
		return "hardly: the same event fails the same way; change " + f.Remedy
	default:
		return "after a change: " + f.Remedy
	}
}
