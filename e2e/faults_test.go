package e2e

import (
	"maps"
	"slices"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// faults are what a user's own test would look for in a result of package delivery.
func faults(result *delivery.Result) []string {
	var found []string
	for _, note := range []string{delivery.NoteSeveralRules, delivery.NoteQuotedBody, delivery.NoteEmptyParameter} {
		if result.Has(note) {
			found = append(found, note)
		}
	}
	if len(result.Requests()) == 0 {
		found = append(found, "no request")
	}
	for _, d := range result.Deliveries {
		if d.DeadLetter == nil || d.DeadLetter.Problem != nil {
			found = append(found, "no dead letter")
			break
		}
	}
	return found
}

// sabotage are ways to break a template, each of which the predecessor's or a careless
// template has, and the fault by which package delivery gives it away.
var sabotage = []struct {
	name   string
	change func(*template)
	fault  string
}{{
	name:   "a body in quotes",
	change: func(d *template) { d.eachTarget(quoteBody) },
	fault:  delivery.NoteQuotedBody,
}, {
	name:   "no queue policy",
	change: func(d *template) { d.remove("AWS::SQS::QueuePolicy") },
	fault:  "no dead letter",
}, {
	name: "an absent optional parameter is mapped",
	change: func(d *template) {
		d.eachTarget(func(target map[string]any) {
			if http := object(target["HttpParameters"]); http != nil {
				http["QueryStringParameters"] = map[string]any{"never": "$.detail.never"}
			}
		})
	},
	fault: delivery.NoteEmptyParameter,
}, {
	name: "two rules for one event",
	change: func(d *template) {
		resources := object(d.root["Resources"])
		for _, id := range slices.Sorted(maps.Keys(d.resources("AWS::Events::Rule"))) {
			resources[id+"Twin"] = resources[id]
		}
	},
	fault: delivery.NoteSeveralRules,
}, {
	name: "a role without the destinations",
	change: func(d *template) {
		for _, role := range d.resources("AWS::IAM::Role") {
			delete(role, "Policies")
		}
	},
	fault: "no request",
}}

// quoteBody sends the body through a string template, as the predecessor did.
func quoteBody(target map[string]any) {
	if path, ok := target["InputPath"]; ok {
		delete(target, "InputPath")
		target["InputTransformer"] = map[string]any{
			"InputPathsMap": map[string]any{"message": path}, "InputTemplate": `"<message>"`,
		}
	}
}

// eachTarget changes the targets of all rules.
func (d *template) eachTarget(change func(target map[string]any)) {
	for _, rule := range d.resources("AWS::Events::Rule") {
		for _, target := range list(rule["Targets"]) {
			change(object(target))
		}
	}
}

// testFaults finds no fault in an assembly's template, and in each broken copy the one
// that was put there. Nothing is deployed for it.
func testFaults(t *testing.T, assembly string, events []lab.Event) {
	deliver := func(d *template) map[string]int {
		oracle, count := d.parse(t), make(map[string]int)
		for _, e := range events {
			result, err := oracle.Deliver(delivery.Event{Source: e.Source, DetailType: e.DetailType, Detail: e.Detail})
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range faults(result) {
				count[fault]++
			}
		}
		return count
	}
	if found := deliver(readTemplate(t, assembly)); len(found) != 0 {
		t.Errorf("faults in the template as it is: %v", found)
	}
	for _, test := range sabotage {
		t.Run(test.name, func(t *testing.T) {
			d := readTemplate(t, assembly)
			test.change(d)
			if found := deliver(d); found[test.fault] == 0 {
				t.Errorf("faults %v, want %q", found, test.fault)
			}
		})
	}
}
