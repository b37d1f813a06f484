package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const oldDocument = `
openapi: 3.0.3
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /players:
    post:
      operationId: addPlayer
      parameters:
        - {name: team, in: query, schema: {type: string, enum: [reds, blues]}}
        - {name: dry, in: query, schema: {type: boolean}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Player"}}}}
  /players/{id}:
    delete:
      operationId: removePlayer
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
components:
  schemas:
    Base: {type: object, required: [name], properties: {name: {type: string}, nick: {type: string}}}
    Player: {allOf: [{$ref: "#/components/schemas/Base"}]}
`

// past is the catalog of a document as JSON tells it.
func past(t *testing.T, text string, sources ...string) *catalog.Catalog {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	p := planner.Build(doc, plan.Options{Sources: sources})
	parsed, err := catalog.Parse(planned.New(doc, p).In(catalog.Context{Bus: "bus", Sources: sources}).JSON())
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// TestChanges: one edit of a document each, and what is said of it.
func TestChanges(t *testing.T) {
	nowhere := func(string) bool { return false }
	for name, tt := range map[string]struct {
		old, new string
		want     []string
	}{
		"nothing":                {"", "", nil},
		"words":                  {"title: T", "title: Other", nil},
		"an operation is gone":   {"post:\n      operationId: addPlayer", "get:\n      operationId: addPlayer", []string{"0 addPlayer: the operation POST /players is gone"}},
		"an operation is new":    {"components:", "  /x: {post: {operationId: x}}\ncomponents:", []string{"1 x: the operation POST /x is new"}},
		"another detail type":    {"operationId: removePlayer", "operationId: dropPlayer", []string{`0 dropPlayer: its detail type was "removePlayer"`}},
		"another path":           {"/players/{id}:", "/v2/players/{id}:", []string{"2 removePlayer: the endpoint was https://api.example.com/players/* and is https://api.example.com/v2/players/*"}},
		"another server":         {"https://api.example.com", "https://api.example.org", []string{"2 addPlayer: the endpoint", "2 removePlayer: the endpoint"}},
		"a field is required":    {"name: team, in: query,", "name: team, in: query, required: true,", []string{"0 addPlayer: the field team is required now"}},
		"a field is gone":        {"        - {name: dry, in: query, schema: {type: boolean}}\n", "", []string{"0 addPlayer: the field dry is gone"}},
		"a required field more":  {"        - {name: dry", "        - {name: season, in: query, required: true, schema: {type: string}}\n        - {name: dry", []string{"0 addPlayer: the field season is new and required"}},
		"an optional field more": {"        - {name: dry", "        - {name: season, in: header, schema: {type: string}}\n        - {name: dry", []string{"2 addPlayer: the field season is new"}},
		"a field moves":          {"name: dry, in: query", "name: dry, in: header", []string{"2 addPlayer: the field dry is sent as the header parameter dry"}},
		"a constant":             {"name: dry, in: query, schema: {type: boolean}", "name: X-Dry, in: header, required: true, schema: {const: 'a \"b'}", []string{"0 addPlayer: the field dry is gone", `2 addPlayer: what is always sent was the header parameter Content-Type = "application/json" and is the header parameter X-Dry = "a \"b", the header parameter Content-Type = "application/json"`}},
		"a type is narrower":     {"{name: id, in: path, required: true, schema: {type: integer}}", "{name: id, in: path, required: true, schema: {type: boolean}}", []string{"0 removePlayer: the field id must be of the type boolean now"}},
		"a type is wider":        {"{name: id, in: path, required: true, schema: {type: integer}}", "{name: id, in: path, required: true, schema: {type: number}}", []string{"2 removePlayer: the field id takes more than before"}},
		"any type":               {"{name: id, in: path, required: true, schema: {type: integer}}", "{name: id, in: path, required: true, schema: {}}", []string{"2 removePlayer: the field id takes more than before"}},
		"a value less":           {"[reds, blues]", "[reds, greens]", []string{`0 addPlayer: the field team no longer takes "blues"`, `2 addPlayer: the field team takes "greens" now`}},
		"a value more":           {"[reds, blues]", "[reds, blues, greens]", []string{`2 addPlayer: the field team takes "greens" now`}},
		"a property is required": {"required: [name]", "required: [name, nick]", []string{"0 addPlayer: the field message must have the property nick now"}},
		"a property is gone":     {", nick: {type: string}", "", []string{"0 addPlayer: the field message no longer has the property nick"}},
		"unsupported now":        {"application/json", "multipart/form-data", []string{"0 addPlayer: the operation POST /players is gone, or is no longer called"}},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(oldDocument, tt.old) {
				t.Fatalf("the document has no %q", tt.old)
			}
			text := oldDocument
			if tt.old != "" {
				text = strings.ReplaceAll(text, tt.old, tt.new)
			}
			found := describe(catalog.Changes(past(t, oldDocument), past(t, text), nowhere))
			if !slices.EqualFunc(found, tt.want, strings.HasPrefix) {
				t.Errorf("got  %q\nwant %q", found, tt.want)
			}
		})
	}
	sources := func(s ...string) *catalog.Catalog { return past(t, oldDocument, s...) }
	for name, tt := range map[string]struct {
		before, now *catalog.Catalog
		want        int
	}{
		"fewer sources": {sources("a", "b"), sources("a"), 2},
		"not any":       {sources(), sources("a"), 2},
		"more sources":  {sources("a"), sources("a", "b"), 0},
		"any source":    {sources("a"), sources(), 0},
	} {
		if found := describe(catalog.Changes(tt.before, tt.now, nowhere)); len(found) != tt.want {
			t.Errorf("%s: %q", name, found)
		}
	}
	moved := past(t, oldDocument)
	moved.Bus, moved.Operations = "other", moved.Operations[:1]
	here := func(detailType string) bool { return detailType == "removePlayer" }
	if found := describe(catalog.Changes(past(t, oldDocument), moved, here)); len(found) != 1 || found[0] != `0 : the bus to put events on was "bus" and is "other"` {
		t.Errorf("another bus, and an operation in another part: %q", found)
	}
}

