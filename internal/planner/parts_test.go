package planner_test

import (
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
)

// TestPartsSayItOnce: what is said of the whole document is said by the first part.
func TestPartsSayItOnce(t *testing.T) {
	doc := Load(t, operation("/a", ""))
	for part := 1; part <= 2; part++ {
		p := planner.Build(doc, plan.Options{Methods: []string{"POST", "HEAD"}, Part: part, Parts: 2})
		said := 0
		for _, d := range p.Diagnostics {
			if d.Code == diagnostic.NothingSelected || d.Code == diagnostic.NoSecurity {
				said++
			}
		}
		if want := map[int]int{1: 2, 2: 0}[part]; said != want {
			t.Errorf("part %d says %d findings of the whole document, want %d:\n%s", part, said, want, lines(p.Diagnostics))
		}
	}
}
