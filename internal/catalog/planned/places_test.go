package planned

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestNoPlaceOfTheMachine: a document that is named by an absolute path has the catalog of one
// that isn't, from its folder.
func TestNoPlaceOfTheMachine(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"api.yaml": "openapi: 3.1.0\ninfo: {title: x, version: \"1\"}\nservers: [{url: \"https://a.dev\"}]\npaths:\n  /a: {post: {parameters: [{$ref: none.yaml}, {$ref: '#/nowhere'}]}}\n  /b: {$ref: sub/b.yaml}\n",
		"b.yaml":   "post: {parameters: [{name: c, in: cookie, required: true}, {$ref: '#/nowhere'}]}\n",
	} {
		if name == "b.yaml" {
			name = filepath.Join("sub", name)
		}
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	absolute := fromFile(t, filepath.Join(dir, "api.yaml"))
	t.Chdir(dir)
	relative := fromFile(t, "api.yaml")
	if got, want := absolute.JSON(), relative.JSON(); !bytes.Equal(got, want) {
		t.Errorf("it is\n%s\nnot\n%s", got, want)
	}
	for _, text := range [][]byte{absolute.JSON(), absolute.Markdown()} {
		if bytes.Contains(text, []byte(dir)) || !bytes.Contains(text, []byte("sub/b.yaml")) {
			t.Errorf("the catalog is\n%s", text)
		}
	}
}
