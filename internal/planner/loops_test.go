package planner_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// told is the source of the answers in these tests.
const told = "openapi-destinations.bus"

// takes is a trigger of an operation for events of a bus that answers are put on.
func takes(id, operation, pattern string) plan.Trigger {
	return plan.Trigger{ID: id, Operation: operation, Pattern: json.RawMessage(pattern), Hears: []string{told}}
}

// answer is the pattern of one operation's answers.
func answer(detailType string) string {
	return fmt.Sprintf(`{"source":[%q],"detail-type":[%q]}`, told, detailType)
}

// TestTriggerCycles: operations that call each other by their answers would do so for ever.
func TestTriggerCycles(t *testing.T) {
	deaf := func(tr plan.Trigger) plan.Trigger {
		tr.Hears = nil
		return tr
	}
	text := document("/a: {post: {operationId: a}}\n/b: {post: {operationId: b}}\n/c: {post: {operationId: c}}\n/d: {post: {operationId: d}}\n")
	for name, tt := range map[string]struct {
		triggers []plan.Trigger
		settings map[string]plan.OperationSettings
		want     []string
	}{
		"two": {[]plan.Trigger{takes("x", "a", answer("b succeeded")), takes("y", "b", answer("a failed"))}, nil, []string{
			`test.yaml:5:8: OAD340 error: the triggers "y", "x" can't be used together, for each call would cause another one, for ever: ` +
				`"y" takes the "a failed" of POST /a (test.yaml:5:8) and calls POST /b; "x" takes the "b succeeded" of POST /b (test.yaml:6:8) and calls POST /a ` +
				`(change the Pattern of one of them, so that it takes other events, by their source or their detail-type (Triggers, context key triggers))`}},
		"three": {[]plan.Trigger{takes("x", "a", answer("c failed")), takes("y", "b", answer("a failed")), takes("z", "c", answer("b failed"))}, nil,
			[]string{`"y", "z", "x"`}},
		"a chain": {[]plan.Trigger{takes("y", "b", answer("a failed")), takes("z", "c", answer("b failed")), takes("w", "d", answer("c succeeded")), takes("v", "d", answer("a succeeded"))}, nil, nil},
		"two of two": {[]plan.Trigger{takes("x", "a", answer("b failed")), takes("y", "b", answer("a failed")), takes("z", "c", answer("d failed")), takes("w", "d", answer("c failed"))}, nil,
			[]string{`"y", "x"`, `"w", "z"`}},
		"a chain into one": {[]plan.Trigger{takes("x", "c", answer("b failed")), takes("y", "b", answer("c failed")), takes("z", "b", answer("a failed"))}, nil,
			[]string{`"x", "y"`}},
		"the shortest": {[]plan.Trigger{takes("x", "a", answer("c failed")), takes("y", "b", answer("a failed")), takes("z", "c", answer("b failed")), takes("w", "c", answer("a failed"))}, nil,
			[]string{`"w", "x"`, `"z", "x", "y"`}},
		"by tests": {[]plan.Trigger{takes("x", "a", `{"detail-type":[{"prefix":"b "}]}`), takes("y", "b", `{"source":[{"prefix":"openapi-"}],"detail-type":[{"anything-but":["b succeeded","b failed"]}]}`)}, nil,
			[]string{`"y", "x"`}},
		"whatever is in it": {[]plan.Trigger{takes("x", "a", `{"detail-type":[{"prefix":"b "}],"detail":{"status":[201]}}`), takes("y", "b", answer("a failed"))}, nil,
			[]string{`"y", "x"`}},
		"by another source":       {[]plan.Trigger{takes("x", "a", `{"source":["clinic"],"detail-type":[{"prefix":"b "}]}`), takes("y", "b", answer("a failed"))}, nil, nil},
		"another bus":             {[]plan.Trigger{deaf(takes("x", "a", `{"detail-type":[{"prefix":"b "}]}`)), takes("y", "b", answer("a failed"))}, nil, nil},
		"another bus, but named":  {[]plan.Trigger{deaf(takes("x", "a", answer("b failed"))), takes("y", "b", answer("a failed"))}, nil, []string{`"y", "x"`}},
		"an outcome that none is": {[]plan.Trigger{takes("x", "a", answer("b failed")), takes("y", "b", answer("a failed"))}, map[string]plan.OperationSettings{"b": {Answers: plan.SuccessAnswers}}, nil},
		"without answers":         {[]plan.Trigger{takes("x", "a", answer("b failed")), takes("y", "b", answer("a failed"))}, map[string]plan.OperationSettings{"b": {Answers: plan.NoAnswers}}, nil},
		"a schedule":              {[]plan.Trigger{{ID: "x", Operation: "a", Schedule: "rate(1 day)", Hears: []string{told}}, takes("y", "b", answer("a failed"))}, nil, nil},
		"requests":                {[]plan.Trigger{takes("x", "a", `{"detail-type":["b"]}`), takes("y", "b", answer("a failed"))}, nil, nil},
	} {
		p := build(t, text, plan.Options{Carriers: both, Answers: plan.BothAnswers, Triggers: tt.triggers, Operations: tt.settings})
		said := slices.DeleteFunc(slices.Clone(p.Diagnostics), func(d spec.Diagnostic) bool { return d.Severity != spec.Error })
		if len(said) != len(tt.want) {
			t.Errorf("%s: %s", name, lines(said))
			continue
		}
		for i, want := range tt.want {
			if !strings.Contains(said[i].Error(), want) || said[i].Code != diagnostic.TriggerInvalid {
				t.Errorf("%s: %s\nwant %s", name, said[i].Error(), want)
			}
		}
	}
}

// TestTriggerCycleOfMany: each operation of a cycle is named, as far as a message may be long.
func TestTriggerCycleOfMany(t *testing.T) {
	const n = 40
	var paths strings.Builder
	var triggers []plan.Trigger
	for i := range n {
		fmt.Fprintf(&paths, "/p%d: {post: {operationId: op%d}}\n", i, i)
		if i > 0 {
			triggers = append(triggers, takes(fmt.Sprint("t", i), fmt.Sprint("op", i), answer(fmt.Sprintf("op%d failed", i-1))))
		}
	}
	opts := plan.Options{Carriers: both, Answers: plan.FailureAnswers, Triggers: triggers}
	if p := build(t, document(paths.String()), opts); p.Failed() {
		t.Fatal(lines(p.Diagnostics))
	}
	opts.Triggers = append(triggers, takes("t0", "op0", answer(fmt.Sprintf("op%d failed", n-1))))
	said := build(t, document(paths.String()), opts).Diagnostics
	d := said[slices.IndexFunc(said, func(d spec.Diagnostic) bool { return d.Code == diagnostic.TriggerInvalid })]
	for i := range n {
		if !strings.Contains(d.Message, fmt.Sprintf(" of POST /p%d (", i)) {
			t.Fatalf("/p%d is not named: %s", i, d.Message)
		}
	}
}
