package spec_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// names lists operations as METHOD /path.
func names(doc *spec.Document) string {
	var all []string
	for _, op := range doc.Operations {
		all = append(all, op.Method+" "+op.Path)
	}
	return strings.Join(all, ", ")
}

func TestOperations(t *testing.T) {
	tests := map[string]struct {
		version, paths string
		want           string
		diagnostics    []string
	}{
		"document order": {
			paths: "{/z: {post: {}, get: {}}, /a: {trace: {}, head: {}, options: {}, patch: {}, delete: {}, put: {}}}",
			want:  "POST /z, GET /z, TRACE /a, HEAD /a, OPTIONS /a, PATCH /a, DELETE /a, PUT /a",
		},
		"empty operation": {paths: "{/a: {get: }}", want: "GET /a"},
		"extensions":      {paths: "{x-get: {get: {}}, /a: {x-get: {}, get: {}}}", want: "GET /a"},
		"no slash": {
			paths: "{a: {get: {}}}", want: "GET a",
			diagnostics: []string{`api.yaml:2:9: OAD105 warning: the path "a" does not begin with a slash`},
		},
		"operation that is none": {
			paths: "{/a: {get: [], put: {}}}", want: "GET /a, PUT /a",
			diagnostics: []string{`api.yaml:2:19: OAD105 warning: the operation GET /a is a list, not an object`},
		},
		"path item that is none": {
			paths: "{/a: x, /b: {put: {}}}", want: "PUT /b",
			diagnostics: []string{`api.yaml:2:13: OAD105 error: the path "/a" is a string, not an object`},
		},
		"upper case": {
			paths: "{/a: {GET: {}}}", want: "GET /a",
			diagnostics: []string{`api.yaml:2:14: OAD105 warning: the method "GET" is not in lower case`},
		},
		"unknown field": {
			paths: "{/a: {pots: {}, get: {}}}", want: "GET /a",
			diagnostics: []string{`api.yaml:2:14: OAD105 warning: "pots" is no field of a path item: it is not read`},
		},
		"the same path twice": {
			paths: "{/a: {get: {}}, /b: {get: {}}, /a: {put: {}, get: {}}}", want: "GET /a, GET /b, PUT /a",
			diagnostics: []string{
				`api.yaml:2:39: OAD106 warning: the key "/a" is on line 2 already`,
				`api.yaml:2:53: OAD106 warning: the operation GET /a is described already, on line 2, and read from there`,
			},
		},
		"the same method twice": {
			paths: "{/a: {get: {}, get: {}}}", want: "GET /a",
			diagnostics: []string{
				`api.yaml:2:23: OAD106 warning: the key "get" is on line 2 already`,
				`api.yaml:2:23: OAD106 warning: the operation GET /a is described already, on line 2, and read from there`,
			},
		},
		"OpenAPI 3.2": {
			version: "3.2.0", paths: "{/a: {query: {}, additionalOperations: {COPY: {}}}}", want: "QUERY /a, COPY /a",
		},
		"OpenAPI 3.2's methods in 3.1": {
			paths: "{/a: {get: {}, query: {}, additionalOperations: {COPY: {}}}}", want: "GET /a",
			diagnostics: []string{
				`api.yaml:2:23: OAD105 warning: "query" is no field of a path item: it is not read`,
				`api.yaml:2:34: OAD105 warning: "additionalOperations" is no field of a path item: it is not read`,
			},
		},
		"paths that are a list": {
			paths: "[{get: {}}]",
			diagnostics: []string{
				`api.yaml:2:8: OAD105 warning: "paths" is a list, not an object`,
				`api.yaml:2:8: OAD110 warning: the document describes no operation`,
			},
		},
		"no paths": {
			paths:       "",
			diagnostics: []string{`api.yaml:2:7: OAD110 warning: the document describes no operation`},
		},
		"path item by $ref": {
			paths: "{/a: {$ref: '#/x-items/one'}, /b: {get: {}, $ref: '#/paths/~1a'}}\nx-items: {one: {get: {}, put: {}}}",
			want:  "GET /a, PUT /a, GET /b, PUT /b",
			diagnostics: []string{
				`api.yaml:3:17: OAD106 warning: the operation GET /b is described already, on line 2, and read from there`,
			},
		},
		"path item by a $ref that leads nowhere": {
			paths: "{/a: {$ref: '#/none', get: {}}, /b: {get: {}}}", want: "GET /a, GET /b",
			diagnostics: []string{`api.yaml:2:9: OAD116 warning: the path item of /a cannot be read: the operations in it are not known, and left out`, `api.yaml:2:20: OAD103 warning: $ref "#/none" leads nowhere: there is no such part in api.yaml; needed by GET /a`},
		},
		"path items in a circle": {
			paths: "{/a: {$ref: '#/paths/~1b'}, /b: {$ref: '#/paths/~1a', get: {}}}", want: "GET /a, GET /b",
			diagnostics: []string{
				`api.yaml:2:9: OAD116 warning: the path item of /a cannot be read: the operations in it are not known, and left out`,
				`api.yaml:2:20: OAD103 warning: $ref "#/paths/~1b" leads nowhere: it leads in a circle`,
				`api.yaml:2:36: OAD116 warning: the path item of /b cannot be read: the operations in it are not known, and left out`,
				`api.yaml:2:47: OAD103 warning: $ref "#/paths/~1a" leads nowhere: it leads in a circle`,
			},
		},
		"$ref where OpenAPI has none": {
			paths: "{$ref: '#/x-paths'}\nx-paths: {/a: {get: {$ref: '#/x-get'}}}\nx-get: {parameters: {$ref: '#/x-list'}}\nx-list: []",
			want:  "GET /a",
			diagnostics: []string{
				"api.yaml:2:15: OAD105 info: OpenAPI has no $ref here; it is followed",
				"api.yaml:3:28: OAD105 info: OpenAPI has no $ref here; it is followed",
				"api.yaml:4:28: OAD105 info: OpenAPI has no $ref here; it is followed",
			},
		},
		"YAML merge keys and aliases": {
			paths: "{/a: &a {get: &get {}, put: {}}, /b: {<<: *a, put: *get}, /c: {<<: [*a, {post: {}}]}}",
			want:  "GET /a, PUT /a, PUT /b, GET /b, GET /c, PUT /c, POST /c",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			version := test.version
			if version == "" {
				version = "3.1.0"
			}
			doc := load(t, "openapi: "+version+"\npaths: "+test.paths+"\n")
			if got := names(doc); got != test.want {
				t.Errorf("operations %s, want %s", got, test.want)
			}
			wantDiagnostics(t, doc, test.diagnostics...)
		})
	}
}

