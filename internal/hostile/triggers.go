package hostile

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// Triggers are some for the first operations of a catalog that can be called: for an event of somebody
// else's, some of the fields constants; and for a schedule, all of them.
func Triggers(operations []catalog.Operation) []plan.Trigger {
	const most = 20
	var all []plan.Trigger
	for i := range operations {
		op := &operations[i]
		if op.SampleEvent == nil || len(all) >= most {
			continue
		}
		var moved map[string]any
		if json.Unmarshal(op.SampleEvent.Detail, &moved) != nil {
			continue
		}
		for j, f := range op.Fields {
			if j%2 == 0 {
				put(moved, strings.Split(f.Field, "."), "$.detail.moved."+f.Field)
			}
		}
		text, _ := json.Marshal(moved)
		all = append(all,
			plan.Trigger{ID: fmt.Sprintf("e%04d", i), Operation: op.DetailType, Pattern: json.RawMessage(`{"source":["elsewhere"]}`), Detail: text},
			plan.Trigger{ID: fmt.Sprintf("s%04d", i), Operation: op.DetailType, Schedule: "rate(5 minutes)", Detail: op.SampleEvent.Detail})
	}
	return all
}

func put(object map[string]any, place []string, value any) {
	for _, name := range place[:len(place)-1] {
		inner, ok := object[name].(map[string]any)
		if !ok {
			inner = make(map[string]any)
			object[name] = inner
		}
		object = inner
	}
	object[place[len(place)-1]] = value
}
