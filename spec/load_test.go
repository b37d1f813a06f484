package spec_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// Load fails only if there is nothing to read, and says where and why.
func TestLoadFails(t *testing.T) {
	bomb := "openapi: 3.0.0\nx-a: &a [1,2,3,4,5,6,7,8,9,10]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += "x-" + string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+",", 9) + "*" + string(c-1) + "]\n"
	}
	tests := map[string]struct{ data, want string }{
		"empty":            {" \n", "api.yaml:1:1: OAD101 error: neither YAML nor JSON: the file is empty"},
		"comment":          {"# nothing\n", "api.yaml:1:1: OAD101 error: neither YAML nor JSON: the file holds no document"},
		"syntax, YAML":     {"openapi: 3.0.0\npaths: [}\n", "api.yaml:2:9: OAD101 error: neither YAML nor JSON: "},
		"syntax, JSON":     {"{\"openapi\": \"3.0.0\",\n \"paths\": {]}", "api.yaml:2:12: OAD101 error: neither YAML nor JSON: "},
		"binary":           {"\x00\x01\x02", "api.yaml:1:1: OAD101 error: neither YAML nor JSON: "},
		"text":             {"hello", "api.yaml:1:1: OAD102 error: the document is a string, not an object"},
		"list":             {"- openapi: 3.0.0", "api.yaml:1:1: OAD102 error: the document is a list, not an object"},
		"no version":       {"info: {}", `api.yaml:1:1: OAD102 error: the document has no "openapi" field with a version`},
		"version object":   {"openapi: {}", `api.yaml:1:1: OAD102 error: the document has no "openapi" field with a version`},
		"Swagger":          {"swagger: '1.2'", `api.yaml:1:10: OAD102 error: Swagger "1.2" is not read (convert it to OpenAPI 3 first`},
		"Swagger 1":        {"swaggerVersion: '1.2'", `api.yaml:1:17: OAD102 error: Swagger "1.2" is not read (convert it to OpenAPI 3 first`},
		"AsyncAPI":         {"asyncapi: 3.0.0", "api.yaml:1:11: OAD102 error: this is an AsyncAPI document, not OpenAPI"},
		"OpenAPI 4":        {"openapi: 4.0.0", `api.yaml:1:10: OAD102 error: OpenAPI version "4.0.0" is not read`},
		"OpenAPI 2":        {"openapi: 2.0", `api.yaml:1:10: OAD102 error: OpenAPI version "2.0" is not read (OpenAPI 2.0 says swagger: "2.0")`},
		"OpenAPI 30":       {"openapi: 30.0", `api.yaml:1:10: OAD102 error: OpenAPI version "30.0" is not read`},
		"alias in itself":  {"openapi: 3.0.0\ninfo: &a\n  x: *a\n", "api.yaml:3:6: OAD108 error: the alias *a is a part of what it stands for"},
		"alias explosion":  {bomb, "api.yaml:7:37: OAD108 error: the YAML aliases expand to far more than the file holds"},
		"unknown alias":    {"openapi: 3.0.0\ninfo: *b\n", "OAD101 error"},
		"endless nesting":  {"openapi: 3.0.0\nx: " + strings.Repeat("[", 20_000), "OAD101 error"},
		"a very long file": {"openapi: 3.0.0\n#" + strings.Repeat("x", 50<<20), "api.yaml: OAD108 error: the file has more than 52428800 bytes"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(test.data)})
			if doc != nil || err == nil {
				t.Fatalf("document %v, error %v", doc, err)
			}
			var d *spec.Diagnostic
			if !errors.As(err, &d) || d.Severity != spec.Error {
				t.Errorf("the error is a %T", err)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %q, want %q", err, test.want)
			}
		})
	}
}

