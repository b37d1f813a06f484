package hostile

import (
	"strings"
)

// shapes: parts of the wrong shape.
func shapes() []Document {
	return []Document{
		{Name: "regexes", Text: func() string {
			return operation("operationId: op\nparameters: [{name: q, in: query, required: true, schema: {type: string, pattern: '(a+)+$'}, example: '" + strings.Repeat("a", 1000) + "b'}, {name: r, in: query, schema: {type: string, pattern: '((((((((((a{1000}){1000}){1000}'}}]")
		}},
		{Name: "paths list", Text: func() string { return "openapi: 3.1.0\nservers: [{url: https://x.example.com}]\npaths: [/a, /b]\n" }},
		{Name: "paths string", Text: func() string { return "openapi: 3.1.0\npaths: nope\n" }},
		{Name: "wrong shapes", Text: func() string {
			return `openapi: 3.1.0
info: [x]
servers: nope
security: key
tags: 3
components: [1]
paths:
  /a: [1, 2]
  /b: text
  /c: {post: [1], put: text, get: 3, parameters: x, servers: 5, summary: [x]}
  /d: {post: {operationId: [x], parameters: {a: b}, requestBody: [x], security: x, servers: {a: b}, tags: {a: b}, deprecated: maybe, responses: 1, callbacks: []}}
  /e: {post: {operationId: {a: b}, parameters: [x, 1, null, [a]], requestBody: {content: [x]}, security: [x, 1, null], servers: [x, null, {url: [x]}], tags: [[x], {a: b}]}}
  /f: {post: {operationId: f, parameters: [{name: [x], in: query}, {name: q}, {in: query}, {name: r, in: body}, {name: s, in: query, schema: x, required: 1, style: [x], explode: x}], requestBody: {required: x, content: {application/json: [x], text/plain: x, a: {schema: [x]}}}}}
`
		}},
		{Name: "schemes wrong", Text: func() string {
			return operation("operationId: op\nsecurity: [{a: x}, {b: [1, [2]]}, {c: {d: e}}, {d: []}, {e: []}, {f: []}, {g: []}]") + "components: {securitySchemes: {a: x, b: {type: [x]}, c: {type: oauth2, flows: x}, d: {type: oauth2, flows: {clientCredentials: x}}, e: {type: apiKey, in: [x], name: {a: b}}, f: {type: http}, g: {type: apiKey, in: header, name: 'bad name'}}}\n"
		}},
		{Name: "schema wrong", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {application/json: {schema: {type: [x, 1, [a]], properties: [a], required: x, enum: x, allOf: {a: b}, items: [1], oneOf: x, not: x, $ref: 3, format: [x], const: {a: [b]}, default: !!binary x}}}}")
		}},
		{Name: "odd paths", Text: func() string {
			return api(`
"": {post: {operationId: a}}
"/": {post: {operationId: b}}
"//evil.example.org/x": {post: {operationId: c}}
"/a/../../b": {post: {operationId: d}}
"/{": {post: {operationId: e}}
"/}{": {post: {operationId: f}}
"/{}": {post: {operationId: g}}
"/{{a}}": {post: {operationId: h}}
"/{a}{b}{c}": {post: {operationId: i}}
"@evil.example.org/": {post: {operationId: j}}
".evil.example.org/": {post: {operationId: k}}
":8080/": {post: {operationId: l}}
"/*": {post: {operationId: m}}
"/a?b=*&c={d}": {post: {operationId: n}}
"/a#{b}": {post: {operationId: o}}
"/%": {post: {operationId: p}}
"/%zz": {post: {operationId: q}}
"/ü/\U0001F600": {post: {operationId: r}}
"/a b": {post: {operationId: s}}
"/a\\b": {post: {operationId: t}}
"https://evil.example.org/": {post: {operationId: u}}
`)
		}},
		{Name: "odd servers", Text: func() string {
			return strings.Replace(api(many(1, "/p%d: {post: {operationId: o%[1]d}}\n")), `{url: "https://api.example.com"}`, `{url: ""}, {url: "javascript:alert(1)"}, {url: "file:///etc/passwd"}, {url: "https://"}, {url: "https:///x"}, {url: "https://[::1]"}, {url: "https://127.0.0.1"}, {url: "https://api.example.com"}`, 1)
		}},
		{Name: "odd media types", Text: func() string {
			return api(`
/a: {post: {operationId: a, requestBody: {content: {"": {}}}}}
/b: {post: {operationId: b, requestBody: {content: {"application/json; charset=\"": {}}}}}
/c: {post: {operationId: c, requestBody: {content: {"application/json; a=b; a=c": {}}}}}
/d: {post: {operationId: d, requestBody: {content: {"application/json;;;": {}}}}}
/e: {post: {operationId: e, requestBody: {content: {"/": {}}}}}
/f: {post: {operationId: f, requestBody: {content: {}}}}
/g: {post: {operationId: g, requestBody: {content: {null: {}}}}}
/h: {post: {operationId: h, requestBody: {content: {"application/jsön": {}}}}}
/i: {post: {operationId: i, requestBody: {content: {"application/json, text/plain": {}}}}}
`)
		}},
		{Name: "whitespace names", Text: func() string {
			return api(`
/a: {post: {operationId: "  "}}
/b: {post: {operationId: " b "}}
/c: {post: {operationId: c, parameters: [{name: " ", in: query}, {name: "", in: query}, {name: " x", in: header, required: true}, {name: "\t", in: query, required: true}]}}
`)
		}},
	}
}
