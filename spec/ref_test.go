package spec_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

func TestFiles(t *testing.T) {
	dir := folder(t,
		"api/openapi.yaml", "openapi: 3.1.0\npaths:\n  /a: {$ref: 'paths/a.yaml'}\n  /b: {$ref: './paths/b.json#/b~1b'}\n"+
			"components:\n  schemas: {Name: {type: string}}\n",
		"api/paths/a.yaml", "post:\n  parameters:\n    - $ref: ../parts/p.yaml#/P\n    - {name: n, in: header, schema: {$ref: '../openapi.yaml#/components/schemas/Name'}}\n"+
			"    - {name: m, in: header, schema: {$ref: '../parts/p.yaml#/Name'}}\n"+
			"  requestBody: {content: {application/json: {schema: {$ref: ../parts/whole%20file.yaml}, example: {$ref: ../parts/e.json}}}}\n",
		"api/paths/b.json", "{\n \"b/b\": {\n  \"get\": {}}}",
		"api/parts/p.yaml", "P: {name: p, in: query, schema: {$ref: '#/Name'}}\nName: {type: integer}\n",
		"api/parts/whole file.yaml", "type: object\nproperties: {x: {$ref: './p.yaml#/Name'}}\n",
		"api/parts/e.json", `{"x": 1}`,
	)
	for name, src := range map[string]spec.Source{
		"path": {Path: filepath.Join(dir, "api/openapi.yaml")},
		"root": {Path: filepath.Join(dir, "api/openapi.yaml"), Root: dir},
	} {
		t.Run(name, func(t *testing.T) {
			doc := loadFile(t, src)
			wantDiagnostics(t, doc)
			post, get := doc.Operations[0], doc.Operations[1]
			media := post.Body.Content[0]
			got := fmt.Sprint(names(doc), " ", post.Position, " ", get.Position, " ", post.Parameters[0].Position, " ",
				post.Parameters[0].Schema.Types, post.Parameters[1].Schema.Types, post.Parameters[2].Schema.Types, outline(media.Schema), string(media.Example))
			want := fmt.Sprint("POST /a, GET /b ", filepath.Join(dir, "api/paths/a.yaml"), ":1:1 ", filepath.Join(dir, "api/paths/b.json"), ":3:3 ",
				filepath.Join(dir, "api/parts/p.yaml"), `:1:4 [integer] [string] [integer]object{x:integer}{"x":1}`)
			if got != want {
				t.Errorf("got\n%s, want\n%s", got, want)
			}
			var definitions []string
			for _, d := range doc.Definitions {
				definitions = append(definitions, d.Name+string(d.JSON))
			}
			want = `Name{"type":"integer"} Name_2{"type":"string"} whole_file{"type":"object","properties":{"x":{"$ref":"#/$defs/Name"}}}`
			if got := strings.Join(definitions, " "); got != want {
				t.Errorf("definitions %s", got)
			}
		})
	}
}

