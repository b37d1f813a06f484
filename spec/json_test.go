package spec

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// nodeOf is the root of a file with the text.
func nodeOf(t *testing.T, text string) node {
	t.Helper()
	f, problem := parse("a.yaml", []byte(text))
	if problem != nil {
		t.Fatalf("%s: %v", text, problem)
	}
	return node{f, f.root}
}

// counted is how many bytes a budget has counted.
func (w *budget) counted() int { return w.steps*textStep + w.written }

// TestMeteredJSON: what JSON is made of a node, and how many bytes count for it: of what stands
// behind an alias, as often as it is written.
func TestMeteredJSON(t *testing.T) {
	for text, want := range map[string]struct {
		json  string
		bytes int
	}{
		"{}":                                 {`{}`, 0},
		"[]":                                 {`[]`, 0},
		"a":                                  {`"a"`, 2},
		"~":                                  {`null`, 2},
		"TRUE":                               {`true`, 5},
		"0x10":                               {`16`, 5},
		"1e2":                                {`1e2`, 4},
		"2023-10-31":                         {`"2023-10-31"`, 11},
		"{b: 1, a: [x, '1']}":                {`{"b":1,"a":["x","1"]}`, 5 + 2 + 5 + 2 + 2},
		"{\"\\\"\": \"\\u00e9\"}":            {`{"\"":"é"}`, 5 + 3},
		"{a: &x [abcd], b: *x, c: [*x]}":     {`{"a":["abcd"],"b":["abcd"],"c":[["abcd"]]}`, 3 * (5 + 5)},
		"{a: {b: c}, d: {<<: {e: f}}}":       {`{"a":{"b":"c"},"d":{"e":"f"}}`, 4*5 + 2*2},
		"[" + strings.Repeat("a", 250) + "]": {`["` + strings.Repeat("a", 250) + `"]`, 251},
	} {
		var w budget
		if got := string(w.toJSON(nodeOf(t, text))); got != want.json || w.counted() != want.bytes {
			t.Errorf("%s: %s, %d bytes; want %s, %d", text, got, w.counted(), want.json, want.bytes)
		}
	}
	var w budget
	if got := w.toJSON(node{}); got != nil || w.counted() != 0 {
		t.Errorf("%s of nothing", got)
	}
	if got := string(w.appendJSON([]byte("x"), nodeOf(t, "[a]"))); got != `x["a"]` {
		t.Error(got)
	}
}

// TestMeteredJSONEnds: a text that stands behind aliases is not written beyond the budget.
func TestMeteredJSONEnds(t *testing.T) {
	n := nodeOf(t, "x: &x "+strings.Repeat("a", 100_000)+"\nall: ["+strings.Repeat("*x,", 300)+"]")
	w := budget{steps: maxSteps - 10_000}
	defer func() {
		cause, _ := recover().(error)
		var stop *Diagnostic
		if !errors.As(cause, &stop) || stop.Code != diagnostic.DocumentTooLarge {
			t.Fatalf("stopped by %v", cause)
		}
		if over := w.steps - maxSteps; over > 100_000/textStep {
			t.Errorf("%d steps over the budget", over)
		}
	}()
	w.toJSON(n)
	t.Error("30 MB are written")
}

// TestSame: nodes are the same if their JSON is.
func TestSame(t *testing.T) {
	texts := []string{
		"a", "'a'", "b", "''", "1", "'1'", "1.0", "0x1", "+1", "16", "0x10", "true", "TRUE", "'true'", "null", "~", "'~'",
		"[]", "[a]", "['a']", "[a, b]", "[b, a]", "[[a]]", "[1, 2]", "[0x1, +2]",
		"{}", "{a: b}", "{'a': 'b'}", "{a: c}", "{c: b}", "{a: b, c: d}", "{c: d, a: b}", "{a: {b: [1]}}", "{a: {b: [+1]}}", "{a: {b: ['1']}}",
		"{<<: {a: b}}", "{a: b, <<: {a: c}}", "[&x a, *x]", "[a, a]",
	}
	nodes := make([]node, len(texts))
	for i, text := range texts {
		nodes[i] = nodeOf(t, text)
	}
	var w budget
	for i, a := range nodes {
		for j, b := range nodes {
			if want := bytes.Equal(w.toJSON(a), w.toJSON(b)); w.same(a, b) != want {
				t.Errorf("%s and %s: the same %v, want %v", texts[i], texts[j], !want, want)
			}
		}
		if w.same(a, node{}) || w.same(node{}, a) {
			t.Errorf("%s is the same as nothing", texts[i])
		}
	}
	if !w.same(node{}, node{}) {
		t.Error("nothing is not the same as nothing")
	}
}

// TestSameCost: a comparison looks no further than the first difference, and counts what it
// looks at.
func TestSameCost(t *testing.T) {
	long := strings.Repeat("{a: [b, 'cccccccccccccccccccc']},", 10_000)
	wide := strings.Builder{}
	for i := range 10_000 {
		fmt.Fprintf(&wide, "k%d: a, ", i)
	}
	for name, tt := range map[string]struct {
		a, b        string
		same        bool
		least, most int
	}{
		"at once":             {"[x, " + long + "]", "[y, " + long + "]", false, 1, 100},
		"by length":           {"[" + long + "]", "[" + long + "x]", false, 1, 100},
		"at the end":          {"[" + long + "x]", "[" + long + "y]", false, 500_000, 1_000_000},
		"not at all":          {"[" + long + "]", "[" + long + "]", true, 500_000, 1_000_000},
		"a wide object":       {"{" + wide.String() + "}", "{" + wide.String() + "}", true, 200_000, 300_000},
		"one that is wider":   {"{" + wide.String() + "}", "{" + wide.String() + "x: y}", false, 100_000, 150_000},
		"an alias, each time": {"{x: &x [" + long + "], all: [*x, *x, *x]}", "{x: &x [" + long + "], all: [*x, *x, *x]}", true, 4 * 500_000, 4 * 1_000_000},
	} {
		var w budget
		same := w.same(nodeOf(t, tt.a), nodeOf(t, tt.b))
		if got := w.counted(); same != tt.same || got < tt.least || got > tt.most {
			t.Errorf("%s: the same %v, %d bytes counted, want %d to %d", name, same, got, tt.least, tt.most)
		}
	}
	n, w := nodeOf(t, "["+long+"]"), budget{}
	if !w.same(n, n) || w.counted() != 0 {
		t.Errorf("a node and itself: %d bytes counted", w.counted())
	}
}
