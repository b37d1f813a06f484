package spec_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// load reads a document that is given as text and has to be readable.
func load(t testing.TB, text string) *spec.Document {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(text)})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return doc
}

// diagnostics renders a document's diagnostics without their hints, one a line. That the documents of
// most tests have no info, or an empty one, is left out.
func diagnostics(doc *spec.Document) string {
	var lines []string
	for _, d := range doc.Diagnostics {
		if strings.HasPrefix(d.Message, "the document has no info") || strings.HasPrefix(d.Message, "the info has no ") {
			continue
		}
		d.Hint = ""
		lines = append(lines, d.Error())
	}
	return strings.Join(lines, "\n")
}

func wantDiagnostics(t testing.TB, doc *spec.Document, want ...string) {
	t.Helper()
	if got := diagnostics(doc); got != strings.Join(want, "\n") {
		t.Errorf("diagnostics:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

// show renders a value as JSON, to compare it with.
func show(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// folder makes a folder of files: names and contents in turn.
func folder(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, filepath.FromSlash(files[i]))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func loadFile(t testing.TB, src spec.Source) *spec.Document {
	t.Helper()
	doc, err := spec.Load(src)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