// A relative path is shown in diagnostics as the user wrote it.
func TestFileNames(t *testing.T) {
	dir := folder(t, "defs/api.yaml", "openapi: 3.1.0\npaths: {/a: {$ref: '../common/a.yaml'}}\n", "common/a.yaml", "get: {tags: 1}\n")
	t.Chdir(dir)
	doc := loadFile(t, spec.Source{Path: "defs/api.yaml", Root: "."})
	wantDiagnostics(t, doc, "common/a.yaml:1:13: OAD105 warning: \"tags\" is a number, not a list")
	data, err := os.ReadFile("defs/api.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc = loadFile(t, spec.Source{Path: "defs/api.yaml", Data: data, Root: dir})
	wantDiagnostics(t, doc, "common/a.yaml:1:13: OAD105 warning: \"tags\" is a number, not a list")
}

func TestRefsThatAreNotFollowed(t *testing.T) {
	dir := folder(t, "secret.yaml", "get: {}", "api/broken.yaml", "a: [", "api/text.md", "# Title", "api/bomb.yaml", "a: &a [*a]",
		"api/folder/x", "", "api/other.yaml", "a: {$ref: other.yaml#/b}\nb: {$ref: other.yaml#/a}\nc: {$ref: '#/c/d'}\n")
	for link, target := range map[string]string{"api/link.yaml": "../secret.yaml", "api/absolute.yaml": filepath.Join(dir, "secret.yaml"), "api/inner.yaml": "other.yaml"} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(link))); err != nil {
			t.Skip("SKIPPED: no symbolic links here:", err)
		}
	}
	at := func(name string) string { return filepath.Join(dir, "api", name) }
	tests := map[string]string{
		"../secret.yaml":        `OAD104 warning: $ref "../secret.yaml" leaves the root folder`,
		"x/../../secret.yaml":   `OAD104 warning: $ref "x/../../secret.yaml" leaves the root folder`,
		"%2e%2e/secret.yaml":    `OAD104 warning: $ref "%2e%2e/secret.yaml" leaves the root folder`,
		"/etc/passwd":           `OAD104 warning: $ref "/etc/passwd" leaves the root folder`,
		"link.yaml":             `OAD104 warning: $ref "link.yaml" leads nowhere: ` + at("link.yaml") + ` is a symbolic link out of the root folder`,
		"absolute.yaml":         `OAD104 warning: $ref "absolute.yaml" leads nowhere: ` + at("absolute.yaml") + ` is a symbolic link out of the root folder`,
		"https://localhost:1/a": `OAD104 warning: $ref "https://localhost:1/a" is not followed: nothing is read from a network`,
		"//localhost:1/a":       `OAD104 warning: $ref "//localhost:1/a" is not followed: nothing is read from a network`,
		"file:///etc/passwd":    `OAD104 warning: $ref "file:///etc/passwd" is not followed: nothing is read from a network`,
		"none.yaml":             `OAD103 warning: $ref "none.yaml" leads nowhere: ` + at("none.yaml") + ` cannot be read: there is no such file`,
		"folder":                `OAD101 warning: $ref "folder" leads nowhere: ` + at("folder") + ` is a folder, not a file`,
		"broken.yaml":           `OAD101 warning: $ref "broken.yaml" leads nowhere: ` + at("broken.yaml") + `:2:1: neither YAML nor JSON: `,
		"bomb.yaml":             `OAD108 warning: $ref "bomb.yaml" leads nowhere: ` + at("bomb.yaml") + `:1:8: the alias *a is a part of what it stands for`,
		"other.yaml#/a":         `OAD103 warning: $ref "other.yaml#/b" leads nowhere: it leads in a circle`,
		"other.yaml#/c":         `OAD103 warning: $ref "#/c/d" leads nowhere: ` + at("other.yaml") + `:3:11: $ref "#/c/d" leads nowhere: it leads in a circle`,
		"other.yaml#/none":      `OAD103 warning: $ref "other.yaml#/none" leads nowhere: there is no such part in ` + at("other.yaml"),
		"inner.yaml#/none":      `OAD103 warning: $ref "inner.yaml#/none" leads nowhere: there is no such part in ` + at("inner.yaml"),
		"a\x01b":                `OAD103 warning`,
		"a%00b":                 `OAD104 warning`,
	}
	for ref, want := range tests {
		t.Run(ref, func(t *testing.T) {
			data := fmt.Sprintf("openapi: 3.1.0\npaths: {/a: {$ref: %q}, /b: {get: {}}}\n", ref)
			doc := loadFile(t, spec.Source{Path: at("api.yaml"), Data: []byte(data)})
			unknown := at("api.yaml") + ":2:9: OAD116 warning: the path item of /a cannot be read: the operations in it are not known, and left out"
			if !strings.Contains(diagnostics(doc), unknown) {
				t.Errorf("diagnostics\n%s, want\n%s", diagnostics(doc), unknown)
			}
			got := strings.Trim(strings.ReplaceAll(diagnostics(doc), unknown, ""), "\n")
			if ref == "other.yaml#/a" {
				got = strings.TrimPrefix(got, at("other.yaml")+":2:11: ")
				want = `OAD103 warning: $ref "other.yaml#/a" leads nowhere: it leads in a circle`
			}
			if _, rest, ok := strings.Cut(got, ":2:20: "); ok {
				got = rest
			} else if _, rest, ok := strings.Cut(got, ":3:11: "); ok {
				got = rest
			}
			if !strings.HasPrefix(got, want) || strings.Contains(got, "\n") {
				t.Errorf("diagnostics\n%s, want\n%s", got, want)
			}
			if names(doc) != "GET /b" {
				t.Errorf("operations %s", names(doc))
			}
		})
	}
}

