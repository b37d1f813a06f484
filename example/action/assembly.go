package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// largestSummary is what a runner takes of a step's summary: 1 MiB.
const largestSummary = 1 << 20

// made is what the app has written.
type made struct {
	stack, template, catalog, events string
}

// readAssembly finds the one template, which may be launched alone, and the catalog.
func readAssembly(folder string) (*made, error) {
	templates, err := filepath.Glob(filepath.Join(folder, "*.template.json"))
	if err != nil {
		return nil, err
	}
	if len(templates) != 1 {
		return nil, fmt.Errorf(`the API takes %d templates, and the action writes one: choose fewer operations ("httpMethods", or "include" in "context"), share API destinations ("sharedDestinations"), or deploy it with the CDK's command line`, len(templates))
	}
	name := filepath.Base(templates[0])
	return &made{
		stack: strings.TrimSuffix(name, ".template.json"), template: templates[0],
		catalog: filepath.Join(folder, "Api.events.md"), events: filepath.Join(folder, "Api.events.json"),
	}, nil
}

// writeTemplate writes the template where the input says, as YAML or JSON.
func (m *made) writeTemplate(path string) error {
	path, err := absolute(path)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(m.template)
	if err == nil && !strings.HasSuffix(strings.ToLower(path), ".json") {
		text, err = asYAML(text)
	}
	return errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, text, 0o644))
}

// writeOutputs writes the outputs of the step, which action.yml hands on.
func (m *made) writeOutputs(file, template string) error {
	return appendTo(file, fmt.Sprintf("template-path=%s\ncatalog-path=%s\nevents-path=%s\nstack=%s\n", template, m.catalog, m.events, m.stack))
}

// writeSummary writes what the app told of the synth, and the head of the catalog: its page
// shows a document's text as text. What is too long is left out: the runner would refuse all of it.
func (m *made) writeSummary(file, told string) error {
	page, err := os.ReadFile(m.catalog)
	if err != nil {
		return err
	}
	head, _, _ := bytes.Cut(page, []byte("\n## "))
	summary := string(head) + "\n```text\n" + strings.ReplaceAll(text.Printable(strings.TrimSpace(told)), "```", "'''") + "\n```\n"
	if len(summary) > largestSummary/2 {
		summary = fmt.Sprintf("The catalog of %s is too long for a summary: see the output catalog-path.\n", m.stack)
	}
	return appendTo(file, summary)
}

func appendTo(file, text string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
