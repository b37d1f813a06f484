//go:build !race

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// asApp is the environment's variable that makes the test's program the app.
const asApp = "OPENAPI_DESTINATIONS_TEST_AS_APP"

// runApp runs the app in a process of its own, as a user without the CDK's command line
// does, and gives its standard error and its exit status.
func runApp(t *testing.T, document string, context map[string]any) (stderr string, status int) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "api.yaml")
	if err := os.WriteFile(file, []byte(document), 0o644); err != nil {
		t.Fatal(err)
	}
	context["spec"] = file
	text, err := json.Marshal(context)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), asApp+"=yes", "CDK_OUTDIR="+filepath.Join(dir, "cdk.out"), "CDK_CONTEXT_JSON="+string(text),
		"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=yes", "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=yes", "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=yes")
	var out bytes.Buffer
	command.Stderr = &out
	var failed *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return out.String(), command.ProcessState.ExitCode()
}

// TestWarningsArePrinted, each time: they come through a pipe of the CDK's process, which
// must be read to its end.
func TestWarningsArePrinted(t *testing.T) {
	const document = `
openapi: 3.1.0
info: {title: Warned, version: "1"}
servers: [{url: https://api.warned.dev}]
paths:
  /a: {post: {operationId: a}}
  /b: {post: {operationId: b, parameters: [{name: If-Match, in: header, required: true, schema: {type: string}}]}}
`
	for range 3 {
		stderr, status := runApp(t, document, map[string]any{"@aws-cdk/core:annotationsInValidationReport": true})
		if status != 0 || strings.Count(stderr, "OAD204 warning: b: ") != 1 {
			t.Fatalf("status %d:\n%s", status, stderr)
		}
	}
}

// TestSummary: after a synth up to five lines say what came out, unless nobody wants them.
func TestSummary(t *testing.T) {
	const document = `
openapi: 3.1.0
info: {title: Summed up, version: "1"}
servers: [{url: https://api.summed.dev}]
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
paths:
  /a: {post: {operationId: a}, get: {operationId: b}}
`
	for _, quiet := range []bool{false, true} {
		stderr, status := runApp(t, document, map[string]any{"quiet": quiet})
		want := 5
		if quiet {
			want = 0
		}
		said := 0
		for _, line := range []string{"SummedUp: 1 exact, 0 inexact", "\nLeft out: 1 GET", "cdk.out/Api.events.md\n", "\nNext: cdk deploy, once \"credentials\" says which secret is KeyValue, or launch", `"name": "SummedUp"`} {
			said += strings.Count(stderr, line)
		}
		lines := strings.TrimSpace(stderr)
		if status != 0 || said != want || !quiet && strings.Count(lines[strings.Index(lines, "SummedUp:"):], "\n") != 4 {
			t.Errorf("status %d, %d of %d lines:\n%s", status, said, want, stderr)
		}
	}
}

// TestSummaryOfFilteredGET: who asks for answers isn't told to ask for them, where a filter leaves a GET out.
func TestSummaryOfFilteredGET(t *testing.T) {
	const document = `
openapi: 3.1.0
info: {title: Filtered, version: "1"}
servers: [{url: https://api.filtered.dev}]
paths:
  /a: {post: {operationId: a}, get: {operationId: b}}
`
	stderr, status := runApp(t, document, map[string]any{"answers": "both", "exclude": []any{map[string]any{"operationIds": []any{"b"}}}})
	if status != 0 || !strings.Contains(stderr, "\nLeft out: 1 by \"methods\", \"include\" or \"exclude\"") || strings.Contains(stderr, "an answer goes nowhere") {
		t.Errorf("status %d:\n%s", status, stderr)
	}
}

// TestFailurePrintsEveryFinding: what explains an error may be a warning, and annotations are
// not shown where a synth fails.
func TestFailurePrintsEveryFinding(t *testing.T) {
	const document = `
openapi: 3.1.0
info: {title: Failing, version: "1"}
servers: [{url: https://api.failing.dev}]
paths:
  /a: {post: {parameters: [{$ref: "#/components/parameters/None"}]}}
`
	stderr, status := runApp(t, document, map[string]any{})
	if status != 1 {
		t.Errorf("status %d", status)
	}
	for _, line := range []string{
		"OAD322 error: there is no operation to call", "OAD221 warning: POST /a: ", `OAD103 warning: $ref "#/components/parameters/None" leads nowhere`,
		"OAD301 info: POST /a: ",
	} {
		if strings.Count(stderr, line) != 1 {
			t.Errorf("not one %q in\n%s", line, stderr)
		}
	}
	if strings.Index(stderr, " error: ") > strings.Index(stderr, " warning: ") {
		t.Errorf("the error is not the first:\n%s", stderr)
	}
}
