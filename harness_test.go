//go:build !race

package openapidestinations

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// What templates have in them, written here once more.
const (
	busID           = "EventBus"
	queueID         = "DeadLetterQueue"
	defaultBus      = "default"
	eventsPrincipal = "events.amazonaws.com"
	consoleMetadata = "AWS::CloudFormation::Interface"
)

// TestMain stops the jsii kernel once, after all tests: closing it for each test races
// with its process. The kernel's own data races keep these tests out of -race.
func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

const football = "example/football.yaml"

// newStack makes an app with one stack whose assembly goes to a temporary folder.
func newStack(t *testing.T) awscdk.Stack {
	t.Helper()
	app := awscdk.NewApp(&awscdk.AppProps{
		Outdir:             jsii.String(t.TempDir()),
		AnalyticsReporting: jsii.Bool(false),
		// As in cdk.json: what AWS would refuse fails the synth.
		Context: &map[string]any{"@aws-cdk/core:validateAgainstDefaultRules": true},
	})
	return stackIn(app, "Stack")
}

func stackIn(app awscdk.App, id string) awscdk.Stack {
	return awscdk.NewStack(app, jsii.String(id), &awscdk.StackProps{
		Synthesizer: awscdk.NewDefaultStackSynthesizer(&awscdk.DefaultStackSynthesizerProps{
			GenerateBootstrapVersionRule: jsii.Bool(false),
		}),
	})
}

// template is a synthesized template.
type template struct {
	t         *testing.T
	dir, text string
	Resources map[string]resource
	Outputs   map[string]any
	Metadata  map[string]any
	// Parameters are the template's.
	Parameters map[string]map[string]any
}

type resource struct {
	Type       string
	Properties map[string]any
	DependsOn  any
}

// synth synthesizes the stack's app and reads the stack's template.
func synth(t *testing.T, stack awscdk.Stack) template {
	t.Helper()
	assembly := awscdk.Stage_Of(stack).Synth(nil)
	file := filepath.Join(*assembly.Directory(), *stack.TemplateFile())
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	result := template{t: t, dir: *assembly.Directory(), text: string(text)}
	if err := json.Unmarshal(text, &result); err != nil {
		t.Fatal(err)
	}
	return result
}

// synthError synthesizes an app that must fail and returns the message.
func synthError(t *testing.T, stack awscdk.Stack) (message string) {
	t.Helper()
	defer func() {
		if cause := recover(); cause != nil {
			message = fmt.Sprint(cause)
		}
		if _, err := os.Stat(filepath.Join(*awscdk.Stage_Of(stack).Outdir(), *stack.TemplateFile())); err == nil {
			t.Error("a template was written in spite of the errors")
		}
	}()
	awscdk.Stage_Of(stack).Synth(nil)
	t.Fatal("the synth succeeded; it must fail")
	return ""
}

// ofType are the resources of a type with their logical ids.
func (tmpl template) ofType(kind string) map[string]resource {
	found := make(map[string]resource)
	for id, r := range tmpl.Resources {
		if r.Type == kind {
			found[id] = r
		}
	}
	return found
}

// only is the one resource of a type.
func (tmpl template) only(kind string) resource {
	tmpl.t.Helper()
	found := tmpl.ofType(kind)
	if len(found) != 1 {
		tmpl.t.Fatalf("the template has %d resources of the type %s; want 1", len(found), kind)
	}
	for _, r := range found {
		return r
	}
	return resource{}
}

// at follows keys and indices into a JSON value; a part that is not there is nil.
func at(value any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := value.(map[string]any)
			value = object[step]
		case int:
			list, _ := value.([]any)
			if step >= len(list) {
				return nil
			}
			value = list[step]
		}
	}
	return value
}

// withoutDefinitions is a template's text with names in the place of the state machines' definitions,
// which are the same in every template (internal/planner/carrier/statemachine/machine has them).
func withoutDefinitions(t *testing.T, text string) string {
	t.Helper()
	for name, definition := range map[string]string{"the Express machine": machine.Express(), "the outage machine": machine.Outage()} {
		text = strings.ReplaceAll(text, jsonOf(t, definition), jsonOf(t, name))
	}
	return text
}

// panics runs f and returns what it panics with.
func panics(t *testing.T, f func()) (message string) {
	t.Helper()
	defer func() {
		cause := recover()
		if cause == nil {
			t.Fatal("it did not panic")
		}
		message = fmt.Sprint(cause)
	}()
	f()
	return ""
}

// jsonOf is compact JSON without HTML's escapes.
func jsonOf(t *testing.T, value any) string {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

func mustContain(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in:\n%s", part, text)
		}
	}
}
