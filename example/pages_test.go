package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestContextOfPages: the JSON of the README and the guide that is no event is a cdk.json, its context
// or a part of that, which the app reads without an error.
func TestContextOfPages(t *testing.T) {
	pages, err := filepath.Glob("../docs/guide/*.md")
	if err != nil {
		t.Fatal(err)
	}
	contexts := 0
	for _, page := range append(pages, "../README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range regexp.MustCompile("(?ms)^ *```json\n(.*?)^ *```$").FindAllSubmatch(text, -1) {
			context := make(map[string]any)
			if json.Unmarshal(block[1], &context) != nil {
				if err := json.Unmarshal([]byte("{"+string(block[1])+"}"), &context); err != nil {
					t.Errorf("%s: %v:\n%s", page, err, block[1])
				}
			}
			// An event has a detail type, and what the AWS CLI reads has a name with a capital.
			if context["detail-type"] != nil || context["Name"] != nil {
				continue
			}
			if inner, ok := context["context"].(map[string]any); ok {
				context = inner
			}
			contexts++
			if _, err := readSettings(context); err != nil {
				t.Errorf("%s: %v:\n%s", page, err, block[1])
			}
		}
	}
	if contexts < 12 {
		t.Errorf("only %d contexts", contexts)
	}
}
