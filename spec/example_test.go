package spec_test

import (
	"errors"
	"fmt"

	"github.com/openapi-destinations/openapidestinations/spec"
)

const football = `openapi: 3.1.0
info: {title: Football, version: 1.0.0}
servers:
  - url: https://api.example.com
paths:
  /players/{playerId}/injuries:
    parameters:
      - {name: playerId, in: path, required: true, schema: {type: string}}
    post:
      operationId: Add Player Injury
      parameters:
        - {name: followUpDate, in: query, schema: {type: string, format: date}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [type]
              properties:
                type: {type: string}
                injuryDate: {type: string, format: date}
`

// Load reads a document from bytes here; with a Path alone it reads that file.
func ExampleLoad() {
	doc, err := spec.Load(spec.Source{Path: "football.yaml", Data: []byte(football)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, op := range doc.Operations {
		fmt.Println(op.Position, op.ID, op.Method, op.Servers[0].URL+op.Path)
		for _, p := range op.Parameters {
			fmt.Println(p.In, p.Name, p.Required, p.Schema.Types)
		}
		for _, p := range op.Body.Content[0].Schema.Properties {
			fmt.Println("body", p.Name, p.Required, p.Schema.Types)
		}
	}
	// Output:
	// football.yaml:9:5 Add Player Injury POST https://api.example.com/players/{playerId}/injuries
	// path playerId true [string]
	// query followUpDate false [string]
	// body type true [string]
	// body injuryDate false [string]
}

// The error of Load is a *Diagnostic, which knows its place.
func ExampleLoad_error() {
	_, err := spec.Load(spec.Source{Path: "old.yaml", Data: []byte("info: {}\nswagger: '1.2'\n")})
	var d *spec.Diagnostic
	if errors.As(err, &d) {
		fmt.Println(d.Code, d.Position, d.Message)
	}
	// Output: OAD102 old.yaml:2:10 Swagger "1.2" is not read
}

// What is wrong with a part of the document leaves the rest of it readable.
func ExampleDocument_diagnostics() {
	doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(`openapi: 3.0.3
info: {title: A, version: "1"}
paths:
  /a:
    put:
      parameters:
        - $ref: '#/components/parameters/Gone'
    delete: {}
`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, op := range doc.Operations {
		fmt.Println(op.Method, op.Path, op.Incomplete)
	}
	for _, d := range doc.Diagnostics {
		fmt.Println(d.Position, d.Code, d.Severity)
	}
	// Output:
	// PUT /a true
	// DELETE /a false
	// api.yaml:7:17 OAD103 warning
}

// An overlay changes the document before it is read. What it brought stands in its file,
// all else where it was.
func ExampleLoad_overlay() {
	doc, err := spec.Load(spec.Source{Path: "football.yaml", Data: []byte(football), Overlays: []spec.Source{
		{Path: "staging.yaml", Data: []byte(`overlay: 1.1.0
info: {title: Staging, version: "1"}
actions:
  - {target: $.servers, remove: true}
  - {target: $, update: {servers: [{url: "https://staging.example.com"}]}}
  - {target: $.paths.*.put, update: {deprecated: true}}
`)},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(doc.Operations[0].Position, doc.Servers[0].URL, doc.Servers[0].Position)
	for _, d := range doc.Diagnostics {
		fmt.Println(d.Position, d.Code, d.Message)
	}
	// Output:
	// football.yaml:9:5 https://staging.example.com staging.yaml:5:36
	// staging.yaml:6:14 OAD112 the target $.paths.*.put matches nothing in the document
}
