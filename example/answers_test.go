//go:build !race

package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestAnswersGuide: the context that docs/guide/answers.md shows is what the app takes, and the lines
// after a synth count its answers as the page says.
func TestAnswersGuide(t *testing.T) {
	page, err := os.ReadFile("../docs/guide/answers.md")
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile("chat/chat.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var context map[string]any
	shown := regexp.MustCompile("(?s)```json\n(.*?)```").FindSubmatch(page)
	if shown == nil || json.Unmarshal(shown[1], &context) != nil || context["answers"] != "both" {
		t.Fatal("docs/guide/answers.md shows no context")
	}
	counted := regexp.MustCompile("`(answers as events: .*?)`").FindSubmatch(page)
	stderr, status := runApp(t, string(document), context)
	if status != 0 || counted == nil || !strings.Contains(stderr, "0 unsupported; "+string(counted[1])+"\n") {
		t.Errorf("status %d, and no %q in\n%s", status, counted, stderr)
	}
}
