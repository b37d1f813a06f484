//go:build !race

package openapidestinations

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

func TestDocument(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"api/api.yaml":  "openapi: 3.1.0\ninfo: {title: Old, version: '1'}\npaths: {/a: {post: {parameters: [{$ref: ../common/p.yaml}]}}}\n",
		"common/p.yaml": "{name: p, in: query}",
		"new.yaml":      "overlay: 1.1.0\nactions: [{target: $.info, update: {title: New, description: x}}]\n",
		"newer.yaml":    "overlay: 1.1.0\nactions: [{target: $.info, update: {title: Newer}}]\n",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file := DocumentFromFile(filepath.Join(dir, "api/api.yaml"))
	overlay := func(name string) string { return filepath.Join(dir, name) }
	both := file.WithOverlays(overlay("new.yaml")).WithOverlays(overlay("newer.yaml"))
	for name, test := range map[string]struct {
		document            Document
		title, found        string
		parameters, overlay int
	}{
		"file":                   {file, "Old", "OAD104 warning", 0, 0},
		"file with a root":       {file.WithRoot(dir), "Old", "", 1, 0},
		"overlays":               {both.WithRoot(dir), "Newer", "", 1, 2},
		"another order":          {file.WithOverlays(overlay("newer.yaml"), overlay("new.yaml")).WithRoot(dir), "New", "", 1, 2},
		"bytes":                  {DocumentFromBytes("api.yaml", []byte("openapi: 3.1.0\ninfo: {version: '1'}\npaths: {/a: {post: {parameters: [{name: p, in: query}]}}}")).WithOverlays(overlay("new.yaml")), "New", "", 1, 1},
		"a missing overlay":      {file.WithRoot(dir).WithOverlays(overlay("none.yaml")), "Old", "none.yaml: OAD101 error: the overlay cannot be read", 1, 1},
		"a URL without digest":   {DocumentFromURL("https://a.example/api.yaml", ""), "", "https://a.example/api.yaml: OAD115 error: a document from a network needs its SHA-256", 0, 0},
		"a URL that isn't https": {DocumentFromURL("http://a.example/api.yaml?t=s", strings.Repeat("0", 64)), "", "http://a.example/api.yaml: OAD114 error: the document cannot be fetched: only https", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			doc := test.document.wait(false)
			var found []string
			for i := range doc.Diagnostics {
				found = append(found, doc.Diagnostics[i].Error())
			}
			all := strings.Join(found, "\n")
			parameters := 0
			if len(doc.Operations) > 0 {
				parameters = len(doc.Operations[0].Parameters)
			}
			if doc.Title != test.title || parameters != test.parameters || !strings.Contains(all, test.found) || (all == "") != (test.found == "") {
				t.Errorf("title %q, %d parameters, findings\n%s", doc.Title, parameters, all)
			}
			if got := len(test.document.source.Overlays); got != test.overlay {
				t.Errorf("%d overlays", got)
			}
		})
	}
}

// What has been read takes no overlays and no root.
func TestDocumentThatHasBeenRead(t *testing.T) {
	for name, document := range map[string]Document{"spec": DocumentFromSpec(&spec.Document{}), "none": {}} {
		for method, call := range map[string]func(){
			"WithOverlays": func() { document.WithOverlays("o.yaml") }, "WithRoot": func() { document.WithRoot(".") },
		} {
			if message := panics(t, call); !strings.Contains(message, "openapidestinations: Document."+method+" needs") {
				t.Errorf("%s of %s: %s", method, name, message)
			}
		}
	}
}

// TestDocumentIsReadOnce: all parts of a program see one document, but one with another overlay is another.
func TestDocumentIsReadOnce(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const text = "openapi: 3.1.0\ninfo: {title: %}\npaths: {}\n"
	path := write("api.yaml", strings.Replace(text, "%", "First", 1))
	first := DocumentFromFile(path)
	before := first.wait(false)
	write("api.yaml", strings.Replace(text, "%", "Second", 1))
	if after := first.wait(false); after != before || after.Title != "First" {
		t.Errorf("it was read again: %q", after.Title)
	}
	for _, other := range []Document{DocumentFromFile(path), first.WithRoot(dir), first.WithOverlays(write("o.yaml", "overlay: 1.0.0\ninfo: {title: o, version: '1'}\nactions: [{target: $.info, update: {x: 1}}]\n"))} {
		if got := other.wait(false).Title; got != "Second" {
			t.Errorf("another document has the title %q", got)
		}
	}
}
