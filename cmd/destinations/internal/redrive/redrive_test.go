package redrive_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/judge"
	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/redrive"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// options are those of a run that puts everything back, of an operation with a required field and
// one with an idempotency key.
func options() redrive.Options {
	no := false
	c := &catalog.Catalog{Bus: "bus", Operations: []catalog.Operation{
		{Method: "POST", Path: "/t", DetailType: "T", Fidelity: catalog.Exact, Fields: []catalog.Field{{Field: "n", In: "query", Required: true}, {Field: "message", In: "body", Required: false, Guarded: &no}}},
		{Method: "POST", Path: "/k", DetailType: "K", OperationID: "keyed", Fidelity: catalog.Exact, Carrier: catalog.StateMachine, Fields: []catalog.Field{{Field: "n", In: "query", Required: true}, {Field: "Idempotency-Key", In: "header", Idempotency: true}}},
	}}
	return redrive.Options{QueueURL: "https://sqs.eu-west-1.amazonaws.com/1/q", Bus: "bus", Judge: judge.New(c), Put: true}
}

var failed = map[string]string{"ERROR_CODE": "States.Http.StatusCode.503", "RULE_ARN": "arn:aws:events:eu-west-1:1:rule/bus/r"}

func body(detailType, detail string) string {
	return fmt.Sprintf(`{"version":"0","id":"first","detail-type":%q,"source":"s","time":"2026-01-02T03:04:05Z","resources":["r"],"detail":%s}`, detailType, detail)
}

// fill puts so many letters into a queue, and waits until they are older than a run.
func fill(q *fakeQueue, letters int) {
	for i := range letters {
		q.add(body("T", fmt.Sprintf(`{"n":%d}`, i)), failed)
	}
	time.Sleep(2 * time.Second)
}

// once checks that each of so many events is on the bus, and at most so many more than once.
func once(t *testing.T, b *fakeBus, letters, twice int) {
	t.Helper()
	put := b.details()
	if len(put) != letters || len(b.taken) > letters+twice {
		t.Errorf("%d events are on the bus, %d of them different; want %d, at most %d of them twice", len(b.taken), len(put), letters, twice)
	}
}

// TestThousand: of a thousand letters each is back once, though PutEvents takes some entries at the
// third try only, has too much to do, and SQS doesn't delete every message at once.
func TestThousand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		q, b := &fakeQueue{}, &fakeBus{t: t}
		fill(q, 1000)
		b.refuse = func(eventtypes.PutEventsRequestEntry) string {
			return pick(r, 5, "ThrottlingException", "InternalFailure")
		}
		b.before = func() error {
			if r.IntN(10) == 0 {
				return fault("ThrottlingException", smithy.FaultClient)
			}
			return nil
		}
		q.keep = func(string) bool { return r.IntN(5) == 0 }
		q.before = func(call string) error {
			if call == "DeleteMessageBatch" && r.IntN(10) == 0 {
				return errors.New("the connection is lost")
			}
			return nil
		}
		result, err := redrive.Run(t.Context(), q, b, options())
		if err != nil || result.Put != 1000 || result.Selected != 1000 || result.Stay != 0 || result.Twice != 0 || len(q.messages) != 0 {
			t.Errorf("%v, %d are left: %+v", err, len(q.messages), result)
		}
		once(t, b, 1000, 0)
	})
}

// pick is one of the codes, once in so many cases.
func pick(r *rand.Rand, of int, codes ...string) string {
	if r.IntN(of) > 0 {
		return ""
	}
	return codes[r.IntN(len(codes))]
}

