package spec

import (
	"testing"
)

// TestAnswers: what responses hold is read where it is asked for, with its schemas and examples.
func TestAnswers(t *testing.T) {
	for name, text := range map[string]string{
		"OpenAPI": `
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /a:
    get:
      responses:
        "200": {$ref: "#/components/responses/Player"}
        "204": {description: none}
        "404": {description: no, content: {application/json: {schema: {type: object}}}}
  /b: {get: {responses: {default: {description: any, content: {text/plain: {}, application/json: {example: {a: 1}, schema: {$ref: "#/components/schemas/Lost"}}}}}}}
components:
  responses: {Player: {description: p, content: {application/json: {schema: {$ref: "#/components/schemas/Player"}}}}}
  schemas: {Player: {type: object, properties: {team: {$ref: "#/components/schemas/Team"}}, example: {team: x}}, Team: {type: string}}`,
		"Swagger": `
swagger: "2.0"
info: {title: T, version: "1"}
paths:
  /a:
    get:
      produces: [application/json]
      responses:
        "200": {description: p, schema: {$ref: "#/definitions/Player"}, examples: {application/json: {team: x}}}
        "204": {description: none}
  /b: {get: {produces: [text/plain, application/json], responses: {default: {description: any, schema: {}, examples: {application/json: {a: 1}}}}}}
definitions: {Player: {type: object, properties: {team: {$ref: "#/definitions/Team"}}}, Team: {type: string}}`,
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := Load(Source{Path: "api.yaml", Data: []byte(text), Answers: true})
			if err != nil {
				t.Fatal(err)
			}
			a, b := doc.Operations[0].Responses, doc.Operations[1].Responses
			if len(a) != 2 || len(a[0].Content) != 1 || a[1].Content == nil || len(a[1].Content) != 0 || len(b) != 1 || len(b[0].Content) != 2 {
				t.Fatalf("%+v\n%+v", a, b)
			}
			player := a[0].Content[0]
			if player.Type != "application/json" || string(player.Schema.JSON) != `{"$ref":"#/$defs/Player"}` || string(player.Example) != `{"team":"x"}` {
				t.Errorf("%s %s %s", player.Type, player.Schema.JSON, player.Example)
			}
			if len(doc.Definitions) != 2 || doc.Definitions[1].Name != "Team" {
				t.Errorf("%v", doc.Definitions)
			}
			if b[0].Content[0].Example != nil || string(b[0].Content[1].Example) != `{"a":1}` || doc.Operations[1].Incomplete {
				t.Errorf("%+v", b[0].Content)
			}
			doc, err = Load(Source{Path: "api.yaml", Data: []byte(text)})
			if err != nil || doc.Operations[0].Responses[0].Content != nil || len(doc.Definitions) != 0 {
				t.Errorf("%+v %v %v", doc.Operations[0].Responses, doc.Definitions, err)
			}
		})
	}
}
