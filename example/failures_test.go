package main

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/home"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestFailuresAreLines: each finding of a synth that fails is on a line of its own.
func TestFailuresAreLines(t *testing.T) {
	var out strings.Builder
	printError(&out, failures([]spec.Diagnostic{
		{Code: "OAD202", Severity: spec.Warning, Message: "a form", Position: spec.Position{File: "a.yaml", Line: 3, Column: 1}},
		{Code: "OAD322", Severity: spec.Error, Message: "nothing to call", Position: spec.Position{File: "a.yaml"}},
	}))
	if want := "a.yaml: OAD322 error: nothing to call\nOAD322: " + home.Page("OAD322") + "\na.yaml:3:1: OAD202 warning: a form\nOAD202: " + home.Page("OAD202") + "\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	if failures(nil) != nil {
		t.Error("no error is a failure")
	}
}