// TestLostAnswers: where an answer of PutEvents gets lost nobody knows whether the bus has the
// events. They are put again, and counted.
func TestLostAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		q, b := &fakeQueue{}, &fakeBus{t: t}
		fill(q, 300)
		b.after = func() error {
			if r.IntN(10) == 0 {
				return errors.New("the connection is lost")
			}
			return nil
		}
		result, err := redrive.Run(t.Context(), q, b, options())
		if err != nil || result.Put != 300 || len(q.messages) != 0 || result.Twice == 0 || len(b.taken) < 301 {
			t.Errorf("%v, %d are left, %d put: %+v", err, len(q.messages), len(b.taken), result)
		}
		put := b.details()
		twice := 0
		for _, n := range put {
			if n > 1 {
				twice++
			}
		}
		if len(put) != 300 || twice > result.Twice {
			t.Errorf("%d events, %d of them twice; said: %d", len(put), twice, result.Twice)
		}
	})
}

// TestKill: a run that is killed before any of its calls, or behind it, loses nothing, and at most
// ten events are put twice by the next one.
func TestKill(t *testing.T) {
	for kill := 1; kill < 22; kill++ {
		synctest.Test(t, func(t *testing.T) {
			q, b := &fakeQueue{}, &fakeBus{t: t}
			fill(q, 45)
			calls := 0
			step := func() error {
				if calls++; calls == kill {
					runtime.Goexit()
				}
				return nil
			}
			q.before, b.before, b.after = func(string) error { return step() }, step, step
			ended := make(chan bool)
			go func() {
				defer close(ended)
				_, _ = redrive.Run(t.Context(), q, b, options())
			}()
			<-ended
			q.before, b.before, b.after = nil, nil, nil
			killed := len(b.taken)
			time.Sleep(5 * time.Minute) // what the first run read is hidden
			result, err := redrive.Run(t.Context(), q, b, options())
			if err != nil || len(q.messages) != 0 || killed > 0 && result.Put == 45 && kill > 8 {
				t.Errorf("killed before call %d: %v, %d are left: %+v", kill, err, len(q.messages), result)
			}
			once(t, b, 45, 10)
		})
	}
}

// TestInterrupt: a run that is told to end finishes what it has begun and shows all others again.
func TestInterrupt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, b := &fakeQueue{}, &fakeBus{t: t}
		q.add(body("Unknown", `{}`), nil)
		fill(q, 100)
		ctx, cancel := context.WithCancel(t.Context())
		b.after = func() error {
			if b.calls == 4 {
				cancel()
			}
			return nil
		}
		result, err := redrive.Run(ctx, q, b, options())
		if err == nil || !errors.Is(err, context.Canceled) || result.Put != len(b.taken) || len(q.messages) != 101-result.Put || len(q.visible()) != len(q.messages) {
			t.Errorf("%v; %d put, %d left, %d visible: %+v", err, len(b.taken), len(q.messages), len(q.visible()), result)
		}
		once(t, b, result.Put, 0)
	})
}

// TestStillDown: an event that fails again at once is a letter again. It is not put again in the same
// run, which would never end.
func TestStillDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, b := &fakeQueue{}, &fakeBus{t: t}
		fill(q, 50)
		b.after = func() error {
			e := b.taken[len(b.taken)-1]
			q.add(body("T", *e.Detail), failed)
			return nil
		}
		result, err := redrive.Run(t.Context(), q, b, options())
		if err != nil || result.Put != 50 || result.Stay != b.calls || len(q.visible()) != b.calls {
			t.Errorf("%v: %+v, %d calls", err, result, b.calls)
		}
		once(t, b, 50, 0)
	})
}

// TestGivenTwice: SQS may give a message again that it has deleted. Its event is not put again.
func TestGivenTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, b := &fakeQueue{undead: map[string]bool{"m3": true, "m17": true}}, &fakeBus{t: t}
		fill(q, 40)
		result, err := redrive.Run(t.Context(), q, b, options())
		if err != nil || result.Put != 40 || result.Read != 40 || len(q.messages) != 0 || len(result.Undeleted) != 0 {
			t.Errorf("%v, %d are left: %+v", err, len(q.messages), result)
		}
		once(t, b, 40, 0)
	})
}

