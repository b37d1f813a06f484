package judge_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/judge"
	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// TestLikeTheTemplate: what the catalog lets one say of an event is what package delivery reads off
// the template, which knows nothing of catalogs. Each field of each operation is left out, null,
// empty and of other kinds, alone and together with others.
func TestLikeTheTemplate(t *testing.T) {
	const root = "../../../../"
	for name, c := range map[string]struct {
		catalog string
		least   int // events that are compared
	}{
		"football": {"internal/catalog/testdata/football", 1000},
		"edge":     {"internal/catalog/testdata/edge", 2000}, // the catalog is for fewer carriers
		"judged":   {"testdata/golden/judged", 3000},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(root + c.catalog + ".events.json")
			if err != nil {
				t.Fatal(err)
			}
			events, err := catalog.Parse(data)
			if err != nil {
				t.Fatal(err)
			}
			if n := compare(t, judge.New(events), events, wholeTemplate(t, root+"testdata/golden/"+name+".template.json")); n < c.least {
				t.Errorf("only %d events were compared", n)
			}
		})
	}
}

// wholeTemplate loads a golden template with the definitions that it has by name.
func wholeTemplate(t *testing.T, file string) *delivery.Assembly {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	whole := string(text)
	for name, definition := range map[string]string{"the Express machine": machine.Express(), "the outage machine": machine.Outage()} {
		whole = strings.ReplaceAll(whole, strconv.Quote(name), textOf(t, definition))
	}
	written := filepath.Join(t.TempDir(), "Stack.template.json")
	if err := os.WriteFile(written, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	assembly, err := delivery.LoadTemplate(written, delivery.Options{StackName: "Stack"})
	if err != nil {
		t.Fatal(err)
	}
	return assembly
}

func textOf(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// compare judges events and delivers them, and says how many.
func compare(t *testing.T, j *judge.Judge, c *catalog.Catalog, assembly *delivery.Assembly) (compared int) {
	t.Helper()
	for _, event := range variants(t, c) {
		result, err := assembly.Deliver(event)
		if err != nil {
			continue // a launch must say something
		}
		v := j.Event(event, false)
		if otherCarrier(v.Operation, result) {
			continue
		}
		compared++
		if !alike(v, result) {
			t.Errorf("%q of %s %.300s: the catalog says %d %v, the template: %d requests, rejected %t, lost %t", event.DetailType, event.Source, event.Detail,
				v.Fate(), v.Problems, len(result.Requests()), result.Rejected, result.Lost())
		}
	}
	t.Logf("%d events", compared)
	return compared
}

// otherCarrier says that the template has another carrier for an operation than the catalog.
func otherCarrier(op *catalog.Operation, r *delivery.Result) bool {
	return op != nil && op.Carrier != catalog.StateMachine &&
		(op.Fidelity == catalog.Unsupported || slices.ContainsFunc(r.Deliveries, func(d *delivery.Delivery) bool { return d.Carrier == delivery.CarrierStateMachine }))
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
	return r.Lost() || unsure && r.Rejected
}

// values are what fields are given.
func values() []any {
	number := func(s string) any { return json.Number(s) }
	return []any{
		nil, "", ".", "..", "%2e", "%2E%2e", "%2E%252e", "a/b", "a?b", "é", "a\nb", "a\tb", "x", "7", "null", 7, 1.5, true,
		number("999999999999999"), number("1000000000000000"), number("1234567890123456"), number("9007199254740993"), number("10000000000000000"),
		number("1e16"), number("1e300"), number("0.1234567890123456"), number("0.12345678901234567891"), number("-9007199254740993"),
		[]any{}, []any{nil}, []any{"a"}, []any{"a", nil}, []any{""}, []any{"a", ""}, []any{"."}, []any{"a/b"}, []any{"é"}, []any{[]any{}}, []any{map[string]any{}},
		[]any{number("9007199254740993")}, []any{7, number("9007199254740993")},
		map[string]any{}, map[string]any{"name": "x"}, map[string]any{"n": nil}, map[string]any{"a": map[string]any{"b": number("9007199254740993")}},
	}
}

// variants are the sample events, and each with one of its fields changed, with several, under other
// names and of other sources.
func variants(t *testing.T, c *catalog.Catalog) (events []delivery.Event) {
	t.Helper()
	for i := range c.Operations {
		op := &c.Operations[i]
		if op.SampleEvent == nil {
			continue
		}
		sample := detailOf(t, op)
		source := op.SampleEvent.Source
		for _, detail := range append(details(sample, op.Fields), several(sample, op.Fields)...) {
			events = append(events, delivery.Event{Source: source, DetailType: op.DetailType, Detail: []byte(textOf(t, detail))})
		}
		large := maps.Clone(sample)
		large["message"] = strings.Repeat("y", 260_000)
		events = append(events, delivery.Event{Source: source, DetailType: op.DetailType, Detail: []byte(textOf(t, large))})
		for _, source := range []string{source, "another", "a stranger", "openapi-destinations." + c.Bus} {
			for _, name := range []string{op.DetailType, op.DetailType + "x", op.DetailType + " succeeded"} {
				events = append(events, delivery.Event{Source: source, DetailType: name, Detail: op.SampleEvent.Detail})
			}
		}
	}
	return events
}

func detailOf(t *testing.T, op *catalog.Operation) (detail map[string]any) {
	t.Helper()
	if err := json.Unmarshal(op.SampleEvent.Detail, &detail); err != nil {
		t.Fatal(err)
	}
	if len(op.Pattern) > 0 {
		detail["priority"] = "high"
	}
	return detail
}

// details are the sample with one field, or one of an object's properties, left out or changed.
func details(sample map[string]any, fields []catalog.Field) (all []map[string]any) {
	for _, f := range fields {
		all = append(all, without(sample, f.Field))
		for _, value := range values() {
			first, _, _ := strings.Cut(f.Field, ".")
			all = append(all, with(sample, f.Field, value), with(sample, first, value))
		}
		for _, name := range slices.Sorted(maps.Keys(object(sample["message"]))) {
			all = append(all, without(sample, "message."+name))
			for _, value := range values() {
				all = append(all, with(sample, "message."+name, value))
			}
		}
	}
	return append(all, sample, map[string]any{})
}

// several are the sample with several fields changed at once, the same ones in each run.
func several(sample map[string]any, fields []catalog.Field) (all []map[string]any) {
	seed, list := uint64(1), values()
	draw := func(n int) int {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int(seed>>33) % n
	}
	for range 150 {
		mixed := sample
		for _, f := range fields {
			switch draw(3) {
			case 0:
				mixed = with(mixed, f.Field, list[draw(len(list))])
			case 1:
				mixed = without(mixed, f.Field)
			}
		}
		all = append(all, mixed)
	}
	return all
}

func object(value any) map[string]any {
	inner, _ := value.(map[string]any)
	return inner
}

// with is a detail with a value at a dotted place.
func with(detail map[string]any, place string, value any) map[string]any {
	changed := maps.Clone(detail)
	if changed == nil {
		changed = map[string]any{}
	}
	first, rest, nested := strings.Cut(place, ".")
	if nested {
		value = with(object(detail[first]), rest, value)
	}
	changed[first] = value
	return changed
}

// without is a detail without what is at a dotted place.
func without(detail map[string]any, place string) map[string]any {
	changed := maps.Clone(detail)
	first, rest, nested := strings.Cut(place, ".")
	if inner := object(detail[first]); nested && inner != nil {
		changed[first] = without(inner, rest)
		return changed
	}
	if !nested {
		delete(changed, first)
	}
	return changed
}
