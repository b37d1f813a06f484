//go:build !race

package openapidestinations

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden keeps the template and the findings of the documents written for this
// project (their catalogs are internal/catalog's): a change is seen as a diff, logical ids above all,
// since another logical id replaces a resource in use.
func TestGolden(t *testing.T) {
	for name, props := range map[string]*OpenApiDestinationsProps{
		"football": {Document: DocumentFromFile(football)},
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
			golden(t, name+".diagnostics.txt", []byte(findings.String()))
			tmpl := synth(t, stack)
			golden(t, name+".template.json", indented(t, []byte(tmpl.text)))
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

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; look at the change with\n  go test . -run TestGolden -update && git diff testdata", file)
	}
}