// TestStays: what can't be put back stays in the queue, visible, with the reason.
func TestStays(t *testing.T) {
	other := map[string]string{"ERROR_CODE": "NO_PERMISSIONS", "RULE_ARN": "arn:aws:events:eu-west-1:1:rule/theirs/r"}
	shard := map[string]string{"ERROR_CODE": "NO_PERMISSIONS", "RULE_ARN": "arn:aws:events:eu-west-1:1:rule/bus-07/r"}
	big := strings.Repeat("x", 1<<20-50)
	for _, tt := range []struct {
		body, refuse, want string
		attributes         map[string]string
	}{
		{body("T", `{"n":1}`), "", "", failed},
		{body("T", `{"n":1}`), "", "", shard},
		{body("T", `{"n":1}`), "", "", nil}, // rejected once, and good by now
		{body("T", `{"n":1}`), "", "a rule of another bus sent it, theirs", other},
		{body("T", `{}`), "", "the event would be rejected again, or reach nobody / detail.n is missing", nil},
		{body("Tt", `{}`), "", "the event would be rejected again, or reach nobody / the detail type", nil},
		{strings.Replace(body("T", `{"n":1}`), `"source":"s"`, `"source":"aws.s3"`, 1), "", "its source begins with \"aws.\", and PutEvents takes such events from AWS's own services only", failed},
		{`{"a":`, "", "the message holds no event", map[string]string{"ERROR_CODE": "INVALID_JSON"}},
		{`<html>`, "", "the message holds no event", nil},
		{body("T", `{"n":1}`), "NotAuthorizedForDetailTypeException", "the bus doesn't take it / NotAuthorizedForDetailTypeException: no", failed},
		{body("K", `{"n":1,"x":"`+big+`"}`), "", "it has 10485", failed},
		{body("T", `{"n":1,"x":"`+strings.Repeat("x", 1<<20)+`"}`), "", "it has 10486", failed},
	} {
		synctest.Test(t, func(t *testing.T) {
			q, b := &fakeQueue{}, &fakeBus{t: t}
			b.refuse = func(eventtypes.PutEventsRequestEntry) string { return tt.refuse }
			q.add(tt.body, tt.attributes)
			time.Sleep(time.Second)
			result, err := redrive.Run(t.Context(), q, b, options())
			if err != nil || len(result.Groups) != 1 {
				t.Fatalf("%v: %+v", err, result)
			}
			g := result.Groups[0]
			got := strings.TrimSuffix(g.Kept+" / "+g.Example, " / ")
			stays := tt.want != ""
			if !strings.HasPrefix(got, tt.want) || !stays && got != "" || (result.Stay == 1) != stays || len(q.visible()) != result.Stay || result.Put != 1-result.Stay || len(b.taken) != result.Put {
				t.Errorf("%.100s: %q, want %q, %+v", tt.body, got, tt.want, result)
			}
		})
	}
}

// TestAsItWas: the event is put as it was, but for the idempotency field, which has the id that the
// API was given.
func TestAsItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, b := &fakeQueue{}, &fakeBus{t: t}
		q.add(body("K", `{ "n" : 1.10, "é":"\u00e9" }`), failed)
		time.Sleep(time.Second)
		if _, err := redrive.Run(t.Context(), q, b, options()); err != nil || len(b.taken) != 1 {
			t.Fatal(err, len(b.taken))
		}
		e := b.taken[0]
		got := fmt.Sprint(*e.EventBusName, *e.Source, *e.DetailType, e.Resources, e.Time.UTC().Format(time.RFC3339), *e.TraceHeader, *e.Detail)
		if want := `bus` + `s` + `K` + `[r]` + `2026-01-02T03:04:05Z` + `Root=1` + `{"Idempotency-Key":"first", "n" : 1.10, "é":"\u00e9" }`; got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	})
}

