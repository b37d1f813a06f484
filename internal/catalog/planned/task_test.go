package planned

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestTaskTexts: what docs/state-machine.md says of styles is what samples show.
func TestTaskTexts(t *testing.T) {
	page, err := os.ReadFile("../../../docs/state-machine.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	check := func(row, want, got string) {
		t.Helper()
		rows++
		if before, _, cut := strings.Cut(want, "…"); cut && strings.HasPrefix(got, before) || got == want {
			return
		}
		t.Errorf("%s: %s, want %s", row, got, want)
	}
	cells := regexp.MustCompile("`([^`]*)`")
	values := []string{`"blue"`, `["blue","black"]`, ""}
	for line := range strings.Lines(string(page)) {
		line = strings.Replace(line, "| no style |", "| `\"style\":\"\"` |", 1)
		found := cells.FindAllStringSubmatch(line, -1)
		if len(found) != 4 {
			continue
		}
		how := found[0][1]
		switch {
		case strings.HasPrefix(how, `{"field":"c"`):
			var f struct {
				Style, Name string
				Explode     bool
			}
			if err := json.Unmarshal([]byte(how), &f); err != nil {
				t.Fatal(err)
			}
			values[2] = `{"R":100,"G":200}`
			for i, value := range values {
				check(how, found[i+1][1], pathText(&machine.Path{Field: "c", Name: f.Name, Style: f.Style, Explode: f.Explode}, json.RawMessage(value)))
			}
		case strings.HasPrefix(how, `"style":`), strings.HasPrefix(how, `… "arrays"`), how == `"json":true`:
			e := struct {
				Style, Arrays string
				Explode, JSON bool
			}{}
			if err := json.Unmarshal([]byte("{"+strings.Replace(how, "…", `"style":"deepObject",`, 1)+"}"), &e); err != nil {
				t.Fatal(err)
			}
			values[2] = `{"R":100,"G":{"x":[1,2]}}`
			for i, value := range values {
				p := machine.Parameter{Name: "c", Source: machine.Source{Constant: json.RawMessage(value)}, Encoding: machine.Encoding{Style: e.Style, Arrays: e.Arrays, Explode: e.Explode, JSON: e.JSON}}
				check(how, found[i+1][1], strings.Join(taskQuery([]machine.Parameter{p}, nil), "&"))
			}
		}
	}
	if rows != 3*15 {
		t.Errorf("%d cells were compared", rows)
	}
}

// TestScriptNumber: numbers that become text are those of the page.
func TestScriptNumber(t *testing.T) {
	for literal, want := range map[string]string{
		"1": "1", "1.50": "1.5", "1e-7": "1e-7", "0.30000000000000004": "0.3", "1e3": "1000", "-0": "0", "true": "true", "1e21": "1e+21",
	} {
		if got := scriptNumber(literal); got != want {
			t.Errorf("%s is %s, want %s", literal, got, want)
		}
	}
}

const machined = `
openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com/v1"}]
security: [{key: []}]
paths:
  /players/{id}.json:
    post:
      operationId: addPlayer
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}, example: "a/b"}
        - {name: v, in: query, required: true, schema: {const: "2"}}
        - {name: tag, in: query, schema: {type: array, items: {type: string}}, example: [red, "blue & green"]}
        - {name: team, in: query, schema: {type: string}}
        - {name: "filter", in: query, style: deepObject, schema: {type: object, properties: {min: {type: integer}, max: {type: integer}}}}
        - {name: X-Parts, in: header, schema: {type: array, items: {type: integer}}, example: [1, 9007199254740993]}
        - {name: Idempotency-Key, in: header, schema: {type: string}}
        - {name: sid, in: cookie, required: true, schema: {type: string}, example: "a b"}
        - {name: lang, in: cookie, schema: {type: string}, example: de}
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [name, tags], properties: {name: {type: string, example: "Ann & Bob"}, tags: {type: array, items: {type: string}, example: [x, y]}}}
  /files:
    post:
      operationId: addFile
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {type: object, required: [purpose, file, meta], properties: {purpose: {type: string, example: "fine-tune"}, file: {type: string, format: binary}, meta: {type: object, required: [a], properties: {a: {type: integer}}}}}
  /notes:
    put:
      operationId: putNotes
      requestBody: {required: true, content: {text/csv: {schema: {type: string}, example: "a,b\n1,2\n"}}}
  /lines:
    put:
      operationId: putLines
      requestBody: {required: true, content: {application/x-ndjson: {schema: {type: object, properties: {a: {type: integer}}}}}}
  /notes/{id}.txt:
    delete:
      operationId: deleteNotes
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  /plain:
    post:
      operationId: plain
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string}}}}}}
components: {securitySchemes: {key: {type: apiKey, in: query, name: api_key}}}
`

