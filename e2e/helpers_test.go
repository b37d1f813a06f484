package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/samples"
)

// event is an event with a detail that Go writes.
func event(detailType string, detail map[string]any) lab.Event {
	return lab.Event{Source: "e2e", DetailType: detailType, Detail: samples.Compact(detail)}
}

// detail is an event's detail as Go reads it.
func detail(t *testing.T, e lab.Event) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(e.Detail, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// compactJSON is JSON without white space, its members as they stand.
func compactJSON(t *testing.T, text []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, text); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// sameMembers tells whether two lists hold the same, in any order.
func sameMembers(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// callable are the operations of an assembly's catalog; it fails when there are fewer
// than wanted.
func callable(t *testing.T, assembly string, atLeast int) []samples.Operation {
	t.Helper()
	catalog, err := samples.Load(assembly)
	if err != nil {
		t.Fatal(err)
	}
	for _, reason := range catalog.Unsupported() {
		t.Errorf("unsupported: %s", reason)
	}
	operations := catalog.Callable()
	if len(operations) < atLeast {
		t.Fatalf("%d operations can be called, want at least %d", len(operations), atLeast)
	}
	return operations
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
