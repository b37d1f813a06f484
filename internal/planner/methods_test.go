package planner_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// TestUncallableMethods: an operation whose method EventBridge lacks is unsupported where
// it is asked for, and named where it isn't.
func TestUncallableMethods(t *testing.T) {
	const text = `openapi: 3.2.0
info: {title: Test, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /a:
    get: {operationId: get}
    post: {operationId: post}
    trace: {operationId: trace}
    query: {operationId: query}
    additionalOperations:
      Copy: {operationId: copy}
      post: {operationId: lower}
`
	const way = " (call this operation some other way, for example from a Lambda function)"
	tests := map[string]struct {
		opts     plan.Options
		selected string
		want     []string
	}{
		"by default": {plan.Options{}, "post exact, lower unsupported", []string{
			"test.yaml:8:5: OAD201 info: TRACE /a was not selected, and EventBridge cannot send the method TRACE" + way,
			"test.yaml:9:5: OAD201 info: QUERY /a was not selected, and EventBridge cannot send the method QUERY" + way,
			"test.yaml:11:7: OAD201 info: Copy /a was not selected, and EventBridge cannot send the method Copy" + way,
			"test.yaml:12:7: OAD201 warning: lower: EventBridge cannot send the method post" + way,
		}},
		"asked for": {plan.Options{Methods: []string{"POST", "copy", "QUERY", "TRACE"}, Strict: true}, "post exact, trace unsupported, query unsupported, copy unsupported, lower unsupported", []string{
			"test.yaml:8:5: OAD201 error: trace: EventBridge cannot send the method TRACE" + way,
			"test.yaml:9:5: OAD201 error: query: EventBridge cannot send the method QUERY" + way,
			"test.yaml:11:7: OAD201 error: copy: EventBridge cannot send the method Copy" + way,
			"test.yaml:12:7: OAD201 error: lower: EventBridge cannot send the method post" + way,
		}},
		"by a filter": {plan.Options{Methods: []string{"POST", "COPY", "QUERY", "TRACE"}, Include: []plan.Filter{{Methods: []string{"Copy"}}}}, "copy unsupported", []string{
			"test.yaml:11:7: OAD201 warning: copy: EventBridge cannot send the method Copy" + way,
		}},
		"a method that nobody has": {plan.Options{Methods: []string{"MOVE", "Query"}}, "query unsupported", []string{
			`test.yaml: OAD320 error: "MOVE" is not an HTTP method (use GET, HEAD, POST, OPTIONS, PUT, DELETE, PATCH (Methods, context key methods))`,
			"test.yaml:8:5: OAD201 info: TRACE /a was not selected, and EventBridge cannot send the method TRACE" + way,
			"test.yaml:9:5: OAD201 warning: query: EventBridge cannot send the method QUERY" + way,
			"test.yaml:11:7: OAD201 info: Copy /a was not selected, and EventBridge cannot send the method Copy" + way,
			"test.yaml:12:7: OAD201 info: post /a was not selected, and EventBridge cannot send the method post" + way,
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, text, tt.opts)
			var selected, found []string
			for _, op := range p.Operations {
				selected = append(selected, op.Spec.ID+" "+string(op.Fidelity))
			}
			for _, d := range p.Diagnostics {
				if strings.HasPrefix(d.Code, "OAD20") || d.Code == "OAD320" {
					found = append(found, d.Error())
				}
			}
			if got := strings.Join(selected, ", "); got != tt.selected {
				t.Errorf("selected %s, want %s", got, tt.selected)
			}
			if got, want := strings.Join(found, "\n"), strings.Join(tt.want, "\n"); got != want {
				t.Errorf("found:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// TestLeftOut: what is not called because nobody asked for it is said, once for each method,
// with its first place; what the user left out is not.
func TestLeftOut(t *testing.T) {
	const text = `openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /a:
    get: {operationId: getA, tags: [a]}
    post: {operationId: postA}
    head: {operationId: headA}
    trace: {operationId: traceA}
  /b:
    get: {operationId: getB, tags: [b]}
    post: {operationId: postB, tags: [b]}
    trace: {operationId: traceB}
`
	const why = " left out: only POST, PUT, PATCH and DELETE are called by default, because EventBridge throws answers away (ask for the answers: Answers, context key answers; or name the methods to call: Methods, context key methods, such as \"POST,PUT,PATCH,DELETE,GET\")"
	get := func(is string) string { return "test.yaml:6:5: OAD330 info: " + is + why }
	head := strings.ReplaceAll("test.yaml:8:5: OAD330 info: HEAD /a is"+why, "GET", "HEAD")
	const trace = "test.yaml:9:5: OAD201 info: 2 TRACE operations, the first of them TRACE /a, were not selected, and EventBridge cannot send the method TRACE (call this operation some other way, for example from a Lambda function)"
	for name, tt := range map[string]struct {
		opts plan.Options
		want []string
	}{
		"by default":     {plan.Options{}, []string{get("2 GET operations, the first of them GET /a, are"), head, trace}},
		"a filter":       {plan.Options{Exclude: []plan.Filter{{Tags: []string{"b"}}}}, []string{get("GET /a is"), head, trace}},
		"another filter": {plan.Options{Include: []plan.Filter{{OperationIDs: []string{"post*"}}}}, []string{trace}},
		"methods":        {plan.Options{Methods: []string{"POST"}}, []string{trace}},
	} {
		t.Run(name, func(t *testing.T) {
			var found []string
			for _, d := range build(t, text, tt.opts).Diagnostics {
				if d.Code == diagnostic.LeftOut || d.Code == diagnostic.UnsupportedMethod {
					found = append(found, d.Error())
				}
			}
			if got, want := strings.Join(found, "\n"), strings.Join(tt.want, "\n"); got != want {
				t.Errorf("found:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}
