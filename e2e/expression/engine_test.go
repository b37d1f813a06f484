// Package expression evaluates the expressions of the state machine with JSONata 2.0.6, which is
// what Step Functions has, and compares them with what docs/state-machine.md promises.
package expression

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// engine is the process that evaluates.
type engine struct {
	lock    sync.Mutex
	in      io.Writer
	out     *bufio.Reader
	process *exec.Cmd
}

var theEngine *engine

func TestMain(m *testing.M) {
	var err error
	if theEngine, err = start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	theEngine.process.Process.Kill()
	theEngine.process.Wait()
	os.Exit(code)
}

func start() (*engine, error) {
	modules, err := filepath.Abs("../.cache/cli/node_modules")
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(modules, "jsonata")); err != nil {
		return nil, fmt.Errorf("%w: e2e/install installs it", err)
	}
	process := exec.Command("node", "evaluate.js")
	process.Env = append(os.Environ(), "NODE_PATH="+modules)
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &engine{in: in, out: bufio.NewReader(out), process: process}, process.Start()
}

// ask writes a question and reads its answer.
func ask(t *testing.T, question, answer any) {
	t.Helper()
	line, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	theEngine.lock.Lock()
	defer theEngine.lock.Unlock()
	if _, err := theEngine.in.Write(append(line, '\n')); err != nil {
		t.Fatal(err)
	}
	back, err := theEngine.out.ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(back, answer); err != nil {
		t.Fatal(err)
	}
}

// answer is what an expression gives.
type answer struct {
	Value        json.RawMessage
	Error        string
	Depth        int
	Milliseconds float64
}

func evaluate(t *testing.T, expression string, bindings map[string]any) answer {
	t.Helper()
	var a answer
	ask(t, map[string]any{"expression": expression, "bindings": bindings}, &a)
	return a
}

// state is what the tests read of a definition's state.
type state struct {
	Output    any
	Arguments map[string]any
	Choices   []struct {
		Condition, Next string
		Assign          map[string]any
	}
	Default  string
	Branches []states
	Catch    []struct{ Assign map[string]any }
}

type states struct{ States map[string]state }

func definition(t *testing.T, text string) states {
	t.Helper()
	var all states
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// inside is an expression without its marks.
func inside(t *testing.T, text any) string {
	t.Helper()
	s, _ := text.(string)
	if !strings.HasPrefix(s, "{%") || !strings.HasSuffix(s, "%}") {
		t.Fatalf("%v is no expression", text)
	}
	return s[2 : len(s)-2]
}

const (
	eventID = "6a7e8feb-b491-4cf7-a9f1-bf3703467718"
	ruleARN = "arn:aws:events:eu-west-1:123456789012:rule/bus/rule"
)

// request is what Build makes.
type request struct {
	URL      string
	Query    map[string]string
	Headers  map[string]string
	Body     json.RawMessage
	Send     string
	Method   string
	Problem  string
	Attempts int
	Deadline int64
	Fits     bool
	Patient  bool
}

// input is that of the Express machine: the template as EventBridge fills it in.
func input(t *testing.T, o machine.Operation, detail string) json.RawMessage {
	t.Helper()
	if o.Method == "" {
		o.Method = "POST"
	}
	if o.URL == nil {
		o.URL = []machine.Part{{Literal: "https://h/a"}}
	}
	o.Retry = machine.Retry{Attempts: 185, Age: 86400}
	event := `{"version":"0","id":"` + eventID + `","detail-type":"t","source":"s","account":"123456789012","time":"2026-11-27T19:00:00Z","region":"eu-west-1","resources":[],"detail":` + detail + `}`
	template := o.Template()
	if len(template) != 1 {
		t.Fatalf("the template has %d pieces", len(template))
	}
	text := strings.NewReplacer("<aws.events.rule-arn>", `"`+ruleARN+`"`, "<aws.events.event.ingestion-time>", `"2026-11-27T19:00:01Z"`, "<aws.events.event.json>", event).Replace(template[0].Text)
	if !json.Valid([]byte(text)) {
		t.Fatalf("the input is no JSON: %s", text)
	}
	return json.RawMessage(text)
}

func build(t *testing.T) string {
	t.Helper()
	all := definition(t, machine.Express())
	return inside(t, all.States["Read"].Branches[0].States["Build"].Output)
}

// mostDepth is half of what AWS allows.
const mostDepth = 50

// read makes a request, by the very expression of the definition.
func read(t *testing.T, input json.RawMessage) (request, answer) {
	t.Helper()
	a := evaluate(t, build(t), map[string]any{"states": map[string]any{"input": input}})
	if a.Error != "" {
		t.Fatalf("the expression fails: %s", a.Error)
	}
	if a.Depth > mostDepth {
		t.Errorf("the depth is %d, more than %d", a.Depth, mostDepth)
	}
	if len(a.Value) > limits.StateBytes {
		t.Errorf("the output has %d bytes, which ends the execution", len(a.Value))
	}
	var r request
	if err := json.Unmarshal(a.Value, &r); err != nil {
		t.Fatal(err)
	}
	return r, a
}
