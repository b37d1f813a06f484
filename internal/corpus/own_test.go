//go:build !race

package corpus

import (
	"maps"
	"reflect"
	"slices"
	"testing"
)

// TestOwnDocuments checks the documents of this repository, one of which has every kind of
// parameter, body, server and credential.
func TestOwnDocuments(t *testing.T) {
	check(t, "football.yaml", synthesize(t, "../../example/football.yaml"))

	apis := synthesize(t, "testdata/kinds.yaml")
	for i := range apis[0].catalog.Operations {
		op := &apis[0].catalog.Operations[i]
		want := "exact"
		switch {
		case op.Path == "/unsupported":
			want = "unsupported"
		}
		if op.Fidelity != want {
			t.Errorf("%s is %s, want %s: %+v", op.key(), op.Fidelity, want, op.Reasons)
		}
	}
	check(t, "kinds.yaml", apis)
}

// xKey is what most operations of kinds.yaml carry.
var xKey = credentials{{scheme: "key", in: "header", name: "X-Key", kind: "key"}}

// TestOwnSwagger checks a document of Swagger 2.0.
func TestOwnSwagger(t *testing.T) {
	apis := synthesize(t, "testdata/swagger.yaml")
	for i := range apis[0].catalog.Operations {
		op := &apis[0].catalog.Operations[i]
		want := "exact"
		if op.Path == "/form" { // has a file
			want = "inexact"
		}
		if op.Fidelity != want {
			t.Errorf("%s is %s, want %s: %+v", op.key(), op.Fidelity, want, op.Reasons)
		}
	}
	check(t, "swagger.yaml", apis)
}

// TestBuilder pins the second reading of the documents to requests that are written here.
func TestBuilder(t *testing.T) {
	doc, ok := newDocument("testdata/kinds.yaml")
	if !ok {
		t.Fatal("the document can't be read")
	}
	for _, c := range []struct {
		name   string
		op     operation
		detail string
		want   request
	}{
		{
			"values are encoded", operation{Method: "GET", Path: "/items/{id}/parts/{part.no}", Fields: []field{
				{In: "path", Name: "id", Field: "id"}, {In: "path", Name: "part.no", Field: "part_no"},
			}},
			`{"id": "a/b ü", "part_no": 1.50}`,
			request{url: "https://eu.example.com/v1/items/a%2Fb%20%C3%BC/parts/1.50", credentials: xKey},
		},
		{
			"constants", operation{Method: "PUT", Path: "/fixed/{kind}/üx*y", Fields: []field{
				{In: "query", Name: "one of one", Field: "one_of_one"},
			}},
			`{"one_of_one": null}`,
			request{
				url:     "https://eu.example.com/v1/fixed/a%20b/%C3%BCx%2Ay?limit=10",
				headers: map[string]string{"version": "2026-01-31", "cookie": "flavour=plain"}, credentials: xKey,
			},
		},
		{
			"an object key by key", operation{Method: "POST", Path: "/query", Fields: []field{
				{In: "query", Name: "filter[status]", Property: "status", Field: "filter.status"},
				{In: "query", Name: "filter[$top]", Property: "$top", Field: "filter.top"},
			}},
			`{"filter": {"status": "", "top": 5}}`,
			request{url: "https://eu.example.com/v1/query?filter%5B%24top%5D=5&filter%5Bkind%5D=all&filter%5Bstatus%5D=", headers: map[string]string{"x-version": "v1"}, credentials: xKey},
		},
		{
			"headers and a body", operation{Method: "POST", Path: "/headers#part", Fields: []field{
				{In: "header", Name: "Idempotency-Key", Field: "Idempotency-Key", Idempotency: true}, {In: "header", Name: "X-Trace", Field: "X-Trace"},
				{In: "body", Field: "message", ContentType: "application/merge-patch+json"},
			}},
			`{"message": {"name": "x"}, "X-Trace": true}`,
			request{
				url: "https://eu.example.com/v1/headers", body: map[string]any{"name": "x"}, credentials: xKey,
				headers: map[string]string{"idempotency-key": eventID, "x-trace": "true", "content-type": "application/merge-patch+json"},
			},
		},
		{
			"another server and credential", operation{Method: "PATCH", Path: "/elsewhere"}, `{}`,
			request{url: "https://eu.example.com/v2/elsewhere", credentials: credentials{{scheme: "client", in: "header", name: "Authorization", kind: "oauth", tokenURL: "https://eu.example.com/v1/token"}}},
		},
	} {
		t.Run(c.name, func(t *testing.T) { testBuilder(t, doc, &c.op, c.detail, c.want) })
	}
}

func testBuilder(t *testing.T, doc *document, op *operation, detail string, want request) {
	builder, err := newBuilder(doc, op, "")
	if err != nil {
		t.Fatal(err)
	}
	value, err := decodeJSON([]byte(detail))
	if err != nil {
		t.Fatal(err)
	}
	got, err := builder.build(value.(map[string]any), eventID)
	if err != nil {
		t.Fatal(err)
	}
	headers := map[string]string{"content-type": "application/json"}
	maps.Copy(headers, want.headers)
	if want.body == nil {
		want.body = map[string]any{}
	}
	if got.method != op.Method || got.url != want.url || !maps.Equal(got.headers, headers) || !reflect.DeepEqual(got.body, want.body) ||
		!slices.Equal(got.credentials, want.credentials) {
		t.Errorf("got %+v, want %+v", *got, want)
	}
}
