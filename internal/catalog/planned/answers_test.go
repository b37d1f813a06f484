package planned

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const answering = `
openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /players:
    post:
      operationId: addPlayer
      parameters: [{name: correlation, in: query, schema: {type: string}}]
      responses:
        "201": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Player"}, example: {id: 7, name: Ann}}}}
        "202": {description: later}
        2XX: {description: other, content: {text/plain: {}}}
        "404": {description: no, content: {application/json: {schema: {type: object}}}}
    get:
      operationId: listPlayers
      responses: {"200": {description: d, content: {application/json: {schema: {type: array, minItems: 2, uniqueItems: true, items: {$ref: "#/components/schemas/Player"}}, example: "wrong"}}}}
  /cards:
    get:
      operationId: getCard
      responses: {"200": {description: d, content: {image/png: {}, application/json: {schema: {type: object, required: [url], properties: {url: {type: string, format: uri}}}}}}}
  /pictures:
    get: {operationId: getPicture, responses: {"200": {description: d, content: {image/png: {}}}}}
  /any:
    get: {operationId: getAny, responses: {default: {description: d, content: {application/problem+json: {schema: {type: object}}}}}}
components:
  schemas:
    Player:
      type: object
      required: [id, name, team]
      properties:
        id: {type: integer, minimum: 5}
        name: {type: string, minLength: 2, pattern: "^[A-Z]+$"}
        secret: {type: string, writeOnly: true}
        team: {$ref: "#/components/schemas/Team"}
    Team: {oneOf: [{type: "null"}, {type: object, required: [players], properties: {players: {type: array, items: {$ref: "#/components/schemas/Player"}}}}]}
`

func answersOf(t *testing.T, opts plan.Options) (*catalog.Catalog, map[string]catalog.Answer) {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(answering), Answers: true})
	if err != nil {
		t.Fatal(err)
	}
	opts.Carriers = both.Carriers
	c := New(doc, planner.Build(doc, opts)).In(catalog.Context{AnswerBus: "told", AnswerSource: "openapi-destinations.T"})
	all := make(map[string]catalog.Answer)
	for _, op := range c.Operations {
		for _, a := range op.Answers {
			all[a.DetailType] = a
		}
	}
	return c, all
}

// TestAnswers: what comes back is described as the document does, by status, and as it is put.
func TestAnswers(t *testing.T) {
	c, all := answersOf(t, plan.Options{Answers: plan.BothAnswers})
	if len(all) != 10 || len(c.Definitions) != 2 {
		t.Fatalf("%d answers, %d definitions", len(all), len(c.Definitions))
	}
	for detailType, want := range map[string][]string{
		"addPlayer succeeded": {`"anyOf":[{"properties":{"status":{"type":"integer","const":201},"body":{"$ref":"#/$defs/Player"}}},{"properties":{"status":{"type":"integer","const":202}}},` +
			`{"properties":{"status":{"type":"integer","minimum":200,"maximum":299,"not":{"enum":[201,202]}},"body":{"type":"string"}}}]`, `"status":201`, `detail._correlation`},
		"listPlayers succeeded": {`"body":{"type":"array"`, `"status":200,"headers":{"content-type":"application/json"},"body":[{`},
		"getCard succeeded":     {`"body":{"type":"object","required":["url"]`, `"body":{"url":"https://example.com/"}`},
		"getPicture succeeded":  {`"status":{"type":"integer","minimum":200,"maximum":299}`, `"status":200`},
		"getAny succeeded":      {`"status":{"type":"integer","minimum":200,"maximum":299},"body":{"type":"object"}`, `"body":{}`},
		"addPlayer failed":      {`"required":["request","error","cause"]`, `"error":"States.Http.StatusCode.404"`, `detail._correlation`},
	} {
		a := all[detailType]
		if a.SampleEvent == nil || a.Bus != "told" || a.Source != "openapi-destinations.T" || a.SampleEvent.Source != a.Source || a.SampleEvent.DetailType != detailType {
			t.Errorf("%s: %+v", detailType, a)
			continue
		}
		for _, part := range want {
			if !strings.Contains(string(a.Schema)+string(a.SampleEvent.Detail), part) {
				t.Errorf("%s lacks %s:\n%s\n%s", detailType, part, a.Schema, a.SampleEvent.Detail)
			}
		}
	}
	checkSamples(t, c)
	page := string(c.Markdown())
	for _, part := range []string{"comes back as the event `addPlayer succeeded` of the source `openapi-destinations.T` on the bus `told`", "`detail._correlation`"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	if read, err := catalog.Parse(c.JSON()); err != nil || len(read.Operations[0].Answers) != 2 {
		t.Errorf("%v %+v", err, read)
	}
	if _, one := answersOf(t, plan.Options{Answers: plan.FailureAnswers, Methods: []string{"POST", "GET"}}); len(one) != 5 {
		t.Errorf("%d answers", len(one))
	}
}

// checkSamples has another validator look at the samples.
func checkSamples(t *testing.T, c *catalog.Catalog) {
	t.Helper()
	definitions := make(map[string]any)
	for _, d := range c.Definitions {
		definitions[d.Name], _ = jsonschema.UnmarshalJSON(bytes.NewReader(d.JSON))
	}
	for _, op := range c.Operations {
		for _, a := range op.Answers {
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.Schema))
			if err != nil {
				t.Fatal(err)
			}
			value.(map[string]any)["$defs"] = definitions
			compiler := jsonschema.NewCompiler()
			if err := compiler.AddResource("a.json", value); err != nil {
				t.Fatal(err)
			}
			schema, err := compiler.Compile("a.json")
			if err != nil {
				t.Fatal(err)
			}
			sample, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.SampleEvent.Detail))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(sample); err != nil {
				t.Errorf("%s: %v\n%s", a.DetailType, err, a.SampleEvent.Detail)
			}
			var detail struct{ Status int }
			if err := json.Unmarshal(a.SampleEvent.Detail, &detail); err != nil || detail.Status == 0 {
				t.Errorf("%s: %v", a.DetailType, err)
			}
		}
	}
}
