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
// keep coming, and changes it back. Then it removes everything. No other test runs beside it: a state
// machine that is kept waiting by them for the length of a deployment may call no more.
func TestUpdate(t *testing.T) {
	account := theLab.NewAccount("update")
	carriers := map[string]string{"carriers": "api-destination,state-machine"}
	before := synth(t, account, document(t, account, "before.yaml"), carriers)
	after := synth(t, account, document(t, account, "after.yaml"), carriers)
	// The machine stays: one that goes takes with it what it is about to call.
	carriers["operations"] = `{"Removed":{"carrier":"state-machine"}}`
	back := synth(t, account, document(t, account, "before.yaml"), carriers)
	site := deploy(t, account, before, map[string]string{"KeyValue": oldKey})
	wantBefore(t, site, oldKey, "")

	site = updateUnderTraffic(t, site, after, newKey)
	site.put(t, steps("Steady", "Moved", "Removed", "Added", "Grown")...)
	for _, r := range site.takes(t, "POST /v2/steady/0", "POST /v2/new/0/place", "POST /v2/added/0", "POST /v2/grown/0") {
		wantKey(t, r, newKey)
		wantMachine(t, r, "/grown/")
	}
	wantLetters(t, site, "Removed")

	site = updateUnderTraffic(t, site, back, oldKey)
	wantBefore(t, site, oldKey, "/removed/")

	t.Run("destroy leaves nothing", func(t *testing.T) { wantNothingLeft(t, site) })
}

// wantBefore puts an event of each operation of testdata/before.yaml, and of one that isn't there. A
// state machine carries the one with that in its path.
func wantBefore(t *testing.T, site *deployment, key, byMachine string) {
	t.Helper()
	site.put(t, steps("Steady", "Moved", "Removed", "Added", "Grown")...)
	for _, r := range site.takes(t, "POST /v1/steady/0", "POST /v1/old/0", "POST /v1/removed/0", "POST /v1/grown/0") {
		wantKey(t, r, key)
		wantMachine(t, r, byMachine)
	}
	wantLetters(t, site, "Added")
}

// wantMachine expects a state machine to have sent a request with that in its path, and no other.
func wantMachine(t *testing.T, r lab.Request, path string) {
	t.Helper()
	got, want := strings.Contains(r.Header("User-Agent"), "StepFunctions"), path != "" && strings.Contains(r.Line, path)
	if got != want {
		t.Errorf("a state machine sent %s: %t, want %t", r.Line, got, want)
	}
}

// updateUnderTraffic deploys an assembly while events of all operations keep coming. None may be
// lost. One whose operation gets another carrier is called, at most by both; no other is called twice.
func updateUnderTraffic(t *testing.T, site *deployment, assembly, key string) *deployment {
	t.Helper()
	traffic := startTraffic(t, site, "Steady", "Moved", "Removed", "Added", "Grown")
	site = deploy(t, site.Account, assembly, map[string]string{"KeyValue": key})
	outcomes := traffic.stop(t, site)
	for _, line := range outcomes.table() {
		t.Log(line)
	}
	for _, detailType := range slices.Sorted(maps.Keys(outcomes)) {
		least, most := 0, 1
		if detailType == "Grown" {
			least, most = 1, 2
		}
		for fate, n := range outcomes[detailType] {
			if calls := strings.Count(fate, "called"); fate == "lost" || calls < least || calls > most {
				t.Errorf("%d events %q put during the update: %s", n, detailType, fate)
			}
		}
	}
	return site
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
