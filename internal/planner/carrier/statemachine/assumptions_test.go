package statemachine_test

import (
	"slices"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// TestAssumptions: a request rests on what its document's kinds of values need, and on nothing else.
func TestAssumptions(t *testing.T) {
	const body = "requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}"
	tests := map[string]struct {
		operation string
		want      []string
	}{
		"nothing":           {"/a:\n    post: {" + body + "}", nil},
		"a path":            {"/a/{id}:\n    post: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], " + body + "}", []string{"B1"}},
		"an encoded path":   {"/ä:\n    post: {" + body + "}", []string{"B1"}},
		"a query":           {"/a?b=c:\n    post: {" + body + "}", []string{"B2"}},
		"a whole number":    {"/a:\n    post: {parameters: [{name: n, in: query, schema: {type: integer}}], " + body + "}", []string{"B5"}},
		"a text":            {"/a:\n    post: {parameters: [{name: t, in: query, schema: {type: string}}], " + body + "}", []string{"B5", "B6"}},
		"a decimal":         {"/a:\n    post: {parameters: [{name: X-N, in: header, schema: {type: number}}], " + body + "}", []string{"B7"}},
		"an odd name":       {"/a:\n    post: {parameters: [{name: 'a[b]', in: query, schema: {type: boolean}}], " + body + "}", []string{"B2", "B5"}},
		"several":           {"/a:\n    post: {parameters: [{name: a, in: query, schema: {type: array, items: {type: string}}}], " + body + "}", []string{"B2", "B5", "B6", "B7"}},
		"a plain constant":  {"/a:\n    post: {parameters: [{name: c, in: query, required: true, schema: {const: v1}}], " + body + "}", nil},
		"an odd constant":   {"/a:\n    post: {parameters: [{name: c, in: query, required: true, schema: {const: v 1}}], " + body + "}", []string{"B5"}},
		"no body":           {"/a:\n    delete: {}", []string{"B3"}},
		"perhaps a body":    {"/a:\n    post: {requestBody: {content: {text/plain: {schema: {type: string}}}}}", []string{"B3"}},
		"JSON":              {"/a:\n    post: {requestBody: {required: true, content: {application/json: {}}}}", []string{"B4"}},
		"numbers in a form": {"/a:\n    post: {requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {n: {type: number}}}}}}}", []string{"B7"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			judged, _ := judge(t, "  "+tt.operation, plan.Options{})
			got := slices.Sorted(slices.Values(judged.Assumptions))
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
