package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// slowThing is an event of an operation that is forced to the state machine.
func slowThing(id string) lab.Event {
	return event("Slow Thing", map[string]any{"thing": id, "message": map[string]any{"name": "n"}})
}

// testCarrierFailures has what becomes of answers that are late or no success, and of events that
// make no request.
func testCarrierFailures(t *testing.T, site *deployment) {
	answers := func(t *testing.T, answers ...lab.Answer) {
		number := 0
		site.API.Answer(func(*lab.Request) lab.Answer {
			number++
			return answers[min(number, len(answers))-1]
		})
		t.Cleanup(func() { site.API.Answer(nil) })
	}
	noLetters := func(t *testing.T) {
		t.Helper()
		if letters := site.letters(t, 0); len(letters) != 0 {
			t.Errorf("messages %.300v, want none", letters)
		}
	}
	t.Run("an answer after 20 seconds is no failure", func(t *testing.T) {
		answers(t, lab.Answer{After: 20 * time.Second})
		site.put(t, slowThing("late"))
		site.takes(t, "POST /v1/slow/late")
		noLetters(t)
	})
	t.Run("503 twice", func(t *testing.T) {
		answers(t, lab.Answer{Status: 503}, lab.Answer{Status: 503}, lab.Answer{})
		site.put(t, slowThing("twice"))
		site.takes(t, "POST /v1/slow/twice", "POST /v1/slow/twice", "POST /v1/slow/twice")
		noLetters(t)
	})
	t.Run("a multipart body is the same at each repeat", func(t *testing.T) {
		answers(t, lab.Answer{Status: 500}, lab.Answer{})
		put := site.put(t, event("Upload File", map[string]any{"message": map[string]any{"purpose": "p", "file": "f"}}))
		requests := site.takes(t, "POST /v1/files", "POST /v1/files")
		if len(requests) == 2 && (string(requests[0].Body) != string(requests[1].Body) || !strings.Contains(string(requests[0].Body), put[0].ID)) {
			t.Errorf("the bodies are\n%s\nand\n%s", requests[0].Body, requests[1].Body)
		}
		noLetters(t)
	})
	t.Run("404", func(t *testing.T) {
		answers(t, lab.Answer{Status: 404})
		put := site.put(t, slowThing("gone"))
		site.takes(t, "POST /v1/slow/gone")
		site.wantMachineLetter(t, put[0], "Slow Thing", map[string]string{
			"ERROR_CODE": "States.Http.StatusCode.404", "ERROR_MESSAGE": "Not Found", "RETRY_ATTEMPTS": "0",
		})
	})
	for _, test := range []struct{ name, detailType, detail, message string }{
		{"required fields are missing", "Fill Jar", `{"theme":"dark"}`, "detail.jar is missing; detail.session is missing"},
		{"a required body is null", "Send Text", `{"message":null}`, "detail.message is missing"},
		{"a path that climbs", "Delete Thing", `{"thing":"%2e."}`, "detail.thing can't stand in a path: it is empty or a dot segment"},
		{"a number that may have lost digits", "Many Options", `{"b":12345678901234567}`, "detail.b has a number of more than 15 digits: send it as a string"},
		{"a header with a line feed", "Many Options", `{"X-Trace":"a\r\nX-Evil: b"}`, "detail.X-Trace has a character that a header can't hold"},
		{"a form of a list", "Create Charge", `{"message":[1]}`, "detail.message must be an object"},
	} {
		t.Run(test.name, func(t *testing.T) {
			put := site.put(t, lab.Event{Source: "e2e", DetailType: test.detailType, Detail: []byte(test.detail)})
			site.wantMachineLetter(t, put[0], test.detailType, map[string]string{"ERROR_CODE": "UNUSABLE_EVENT", "ERROR_MESSAGE": test.message})
			site.takes(t)
		})
	}
	t.Run("too large to start the machine", func(t *testing.T) {
		put := site.put(t, event("Send Text", map[string]any{"message": strings.Repeat("x", 262_144)}))
		site.wantLetter(t, put[0], "SDK_CLIENT_ERROR") // the rule's target put it there
		site.takes(t)
	})
	t.Run("too large for a request", func(t *testing.T) {
		put := site.put(t, event("Send Text", map[string]any{"message": strings.Repeat("x", 258_500)}))
		letters := site.letters(t, 1)
		site.takes(t)
		if len(letters) != 1 || letters[0].Event.ID != put[0].ID {
			t.Fatalf("messages %.300v, want the event %s", letters, put[0].ID)
		}
		if a := letters[0].Attributes; a["ERROR_CODE"] != "UNUSABLE_EVENT" || !strings.HasPrefix(a["ERROR_MESSAGE"], "the request would be larger") {
			t.Errorf("the attributes are %v", a)
		}
	})
}

// wantMachineLetter expects one message in the dead-letter queue, by a state machine: the event as
// it was put, with these attributes beside those of the rule and the machine, and no others; "?" is any value.
func (s *deployment) wantMachineLetter(t *testing.T, e lab.Event, detailType string, attributes map[string]string) {
	t.Helper()
	letters := s.letters(t, 1)
	if len(letters) != 1 || letters[0].Event.ID != e.ID || letters[0].Event.DetailType != detailType {
		t.Fatalf("messages %.400v, want the event %s", letters, e.ID)
	}
	if got, want := compactJSON(t, letters[0].Event.Detail), compactJSON(t, e.Detail); got != want {
		t.Errorf("the message's detail is %s, want %s", got, want)
	}
	got := maps.Clone(letters[0].Attributes)
	for name, part := range map[string]string{"RULE_ARN": ":rule/" + s.bus + "/", "TARGET_ARN": ":stateMachine:"} {
		if !strings.Contains(got[name], part) {
			t.Errorf("%s is %q, want %s in it", name, got[name], part)
		}
		delete(got, name)
	}
	for name, want := range attributes {
		if _, there := got[name]; there && want == "?" {
			got[name] = want
		}
	}
	if !maps.Equal(got, attributes) {
		t.Errorf("the attributes are %s, want %s", sorted(got), sorted(attributes))
	}
}

func sorted(attributes map[string]string) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		lines = append(lines, fmt.Sprintf("%s=%q", name, attributes[name]))
	}
	return strings.Join(lines, " ")
}
