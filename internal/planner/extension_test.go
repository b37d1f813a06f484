package planner_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// extended is a document with an x-eventbridge at its root, at the path and at the operation.
func extended(root, path, op string) string {
	extension := func(text string) string {
		if text == "" {
			return "x-nothing: 0"
		}
		return selection.Extension + ": " + text
	}
	return `openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: "https://api.example.com/v1"}]
` + extension(root) + `
paths:
  /a:
    ` + extension(path) + `
    post:
      operationId: op
      parameters: [{name: q, in: query, schema: {type: string}}]
      requestBody: {content: {application/json: {}, text/json: {}}}
      ` + extension(op) + `
  /b: {post: {operationId: other}}
`
}

// TestExtensionLevels: the closer one wins, each setting for itself, and code comes before all.
func TestExtensionLevels(t *testing.T) {
	text := extended(`{retryAttempts: 9, maxEventAge: 2h, headers: {X-A: root, X-B: root}}`, `{retryAttempts: 8, headers: {x-a: path}}`, `{retryAttempts: 7, query: {v: 2}}`)
	p := build(t, text, plan.Options{TrustExtensions: true, Operations: map[string]plan.OperationSettings{"*": {Query: map[string]string{"v": "1"}}}})
	if got := retryOf(t, build(t, text, plan.Options{TrustExtensions: true, Operations: map[string]plan.OperationSettings{"op": {Optional: []string{}}}}), "op"); got[0] != [2]int{7, 7200} {
		t.Error(got)
	}
	if got := retryOf(t, p, "other"); got[0] != [2]int{9, 7200} {
		t.Error(got)
	}
	if got, want := constantsOf(operationOf(t, p, "op")), "?q=q, ?v=1, X-B: root, x-a: path"; got != want {
		t.Errorf("%s\nwant %s\n%s", got, want, lines(p.Diagnostics))
	}
	if got, want := constantsOf(operationOf(t, p, "other")), "?v=1, X-A: root, X-B: root"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// TestUntrusted: a document may describe and narrow by itself; the rest is a warning at its place.
func TestUntrusted(t *testing.T) {
	for member, why := range map[string]string{
		`description: Tells`:        "",
		`rateLimit: 5`:              "",
		`rateLimit: 6`:              "the rateLimit of x-eventbridge is not taken: 6 is more than 5, which holds otherwise",
		`retryAttempts: 0`:          "",
		`retryAttempts: 4`:          "4 is more than 3",
		`maxEventAge: 1m`:           "",
		`maxEventAge: 86400`:        "86400 is more than 120",
		`sources: [a]`:              "",
		`sources: [a, c]`:           `"c" is not among Sources`,
		`pattern: {account: ["1"]}`: "",
		`carrier: state-machine`:    "a document may only describe its operations, or narrow what holds otherwise",
		`enabled: false`:            "a document may only",
		`detailType: x`:             "a document may only",
		`mediaType: text/json`:      "a document may only",
		`optional: []`:              "a document may only",
		`headers: {X-A: 1}`:         "a document may only",
		`query: {a: 1}`:             "a document may only",
	} {
		opts := plan.Options{RateLimit: new(5.0), Retry: plan.Retry{Attempts: new(3.0), MaxEventAge: new(120.0)}, Sources: []string{"a", "b"}}
		for level, text := range []string{extended("{"+member+"}", "", ""), extended("", "{"+member+"}", ""), extended("", "", "{"+member+"}")} {
			p := build(t, text, opts)
			got := lines(slices.DeleteFunc(p.Diagnostics, func(d spec.Diagnostic) bool { return d.Severity < spec.Warning }))
			if why == "" && got != "" || !strings.Contains(got, why) || strings.Count(got, diagnostic.ExtensionIgnored) != min(len(why), 1) {
				t.Errorf("%s at level %d: %q; want %q", member, level, got, why)
			}
			if why != "" {
				line := []string{"test.yaml:4:", "test.yaml:7:", "test.yaml:12:"}[level]
				if !strings.Contains(got, line) || !strings.Contains(got, "trustExtensions") {
					t.Errorf("%s at level %d: no %s in %s", member, level, line, got)
				}
			}
			opts := opts
			opts.TrustExtensions = true
			trusted := lines(build(t, text, opts).Diagnostics)
			if strings.Contains(trusted, diagnostic.ExtensionIgnored) {
				t.Errorf("%s at level %d: trusted, and %s", member, level, trusted)
			}
		}
	}
}

// TestUntrustedNever: what is not taken changes nothing, and what narrows never widens a closer look.
func TestUntrustedNever(t *testing.T) {
	plain := build(t, extended("", "", ""), plan.Options{})
	p := build(t, extended("", "", `{carrier: state-machine, enabled: false, detailType: x, headers: {X-A: b}, query: {a: b}, optional: [], mediaType: text/json}`), plan.Options{})
	if got, want := ruleOf(t, p, "other").Pattern.String(), ruleOf(t, plain, "other").Pattern.String(); got != want || len(p.Rules) != len(plain.Rules) || len(p.Machines) > 0 {
		t.Errorf("%s\nwant %s, %d and %d rules", got, want, len(p.Rules), len(plain.Rules))
	}
	if got, want := constantsOf(operationOf(t, p, "op")), constantsOf(operationOf(t, plain, "op")); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	// The path's narrower sources, pattern and rate are no more than the root's.
	p = build(t, extended(`{sources: [a, b], pattern: {account: ["1"]}, rateLimit: 5}`, "", `{sources: [b, c], pattern: {region: [x]}, rateLimit: 7}`), plan.Options{})
	op := operationOf(t, p, "op")
	if !slices.Equal(op.Sources, []string{"a", "b"}) || op.Pattern != `{"account":["1"]}` || *destinationOf(t, p, "op").RateLimit != 5 {
		t.Errorf("%v, %s, %v", op.Sources, op.Pattern, *destinationOf(t, p, "op").RateLimit)
	}
	if got := lines(p.Diagnostics); strings.Count(got, "OAD337 warning") != 3 || strings.Count(got, "OAD338 info") != 2 {
		t.Error(got)
	}
	// AWS's own events come by on a bus that was given.
	p = build(t, extended("", "", `{sources: [aws.s3]}`), plan.Options{GivenBus: true})
	if got := lines(p.Diagnostics); !strings.Contains(got, "OAD337 warning") || len(operationOf(t, p, "op").Sources) > 0 {
		t.Error(got)
	}
}

// TestOverlaysAreTrusted: what an overlay writes counts, and only that.
func TestOverlaysAreTrusted(t *testing.T) {
	overlay := func(actions string) []spec.Source {
		return []spec.Source{{Path: "over.yaml", Data: []byte("overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n" + actions)}}
	}
	for name, tt := range map[string]struct {
		op, actions string
		want        string
		ignored     int
	}{
		"a whole one":   {"", "  - target: $.paths['/a'].post\n    update: {x-eventbridge: {headers: {X-A: b}, detailType: mine}}", "mine ?q=q, X-A: b", 0},
		"a member more": {"{query: {a: b}}", "  - target: $.paths['/a'].post\n    update: {x-eventbridge: {headers: {X-A: b}}}", "op ?q=q, X-A: b", 1},
		"an entry more": {"{headers: {X-A: a}}", "  - target: $.paths['/a'].post\n    update: {x-eventbridge: {headers: {X-B: b}}}", "op ?q=q, X-B: b", 1},
		"another value": {"{headers: {X-A: a}}", "  - target: $.paths['/a'].post\n    update: {x-eventbridge: {headers: {X-A: b}}}", "op ?q=q, X-A: b", 0},
		"nothing of it": {"{headers: {X-A: a}}", "  - target: $.paths['/a'].post\n    update: {summary: b}", "op ?q=q", 1},
		"a list merged": {"{optional: [q]}", "  - target: $.paths['/a'].post\n    update: {x-eventbridge: {optional: [r]}}", "op ?q=q", 1},
	} {
		doc, err := spec.Load(spec.Source{Path: "test.yaml", Data: []byte(extended("", "", tt.op)), Overlays: overlay(tt.actions)})
		if err != nil {
			t.Fatal(err)
		}
		p := planner.Build(doc, plan.Options{})
		op := &p.Operations[0]
		if got := op.DetailType + " " + constantsOf(op); got != tt.want || strings.Count(lines(p.Diagnostics), "OAD337") != tt.ignored || p.Failed() {
			t.Errorf("%s: %s\nwant %s\n%s", name, got, tt.want, lines(p.Diagnostics))
		}
	}
	doc, err := spec.Load(spec.Source{Path: "test.yaml", Data: []byte(extended("", "", "")), Overlays: overlay("  - target: $\n    update: {x-eventbridge: {rateLimit: 301}}")})
	if err != nil {
		t.Fatal(err)
	}
	if got := lines(planner.Build(doc, plan.Options{}).Diagnostics); !strings.Contains(got, "over.yaml:5:") || !strings.Contains(got, "OAD336 error: the rateLimit of x-eventbridge must be a whole number from 1 to 300") {
		t.Error(got)
	}
}

// TestWrongExtensions: shapes, names and numbers that can't be, each with its place.
func TestWrongExtensions(t *testing.T) {
	for text, want := range map[string]string{
		`5`:                                `test.yaml:12:7: OAD336 warning: x-eventbridge says nothing`,
		`{}`:                               `x-eventbridge says nothing`,
		`[rateLimit]`:                      `x-eventbridge says nothing`,
		`{ratelimit: 5}`:                   `test.yaml:12:34: OAD336 warning: x-eventbridge has no setting "ratelimit" (did you mean "rateLimit"?)`,
		`{rain: 5}`:                        `the settings are answers, carrier, description, detailType, enabled, guardPath, headers,`,
		`{security: [{key: []}]}`:          `x-eventbridge has no setting "security" (write OpenAPI's own security, at the operation or at the root of the document, or say it in Operations (context key operations))`,
		`{rateLimit: 0}`:                   `must be a whole number from 1 to 300`,
		`{rateLimit: "5"}`:                 `must be a whole number from 1 to 300`,
		`{rateLimit: null}`:                `must be a whole number from 1 to 300`,
		`{rateLimit: 1.5}`:                 `must be a whole number from 1 to 300`,
		`{retryAttempts: 186}`:             `from 0 to 185`,
		`{maxEventAge: 59}`:                `must be seconds from 60 to 86400, or a duration`,
		`{maxEventAge: 2d}`:                `must be seconds from 60 to 86400, or a duration`,
		`{enabled: yes}`:                   `must be true or false`,
		`{enabled: null}`:                  `must be true or false`,
		`{description: [a]}`:               `must be a text`,
		`{carrier: lambda}`:                `must be api-destination or state-machine`,
		`{sources: []}`:                    `must have a text`,
		`{sources: ["{{resolve:ssm:x}}"]}`: `the sources of x-eventbridge has "{{resolve:ssm:x}}", which must not reach a template`,
		`{sources: ["a\u0001"]}`:           `control character`,
		`{sources: a}`:                     `must be a list of texts`,
		`{optional: {a: b}}`:               `must be a list of texts`,
		`{headers: [a]}`:                   `is no object with names and values`,
		`{headers: {X-A: [b]}}`:            `the header "X-A" of x-eventbridge is no text, number or boolean`,
		`{pattern: {source: [a]}}`:         `the pattern of x-eventbridge cannot be used: it has the field "source"`,
		`{pattern: "{}"}`:                  `cannot be used`,
		`{pattern: {detail: {a: b}}}`:      `"detail.a" has no list`,
		`{pattern: {detail: {a: ["{{resolve:ssm:x}}"]}}}`: `must not reach a template`,
	} {
		p := build(t, extended("", "", text), plan.Options{})
		if got := lines(p.Diagnostics); strings.Count(got, "OAD336 warning") != 1 || !strings.Contains(got, want) {
			t.Errorf("%s: %s\nwant %s", text, got, want)
		}
	}
	text := strings.Replace(extended("", "", ""), "schema: {type: string}}", "schema: {type: string}, x-eventbridge: {rateLimit: 5}}", 1)
	if got := lines(build(t, text, plan.Options{}).Diagnostics); !strings.Contains(got, "OAD336 warning: x-eventbridge is not read here") {
		t.Error(got)
	}
}

// TestNoSecurityInExtensions: not even a document that is trusted, nor an overlay, says in x-eventbridge
// which credential is sent where. OpenAPI has words of its own for that.
func TestNoSecurityInExtensions(t *testing.T) {
	const schemes = "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}\n"
	text := extended("{security: [{key: []}]}", "{security: [{key: []}]}", "{security: [{key: []}]}") + schemes
	p := build(t, text, plan.Options{TrustExtensions: true})
	if got := lines(p.Diagnostics); strings.Count(got, `OAD336 error: x-eventbridge has no setting "security"`) != 3 || len(p.Secrets) > 0 {
		t.Errorf("%v\n%s", p.Secrets, got)
	}
	overlay := "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions: [{target: $, update: {x-eventbridge: {security: [{key: []}]}}}]\n"
	doc, err := spec.Load(spec.Source{Path: "test.yaml", Data: []byte(extended("", "", "") + schemes), Overlays: []spec.Source{{Path: "over.yaml", Data: []byte(overlay)}}})
	if err != nil {
		t.Fatal(err)
	}
	if p := planner.Build(doc, plan.Options{}); !strings.Contains(lines(p.Diagnostics), `OAD336 error: x-eventbridge has no setting "security"`) || len(p.Secrets) > 0 {
		t.Errorf("%v\n%s", p.Secrets, lines(p.Diagnostics))
	}
}

// TestExtensionReference: the annotated example has every setting, its schema too, and what one takes
// the other does.
func TestExtensionReference(t *testing.T) {
	doc, err := spec.Load(spec.Source{Path: "../../docs/x-eventbridge.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	p := planner.Build(doc, plan.Options{TrustExtensions: true, Methods: []string{"PATCH", "POST", "GET"}})
	if got := lines(slices.DeleteFunc(p.Diagnostics, func(d spec.Diagnostic) bool { return d.Severity < spec.Warning })); got != "" {
		t.Errorf("the example causes\n%s", got)
	}
	schema, err := jsonschema.NewCompiler().Compile("../../docs/x-eventbridge.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, e := range slices.Concat(doc.Extensions, doc.Operations[0].Extensions, doc.Operations[1].Extensions, doc.Operations[2].Extensions) {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(e.Value))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", e.Value, err)
		}
		for _, m := range e.Members {
			seen[m.Name] = true
		}
	}
	if got, want := slices.Sorted(maps.Keys(seen)), selection.ExtensionSettings(); !slices.Equal(got, want) {
		t.Errorf("the example has %q, and there are %q", got, want)
	}
	text, err := os.ReadFile("../../docs/x-eventbridge.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Properties map[string]struct {
			Minimum, Maximum, MaxLength int
			AnyOf                       []struct{ Minimum, Maximum int }
		}
	}
	if err := json.Unmarshal(text, &said); err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(maps.Keys(said.Properties)), selection.ExtensionSettings(); !slices.Equal(got, want) {
		t.Errorf("the schema has %q, and there are %q", got, want)
	}
	rate, age, retries := said.Properties["rateLimit"], said.Properties["maxEventAge"].AnyOf[0], said.Properties["retryAttempts"]
	if rate.Minimum != limits.RateMin || rate.Maximum != limits.RateMax || retries.Maximum != limits.RetriesMax ||
		age.Minimum != limits.EventAgeMin || age.Maximum != limits.EventAgeMax || said.Properties["detailType"].MaxLength != limits.DetailTypeLength {
		t.Errorf("the schema has other limits: %+v", said.Properties)
	}
	for _, wrong := range []string{`5`, `{}`, `{"ratelimit":5}`, `{"rateLimit":0}`, `{"rateLimit":"5"}`, `{"maxEventAge":59}`, `{"maxEventAge":"2d"}`, `{"enabled":"yes"}`,
		`{"carrier":"lambda"}`, `{"sources":[]}`, `{"headers":{"X":[1]}}`, `{"pattern":{"source":["a"]}}`, `{"pattern":{"detail":{"$or":[{"a":[1]},{"b":[1]}]}}}`, `{"pattern":{"detail":{"a":"b"}}}`} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(wrong))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(value) == nil {
			t.Errorf("the schema takes %s", wrong)
		}
		p := build(t, extended("", "", wrong), plan.Options{TrustExtensions: true})
		if !strings.Contains(lines(p.Diagnostics), "OAD336 error") {
			t.Errorf("the code takes %s", wrong)
		}
	}
}
