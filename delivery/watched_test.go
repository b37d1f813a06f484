package delivery_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestWhatWatchesDeliversNothing: alarms, logs, an archive and a rule without a target, which counts events
// of the default bus, change nothing of what an event becomes, and nothing of which bus is meant.
func TestWhatWatchesDeliversNothing(t *testing.T) {
	event := delivery.Event{Source: "my.trainer", DetailType: "constants", Detail: json.RawMessage(`{}`)}
	requests := make(map[string]string)
	for _, name := range []string{"edge", "watched"} {
		templates, err := delivery.LoadTemplate("../testdata/golden/"+name+".template.json", delivery.Options{})
		if err != nil {
			t.Fatal(err)
		}
		result, err := templates.Deliver(event)
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Deliveries) != 1 {
			t.Fatalf("%s: %v", name, result)
		}
		text, err := json.Marshal(result.Deliveries[0].Request)
		if err != nil {
			t.Fatal(err)
		}
		requests[name] = strings.ReplaceAll(string(text), name+"/", "")
	}
	if requests["edge"] != requests["watched"] || requests["edge"] == "null" {
		t.Errorf("%s\n%s", requests["edge"], requests["watched"])
	}
}
