package machine_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/golden"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// definitions are the two, with the keys that they need.
var definitions = []struct {
	name string
	text string
	keys []machine.Key
}{
	{"express", machine.Express(), []machine.Key{machine.AnswerBus, machine.AnswerSource, machine.ConnectionARN, "HttpTask", machine.OutageMachineARN, "PutEvents", machine.QueueURL, "SendMessage", "StartExecution", "StartSyncExecution"}},
	{"outage", machine.Outage(), []machine.Key{machine.AnswerBus, machine.AnswerSource, "PutEvents", machine.QueueURL, "SendMessage", "StartSyncExecution"}},
}

// state is what the tests read of a state.
type state struct {
	Type     string
	Next     string
	Default  string
	End      bool
	Choices  []struct{ Next string }
	Catch    []struct{ Next string }
	Branches []states
}

type states struct {
	StartAt string
	States  map[string]state
}

// TestDefinitions: what is deployed, in full.
func TestDefinitions(t *testing.T) {
	for _, d := range definitions {
		var indented bytes.Buffer
		if err := json.Indent(&indented, []byte(d.text), "", "  "); err != nil {
			t.Fatalf("%s: %v", d.name, err)
		}
		golden.Check(t, "testdata/"+d.name+".json", append(indented.Bytes(), '\n'))
		if len(d.text) > limits.DefinitionLength {
			t.Errorf("%s has %d characters", d.name, len(d.text))
		}
		if d.text != (map[string]func() string{"express": machine.Express, "outage": machine.Outage})[d.name]() {
			t.Errorf("%s is not always the same", d.name)
		}
	}
}

// TestSubstitutions: CloudFormation finds the keys, and nothing else that it would take for one; no
// comment and no file's name is left, and all is ASCII.
func TestSubstitutions(t *testing.T) {
	for _, d := range definitions {
		var keys []machine.Key
		for _, match := range regexp.MustCompile(`\$\{([^}]*)`).FindAllStringSubmatch(d.text, -1) {
			if !slices.Contains(keys, machine.Key(match[1])) {
				keys = append(keys, machine.Key(match[1]))
			}
		}
		slices.Sort(keys)
		if !slices.Equal(keys, d.keys) {
			t.Errorf("%s has the keys %q, not %q", d.name, keys, d.keys)
		}
		for _, bad := range []string{"{{", "/*", "*/", "$$", "??", "?:", ".jsonata", "\\n ", "  "} {
			if i := strings.Index(d.text, bad); i >= 0 {
				t.Errorf("%s holds %q: %s", d.name, bad, d.text[max(0, i-40):min(len(d.text), i+40)])
			}
		}
		if i := strings.IndexFunc(d.text, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 {
			t.Errorf("%s: %q is no printable ASCII", d.name, d.text[i:i+10])
		}
		for _, match := range regexp.MustCompile(`"\{%(.*?)%\}"`).FindAllStringSubmatch(d.text, -1) {
			if strings.Contains(match[1], "{%") || strings.Contains(match[1], "%}") {
				t.Errorf("%s: an expression holds its own marks: %s", d.name, match[1])
			}
		}
	}
}

// TestStates: each state is reached, each way leads to a state, the page draws them all, and no
// more.
func TestStates(t *testing.T) {
	page, err := os.ReadFile("../../../../../docs/state-machine.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range definitions {
		var all states
		if err := json.Unmarshal([]byte(d.text), &all); err != nil {
			t.Fatalf("%s: %v", d.name, err)
		}
		reached := []string{all.StartAt}
		for i := 0; i < len(reached); i++ {
			s, ok := all.States[reached[i]]
			if !ok {
				t.Fatalf("%s: there is no state %q", d.name, reached[i])
			}
			next := []string{s.Next, s.Default}
			for _, choice := range s.Choices {
				next = append(next, choice.Next)
			}
			for _, catch := range s.Catch {
				next = append(next, catch.Next)
			}
			for _, name := range next {
				if name != "" && !slices.Contains(reached, name) {
					reached = append(reached, name)
				}
			}
			if !strings.Contains(string(page), "`"+reached[i]+"`") {
				t.Errorf("the page doesn't explain %s of %s", reached[i], d.name)
			}
			if s.Type == "Task" && len(s.Catch) == 0 && !strings.HasSuffix(reached[i], "Letter") {
				t.Errorf("%s: nothing catches what %s throws", d.name, reached[i])
			}
		}
		if len(reached) != len(all.States) {
			t.Errorf("%s: of %d states only %q are reached", d.name, len(all.States), reached)
		}
	}
}
