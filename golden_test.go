//go:build !race

package openapidestinations

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
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
		"judged": judged(),
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
			checkReferences(t, name, tmpl)
			golden.Check(t, "testdata/golden/"+name+".template.json", indented(t, []byte(withoutDefinitions(t, tmpl.text))))
		})
	}
}

// judged are settings that "destinations check" judges events by. Its own tests compare the catalog
// with the template (cmd/destinations/internal/judge).
func judged() *OpenApiDestinationsProps {
	return &OpenApiDestinationsProps{
		Document: DocumentFromFile("testdata/judged.yaml"),
		Sources:  []string{"my.application", "another"},
		Operations: map[string]OperationProps{
			"anyOptional": {Carrier: ByAPIDestination},
			"guarded*":    {GuardPath: jsii.Bool(true)},
			"off":         {Enabled: jsii.Bool(false)},
			"urgent":      {Pattern: `{"detail": {"priority": ["high"]}}`},
			"told":        {Answers: BothAnswers, Sources: []string{"another"}},
		},
	}
}

// TestJudgedCatalog keeps the catalog beside that template.
func TestJudgedCatalog(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), judged())
	written, err := os.ReadFile(filepath.Join(synth(t, stack).dir, "Api.events.json"))
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/golden/judged.events.json", written)
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
