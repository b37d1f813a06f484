package planner_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/cost"
	"github.com/openapi-destinations/openapidestinations/internal/hostile"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// FuzzPlan: whatever document and options, the plan ends, does not panic, and holds
// nothing that AWS refuses or that a template would evaluate; the catalog is written. All of it
// takes time and memory within bounds.
func FuzzPlan(f *testing.F) {
	for _, name := range []string{"../../testdata/edge.yaml", "../../example/football.yaml", "../corpus/testdata/kinds.yaml"} {
		data, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint32(0), "")
	}
	for i, text := range []string{
		document(filterable),
		document("/a/{b}/{b}.{c}?d={e}#f: {post: {}}\n'*': {put: {servers: [{url: '//h/{v}', variables: {v: {default: ${}}}]}}"),
		operation("/a", "parameters: [{name: a, in: query, style: deepObject, schema: {type: object, properties: {\"{{resolve:ssm:x}}\": {}, __proto__: {}}}}, {name: A, in: header, required: true, schema: {const: \"a\\r\\n\"}}, {name: c, in: cookie, required: true, schema: {enum: [1]}}]"),
		secured(someSchemes, "[{basic: []}, {}]", "requestBody: {required: true, content: {application/json: {schema: {required: [a], properties: {a: {type: string}}}}}}"),
		"swagger: \"2.0\"\nhost: h\npaths: {/a: {post: {parameters: [{in: body, name: b, schema: {}}, {in: query, name: q, type: array, items: {type: string}, collectionFormat: tsv}]}}}",
	} {
		f.Add([]byte(text), uint32(1<<i), "a")
	}
	f.Add([]byte(operation("/{+a}/.{b}/{c}{d*}", `parameters: [{name: a, in: path, required: true, schema: {}}, {name: c, in: path, required: true, style: matrix, schema: {type: array}},
  {name: a, in: query, schema: {default: "${AWS::Region}"}}, {name: p, in: query, style: pipeDelimited, schema: {type: object, properties: {x: {default: d}}}}, {name: s, in: cookie, required: true, style: cookie, schema: {const: "a b"}}]
requestBody: {required: true, content: {text/plain: {schema: {type: string}}, a: {}}}`)), uint32(1<<11|1<<12), "a")
	for _, servers := range []string{regions, stages, `[{url: "{s}://{h}:{p}{path}", variables: {p: {default: 1}, path: {default: /}}}, {url: "{s}://{h}:{p}/x/{path}"}]`} {
		f.Add([]byte(withServers(servers, `[{url: "/{v}", variables: {v: {enum: [a, b/]}}}]`)), uint32(3<<16), "h")
	}
	for i, d := range hostile.Documents() {
		if d.Slow {
			continue
		}
		if text := d.Text(); len(text) < 2000 {
			f.Add([]byte(text), uint32(i*977), "op")
		}
	}
	for _, sizes := range []uint32{1 << 18, 1 << 19, 7 << 20, 63 << 18} {
		f.Add([]byte(document(filterable)), sizes, "a")
	}
	f.Fuzz(func(t *testing.T, data []byte, bits uint32, word string) {
		doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: data})
		if err != nil {
			return
		}
		var p *plan.Plan
		cost.Document.Check(t, len(data), func() {
			p = planner.Build(doc, fuzzedOptions(bits, word))
			events := planned.New(doc, p).In(catalog.Context{Bus: "bus", DeadLetterQueue: "queue"})
			if !json.Valid(events.JSON()) || len(events.Markdown()) == 0 {
				t.Error("the catalog is no JSON, or empty")
			}
		})
		hostile.CheckPlan(t, p)
	})
}

// fuzzedOptions are drawn from the bits. The word is the user's own: names of the
// document that it may hit.
func fuzzedOptions(bits uint32, word string) plan.Options {
	on := func(bit int) bool { return bits&(1<<bit) != 0 }
	opts := plan.Options{CatchUnknown: on(0), Strict: on(1), RulesPerBus: 100_000}
	if on(2) {
		opts.Methods = []string{"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"}
	}
	if on(3) {
		opts.BaseURL = "https://base.example.com/v1"
	} else if on(4) {
		opts.Server = word
	}
	if on(5) {
		most := int(bits >> 13 & 7)
		opts.MaxOptional = &most
	}
	if on(6) {
		opts.Sources = []string{"my.source"}
	}
	if on(7) {
		opts.Operations = map[string]plan.OperationSettings{word: {Optional: []string{word}, MediaType: "text/plain"}, "*": {Optional: []string{word}, MediaType: word}}
	}
	if on(8) {
		opts.Include = []plan.Filter{{Tags: []string{word}}, {Paths: []string{"**"}}}
		opts.Exclude = []plan.Filter{{OperationIDs: []string{"*" + word + "*"}}}
	}
	if on(9) {
		opts.IdempotencyHeaders = []string{word}
	}
	if on(10) {
		opts.Parameters = map[string]string{word: "1"}
		opts.Operations = map[string]plan.OperationSettings{"*": {GuardPath: new(true)}}
	}
	if on(11) {
		opts.SendDefaults = true
	}
	if on(12) {
	}
	if on(16) && !on(3) {
		opts.AskServer = true
	}
	if on(17) {
		opts.AskServerVariables = []string{"*"}
		opts.ServerVariables = map[string]string{word: "1"}
	}
	if on(18) {
		opts.Shards, opts.RulesPerBus = true, 20
	}
	opts.SharedDestinations = on(19)
	if on(20) {
		stacks := int(bits >> 21 & 3)
		opts.NestedStacks = &stacks
	}
	if on(24) {
		opts.Carriers = []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}[bits>>25&1:]
		opts.FormBrackets = on(26)
	}
	if on(23) {
		opts.Part, opts.Parts = 2, 3
	}
	return opts
}
