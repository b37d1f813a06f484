package samples_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/samples"
)

// TestEvents sees that the generator leaves no pattern out: a suite that compares fewer
// events would pass all the same.
func TestEvents(t *testing.T) {
	var operations []samples.Operation
	if err := json.Unmarshal([]byte(`[
		{"detailType": "A", "fields": [
			{"field": "id", "in": "path", "required": true},
			{"field": "filter.state", "in": "query"},
			{"field": "X-Trace", "in": "header"},
			{"field": "message", "in": "body"}],
		 "sampleEvent": {"source": "s", "detail": {"message": {"text": "t"}}}},
		{"detailType": "B", "fields": []}
	]`), &operations); err != nil {
		t.Fatal(err)
	}
	got := make(map[string][]string)
	for _, e := range samples.Events(operations) {
		var detail map[string]any
		if err := json.Unmarshal(e.Detail, &detail); err != nil {
			t.Fatal(err)
		}
		got[e.DetailType] = append(got[e.DetailType], shape(detail))
	}
	want := map[string][]string{
		"A": {"id", "filter id", "X-Trace id", "id message", "X-Trace filter id message", "X-Trace=null filter id"},
		"B": {"", "", ""},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if again := samples.Events(operations); !reflect.DeepEqual(again, samples.Events(operations)) {
		t.Error("the events differ from one run to the next")
	}
}

// shape names the fields that are there.
func shape(detail map[string]any) string {
	var names []string
	for _, name := range []string{"X-Trace", "filter", "id", "message"} {
		if value, there := detail[name]; there {
			if value == nil {
				name += "=null"
			}
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

func TestDocument(t *testing.T) {
	const operations = 210
	document := samples.Document("https://api.example.com", operations)
	if got := strings.Count(document, "operationId:"); got != operations {
		t.Errorf("%d operations, want %d", got, operations)
	}
	if document != samples.Document("https://api.example.com", operations) {
		t.Error("the document differs from one run to the next")
	}
}