const inheritance = `openapi: 3.1.0
info: {title: T, version: 1.0, description: {$ref: text.md}}
x-doc: [1.10, 0x1F, yes, 2023-10-31, null, ~, .5, 1e3, "a<b", .inf, 0o17, True]
servers:
  - url: https://{host}/v1
    description: doc
    variables: {host: {default: 1, enum: [1, two], description: d}}
security: [{key: []}]
paths:
  /a/{id}:
    x-path: {b: 1, a: 2}
    servers: [{url: /path, name: p}]
    parameters:
      - {name: id, in: path, required: true}
      - {name: q, in: query, description: from the path}
    get:
      operationId: 7
      summary: S
      tags: [t, 2]
      deprecated: true
      x-op: true
    put:
      operationId: put
      servers: [{url: /op}]
      security: []
      parameters:
        - {name: h, in: header}
        - {name: q, in: query, description: from the operation}
  /b:
    servers: []
    get:
      security: [{}, {key: [], oauth: [read, write]}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key, description: D, x-a: 1}
    basic: {type: http, scheme: Basic}
    oauth:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: /token, scopes: {read: R, write: W}}
        x-flow: {}
    oidc: {$ref: '#/components/securitySchemes/shared'}
    shared: {type: openIdConnect, openIdConnectUrl: /.well-known}
`

func TestInheritance(t *testing.T) {
	doc := load(t, inheritance)
	wantDiagnostics(t, doc)
	get, put, b := doc.Operations[0], doc.Operations[1], doc.Operations[2]
	checks := map[string][2]any{
		"description":        {doc.Description, ""},
		"x-doc":              {string(doc.Extensions[0].Value), `[1.10,31,"yes","2023-10-31",null,null,0.5,1e3,"a<b",".inf",15,true]`},
		"id":                 {get.ID, "7"},
		"id position":        {get.IDPosition.String(), "api.yaml:17:20"},
		"position":           {get.Position.String(), "api.yaml:16:5"},
		"tags":               {show(get.Tags), `["t","2"]`},
		"deprecated":         {get.Deprecated, true},
		"extensions":         {string(get.Extensions[0].Value) + get.Extensions[1].Name, `{"b":1,"a":2}x-op`},
		"path servers":       {get.ServersFrom + get.Servers[0].URL + get.Servers[0].Name, "path/pathp"},
		"operation servers":  {put.ServersFrom + put.Servers[0].URL, "operation/op"},
		"document servers":   {b.ServersFrom + b.Servers[0].URL, "documenthttps://{host}/v1"},
		"variables":          {show(b.Servers[0].Variables[0]), `{"Name":"host","Default":"1","HasDefault":true,"Enum":["1","two"],"Description":"d","Position":{"File":"api.yaml","Line":7,"Column":17}}`},
		"document security":  {show(get.Security[0].Schemes) + get.SecurityPosition.String(), `[{"Scheme":"key","Scopes":null}]api.yaml:8:11`},
		"no security":        {len(put.Security), 0},
		"no security, place": {put.SecurityPosition.String(), "api.yaml:25:17"},
		"own security":       {show(b.Security[1].Schemes), `[{"Scheme":"key","Scopes":null},{"Scheme":"oauth","Scopes":["read","write"]}]`},
		"anonymous":          {len(b.Security[0].Schemes), 0},
		"parameters":         {parameterNames(put), "path id at 14, query q at 28, header h at 27"},
		"overridden":         {put.Parameters[1].Description, "from the operation"},
		"inherited":          {get.Parameters[1].Description, "from the path"},
		"schemes": {show(doc.SecuritySchemes[1]), `{"Key":"basic","Type":"http","In":"","Name":"","Scheme":"basic","BearerFormat":"","OpenIDConnectURL":"","Flows":null,` +
			`"Description":"","Extensions":null,"Position":{"File":"api.yaml","Line":36,"Column":5}}`},
		"flows":         {show(doc.SecuritySchemes[2].Flows), `[{"Kind":"clientCredentials","TokenURL":"/token","Scopes":["read","write"],"Position":{"File":"api.yaml","Line":40,"Column":9}}]`},
		"scheme by ref": {doc.SecuritySchemes[3].Key + doc.SecuritySchemes[3].Type, "oidcopenIdConnect"},
	}
	for name, check := range checks {
		if check[0] != check[1] {
			t.Errorf("%s: %v, want %v", name, check[0], check[1])
		}
	}
}