func TestLoadFileFails(t *testing.T) {
	dir := folder(t, "api.yaml", "openapi: 3.0.0", "sub/x", "")
	missing := filepath.Join(dir, "none.yaml")
	tests := map[string]struct {
		src  spec.Source
		want string
	}{
		"nothing":      {spec.Source{}, "OAD101 error: there is neither a file nor data to read"},
		"missing":      {spec.Source{Path: missing}, missing + ": OAD101 error: the document cannot be read: there is no such file"},
		"folder":       {spec.Source{Path: dir}, dir + ": OAD101 error: the document is a folder, not a file"},
		"other root":   {spec.Source{Path: filepath.Join(dir, "api.yaml"), Root: filepath.Join(dir, "sub")}, "OAD104 error: the document is not below the root folder"},
		"device":       {spec.Source{Path: "/dev/null"}, "/dev/null: OAD101 error: the document is not a regular file"},
		"NUL in name":  {spec.Source{Path: "a\x00b"}, "OAD101 error"},
		"missing root": {spec.Source{Path: filepath.Join(dir, "api.yaml"), Root: filepath.Join(dir, "none")}, "OAD104 error"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc, err := spec.Load(test.src)
			if doc != nil || err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

// Schemas that are composed of one another too deeply stop the reading instead
// of the machine.
func TestLoadBudget(t *testing.T) {
	var tooDeep strings.Builder
	tooDeep.WriteString("openapi: 3.1.0\npaths: {/a: {get: {parameters: [{name: a, in: query, schema: {$ref: '#/components/schemas/S0'}}]}}}\ncomponents:\n  schemas:\n")
	for i := range 2000 {
		fmt.Fprintf(&tooDeep, "    S%d: {allOf: [{$ref: '#/components/schemas/S%d'}]}\n", i, i+1)
	}
	_, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(tooDeep.String())})
	if err == nil || !strings.Contains(err.Error(), "api.yaml:2:14: OAD108 error: the schemas are composed of one another without measure") {
		t.Errorf("error %v", err)
	}
}

// A clique of alternatives is not deep, but of 300 schemas that are each one of
// all 300, each is looked at for each: the budget ends that within seconds.
func TestLoadClique(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: slow")
	}
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\npaths: {/a: {get: {parameters: [")
	for i := range 300 {
		fmt.Fprintf(&b, "{name: p%d, in: query, schema: {$ref: '#/components/schemas/S%d'}},", i, i)
	}
	b.WriteString("]}}}\ncomponents: {schemas: {")
	for i := range 300 {
		fmt.Fprintf(&b, "S%d: {oneOf: [", i)
		for j := range 300 {
			fmt.Fprintf(&b, "{$ref: '#/components/schemas/S%d'},", j)
		}
		b.WriteString("]},\n")
	}
	b.WriteString("}}\n")
	_, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(b.String())})
	if err == nil || !strings.Contains(err.Error(), "api.yaml:2:14: OAD108 error") {
		t.Errorf("error %v", err)
	}
}

// A diamond of alternatives, 40 levels high, has 2^40 ways through it.
func TestLoadDiamonds(t *testing.T) {
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\npaths: {/a: {get: {parameters: [{name: a, in: query, schema: {$ref: '#/components/schemas/S0'}}]}}}\n")
	b.WriteString("components:\n  schemas:\n    S40: {enum: [a, 1]}\n")
	for i := range 40 {
		fmt.Fprintf(&b, "    S%d: {oneOf: [{$ref: '#/components/schemas/S%d'}, {$ref: '#/components/schemas/S%d'}]}\n", i, i+1, i+1)
	}
	schema := load(t, b.String()).Operations[0].Parameters[0].Schema
	if got := show(schema.Enum) + show(schema.Types); got != `["a",1]["string","integer"]` {
		t.Error(got)
	}
}

func TestLoadForms(t *testing.T) {
	tests := map[string]string{
		"YAML":              "openapi: 3.0.3\ninfo:\n  title: T\n  version: 1.0\npaths:\n  /a:\n    post: {}\n",
		"CRLF":              "openapi: 3.0.3\r\ninfo:\r\n  title: T\r\n  version: 1.0\r\npaths:\r\n  /a:\r\n    post: {}\r\n",
		"byte order mark":   "\ufeffopenapi: 3.0.3\ninfo:\n  title: T\n  version: 1.0\npaths:\n  /a:\n    post: {}\n",
		"UTF-16":            utf16("openapi: 3.0.3\ninfo:\n  title: T\n  version: 1.0\npaths:\n  /a:\n    post: {}\n"),
		"JSON":              "{\"openapi\":\"3.0.3\",\n\"info\":\n{\"title\":\"T\",\"version\":\"1.0\"},\n\n\"paths\":{\"\\/a\":\n{  \"post\":{}}}}",
		"JSON, BOM":         "\ufeff{\"openapi\":\"3.0.3\",\n\"info\":\n{\"x-a\":\"\\ud83d\\ude00\",\"title\":\"T\",\"version\":\"1.0\"},\n\n\"paths\":{\"/a\":\n{  \"post\":{}}}}",
		"several documents": "openapi: 3.0.3\ninfo:\n  title: T\n  version: 1.0\npaths:\n  /a:\n    post: {}\n---\nopenapi: 3.0.0\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			doc := load(t, text)
			if name == "several documents" {
				wantDiagnostics(t, doc, "api.yaml:8:1: OAD105 warning: a second YAML document begins here: it is not read")
			} else {
				wantDiagnostics(t, doc)
			}
			if doc.OpenAPI != "3.0.3" || doc.Title != "T" || doc.Version != "1.0" || doc.File != "api.yaml" || len(doc.SHA256) != 64 {
				t.Errorf("document %+v", doc)
			}
			if len(doc.Operations) != 1 || doc.Operations[0].Path != "/a" {
				t.Fatalf("operations %+v", doc.Operations)
			}
			p := doc.Operations[0].Position
			if strings.HasPrefix(name, "JSON") && p.String() != "api.yaml:6:4" || !strings.HasPrefix(name, "JSON") && p.String() != "api.yaml:7:5" {
				t.Errorf("position %v", p)
			}
		})
	}
}