// TestAnswers: an answer goes to the bus of answers, never to the operation; to which, the queue
// doesn't decide. A call that was made is not made again.
func TestAnswers(t *testing.T) {
	answer := func(bus, detailType string) string {
		return fmt.Sprintf(`{"bus":%q,"source":"openapi-destinations.b","detail-type":%q,"detail":{"request":{"id":"first"},"status":200}}`, bus, detailType)
	}
	notPut := map[string]string{"ERROR_CODE": "ANSWER_NOT_PUT", "TARGET_ARN": "arn:aws:states:eu-west-1:1:stateMachine:m"}
	unread := map[string]string{"ERROR_CODE": "UNREADABLE_ANSWER"}
	for _, tt := range []struct {
		body       string
		attributes map[string]string
		errors     []string
		want       string // the bus, or why it stays
	}{
		{answer("bus", "T succeeded"), notPut, nil, "bus"},
		{answer("answers", "T succeeded"), notPut, nil, "answers"},
		{answer("arn:aws:events:eu-west-1:1:event-bus/bus", "T succeeded"), notPut, nil, "arn:aws:events:eu-west-1:1:event-bus/bus"},
		{answer("arn:aws:events:eu-west-1:2:event-bus/far", "T succeeded"), notPut, nil, "arn:aws:events:eu-west-1:2:event-bus/far"},
		{answer("other", "T succeeded"), notPut, nil, `it is an answer for the bus "other" (-answer-bus)`},
		{answer("", "T succeeded"), notPut, nil, `it is an answer for the bus "" (-answer-bus)`},
		{answer("bus", "T"), notPut, nil, "the event would be rejected again, or reach nobody"},
		{strings.Replace(answer("bus", "T succeeded"), `"bus":"bus"`, `"bus":7`, 1), notPut, nil, "the message holds no event"},
		{body("T", `{"n":1}`), unread, nil, "the API was called, and would be again (-error UNREADABLE_ANSWER puts it back)"},
		{body("T", `{"n":1}`), unread, []string{"UNREADABLE_*"}, "the API was called, and would be again (-error UNREADABLE_ANSWER puts it back)"},
		{body("T", `{"n":1}`), unread, []string{"UNREADABLE_ANSWER"}, "bus"},
	} {
		synctest.Test(t, func(t *testing.T) {
			q, b := &fakeQueue{}, &fakeBus{t: t}
			q.add(tt.body, tt.attributes)
			time.Sleep(time.Second)
			o := options()
			o.AnswerBuses = []string{"answers", "arn:aws:events:eu-west-1:2:event-bus/far"}
			o.Filter.Errors = tt.errors
			result, err := redrive.Run(t.Context(), q, b, o)
			got := ""
			if len(b.taken) == 1 {
				got = *b.taken[0].EventBusName
			} else if len(result.Groups) == 1 {
				got = result.Groups[0].Kept
			}
			if err != nil || got != tt.want {
				t.Errorf("%s: %v, %q, want %q", tt.body, err, got, tt.want)
			}
		})
	}
}

// TestList: without Put nothing is put or deleted, and everything is visible again.
func TestList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, b := &fakeQueue{}, &fakeBus{t: t}
		q.add(body("K", `{}`), nil)
		fill(q, 35)
		o := options()
		o.Put, o.Filter.Operations = false, []string{"T"}
		result, err := redrive.Run(t.Context(), q, b, o)
		if err != nil || result.Selected != 35 || result.Put != 0 || len(b.taken) != 0 || len(q.visible()) != 36 {
			t.Fatalf("%v: %+v, %d visible", err, result, len(q.visible()))
		}
		if g := result.Groups; len(g) != 2 || g[0].Count != 35 || !g[0].Selected || g[0].Oldest != 2*time.Second || g[1].Selected || g[1].Error != "rejected" {
			t.Errorf("%+v", g)
		}
	})
}

