//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTriggersGuide: the context that docs/guide/triggers.md shows is what the app takes.
func TestTriggersGuide(t *testing.T) {
	guide, err := os.ReadFile("../docs/guide/triggers.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```json\n(.*?)```").FindSubmatch(guide)
	var context map[string]any
	if block == nil || json.Unmarshal(block[1], &context) != nil {
		t.Fatal("the guide has no context")
	}
	context["triggers"].(map[string]any)["scans"].(map[string]any)["eventBus"] = "clinic"
	dir, _, err := run(t, context)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, templates(t, dir)[0]+".template.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"cron(0 8 ? * MON *)"`, `"Object Created"`, `"EventBusName": "clinic"`, `"$.detail.object.key"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the template lacks %s", want)
		}
	}
}

// TestTriggersUnread: mistakes are told with what was meant.
func TestTriggersUnread(t *testing.T) {
	for value, want := range map[string]string{
		`[]`:                          "must be a JSON object",
		`{"":{}}`:                     "has a trigger without a name",
		`{"a":{"operatoin":"b"}}`:     `the unknown setting "operatoin"; did you mean "operation"?`,
		`{"a":{"operation":1}}`:       `has for "a" the setting "operation", and that is no text`,
		`{"a":{"pattern":["x"]}}`:     "that is no JSON object",
		`{"a":{"eventBus":"a b"}}`:    "not the name of an event bus",
		`{"a":{"schedule":""}}`:       "that is no text",
		`{"a":{"fields":"$.detail"}}`: "that is no JSON object",
	} {
		if _, err := readSettings(map[string]any{"triggers": value}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, not %s", value, err, want)
		}
	}
}
