package hostile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// references: references that lead nowhere, in circles, or out of the folder.
func references() []Document {
	return []Document{
		{Name: "ref self", Text: func() string { return operation("parameters: [{$ref: '#/paths/~1a/post/parameters/0'}]") }},
		{Name: "schema self", Text: func() string {
			return operation("requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}") + "components: {schemas: {A: {$ref: '#/components/schemas/A'}}}\n"
		}},
		{Name: "schema self allOf", Text: func() string {
			return operation("requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}") + "components: {schemas: {A: {allOf: [{$ref: '#/components/schemas/A'}, {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}]}, B: {$ref: '#/components/schemas/A'}}}\n"
		}},
		{Name: "path self", Text: func() string { return api("/a: {$ref: '#/paths/~1a'}\n/b: {post: {operationId: b}}") }},
		{Name: "loop across files", Text: func() string {
			return operation("parameters: [{$ref: 'b.yaml#/p'}]\noperationId: op") + "x: {$ref: 'b.yaml#/p'}\n"
		}, Setup: files(map[string]string{"b.yaml": "p: {$ref: 'c.yaml#/p'}\n", "c.yaml": "p: {$ref: 'api.yaml#/x'}\n"})},
		{Name: "dangling schema", Text: func() string {
			return api("/a: {post: {operationId: a, requestBody: {content: {application/json: {schema: {$ref: '#/nope'}}}}}}\n/b: {post: {operationId: b}}")
		}},
		{Name: "dangling parameter", Text: func() string {
			return api("/a: {post: {operationId: a, parameters: [{$ref: '#/nope'}]}}\n/b: {post: {operationId: b}}")
		}},
		{Name: "dangling parameter schema", Text: func() string {
			return api("/a: {post: {operationId: a, parameters: [{name: q, in: query, schema: {$ref: '#/nope'}}]}}\n/b: {post: {operationId: b}}")
		}},
		{Name: "dangling nested schema", Text: func() string {
			return api("/a: {post: {operationId: a, requestBody: {content: {application/json: {schema: {type: object, properties: {x: {properties: {y: {$ref: '#/nope'}}}}}}}}}}\n/b: {post: {operationId: b}}")
		}},
		{Name: "dangling body", Text: func() string {
			return api("/a: {post: {operationId: a, requestBody: {$ref: '#/nope'}}}\n/b: {post: {operationId: b}}")
		}},
		{Name: "dangling path item", Text: func() string { return api("/a: {$ref: '#/nope'}\n/b: {post: {operationId: b}}") }},
		{Name: "dangling operation", Text: func() string { return api("/a: {post: {$ref: '#/nope'}}\n/b: {post: {operationId: b}}") }},
		{Name: "dangling description", Text: func() string {
			return api("/a: {post: {operationId: a, description: {$ref: 'nope.md'}, summary: {$ref: 'http://127.0.0.1:1/x'}, tags: [{$ref: '#/nope'}], externalDocs: {$ref: '../x'}, responses: {200: {$ref: '#/nope'}}, callbacks: {x: {$ref: '#/nope'}}}}\n/b: {post: {operationId: b}}") + "components: {responses: {x: {$ref: '#/nope'}}, examples: {$ref: '#/nope'}}\ntags: {$ref: '#/nope'}\n"
		}},
		{Name: "dangling info", Text: func() string {
			return strings.Replace(ok, "info: {title: Hostile, version: \"1\"}", "info: {$ref: 'nope.yaml'}", 1)
		}},
		{Name: "dangling servers", Text: func() string {
			return strings.Replace(ok, "servers: [{url: \"https://api.example.com\"}]", "servers: {$ref: 'nope.yaml'}", 1)
		}},
		{Name: "dangling server", Text: func() string { return strings.Replace(ok, "servers: [", "servers: [{$ref: 'nope.yaml'}, ", 1) }},
		{Name: "dangling paths", Text: func() string { return "openapi: 3.1.0\npaths: {$ref: 'nope.yaml'}\n" }},
		{Name: "dangling components", Text: func() string { return operation("operationId: op") + "components: {$ref: 'nope.yaml'}\n" }},
		{Name: "dangling schemes", Text: func() string {
			return operation("operationId: op\nsecurity: [{key: []}]") + "components: {securitySchemes: {$ref: 'nope.yaml'}}\n"
		}},
		{Name: "dangling scheme", Text: func() string {
			return operation("operationId: op\nsecurity: [{key: []}]") + "components: {securitySchemes: {key: {$ref: 'nope.yaml'}}}\n"
		}},
		{Name: "dangling media type", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {application/json: {$ref: '#/nope'}}}")
		}},
		{Name: "dangling content", Text: func() string { return operation("operationId: op\nrequestBody: {content: {$ref: '#/nope'}}") }},
		{Name: "dangling example", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {application/json: {schema: {type: object}, examples: {x: {$ref: '#/nope'}}, example: {$ref: 'nope.json'}}}}")
		}},
		{Name: "dangling path parameters", Text: func() string {
			return api("/a: {parameters: {$ref: '#/nope'}, post: {operationId: a}}\n/b: {post: {operationId: b}}")
		}},
		{Name: "refs outside", Text: func() string {
			return api(`
/http: {post: {parameters: [{$ref: "http://127.0.0.1:1/p.yaml"}]}}
/https: {post: {parameters: [{$ref: "https://user:hunter2@127.0.0.1:1/p.yaml"}]}}
/file: {post: {parameters: [{$ref: "file:///etc/passwd"}]}}
/up: {post: {parameters: [{$ref: "../../../../../../etc/passwd"}]}}
/encoded: {post: {parameters: [{$ref: "%2e%2e/%2e%2e/outside.yaml"}]}}
/abs: {post: {parameters: [{$ref: "/etc/passwd"}]}}
/unc: {post: {parameters: [{$ref: "//127.0.0.1/p.yaml"}]}}
/back: {post: {parameters: [{$ref: "..\\..\\outside.yaml"}]}}
/drive: {post: {parameters: [{$ref: "C:\\outside.yaml"}]}}
/zero: {post: {parameters: [{$ref: "/dev/zero"}]}}
/link: {post: {parameters: [{$ref: "link.yaml#/p"}]}}
/linkdir: {post: {parameters: [{$ref: "linkdir/outside.yaml#/p"}]}}
/devlink: {post: {parameters: [{$ref: "zero.yaml"}]}}
/fifo: {post: {parameters: [{$ref: "fifo.yaml"}]}}
/folder: {post: {parameters: [{$ref: "folder"}]}}
/dot: {post: {parameters: [{$ref: "."}]}}
/data: {post: {parameters: [{$ref: "data:text/yaml,a"}]}}
/nul: {post: {parameters: [{$ref: "a\0b.yaml"}]}}
/newline: {post: {parameters: [{$ref: "a\nb.yaml"}]}}
/empty: {post: {parameters: [{$ref: ""}]}}
/longname: {post: {parameters: [{$ref: "` + long("x") + `"}]}}
/loop: {post: {parameters: [{$ref: "looplink.yaml"}]}}
/ok: {post: {operationId: ok}}
`)
		}, Setup: func(dir string) error {
			outside := filepath.Join(filepath.Dir(dir), "outside.yaml")
			os.WriteFile(outside, []byte("p: {name: leaked, in: query}\n"), 0o644)
			os.Symlink(outside, filepath.Join(dir, "link.yaml"))
			os.Symlink(filepath.Dir(dir), filepath.Join(dir, "linkdir"))
			os.Symlink("/dev/zero", filepath.Join(dir, "zero.yaml"))
			os.Symlink("looplink.yaml", filepath.Join(dir, "looplink.yaml"))
			os.Mkdir(filepath.Join(dir, "folder"), 0o755)
			return syscall.Mkfifo(filepath.Join(dir, "fifo.yaml"), 0o644)
		}},
		{Name: "lots of refs to one dangling", Slow: true, Text: func() string {
			return api(many(10000, "/p%d: {post: {operationId: o%[1]d, requestBody: {content: {application/json: {schema: {properties: {a: {$ref: '#/nope'}}}}}}}}\n"))
		}},
		{Name: "2k files", Text: func() string {
			return api(many(2000, "/p%d: {post: {operationId: o%[1]d, parameters: [{$ref: 'f%[1]d.yaml'}]}}\n"))
		}, Setup: func(dir string) error {
			for i := range 2000 {
				if err := os.WriteFile(filepath.Join(dir, "f"+fmt.Sprint(i)+".yaml"), []byte("name: q\nin: query\n"), 0o644); err != nil {
					return err
				}
			}
			return nil
		}},
		{Name: "same file many spellings", Text: func() string {
			return api(many(300, "/p%d: {post: {operationId: o%[1]d, parameters: [{$ref: './x/%[1]d/../../big.yaml#/p'}]}}\n"))
		}, Setup: files(map[string]string{"big.yaml": "p: {name: q, in: query}\nx: [" + many(200000, "%d, ") + "]\n"})},
	}
}
