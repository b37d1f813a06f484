package carrier

import (
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// faith orders the fidelities.
var faith = map[plan.Fidelity]int{plan.Unsupported: 0, plan.Inexact: 1, plan.Exact: 2}

// Choose asks carriers, those that may, the cheapest first, and takes the first of the most faithful
// ones; where none can carry the request, what the last says. What was found before is each one's,
// too.
func Choose(carriers []Carrier, r *request.Request, found *finding.Verdict) (plan.Carrier, Judgment) {
	var kind plan.Carrier
	var best Judgment
	for i, c := range carriers {
		judged := c.Judge(r, found.Clone())
		better := i == 0 || moreFaithful(judged, best) || !judged.Callable() && !best.Callable()
		if better {
			if judged.Callable() && c.Kind() == plan.ByStateMachine {
				note(judged, r, best)
			}
			kind, best = c.Kind(), judged
		}
		if best.Fidelity == plan.Exact {
			break
		}
	}
	return kind, best
}

// moreFaithful tells whether one judgment is better than another: of inexact ones that with fewer
// reasons.
func moreFaithful(a, b Judgment) bool {
	if a.Fidelity != b.Fidelity {
		return faith[a.Fidelity] > faith[b.Fidelity]
	}
	return a.Fidelity == plan.Inexact && a.Doubts() < b.Doubts()
}

// note says why an operation has the dearer carrier, and what that means. Instead is empty where no
// other may carry it.
func note(judged Judgment, r *request.Request, instead Judgment) {
	const carriers = " with Carriers (context key carriers)"
	why, what := "it was asked for", "allow an API destination"+carriers
	switch {
	case r.Outcomes != nil:
		why, what = "its outcome comes back as an event, and EventBridge throws answers away", "ask for no answers with Answers (context key answers)"
	case instead.Verdict != nil:
		why, what = "an API destination would not send what the document describes: "+instead.Why(), "forbid it"+carriers
	}
	judged.Note(diagnostic.CarriedByMachine, spec.Info, r.Operation.Position,
		what+", or for this operation in Operations (context key operations)",
		"a state machine carries it, since %s; "+
			"that is about $1.20 a million calls instead of $0.20, %d seconds for an answer instead of %d, and %d calls a second for all of the account's HTTP tasks",
		why, limits.TaskSeconds, limits.DestinationSeconds, limits.TaskCallsPerSecond)
}