// TestFilter: by operation, error, source, message and age.
func TestFilter(t *testing.T) {
	for _, tt := range []struct {
		filter redrive.Filter
		want   string
	}{
		{redrive.Filter{}, "m1 m2 m3"},
		{redrive.Filter{Operations: []string{"keyed"}}, "m2"},
		{redrive.Filter{Operations: []string{"POST /*"}}, "m1 m2 m3"},
		{redrive.Filter{Operations: []string{"K", "T"}, Errors: []string{"*.503"}}, "m1"},
		{redrive.Filter{Errors: []string{"rejected"}}, "m3"},
		{redrive.Filter{Errors: []string{"States.*"}}, "m1 m2"},
		{redrive.Filter{Sources: []string{"x*"}}, ""},
		{redrive.Filter{Messages: []string{"m1", "m3"}}, "m1 m3"},
		{redrive.Filter{Older: time.Hour}, "m1 m2"},
		{redrive.Filter{Newer: time.Hour}, "m3"},
		{redrive.Filter{Older: time.Hour, Newer: 150 * time.Minute}, "m2"},
	} {
		synctest.Test(t, func(t *testing.T) {
			q, b := &fakeQueue{}, &fakeBus{t: t}
			q.add(body("T", `{"n":"m1"}`), failed)
			time.Sleep(time.Hour)
			q.add(body("K", `{"n":"m2","Idempotency-Key":"k"}`), map[string]string{"ERROR_CODE": "States.Timeout"})
			time.Sleep(2 * time.Hour)
			q.add(body("T", `{"n":"m3"}`), nil)
			time.Sleep(time.Second)
			o := options()
			o.Filter = tt.filter
			result, err := redrive.Run(t.Context(), q, b, o)
			var got []string
			for _, e := range b.taken {
				var detail struct{ N string }
				if err := json.Unmarshal([]byte(*e.Detail), &detail); err != nil {
					t.Fatal(err)
				}
				got = append(got, detail.N)
			}
			slices.Sort(got)
			if said := strings.Join(got, " "); err != nil || said != tt.want || len(q.visible()) != 3-len(got) || result.Selected != len(got) {
				t.Errorf("%+v: %v, %q, want %q", tt.filter, err, said, tt.want)
			}
		})
	}
}

// TestRate: no more events in a second than asked for, and no more at all than the limit.
func TestRate(t *testing.T) {
	for _, tt := range []struct {
		rate  float64
		limit int
		put   int
		least time.Duration
	}{{10, 0, 100, 9 * time.Second}, {0.5, 4, 4, 6 * time.Second}, {0, 25, 25, 0}, {1000, 0, 100, 0}} {
		synctest.Test(t, func(t *testing.T) {
			q, b := &fakeQueue{}, &fakeBus{t: t}
			fill(q, 100)
			o := options()
			o.Rate, o.Limit = tt.rate, tt.limit
			began := time.Now()
			result, err := redrive.Run(t.Context(), q, b, o)
			if took := time.Since(began); err != nil || result.Put != tt.put || took < tt.least || took > tt.least+5*time.Second || len(q.visible()) != 100-tt.put {
				t.Errorf("%+v: %v, %s, %+v", tt, err, took, result)
			}
		})
	}
}

// TestLarge: letters of any size go into calls that PutEvents takes; the fake bus looks at them.
func TestLarge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, b := &fakeQueue{}, &fakeBus{t: t}
		for i := range 30 {
			q.add(body("T", fmt.Sprintf(`{"n":%d,"message":%q}`, i, strings.Repeat("x", i*30_000))), failed)
		}
		time.Sleep(time.Second)
		result, err := redrive.Run(t.Context(), q, b, options())
		if err != nil || result.Put != 30 {
			t.Errorf("%v: %+v", err, result)
		}
		once(t, b, 30, 0)
	})
}

