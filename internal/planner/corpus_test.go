package planner_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/golden"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// corpus is where real documents are, beside the repository: they are not part of it.
const corpus = "../../../shared/specs"

var versionField = regexp.MustCompile(`(?m)^(\{?\s*"openapi":|openapi:|swagger:)|^  "openapi":`)

// corpusDocuments are the documents of the corpus that name an OpenAPI version.
func corpusDocuments(t testing.TB) []string {
	t.Helper()
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("SKIPPED: no real documents at %s", corpus)
	}
	var files []string
	err := filepath.WalkDir(corpus, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(".json .yaml .yml", filepath.Ext(path)) {
			return err
		}
		data, err := os.ReadFile(path)
		if versionField.Match(data) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// loadCorpus reads a document of the corpus; some refer to a folder beside their own.
func loadCorpus(path string) (*spec.Document, error) {
	return spec.Load(spec.Source{Path: path, Root: filepath.Dir(filepath.Dir(path))})
}

// buildCorpus plans a document, with a base URL where it names no usable server.
func buildCorpus(doc *spec.Document, opts plan.Options) *plan.Plan {
	p := planner.Build(doc, opts)
	for _, d := range p.Diagnostics {
		switch d.Code {
		case diagnostic.NoServer, diagnostic.ServerNotHTTPS, diagnostic.ServerInvalid:
			if d.Severity == spec.Error {
				opts.BaseURL = "https://api.example.com"
				return planner.Build(doc, opts)
			}
		}
	}
	return p
}

// TestCorpus keeps a line of figures for each real document: what the plan makes of it.
// Every pattern is one that EventBridge takes, and every sample event matches
// exactly one rule.
func TestCorpus(t *testing.T) {
	var out strings.Builder
	out.WriteString("# document: operations in it, selected = exact + inexact + unsupported; rules for delivery and rejection, roles, connections, shards, nested stacks; errors\n")
	for _, path := range corpusDocuments(t) {
		name, _ := filepath.Rel(corpus, path)
		doc, err := loadCorpus(path)
		if err != nil {
			fmt.Fprintf(&out, "%s: not read\n", name)
			continue
		}
		p := buildCorpus(doc, plan.Options{Shards: true})
		count := make(map[plan.Fidelity]int)
		for i := range p.Operations {
			count[p.Operations[i].Fidelity]++
		}
		rejections := len(kinds(p, plan.Rejection))
		fmt.Fprintf(&out, "%s: %d, %d = %d + %d + %d; %d, %d, %d, %d, %d, %d; %s\n", name,
			len(doc.Operations), len(p.Operations), count[plan.Exact], count[plan.Inexact], count[plan.Unsupported],
			len(kinds(p, plan.Delivery)), rejections, len(p.Roles), len(p.Connections), len(p.Buses), len(p.Stacks),
			strings.Join(codes(p.Diagnostics, spec.Error), " "))
		if rejections >= 60 {
			t.Errorf("%s: %d rejection rules", name, rejections)
		}
		compile(t, p)
	}
	golden.Check(t, "testdata/corpus.txt", []byte(out.String()))
}

// BenchmarkBuild plans the largest document of the corpus.
func BenchmarkBuild(b *testing.B) {
	path := filepath.Join(corpus, "elastic/elasticsearch-openapi.json")
	doc, err := loadCorpus(path)
	if err != nil {
		b.Skipf("SKIPPED: %v", err)
	}
	for b.Loop() {
		planner.Build(doc, plan.Options{BaseURL: "https://api.example.com"})
	}
}
