package judge_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/judge"
	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// TestLikeTheTemplate: what the catalog lets one say of an event is what package delivery reads off
// the template, which knows nothing of catalogs. Each field of each operation is left out, null,
// empty and of other kinds.
func TestLikeTheTemplate(t *testing.T) {
	const root = "../../../../"
	compared := 0
	for _, name := range []string{"football", "edge"} {
		data, err := os.ReadFile(root + "internal/catalog/testdata/" + name + ".events.json")
		if err != nil {
			t.Fatal(err)
		}
		c, err := catalog.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		assembly, err := delivery.LoadTemplate(root+"testdata/golden/"+name+".template.json", delivery.Options{})
		if err != nil {
			t.Fatal(err)
		}
		j := judge.New(c)
		for _, event := range variants(t, c) {
			result, err := assembly.Deliver(event)
			if err != nil {
				continue // another document's, or a launch must say something
			}
			if !slices.Contains(assembly.DetailTypes(result.Bus), event.DetailType) {
				continue
			}
			// The golden template has more carriers than the catalog, and no definitions of machines.
			if slices.ContainsFunc(result.Deliveries, func(d *delivery.Delivery) bool { return d.Carrier == delivery.CarrierStateMachine }) {
				continue
			}
			compared++
			if v := j.Event(event, false); !alike(v, result) {
				t.Errorf("%s: %q %s: the catalog says %d %v, the template: %d requests, rejected %t, lost %t", name, event.DetailType, event.Detail,
					v.Fate(), v.Problems, len(result.Requests()), result.Rejected, result.Lost())
			}
		}
	}
	t.Logf("%d events", compared)
	if compared < 50 {
		t.Errorf("only %d events were compared", compared)
	}
}

// alike compares fates. Of a body's property the catalog doesn't say whether a rule looks at it.
func alike(v *judge.Verdict, r *delivery.Result) bool {
	unsure := slices.ContainsFunc(v.Problems, func(p judge.Problem) bool { return p.Unsure })
	switch v.Fate() {
	case judge.Called:
		return len(r.Requests()) > 0
	case judge.Unfit:
		return len(r.Requests()) > 0 || unsure && r.Rejected
	case judge.Rejected:
		return r.Rejected
	}
	return r.Lost()
}

// variants are the sample events, and each with one field changed.
func variants(t *testing.T, c *catalog.Catalog) (events []delivery.Event) {
	t.Helper()
	for i := range c.Operations {
		op := &c.Operations[i]
		if op.SampleEvent == nil {
			continue
		}
		add := func(detail map[string]any) {
			text, err := json.Marshal(detail)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, delivery.Event{Source: "my.application", DetailType: op.DetailType, Detail: text})
		}
		var sample map[string]any
		if err := json.Unmarshal(op.SampleEvent.Detail, &sample); err != nil {
			t.Fatal(err)
		}
		add(sample)
		for _, f := range op.Fields {
			first, _, nested := strings.Cut(f.Field, ".")
			if nested {
				continue
			}
			without := maps.Clone(sample)
			delete(without, first)
			add(without)
			for _, value := range []any{nil, "", ".", "x", 7, true, json.Number("9007199254740993"), []any{}, map[string]any{}, map[string]any{"name": "x"}, []any{"a"}} {
				with := maps.Clone(sample)
				with[first] = value
				add(with)
			}
		}
	}
	return events
}
