package e2e

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// traffic puts events until it is stopped.
type traffic struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
	events []lab.Event
	err    error
}

// startTraffic puts an event of each detail type every few milliseconds, and the next ones when these
// have called: a state machine that is behind would call when the deployment has taken away what lets
// it, which is no matter of the deployment's order.
func startTraffic(t *testing.T, s *deployment, detailTypes ...string) *traffic {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	tr := &traffic{cancel: cancel}
	tr.done.Go(func() {
		for number := 1; ctx.Err() == nil; number++ {
			var events []lab.Event
			for _, detailType := range detailTypes {
				events = append(events, moving(detailType, number))
			}
			// A call that has begun is finished, so that each event was put or was not.
			if tr.err = s.Put(context.WithoutCancel(ctx), s.bus, events); tr.err != nil {
				return
			}
			tr.events = append(tr.events, events...)
			time.Sleep(5 * time.Millisecond)
			if tr.err = s.Settle(context.WithoutCancel(ctx), ending); tr.err != nil {
				return
			}
		}
	})
	return tr
}

// stop ends the traffic and says what became of each event.
func (tr *traffic) stop(t *testing.T, s *deployment) outcomes {
	t.Helper()
	tr.cancel()
	tr.done.Wait()
	if tr.err != nil {
		t.Fatal(tr.err)
	}
	// State machines may be behind where the computer has much to do. A second call of an event would be
	// one too many for what follows.
	s.settle(t)
	fates := make(map[string][]string) // by operation and number
	for _, r := range s.API.Drain() {
		operation, number, call := segments(r)
		fates[operation+number] = append(fates[operation+number], call)
	}
	for _, letter := range s.letters(t, 0) {
		fates[fateKey(t, letter.Event)] = append(fates[fateKey(t, letter.Event)], "dead letter")
	}
	out := make(outcomes)
	for _, e := range tr.events {
		fate := fates[fateKey(t, e)]
		slices.Sort(fate)
		name := strings.Join(fate, " and ")
		if name == "" {
			name = "lost"
		}
		kind, _ := kindOf(t, e)
		if out[kind] == nil {
			out[kind] = make(map[string]int)
		}
		out[kind][name]++
	}
	return out
}

// lacking stands behind a detail type whose events lack their field.
const lacking = " without its field"

// moving is an event of the traffic.
func moving(kind string, number int) lab.Event {
	if detailType, lacks := strings.CutSuffix(kind, lacking); lacks {
		return event(detailType, map[string]any{"number": number})
	}
	return step(kind, number)
}

// kindOf tells which event of the traffic one is.
func kindOf(t *testing.T, e lab.Event) (kind, number string) {
	if n, lacks := detail(t, e)["number"]; lacks {
		return e.DetailType + lacking, fmt.Sprint(n)
	}
	return e.DetailType, fmt.Sprint(detail(t, e)["id"])
}

// fateKey is an event's operation and number.
func fateKey(t *testing.T, e lab.Event) string {
	kind, number := kindOf(t, e)
	return strings.ToLower(kind) + number
}

// segments tells the operation that a request is of, the event's number, and where the
// call went.
func segments(r lab.Request) (operation, number, call string) {
	parts := strings.Split(strings.TrimPrefix(r.Target(), "/"), "/") // mailbox, version, place, number
	operation = parts[2]
	if operation == "old" || operation == "new" { // the places of Moved
		operation = "moved"
	}
	key := map[string]string{oldKey: "old key", newKey: "new key"}[r.Header("X-Api-Key")]
	return operation, parts[3], "called /" + parts[1] + "/" + parts[2] + " with the " + key
}

// outcomes count what became of the events: by detail type, then by fate.
type outcomes map[string]map[string]int

func (o outcomes) table() []string {
	var lines []string
	for _, detailType := range slices.Sorted(maps.Keys(o)) {
		for _, fate := range slices.Sorted(maps.Keys(o[detailType])) {
			lines = append(lines, fmt.Sprintf("during the update, %-8s %4d %s", detailType, o[detailType][fate], fate))
		}
	}
	return lines
}
