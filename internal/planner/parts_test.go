package planner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
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

// TestPartsCountTogether: what all parts have together, in an account or on a bus, is counted over all
// of them. Each part says what is an error, the first one what is a warning.
func TestPartsCountTogether(t *testing.T) {
	doc := generated(30, false)
	var all []string
	for i := range doc.Operations {
		all = append(all, doc.Operations[i].ID)
	}
	for want, tt := range map[string]struct {
		severity spec.Severity
		opts     plan.Options
	}{
		"30 API destinations are more than the 29":        {spec.Error, plan.Options{DestinationsPerAccount: 29}},
		"37 rules are more than the 36":                   {spec.Error, plan.Options{RulesPerBus: 36, CatchUnknown: true}},
		" rules with wildcards on one event bus are more": {spec.Warning, plan.Options{Operations: guarded(all...)}},
	} {
		for part := range 3 {
			tt.opts.Part, tt.opts.Parts = part, min(part*2, 2)
			found := slices.ContainsFunc(planner.Build(doc, tt.opts).Diagnostics, func(d spec.Diagnostic) bool {
				return d.Severity == tt.severity && strings.Contains(d.Message, want)
			})
			if found != (part < 2 || tt.severity == spec.Error) {
				t.Errorf("part %d of %d says %q: %v", part, tt.opts.Parts, want, found)
			}
		}
	}
}
