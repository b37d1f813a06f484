package catalog

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Answer is an event that tells how a call of an operation ended.
type Answer struct {
	// Outcome is "succeeded" or "failed".
	Outcome string `json:"outcome"`
	// DetailType, Source and Bus are the event's; no other operation's events have the detail type.
	DetailType string `json:"detailType"`
	Source     string `json:"source"`
	Bus        string `json:"bus"`
	// Correlation is the field of the request's event that comes back as detail.correlation.
	Correlation string `json:"correlation"`
	// Schema is that of the detail; it may refer to the definitions.
	Schema json.RawMessage `json:"schema"`
	// SampleEvent is nil where no value was found that the document's schema takes.
	SampleEvent *Event `json:"sampleEvent,omitempty"`
}

// The outcomes.
const (
	Succeeded = "succeeded"
	Failed    = "failed"
)

func (a *Answer) members(w *writer) {
	w.text("outcome", a.Outcome)
	w.text("detailType", a.DetailType)
	w.text("source", a.Source)
	w.text("bus", a.Bus)
	w.text("correlation", a.Correlation)
	w.json("schema", a.Schema)
	if a.SampleEvent != nil {
		object(w, "sampleEvent", a.SampleEvent, (*Event).members)
	}
}

// putAnswers fills in what the deployment knows of an operation's answers.
func (op *Operation) putAnswers(ctx Context) {
	if len(op.Answers) == 0 {
		return
	}
	answers := make([]Answer, len(op.Answers))
	for i, a := range op.Answers {
		a.Bus, a.Source = ctx.AnswerBus, ctx.AnswerSource
		if a.SampleEvent != nil {
			sample := *a.SampleEvent
			sample.Source = a.Source
			a.SampleEvent = &sample
		}
		answers[i] = a
	}
	op.Answers = answers
}

// writeAnswers says which events come back.
func (op *Operation) writeAnswers(p *page) {
	for i := range op.Answers {
		a := &op.Answers[i]
		p.raw("A call that ").raw(a.Outcome).raw(" comes back as the event ").code(a.DetailType)
		p.raw(" of the source ").code(a.Source).raw(" on the bus ").code(a.Bus)
		p.raw(", with the request's ").code("detail." + a.Correlation).raw(" as ").code("detail.correlation").raw(".\n\n")
		if a.SampleEvent == nil {
			continue
		}
		w := writer{b: p.raw("```json\n").b}
		w.open('{')
		a.SampleEvent.members(&w)
		w.close('}')
		p.b = w.b
		p.raw("\n```\n\n")
	}
}

// answers compares what comes back with what came back: those who read it are told what they may no
// longer count on.
func (c *comparison) answers(was, is *Operation) (breaking, inner []string) {
	find := func(of []Answer, outcome string) *Answer {
		for i := range of {
			if of[i].Outcome == outcome {
				return &of[i]
			}
		}
		return nil
	}
	for _, outcome := range []string{Succeeded, Failed} {
		before, now := find(was.Answers, outcome), find(is.Answers, outcome)
		switch {
		case before == nil && now == nil:
		case before == nil:
			inner = append(inner, fmt.Sprintf("the event %s tells of calls that %s", now.DetailType, outcome))
		case now == nil:
			breaking = append(breaking, fmt.Sprintf("the event %s, which told of calls that %s, comes no more", before.DetailType, outcome))
		default:
			b, in := c.answer(before, now)
			breaking, inner = append(breaking, b...), append(inner, in...)
		}
	}
	return breaking, inner
}

// answer compares one event. For who reads it, it is the other way round than for a field: values that
// were not there before are what breaks.
func (c *comparison) answer(was, is *Answer) (breaking, inner []string) {
	for _, part := range []struct{ what, was, is string }{
		{"detail type", was.DetailType, is.DetailType}, {"source", was.Source, is.Source},
		{"bus", was.Bus, is.Bus}, {"field for its correlation", was.Correlation, is.Correlation},
	} {
		if part.was != part.is {
			breaking = append(breaking, fmt.Sprintf("of the event %s the %s was %q", is.DetailType, part.what, part.was))
		}
	}
	before, now := c.schema(&Field{Schema: was.Schema}), c.schema(&Field{Schema: is.Schema})
	p := pair{was: now, is: before, from: &c.now, now: &c.before}
	if c.same(p.was, p.is) {
		return breaking, nil
	}
	// A property more harms nobody who reads, and one that isn't declared any more does.
	isGone := func(f finding) bool { return f.gone }
	added := c.narrowed(p)
	found := slices.DeleteFunc(slices.Clone(added), isGone)
	gone := slices.DeleteFunc(slices.Clone(c.narrowed(pair{was: before, is: now, from: &c.before, now: &c.now})), func(f finding) bool { return !f.gone })
	if c.work > maxWork {
		return append(breaking, fmt.Sprintf("the detail of the event %s has changed, and is too large to say how", is.DetailType)), nil
	}
	for _, f := range byPlace(found) {
		breaking = append(breaking, fmt.Sprintf("the detail%s of the event %s %s", f.at, is.DetailType, f.wider))
	}
	for _, f := range byPlace(gone) {
		breaking = append(breaking, fmt.Sprintf("the detail%s of the event %s %s", f.at, is.DetailType, f.what))
	}
	if len(found)+len(gone) == 0 {
		inner = append(inner, fmt.Sprintf("the detail of the event %s has changed, and is what it was for who reads it", is.DetailType))
	}
	return breaking, inner
}
