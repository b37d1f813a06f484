package planner

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// caused is a call that another one causes: a trigger of the operation takes an answer.
type caused struct {
	operation       *deciding
	trigger, answer string
}

// checkLoops refuses triggers by which operations call each other for ever: one takes the answers of
// another operation, whose trigger takes the first one's, or so on around. What carries an operation puts
// its answers on a bus, and no other events: a trigger for the requests of an operation is an end. A
// trigger that takes its own operation's answers is refused where it is read.
func (p *planning) checkLoops() {
	next := p.causes()
	told := make(map[*deciding]bool)
	for _, o := range p.deciding {
		if told[o] || len(next[o]) == 0 {
			continue
		}
		loop := loopFrom(o, next)
		for _, c := range loop {
			told[c.operation] = true
		}
		if len(loop) > 0 {
			p.reportLoop(loop)
		}
	}
}

// causes are the calls that the answers of operations cause, by operation. Those that have answers and a
// trigger are enough: a loop has no others.
func (p *planning) causes() map[*deciding][]caused {
	links := slices.DeleteFunc(slices.Clone(p.deciding), func(o *deciding) bool {
		return !o.carries() || len(o.triggers) == 0 || len(o.op.AnswerTypes()) == 0
	})
	next := make(map[*deciding][]caused, len(links))
	for _, from := range links {
		for _, to := range links {
			if c, calls := to.calledBy(from); calls {
				next[from] = append(next[from], c)
			}
		}
	}
	return next
}

// calledBy is how an answer of another operation calls this one.
func (o *deciding) calledBy(other *deciding) (c caused, calls bool) {
	for _, t := range o.triggers {
		for _, answer := range other.op.AnswerTypes() {
			if _, takes := t.TakesOf(answer); takes || t.Names(answer) {
				return caused{o, t.ID, answer}, true
			}
		}
	}
	return caused{}, false
}

// loopFrom is the shortest way from an operation back to it; nil where there is none.
func loopFrom(start *deciding, next map[*deciding][]caused) []caused {
	came := make(map[*deciding][]caused) // the way to each
	for at, reached := 0, []*deciding{start}; at < len(reached); at++ {
		here := reached[at]
		for _, c := range next[here] {
			if _, known := came[c.operation]; known {
				continue
			}
			came[c.operation] = append(slices.Clip(came[here]), c)
			reached = append(reached, c.operation)
		}
		if way := came[start]; way != nil {
			return way
		}
	}
	return nil
}

// reportLoop names all that are in a loop, which begins behind its last operation.
func (p *planning) reportLoop(loop []caused) {
	var triggers, ways []string
	before := loop[len(loop)-1].operation
	first := before.op.Spec.Position
	for _, c := range loop {
		from, to := before.op.Spec, c.operation.op.Spec
		triggers = append(triggers, diagnostic.Message("%q", c.trigger))
		ways = append(ways, diagnostic.Message("%q takes the %q of %s %s (%s) and calls %s %s", c.trigger, c.answer, from.Method, from.Path, from.Position, to.Method, to.Path))
		before = c.operation
	}
	p.Report(diagnostic.TriggerInvalid, spec.Error, first,
		"change the Pattern of one of them, so that it takes other events, by their source or their detail-type (Triggers, context key triggers)",
		"the triggers %s can't be used together, for each call would cause another one, for ever: %s", strings.Join(triggers, ", "), strings.Join(ways, "; "))
}
