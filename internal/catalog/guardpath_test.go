package catalog_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// guardable has fields of each place, and path fields whose examples the guard turns away.
const guardable = `
openapi: 3.0.3
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /a/{file}/{at}/{id}/{filter}:
    delete:
      operationId: drop
      parameters:
        - {name: file, in: path, required: true, schema: {type: string}, example: a/b}
        - {name: at, in: path, required: true, schema: {type: string, format: uri}}
        - {name: id, in: path, required: true, schema: {type: string}, example: a b}
        - {name: filter, in: path, required: true, content: {application/json: {schema: {type: object}, example: {a: 50%}}}}
        - {name: q, in: query, required: true, schema: {type: string}, example: a/b}
        - {name: X-H, in: header, schema: {type: string}}
`

// guardedCatalog is the catalog of that document on one carrier, as it is read back.
func guardedCatalog(t *testing.T, by plan.Carrier, guard *bool) *catalog.Catalog {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(guardable)})
	if err != nil {
		t.Fatal(err)
	}
	p := planner.Build(doc, plan.Options{Carriers: []plan.Carrier{by}, Operations: map[string]plan.OperationSettings{"DELETE *": {GuardPath: guard, Optional: []string{"X-H"}}}})
	c := planned.New(doc, p).In(catalog.Context{Bus: "bus"})
	read, err := catalog.Parse(c.JSON())
	if err != nil || len(read.Operations) != 1 || read.Operations[0].Carrier == "" {
		t.Fatalf("%v: %+v\n%v", err, read, p.Diagnostics)
	}
	schema, err := jsonschema.NewCompiler().Compile("../../docs/events.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(c.JSON()))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
	if page := string(c.Markdown()); strings.Contains(page, "without `/ \\ % ? # ;` and ends of lines") != (guard != nil && *guard) {
		t.Errorf("%s: the page\n%s", by, page)
	}
	return read
}

// TestGuardPath: the catalog says of a guarded operation's path fields which characters they refuse,
// whatever carries it; its sample passes, and the guard is a change that breaks producers.
func TestGuardPath(t *testing.T) {
	for _, by := range []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine} {
		open, guarded := guardedCatalog(t, by, nil), guardedCatalog(t, by, new(true))
		var refusing []string
		for _, f := range guarded.Operations[0].Fields {
			if f.Refuses != "" {
				refusing = append(refusing, f.Field)
			}
			if f.Refuses != "" && f.Refuses != limits.Straying {
				t.Errorf("%s: %s refuses %q", by, f.Field, f.Refuses)
			}
		}
		slices.Sort(refusing)
		if !slices.Equal(refusing, []string{"at", "file", "filter", "id"}) {
			t.Errorf("%s: %q refuse characters", by, refusing)
		}
		sample := string(guarded.Operations[0].SampleEvent.Detail)
		if r := guarded.Operations[0].SampleRequest; r == nil || !strings.HasPrefix(r.URL, "https://api.example.com/a/value/value/a%20b/value?q=") {
			t.Errorf("%s: the sample %s becomes %+v", by, sample, r)
		}
		if !strings.Contains(string(open.Operations[0].SampleEvent.Detail), `"a/b"`) {
			t.Errorf("%s: the sample without the guard is %s", by, open.Operations[0].SampleEvent.Detail)
		}
		nowhere := func(string) bool { return false }
		if got := describe(catalog.Changes(open, guarded, nowhere)); len(got) != 1 ||
			!strings.HasPrefix(got[0], `0 drop: the field file takes none of the characters "/\\%?#;\n\r" any more; the field at takes none`) {
			t.Errorf("%s: %q", by, got)
		}
		if got := describe(catalog.Changes(guarded, open, nowhere)); len(got) != 1 || !strings.HasPrefix(got[0], `2 drop: the field file takes the characters "/\\%?#;\n\r" now; `) {
			t.Errorf("%s: %q", by, got)
		}
	}
}
