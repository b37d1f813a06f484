package planner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const twoPlaces = `
parameters:
  - {name: x, in: path, required: true, schema: {type: string}}
  - {name: y, in: path, required: true, schema: {type: string}}
  - {name: q, in: query, schema: {type: string}}
`

// TestGuardPath: an operation that is named takes no value that could change its path, and
// every event is delivered by one rule or rejected by one, or by one for each group of
// characters.
func TestGuardPath(t *testing.T) {
	const dangerous = "/\\%?#;\n\r"
	p := build(t, operation("/a/{x}/{y}", twoPlaces), plan.Options{Operations: guarded([]string{"op"}...)})
	m := compile(t, p)
	if len(p.Diagnostics) > 0 {
		t.Fatal(lines(p.Diagnostics))
	}
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.OneOf(
			rapid.SampledFrom([]any{nil, "", ".", "..", ";", "a;b", "#", "%2e", "a..b", "7", 7, 1e12, -0.5, true, false, "*", "\\\\", "a b", "ü", "&=+:@"}),
			rapid.Map(rapid.StringMatching(`[ab.*/\\%?#;\n\r]{1,4}`), func(s string) any { return s }),
		)
		detail := map[string]any{"x": value.Draw(rt, "x"), "y": value.Draw(rt, "y")}
		takes := true
		for _, v := range detail {
			s, isText := v.(string)
			takes = takes && (!isText || s != "" && s != "." && s != ".." && !strings.ContainsAny(s, dangerous))
		}
		matched := m.matching(rt, "op", detail)
		delivered := slices.ContainsFunc(matched, func(r plan.Rule) bool { return r.Kind == plan.Delivery })
		if delivered != takes || len(matched) == 0 || takes && len(matched) != 1 || len(matched) > 3 {
			rt.Fatalf("%q: %d rules match, delivered: %v", detail, len(matched), delivered)
		}
	})
	for _, c := range dangerous {
		for _, value := range []string{string(c), "a" + string(c), string(c) + "a", "a" + string(c) + "b"} {
			if got := m.matching(t, "op", map[string]any{"x": value, "y": "1"}); len(got) != 1 || got[0].Kind != plan.Rejection {
				t.Errorf("%q: %d rules match", value, len(got))
			}
		}
	}
	for _, detail := range []map[string]any{{}, {"x": "1"}, {"x": "/", "y": "a"}, {"x": "a", "y": "#"}, {"x": "\n", "y": "1"}} {
		if got := m.matching(t, "op", detail); len(got) != 1 || got[0].Kind != plan.Rejection {
			t.Errorf("%q: %d rules", detail, len(got))
		}
	}
}

// TestGuardPathComplexity: no pattern has more than three wildcards side by side for one field
// or eight in anything-but, which is as many as AWS takes.
func TestGuardPathComplexity(t *testing.T) {
	p := build(t, operation("/a/{x}/{y}", twoPlaces), plan.Options{Operations: guarded([]string{"*"}...)})
	for _, r := range p.Rules {
		text := r.Pattern.String()
		for _, field := range strings.Split(text, `"y":`) {
			if n := strings.Count(field, `{"wildcard":"`); n > 3 {
				t.Errorf("%s: %d wildcards side by side: %s", r.ID, n, text)
			}
			if n := strings.Count(field, `*"`); n > 8 {
				t.Errorf("%s: %d wildcards: %s", r.ID, n, text)
			}
		}
	}
}

