package e2e

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// waiting is a document for the state machine. With another header for its key, the connection is
// replaced. The operation Alone has a connection for itself.
func waiting(server, header string, operations ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `openapi: 3.0.3
info: {title: Waiting, version: 1.0.0}
servers: [{url: %s/v1}]
security: [{key: []}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: %s}
    alone: {type: apiKey, in: header, name: X-Alone}
paths:
`, server, header)
	for _, name := range operations {
		scheme := "key"
		if name == "Alone" {
			scheme = "alone"
		}
		fmt.Fprintf(&b, `  /%s/{id}:
    post:
      operationId: %s
      security: [{%s: []}]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: Done}}
`, strings.ToLower(name), name, scheme)
	}
	return b.String()
}

// mostAge is how old an event may get in these tests.
const mostAge = 3 * time.Hour

// synthWaiting synthesizes a document of waiting for the state machine alone.
func synthWaiting(t *testing.T, account *lab.Account, header string, operations ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "waiting.yaml")
	writeFile(t, path, waiting(account.API.URL(), header, operations...))
	return synth(t, account, path, map[string]string{"carriers": "state-machine", "maxEventAge": "3h"})
}

// outage is an API that is down until a test says otherwise, in an account whose clock is held.
type outage struct {
	*deployment
	over atomic.Bool
}

// begin takes the API down and holds the clock.
func (o *outage) begin(t *testing.T) {
	t.Helper()
	o.over.Store(false)
	o.API.Answer(func(*lab.Request) lab.Answer {
		if o.over.Load() {
			return lab.Answer{}
		}
		return lab.Answer{Status: 503}
	})
	if err := o.HoldClock(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// pass lets so much time pass, in steps, and waits each time until all wait again. It gives the calls.
func (o *outage) pass(t *testing.T, steps int, each time.Duration) []lab.Request {
	t.Helper()
	var requests []lab.Request
	for range steps {
		if err := o.Advance(t.Context(), each); err != nil {
			t.Fatal(err)
		}
		o.settle(t)
		requests = append(requests, o.API.Drain()...)
	}
	return requests
}

// TestCarrierOutages has an API that is down, for longer than an Express execution lasts.
func TestCarrierOutages(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("outages")
	assembly := synthWaiting(t, account, "X-Api-Key", "Kept", "Removed", "Alone")
	site := &outage{deployment: deploy(t, account, assembly, map[string]string{"KeyValue": oldKey, "AloneValue": oldKey})}

	t.Run("longer than events may get", func(t *testing.T) {
		// The clock is free: it is over in a moment.
		site.API.Answer(func(*lab.Request) lab.Answer { return lab.Answer{Status: 503} })
		put := site.put(t, step("Kept", 1))
		letters := site.letters(t, 1)
		calls := len(site.API.Take(1, arrival))
		if len(letters) != 1 || letters[0].Event.ID != put[0].ID {
			t.Fatalf("messages %v, want the event", letters)
		}
		// Pauses of 5 to 10 minutes fill three hours with 18 to 36 calls, beside the quick ones.
		if calls < 20 || calls > 50 {
			t.Errorf("%d calls within %v", calls, mostAge)
		}
		a := letters[0].Attributes
		if a["ERROR_CODE"] != "States.Http.StatusCode.503" || a["ERROR_MESSAGE"] != "Service Unavailable" ||
			a["EXHAUSTED_RETRY_CONDITION"] != "MaximumEventAgeInSeconds" || a["RETRY_ATTEMPTS"] != strconv.Itoa(calls-1) ||
			!strings.Contains(a["TARGET_ARN"], ":stateMachine:") || !strings.Contains(a["RULE_ARN"], ":rule/"+site.bus+"/") {
			t.Errorf("after %d calls the attributes are %s", calls, sorted(a))
		}
	})

	t.Run("two hours", func(t *testing.T) {
		site.begin(t)
		events := []lab.Event{step("Kept", 2), step("Kept", 3), step("Removed", 4)}
		site.put(t, events...)
		failed := site.API.Take(len(events), arrival)
		failed = append(failed, site.pass(t, 2, 20*time.Second)...) // the quick repeats
		failed = append(failed, site.pass(t, 12, 10*time.Minute)...)
		if letters := site.letters(t, 0); len(letters) != 0 {
			t.Errorf("messages %v during the outage, want none", letters)
		}
		if n := len(failed); n < 15*len(events) || n > 40*len(events) {
			t.Errorf("%d calls of %d events in two hours", n, len(events))
		}
		site.over.Store(true)
		if err := site.Advance(t.Context(), 11*time.Minute); err != nil {
			t.Fatal(err)
		}
		site.takes(t, "POST /v1/kept/2", "POST /v1/kept/3", "POST /v1/removed/4")
		if more := site.pass(t, 1, time.Hour); len(more) != 0 {
			t.Errorf("%d calls after those that worked", len(more))
		}
		if letters := site.letters(t, 0); len(letters) != 0 {
			t.Errorf("messages %v, want none", letters)
		}
		if err := site.Advance(t.Context(), -(2*time.Hour + 40*time.Second + 11*time.Minute + time.Hour)); err != nil {
			t.Fatal(err)
		}
	})

	t.Run("with an update", func(t *testing.T) { testUpdateInOutage(t, site) })
}

// testUpdateInOutage replaces the connection, and removes an operation and one with its connection,
// while events wait.
func testUpdateInOutage(t *testing.T, site *outage) {
	site.begin(t)
	put := site.put(t, step("Kept", 5), step("Removed", 6), step("Alone", 7))
	site.API.Take(len(put), arrival)
	site.pass(t, 4, 20*time.Second) // all wait in the outage machine now
	before, err := site.Machines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	assembly := synthWaiting(t, site.Account, "X-New-Key", "Kept")
	site.deployment = deploy(t, site.Account, assembly, map[string]string{"KeyValue": newKey})
	after, err := site.Machines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(before) != 3 || len(after) != 2 {
		t.Errorf("the machines were %v and are %v", before, after)
	}
	for name, arn := range after {
		if before[name] != arn {
			t.Errorf("the update replaced the machine %s, and with it what waits there", name)
		}
	}
	site.pass(t, 2, 10*time.Minute)
	site.over.Store(true)
	if err := site.Advance(t.Context(), 11*time.Minute); err != nil {
		t.Fatal(err)
	}
	for _, r := range site.takes(t, "POST /v1/kept/5", "POST /v1/removed/6") {
		if got := r.Header("X-New-Key"); got != newKey || r.Header("X-Api-Key") != "" {
			t.Errorf("%s has the key %q", r.Line, got)
		}
	}
	// The machine that would call for the other one is gone, and so is the permission to run it.
	if more := site.pass(t, 1, mostAge); len(more) != 0 {
		t.Errorf("%d calls after those that worked", len(more))
	}
	site.wantMachineLetter(t, put[2], "Alone", map[string]string{
		"ERROR_CODE": "Sfn.SfnException", "ERROR_MESSAGE": "?", "RETRY_ATTEMPTS": "?", "EXHAUSTED_RETRY_CONDITION": "MaximumEventAgeInSeconds",
	})
}
