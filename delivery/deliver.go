package delivery

import (
	"fmt"
	"slices"
	"strings"
)

// occurrence is an event on its way.
type occurrence struct {
	event *value
	flat  *flatEvent
	// repeats says that an object of the event has a name twice.
	repeats bool
}

// deliver hands the event to the rules of a bus. An event that came from
// another bus isn't handed on to a third (docs/eventbridge.md, 5.1).
func (a *Assembly) deliver(o *occurrence, bus string, forwarded bool) *Result {
	r := &Result{Bus: bus, Event: []byte(o.event.json().Reveal())}
	for _, rule := range a.model.index[bus].candidates(o.flat) {
		if !rule.pattern.match(o.flat) {
			continue
		}
		r.Matched = append(r.Matched, rule.Rule)
		for _, t := range rule.targets {
			r.Deliveries = append(r.Deliveries, a.deliverTo(t, rule, o, r.Event, forwarded))
		}
	}
	r.Rejected = a.rejects(r)
	if len(r.Matched) == 0 || r.Rejected {
		r.Closest = a.closest(o, bus, r.Rejected)
	}
	if len(r.Matched) > 1 {
		var names []string
		for _, rule := range r.Matched {
			names = append(names, rule.String())
		}
		r.Notes = append(r.Notes, Note{NoteSeveralRules, fmt.Sprintf("%d rules match: %s", len(names), strings.Join(names, ", "))})
	}
	return r
}

func (a *Assembly) deliverTo(t *target, rule *rule, o *occurrence, event []byte, forwarded bool) *Delivery {
	d := &Delivery{Rule: rule.Rule, TargetID: t.id, Target: t.arn, Kind: t.kind, Retry: t.retry, Problem: t.refused}
	d.Notes = append(d.Notes, t.notes...)
	if d.Kind == KindRequest {
		d.Carrier = CarrierAPIDestination
		if t.machine != nil {
			d.Carrier = CarrierStateMachine
		}
	}
	message := plain(string(event))
	if d.Problem == nil {
		body, problem, missing := t.input.produce(o.event, rule)
		for _, name := range missing {
			d.Notes = append(d.Notes, Note{NoteEmptyParameter, fmt.Sprintf("the input template's <%s> isn't in the event, so it is empty", name)})
		}
		switch {
		case problem != nil:
			d.Problem, message = problem, body // the queue gets the broken text (docs/eventbridge.md, 6.4)
		case t.operation != nil:
			if t.run(d, o, body) {
				return d // what fails from here on is the machine's
			}
		default:
			a.send(d, t, o, body, forwarded)
		}
	}
	if t.deadLetter != nil {
		d.DeadLetter = &DeadLetter{Queue: newQueue(t.deadLetter.queue, t.deadLetter.arn, message), Problem: t.deadLetter.problem}
	}
	return d
}

// send gives the target its input.
func (a *Assembly) send(d *Delivery, t *target, o *occurrence, body Text, forwarded bool) {
	switch t.kind {
	case KindRequest:
		if t.input.set && body.Reveal() == "{}" {
			if v := t.input.path.find(o.event); t.input.path == nil || v == nil || v.kind == kindNull {
				d.Notes = append(d.Notes, Note{NoteEmptyBody, "InputPath finds nothing in the event, so the body is {}"})
			}
		}
		request, notes := t.newRequest(o.event, body)
		if o.repeats {
			request.Assumptions = append(request.Assumptions, assumptions[assumeLastMember-1])
		}
		d.Request = request
		d.Notes = append(d.Notes, notes...)
	case KindQueue:
		q := newQueue(t.queue, t.arn, body)
		d.Queue = &q
	case KindBus:
		switch {
		case forwarded:
			d.Problem = &Problem{Code: "THIRD_ACCOUNT_HOP_DETECTED", Message: "an event that came from another bus isn't handed on to a third"}
		case a.model.rules[t.bus] == nil && a.model.busARNs[t.arn] == "":
			d.Notes = append(d.Notes, Note{NoteUnchecked, fmt.Sprintf("the bus %s isn't in the templates: what becomes of the event there isn't known", t.arn)})
		default:
			d.Forwarded = a.deliver(o, t.bus, true)
		}
	default:
		d.Input = body
	}
}

func newQueue(q *queue, arn string, message Text) Queue {
	out := Queue{ARN: arn, Message: message}
	if q != nil {
		out.Stack, out.LogicalID = q.stack.label, q.id
	}
	return out
}

// closest is the rule that an event without a match comes closest to: one that
// may be for its detail type first, then the one with the fewest conditions
// missed, then with the most met. Of a rejected event it is one that calls.
func (a *Assembly) closest(o *occurrence, bus string, rejected bool) *Miss {
	var best *rule
	var bestDistance distance
	rules := a.model.index[bus].candidates(o.flat)
	switch calling := slices.IndexFunc(a.model.rules[bus], (*rule).calls); {
	case rejected && calling >= 0 && !slices.ContainsFunc(rules, (*rule).calls):
		rules = a.model.rules[bus][calling : calling+1] // any will do: they are for other detail types
	case !rejected && len(rules) == 0:
		rules = a.model.rules[bus]
	}
	for _, rule := range rules {
		if rejected && (!rule.calls() || rule.pattern.match(o.flat)) {
			continue // it isn't what was meant, or it has the event
		}
		if d := rule.pattern.distance(o.flat); best == nil || d.less(bestDistance) {
			best, bestDistance = rule, d
		}
	}
	if best == nil {
		return nil
	}
	return &Miss{best.Rule, best.pattern.mismatches(bestDistance.alternative, o.flat)}
}
