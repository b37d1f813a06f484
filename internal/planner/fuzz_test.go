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
		f.Add(data, uint64(0), "")
	}
	for i, text := range []string{
		document(filterable),
		document("/a/{b}/{b}.{c}?d={e}#f: {post: {}}\n'*': {put: {servers: [{url: '//h/{v}', variables: {v: {default: ${}}}]}}"),
		operation("/a", "parameters: [{name: a, in: query, style: deepObject, schema: {type: object, properties: {\"{{resolve:ssm:x}}\": {}, __proto__: {}}}}, {name: A, in: header, required: true, schema: {const: \"a\\r\\n\"}}, {name: c, in: cookie, required: true, schema: {enum: [1]}}]"),
		secured(someSchemes, "[{basic: []}, {}]", "requestBody: {required: true, content: {application/json: {schema: {required: [a], properties: {a: {type: string}}}}}}"),
		"swagger: \"2.0\"\nhost: h\npaths: {/a: {post: {parameters: [{in: body, name: b, schema: {}}, {in: query, name: q, type: array, items: {type: string}, collectionFormat: tsv}]}}}",
	} {
		f.Add([]byte(text), uint64(1<<i), "a")
	}
	f.Add([]byte(operation("/{+a}/.{b}/{c}{d*}", `parameters: [{name: a, in: path, required: true, schema: {}}, {name: c, in: path, required: true, style: matrix, schema: {type: array}},
  {name: a, in: query, schema: {default: "${AWS::Region}"}}, {name: p, in: query, style: pipeDelimited, schema: {type: object, properties: {x: {default: d}}}}, {name: s, in: cookie, required: true, style: cookie, schema: {const: "a b"}}]
requestBody: {required: true, content: {text/plain: {schema: {type: string}}, a: {}}}`)), uint64(1<<11|1<<12), "a")
	for _, servers := range []string{regions, stages, `[{url: "{s}://{h}:{p}{path}", variables: {p: {default: 1}, path: {default: /}}}, {url: "{s}://{h}:{p}/x/{path}"}]`} {
		f.Add([]byte(withServers(servers, `[{url: "/{v}", variables: {v: {enum: [a, b/]}}}]`)), uint64(3<<16), "h")
	}
	for i, d := range hostile.Documents() {
		if d.Slow {
			continue
		}
		if text := d.Text(); len(text) < 2000 {
			f.Add([]byte(text), uint64(i*977), "op")
		}
	}
	for i, extension := range []string{
		`{carrier: state-machine, answers: both, rateLimit: 1, retryAttempts: 0, maxEventAge: 60, description: a, headers: {X-A: b}, query: {a: b}}`,
		`{mediaType: a/b, sources: [a], pattern: {detail: {q: [1]}}, enabled: false, detailType: b, optional: [], guardPath: true}`,
		`[]`, `{headers: [], query: {a: {}}, pattern: "{", detailType: ["${x}"]}`,
	} {
		text := extended("", extension, "") + "  /c/{d}: {put: {operationId: c, requestBody: {content: {application/json: {schema: {type: object, required: [e], properties: {e: {type: string}, f: {type: array}}}}}}}}\n"
		f.Add([]byte(text), uint64(1<<27|1<<32|3<<28|1<<31)+uint64(i)<<24+uint64(i*12345)<<33, "op")
		f.Add([]byte(text), uint64(1<<32|1<<24|1<<31)+uint64(i*54321)<<33, "c")
	}
	for _, sizes := range []uint64{1 << 18, 1 << 19, 7 << 20, 63 << 18} {
		f.Add([]byte(document(filterable)), sizes, "a")
	}
	f.Fuzz(func(t *testing.T, data []byte, bits uint64, word string) {
		doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: data})
		if err != nil {
			return
		}
		opts := fuzzedOptions(bits, word)
		if bits&(1<<32) != 0 {
			opts.Triggers = hostile.Triggers(planned.New(doc, planner.Build(doc, opts)).Operations)
		}
		var p *plan.Plan
		cost.Document.Check(t, len(data), func() {
			p = planner.Build(doc, opts)
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
func fuzzedOptions(bits uint64, word string) plan.Options {
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
	opts.TrustExtensions = on(27)
	opts.Answers = []plan.Answers{"", plan.SuccessAnswers, plan.FailureAnswers, plan.BothAnswers}[bits>>28&3]
	if on(30) {
		opts.AnswerHeaders, opts.AnswerSources = []string{"etag", word}, []plan.AnswerSource{{Text: "answers", Length: 7, Own: true}}
	}
	if on(31) {
		opts.Operations = settings(bits>>33, word)
	}
	if on(23) {
		opts.Part, opts.Parts = 2, 3
	}
	return opts
}

// settings are those of single operations, drawn from the bits.
func settings(bits uint64, word string) map[string]plan.OperationSettings {
	on := func(bit int) bool { return bits&(1<<bit) != 0 }
	var s plan.OperationSettings
	if on(0) {
		s.Carrier = []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}[bits>>1&1]
	}
	s.Answers = []plan.Answers{"", plan.NoAnswers, plan.SuccessAnswers, plan.BothAnswers}[bits>>2&3]
	if on(4) {
		s.RateLimit, s.RetryAttempts, s.MaxEventAge = new(5.0), new(float64(bits>>5&3)), new(60+float64(bits>>5&1023))
	}
	if on(6) {
		s.Description = word
	}
	if on(7) {
		s.Headers = map[string]string{"X-Fixed": "1", word: "2"}
	}
	if on(8) {
		s.Query = map[string]string{"fixed": "1", word: "2"}
	}
	if on(9) {
		s.MediaType = word
	}
	if on(10) {
		s.Sources = []string{"a.source"}
	}
	if on(11) {
		s.Pattern = `{"detail":{"kind":["a",{"prefix":"b"}]}}`
	} else if on(12) {
		s.Pattern = word
	}
	if on(13) {
		s.Enabled = new(on(14))
	}
	if on(15) {
		s.GuardPath = new(on(16))
	}
	if on(17) {
		s.Optional = []string{word}
	}
	if on(21) {
		s.Security = []spec.SecurityRequirement{{Schemes: []spec.SchemeScopes{{Scheme: word}}}}[bits>>22&1:]
	}
	one := s
	if on(18) {
		one.DetailType = "Fuzzed"
	}
	return map[string]plan.OperationSettings{word: one, []string{"*", "tag:" + word, "POST /*"}[bits>>19%3]: s}
}
