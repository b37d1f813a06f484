package catalog_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// TestPlaceOfAFinding: a finding about the whole document has no line.
func TestPlaceOfAFinding(t *testing.T) {
	c := catalog.Catalog{Diagnostics: []catalog.Finding{
		{Code: "OAD321", Severity: "warning", File: "api.yaml", Message: "all"},
		{Code: "OAD321", Severity: "warning", File: "api.yaml", Line: 3, Column: 5, Message: "one"},
	}}
	page := string(c.Markdown())
	for _, line := range []string{"* OAD321 warning, api.yaml: all\n", "* OAD321 warning, api.yaml:3:5: one\n"} {
		if !strings.Contains(page, line) {
			t.Errorf("the page lacks %q:\n%s", line, page)
		}
	}
}