// both are the carriers of an operation for which the more faithful one is taken.
var both = plan.Options{Carriers: []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}}

func machinedCatalog(t *testing.T) map[string]catalog.Operation {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(machined)})
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]catalog.Operation)
	for _, op := range New(doc, planner.Build(doc, both)).Operations {
		out[op.OperationID] = op
	}
	return out
}

// TestTaskRequests: an operation that a state machine carries has real arrays and objects in its
// sample, with all that is optional, and the request that the machine makes of it.
func TestTaskRequests(t *testing.T) {
	operations := machinedCatalog(t)
	for id, want := range map[string]struct{ detail, endpoint, request string }{
		"addPlayer": {
			`{"id":"a/b","sid":"a b","lang":"de","tag":["red","blue & green"],"team":"text","filter":{"min":1,"max":1},"X-Parts":[1,"9007199254740993"],"message":{"name":"Ann & Bob","tags":["x","y"]}}`,
			"https://api.example.com/v1/players/{id}.json",
			`POST https://api.example.com/v1/players/a%2Fb.json?tag=red&tag=blue%20%26%20green&filter%5Bmin%5D=1&filter%5Bmax%5D=1&v=2&team=text&api_key=****
Accept: */*
Content-Type: application/x-www-form-urlencoded
Cookie: sid=a%20b; lang=de
Idempotency-Key: the event's id
X-Parts: 1,9007199254740993

name=Ann%20%26%20Bob&tags=x&tags=y
`},
		"addFile": {
			`{"message":{"purpose":"fine-tune","file":"text","meta":{"a":1}}}`,
			"https://api.example.com/v1/files",
			`POST https://api.example.com/v1/files?api_key=****
Accept: */*
Content-Type: multipart/form-data; boundary=event-id

--event-id
Content-Disposition: form-data; name="purpose"

fine-tune
--event-id
Content-Disposition: form-data; name="file"; filename="file"
Content-Type: application/octet-stream

text
--event-id
Content-Disposition: form-data; name="meta"
Content-Type: application/json

{"a":1}
--event-id--
`},
		"putNotes": {`{"message":"a,b\n1,2\n"}`, "https://api.example.com/v1/notes",
			"PUT https://api.example.com/v1/notes?api_key=****\nAccept: */*\nContent-Type: text/csv\n\na,b\n1,2\n"},
		"putLines": {`{"message":[{"a":1}]}`, "https://api.example.com/v1/lines",
			"PUT https://api.example.com/v1/lines?api_key=****\nAccept: */*\nContent-Type: application/x-ndjson\n\n{\"a\":1}\n"},
		"deleteNotes": {`{"id":"text"}`, "https://api.example.com/v1/notes/{id}.txt",
			"DELETE https://api.example.com/v1/notes/text.txt?api_key=****\nAccept: */*\n"},
	} {
		op := operations[id]
		if op.Carrier != catalog.StateMachine || op.AnswerSeconds != 60 || op.Repeats == nil || *op.Repeats.Attempts != 185 || *op.Repeats.Seconds != 86400 {
			t.Errorf("%s: %s, %d seconds, %v", id, op.Carrier, op.AnswerSeconds, op.Repeats)
		}
		if op.Endpoint != want.endpoint || op.BaseURL != "https://api.example.com/v1" {
			t.Errorf("%s: %s below %s", id, op.Endpoint, op.BaseURL)
		}
		if got := string(op.SampleEvent.Detail); got != want.detail {
			t.Errorf("%s: the detail is\n%s\nwant\n%s", id, got, want.detail)
		}
		page := string((&catalog.Catalog{Operations: []catalog.Operation{op}}).Markdown())
		_, page, _ = strings.Cut(page, "```http\n")
		if got, _, _ := strings.Cut(page, "```"); got != want.request {
			t.Errorf("%s becomes\n%s\nwant\n%s", id, got, want.request)
		}
	}
	if op := operations["plain"]; op.Carrier != catalog.APIDestination || op.AnswerSeconds != 5 || *op.Repeats.Attempts != 185 {
		t.Errorf("%+v", op)
	}
	if got := operations["addPlayer"].Constants; len(got) != 1 || got[0] != (catalog.Constant{In: "query", Name: "v", Value: "2"}) {
		t.Errorf("the constants are %v", got)
	}
}
