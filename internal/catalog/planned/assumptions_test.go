package planned

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestAssumed: the texts are those of the page's tables, all of them.
func TestAssumed(t *testing.T) {
	page, err := os.ReadFile("../../../docs/reference/assumptions.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range assumed {
		rows := regexp.MustCompile(`(?m)^\| `+a.letter+`\d+ \| `).FindAllString(string(page), -1)
		if len(rows) != len(a.texts) {
			t.Errorf("the page has %d assumptions %s, the catalog %d", len(rows), a.letter, len(a.texts))
		}
		for i, text := range a.texts {
			if row := fmt.Sprintf("\n| %s%d | %s | ", a.letter, i+1, text); !strings.Contains(string(page), row) {
				t.Errorf("the page lacks the row %s", row)
			}
		}
	}
}

// TestAssumptions: the catalog has the text of each number that an operation names, and of no
// other; a document without operations has none.
func TestAssumptions(t *testing.T) {
	for _, path := range []string{"../../../example/football.yaml", "../../../testdata/edge.yaml"} {
		c := fromFile(t, path)
		texts, named := make(map[string]string), make(map[string]bool)
		for _, a := range c.Assumptions {
			texts[a.Number] = a.Text
		}
		for _, op := range c.Operations {
			for _, number := range op.Assumptions {
				named[number] = true
				if texts[number] == "" {
					t.Errorf("%s: %s has no text", path, number)
				}
			}
		}
		if len(named) == 0 || len(named) != len(c.Assumptions) {
			t.Errorf("%s: %d assumptions, and %d are named", path, len(c.Assumptions), len(named))
		}
		for number, text := range texts {
			if !strings.Contains(string(c.Markdown()), "\n* "+number+": ") {
				t.Errorf("%s: the page lacks %s: %s", path, number, text)
			}
		}
	}
	if c := New(&spec.Document{}, &plan.Plan{}); len(c.Assumptions) > 0 {
		t.Error(c.Assumptions)
	}
}

// TestRequests: an event may match each of the rules of its operation (TestRequestsOfOneEvent in
// package plan), which is said where there are several.
func TestRequests(t *testing.T) {
	for rules, want := range []int{0, 0, 2, 3, 4} {
		op := plan.Operation{Spec: &spec.Operation{}, DetailType: "op", Rules: make([]string, rules)}
		c := New(&spec.Document{}, &plan.Plan{Operations: []plan.Operation{op}})
		if got := c.Operations[0].Requests; got != want {
			t.Errorf("%d rules: %d requests", rules, got)
		}
		line := fmt.Sprintf("An event can cause up to %d requests", rules)
		if got := strings.Contains(string(c.Markdown()), line); got != (want > 0) {
			t.Errorf("%d rules: the page says so: %v", rules, got)
		}
	}
}
