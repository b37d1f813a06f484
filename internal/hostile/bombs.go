package hostile

import (
	"fmt"
	"strings"
)

// bombs: documents that grow, or nest, when they are read.
func bombs() []Document {
	return []Document{
		{Name: "alias bomb", Text: func() string {
			return "openapi: 3.1.0\npaths: {}\nx0: &x0 [lol]\n" + manyf(40, func(i int) string {
				n := fmt.Sprint(i)
				return "x" + fmt.Sprint(i+1) + ": &x" + fmt.Sprint(i+1) + " [*x" + n + ",*x" + n + ",*x" + n + ",*x" + n + ",*x" + n + ",*x" + n + ",*x" + n + ",*x" + n + ",*x" + n + "]\n"
			})
		}},
		{Name: "alias bomb maps", Text: func() string {
			return "openapi: 3.1.0\nx0: &x0 {a: lol}\n" + manyf(40, func(i int) string {
				n := fmt.Sprint(i)
				return "x" + fmt.Sprint(i+1) + ": &x" + fmt.Sprint(i+1) + " {a: *x" + n + ", b: *x" + n + ", c: *x" + n + "}\n"
			}) + "paths: {/a: {post: {requestBody: {content: {application/json: {schema: *x40}}}}}}\n"
		}},
		{Name: "merge bomb", Text: func() string {
			return "openapi: 3.1.0\npaths: {}\nx0: &x0 {k0: 1}\n" + manyf(3000, func(i int) string {
				return "x" + fmt.Sprint(i+1) + ": &x" + fmt.Sprint(i+1) + " {<<: *x" + fmt.Sprint(i) + ", k" + fmt.Sprint(i+1) + ": 1}\n"
			})
		}},
		{Name: "merge list bomb", Text: func() string {
			return "openapi: 3.1.0\npaths: {}\nx0: &x0 {k0: 1}\n" + manyf(30, func(i int) string {
				n := fmt.Sprint(i)
				return "x" + fmt.Sprint(i+1) + ": &x" + fmt.Sprint(i+1) + " {<<: [*x" + n + strings.Repeat(", *x"+n, 1000) + "], k" + fmt.Sprint(i+1) + ": 1}\n"
			})
		}},
		{Name: "merge self", Text: func() string { return "openapi: 3.1.0\npaths: &p {<<: *p}\n" }},
		{Name: "merge scalar", Text: func() string {
			return "openapi: 3.1.0\npaths: {<<: 3, /a: {<<: [1, {post: {operationId: op}}], put: {<<: !!str x}}}\nservers: [{url: https://x.example.com}]\n"
		}},
		{Name: "alias self", Text: func() string { return "openapi: 3.1.0\npaths: &p {/a: *p}\n" }},
		{Name: "alias key", Text: func() string {
			return "openapi: 3.1.0\nx: &k [1,2]\npaths: {*k : {post: {}}, ? {a: b} : c, ? &z /z : {post: {operationId: z}}}\nservers: [{url: https://x.example.com}]\n"
		}},
		{Name: "unknown alias", Text: func() string { return "openapi: 3.1.0\npaths: *nope\n" }},
		{Name: "quadratic aliases", Text: func() string {
			return "openapi: 3.1.0\nx: &x {" + many(5000, "a%d: 1, ") + "}\npaths:\n" + many(5000, "  /p%d: *x\n")
		}},
		{Name: "quadratic example", Text: func() string {
			return strings.Replace(api(many(2000, "/p%d: {post: {operationId: o%[1]d, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}, example: *e}}}}}\n")), "openapi:", "x: &e ["+many(2000, "v%d, ")+"]\nopenapi:", 1) + "components: {schemas: {S: {type: object}}}\n"
		}},
		{Name: "deep yaml flow list 10k", Text: func() string {
			return "openapi: 3.1.0\npaths: {}\nx: " + strings.Repeat("[", 10000) + strings.Repeat("]", 10000)
		}},
		{Name: "deep yaml flow list 1M", Text: func() string {
			return "openapi: 3.1.0\npaths: {}\nx: " + strings.Repeat("[", 1000000) + strings.Repeat("]", 1000000)
		}},
		{Name: "deep yaml flow map 1M", Text: func() string {
			return "openapi: 3.1.0\npaths: {}\nx: " + strings.Repeat("{a: ", 1000000) + strings.Repeat("}", 1000000)
		}},
		{Name: "deep yaml open 1M", Text: func() string { return "openapi: 3.1.0\npaths: {}\nx: " + strings.Repeat("[", 1000000) }},
		{Name: "deep json list 10k", Text: func() string {
			return okJSON + `,"x-a":` + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + "}}}}"
		}},
		{Name: "deep json list 9k", Text: func() string {
			return okJSON + `,"x-a":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + "}}}}"
		}},
		{Name: "deep json list 1M", Text: func() string {
			return okJSON + `,"x-a":` + strings.Repeat("[", 1000000) + strings.Repeat("]", 1000000) + "}}}}"
		}},
		{Name: "deep json map 1M", Text: func() string {
			return okJSON + `,"x-a":` + strings.Repeat(`{"a":`, 1000000) + "1" + strings.Repeat("}", 1000000) + "}}}}"
		}},
		{Name: "deep json open 1M", Text: func() string { return strings.Repeat(`{"a":[`, 1000000) }},
		{Name: "deep block 2k", Text: func() string {
			return "openapi: 3.1.0\npaths: {}\nx:\n" + manyf(2000, func(i int) string { return strings.Repeat(" ", i+1) + "a:\n" })
		}},
		{Name: "deep block 5k", Text: func() string {
			return "openapi: 3.1.0\npaths: {}\nx:\n" + manyf(5000, func(i int) string { return strings.Repeat(" ", i+1) + "a:\n" })
		}},
		{Name: "deep dashes 1M", Text: func() string { return "openapi: 3.1.0\npaths: {}\nx: \n " + strings.Repeat("- ", 1000000) + "a\n" }},
		{Name: "deep question marks", Text: func() string { return "openapi: 3.1.0\npaths: {}\nx: \n " + strings.Repeat("? ", 100000) + "a\n" }},
		{Name: "deep schema 9k", Text: func() string {
			return okJSON + `,"requestBody":{"content":{"application/json":{"schema":` + strings.Repeat(`{"properties":{"a":`, 4000) + "{}" + strings.Repeat("}}", 4000) + "}}}}}}}"
		}},
		{Name: "deep allOf 4k", Text: func() string {
			return okJSON + `,"requestBody":{"content":{"application/json":{"schema":` + strings.Repeat(`{"allOf":[`, 4000) + "{}" + strings.Repeat("]}", 4000) + "}}}}}}}"
		}},
		{Name: "deep anchors", Text: func() string {
			return "openapi: 3.1.0\npaths: {/a: {post: {parameters: [{$ref: '#foo'}]}}}\nservers: [{url: https://x.example.com}]\nx: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000)
		}},
		{Name: "big file of scalars", Slow: true, Text: func() string { return "openapi: 3.1.0\npaths: {}\nx: [" + strings.Repeat("a,", 2_000_000) + "]\n" }},
		{Name: "big json of scalars", Text: func() string { return `{"openapi":"3.1.0","paths":{},"x":[` + strings.Repeat("1,", 5_000_000) + "1]}" }},
		{Name: "big json of maps", Text: func() string { return `{"openapi":"3.1.0","paths":{},"x":[` + strings.Repeat("{},", 5_000_000) + "1]}" }},
		{Name: "big comment", Slow: true, Text: func() string { return ok + strings.Repeat("# x\n", 5_000_000) }},
		{Name: "big string 50MB", Slow: true, Text: func() string { return ok + "x-a: " + strings.Repeat("a", 49<<20) + "\n" }},
		{Name: "too big", Slow: true, Text: func() string { return ok + "x-a: " + strings.Repeat("a", 51<<20) + "\n" }},
		{Name: "big yaml nested 20MB", Slow: true, Text: func() string { return ok + "x-a: [" + strings.Repeat("[a],", 5_000_000) + "]\n" }},
		{Name: "escapes json", Text: func() string { return okJSON + `,"summary":"` + strings.Repeat(`\/\ud83d\ude00`, 1_000_000) + `"}}}}` }},
		{Name: "block scalar", Text: func() string {
			return operation("operationId: op\ndescription: |\n" + strings.Repeat("  x\n", 1_000_000))
		}},
		{Name: "plain multiline", Text: func() string {
			return operation("operationId: op\ndescription: x\n" + strings.Repeat("  x\n", 300_000))
		}},
		{Name: "quoted folded", Text: func() string {
			return operation("operationId: op\ndescription: \"x" + strings.Repeat("\n      x", 300_000) + "\"")
		}},
		{Name: "unterminated quote", Text: func() string { return ok + "x: \"" + strings.Repeat("a\n", 1_000_000) }},
		{Name: "colon key", Text: func() string { return ok + strings.Repeat("a: ", 1000) + "b\n" }},
		{Name: "long simple keys", Text: func() string { return ok + "x: {" + strings.Repeat(strings.Repeat("k", 1020)+": a, ", 10) + "}\n" }},
		{Name: "deep and wide", Slow: true, Text: func() string {
			return operation("operationId: op\nrequestBody: {content: {application/json: {schema: {properties: {a: {$ref: '#/x-s'}}}}}}") +
				"x-s: " + strings.Repeat("{properties: {a: ", 450) + "{properties: {" + many(20000, "p%d: {}, ") + "}}" + strings.Repeat("}}", 450) + "\n"
		}},
		{Name: "a description for each of 10k operations", Text: func() string {
			return api(many(10000, "/p%d: {$ref: '#/x-item'}\n")) + "x-item: {post: {parameters: [{name: q, in: query, description: " + long("word ") + "}]}}\n"
		}},
		{Name: "an extension for each of 10k operations", Text: func() string {
			return api(many(10000, "/p%d: {$ref: '#/x-item'}\n")) + "x-item: {x-a: " + long("word ") + ", post: {}}\n"
		}},
		{Name: "an example for each of 10k operations", Text: func() string {
			return api(many(10000, "/p%d: {post: {requestBody: {content: {application/json: {schema: {type: string}, example: {$ref: '#/x-e'}}}}}}\n")) + "x-e: " + long("word ") + "\n"
		}},
		{Name: "a summary for each of 10k operations", Text: func() string {
			return api(many(10000, "/p%d: {$ref: '#/x-item'}\n")) + "x-item: {post: {summary: " + long("word ") + "}}\n"
		}},
	}
}
