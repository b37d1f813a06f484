package catalog_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestOverlays: the catalog tells what the document was changed with, for its own digest
// is that of the file.
func TestOverlays(t *testing.T) {
	overlay := []byte("overlay: 1.1.0\nactions: [{target: $.info, update: {title: Staging}}]\n")
	doc, err := spec.Load(spec.Source{Path: "../../example/football.yaml", Overlays: []spec.Source{{Path: "o.yaml", Data: overlay}}})
	if err != nil {
		t.Fatal(err)
	}
	text := catalogOf(t, doc).JSON()
	sum := sha256.Sum256(overlay)
	for _, want := range []string{`"overlays"`, hex.EncodeToString(sum[:]), `"Staging"`, load(t, "../../example/football.yaml").SHA256} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the catalog lacks %s", want)
		}
	}
	schema, err := jsonschema.NewCompiler().Compile("../../docs/events.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}
