package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/home"
	"github.com/openapi-destinations/openapidestinations/internal/report"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// findings are so many of a code, one a line.
func findings(code string, severity spec.Severity, from, n int) (found []spec.Diagnostic) {
	for i := range n {
		found = append(found, spec.Diagnostic{Code: code, Severity: severity, Message: fmt.Sprint(code, i),
			Position: spec.Position{File: "a.yaml", Line: from + i, Column: 1}})
	}
	return found
}

// TestFailure: errors first, and no code without a line.
func TestFailure(t *testing.T) {
	found := slices.Concat(
		findings("OAD103", spec.Warning, 1, 12), findings("OAD301", spec.Info, 20, 4),
		findings("OAD322", spec.Error, 30, 1), findings("OAD103", spec.Error, 40, 101),
		findings("OAD204", spec.Warning, 200, 1))
	lines := report.Failure(found)
	if n := len(lines); n != 2+102+11+2+5 {
		t.Errorf("%d lines:\n%s", n, strings.Join(lines, "\n"))
	}
	for line, want := range map[int]string{
		0: "a.yaml:30:1: OAD322 error: OAD3220", 1: "OAD322: https://",
		2: "a.yaml:40:1: OAD103 error", 102: "and 1 more of OAD103 error", 103: "OAD103: https://",
		104: "a.yaml:1:1: OAD103 warning", 114: "and 2 more of OAD103 warning", // its page is known
		115: "a.yaml:200:1: OAD204 warning", 116: "OAD204: https://", 120: "and 1 more of OAD301 info", 121: "OAD301: " + home.Page("OAD301"),
	} {
		if !strings.HasPrefix(lines[line], want) {
			t.Errorf("line %d is %q, not %q", line, lines[line], want)
		}
	}
	if len(report.Failure(nil)) > 0 {
		t.Error("nothing found is nothing said")
	}
}

func TestAnnotation(t *testing.T) {
	groups := report.Groups(slices.Concat(findings("OAD103", spec.Warning, 1, 1), findings("OAD204", spec.Warning, 2, 5), findings("OAD103", spec.Info, 9, 1)))
	if len(groups) != 3 || groups[0].Annotation() != "a.yaml:1:1: OAD103 warning: OAD1030\n  "+home.Page("OAD103") {
		t.Fatal(groups)
	}
	want := "OAD204 warning, 5 times:\n  a.yaml:2:1: OAD204 warning: OAD2040\n  a.yaml:3:1: OAD204 warning: OAD2041\n" +
		"  a.yaml:4:1: OAD204 warning: OAD2042\n  and 2 more, which the event catalog lists\n  " + home.Page("OAD204")
	if got := groups[1].Annotation(); got != want {
		t.Error(got)
	}
}

func TestHarmless(t *testing.T) {
	got := report.Harmless("a\x1b[31m ${Token[X.1]} #{Token[2]} [ack: openapi-destinations:OAD203]\nb")
	if got != "a\ufffd[31m $ {Token[X.1]} # {Token[2]} [ ack: openapi-destinations:OAD203]\nb" {
		t.Errorf("%q", got)
	}
}

// TestHarmlessAsClean: what findings and annotations hide is the same, but for ends of lines.
func TestHarmlessAsClean(t *testing.T) {
	for r := range unicode.MaxRune {
		hidden := report.Harmless(string(r)) != string(r)
		if utf8.ValidRune(r) && r != '\n' && hidden != diagnostic.Invisible(r) {
			t.Errorf("%U is hidden: %v", r, hidden)
		}
	}
}
