package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

const (
	oldKey = "the-old-key"
	newKey = "the-new-key"
)

// TestUpdate changes what can change of a document and its credentials while events
// keep coming, and then removes everything.
func TestUpdate(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("update")
	before := synth(t, account, document(t, account, "before.yaml"), nil)
	after := synth(t, account, document(t, account, "after.yaml"), nil)
	site := deploy(t, account, before, map[string]string{"KeyValue": oldKey})

	site.put(t, steps("Steady", "Moved", "Removed", "Added")...)
	for _, r := range site.takes(t, "POST /v1/steady/0", "POST /v1/old/0", "POST /v1/removed/0") {
		wantKey(t, r, oldKey)
	}
	wantLetters(t, site, "Added")

	traffic := startTraffic(t, site, "Steady", "Moved", "Removed", "Added")
	site = deploy(t, account, after, map[string]string{"KeyValue": newKey})
	outcomes := traffic.stop(t, site)
	for _, line := range outcomes.table() {
		t.Log(line)
	}
	for _, detailType := range slices.Sorted(maps.Keys(outcomes)) {
		for fate, n := range outcomes[detailType] {
			if fate == "lost" || strings.Count(fate, "called") > 1 {
				t.Errorf("%d events %q put during the update: %s", n, detailType, fate)
			}
		}
	}

	site.put(t, steps("Steady", "Moved", "Removed", "Added")...)
	for _, r := range site.takes(t, "POST /v2/steady/0", "POST /v2/new/0/place", "POST /v2/added/0") {
		wantKey(t, r, newKey)
	}
	wantLetters(t, site, "Removed")

	t.Run("destroy leaves nothing", func(t *testing.T) { wantNothingLeft(t, site) })
}

// steps are events of the detail types with the id "0".
func steps(detailTypes ...string) []lab.Event {
	var events []lab.Event
	for _, detailType := range detailTypes {
		events = append(events, step(detailType, 0))
	}
	return events
}

func step(detailType string, number int) lab.Event {
	return event(detailType, map[string]any{"id": fmt.Sprint(number)})
}

func wantKey(t *testing.T, r lab.Request, key string) {
	t.Helper()
	if got := r.Header("X-Api-Key"); got != key {
		t.Errorf("%s has the key %q, want %q", r.Line, got, key)
	}
}

// wantLetters expects one message for each detail type in the dead-letter queue.
func wantLetters(t *testing.T, s *deployment, detailTypes ...string) {
	t.Helper()
	var got []string
	for _, letter := range s.letters(t, len(detailTypes)) {
		got = append(got, letter.Event.DetailType)
	}
	if !sameMembers(got, detailTypes) {
		t.Errorf("messages of %q in the dead-letter queue, want %q", got, detailTypes)
	}
}

// wantNothingLeft destroys the stack and looks for what it leaves behind.
func wantNothingLeft(t *testing.T, s *deployment) {
	t.Helper()
	if err := s.Destroy(t.Context(), s.assembly); err != nil {
		t.Fatal(err)
	}
	left, err := s.Leftovers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range left {
		t.Errorf("left behind: %s", name)
	}
}
