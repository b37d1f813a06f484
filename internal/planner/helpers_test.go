package planner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Load reads a document written in a test.
func Load(t testing.TB, text string) *spec.Document {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: "test.yaml", Data: []byte(text)})
	if err != nil {
		t.Fatalf("the test's document: %v", err)
	}
	return doc
}

// build plans a document written in a test. Most have no security, which is not their
// matter: the info that says so is left out.
func build(t testing.TB, text string, opts plan.Options) *plan.Plan {
	t.Helper()
	p := planner.Build(Load(t, text), opts)
	p.Diagnostics = slices.DeleteFunc(p.Diagnostics, func(d spec.Diagnostic) bool {
		return d.Code == diagnostic.NoSecurity && d.Position.Line == 0
	})
	return p
}

// document wraps paths, given as indented YAML, in a document with a server.
func document(paths string) string {
	return `openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: "https://api.example.com/v1"}]
paths:
` + indent(paths, "  ")
}

// operation is a document with one operation: POST on a path, with the rest of the
// Operation Object as YAML.
func operation(path, rest string) string {
	return document(fmt.Sprintf("%q:\n  post:\n    operationId: op\n%s", path, indent(rest, "    ")))
}

func indent(text, by string) string {
	var b strings.Builder
	for _, line := range strings.Split(strings.Trim(text, "\n"), "\n") {
		b.WriteString(by + line + "\n")
	}
	return b.String()
}

// mediaTypes and optional are one setting of single operations each.
func mediaTypes(chosen map[string]string) map[string]plan.OperationSettings {
	return settingsOf(chosen, func(s *plan.OperationSettings, v string) { s.MediaType = v })
}

func optional(carried map[string][]string) map[string]plan.OperationSettings {
	return settingsOf(carried, func(s *plan.OperationSettings, v []string) { s.Optional = append([]string{}, v...) })
}

// guarded guards the paths of operations.
func guarded(keys ...string) map[string]plan.OperationSettings {
	all := make(map[string]plan.OperationSettings)
	for _, key := range keys {
		all[key] = plan.OperationSettings{GuardPath: new(true)}
	}
	return all
}

func settingsOf[V any](values map[string]V, set func(*plan.OperationSettings, V)) map[string]plan.OperationSettings {
	all := make(map[string]plan.OperationSettings)
	for key, value := range values {
		own := all[key]
		set(&own, value)
		all[key] = own
	}
	return all
}

// codes lists the codes of diagnostics of at least a severity.
func codes(ds []spec.Diagnostic, from spec.Severity) []string {
	var out []string
	for _, d := range ds {
		if d.Severity >= from {
			out = append(out, d.Code)
		}
	}
	return out
}

// find is the diagnostic with a code, or a failure.
func find(t *testing.T, ds []spec.Diagnostic, code string) spec.Diagnostic {
	t.Helper()
	for _, d := range ds {
		if d.Code == code {
			return d
		}
	}
	t.Fatalf("no %s among:\n%s", code, lines(ds))
	return spec.Diagnostic{}
}

func lines(ds []spec.Diagnostic) string {
	var b strings.Builder
	for i := range ds {
		b.WriteString(ds[i].Error() + "\n")
	}
	return b.String()
}

func fieldPaths(op plan.Operation) []string {
	paths := []string{}
	for _, f := range op.Fields {
		paths = append(paths, f.Path)
	}
	return paths
}

func kinds(p *plan.Plan, kind plan.RuleKind) []plan.Rule {
	var out []plan.Rule
	for _, r := range p.Rules {
		if r.Kind == kind {
			out = append(out, r)
		}
	}
	return out
}

// calls is what a delivery rule sends; empty for others.
func calls(r plan.Rule) plan.APIDestination {
	call, _ := r.Target.(plan.APIDestination)
	return call
}