func utf16(text string) string {
	var b strings.Builder
	b.WriteString("\xff\xfe")
	for _, c := range text {
		b.WriteByte(byte(c))
		b.WriteByte(0)
	}
	return b.String()
}

// Escapes that are undone before parsing do not shift what follows them.
func TestColumnsOfEscapedJSON(t *testing.T) {
	text := `{"openapi":"3.0.0","info":{"title":"\/é😀\ud83d\ude00\u00e9\\/ \"\/","version":"1"},"paths":{"\/a\/b":{"post":{"parameters":[{"name":1,"in":"\/"}]}}}}`
	doc := load(t, text)
	if doc.Title != "/é😀😀é\\/ \"/" {
		t.Errorf("title %q", doc.Title)
	}
	before, _, _ := strings.Cut(text, `"post"`)
	if got, want := doc.Operations[0].Position.Column, len([]rune(before))+1; got != want {
		t.Errorf("column %d, want %d", got, want)
	}
	before, _, _ = strings.Cut(text, `{"name":1`)
	if got, want := doc.Diagnostics[0].Position.Column, len([]rune(before))+1; got != want {
		t.Errorf("column %d, want %d", got, want)
	}
}

// Of the versions' differences, the method "query" shows which one is read.
func TestVersions(t *testing.T) {
	const unknown = "api.yaml:1:10: OAD102 warning: OpenAPI 3.3.0 is read as if it were 3.2"
	tests := []struct {
		version, want string
		query         bool
	}{
		{"3", "", false},
		{"3.0", "", false},
		{"3.0.0", "", false},
		{`"3.1.0"`, "", false},
		{"3.1.0-rc1", "", false},
		{"3.1.1", "", false},
		{"3.2.0", "", true},
		{"3.3.0", unknown, true},
	}
	for _, test := range tests {
		t.Run(test.version, func(t *testing.T) {
			doc := load(t, "openapi: "+test.version+"\npaths: {/a: {get: {}}}\n")
			if got := diagnostics(doc); got != test.want {
				t.Errorf("diagnostics %s", got)
			}
			if doc.OpenAPI != strings.Trim(test.version, `"`) {
				t.Errorf("version %s", doc.OpenAPI)
			}
			doc = load(t, "openapi: "+test.version+"\npaths: {/a: {query: {}}}\n")
			if got := len(doc.Operations) == 1; got != test.query {
				t.Errorf("query is an operation: %v", got)
			}
		})
	}
}

// The directive of the YAML version says what the parser takes for granted.
func TestLoadDirective(t *testing.T) {
	for _, directives := range []string{"%YAML 1.2\n", "%YAML 1.1\n", "# The version.\n\n%TAG ! tag:example.com,2000:\n%YAML 1.2 # of YAML\r\n"} {
		doc := load(t, directives+"---\nopenapi: 3.0.3\npaths: {/a: {post: {summary: \"%YAML 1.2\"}}}\n")
		wantDiagnostics(t, doc)
		if op := doc.Operations[0]; op.Summary != "%YAML 1.2" || op.Position.Line != strings.Count(directives, "\n")+3 {
			t.Errorf("%q: %+v", directives, op)
		}
	}
}
