package request

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// carriers are the words of those that carry a request, which this package must not know.
var carriers = regexp.MustCompile(`(?i)eventbridge|\baws\b|api destination|step functions|state machine|cloudformation|lambda|\bsqs\b|dead-letter|wildcard|jsonata`)

// TestNoWordAboutCarriers: what the document wants is decided without a word about who sends it.
func TestNoWordAboutCarriers(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if word := carriers.FindString(line); word != "" {
				t.Errorf("%s:%d names %q: %s", name, i+1, word, strings.TrimSpace(line))
			}
		}
	}
}
