package catalog_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/golden"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

func catalogOf(t testing.TB, doc *spec.Document, carriers ...plan.Carrier) *catalog.Catalog {
	t.Helper()
	opts := plan.Options{CatchUnknown: true, Carriers: carriers}
	p := planner.Build(doc, opts)
	if p.Failed() {
		opts.BaseURL = "https://api.example.com"
		p = planner.Build(doc, opts)
	}
	return planned.New(doc, p).In(catalog.Context{Bus: "football-bus", DeadLetterQueue: "football-queue"})
}

func load(t testing.TB, path string) *spec.Document {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestGolden keeps the catalogs of the documents written for this project, in both forms.
func TestGolden(t *testing.T) {
	for name, path := range map[string]string{
		"football": "../../example/football.yaml",
		"edge":     "../../testdata/edge.yaml",
	} {
		c := catalogOf(t, load(t, path))
		golden.Check(t, "testdata/"+name+".events.json", c.JSON())
		golden.Check(t, "testdata/"+name+".events.md", c.Markdown())
	}
}

// TestNameless: the page of an API without a title, or without a version, says so instead of nothing.
func TestNameless(t *testing.T) {
	for want, d := range map[string]catalog.Document{
		"# Events of an API without a title\n\nan API without a title, OpenAPI 3.1.0.\n":   {Title: " ", OpenAPI: "3.1.0"},
		"# Events of an API without a title\n\nan API without a title 1, OpenAPI 3.1.0.\n": {Version: "1", OpenAPI: "3.1.0"},
		"# Events of Club\n\nClub, OpenAPI 3.1.0.\n":                                       {Title: "Club", OpenAPI: "3.1.0"},
		"# Events of Club\n\nClub 1, OpenAPI 3.1.0.\n":                                     {Title: "Club", Version: "1", OpenAPI: "3.1.0"},
	} {
		if got := string((&catalog.Catalog{Document: d}).Markdown()); !strings.HasPrefix(got, want) {
			t.Errorf("%+v: %s", d, got)
		}
	}
}

// TestSchema: the published JSON Schema holds for the catalogs of all real documents,
// and every reference in a field's schema is defined.
func TestSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/events.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range documents(t) {
		doc, err := spec.Load(spec.Source{Path: path})
		if err != nil {
			continue // not an OpenAPI document: package spec's tests say which
		}
		for _, carriers := range [][]plan.Carrier{nil, {plan.ByStateMachine}} {
			if carriers != nil && i%10 > 1 {
				continue // one in five will do
			}
			data := catalogOf(t, doc, carriers...).JSON()
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if err := schema.Validate(value); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			checkReferences(t, path, data)
		}
	}
}

// documents are those of the project and the real ones.
func documents(t *testing.T) []string {
	t.Helper()
	documents := []string{"../../example/football.yaml", "../../testdata/edge.yaml"}
	for _, pattern := range []string{"*/*.json", "*/*.y*ml", "*/*/*.json", "*/*/*/*.json"} {
		more, err := filepath.Glob("../../../shared/specs/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, more...)
	}
	if len(documents) == 2 {
		t.Log("SKIPPED: no real documents at ../../../shared/specs")
	}
	return documents
}

func checkReferences(t *testing.T, path string, data []byte) {
	t.Helper()
	var c struct {
		Definitions map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(data), `"#/$defs/`)[1:] {
		var name string
		end := strings.IndexByte(part, '"')
		if err := json.Unmarshal([]byte(`"`+part[:end]+`"`), &name); err != nil {
			t.Fatal(err)
		}
		name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		if _, ok := c.Definitions[name]; !ok {
			t.Errorf("%s: %q is not defined", path, name)
			return
		}
	}
}

// TestIn: what a deployment knows is filled in, and the catalog that it is filled into stays as it
// is: it may be filled in again once more is known.
func TestIn(t *testing.T) {
	doc := load(t, "../../example/football.yaml")
	c := planned.New(doc, planner.Build(doc, plan.Options{BaseURL: "https://host.example.com/v1"}))
	before := string(c.JSON())
	named := func(name string) catalog.Context {
		return catalog.Context{
			Stack: "stack", Bus: "bus", LaunchedBus: "launched", DeadLetterQueue: "queue", Sources: []string{"own", "other"},
			Render: func(text string) string { return strings.ReplaceAll(text, "host.example.com", "${"+name+"}") },
		}
	}
	c.In(named("First"))
	in := c.In(named("Second"))
	if after := string(c.JSON()); after != before {
		t.Errorf("it has become %s", after)
	}
	if in.Stack != "stack" || in.Bus != "bus" || in.LaunchedBus != "launched" || in.DeadLetterQueue != "queue" {
		t.Errorf("%+v", in)
	}
	for i := range in.Operations {
		op := &in.Operations[i]
		for _, url := range []string{op.BaseURL, op.Endpoint, op.SampleRequest.URL} {
			if !strings.HasPrefix(url, "https://${Second}/v1") || strings.Contains(url, "First") {
				t.Errorf("%s: %s", op.DetailType, url)
			}
		}
		if !slices.Equal(op.Sources, []string{"own", "other"}) || op.SampleEvent.Source != "own" {
			t.Errorf("%s: %q, and the sample is of %s", op.DetailType, op.Sources, op.SampleEvent.Source)
		}
	}
}
