//go:build !race

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/pb33f/go-yaml"
)

// action is what the test reads of action.yml.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct {
		Using string
		Steps []struct {
			ID, Name, Shell, Run, Uses string
			Env                        map[string]string
		}
	}
}

// runner is a machine on which the action's steps run, one after the other, as GitHub's does.
type runner struct {
	t                  *testing.T
	action             action
	workspace, scratch string
}

func newRunner(t *testing.T) *runner {
	t.Helper()
	text, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	r := &runner{t: t, workspace: t.TempDir(), scratch: t.TempDir()}
	if err := yaml.Unmarshal(text, &r.action); err != nil {
		t.Fatal(err)
	}
	if r.action.Runs.Using != "composite" || len(r.action.Runs.Steps) == 0 {
		t.Fatalf("action.yml is %+v", r.action)
	}
	return r
}

var expression = regexp.MustCompile(`\$\{\{\s*inputs\.(\w+)\s*\}\}`)

// run runs the steps with the inputs, and gives what they printed, the summary, and the outputs.
func (r *runner) run(with map[string]string) (log, summary string, outputs map[string]string, ok bool) {
	r.t.Helper()
	repository, err := filepath.Abs("../..")
	if err != nil {
		r.t.Fatal(err)
	}
	summaryFile, outputFile := filepath.Join(r.t.TempDir(), "summary"), filepath.Join(r.t.TempDir(), "output")
	ok = true
	for _, step := range r.action.Runs.Steps {
		if step.Uses != "" || step.Shell != "bash" || strings.Contains(step.Run, "${{") {
			r.t.Fatalf("the step %q is none that bash runs as it stands", step.Name)
		}
		script := filepath.Join(r.t.TempDir(), "script.sh")
		if err := os.WriteFile(script, []byte(step.Run), 0o600); err != nil {
			r.t.Fatal(err)
		}
		// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax, "shell"
		cmd := exec.CommandContext(r.t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", script)
		cmd.Dir = r.workspace
		cmd.Env = append(os.Environ(), "CI=true", "GITHUB_ACTIONS=true", "GITHUB_WORKSPACE="+r.workspace, "GITHUB_ACTION_PATH="+repository,
			"RUNNER_TEMP="+r.scratch, "GITHUB_STEP_SUMMARY="+summaryFile, "GITHUB_OUTPUT="+outputFile)
		for name, value := range step.Env {
			cmd.Env = append(cmd.Env, name+"="+expression.ReplaceAllStringFunc(value, func(e string) string {
				input := expression.FindStringSubmatch(e)[1]
				declared, known := r.action.Inputs[input]
				if !known {
					r.t.Errorf("the step %q uses the input %q, which there is not", step.Name, input)
				}
				if given, ok := with[input]; ok {
					return given
				}
				return declared.Default
			}))
		}
		out, err := cmd.CombinedOutput()
		log += string(out)
		if err != nil {
			ok = false
			break
		}
	}
	text, _ := os.ReadFile(summaryFile)
	lines, _ := os.ReadFile(outputFile)
	outputs = make(map[string]string)
	for line := range strings.Lines(string(lines)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		outputs[name] = value
	}
	return log, string(text), outputs, ok
}

// write puts a file into the workspace.
func (r *runner) write(name, text string) {
	r.t.Helper()
	path := filepath.Join(r.workspace, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

const openapi = `
openapi: 3.1.0
info: {title: Book shop, version: "1"}
servers:
  - {url: "https://prod.shop.dev", description: prod}
  - {url: "https://stage.shop.dev", description: stage}
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
paths:
  /books:
    get: {operationId: listBooks}
    post:
      operationId: addBook
      summary: "[x](http://evil.dev) ${{ github.token }}"
      parameters: [{name: dry, in: query, schema: {type: boolean}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
`

// TestPredecessorsInputs: the example of api-spec-to-api-destinations, with its six inputs.
func TestPredecessorsInputs(t *testing.T) {
	r := newRunner(t)
	r.write("openapi/spec.yml", openapi)
	r.write("base.yaml", "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n")
	log, summary, outputs, ok := r.run(map[string]string{
		"specPath": "openapi/spec.yml", "blueprint": "base.yaml", "environment": "stage",
		"httpMethods": "GET,POST", "resourcePrefix": "myApp_", "outputFilename": "out/template.yaml",
	})
	if !ok {
		t.Fatal(log)
	}
	if !strings.Contains(log, `::warning::the resourcePrefix "myApp_" is taken as "myApp"`) {
		t.Errorf("no warning of the prefix:\n%s", log)
	}
	written, err := os.ReadFile(filepath.Join(r.workspace, "out", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Resources map[string]any `yaml:"Resources"`
		Outputs   map[string]any `yaml:"Outputs"`
	}
	if err := yaml.Unmarshal(written, &template); err != nil {
		t.Fatalf("%v\n%s", err, written)
	}
	if !strings.Contains(string(written), "https://stage.shop.dev/books") || strings.Contains(string(written), "prod.shop.dev") || template.Resources["Topic"] == nil {
		t.Errorf("the template is not of stage and the blueprint:\n%s", written)
	}
	if template.Outputs["myAppBusName"] == nil {
		t.Errorf("the outputs are %v", template.Outputs)
	}
	for _, want := range []string{"# Events of Book shop", "2 operations: ", "`addBook`", "BookShop: "} {
		if !strings.Contains(summary, want) {
			t.Errorf("the summary lacks %q:\n%s", want, summary)
		}
	}
	if outputs["template-path"] != "out/template.yaml" || outputs["stack"] != "BookShop" {
		t.Errorf("outputs %v", outputs)
	}
	for name := range r.action.Outputs {
		if outputs[name] == "" {
			t.Errorf("the output %s is empty", name)
		}
	}
	if _, err := os.Stat(outputs["catalog-path"]); err != nil {
		t.Error(err)
	}
}

// TestYAMLIsTheTemplate: the YAML says what the JSON of the same synth says.
func TestYAMLIsTheTemplate(t *testing.T) {
	r := newRunner(t)
	r.write("spec.yaml", openapi)
	with := map[string]string{"specPath": "spec.yaml", "name": "Other", "context": `{"credentials": {"key": {"secret": "shop/key"}}}`}
	log, _, _, ok := r.run(with)
	if !ok {
		t.Fatal(log)
	}
	with["outputFilename"] = "template.json"
	if log, _, _, ok = r.run(with); !ok {
		t.Fatal(log)
	}
	var fromYAML, fromJSON map[string]any
	read(t, filepath.Join(r.workspace, "template.yaml"), yaml.Unmarshal, &fromYAML)
	read(t, filepath.Join(r.workspace, "template.json"), json.Unmarshal, &fromJSON)
	again, err := json.Marshal(fromYAML)
	if err != nil {
		t.Fatal(err)
	}
	fromYAML = nil
	if err := json.Unmarshal(again, &fromYAML); err != nil || !reflect.DeepEqual(fromYAML, fromJSON) {
		t.Errorf("the YAML is\n%s\n(%v)", again, err)
	}
	if !strings.Contains(string(again), "{{resolve:secretsmanager:shop/key:") {
		t.Errorf("the credential is not that of the context:\n%s", again)
	}
}

func read(t *testing.T, path string, unmarshal func([]byte, any) error, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// TestInputsAreNoPrograms: what an input says is no command, neither to a shell nor to the runner,
// and a mistake fails the step in words.
func TestInputsAreNoPrograms(t *testing.T) {
	r := newRunner(t)
	r.write("spec.yaml", openapi)
	for input, value := range map[string]string{
		"environment": `$(touch pwned)"; touch pwned; #`, "resourcePrefix": "1`touch pwned`", "context": "{\"a\": \"\n::set-env name=X::y\"}",
	} {
		log, _, outputs, ok := r.run(map[string]string{"specPath": "spec.yaml", input: value})
		if ok || len(outputs) > 0 || !strings.Contains(log, "\n::error::") && !strings.HasPrefix(log, "::error::") {
			t.Errorf("%s: %v:\n%s", input, outputs, log)
		}
		if regexp.MustCompile(`(?m)^::set-env`).MatchString(log) {
			t.Errorf("%s instructs the runner:\n%s", input, log)
		}
		if _, err := os.Stat(filepath.Join(r.workspace, "pwned")); err == nil {
			t.Errorf("%s is run", input)
		}
	}
}
