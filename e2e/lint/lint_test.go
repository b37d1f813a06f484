// Package lint looks at the golden templates with the rules of others: cfn-lint's, by which
// CloudFormation takes a template, and cdk-nag's AwsSolutions, by which AWS calls a solution good.
package lint

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// finding is what a rule has against a resource.
type finding struct {
	File, Rule, Resource, Detail string
}

// accepted are the findings that stay: those of a rule about resources of a name. docs/compliance.md
// tells users of them.
var accepted = []struct {
	rule     string
	resource *regexp.Regexp
	why      string
}{
	{"AwsSolutions-SQS3", regexp.MustCompile(`DeadLetterQueue`),
		"it is the dead-letter queue itself: of rules and state machines, which the rule doesn't look at, and not of a queue"},
	{"AwsSolutions-IAM5[Resource::*]", regexp.MustCompile(`MachineRole`),
		"the actions of log delivery have no resource (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html)"},
	{"AwsSolutions-SF1", regexp.MustCompile(`Machine`),
		"a log of all events would hold every event that is put, or cost as much as the calls: failed executions are logged, without their data"},
	{"AwsSolutions-SF2", regexp.MustCompile(`Machine`),
		"tracing costs as much as the calls, needs permissions without a resource, and an API outside of AWS isn't traced: it is the user's to turn on"},
}

// TestGoldenTemplates: nobody has anything against them, but for what is accepted.
func TestGoldenTemplates(t *testing.T) {
	files := goldenTemplates(t)
	used := make([]int, len(accepted))
	for _, f := range append(cfnLint(t, files), cdkNag(t, files)...) {
		known := false
		for i := range accepted {
			if a := &accepted[i]; a.rule == f.Rule && a.resource.MatchString(f.Resource) {
				known = true
				used[i]++
			}
		}
		if !known {
			t.Errorf("%s: %s of %s: %s", f.File, f.Rule, f.Resource, f.Detail)
		}
	}
	page, err := os.ReadFile("../../docs/compliance.md")
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range accepted {
		if !bytes.Contains(page, []byte("`"+a.rule+"`")) {
			t.Errorf("docs/compliance.md lacks %s", a.rule)
		}
		if used[i] == 0 {
			t.Errorf("no template has this finding any more: %s (%s)", a.rule, a.why)
		}
	}
}

// TestFaults: both see what is wrong in a template.
func TestFaults(t *testing.T) {
	file := filepath.Join(t.TempDir(), "faulty.json")
	write(t, file, []byte(`{"Resources": {
		"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"Nonsense": true}},
		"Role": {"Type": "AWS::IAM::Role", "Properties": {
			"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
			"Policies": [{"PolicyName": "All", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}}]}}
	}}`))
	for rule, found := range map[string][]finding{"E3002": cfnLint(t, []string{file}), "AwsSolutions-IAM5[Action::sqs:*]": cdkNag(t, []string{file})} {
		if !has(found, rule) {
			t.Errorf("%s isn't among %+v", rule, found)
		}
	}
}

func has(found []finding, rule string) bool {
	for _, f := range found {
		if f.Rule == rule {
			return true
		}
	}
	return false
}

// goldenTemplates are files of their own, with the definitions that the golden ones leave out.
func goldenTemplates(t *testing.T) []string {
	t.Helper()
	golden, err := filepath.Glob("../../testdata/golden/*.template*.json")
	if err != nil || len(golden) < 5 {
		t.Fatalf("%d golden templates: %v", len(golden), err)
	}
	folder := t.TempDir()
	var files []string
	for _, path := range golden {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for name, definition := range map[string]string{"the Express machine": machine.Express(), "the outage machine": machine.Outage()} {
			data = bytes.ReplaceAll(data, quoted(t, name), quoted(t, definition))
		}
		templates := map[string]json.RawMessage{"": data}
		if strings.HasSuffix(path, ".templates.json") {
			templates = nil
			if err := json.Unmarshal(data, &templates); err != nil {
				t.Fatal(err)
			}
		}
		for name, template := range templates {
			file := filepath.Join(folder, filepath.Base(path)+name)
			write(t, file, template)
			files = append(files, file)
		}
	}
	return files
}

func quoted(t *testing.T, text string) []byte {
	t.Helper()
	data, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// cfnLint is what cfn-lint finds.
func cfnLint(t *testing.T, files []string) []finding {
	t.Helper()
	out := run(t, "../.cache/lint-venv/bin/cfn-lint", append([]string{"--regions", "us-east-1", "eu-central-1", "--format", "json", "--template"}, files...)...)
	var found []struct {
		Filename, Message string
		Rule              struct{ ID string }
		Location          struct{ Path []any }
	}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var all []finding
	for _, f := range found {
		one := finding{File: filepath.Base(f.Filename), Rule: f.Rule.ID, Detail: f.Message}
		if p := f.Location.Path; len(p) > 1 {
			one.Resource, _ = p[1].(string)
		}
		all = append(all, one)
	}
	return all
}

// cdkNag is what cdk-nag finds.
func cdkNag(t *testing.T, files []string) []finding {
	t.Helper()
	out := run(t, "node", append([]string{"nag.js"}, files...)...)
	var all []finding
	for line := range bytes.Lines(out) {
		var f finding
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		all = append(all, f)
	}
	return all
}

// run is what a program prints. cfn-lint exits with a status that has a bit for each severity found.
func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	modules, err := filepath.Abs("../.cache/lint/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(name, args...)
	command.Env = append(os.Environ(), "NODE_PATH="+modules)
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || len(out) == 0) {
		t.Fatalf("%s: %v: %s (e2e/install installs it)", name, err, complaint.String())
	}
	return out
}
