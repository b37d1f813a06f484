package catalog_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestPageOfAHostileDocument: whatever a document says, its page has the headings, tables and
// code blocks that every page has, and nothing that Markdown could make of the texts.
func TestPageOfAHostileDocument(t *testing.T) {
	free := append(slices.Clone(catalog.HostileTexts), "x\n```\n\n<img src=x onerror=alert(1)>\n<script>alert(1)</script>\n\n# Forged\n\n```http\n",
		"\x1b]0;owned\a\x1b[31m", "\u009b31m\u202e\u2066", "a\r\nX-Forged: 1", "a\u2028b\u0085c")
	for i, text := range free {
		quoted := strconv.QuoteToASCII(text)
		paths := ""
		for j := range 2 {
			paths += strings.NewReplacer("TEXT", quoted, "N", fmt.Sprint(j)).Replace(`
  /pN/{id}:
    post:
      operationId: TEXT
      summary: TEXT
      parameters:
        - {name: id, in: path, required: true, description: TEXT, example: TEXT}
        - {name: X-H, in: header, required: true, schema: {type: string}, example: TEXT}
        - {name: TEXT, in: query, description: TEXT, schema: {type: string, default: TEXT, examples: [TEXT]}}
        - {name: c, in: cookie, description: TEXT}
        - {name: Const, in: header, required: true, schema: {const: TEXT}}
      requestBody: {description: TEXT, content: {application/json: {example: {TEXT: TEXT}}}}
  /qN:
    put: {summary: TEXT, tags: [TEXT], requestBody: {content: {application/json: {example: TEXT}}}, parameters: [{name: X-I, in: header, required: true, example: TEXT}]}
    post: {requestBody: {content: {text/plain: {example: TEXT}}}}
    delete: {operationId: mN, requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {TEXT: {type: string}}}, example: {TEXT: TEXT, b: [TEXT]}}}}}
    patch: {operationId: rN, description: TEXT, requestBody: {content: {TEXT: {}}}, parameters: [{name: TEXT, in: header}, {$ref: TEXT}]}
`)
		}
		source := "openapi: 3.1.0\ninfo: {title: " + quoted + ", version: " + quoted + "}\nservers: [{url: \"https://api.example.com\"}]\npaths:" + paths
		doc, err := spec.Load(spec.Source{Path: "a.yaml", Data: []byte(source)})
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for _, carriers := range [][]plan.Carrier{nil, {plan.ByStateMachine}} {
			p := planner.Build(doc, plan.Options{SendDefaults: i%2 == 0, Carriers: carriers})
			events := planned.New(doc, p).In(catalog.Context{Bus: "bus", DeadLetterQueue: "queue"})
			page := events.Markdown()
			checkPage(t, text, page, events)
			for _, out := range [][]byte{page, events.JSON()} {
				if at := strings.IndexFunc(string(out), func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) }); at >= 0 {
					t.Errorf("%q: there is a control character: %q", text, out[max(0, at-50):at+10])
				}
			}
		}
	}
}

func checkPage(t *testing.T, text string, page []byte, events *catalog.Catalog) {
	t.Helper()
	counts := map[string]int{}
	for _, line := range catalog.Outline(page) {
		kind, _, _ := strings.Cut(line, " ")
		counts[kind]++
	}
	samples := 0 // each is a code block
	for i := range events.Operations {
		if events.Operations[i].SampleEvent != nil {
			samples += 2 // and the command that puts it
		}
		if events.Operations[i].SampleRequest != nil {
			samples++
		}
	}
	if counts["Heading"] != 1+len(events.Operations) || counts["FencedCodeBlock"] != samples {
		t.Errorf("%q: the page of %d operations, %d with samples, has %v\n%s", text, len(events.Operations), samples, counts, page)
	}
	for kind := range counts {
		if !slices.Contains([]string{"Heading", "Paragraph", "List", "ListItem", "Table", "TableCell", "CodeSpan", "Emphasis", "FencedCodeBlock"}, kind) {
			t.Errorf("%q: the page has a %s:\n%s", text, kind, page)
		}
	}
	if counts["Emphasis"] != len(events.Operations) { // the fidelity
		t.Errorf("%q: the page of %d operations has %v", text, len(events.Operations), counts)
	}
}
