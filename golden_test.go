//go:build !race

package openapidestinations

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/golden"
)

// TestGolden keeps the template and the findings of the documents written for this
// project (their catalogs are internal/catalog's): a change is seen as a diff, logical ids above all,
// since another logical id replaces a resource in use.
func TestGolden(t *testing.T) {
	for name, props := range map[string]*OpenApiDestinationsProps{
		"football": {Document: DocumentFromFile(football)},
		"answers":  {Document: DocumentFromFile(football), Answers: BothAnswers, AnswerHeaders: []string{"Location", "X-Request-Id"}},
		"edge":     {Document: DocumentFromFile("testdata/edge.yaml")},
		"prefix": {Document: DocumentFromFile(football), Prefix: "League", Methods: []string{"POST"},
			Sources: []string{"my.trainer"}, RetryAttempts: jsii.Number(3), RateLimit: jsii.Number(10)},
	} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			api := NewOpenApiDestinations(stack, jsii.String("Api"), props)
			var findings strings.Builder
			for _, d := range api.Diagnostics() {
				findings.WriteString(d.Error() + "\n")
			}
			golden.Check(t, "testdata/golden/"+name+".diagnostics.txt", []byte(findings.String()))
			tmpl := synth(t, stack)
			golden.Check(t, "testdata/golden/"+name+".template.json", indented(t, []byte(withoutDefinitions(t, tmpl.text))))
		})
	}
}

// indented sorts the members, so that a diff shows changes and not their order.
func indented(t *testing.T, text []byte) []byte {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(value); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
