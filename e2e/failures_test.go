package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// defaultRetries is EventBridge's own number of retries, which the template leaves to
// it.
const defaultRetries = 185

func TestFailures(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("failures")
	assembly := synth(t, account, document(t, account, "failures.yaml"), nil)
	site := deploy(t, account, assembly, nil)

	note := map[string]any{"name": "n"}
	for _, test := range []struct {
		name  string
		event lab.Event
		lines []string
		// retries is the letter's RETRY_ATTEMPTS, empty where there is none.
		retries string
		// rejected tells that no delivery was tried: the letter has no ERROR_CODE.
		rejected bool
	}{{
		name:  "404 is not retried",
		event: event("Answered 404", map[string]any{"thing": "x"}),
		lines: []string{"DELETE /things/x/status-404"},
	}, {
		name:    "500 is retried as often as EventBridge does by default",
		event:   event("Answered 500", map[string]any{"thing": "y"}),
		lines:   slices.Repeat([]string{"DELETE /things/y/status-500"}, 1+defaultRetries),
		retries: fmt.Sprint(defaultRetries),
	}, {
		name:     "a path parameter is missing",
		event:    event("Answered 200", map[string]any{"reason": "r", "message": note}),
		rejected: true,
	}, {
		name:     "a path parameter is empty",
		event:    event("Answered 200", map[string]any{"thing": "", "reason": "r", "message": note}),
		rejected: true,
	}, {
		name:     "a path parameter climbs",
		event:    event("Answered 200", map[string]any{"thing": "..", "reason": "r", "message": note}),
		rejected: true,
	}, {
		name:     "a query parameter is missing",
		event:    event("Answered 200", map[string]any{"thing": "z", "message": note}),
		rejected: true,
	}, {
		name:     "a query parameter is null",
		event:    event("Answered 200", map[string]any{"thing": "z", "reason": nil, "message": note}),
		rejected: true,
	}, {
		name:     "the body is missing",
		event:    event("Answered 200", map[string]any{"thing": "z", "reason": "r"}),
		rejected: true,
	}, {
		name:     "a property of the body is missing",
		event:    event("Answered 200", map[string]any{"thing": "z", "reason": "r", "message": map[string]any{}}),
		rejected: true,
	}, {
		name:     "no operation has the detail type",
		event:    event("Answered 2OO", map[string]any{"thing": "z", "reason": "r", "message": note}),
		rejected: true,
	}} {
		t.Run(test.name, func(t *testing.T) {
			put := site.put(t, test.event)[0]
			letters := site.letters(t, 1)
			site.takes(t, test.lines...)
			if len(letters) != 1 {
				t.Fatalf("%d messages in the dead-letter queue, want 1: %+v", len(letters), letters)
			}
			letter := letters[0]
			if letter.Event.ID != put.ID || letter.Event.DetailType != put.DetailType {
				t.Errorf("the message is the event %s %q, want %s %q",
					letter.Event.ID, letter.Event.DetailType, put.ID, put.DetailType)
			}
			if got := letter.Attributes["RETRY_ATTEMPTS"]; got != test.retries {
				t.Errorf("RETRY_ATTEMPTS = %q, want %q", got, test.retries)
			}
			if _, failed := letter.Attributes["ERROR_CODE"]; failed == test.rejected {
				t.Errorf("attributes %v: ERROR_CODE is there: %t, want %t", letter.Attributes, failed, !test.rejected)
			}
		})
	}
	t.Run("policies", func(t *testing.T) { testPolicies(t, account.API, assembly) })
	t.Run("retry policy", func(t *testing.T) { testRetryPolicy(t, account.API, assembly) })
}
