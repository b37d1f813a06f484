package planner_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// twins are one API in the words of Swagger 2.0 and of OpenAPI 3.0.
type twins struct{ two, three strings.Builder }

// both writes to both.
func (w *twins) both(format string, args ...any) { w.each(format, format, args...) }

func (w *twins) each(two, three string, args ...any) {
	fmt.Fprintf(&w.two, two, args...)
	fmt.Fprintf(&w.three, three, args...)
}

// drawTwins draws an API.
func drawTwins(t *rapid.T) *twins {
	w := new(twins)
	w.each("swagger: '2.0'\nhost: api.test\nbasePath: /v1\nschemes: [https]\nconsumes: [application/json]\n",
		"openapi: 3.0.3\nservers: [{url: 'https://api.test/v1'}]\n")
	w.both("info: {title: T, version: '1'}\nsecurity: [{key: []}]\npaths:\n")
	for i := range rapid.IntRange(1, 4).Draw(t, "paths") {
		w.both("  '/p%d/{id}':\n    parameters:\n", i)
		w.parameter(t, "id", "path")
		for _, method := range []string{"post", "put", "delete"} {
			if rapid.Bool().Draw(t, method) {
				w.operation(t, method)
			}
		}
	}
	w.each("securityDefinitions: {key: {type: apiKey, in: header, name: X-Key}, basic: {type: basic}, app: {type: oauth2, flow: application, tokenUrl: 'https://id.test/token', scopes: {a: A}}}\n",
		"components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, basic: {type: http, scheme: basic}, app: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://id.test/token', scopes: {a: A}}}}}}\n")
	return w
}

func (w *twins) operation(t *rapid.T, method string) {
	w.both("    %s:\n      deprecated: %v\n", method, rapid.Bool().Draw(t, "deprecated"))
	if security := rapid.SampledFrom([]string{"", "[]", "[{basic: []}]", "[{app: [a]}, {}]"}).Draw(t, "security"); security != "" {
		w.both("      security: %s\n", security)
	}
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"q", "X-H", "$odd", "message"}), 0, 4, rapid.ID).Draw(t, "names")
	body := rapid.SampledFrom([]string{"", "", "application/json", "application/merge-patch+json", "text/plain", "form"}).Draw(t, "body")
	if len(names) > 0 || body != "" {
		w.two.WriteString("      parameters:\n")
	}
	if len(names) > 0 {
		w.three.WriteString("      parameters:\n")
	}
	for _, name := range names {
		in := "query"
		if strings.HasPrefix(name, "X-") {
			in = "header"
		}
		w.parameter(t, name, in)
	}
	required := rapid.Bool().Draw(t, "required")
	const schema = "{type: object, required: [a], properties: {a: {type: string}, b: {type: integer}}}"
	switch body {
	case "":
	case "form":
		w.each("        - {name: f, in: formData, type: string, required: true}\n      consumes: [application/x-www-form-urlencoded]\n",
			"      requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {f: {type: string}}, required: [f]}}}}\n")
	default:
		fmt.Fprintf(&w.two, "        - {name: b, in: body, required: %v, schema: %s}\n", required, schema)
		if body != "application/json" {
			fmt.Fprintf(&w.two, "      consumes: [%s]\n", body)
		}
		fmt.Fprintf(&w.three, "      requestBody: {required: %v, content: {%s: {schema: %s}}}\n", required, body, schema)
	}
}

// parameter writes one of a location that both versions have.
func (w *twins) parameter(t *rapid.T, name, in string) {
	value := rapid.SampledFrom([]string{"type: string", "type: integer, format: int64", "type: boolean, default: true", "type: string, enum: [one]", "array"}).Draw(t, "value")
	w.both("        - {name: %q, in: %s, required: %v, ", name, in, in == "path" || rapid.Bool().Draw(t, "required"))
	if value != "array" {
		w.each("%s}\n", "schema: {%s}}\n", value)
		return
	}
	const array = "type: array, items: {type: string}"
	formats := [][2]string{{"csv", ""}}
	if in == "query" {
		formats = [][2]string{{"", ", explode: false"}, {"csv", ", explode: false"}, {"ssv", ", style: spaceDelimited"}, {"pipes", ", style: pipeDelimited"}, {"multi", ""}}
	}
	format := rapid.SampledFrom(formats).Draw(t, "format")
	if format[0] != "" {
		fmt.Fprintf(&w.two, "collectionFormat: %s, ", format[0])
	}
	fmt.Fprintf(&w.two, "%s}\n", array)
	fmt.Fprintf(&w.three, "schema: {%s}%s}\n", array, format[1])
}

// decided is all of a plan but places.
func decided(t *rapid.T, p *plan.Plan) string {
	unplaced := func(ds []spec.Diagnostic) []spec.Diagnostic {
		ds = slices.Clone(ds)
		for i := range ds {
			ds[i].Position = spec.Position{}
		}
		slices.SortFunc(ds, func(a, b spec.Diagnostic) int { return strings.Compare(a.Error(), b.Error()) })
		return ds
	}
	plain := *p
	plain.Diagnostics = unplaced(p.Diagnostics)
	plain.Operations = slices.Clone(p.Operations)
	for i := range plain.Operations {
		plain.Operations[i].Reasons = unplaced(plain.Operations[i].Reasons)
		plain.Operations[i].Spec = nil
	}
	text, err := json.MarshalIndent(plain, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSwaggerTwins: an API becomes the same whichever version describes it.
func TestSwaggerTwins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawTwins(t)
		plans := make([]string, 2)
		for i, text := range []string{w.two.String(), w.three.String()} {
			doc, err := spec.Load(spec.Source{Path: "test.yaml", Data: []byte(text)})
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			for _, d := range doc.Diagnostics {
				if d.Code != "OAD110" {
					t.Fatalf("%v\n%s", d.Error(), text)
				}
			}
			plans[i] = decided(t, planner.Build(doc, plan.Options{}))
		}
		if plans[0] != plans[1] {
			t.Fatalf("the documents\n%s\n%s\nbecome\n%s\n%s", w.two.String(), w.three.String(), plans[0], plans[1])
		}
	})
}
