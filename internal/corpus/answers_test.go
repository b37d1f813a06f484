//go:build !race

package corpus

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	events "github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestAnswersOfAll: of all documents at hand, each operation with answers has a schema and a sample of
// each event, and another validator finds that the sample is one.
func TestAnswersOfAll(t *testing.T) {
	documents := []string{"../../example/football.yaml", "../../testdata/edge.yaml", "testdata/kinds.yaml", "testdata/swagger.yaml"}
	for _, pattern := range []string{"*/*.json", "*/*.y*ml"} {
		more, err := filepath.Glob("../../../shared/specs/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, more...)
	}
	answers, without, unread := 0, 0, 0
	own := 4
	for n, path := range documents {
		doc, err := spec.Load(spec.Source{Path: path, Answers: true})
		if err != nil {
			continue
		}
		c := planned.New(doc, planner.Build(doc, plan.Options{
			BaseURL: "https://api.example.com/v1", Carriers: []plan.Carrier{plan.ByStateMachine}, Answers: plan.BothAnswers,
			Operations: map[string]plan.OperationSettings{"*": {Security: []spec.SecurityRequirement{{}}}},
		}))
		definitions := definitionsOf(c)
		for i := range c.Operations {
			op := &c.Operations[i]
			if op.Carrier == "" || n >= own && i%100 != 0 {
				continue // of real documents one operation in a hundred, for a schema takes long to read
			}
			if len(op.Answers) != 2 {
				t.Errorf("%s: %s has %d answers", path, op.DetailType, len(op.Answers))
			}
			for j := range op.Answers {
				a := &op.Answers[j]
				answers++
				schema, err := compiled(a.Schema, definitions)
				switch {
				case err != nil:
					unread++
				case a.SampleEvent == nil:
					without++
					t.Logf("%s: %s has no sample", path, a.DetailType)
				default:
					checkSampleOf(t, path, a, schema)
				}
			}
		}
	}
	// Some documents have a oneOf whose alternatives require nothing: all of them take what one of them
	// takes, so that only a value of a wrong type in a property of another would be valid.
	if answers < 30 || without*50 > answers {
		t.Errorf("of %d answers %d have no sample", answers, without)
	}
	if unread*10 > answers {
		t.Errorf("of %d answers the other validator doesn't take the schemas of %d", answers, unread)
	}
	t.Logf("%d answers, %d without a sample, %d with a schema that the other validator doesn't take", answers, without, unread)
}

// TestAnswersHaveSchemas: where the second reading of a document finds a JSON answer, the event that comes
// back has a schema of its body and a sample with one, of every operation; and the sample is one.
func TestAnswersHaveSchemas(t *testing.T) {
	files := []string{"../../example/football.yaml", "testdata/kinds.yaml", "testdata/swagger.yaml"}
	if _, err := os.Stat(folder); err == nil {
		files = append(files, realDocuments(t)...)
	}
	operations, without := 0, 0
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Size() > 300_000 {
			continue // of the others there are some in TestAnswersOfAll
		}
		read, err := spec.Load(spec.Source{Path: file, Answers: true})
		if err != nil {
			continue
		}
		doc, _ := newDocument(file)
		c := planned.New(read, planner.Build(read, plan.Options{
			Methods: methods, BaseURL: baseURL, Carriers: []plan.Carrier{plan.ByStateMachine}, Answers: plan.BothAnswers,
			Operations: map[string]plan.OperationSettings{"*": {Security: []spec.SecurityRequirement{{}}}},
		}))
		definitions := definitionsOf(c)
		checked := 0
		for i := range c.Operations {
			op := &c.Operations[i]
			own := doc.root().get("paths").get(op.Path).get(strings.ToLower(op.Method))
			if op.Carrier == "" || !answersJSON(own) {
				continue
			}
			operations++
			a := &op.Answers[0]
			if a.Outcome != events.Succeeded || !bytes.Contains(a.Schema, []byte(`"body":`)) {
				t.Errorf("%s: the schema of %s has no body: %s", file, a.DetailType, a.Schema)
			}
			if a.SampleEvent == nil {
				without++
				t.Logf("%s: %s has no sample", file, a.DetailType)
				continue
			}
			var detail struct{ Body json.RawMessage }
			if err := json.Unmarshal(a.SampleEvent.Detail, &detail); err != nil || detail.Body == nil {
				t.Errorf("%s: the sample of %s has no body: %s", file, a.DetailType, a.SampleEvent.Detail)
			}
			if checked++; checked <= 20 { // a schema takes long to read
				if schema, err := compiled(a.Schema, definitions); err == nil {
					checkSampleOf(t, file, a, schema)
				}
			}
		}
	}
	t.Logf("%d operations, %d without a sample", operations, without)
	if operations < 10 || without*50 > operations {
		t.Errorf("%d operations answer JSON, %d have no sample", operations, without)
	}
}

// answersJSON tells whether each body that a call can come back with when it worked is JSON of a schema.
func answersJSON(op node) bool {
	found := false
	for _, code := range op.get("responses").keys() {
		content := op.get("responses").get(code).get("content")
		if !strings.HasPrefix(code, "2") || len(content.keys()) == 0 {
			continue
		}
		for _, media := range content.keys() {
			essence, _, _ := strings.Cut(media, ";")
			if !isJSONType(strings.TrimSpace(essence)) || len(content.get(media).get("schema").keys()) == 0 {
				return false
			}
			found = true
		}
	}
	return found
}

func checkSampleOf(t *testing.T, path string, a *events.Answer, schema *jsonschema.Schema) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.SampleEvent.Detail))
	if err != nil {
		t.Errorf("%s: %s: %v in %s", path, a.DetailType, err, a.SampleEvent.Detail)
		return
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: the sample of %s isn't one: %v\n%.2000s", path, a.DetailType, err, a.SampleEvent.Detail)
	}
}

func definitionsOf(c *events.Catalog) map[string]any {
	definitions := make(map[string]any)
	for _, d := range c.Definitions {
		if value, err := jsonschema.UnmarshalJSON(bytes.NewReader(d.JSON)); err == nil {
			definitions[d.Name] = today(value)
		}
	}
	return definitions
}

// compiled is a schema as the other validator has it.
func compiled(text json.RawMessage, definitions map[string]any) (*jsonschema.Schema, error) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	schema := today(value).(map[string]any)
	schema["$defs"] = definitions
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("answer.json", schema); err != nil {
		return nil, err
	}
	return compiler.Compile("answer.json")
}

// today is a schema of OpenAPI 3.0 as JSON Schema 2020-12 has it: bounds that exclude are numbers, and
// examples are data, which that validator would take for a part of the schema.
func today(value any) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = today(v[i])
		}
	case map[string]any:
		for name, inner := range v {
			if name == "properties" {
				continue
			}
			if name == "example" || name == "examples" || name == "default" || strings.HasPrefix(name, "x-") {
				delete(v, name)
				continue
			}
			v[name] = today(inner)
		}
		if properties, ok := v["properties"].(map[string]any); ok {
			for name, inner := range properties {
				properties[name] = today(inner)
			}
		}
		for excluding, bound := range map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"} {
			if flag, ok := v[excluding].(bool); ok {
				delete(v, excluding)
				if n, has := v[bound]; has && flag {
					v[excluding] = n
				}
			}
		}
	}
	return value
}