// TestGuardPathQuota: a bus takes 30 rules with wildcards, and an operation that isn't named
// has none.
func TestGuardPathQuota(t *testing.T) {
	var paths strings.Builder
	for i := range 28 {
		fmt.Fprintf(&paths, "/a%d/{x}:\n  delete:\n    operationId: op%d\n    parameters: [{name: x, in: path, required: true, schema: {type: string}}]\n", i, i)
	}
	var keys []string
	for i := range 27 {
		keys = append(keys, fmt.Sprint("op", i))
	}
	if p := build(t, document(paths.String()), plan.Options{Operations: guarded(keys...)}); len(codes(p.Diagnostics, spec.Warning)) > 0 {
		t.Errorf("30 rules with wildcards:\n%s", lines(p.Diagnostics))
	}
	p := build(t, document(paths.String()), plan.Options{Operations: guarded([]string{"*"}...)})
	if d := find(t, p.Diagnostics, diagnostic.AccountQuota); d.Severity != spec.Warning || !strings.Contains(d.Message, "31 rules") || !strings.Contains(d.Hint, "GuardPath of fewer") {
		t.Error(d.Error())
	}
	p = build(t, document(paths.String()), plan.Options{Operations: guarded([]string{"nobody"}...)})
	find(t, p.Diagnostics, diagnostic.NothingSelected)
	for _, r := range p.Rules {
		if r.Pattern.Wild() || strings.Contains(r.Pattern.String(), "wildcard") {
			t.Errorf("%s has wildcards", r.ID)
		}
	}
}

// TestUnguardedPath: a DELETE with a wildcard in its path says that the path rests on A1, unless
// it is guarded, or can't be called.
func TestUnguardedPath(t *testing.T) {
	const id = "    parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
	const remove = "/a/{id}:\n  delete:\n    operationId: op\n" + id
	for _, tt := range []struct {
		name, paths string
		opts        plan.Options
		want        bool
	}{
		{"a wildcard", remove, plan.Options{}, true},
		{"a guarded one", remove, plan.Options{Operations: guarded([]string{"op"}...)}, false},
		{"another is guarded", remove, plan.Options{Operations: guarded([]string{"other"}...)}, true},
		{"a fixed value", remove, plan.Options{Parameters: map[string]string{"id": "7"}}, false},
		{"no variable", "/a:\n  delete: {operationId: op}\n", plan.Options{}, false},
		{"a query", "/a:\n  delete:\n    operationId: op\n    parameters: [{name: id, in: query, required: true, schema: {type: string}}]\n", plan.Options{}, false},
		{"another method", "/a/{id}:\n  put:\n    operationId: op\n" + id, plan.Options{}, false},
		{"unsupported", remove + "    requestBody: {content: {multipart/form-data: {}}}\n", plan.Options{}, false},
	} {
		p := build(t, document(tt.paths), tt.opts)
		var found []spec.Diagnostic
		for _, d := range p.Diagnostics {
			if d.Code == diagnostic.UnguardedPath {
				found = append(found, d)
			}
		}
		if len(found) > 1 || (len(found) == 1) != tt.want {
			t.Errorf("%s: %s", tt.name, lines(found))
		}
		for _, d := range found {
			if d.Severity != spec.Info || !strings.Contains(d.Message, `"id"`) || !strings.Contains(d.Hint, "GuardPath (Operations, context key operations)") {
				t.Errorf("%s: %s", tt.name, d.Error())
			}
		}
	}
}

// TestRequestsOfOneEvent: arrays in all of k optional fields match all 2^k rules, as the page
// says, and twice as many with an idempotency header; with "none or any" it is two. So it is
// the number of the operation's rules, as the catalog says.
func TestRequestsOfOneEvent(t *testing.T) {
	for k, want := range map[int]int{0: 1, 1: 2, 2: 4, 3: 2} {
		for _, idempotent := range []bool{false, true} {
			parameters, detail := "parameters:\n  - {name: r, in: query, required: true, schema: {type: string}}\n", map[string]any{"r": "x"}
			for i := range k {
				name := fmt.Sprint("q", i)
				parameters += fmt.Sprintf("  - {name: %s, in: query, schema: {type: string}}\n", name)
				detail[name] = []any{"x", nil}
			}
			if idempotent {
				parameters += "  - {name: Idempotency-Key, in: header, schema: {type: string}}\n"
				detail["Idempotency-Key"] = []any{"x", nil}
				want *= 2
			}
			p := build(t, operation("/a", parameters), plan.Options{})
			if got := compile(t, p).matching(t, "op", detail); len(got) != want || len(p.Operations[0].Rules) != want {
				t.Errorf("%d optional fields, idempotent: %v: %d requests, %d rules, want %d", k, idempotent, len(got), len(p.Operations[0].Rules), want)
			}
		}
	}
}