// A document that is given as data and no name has no folder.
func TestRefsOfData(t *testing.T) {
	doc := loadFile(t, spec.Source{Data: []byte("openapi: 3.1.0\npaths: {/a: {$ref: a.yaml}, /b: {$ref: '#/paths/~1c'}, /c: {get: {}}}\n")})
	wantDiagnostics(t, doc, "2:9: OAD116 warning: the path item of /a cannot be read: the operations in it are not known, and left out", `2:20: OAD104 warning: $ref "a.yaml" is not followed: the document was given without a folder`)
	if names(doc) != "GET /b, GET /c" {
		t.Errorf("operations %s", names(doc))
	}
	dir := folder(t, "a.yaml", "get: {}")
	doc = loadFile(t, spec.Source{Data: []byte("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {$ref: a.yaml}}\n"), Root: dir})
	if names(doc) != "GET /a" || len(doc.Diagnostics) > 0 {
		t.Errorf("operations %s\n%s", names(doc), diagnostics(doc))
	}
}

// OpenAPI 3.2: a document may refer to itself by its own address.
func TestSelf(t *testing.T) {
	text := "openapi: 3.2.0\n$self: https://example.com/api.yaml\npaths: {/a: {$ref: 'https://example.com/api.yaml#/paths/~1b'}, /b: {get: {}}}\n"
	for _, name := range []string{"api.yaml", ""} {
		doc := loadFile(t, spec.Source{Path: name, Data: []byte(text)})
		wantDiagnostics(t, doc)
		if names(doc) != "GET /a, GET /b" {
			t.Errorf("operations %s", names(doc))
		}
	}
}

// Nothing but what is referred to is read, wherever the document lies.
func TestFilesAreReadLazily(t *testing.T) {
	dir := folder(t, "api.yaml", "openapi: 3.1.0\npaths: {/a: {get: {}}}\n", "node_modules/x.yaml", "[", "unreadable.yaml", "")
	if err := os.Chmod(filepath.Join(dir, "unreadable.yaml"), 0); err != nil {
		t.Fatal(err)
	}
	wantDiagnostics(t, loadFile(t, spec.Source{Path: filepath.Join(dir, "api.yaml")}))
}

// TestWhatADanglingRefCosts: the operation that needs what is behind it is incomplete; no
// other operation is, and none where nothing of the request is behind it.
func TestWhatADanglingRefCosts(t *testing.T) {
	const ref = "{$ref: '#/none'}"
	for what, test := range map[string]struct {
		operation string
		costs     bool
	}{
		"a parameter":              {"parameters: [" + ref + "]", true},
		"the parameters":           {"parameters: " + ref, true},
		"a parameter's schema":     {"parameters: [{name: a, in: query, schema: " + ref + "}]", true},
		"a part of it":             {"parameters: [{name: a, in: query, schema: {allOf: [{type: string}, " + ref + "]}}]", true},
		"an alternative of it":     {"parameters: [{name: a, in: query, schema: {oneOf: [{type: string}, " + ref + "]}}]", true},
		"a property of it":         {"parameters: [{name: a, in: query, schema: {type: object, properties: {a: " + ref + "}}}]", true},
		"its content":              {"parameters: [{name: a, in: query, content: {application/json: {schema: " + ref + "}}}]", true},
		"its items":                {"parameters: [{name: a, in: query, schema: {type: array, items: " + ref + "}}]", false},
		"its example":              {"parameters: [{name: a, in: query, schema: {}, examples: {a: " + ref + "}}]", false},
		"the body":                 {"requestBody: " + ref, true},
		"the body's content":       {"requestBody: {content: " + ref + "}", true},
		"its media type":           {"requestBody: {content: {application/json: " + ref + "}}", true},
		"its schema":               {"requestBody: {content: {application/json: {schema: " + ref + "}}}", false},
		"a property of the body":   {"requestBody: {content: {application/json: {schema: {properties: {a: " + ref + "}}}}}", false},
		"its examples":             {"requestBody: {content: {application/json: {schema: {}, examples: " + ref + "}}}", false},
		"the servers":              {"servers: " + ref, true},
		"the operation":            {"$ref: '#/none'", true},
		"the description":          {"description: " + ref, false},
		"the summary":              {"summary: " + ref, false},
		"the documentation":        {"externalDocs: " + ref, false},
		"the responses":            {"responses: {200: " + ref + "}", false},
		"the callbacks":            {"callbacks: {a: " + ref + "}", false},
		"an extension":             {"x-a: " + ref, false},
		"a forbidden schema":       {"parameters: [{name: a, in: query, schema: {$ref: 'http://127.0.0.1:1/a'}}]", true},
		"a forbidden description":  {"description: {$ref: '../../../etc/passwd'}", false},
		"another file's parameter": {"parameters: [{$ref: 'none.yaml'}]", true},
	} {
		t.Run(what, func(t *testing.T) {
			doc := load(t, "openapi: 3.1.0\npaths:\n  /a:\n    post:\n      "+test.operation+"\n  /b: {post: {}}\n")
			if len(doc.Operations) != 2 || doc.Operations[0].Incomplete != test.costs || doc.Operations[1].Incomplete {
				t.Errorf("incomplete %v and %v, want %v and false\n%s", doc.Operations[0].Incomplete, doc.Operations[1].Incomplete, test.costs, diagnostics(doc))
			}
			for _, d := range doc.Diagnostics {
				if d.Severity == spec.Error {
					t.Error(d.Error())
				}
			}
			if test.costs && len(doc.Diagnostics) == 0 {
				t.Error("nothing is said")
			}
		})
	}
}

