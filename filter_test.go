//go:build !race

package openapidestinations

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestFilterProps: every criterion of the props reaches the plan, where each is tested.
func TestFilterProps(t *testing.T) {
	document := DocumentFromBytes("api.yaml", []byte(`
openapi: 3.0.3
info: {title: Club, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /a: {post: {operationId: a, tags: [x]}, put: {operationId: b, deprecated: true}}
  /b: {post: {operationId: c, x-internal: true}, patch: {operationId: d}}
  /c: {post: {operationId: e}}
`))
	api := NewOpenApiDestinations(newStack(t), jsii.String("Api"), &OpenApiDestinationsProps{
		Document: document,
		Include:  []Filter{{Tags: []string{"x"}}, {Paths: []string{"/b"}}, {OperationIDs: []string{"b", "e"}}},
		Exclude: []Filter{{Deprecated: jsii.Bool(true)}, {Extensions: []string{"x-internal"}}, {Methods: []string{"PATCH"}},
			{Match: func(op spec.Operation) bool { return op.Path == "/c" }}},
	})
	var ids []string
	for _, o := range api.Operations() {
		ids = append(ids, o.ID)
	}
	if !slices.Equal(ids, []string{"a"}) || !api.Operation("a").Callable() {
		t.Errorf("the operations are %v; want a", ids)
	}
	for _, d := range api.Diagnostics() {
		if d.Severity >= spec.Warning {
			t.Error(d.Error())
		}
	}

	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: document, Exclude: []Filter{{}}})
	if message := synthError(t, stack); !strings.Contains(message, "OAD328") {
		t.Errorf("a filter without a criterion: %s", message)
	}
}
