package delivery

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Assembly is a set of deployed stacks, as far as templates tell. It may be
// used by several goroutines at once.
type Assembly struct {
	options Options
	model   *model
}

// ParseTemplate reads a CloudFormation template in JSON or YAML. The error
// tells all rules that can't be judged: an invalid event pattern, a parameter
// without a value, a function that needs AWS.
//
// A template with nested stacks needs [LoadAssembly].
func ParseTemplate(data []byte, options Options) (*Assembly, error) {
	options = options.withDefaults()
	template, err := parseTemplateText(data)
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	s := newStack(newStackSet(options), options.StackName, options.StackName, template)
	for name, v := range options.Parameters {
		s.parameters[name] = stringValue(v)
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	for _, id := range s.order {
		if r := s.resources[id]; r.typ == "AWS::CloudFormation::Stack" {
			return nil, fmt.Errorf("%s is a nested stack: load the cloud assembly, which has its template", r)
		}
	}
	return newAssembly(options, []*stack{s})
}

// LoadTemplate reads a template file, see [ParseTemplate]. A file of a cloud assembly,
// NAME.template.json, is by default the stack called NAME.
func LoadTemplate(path string, options Options) (*Assembly, error) {
	if name, ok := strings.CutSuffix(filepath.Base(path), ".template.json"); ok && options.StackName == "" {
		options.StackName = name
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	a, err := ParseTemplate(data, options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return a, nil
}

func newStackSet(options Options) *stackSet {
	return &stackSet{options: options, exports: map[string]func() (*value, error){}}
}

func newAssembly(options Options, stacks []*stack) (*Assembly, error) {
	m, err := buildModel(stacks)
	if err != nil {
		return nil, err
	}
	return &Assembly{options: options, model: m}, nil
}

// Deliver says what becomes of an event. The error is about the event itself:
// PutEvents would refuse it, its bus isn't known, or its arrays have too many
// combinations of elements to compare with a pattern.
func (a *Assembly) Deliver(event Event) (result *Result, err error) {
	defer recovered(&err)
	bus, assumed, err := a.bus(event.Bus)
	if err != nil {
		return nil, err
	}
	envelope, err := event.envelope(a.options)
	if err != nil {
		return nil, err
	}
	r := a.deliver(&occurrence{envelope, flatten(envelope), envelope.repeats()}, bus, false)
	if assumed {
		r.Notes = append(r.Notes, Note{NoteAssumedBus, fmt.Sprintf("the event names no bus; taken is %s, the only one with rules (PutEvents would take the default bus)", bus)})
	}
	return r, nil
}

// bus finds a bus by name, ARN or logical id.
func (a *Assembly) bus(name string) (bus string, assumed bool, err error) {
	if name == "" {
		entries := a.entryBuses()
		if len(entries) == 1 {
			return entries[0], entries[0] != "default", nil
		}
		return "", false, fmt.Errorf("the event names no bus, and the templates have rules on %d: %s", len(entries), strings.Join(entries, ", "))
	}
	bus = busName(name)
	if a.model.rules[bus] != nil || a.model.buses[bus] != nil || bus == "default" {
		return bus, false, nil
	}
	var found []string
	for b, r := range a.model.buses {
		if r.id == name || r.String() == name {
			found = append(found, b)
		}
	}
	if len(found) == 1 {
		return found[0], false, nil
	}
	return "", false, fmt.Errorf("the templates have no bus %q; they have rules on: %s", name, strings.Join(a.entryBuses(), ", "))
}

// entryBuses are the buses with rules that get no events from another one. A rule without a target only
// counts events.
func (a *Assembly) entryBuses() []string {
	fed := map[string]bool{}
	for _, rules := range a.model.rules {
		for _, r := range rules {
			for _, t := range r.targets {
				if t.kind == KindBus && t.bus != r.bus {
					fed[t.bus] = true
				}
			}
		}
	}
	var entries []string
	for bus, rules := range a.model.rules {
		if delivers := func(r *rule) bool { return len(r.targets) > 0 }; !fed[bus] && slices.ContainsFunc(rules, delivers) {
			entries = append(entries, bus)
		}
	}
	slices.Sort(entries)
	return entries
}
