package hostile

import (
	"fmt"
	"strings"
)

// repeated: what is long or wide, and copied, compared, compiled or quoted for each of many
// others.
func repeated() []Document {
	text := func(kb int) string { return "x-t: &t \"" + strings.Repeat("t", kb<<10) + "\"\n" }
	schema := "requestBody: {content: {application/json: {schema: {$ref: '#/x-s'}}}}"
	return []Document{
		{Name: "aliases of a text in an enum", Text: func() string {
			return text(100) + operation("parameters: [{name: q, in: query, schema: {enum: ["+strings.Repeat("*t, ", 20000)+"]}}]")
		}},
		{Name: "aliases of a text in an extension", Text: func() string {
			return text(1000) + operation("x-e: ["+strings.Repeat("*t, ", 3000)+"]")
		}},
		{Name: "aliases of a text within bounds", Text: func() string {
			return text(100) + operation("x-e: ["+strings.Repeat("*t, ", 500)+"]")
		}},
		{Name: "aliases of a text as keys", Text: func() string {
			return text(100) + operation("x-e: {"+strings.Repeat("*t : 1, *t : 2, ", 200)+"}")
		}},
		{Name: "a text in many messages", Text: func() string {
			return text(1000) + operation("parameters: ["+strings.Repeat("{name: q, in: *t}, ", 40)+"]")
		}},
		{Name: "a text in the message of each of 10k operations", Text: func() string {
			return api(many(10000, "/p%d: {$ref: '#/x-item'}\n")) + "x-item: {post: {parameters: [{name: " + strings.Repeat("n", 5000) + ", in: cookie, required: true}]}}\n"
		}},
		{Name: "a required list for each reference", Text: func() string {
			return operation(schema) + "x-s: {type: object, required: [" + many(20000, "n%d, ") + "], properties: {" + many(20000, "n%d: {$ref: '#/x-s'}, ") + "}}\n"
		}},
		{Name: "fields of a schema for each reference", Text: func() string {
			return operation(schema) + "x-s: {" + many(20000, "k%d: 1, ") + "properties: {" + many(20000, "p%d: {$ref: '#/x-s'}, ") + "}}\n"
		}},
		{Name: "an enum of long texts for each reference", Text: func() string {
			return operation(schema) + "x-e: {enum: [" + strings.Repeat("a", 100_000) + "]}\nx-s: {properties: {" + many(10000, "p%d: {$ref: '#/x-e'}, ") + "}}\n"
		}},
		{Name: "a default and an example for each reference", Text: func() string {
			return operation(schema) + "x-e: {default: " + strings.Repeat("a", 100_000) + ", example: " + strings.Repeat("b", 100_000) + "}\nx-s: {properties: {" + many(10000, "p%d: {$ref: '#/x-e'}, ") + "}}\n"
		}},
		{Name: "markers around markers", Text: func() string {
			return operation("security: [{k: []}]\nsummary: \""+strings.Repeat("$", 100_000)+strings.Repeat("{", 100_000)+"\"") +
				"components: {securitySchemes: {k: {type: apiKey, in: header, name: X-K, description: \"" + strings.Repeat("{{resolve", 20_000) + strings.Repeat(":", 20_000) + "\"}}}\n"
		}},
		{Name: "a pattern for each of 2k operations", Text: func() string {
			return api(many(2000, "/p%d: {$ref: '#/x-item'}\n")) +
				"x-item: {post: {parameters: [{name: Idempotency-Key, in: header, schema: {pattern: \"(?:" + strings.Repeat("[a-y][^a]", 480) + "){1000}\"}}]}}\n"
		}},
		{Name: "a pattern of their own for 2k operations", Text: func() string {
			return api(many(2000, "/p%d: {post: {parameters: [{name: Idempotency-Key, in: header, schema: {pattern: \"^(?:"+strings.Repeat("[a-y][^a]", 20)+"){%[1]d}$\"}}]}}\n"))
		}},
		{Name: "siblings of a reference to a large body", Text: func() string {
			return api(many(2000, "/p%d: {post: {requestBody: {$ref: '#/x-b', content: {}}}}\n")) + "x-b: {content: {application/json: {schema: {enum: [" + many(200000, "%d,") + "]}}}}\n"
		}},
		{Name: "equal siblings of a reference to a large body", Text: func() string {
			content := "{application/json: {schema: {enum: [" + many(100000, "%d,") + "]}}}"
			return "x-c: &c " + content + "\n" + api(many(2000, "/p%d: {post: {requestBody: {$ref: '#/x-b', content: {$ref: '#/x-c'}}}}\n")+
				many(2, "/q%d: {post: {requestBody: {$ref: '#/x-b', content: *c}}}\n")) + "x-b: {content: " + content + "}\n"
		}},
		{Name: "anchors below many $ids", Text: func() string {
			const depth = 400
			return operation(schema) + "x-s: " + manyf(depth, func(i int) string {
				return fmt.Sprintf("{$id: 'https://e.example.com/%d', properties: {r: {$ref: '#nope'}, c: ", i)
			}) +
				"{$defs: {" + many(100_000, "a%d: {$anchor: a%[1]d}, ") + "}}" + strings.Repeat("}}", depth) + "\n"
		}},
		{Name: "$ids that grow", Text: func() string {
			const depth = 400
			return operation(schema) + "x-s: {$id: 'https://e.example.com/', properties: {c: " +
				strings.Repeat("{$id: '"+strings.Repeat("a", 10_000)+"/', properties: {r: {$ref: '#nope'}, c: ", depth) + "{}" + strings.Repeat("}}", depth) + "}}\n"
		}},
		{Name: "length() of texts in an overlay", Text: func() string {
			return text(50) + operation("operationId: op") + "x-s: [" + strings.Repeat("*t, ", 900) + "]\n"
		}, Overlay: `{overlay: 1.0.0, actions: [{target: "$['x-s'][?length(@)>1` + strings.Repeat("&&length(@)>1", 129) + `]", remove: true}]}`},
		{Name: "50k servers to choose from", Ask: true, Text: func() string {
			return strings.Replace(ok, "servers: [", "servers: ["+many(50000, "{url: 'https://a%d.example.com', description: same}, "), 1)
		}},
		{Name: "10k servers without https to choose from", Ask: true, Text: func() string {
			return strings.Replace(ok, "servers: [", "servers: ["+many(10000, "{url: 'http://a%d.example.com', description: same}, "), 1)
		}},
		{Name: "variables of a server for each operation", Text: func() string {
			return api(many(2000, "/p%d: {$ref: '#/x-item'}\n")) + "x-item: {servers: [{url: 'https://a.example.com/" + many(2000, "{v%d}") +
				"', variables: {" + many(2000, "v%d: {default: a}, ") + "}}], post: {}}\n"
		}},
		{Name: "relative servers for each of 150 to choose from", Ask: true, Text: func() string {
			return strings.Replace(api(many(3000, "/p%d: {servers: [{url: '../r%[1]d'}], post: {}}\n")), "servers: [", "servers: ["+many(150, "{url: 'https://a%d.example.com/v'}, "), 1)
		}},
		{Name: "a scope of its own for each of 4k operations", Text: func() string {
			return api(many(4000, "/p%d: {post: {security: [{o: [s%[1]d]}]}}\n")) +
				"components: {securitySchemes: {o: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://api.example.com/t', scopes: {}}}}}}\n"
		}},
		{Name: "1000 variables of each path", Text: func() string { return api(many(1000, "/p%d/"+strings.Repeat("{a}{b}/", 500)+": {post: {}}\n")) }},
		{Name: "90 variables of each path", Text: func() string { return api(many(500, "/p%d/"+many(90, "{v%d}/")+": {post: {}}\n")) }},
		{Name: "a sample for each of 10k operations", Text: func() string {
			return api(many(10000, "/p%d: {$ref: '#/x-item'}\n")) + "x-item: {post: {requestBody: {required: true, content: {application/json: {schema: {$ref: '#/x-s'}}}}}}\n" +
				"x-s: {type: object, required: [" + many(1000, "r%d, ") + "], properties: {" + many(1000, "r%d: {type: object}, ") + "}}\n"
		}},
		{Name: "a sample of 1.8 million properties", Text: func() string {
			return operation(schema) + "x-b: {properties: {" + many(300, "b%d: {type: string}, ") + "}}\nx-s: {properties: {" + many(6000, "p%d: {allOf: [{$ref: '#/x-b'}, {type: object}]}, ") + "}}\n"
		}},
		{Name: "300k operations with nothing in them", Slow: true, Text: func() string { return api(many(300_000, "/p%d: {post: {}}\n")) }},
		{Name: "60k operations with nothing in them", Slow: true, Text: func() string { return api(many(60_000, "/p%d: {post: {}}\n")) }},
		{Name: "one key 500k times", Slow: true, Text: func() string { return operation("x-e: {" + strings.Repeat("a: 1, ", 500_000) + "}") }},
		{Name: "210k objects with a key twice", Slow: true, Text: func() string {
			return operation("x-e: [" + strings.Repeat("{a: 1, a: 2}, ", 210_000) + "]")
		}},
		{Name: "comments behind blank lines", Slow: true, Text: func() string {
			return operation("operationId: op") + "x-l:\n" + strings.Repeat("- a\n\n# c\n", 500_000)
		}},
	}
}
