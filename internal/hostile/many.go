package hostile

import (
	"fmt"
	"strings"
)

// many10k: parts that are there ten thousand times, or that ten thousand others share.
func many10k() []Document {
	return []Document{
		{Name: "10k operations", Text: func() string { return api(many(10000, "/p%d: {post: {operationId: o%[1]d}}\n")) }},
		{Name: "10k operations no id", Slow: true, Text: func() string {
			return api(many(10000, "/p%d: {post: {parameters: [{name: q, in: query, required: true, schema: {type: string}}]}}\n"))
		}},
		{Name: "10k same id", Slow: true, Text: func() string { return api(many(10000, "/p%d: {post: {operationId: op}}\n")) }},
		{Name: "10k parameters", Text: func() string {
			return operation("operationId: op\nparameters:\n" + many(10000, "- {name: p%d, in: query, required: true, schema: {type: string}}\n"))
		}},
		{Name: "10k optional parameters", Text: func() string {
			return operation("operationId: op\nparameters:\n" + many(10000, "- {name: p%d, in: query, schema: {type: string}}\n"))
		}},
		{Name: "10k header parameters", Text: func() string {
			return operation("operationId: op\nparameters:\n" + many(10000, "- {name: X-%d, in: header, schema: {type: string}}\n"))
		}},
		{Name: "10k colliding parameters", Text: func() string {
			return operation("operationId: op\nparameters:\n" + manyf(10000, func(i int) string {
				return "- {name: 'a" + strings.Repeat(".", 1+i%100) + strings.Repeat("!", i/100) + "', in: query, schema: {type: string}}\n"
			}))
		}},
		{Name: "10k constants", Text: func() string {
			return operation("operationId: op\nparameters:\n" + many(10000, "- {name: p%d, in: query, required: true, schema: {const: x}}\n"))
		}},
		{Name: "10k cookies", Text: func() string {
			return operation("operationId: op\nparameters:\n" + many(10000, "- {name: p%d, in: cookie, required: true, schema: {const: x}}\n"))
		}},
		{Name: "all idempotency headers", Text: func() string {
			return operation("operationId: op\nparameters: [{name: Idempotency-Key, in: header}, {name: X-Idempotency-Key, in: header}, {name: PayPal-Request-Id, in: header}]")
		}},
		{Name: "10k properties", Text: func() string {
			return operation("operationId: op\nparameters: [{name: q, in: query, style: deepObject, explode: true, schema: {type: object, properties: {" + many(10000, "p%d: {type: string}, ") + "}}}]")
		}},
		{Name: "2k parameters of a path", Text: func() string {
			return api("/a:\n  parameters:\n" + many(2000, "  - {name: p%d, in: query}\n") + "  get: {}\n  post: {}\n  put: {}\n  patch: {}\n  delete: {}\n")
		}},
		{Name: "shared parameters anchored", Text: func() string {
			return "x: &ps [" + many(1000, "{name: p%d, in: query}, ") + "]\n" + api(many(1000, "/p%d: {parameters: *ps, post: {operationId: o%[1]d}}\n"))
		}},
		{Name: "shared parameters by ref", Slow: true, Text: func() string {
			return api(many(1000, "/p%d: {parameters: {$ref: '#/x-ps'}, post: {operationId: o%[1]d}}\n")) + "x-ps: [" + many(1000, "{name: p%d, in: query}, ") + "]\n"
		}},
		{Name: "shared path item by ref", Text: func() string {
			return api(many(10000, "/p%d: {$ref: '#/x-item'}\n")) + "x-item: {parameters: [" + many(1000, "{name: p%d, in: query}, ") + "], post: {}}\n"
		}},
		{Name: "10k allOf chain", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}") + "components:\n  schemas:\n" + manyf(10000, func(i int) string {
				return "    S" + fmt.Sprint(i) + ": {allOf: [{$ref: '#/components/schemas/S" + fmt.Sprint(i+1) + "'}]}\n"
			})
		}},
		{Name: "10k ref chain", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}") + "components:\n  schemas:\n" + manyf(10000, func(i int) string {
				return "    S" + fmt.Sprint(i) + ": {$ref: '#/components/schemas/S" + fmt.Sprint(i+1) + "'}\n"
			})
		}},
		{Name: "900 allOf chain, 2000 users", Text: func() string {
			return api(many(2000, "/p%d: {post: {operationId: o%[1]d, requestBody: {content: {application/json: {schema: {properties: {p%[1]d: {$ref: '#/components/schemas/S0'}}}}}}}}\n")) + "components:\n  schemas:\n" + manyf(900, func(i int) string {
				return "    S" + fmt.Sprint(i) + ": {allOf: [{$ref: '#/components/schemas/S" + fmt.Sprint(i+1) + "'}], properties: {a" + fmt.Sprint(i) + ": {type: string}}}\n"
			})
		}},
		{Name: "oneOf exponential", Slow: true, Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}") + "components:\n  schemas:\n" + manyf(100, func(i int) string {
				n := "{$ref: '#/components/schemas/S" + fmt.Sprint(i+1) + "'}"
				return "    S" + fmt.Sprint(i) + ": {oneOf: [" + n + ", " + n + "], allOf: [" + n + ", " + n + "], anyOf: [" + n + "," + n + "]}\n"
			})
		}},
		{Name: "10k oneOf", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {application/json: {schema: {oneOf: [" + many(10000, "{type: object, properties: {p%d: {const: %[1]d}}}, ") + "]}}}}")
		}},
		{Name: "enum squared", Text: func() string {
			return operation("operationId: op\nparameters: [{name: q, in: query, schema: {allOf: [{enum: [" + many(10000, "a%d, ") + "]}, {enum: [" + many(10000, "b%d, ") + "]}]}}]")
		}},
		{Name: "enum squared often", Text: func() string {
			return operation("operationId: op\nparameters: [{name: q, in: query, schema: {allOf: [" + strings.Repeat("{enum: ["+many(2000, "a%d, ")+"]}, ", 50) + "]}}]")
		}},
		{Name: "10k tags", Text: func() string { return operation("operationId: op\ntags: [" + many(100000, "t%d, ") + "]") }},
		{Name: "10k servers", Text: func() string {
			return strings.Replace(ok, "servers: [", "servers: ["+many(10000, "{url: 'http://a%d.example.com'}, "), 1)
		}},
		{Name: "10k own servers", Text: func() string {
			return api(many(2000, "/p%d: {servers: [{url: 'http://a%[1]d.example.com'}, {url: 'https://a%[1]d.example.com'}], post: {operationId: o%[1]d}}\n"))
		}},
		{Name: "operations x servers", Text: func() string {
			return "x: &s [" + many(2000, "{url: 'http://a%d.example.com'}, ") + "]\n" + api(many(2000, "/p%d: {servers: *s, post: {operationId: o%[1]d}}\n"))
		}},
		{Name: "10k security", Text: func() string {
			return operation("operationId: op\nsecurity: ["+many(10000, "{s%d: []}, ")+"]") + "components: {securitySchemes: {" + many(10000, "s%d: {type: http, scheme: digest}, ") + "}}\n"
		}},
		{Name: "operations x security", Text: func() string {
			return strings.Replace(api(many(2000, "/p%d: {post: {operationId: o%[1]d}}\n")), "paths:", "security: ["+many(2000, "{s%d: []}, ")+"]\npaths:", 1)
		}},
		{Name: "10k scopes", Text: func() string {
			return operation("operationId: op\nsecurity: [{o: ["+many(10000, "scope%d, ")+"]}]") + "components: {securitySchemes: {o: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.example.com/t', scopes: {}}}}}}\n"
		}},
		{Name: "10k media types", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {" + many(10000, "a/b%d: {}, ") + "}}")
		}},
		{Name: "10k multipart", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {" + many(10000, "multipart/b%d: {}, ") + "}}")
		}},
		{Name: "10k duplicate keys", Text: func() string { return operation("operationId: op\nx-a: {" + strings.Repeat("a: 1, ", 10000) + "}") }},
		{Name: "10k malformed parameters", Text: func() string { return operation("operationId: op\nparameters: [" + strings.Repeat("1, ", 10000) + "]") }},
		{Name: "10k dangling", Text: func() string {
			return operation("operationId: op\nparameters: [" + many(10000, "{$ref: '#/nope%d'}, ") + "]")
		}},
		{Name: "fields of 3k operations", Slow: true, Text: func() string {
			return api(many(3000, "/p%d: {parameters: {$ref: '#/x-ps'}, post: {operationId: o%[1]d}}\n")) + "x-ps: [" + many(70, "{name: p%d, in: query, required: true, schema: {type: string}}, ") + "]\n"
		}},
		{Name: "an enum for each of 10k references", Text: func() string {
			return api(manyf(10, func(i int) string {
				return fmt.Sprintf("/p%d: {post: {parameters: [", i) + many(1000, "{name: p%d, in: query, schema: {$ref: '#/x-enum'}}, ") + "]}}\n"
			})) + "x-enum: {enum: [" + many(10000, "v%d, ") + "]}\n"
		}},
		{Name: "10k properties of 10k properties", Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {application/json: {schema: {$ref: '#/x-s'}}}}") + "x-s: {type: object, properties: {" + many(10000, "p%d: {$ref: '#/x-s'}, ") + "}}\n"
		}},
		{Name: "10k schemes at once", Text: func() string {
			return operation("operationId: op\nsecurity: [{"+many(10000, "s%d: [], ")+"}]") + "components: {securitySchemes: {" + many(10000, "s%d: {type: apiKey, in: header, name: X-%[1]d}, ") + "}}\n"
		}},
		{Name: "10k schemes, one each", Slow: true, Text: func() string {
			return api(many(10000, "/p%d: {post: {operationId: o%[1]d, security: [{s%[1]d: []}]}}\n")) + "components: {securitySchemes: {" + many(10000, "s%d: {type: apiKey, in: header, name: X-%[1]d}, ") + "}}\n"
		}},
		{Name: "10k webhooks", Text: func() string {
			return operation("operationId: op") + "webhooks: {" + many(10000, "w%d: {post: {}}, ") + "}\n"
		}},
		{Name: "Swagger, form of 10k", Text: func() string {
			return "swagger: \"2.0\"\nhost: api.example.com\nschemes: [https]\npaths:\n  /a:\n    post:\n      operationId: op\n      parameters:\n" +
				many(10000, "        - {name: p%d, in: formData, type: string}\n")
		}},
		{Name: "Swagger, 10k types for 10k operations", Text: func() string {
			return "swagger: \"2.0\"\nhost: api.example.com\nschemes: [https]\nconsumes: [" + many(10000, "a/b%d, ") + "]\npaths:\n" +
				many(10000, "  /p%d: {post: {parameters: [{name: b, in: body, schema: {}}]}}\n")
		}},
		{Name: "32 rules for each of 10k operations", Slow: true, Text: func() string {
			return api(many(10000, "/p%d: {$ref: '#/x-item'}\n")) + "x-item: {post: {parameters: [{name: a, in: query}, {name: b, in: query}, " +
				"{name: Idempotency-Key, in: header}, {name: X-Idempotency-Key, in: header}, {name: PayPal-Request-Id, in: header}]}}\n"
		}},
	}
}