// TestSelfIsTheBase: relative references count from the address that a document gives itself
// (OpenAPI 3.2), which stands for the document's own folder and leads nowhere else.
func TestSelfIsTheBase(t *testing.T) {
	const found, self, network, out, none = "GET /a", "GET /a, GET /b", "OAD104", "OAD104", "OAD103"
	for _, test := range []struct{ self, ref, want string }{
		{"https://acme.dev/specs/v1/api.yaml", "common/a.yaml", found},
		{"https://acme.dev/specs/v1/api.yaml", "./common/a.yaml#/x-x", found},
		{"https://acme.dev/specs/v1/api.yaml", "https://acme.dev/specs/v1/common/a.yaml", found},
		{"https://acme.dev/specs/v1/api.yaml", "//acme.dev/specs/v1/common/a.yaml", found},
		{"https://acme.dev/specs/v1/api.yaml", "/specs/v1/common/a.yaml", found},
		{"https://acme.dev/specs/v1/api.yaml", "../above.yaml", found},
		{"https://acme.dev/specs/v1/api.yaml", "https://acme.dev/specs/above.yaml", found},
		{"https://acme.dev/api.yaml", "../common/a.yaml", found}, // RFC 3986, section 5.2.4: there is nothing above
		{"https://acme.dev", "common/a.yaml", found},
		{"/specs/v1/api.yaml", "/specs/v1/common/a.yaml", found},
		{"/specs/v1/api.yaml", "common/a.yaml", found},
		{"common/api.yaml", "a.yaml", found},
		{"common/api.yaml", "./a.yaml#/x-x", found},
		{"../api.yaml", "above.yaml", found},
		{"api.yaml", "common/a.yaml", found},
		{"urn:acme:api", "common/a.yaml", found},

		{"https://acme.dev/specs/v1/api.yaml", "api.yaml#/paths/~1b", self},
		{"https://acme.dev/specs/v1/api.yaml", "https://acme.dev/specs/v1/api.yaml#/paths/~1b", self},
		{"https://acme.dev/specs/v1/published#x", "published#/paths/~1b", self},
		{"common/published.yaml", "published.yaml#/paths/~1b", self},
		{"common/published.yaml", "common/published.yaml#/paths/~1b", none},
		{"urn:acme:api", "urn:acme:api#/paths/~1b", self},
		{"https://acme.dev/specs/v1/api.yaml", "#/paths/~1b", self},

		{"https://acme.dev/specs/v1/api.yaml", "https://evil.dev/specs/v1/common/a.yaml", network},
		{"https://acme.dev/specs/v1/api.yaml", "http://acme.dev/specs/v1/common/a.yaml", network},
		{"https://acme.dev/specs/v1/api.yaml", "//evil.dev/common/a.yaml", network},
		{"https://acme.dev/specs/v1/api.yaml", "file:///common/a.yaml", network},
		{"file:///etc/api.yaml", "passwd", none},
		{"file:///etc/api.yaml", "../../etc/passwd", none},
		{"file:///etc/x/y/z/api.yaml", "/etc/passwd", out},
		{"https://acme.dev/specs/v1/api.yaml", "../../../../etc/passwd", out},
		{"https://acme.dev/a/b/c/api.yaml", "/secret.yaml", out},
		{"https://acme.dev/a/b/c/api.yaml", "%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.yaml", out},
		{"../../../etc/api.yaml", "passwd", out},
		{"../../outer/api.yaml", "secret.yaml", out},
		{"/etc/api.yaml", "passwd", none},
		{"common/api.yaml", "/etc/passwd", out},
		{"https://acme.dev/%2e%2e/x/api.yaml", "../../../secret.yaml", none},
		{"https://acme.dev/specs/v1/api.yaml", "common/a.yaml?x=1", none},
	} {
		dir := folder(t, "secret.yaml", "get: {}", "inner/above.yaml", "{get: {}, x-x: {get: {}}}", "inner/api/common/a.yaml", "{get: {}, x-x: {get: {}}}")
		text := fmt.Sprintf("openapi: 3.2.0\ninfo: {title: T, version: '1'}\n$self: %q\npaths: {/a: {$ref: %q}, /b: {get: {}}}\n", test.self, test.ref)
		doc := loadFile(t, spec.Source{Path: filepath.Join(dir, "inner/api/openapi.yaml"), Root: filepath.Join(dir, "inner"), Data: []byte(text)})
		got := names(doc)
		for _, d := range doc.Diagnostics {
			if d.Code != "OAD116" {
				got = d.Code
			}
		}
		want := test.want
		if want == found {
			want = self
		}
		if got != want {
			t.Errorf("$self %s and $ref %s: %s, want %s\n%s", test.self, test.ref, got, want, diagnostics(doc))
		}
	}
}

