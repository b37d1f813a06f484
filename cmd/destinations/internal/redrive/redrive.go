// Package redrive brings the events of a dead-letter queue back to their bus. A message is deleted
// only when the bus has taken its event, and what can't be put back stays in the queue.
//
// SQS shows a message to one reader at a time, for as long as the reader asks: so what this package
// has read is hidden for at most five minutes (hold), and shown again when a run ends. A run that is killed
// has at most one call of PutEvents under way: these ten events may be put twice, and the next run
// goes on with what is left.
package redrive

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/judge"
)

const (
	// hold is how long a message that was read is hidden from others. SQS lets a message be hidden
	// for 12 hours; a short time is what a killed run leaves behind.
	hold = 5 * time.Minute
	// wait is how long SQS waits for a message before it says that there is none.
	wait = time.Second
	// mostHeld is how many messages a run may hide: SQS lets 120,000 be under way.
	mostHeld = 100_000
	// batch is what one call of SQS or of PutEvents takes.
	batch = 10
	// enoughEmpty is how often in a row SQS says that there is nothing, until that is believed.
	enoughEmpty = 2
)

// Options say what to do.
type Options struct {
	// QueueURL is the queue's; Bus is the name or the ARN of the bus.
	QueueURL, Bus string
	// AlsoOf are further buses whose rules' letters are put on Bus.
	AlsoOf []string
	Judge  *judge.Judge
	Filter Filter
	// AnswerBuses are those, by name or ARN, that answers may be put on beside Bus: a letter says
	// itself where it belongs, and who may send to the queue must not choose.
	AnswerBuses []string
	// Put puts the events back. Without it the letters are only listed.
	Put bool
	// Rate is how many events are put in a second, and Limit how many at all; 0 is no limit.
	Rate  float64
	Limit int
	// Progress is told after each step how many letters were read, and put back, of about how many.
	Progress func(read, put, of int)
}

// Result is what came of a run.
type Result struct {
	Groups []*Group
	// Read counts the letters, Put those that are back on the bus. Selected counts those that the
	// filter let through, and Stay those of them that can't be put back.
	Read, Put, Selected, Stay int
	// Twice counts the events that may be on the bus twice, since an answer of PutEvents got lost.
	Twice int
	// Undeleted are the ids of messages whose events are on the bus, and that SQS didn't delete.
	Undeleted []string
	// Hidden counts messages that could not be shown again: they are when the time is up.
	Hidden int
	// More says that there are more letters than a run may read.
	More bool
}

// run is a run under way.
type run struct {
	Options
	queue Queue
	bus   Bus
	// busName and busARN are the bus', as EventBridge says.
	busName, busARN string
	result          Result
	groups          map[groupKey]*Group
	// about is how many letters there may be; began is when the run began, by the queue's clock.
	about int
	began time.Time
	// held are the messages that stay, by their ids, with their latest receipt handles; done are
	// those whose events the bus has.
	held map[string]string
	done map[string]bool
	// proven says that an event was put and its message deleted: until then it's one at a time.
	proven  bool
	refused int
	next    time.Time // when the next event may be put
}

// Run reads the queue and puts back what it may. The context ends it between two batches. The result counts also
// where there is an error.
func Run(ctx context.Context, queue Queue, bus Bus, o Options) (*Result, error) {
	r := &run{Options: o, queue: queue, bus: bus, groups: map[groupKey]*Group{}, held: map[string]string{}, done: map[string]bool{}}
	if err := r.open(ctx); err != nil {
		return &r.result, err
	}
	err := r.all(ctx)
	r.release(ctx)
	r.result.Groups = sorted(r.groups)
	return &r.result, err
}

