package hostile

import (
	"fmt"
	"strings"
)

// texts: texts that something else would take for an instruction, or that have no end.
func texts() []Document {
	return []Document{
		{Name: "crlf names", Text: func() string {
			return api(`
"/a\r\nX-Evil: 1": {post: {operationId: a}}
/b: {post: {operationId: "b\r\nX-Evil: 1"}}
/c: {post: {operationId: c, parameters: [{name: "X\r\nEvil", in: header, required: true}]}}
/d: {post: {operationId: d, parameters: [{name: "q\r\nEvil", in: query}]}}
"/e/{p\r\nq}": {post: {operationId: e, parameters: [{name: "p\r\nq", in: path, required: true}]}}
/f: {post: {operationId: f, requestBody: {content: {"application/json\r\nX-Evil: 1": {}}}}}
/h: {post: {operationId: h, security: [{"k\r\ney": []}]}}
/i: {post: {operationId: i, security: [{evilname: []}]}}
/j: {post: {operationId: j, parameters: [{name: X-Const, in: header, required: true, schema: {const: "a\r\nX-Evil: 1"}}]}}
/k: {post: {operationId: k, parameters: [{name: o, in: query, style: deepObject, schema: {type: object, properties: {"a\r\nb": {type: string}}}}]}}
/l: {post: {operationId: l, summary: "a\r\nb", description: "a\r\nb", tags: ["x\r\ny"]}}
/m: {post: {operationId: m, security: [{oauth: ["a\r\nb"]}]}}
`) + `components: {securitySchemes: {"k\r\ney": {type: apiKey, in: header, name: X-Key}, evilname: {type: apiKey, in: header, name: "X\r\nKey"}, oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://a.example.com/t", scopes: {"a\r\nb": x}}}}}}
`
		}},
		{Name: "crlf server", Text: func() string {
			return strings.Replace(ok, "https://api.example.com", `https://api.example.com/\r\nX-Evil: 1`, 1)
		}},
		{Name: "control characters", Text: func() string {
			return api(`
/a: {post: {operationId: "a\e[31mred\e[0m", summary: "\e]0;title\a"}}
/b: {post: {operationId: "b\u202Etxt.exe", summary: "\u202Eevil\u2066"}}
/c: {post: {operationId: "c\u200B"}}
/d: {post: {operationId: "d\x7f"}}
/e: {post: {operationId: "e\u0085\u2028"}}
`)
		}},
		{Name: "control info", Text: func() string { return strings.Replace(ok, "title: Hostile", `title: "a\e[31m\u202E\r\n# x"`, 1) }},
		{Name: "long operationId", Text: func() string { return operation("operationId: " + long("x")) }},
		{Name: "long path", Text: func() string { return api("? /" + long("x") + "\n: {post: {operationId: op}}") }},
		{Name: "long path variables", Text: func() string { return api("? " + many(10000, "/{v%d}") + "\n: {post: {operationId: op}}") }},
		{Name: "long path same variable", Text: func() string { return api("? " + strings.Repeat("/{v}", 25000) + "\n: {post: {operationId: op}}") }},
		{Name: "long variable", Text: func() string { return api("? /{" + long("v") + "}\n: {post: {operationId: op}}") }},
		{Name: "long description", Text: func() string {
			return operation("operationId: op\ndescription: " + long("word ") + "\nsummary: " + long("word "))
		}},
		{Name: "long enum", Text: func() string {
			return operation("operationId: op\nparameters: [{name: q, in: query, required: true, schema: {enum: [" + long("x") + "]}}]")
		}},
		{Name: "long parameter", Text: func() string {
			return operation("operationId: op\nparameters: [{name: " + long("x") + ", in: query}, {name: " + long("y") + ", in: header, required: true}, {name: " + long("z") + ", in: cookie}]")
		}},
		{Name: "long server", Text: func() string {
			return strings.Replace(ok, "https://api.example.com", "https://api.example.com/"+long("x"), 1)
		}},
		{Name: "long server http", Text: func() string {
			return strings.Replace(ok, "https://api.example.com", "http://api.example.com/"+long("x"), 1)
		}},
		{Name: "long host", Text: func() string { return strings.Replace(ok, "https://api.example.com", "https://"+long("x")+".com", 1) }},
		{Name: "long server variables", Text: func() string {
			return strings.Replace(ok, `{url: "https://api.example.com"}`, `{url: "https://{h}.example.com`+many(5000, "/{v%d}")+`", variables: {`+many(5000, "v%d: {default: a}, ")+`h: {default: "`+long("x")+`"}}}`, 1)
		}},
		{Name: "server variable bomb", Text: func() string {
			return strings.Replace(ok, `{url: "https://api.example.com"}`, `{url: "https://{v0}.example.com", variables: {`+manyf(30, func(i int) string {
				return "v" + fmt.Sprint(i) + `: {default: "` + strings.Repeat("{v"+fmt.Sprint(i+1)+"}", 10) + `"}, `
			})+`}}`, 1)
		}},
		{Name: "long media type", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {application/" + long("x") + "+json: {}}}")
		}},
		{Name: "long media type multipart", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {? multipart/" + long("x") + " : {}}}")
		}},
		{Name: "long scheme", Text: func() string {
			return operation("operationId: op\nsecurity: [{"+long("k")+": []}]") + "components: {securitySchemes: {? " + long("k") + " : {type: apiKey, in: header, name: " + long("n") + "}}}\n"
		}},
		{Name: "long type", Text: func() string {
			return operation("operationId: op\nsecurity: [{k: []}]") + "components: {securitySchemes: {k: {type: " + long("n") + "}}}\n"
		}},
		{Name: "long ref", Text: func() string { return operation("operationId: op\nparameters: [{$ref: '#/" + long("x/") + "'}]") }},
		{Name: "long method", Text: func() string { return api("/a: {" + long("x") + ": {}, post: {operationId: op}}") }},
		{Name: "long key twice", Text: func() string { return operation("? " + long("x") + "\n: a\n? " + long("x") + "\n: b\noperationId: op") }},
		{Name: "long style", Text: func() string {
			return operation("operationId: op\nparameters: [{name: q, in: query, style: " + long("s") + "}, {name: r, in: " + long("i") + "}]")
		}},
		{Name: "password server", Text: func() string {
			return strings.Replace(ok, "https://api.example.com", "https://user:hunter2@api.example.com", 1)
		}},
		{Name: "password server http", Text: func() string {
			return strings.Replace(ok, "https://api.example.com", "http://user:hunter2@api.example.com", 1)
		}},
		{Name: "password relative", Text: func() string {
			return strings.Replace(ok, "https://api.example.com", "//user:hunter2@api.example.com", 1)
		}},
		{Name: "password variable", Text: func() string {
			return strings.Replace(ok, `{url: "https://api.example.com"}`, `{url: "https://user:hunter2@{h}/", variables: {}}`, 1)
		}},
		{Name: "password unparsable", Text: func() string {
			return strings.Replace(ok, "https://api.example.com", "https://user:hunter2@api example.com:bad/%zz", 1)
		}},
		{Name: "password second", Text: func() string {
			return strings.Replace(ok, "servers: [", "servers: [{url: 'http://user:hunter2@a.example.com'}, ", 1)
		}},
		{Name: "password in operation", Text: func() string {
			return operation("operationId: op\nservers: [{url: 'https://user:hunter2@a.example.com'}]")
		}},
		{Name: "query of a server", Text: func() string {
			return operation("operationId: op\nservers: [{url: 'https://a.example.com?key=1'}]")
		}},
		{Name: "password token url", Text: func() string {
			return operation("operationId: op\nsecurity: [{o: []}]") + "components: {securitySchemes: {o: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://user:hunter2@a.example.com/t', scopes: {}}}}}}\n"
		}},
		{Name: "markers", Text: func() string {
			return api(`
/{{resolve:ssm:x}}: {post: {operationId: a}}
/b: {post: {operationId: "{{resolve:ssm:x}}"}}
/c: {post: {operationId: "${AWS::AccountId}"}}
/d: {post: {operationId: "${Token[TOKEN.1]}"}}
/e: {post: {operationId: "#{Token[TOKEN.1]}"}}
/f: {post: {operationId: f, parameters: [{name: "{{resolve:ssm:x}}", in: query}]}}
/g: {post: {operationId: g, parameters: [{name: "${Token[TOKEN.1]}", in: query, required: true}]}}
/h: {post: {operationId: h, parameters: [{name: q, in: query, required: true, schema: {const: "{{resolve:ssm:x}}"}}]}}
/i: {post: {operationId: i, requestBody: {content: {"application/json; x=${Token[TOKEN.1]}": {}}}}}
/j: {post: {operationId: j, summary: "{{resolve:ssm:x}} ${Token[TOKEN.1]} #{Token[TOKEN.1]} {{re{{resolve:solve:", description: "${Token[TOKEN.1]}"}}
/m: {post: {operationId: m, security: [{"${Token[TOKEN.1]}": []}]}}
/n: {post: {operationId: n, security: [{oauth: ["${Token[TOKEN.1]}"]}]}}
/o: {post: {operationId: o, parameters: [{name: q, in: query, style: deepObject, schema: {type: object, properties: {"${Token[TOKEN.1]}": {type: string}}}}]}}
/p: {post: {operationId: p, parameters: [{name: X, in: header, required: true, schema: {enum: ["${Token[TOKEN.1]}"]}}]}}
"/q/{${Token[TOKEN.1]}}": {post: {operationId: q}}
/r$: {post: {operationId: "{{resolve"}}
`) + "components: {securitySchemes: {\"${Token[TOKEN.1]}\": {type: apiKey, in: header, name: X-Key, description: \"${Token[TOKEN.1]}\"}, oauth: {type: oauth2, description: \"{{resolve:ssm:x}}\", flows: {clientCredentials: {tokenUrl: 'https://a.example.com', scopes: {}}}}}}\n"
		}},
		{Name: "markers in servers", Text: func() string {
			return api(`
/g: {post: {operationId: g, servers: [{url: "https://a.example.com/\r\nX"}]}}
/k: {post: {operationId: k, servers: [{url: "https://{{resolve:ssm:x}}.example.com"}]}}
/l: {post: {operationId: l, servers: [{url: "https://{v}.example.com", variables: {v: {default: "${Token[TOKEN.1]}"}}}]}}
`)
		}},
		{Name: "marker halves", Text: func() string {
			return strings.Replace(api(`
"/b{resolve:ssm:x}}": {post: {operationId: a}}
"/oken[TOKEN.1]}": {post: {operationId: b}}
`), "https://api.example.com", "https://api.example.com/${T", 1)
		}},
		{Name: "marker halves 2", Text: func() string {
			return strings.Replace(api(`
"resolve:ssm:x}}": {post: {operationId: a}}
"{resolve:ssm:x}}": {post: {operationId: c}}
`), "https://api.example.com", "https://api.example.com/{{", 1)
		}},
		{Name: "prototype names", Text: func() string {
			return api(`
/a: {post: {operationId: __proto__, parameters: [{name: __proto__, in: query}, {name: constructor, in: query}, {name: __proto__, in: header, required: true}]}}
/b: {post: {operationId: constructor, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [__proto__], properties: {__proto__: {type: string}, constructor: {type: string}}}}}}}}
/c/{__proto__}: {post: {operationId: toString, parameters: [{name: __proto__, in: path, required: true}]}}
/d: {post: {operationId: hasOwnProperty, security: [{__proto__: []}], parameters: [{name: q, in: query, style: deepObject, schema: {type: object, properties: {__proto__: {type: string}}}}]}}
/e: {post: {operationId: prototype, security: [{constructor: []}], parameters: [{name: __proto__, in: query, required: true, schema: {const: x}}]}}
/f: {post: {operationId: valueOf, parameters: [{name: __proto__, in: query, style: deepObject, schema: {type: object, properties: {x: {type: string}}}}]}}
`) + "components: {securitySchemes: {__proto__: {type: apiKey, in: header, name: X-Key}, constructor: {type: apiKey, in: header, name: __proto__}}, schemas: {__proto__: {type: string}}}\n"
		}},
		{Name: "number keys", Text: func() string {
			return api("1: {post: {operationId: 2}}\n0x1F: {post: {operationId: .inf}}\n.nan: {post: {operationId: null}}\ntrue: {post: {operationId: false}}\nnull: {post: {operationId: 1e400}}\n2020-01-01: {post: {}}")
		}},
		{Name: "nan", Text: func() string {
			return operation("operationId: op\nparameters: [{name: a, in: query, schema: {default: .nan, enum: [.inf, -.inf, .nan], example: .NaN}}, {name: b, in: query, required: true, schema: {const: .inf}}, {name: c, in: query, required: true, schema: {const: 1e999}}]\nrequestBody: {content: {application/json: {schema: {type: number}, example: .nan}}}")
		}},
		{Name: "huge numbers", Text: func() string {
			return operation("operationId: op\nparameters: [{name: a, in: query, required: true, schema: {const: " + long("9") + "}}, {name: b, in: query, required: true, schema: {const: 1e" + long("9") + "}}, {name: c, in: query, schema: {maxLength: " + long("9") + ", minimum: -1e99999}}, {name: d, in: query, required: true, schema: {const: 0x" + long("F") + "}}]")
		}},
		{Name: "json huge", Text: func() string {
			return okJSON + `,"parameters":[{"name":"a","in":"query","required":true,"schema":{"const":` + long("9") + `}},{"name":"b","in":"query","schema":{"default":1e99999999}}]}}}}`
		}},
		{Name: "yaml tags", Text: func() string {
			return operation("operationId: !!binary aGVsbG8=\nsummary: !!python/object/apply:os.system ['id']\nparameters: [!!set {a, b}, !<tag:yaml.org,2002:js/function> 'function(){}', {name: !!timestamp 2020-01-01, in: !foo query, required: !!bool yes}, {name: !!int x, in: query, schema: !!omap [{type: string}]}]\nrequestBody: !ruby/object:Gem {content: {application/json: {schema: !!map {type: !!str object}}}}")
		}},
		{Name: "yaml directives", Text: func() string { return "%YAML 1.2\n%TAG ! tag:evil,2000:\n---\n" + ok }},
		{Name: "yaml bad directive", Text: func() string { return "%YAML 9.9\n---\n" + ok }},
		{Name: "password in a reference", Text: func() string {
			return operation("operationId: op\nparameters: [{$ref: 'https://user:hunter2@a.example.com/p.yaml'}]")
		}},
		{Name: "password in an OpenID URL", Text: func() string {
			return operation("operationId: op\nsecurity: [{o: []}]") + "components: {securitySchemes: {o: {type: openIdConnect, openIdConnectUrl: 'https://user:hunter2@a.example.com/.well-known'}}}\n"
		}},
		{Name: "password without a scheme", Text: func() string {
			return strings.Replace(ok, "https://api.example.com", "user:hunter2@api.example.com", 1)
		}},
		{Name: "password in a path", Text: func() string {
			return api("https://user:hunter2@api.example.com/a: {post: {operationId: op}}")
		}},
	}
}