// TestSelfOfAnotherFile: a document that is referred to has a base of its own, and may refer to
// the first one by its address. Before OpenAPI 3.2 there was no $self.
func TestSelfOfAnotherFile(t *testing.T) {
	dir := folder(t,
		"api.yaml", "openapi: 3.2.0\n$self: https://acme.dev/specs/api.yaml\npaths: {/a: {$ref: 'lib/b.yaml#/paths/~1b'}, /c: {get: {}}}\n",
		"lib/b.yaml", "openapi: 3.2.0\n$self: https://acme.dev/other/deep/b.yaml\npaths: {/b: {$ref: '/other/deep/d.yaml'}, /e: {$ref: 'https://acme.dev/specs/api.yaml#/paths/~1c'}}\n",
		"lib/d.yaml", "{$ref: b.yaml#/paths/~1e}",
		"old.yaml", "openapi: 3.1.0\n$self: lib/api.yaml\npaths: {/a: {$ref: d.yaml}}\n")
	doc := loadFile(t, spec.Source{Path: filepath.Join(dir, "api.yaml")})
	if wantDiagnostics(t, doc); names(doc) != "GET /a, GET /c" {
		t.Errorf("operations %s", names(doc))
	}
	if doc = loadFile(t, spec.Source{Path: filepath.Join(dir, "old.yaml")}); names(doc) != "" {
		t.Errorf("operations %s", names(doc))
	}
}

// TestSelfAndIDs: the base of a schema's $id is the document's address.
func TestSelfAndIDs(t *testing.T) {
	for _, ref := range []string{"pet", "https://acme.dev/v1/pet", "./pet"} {
		doc := loadFile(t, spec.Source{Path: "api.yaml", Data: []byte("openapi: 3.2.0\n$self: https://acme.dev/v1/api.yaml\ncomponents: {schemas: {Pet: {$id: pet, type: integer}}}\n" +
			"paths: {/a: {get: {parameters: [{name: p, in: query, schema: {$ref: '" + ref + "'}}]}}}\n")})
		wantDiagnostics(t, doc)
		if got := fmt.Sprint(doc.Operations[0].Parameters[0].Schema.Types); got != "[integer]" {
			t.Errorf("%s: %s", ref, got)
		}
	}
}
