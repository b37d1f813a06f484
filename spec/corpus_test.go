package spec_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/go-yaml"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// corpus is the folder of real documents, which is not a part of the repository.
const corpus = "../../shared/specs"

// stated matches the version that an OpenAPI document states.
var stated = regexp.MustCompile(`(?m)^(?:openapi: |swagger: |\s{0,4}"openapi" ?: |\{"openapi":)["']?[23]\.`)

// roots lists the OpenAPI documents of the corpus.
func roots(t testing.TB) []string {
	t.Helper()
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("SKIPPED: the real documents are not here: %v", err)
	}
	var found []string
	err := filepath.WalkDir(corpus, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(path)) {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && stated.Match(data) && !strings.Contains(path, "camara/common") {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 60 {
		t.Fatalf("found only %d documents in %s", len(found), corpus)
	}
	return found
}

// source is the document at path; those of camara share files with their
// neighbours.
func source(path string) spec.Source {
	src := spec.Source{Path: path}
	if strings.Contains(path, "camara") {
		src.Root = filepath.Join(corpus, "camara")
	}
	return src
}

// expected is what the corpus's documents say about themselves, besides nothing.
var expected = map[string][]string{
	"duplicateHttpStatusCodes.yaml": {"21:9: OAD106 warning"},
	"voice.v2.yml":                  {"30:9: OAD105 warning"},
	"elasticsearch-openapi.json":    {"9:16: OAD105 info"}, // an empty version
}

func TestCorpus(t *testing.T) {
	total := 0
	for _, path := range roots(t) {
		t.Run(strings.TrimPrefix(path, corpus+"/"), func(t *testing.T) {
			doc, err := spec.Load(source(path))
			if strings.Contains(path, "yamlbomb") {
				if err == nil || doc != nil || !strings.Contains(err.Error(), "yamlbomb.yaml:5:10: OAD108 error") {
					t.Fatalf("the bomb was read: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got, want := len(doc.Operations), countMethods(t, path); got != want {
				t.Errorf("%d operations, but %d methods", got, want)
			}
			total += len(doc.Operations)
			checkDiagnostics(t, doc, expected[filepath.Base(path)])
			checkDocument(t, doc)
			again, err := spec.Load(source(path))
			if err != nil || !reflect.DeepEqual(doc, again) {
				t.Errorf("read again, the document differs: %v", err)
			}
		})
	}
	if total < 4000 {
		t.Errorf("the corpus has only %d operations", total)
	}
}

func checkDiagnostics(t *testing.T, doc *spec.Document, want []string) {
	t.Helper()
	// Calls that the API makes are told, and are nothing that is wrong.
	found := slices.DeleteFunc(slices.Clone(doc.Diagnostics), func(d spec.Diagnostic) bool {
		return d.Code == "OAD118" && d.Severity == spec.Info
	})
	if len(found) != len(want) {
		t.Errorf("%d diagnostics, want %d", len(found), len(want))
	}
	for i, d := range found {
		if i >= len(want) || !strings.Contains(d.Error(), want[i]) {
			t.Errorf("diagnostic: %v", d.Error())
		}
	}
}

// checkDocument checks what holds for every document: places known, JSON valid,
// definitions complete.
func checkDocument(t *testing.T, doc *spec.Document) {
	t.Helper()
	defined := map[string]bool{}
	for i, d := range doc.Definitions {
		defined[d.Name] = true
		if i > 0 && doc.Definitions[i-1].Name >= d.Name {
			t.Errorf("definition %q is not in order", d.Name)
		}
	}
	c := schemaChecker{t: t, defined: defined, seen: map[*spec.Schema]bool{}}
	for _, d := range doc.Definitions {
		c.json(d.Name, d.JSON)
	}
	for _, op := range doc.Operations {
		name := op.Method + " " + op.Path
		if op.Position.Line == 0 || op.Position.Column == 0 || op.SecurityPosition.Line == 0 || op.IDPosition.Line == 0 {
			t.Errorf("%s: no place", name)
		}
		if op.Incomplete {
			t.Errorf("%s is incomplete", name)
		}
		if (op.ServersFrom == "") != (len(op.Servers) == 0) {
			t.Errorf("%s: %d servers from %q", name, len(op.Servers), op.ServersFrom)
		}
		for _, p := range op.Parameters {
			if p.Position.Line == 0 || p.Style == "" || p.Name == "" {
				t.Errorf("%s: parameter %+v", name, p)
			}
			c.schema(name+" "+p.Name, p.Schema)
			c.json(name+" "+p.Name, p.Example)
		}
		if op.Body == nil {
			continue
		}
		for _, media := range op.Body.Content {
			c.schema(name+" body", media.Schema)
			c.json(name+" body", media.Example)
		}
	}
}

type schemaChecker struct {
	t       *testing.T
	defined map[string]bool
	seen    map[*spec.Schema]bool
}

func (c *schemaChecker) schema(name string, s *spec.Schema) {
	if s == nil {
		c.t.Errorf("%s has no schema", name)
		return
	}
	if c.seen[s] {
		return
	}
	c.seen[s] = true
	for _, text := range append([]json.RawMessage{s.JSON, s.Constant, s.Default, s.Example}, s.Enum...) {
		c.json(name, text)
	}
	for _, p := range s.Properties {
		c.schema(name+"."+p.Name, p.Schema)
	}
	if s.Items != nil {
		c.schema(name+"[]", s.Items)
	}
}

var definitionRef = regexp.MustCompile(`"\$ref":"#/\$defs/([^"]*)"`)

func (c *schemaChecker) json(name string, text json.RawMessage) {
	if text == nil {
		return
	}
	if !json.Valid(text) {
		c.t.Errorf("%s: not JSON: %.200s", name, text)
	}
	for _, ref := range definitionRef.FindAllSubmatch(text, -1) {
		if !c.defined[string(ref[1])] {
			c.t.Errorf("%s refers to %q, which is not defined", name, ref[1])
		}
	}
}

// countMethods counts, by other means than the package's, the method keys under
// paths, those of path items in other files included.
func countMethods(t *testing.T, path string) int {
	t.Helper()
	document := decode(t, path)
	count := 0
	paths, _ := document["paths"].(map[string]any)
	for name, value := range paths {
		if !strings.HasPrefix(name, "/") {
			continue
		}
		item, _ := value.(map[string]any)
		if ref, ok := item["$ref"].(string); ok {
			address, pointer, _ := strings.Cut(ref, "#")
			target := document
			if address != "" {
				target = decode(t, filepath.Join(filepath.Dir(path), address))
			}
			for _, token := range strings.Split(strings.Trim(pointer, "/"), "/") {
				if token != "" {
					target = target[strings.ReplaceAll(token, "~1", "/")].(map[string]any)
				}
			}
			item = target
		}
		for _, method := range []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"} {
			if _, ok := item[method]; ok {
				count++
			}
		}
	}
	return count
}

func decode(t *testing.T, path string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if filepath.Ext(path) == ".json" {
		err = json.Unmarshal(data, &document)
	} else {
		err = yaml.Load(data, &document, yaml.WithUniqueKeys(false))
	}
	if err != nil {
		t.Fatal(path, err)
	}
	return document
}

// The documents of camara need the root folder: without it, each reference to
// a neighbour says so, at its place, and names the remedy.
func TestCorpusOutsideFolder(t *testing.T) {
	roots(t)
	doc, err := spec.Load(spec.Source{Path: filepath.Join(corpus, "camara/API_definitions/qos-profiles.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Operations) != 2 || !doc.Operations[0].Incomplete || len(doc.Diagnostics) == 0 {
		t.Errorf("%d operations, %d diagnostics", len(doc.Operations), len(doc.Diagnostics))
	}
	for _, d := range doc.Diagnostics {
		if d.Code != "OAD104" || d.Severity != spec.Warning || d.Position.Line == 0 || !strings.Contains(d.Hint, "root folder") {
			t.Errorf("diagnostic: %v", d.Error())
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, path := range roots(b) {
		name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
		if !slices.Contains([]string{"elastic/elasticsearch-openapi.json", "linode/openapi.yaml", "3.15/openapi.yaml"}, name) {
			continue
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := spec.Load(spec.Source{Path: path}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
