//go:build !race

package openapidestinations

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/hostile"
)

// TestHostileDocuments: what becomes of a document's texts in the template is text: nothing
// for CloudFormation or the CDK to evaluate.
func TestHostileDocuments(t *testing.T) {
	// Those that have operations which can be called, in spite of all.
	names := map[string]bool{
		"crlf names": false, "control info": false, "markers": false, "prototype names": false, "odd paths": false, "number keys": false,
		"nan": false, "odd media types": false, "whitespace names": false, "refs outside": false, "long description": false,
	}
	for _, d := range hostile.Documents() {
		if _, wanted := names[d.Name]; !wanted {
			continue
		}
		names[d.Name] = true
		t.Run(d.Name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "folder")
			if err := os.Mkdir(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			if d.Setup != nil {
				if err := d.Setup(folder); err != nil {
					t.Skipf("SKIPPED: %v", err)
				}
			}
			file := filepath.Join(folder, "api.yaml")
			if err := os.WriteFile(file, []byte(d.Text()), 0o644); err != nil {
				t.Fatal(err)
			}
			stack := newStack(t)
			api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: DocumentFromFile(file)})
			for _, found := range api.Diagnostics() {
				if isError(found) {
					t.Fatalf("there should be no error: %s", found.Error())
				}
			}
			tmpl := synth(t, stack)
			checkHarmless(t, tmpl.text)
			if len(tmpl.ofType("AWS::Events::ApiDestination")) == 0 {
				t.Error("nothing can be called")
			}
		})
	}
	for name, found := range names {
		if !found {
			t.Errorf("there is no document %q", name)
		}
	}
}

// checkHarmless looks for what would be evaluated: dynamic references, the names of
// functions within texts, and what the CDK would have put in place of its tokens.
func checkHarmless(t *testing.T, text string) {
	t.Helper()
	for _, marker := range []string{"{{resolve:", "${", "#{Token[", "Fn::Sub", hostile.Outside, hostile.Secret, "\x1b", "\u202e"} {
		if strings.Contains(text, marker) {
			at := strings.Index(text, marker)
			t.Errorf("there is %q: %q", marker, text[max(0, at-200):min(len(text), at+200)])
		}
	}
	if bytes.ContainsRune([]byte(text), 0) {
		t.Error("there is a NUL")
	}
}
