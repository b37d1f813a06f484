//go:build !race

package openapidestinations

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// listed is what the catalog says of an operation.
type listed struct {
	DetailType string `json:"detailType"`
	Fields     []struct {
		Field, In string
		Required  bool
	}
	SampleEvent struct{ Detail map[string]any }
}

// TestTriggersSendTheSame: a trigger whose event has the operation's own detail at another place sends the
// request that the operation's own event makes, which is compared with the document elsewhere; also where
// the event lacks a field, and whoever carries it. What lacks a required field calls nobody.
func TestTriggersSendTheSame(t *testing.T) {
	for _, file := range []string{football, "testdata/edge.yaml", "e2e/testdata/machines.yaml"} {
		for _, props := range []*OpenApiDestinationsProps{
			{Carriers: []Carrier{ByAPIDestination}}, {Carriers: []Carrier{ByStateMachine}},
		} {
			checkSame(t, file, props)
		}
	}
	for _, props := range []*OpenApiDestinationsProps{
		{NestedStacks: jsii.Number(2)}, {SharedDestinations: true, Prefix: "League"}, {Operations: map[string]OperationProps{"*": {GuardPath: jsii.Bool(true)}}, MaxOptionalParameters: jsii.Number(0)},
	} {
		checkSame(t, "testdata/edge.yaml", props)
	}
}

func checkSame(t *testing.T, file string, props *OpenApiDestinationsProps) {
	t.Helper()
	props.Document = DocumentFromFile(file)
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), props)
	operations := operationsListed(t, synth(t, stack).dir)
	props.Triggers = make(map[string]Trigger)
	for _, op := range operations {
		fields := make(map[string]any)
		for _, f := range op.Fields {
			putAt(fields, f.Field, "$.detail.moved."+f.Field)
		}
		props.Triggers[op.DetailType] = Trigger{Operation: op.DetailType, Pattern: map[string]any{"source": []string{"elsewhere"}, "detail-type": []string{op.DetailType}}, Fields: fields}
	}
	stack = newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), props)
	assembly, err := delivery.LoadAssembly(synth(t, stack).dir, delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, op := range operations {
		compared += op.check(t, file, assembly, "")
		for _, f := range op.Fields {
			compared += op.check(t, file, assembly, f.Field)
		}
	}
	if compared < 2 {
		t.Errorf("%s by %s: %d requests are compared", file, props.Carriers, compared)
	}
}

// check compares both deliveries of the sample without a field, and tells how many requests there were.
func (op *listed) check(t *testing.T, file string, assembly *delivery.Assembly, without string) int {
	t.Helper()
	detail := copied(t, op.SampleEvent.Detail)
	drop(detail, without)
	deliver := func(bus, source string, detail any) *delivery.Result {
		text, err := json.Marshal(detail)
		if err != nil {
			t.Fatal(err)
		}
		result, err := assembly.Deliver(delivery.Event{Bus: bus, Source: source, DetailType: op.DetailType, Detail: text, ID: "11111111-2222-4333-8444-555555555555"})
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	own, moved := deliver("Stack-Api", "any", detail), deliver("default", "elsewhere", map[string]any{"moved": detail})
	a, b := written(own), written(moved)
	if len(b) == 0 && without == "message" && len(a) == 1 && strings.HasSuffix(a[0], "\n{}") {
		return 0 // of an own event without its text, {} is sent; a trigger's goes to the queue
	}
	if !slices.Equal(a, b) {
		t.Errorf("%s, %q without %q: the own event sends\n%s\nand the trigger's\n%s", file, op.DetailType, without, a, b)
	}
	if len(a) == 0 && (len(moved.Queues()) == 0 || moved.Lost()) {
		t.Errorf("%s, %q without %q: the trigger's event is lost", file, op.DetailType, without)
	}
	return len(a)
}

// written are the requests.
func written(r *delivery.Result) []string {
	var all []string
	for _, q := range r.Requests() {
		text := q.Method + " " + q.URL.Reveal() + "\n"
		for _, h := range q.Headers {
			text += h.Name + ": " + h.Value.Reveal() + "\n"
		}
		all = append(all, text+q.Body.Reveal())
	}
	return all
}

func operationsListed(t *testing.T, dir string) []*listed {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "Api.events.json"))
	if err != nil {
		t.Fatal(err)
	}
	var catalog struct{ Operations []*listed }
	if err := json.Unmarshal(data, &catalog); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(catalog.Operations, func(op *listed) bool { return op.SampleEvent.Detail == nil })
}

func putAt(object map[string]any, place, value string) {
	first, rest, nested := strings.Cut(place, ".")
	if !nested {
		object[first] = value
		return
	}
	if object[first] == nil {
		object[first] = make(map[string]any)
	}
	putAt(object[first].(map[string]any), rest, value)
}

func drop(object map[string]any, place string) {
	first, rest, nested := strings.Cut(place, ".")
	if inner, ok := object[first].(map[string]any); nested && ok {
		drop(inner, rest)
	} else if !nested {
		delete(object, first)
	}
}

func copied(t *testing.T, detail map[string]any) map[string]any {
	t.Helper()
	text, err := json.Marshal(detail)
	if err != nil {
		t.Fatal(err)
	}
	var again map[string]any
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	return again
}