// TestChangeOfCarrier: another carrier is no producer's matter, unless a field must be text now that
// could be an array or object; what the carriers write differently is not said.
func TestChangeOfCarrier(t *testing.T) {
	const text = `
openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /plain/{id}:
    post:
      operationId: plain
      parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: n, in: query, schema: {type: integer}}]
  /lists:
    post:
      operationId: lists
      parameters: [{name: ids, in: query, required: true, explode: false, schema: {type: array, items: {type: string}}}]
`
	doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	by := func(carrier plan.Carrier) *catalog.Catalog {
		parsed, err := catalog.Parse(planned.New(doc, planner.Build(doc, plan.Options{Carriers: []plan.Carrier{carrier}})).JSON())
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	destination, machine := by(plan.ByAPIDestination), by(plan.ByStateMachine)
	former := by(plan.ByAPIDestination)
	for i := range former.Operations {
		former.Operations[i].Carrier = "" // as in a catalog that doesn't say it
	}
	const there = "what carries it was an API destination and is a state machine"
	const back = "what carries it was a state machine and is an API destination"
	for name, tt := range map[string]struct {
		before, now *catalog.Catalog
		want        []string
	}{
		"the same":     {machine, machine, nil},
		"not said":     {former, destination, nil},
		"there":        {destination, machine, []string{"2 plain: " + there, "2 lists: the field ids is sent otherwise; " + there}},
		"not said yet": {former, machine, []string{"2 plain: " + there, "2 lists: the field ids is sent otherwise; " + there}},
		"back": {machine, destination, []string{
			"2 plain: " + back, "0 lists: the field ids must be one string now, not an array or object", "2 lists: the field ids is sent otherwise; " + back,
		}},
	} {
		found := describe(catalog.Changes(tt.before, tt.now, func(string) bool { return false }))
		for i := range found {
			found[i], _, _ = strings.Cut(found[i], "; what is always sent")
		}
		if !slices.Equal(found, tt.want) {
			t.Errorf("%s: %q\nwant %q", name, found, tt.want)
		}
	}
}

func describe(changes []catalog.Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, string(rune('0'+c.Kind))+" "+c.DetailType+": "+c.What)
	}
	return out
}

func TestParse(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `{"format": 2}`, `{"operations": {}}`} {
		if _, err := catalog.Parse([]byte(text)); err == nil {
			t.Errorf("%q is taken for a catalog", text)
		}
	}
}
