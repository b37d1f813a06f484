package spec_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/go-yaml"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// unplaced is a document's operations and definitions without their places.
func unplaced(t *testing.T, doc *spec.Document) string {
	t.Helper()
	text, err := json.Marshal(struct {
		Operations  []spec.Operation
		Schemes     []spec.SecurityScheme
		Definitions []spec.Definition
	}{doc.Operations, doc.SecuritySchemes, doc.Definitions})
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	withoutPlaces(tree)
	return show(tree)
}

func withoutPlaces(tree any) {
	switch tree := tree.(type) {
	case []any:
		for _, item := range tree {
			withoutPlaces(item)
		}
	case map[string]any:
		for _, name := range []string{"Position", "IDPosition", "SecurityPosition"} {
			delete(tree, name)
		}
		for _, value := range tree {
			withoutPlaces(value)
		}
	}
}

// shuffled has the entries of components, and of each of its parts, in another
// order, and `openapi`, `paths` and so on too. None of them means anything.
func shuffled(t *testing.T, data []byte, random *rand.Rand) []byte {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	root := document.Content[0]
	shuffle(root, random)
	for i := 0; i < len(root.Content); i += 2 {
		if root.Content[i].Value != "components" {
			continue
		}
		components := root.Content[i+1]
		shuffle(components, random)
		for j := 0; j < len(components.Content); j += 2 {
			// The order of securitySchemes is kept in Document.SecuritySchemes.
			if components.Content[j].Value != "securitySchemes" {
				shuffle(components.Content[j+1], random)
			}
		}
	}
	out, err := yaml.Marshal(&document)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func large(t *testing.T, path string) bool {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size() > 800_000
}

func shuffle(n *yaml.Node, random *rand.Rand) {
	pairs := slices.Collect(slices.Chunk(n.Content, 2))
	random.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	n.Content = slices.Concat(pairs...)
}

func TestOrderOfComponentsMeansNothing(t *testing.T) {
	for _, path := range roots(t) {
		if strings.Contains(path, "yamlbomb") || large(t, path) {
			continue // the one cannot be read, the others take long to write
		}
		t.Run(strings.TrimPrefix(path, corpus+"/"), func(t *testing.T) {
			doc := loadFile(t, source(path))
			src := source(path)
			src.Data = shuffled(t, read(t, path), rand.New(rand.NewPCG(1, 2)))
			other := loadFile(t, src)
			if unplaced(t, doc) != unplaced(t, other) {
				t.Error("the order of the components changes the operations")
			}
		})
	}
}

// One document in YAML and in JSON reads the same.
func TestFormMeansNothing(t *testing.T) {
	tested := 0
	for _, path := range roots(t) {
		if filepath.Ext(path) != ".json" || large(t, path) {
			continue
		}
		tested++
		t.Run(strings.TrimPrefix(path, corpus+"/"), func(t *testing.T) {
			doc := loadFile(t, source(path))
			var tree yaml.Node
			if err := yaml.Unmarshal(read(t, path), &tree); err != nil {
				t.Fatal(err)
			}
			block(&tree)
			data, err := yaml.Marshal(&tree)
			if err != nil {
				t.Fatal(err)
			}
			src := source(path)
			src.Data = data
			other := loadFile(t, src)
			if other.SHA256 == doc.SHA256 {
				t.Fatal("the document was not rewritten")
			}
			if unplaced(t, doc) != unplaced(t, other) {
				t.Error("JSON and YAML differ")
			}
		})
	}
	if tested < 8 {
		t.Errorf("only %d documents", tested)
	}
}

// block turns flow style, which JSON is, to YAML's block style.
func block(n *yaml.Node) {
	n.Style &^= yaml.FlowStyle
	for _, child := range n.Content {
		block(child)
	}
}