func parameterNames(op spec.Operation) string {
	var all []string
	for _, p := range op.Parameters {
		all = append(all, p.In+" "+p.Name+" at "+strings.Split(p.Position.String(), ":")[1])
	}
	return strings.Join(all, ", ")
}

func TestSecurityShapes(t *testing.T) {
	tests := map[string]struct {
		security, want string
		incomplete     bool
		diagnostics    string
	}{
		"null":         {"", "[doc]", false, ""},
		"an object":    {"{own: []}", "[own]", false, `api.yaml:3:30: OAD105 warning: "security" is an object, not a list: it is read as the only member of one`},
		"a string":     {"own", "[]", true, `api.yaml:3:30: OAD105 warning: "security" is a string, not a list`},
		"of strings":   {"[own]", "[]", true, `api.yaml:3:31: OAD105 warning: a security requirement is a string, not an object`},
		"scope string": {"[{own: read}]", "[own]", false, `api.yaml:3:37: OAD105 warning: "own" is a string, not a list`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc := load(t, "openapi: 3.1.0\nsecurity: [{doc: []}]\npaths: {/a: {get: {security: "+test.security+"}}}\n")
			op := doc.Operations[0]
			var got []string
			for _, requirement := range op.Security {
				for _, scheme := range requirement.Schemes {
					got = append(got, scheme.Scheme)
				}
			}
			if "["+strings.Join(got, ",")+"]" != test.want || op.Incomplete != test.incomplete {
				t.Errorf("security %v, incomplete %v", got, op.Incomplete)
			}
			if diagnostics(doc) != test.diagnostics {
				t.Errorf("diagnostics:\n%s", diagnostics(doc))
			}
		})
	}
}

func TestMalformedParts(t *testing.T) {
	doc := load(t, `openapi: 3.1.0
info: []
servers: [text, {description: no url}, {url: /ok, variables: {v: x}}]
paths:
  /a:
    get:
      operationId: {$ref: '#/x'}
      deprecated: "true"
      tags: t
components:
  securitySchemes:
    none: []
    untyped: {flows: {implicit: 1}}
    gone: {$ref: '#/nothing'}
`)
	wantDiagnostics(t, doc,
		`api.yaml:2:7: OAD105 warning: "info" is a list, not an object`,
		`api.yaml:3:11: OAD105 warning: a server is a string, not an object`,
		`api.yaml:3:17: OAD105 warning: a server has no url`,
		`api.yaml:3:66: OAD105 warning: the server variable "v" is a string, not an object`,
		`api.yaml:7:20: OAD105 warning: "operationId" is an object, not a string: the operation has none`,
		`api.yaml:8:19: OAD105 warning: "deprecated" is a string, not a boolean`,
		`api.yaml:9:13: OAD105 warning: "tags" is a string, not a list`,
		`api.yaml:12:5: OAD105 warning: the security scheme "none" is a list, not an object`,
		`api.yaml:13:5: OAD105 warning: the security scheme "untyped" has no type`,
		`api.yaml:13:33: OAD105 warning: the flow "implicit" is a number, not an object`,
		`api.yaml:14:18: OAD103 warning: $ref "#/nothing" leads nowhere: there is no such part in api.yaml`,
	)
	op := doc.Operations[0]
	if op.ID != "" || !op.Deprecated || !op.Incomplete || len(op.Servers) != 1 || len(doc.SecuritySchemes) != 1 {
		t.Errorf("operation %+v", op)
	}
}