// TestRefused: a call that AWS doesn't take for one of its entries is split, so that the others go.
func TestRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, b := &fakeQueue{}, &fakeBus{t: t}
		fill(q, 30)
		b.before = func() error {
			if b.calls == 3 || b.calls == 5 {
				return fault("ValidationException", smithy.FaultClient)
			}
			return nil
		}
		result, err := redrive.Run(t.Context(), q, b, options())
		if err != nil || result.Put != 29 || result.Stay != 1 || len(q.visible()) != 1 {
			t.Errorf("%v: %+v", err, result)
		}
		once(t, b, 29, 0)
	})
}

// TestRefusedThenDown: a call that is refused is tried entry by entry; where the bus then answers no
// more, the messages of the entries behind are kept, for nobody has their events.
func TestRefusedThenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, b := &fakeQueue{}, &fakeBus{t: t}
		fill(q, 30)
		b.before = func() error {
			switch {
			case b.calls == 3:
				return fault("ValidationException", smithy.FaultClient)
			case b.calls >= 5:
				return errors.New("no route")
			}
			return nil
		}
		result, err := redrive.Run(t.Context(), q, b, options())
		if err == nil || len(q.messages) != 30-len(b.taken) || result.Put != len(b.taken) {
			t.Errorf("%v: the bus took %d events, %d messages are left: %+v", err, len(b.taken), len(q.messages), result)
		}
	})
}

// TestStops: what can't get better ends a run at once, and says what is missing.
func TestStops(t *testing.T) {
	denied := fault("AccessDeniedException", smithy.FaultClient)
	on := func(name string, err error) func(string) error {
		return func(call string) error {
			if call == name {
				return err
			}
			return nil
		}
	}
	for _, tt := range []struct {
		name    string
		queue   *fakeQueue
		bus     *fakeBus
		busName string
		want    string
		put     int
	}{
		{"no permission to put", &fakeQueue{}, &fakeBus{before: func() error { return denied }}, "bus", "it takes the permission events:PutEvents", 0},
		{"no permission to delete", &fakeQueue{before: on("DeleteMessageBatch", denied)}, &fakeBus{}, "bus", "SQS does not delete 1 messages", 1},
		{"no permission to read", &fakeQueue{before: on("ReceiveMessage", denied)}, &fakeBus{}, "bus", "it takes the permission sqs:ReceiveMessage", 0},
		{"no permission to look", &fakeQueue{before: on("GetQueueAttributes", denied)}, &fakeBus{}, "bus", "it takes the permission sqs:GetQueueAttributes", 0},
		{"no queue", &fakeQueue{before: on("GetQueueAttributes", fault("AWS.SimpleQueueService.NonExistentQueue", smithy.FaultClient))}, &fakeBus{}, "bus", "there is no such queue in this account and Region", 0},
		{"no bus", &fakeQueue{}, &fakeBus{}, "sub", `there is no event bus "sub" in this account and Region, and events for it would be lost`, 0},
		{"the bus is down", &fakeQueue{}, &fakeBus{before: func() error { return errors.New("no route") }}, "bus", "PutEvents fails again and again: no route", 0},
		{"nobody answers", &fakeQueue{}, &fakeBus{hang: true}, "bus", "PutEvents fails again and again: context deadline exceeded", 0},
		{"FIFO", &fakeQueue{attributes: map[string]string{"FifoQueue": "true"}}, &fakeBus{}, "bus", "is a FIFO queue", 0},
		{"a queue with a queue of its own", &fakeQueue{attributes: map[string]string{"RedrivePolicy": "{}"}}, &fakeBus{}, "bus", "hands messages that were read several times on", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			q, b := tt.queue, tt.bus
			b.t = t
			fill(q, 20)
			o := options()
			o.Bus = tt.busName
			result, err := redrive.Run(t.Context(), q, b, o)
			if err == nil || !strings.Contains(err.Error(), tt.want) || len(b.taken) != tt.put || len(q.messages) != 20 || len(q.visible()) != 20-tt.put || len(result.Undeleted) != tt.put {
				t.Errorf("%s: %v, want %q; %d put, %d visible, %+v", tt.name, err, tt.want, len(b.taken), len(q.visible()), result)
			}
		})
	}
}