// all handles one batch after the other, until the queue has no letter that is new.
func (r *run) all(ctx context.Context) error {
	empty, last := 0, time.Now()
	for empty < enoughEmpty && time.Since(last) < hold {
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("it was interrupted: %w", ctx.Err())
		case r.Limit > 0 && r.result.Put >= r.Limit:
			return nil
		case len(r.held) >= mostHeld:
			r.result.More = true
			return nil
		}
		if err := r.pace(ctx); err != nil {
			continue
		}
		messages, err := r.receive(ctx)
		if err != nil && ctx.Err() == nil {
			return err
		}
		if len(messages) == 0 {
			empty++
			continue
		}
		fresh, err := r.handle(ctx, messages)
		if empty = 0; fresh {
			last = time.Now()
		}
		if err != nil {
			return err
		}
		if r.Progress != nil {
			r.Progress(r.result.Read, r.result.Put, max(r.about, r.result.Read))
		}
	}
	return nil
}

// pace waits until an event may be put.
func (r *run) pace(ctx context.Context) error {
	if pause := time.Until(r.next); r.Put && pause > 0 {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

// spent notes that so many events were put.
func (r *run) spent(events int) {
	if r.Rate <= 0 {
		return
	}
	from := time.Now()
	if r.next.After(from) {
		from = r.next
	}
	r.next = from.Add(time.Duration(float64(events) / r.Rate * float64(time.Second)))
}

// most is how many messages are read at once: no more than may be put in a second, or are wanted.
func (r *run) most() int {
	most := batch
	if r.Put && r.Rate > 0 {
		most = min(most, max(1, int(math.Ceil(r.Rate))))
	}
	if r.Put && r.Limit > 0 {
		most = min(most, r.Limit-r.result.Put)
	}
	return most
}

// handle decides about messages, and puts back those that are chosen.
func (r *run) handle(ctx context.Context, messages []message) (fresh bool, err error) {
	var chosen, again []message
	for _, m := range messages {
		if r.done[m.id] {
			again = append(again, m) // SQS gave it twice, or didn't delete it
			continue
		}
		if _, known := r.held[m.id]; known {
			r.held[m.id] = m.handle
			continue
		}
		fresh = true
		if r.note(m) {
			chosen = append(chosen, m)
		} else {
			r.held[m.id] = m.handle
		}
	}
	r.result.Undeleted = remaining(r.result.Undeleted, again, r.delete(ctx, again))
	for len(chosen) > 0 {
		n := len(chosen)
		if !r.proven {
			n = 1
		}
		if err := r.put(ctx, chosen[:n]); err != nil {
			for _, m := range chosen[n:] {
				r.held[m.id] = m.handle
			}
			return fresh, err
		}
		chosen = chosen[n:]
	}
	return fresh, nil
}

// note counts a letter, and says whether it is to be put back now.
func (r *run) note(m message) bool {
	r.result.Read++
	d := r.decide(m.letter)
	if d.selected {
		r.result.Selected++
	}
	if d.selected && d.kept != "" {
		r.result.Stay++
	}
	r.count(m.letter, d)
	return r.Put && d.selected && d.kept == ""
}

// put puts the events of some messages back and deletes the messages whose events the bus has. The
// others stay.
func (r *run) put(ctx context.Context, messages []message) error {
	var entries []entry
	for _, m := range messages {
		entries = append(entries, r.entry(m))
	}
	outcome, stop := r.putAll(ctx, entries)
	r.spent(len(entries))
	var taken []message
	for i, e := range entries {
		if outcome[i] != nil {
			r.held[e.message.id] = e.message.handle
			r.result.Stay++
			r.stays(e.message.letter, outcome[i].Error())
			continue
		}
		r.done[e.message.id] = true
		r.result.Put++
		taken = append(taken, e.message)
	}
	if left := r.delete(ctx, taken); len(left) > 0 {
		r.result.Undeleted = append(r.result.Undeleted, left...)
		return fmt.Errorf("SQS does not delete %d messages whose events are back on the bus", len(left))
	}
	r.proven = r.proven || len(taken) > 0
	return stop
}

// remaining are the ids of before that were not seen again, and those that were and failed again.
func remaining(before []string, again []message, failed []string) []string {
	seen := make(map[string]bool)
	for _, m := range again {
		seen[m.id] = true
	}
	return append(slices.DeleteFunc(before, func(id string) bool { return seen[id] }), failed...)
}
