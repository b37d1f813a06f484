package hostile

import (
	"fmt"
	"strings"
)

// Answering are documents that do harm by what they say of answers, if they do.
func Answering() []Document {
	return []Document{
		{Name: "answers: detail types", Text: func() string {
			return api(`
/a: {post: {operationId: "{{resolve:ssm:x}}"}}
/b: {post: {operationId: "${AWS::AccountId}"}}
/c: {post: {operationId: "#{Token[TOKEN.1]}"}}
/d: {post: {operationId: "d\r\n\e[31m\u202E"}}
/e: {post: {operationId: "<aws.events.event.json>"}}
/f: {post: {operationId: "{% $states.input %}"}}
/g: {post: {operationId: "g\" failed\",\"succeeded\":\"x"}}
/h: {post: {operationId: "{{resolve"}}
/i: {post: {operationId: "i{{resolve:ssm:` + strings.Repeat("x", 200) + `"}}
/j: {post: {operationId: "` + strings.Repeat("j", 118) + `${", parameters: [{name: correlation, in: query}, {name: _correlation, in: query}]}}
/k: {post: {operationId: "` + strings.Repeat("k", 117) + `\U0001F600{{resolve:ssm:x}}"}}
`)
		}},
		{Name: "answers: detail types of each other", Text: func() string {
			return api(`
/a: {post: {operationId: a}}
/b: {post: {operationId: "a succeeded"}}
/c: {post: {operationId: "a failed"}}
/d: {post: {operationId: "a succeeded failed"}}
`)
		}},
		{Name: "answers: statuses", Text: func() string {
			return operation("operationId: op\nresponses:\n" +
				many(3000, "  \"2%02d\": {description: d}\n") +
				`  "2XX": {description: "{{resolve:ssm:x}}"}
  "200\r\nX-Evil: 1": {description: d}
  "{{resolve:ssm:x}}": {description: d}
  "99999999999999999999": {description: d}
  "-1": {description: d}
  "٢٠٠": {description: d}
  default: [x]
  "207": {$ref: "#/components/responses/None"}
  "208": {$ref: "#/paths/~1a/post/responses/208"}
`)
		}},
		{Name: "answers: media types", Text: func() string {
			return operation("operationId: op\nresponses:\n  \"200\":\n    description: d\n    headers: {\"X\\r\\nEvil\": {schema: {type: string}}, Set-Cookie: {schema: {type: string}}, \"${Token[TOKEN.1]}\": {}}\n    content:\n" +
				`      "application/json; x={{resolve:ssm:x}}": {schema: {type: object}, example: {a: "${Token[TOKEN.1]}"}}
      "image/${AWS::AccountId}": {}
      "image/png\r\nX-Evil: 1": {}
      "a/b\u202E\e[31m": {}
      "*/*": {schema: {const: "{{resolve:ssm:x}}"}}
      "": {}
      "application/json": {schema: {type: object, properties: {"__proto__": {const: "\e]0;t\a"}, "Fn::Sub": {const: "${AWS::AccountId}"}, Ref: {enum: ["a\u0000b"]}}, required: [__proto__, "Fn::Sub", Ref]}}
` + many(2000, "      application/x%d+json: {schema: {type: object}}\n"))
		}},
		{Name: "answers: examples", Text: func() string {
			return operation("operationId: op\nresponses:\n  \"200\":\n    description: d\n    content:\n      application/json:\n" +
				"        schema: {type: object, additionalProperties: true}\n        example: {a: \"{{resolve:ssm:x}}\\r\\n\\e[31m\\u202E${Token[TOKEN.1]}\", \"```\": \"</script>\", deep: " +
				strings.Repeat("[", 500) + strings.Repeat("]", 500) + "}\n        examples: {x: {externalValue: \"file:///etc/passwd\"}, y: {$ref: \"/etc/passwd\"}, z: [x]}\n")
		}},
		{Name: "answers: schemas without an end", Text: func() string {
			return operation("operationId: op\nresponses: {\"200\": {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, \"201\": {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}}") +
				"components:\n  schemas:\n    A: {type: object, required: [a, b], properties: {a: {$ref: '#/components/schemas/A'}, b: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}}}\n" +
				"    B: {$ref: '#/components/schemas/B'}\n" +
				manyf(30, func(i int) string {
					next := fmt.Sprintf("{$ref: '#/components/schemas/S%d'}", (i+1)%30)
					return fmt.Sprintf("    S%d: {oneOf: [%s, %s], anyOf: [%s, {not: %s}]}\n", i, next, next, next, next)
				})
		}},
		{Name: "answers: schemas that ask for much", Text: func() string {
			responses := ""
			for i, schema := range []string{
				"type: array, minItems: 1000000000000, items: {type: string}", "type: string, minLength: 1000000000000",
				"type: string, pattern: '^(a+)+$', minLength: 4000", "type: number, multipleOf: 1e-300, minimum: 1e308, exclusiveMinimum: 1e308",
				"type: object, minProperties: 1000000000", "type: array, uniqueItems: true, minItems: 100000, items: {enum: [1]}",
				"type: string, pattern: '((((((((a{1000}){1000}){1000}'", "enum: []", "type: [x, 1, [a]], properties: [a], required: x, oneOf: x, if: x, prefixItems: 3",
				"type: integer, minimum: 1e400", "const: !!binary x",
			} {
				responses += fmt.Sprintf("  \"2%02d\": {description: d, content: {application/json: {schema: {%s}}}}\n", i, schema)
			}
			return operation("operationId: op\nresponses:\n" + responses)
		}},
		{Name: "answers: many operations", Text: func() string {
			return api(many(300, "/a%d: {post: {responses: {\"200\": {$ref: '#/components/responses/R'}}}}\n")) +
				"components: {responses: {R: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/L'}}}}}, schemas: {L: {type: object, properties: {" +
				many(500, "p%d: {type: string, minLength: 100}, ") + "last: {type: string}}}}}\n"
		}},
	}
}
