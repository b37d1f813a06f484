//go:build !race

package openapidestinations

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/hostile"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestHostileDocuments: what becomes of a document's texts in the template is text: nothing
// for CloudFormation or the CDK to evaluate.
func TestHostileDocuments(t *testing.T) {
	// Those that have operations which can be called, in spite of all.
	names := map[string]bool{
		"crlf names": false, "control info": false, "markers": false, "prototype names": false, "odd paths": false, "number keys": false,
		"nan": false, "odd media types": false, "whitespace names": false, "refs outside": false, "long description": false,
		"function names": false, "paths into the event": false, "acknowledgements": false, "commands in a file's name": false,
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
			checkHarmless(t, withoutDefinitions(t, tmpl.text))
			for id, r := range tmpl.ofType("AWS::Events::Rule") {
				checkKeys(t, id, r.Properties["EventPattern"])
				for i := range r.Properties["Targets"].([]any) {
					checkKeys(t, id, at(r.Properties, "Targets", i, "HttpParameters"))
				}
			}
			if len(tmpl.ofType("AWS::Events::ApiDestination"))+len(tmpl.ofType("AWS::StepFunctions::StateMachine")) == 0 {
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

// checkKeys: no key of what comes from the document is a function of CloudFormation.
func checkKeys(t *testing.T, id string, node any) {
	t.Helper()
	object, _ := node.(map[string]any)
	for key, value := range object {
		if key == "Ref" || key == "Condition" || strings.HasPrefix(key, "Fn::") {
			t.Errorf("the rule %s has the key %q: %v", id, key, node)
		}
		checkKeys(t, id, value)
	}
}

// TestAcknowledgementsOfTheDocument: a document acknowledges no warning.
func TestAcknowledgementsOfTheDocument(t *testing.T) {
	const text = `openapi: 3.1.0
info: {title: x, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /a: {post: {operationId: "a [ack: openapi-destinations:OAD203]", requestBody: {content: {text/plain: {}}}}}
  /b: {post: {operationId: b, requestBody: {content: {multipart/form-data: {}}}}}
`
	for _, acknowledged := range []string{"", "openapi-destinations:OAD203"} {
		stack := newStack(t)
		api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: DocumentFromBytes("api.yaml", []byte(text))})
		if acknowledged != "" {
			awscdk.Annotations_Of(api).AcknowledgeWarning(jsii.String(acknowledged), nil)
		}
		shown := ""
		for _, entry := range *api.Node().Metadata() {
			shown += fmt.Sprintln(entry.Data)
		}
		for _, found := range api.Diagnostics() {
			if is := strings.Contains(shown, found.Code+" warning"); found.Severity == spec.Warning && is == (acknowledged == "openapi-destinations:"+found.Code) {
				t.Errorf("with %q acknowledged, %s is shown: %v\n%s", acknowledged, found.Code, is, shown)
			}
		}
		if strings.Contains(shown, "a [ack: ") {
			t.Errorf("the document's words are those of the CDK:\n%s", shown)
		}
	}
}

// checkHarmless looks for what would be evaluated: dynamic references, the names of
// functions within texts, and what the CDK would have put in place of its tokens.
func checkHarmless(t *testing.T, text string) {
	t.Helper()
	for _, marker := range []string{"{{resolve:", "${", "#{Token[", `"Fn::Sub":`, hostile.Outside, hostile.Secret, "\x1b", "\u202e"} {
		if strings.Contains(text, marker) {
			at := strings.Index(text, marker)
			t.Errorf("there is %q: %q", marker, text[max(0, at-200):min(len(text), at+200)])
		}
	}
	if bytes.ContainsRune([]byte(text), 0) {
		t.Error("there is a NUL")
	}
}
