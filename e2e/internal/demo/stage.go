package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// stage is what is deployed.
type stage struct {
	*lab.Account
	lab        *lab.Lab
	assembly   string
	bus, queue string
	operations []operation
}

// operation is one of the catalog's.
type operation struct {
	DetailType  string
	Fidelity    string
	BaseURL     string
	SampleEvent struct {
		Source string
		Detail json.RawMessage
	}
}

// deploy deploys the document, step by step.
func deploy(ctx context.Context, l *lab.Lab, o options, p *progress) (*stage, error) {
	s := &stage{Account: l.NewAccount("demo"), lab: l}
	p.step("The example app is built (the first time on a machine that takes minutes)")
	if err := l.BuildApp(); err != nil {
		return nil, err
	}
	p.step("cdk synth")
	o.keys["spec"] = o.document
	var printed string
	var err error
	if s.assembly, printed, err = s.SynthKeys(ctx, o.keys); err != nil {
		return nil, err
	}
	for line := range strings.Lines(summary(printed)) {
		p.say("  " + strings.TrimSpace(line))
	}
	if err := s.readCatalogs(); err != nil {
		return nil, err
	}
	if err := redirect(s.assembly, l.Recorder.URL, s.operations); err != nil {
		return nil, err
	}
	p.step("cdk bootstrap, and cdk deploy")
	parameters, err := s.parameters()
	if err != nil {
		return nil, err
	}
	if err := s.Deploy(ctx, s.assembly, parameters); err != nil {
		return nil, err
	}
	return s, s.readOutputs(ctx)
}

// summary is what the app says of a synth, up to what to do next.
func summary(printed string) string {
	head, _, found := strings.Cut(printed, "\nEvents to put, ")
	if !found {
		return ""
	}
	lines := strings.Split(head, "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if !strings.HasPrefix(lines[i], "Left out:") {
			return strings.Join(lines[i:], "\n")
		}
	}
	return head
}

func (s *stage) readCatalogs() error {
	files, err := filepath.Glob(filepath.Join(s.assembly, "*.events.json"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var catalog struct{ Operations []operation }
		if err := json.Unmarshal(text, &catalog); err != nil {
			return err
		}
		s.operations = append(s.operations, catalog.Operations...)
	}
	s.operations = slices.DeleteFunc(s.operations, func(o operation) bool { return o.Fidelity == "unsupported" })
	if len(s.operations) == 0 {
		return fmt.Errorf("no operation of the document can be called")
	}
	return nil
}

// stacks are the templates of the assembly's stacks, by name.
func (s *stage) stacks() (map[string][]byte, error) {
	files, err := filepath.Glob(filepath.Join(s.assembly, "*.template.json"))
	if err != nil {
		return nil, err
	}
	stacks := make(map[string][]byte)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".template.json")
		if strings.HasSuffix(name, ".nested") {
			continue
		}
		if stacks[name], err = os.ReadFile(file); err != nil {
			return nil, err
		}
	}
	return stacks, nil
}

// parameters are made-up values for what a launch asks for, credentials mostly.
func (s *stage) parameters() (map[string]string, error) {
	stacks, err := s.stacks()
	if err != nil {
		return nil, err
	}
	values := make(map[string]string)
	for stack, text := range stacks {
		var template struct {
			Parameters map[string]struct {
				Default       any
				AllowedValues []string
			}
		}
		if err := json.Unmarshal(text, &template); err != nil {
			return nil, err
		}
		for name, parameter := range template.Parameters {
			switch {
			case parameter.Default != nil:
			case len(parameter.AllowedValues) > 0:
				values[stack+":"+name] = parameter.AllowedValues[0]
			default:
				values[stack+":"+name] = "dummy-" + name
			}
		}
	}
	return values, nil
}

// readOutputs finds the bus and the queue.
func (s *stage) readOutputs(ctx context.Context) error {
	stacks, err := s.stacks()
	if err != nil {
		return err
	}
	for stack := range stacks {
		outputs, err := s.Outputs(ctx, stack)
		if err != nil {
			return err
		}
		bus, queue := lab.BusAndQueue(outputs)
		s.bus, s.queue = cmp.Or(bus, s.bus), cmp.Or(queue, s.queue)
	}
	return nil
}

// sample is the event of the catalog for an operation.
func sample(o *operation) (lab.Event, error) {
	event := lab.Event{Source: cmp.Or(o.SampleEvent.Source, "demo"), DetailType: o.DetailType, Detail: json.RawMessage("{}")}
	if len(o.SampleEvent.Detail) == 0 {
		return event, nil
	}
	var detail bytes.Buffer
	err := json.Compact(&detail, o.SampleEvent.Detail)
	event.Detail = detail.Bytes()
	return event, err
}
