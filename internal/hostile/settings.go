package hostile

import (
	"fmt"
	"strings"
)

// settings: x-eventbridge of every wrong shape and depth, and with texts that something would evaluate;
// names and constants that become fields and values of triggers.
func settings() []Document {
	return []Document{
		{Name: "shapes of settings", Text: func() string {
			return api("x-eventbridge: {}\n" + settingShapes())
		}},
		{Name: "settings of the root", Text: func() string {
			return operation("operationId: op") + "x-eventbridge: {headers: {X-A: \"<aws.events.event.json>\", \"X-B\\r\\nX-Evil\": a, Ref: b}, query: {\"${AWS::Region}\": \"{{resolve:ssm:x}}\", \"Fn::Sub\": a}, pattern: {detail: {Ref: [{prefix: \"${x}\"}]}}, description: \"${x}\\e[31m\"}\n"
		}},
		{Name: "evaluated settings", Text: evaluatedSettings},
		{Name: "deep settings", Text: func() string {
			deep := strings.Repeat("[", 450) + strings.Repeat("]", 450)
			return api(fmt.Sprintf("/a: {post: {operationId: a, x-eventbridge: {pattern: {detail: {a: %[1]s}}, headers: {X-A: %[1]s}, sources: %[1]s}}}\n/b: {x-eventbridge: %[1]s, post: {operationId: b, x-eventbridge: {pattern: %[2]s}}}",
				deep, strings.Repeat("{a: ", 450)+"[1]"+strings.Repeat("}", 450)))
		}},
		{Name: "wide settings", Text: func() string {
			return operation("operationId: op\nx-eventbridge: {headers: {" + many(10000, "X-H%d: a, ") + "}, query: {" + many(10000, "q%d: a, ") + "}, sources: [" + many(10000, "s%d, ") + "], optional: [" + many(10000, "o%d, ") + "], pattern: {detail: {" + many(10000, "f%d: [1], ") + "}}, " + many(10000, "m%d: 1, ") + "}")
		}},
		{Name: "settings for each of 5k operations", Slow: true, Text: func() string {
			return api("x-eventbridge: {headers: {"+many(50, "X-H%d: a, ")+"}, pattern: {detail: {"+many(50, "f%d: [1, 2, 3], ")+"}}}\n"+many(5000, "/p%d: {$ref: '#/x-item'}\n")) +
				"x-item: {x-eventbridge: {query: {" + many(50, "q%d: a, ") + "}, sources: [" + many(50, "s%d, ") + "]}, post: {x-eventbridge: {description: a}}}\n"
		}},
		{Name: "fields of triggers", Text: triggerFields},
	}
}

// settingShapes has each setting with each kind of value, at an operation.
func settingShapes() string {
	var b strings.Builder
	n := 0
	for _, value := range []string{"null", "true", "-1", "1e999", ".nan", `""`, `"{"`, "[]", "[[]]", "[null, 1, {}]", "{}", "{a: {}}", "{a: [{}]}", `{"": ""}`, "{a: null}", "{$ref: '#/nope'}", "{$ref: '#/paths'}", "2020-01-01", "!!binary aGk="} {
		for _, member := range []string{"carrier", "answers", "rateLimit", "retryAttempts", "maxEventAge", "description", "headers", "query", "mediaType", "sources", "pattern", "enabled", "detailType", "guardPath", "optional", "nothing"} {
			fmt.Fprintf(&b, "/s%[1]d: {post: {operationId: s%[1]d, x-eventbridge: {%[2]s: %[3]s}}}\n", n, member, value)
			n++
		}
		fmt.Fprintf(&b, "/s%[1]d: {x-eventbridge: %[2]s, post: {operationId: s%[1]d, x-eventbridge: %[2]s}}\n", n, value)
		n++
	}
	return b.String()
}

// evaluatedTexts are what CloudFormation, EventBridge, the CDK or a reader of JSON would take for more
// than a text.
var evaluatedTexts = []string{
	"<aws.events.event.json>", "<x>", "${AWS::AccountId}", "${Token[TOKEN.1]}", "#{Token[TOKEN.1]}", "{{resolve:ssm:x}}", `","v":2,"x":"`, `\`, "{% $states.input %}",
	"$.detail.password", "Ref", "Fn::Sub", "a\r\nX-Evil: 1", "\u202e", "'", "$", "é",
}

// evaluatedSettings has them wherever a setting has a text.
func evaluatedSettings() string {
	var b strings.Builder
	for i, text := range evaluatedTexts {
		if strings.HasPrefix(text, "$.") || text == "$" {
			continue // who trusts a document lets it name paths, as the user may
		}
		fmt.Fprintf(&b, `
/a%[1]d: {post: {operationId: a%[1]d, x-eventbridge: {headers: {X-A: %[2]q}, query: {a: %[2]q}}}}
/b%[1]d: {post: {operationId: b%[1]d, x-eventbridge: {headers: {%[2]q: a}, query: {%[2]q: a}}}}
/c%[1]d: {post: {operationId: c%[1]d, x-eventbridge: {description: %[2]q, sources: [%[2]q]}}}
/d%[1]d: {post: {operationId: d%[1]d, x-eventbridge: {pattern: {detail: {%[2]q: [%[2]q, {prefix: %[2]q}]}}}}}
/e%[1]d: {post: {operationId: e%[1]d, x-eventbridge: {detailType: %[2]q, optional: [%[2]q]}}}
/f%[1]d: {post: {operationId: f%[1]d, requestBody: {content: {a/b: {}, %[2]q: {}}}, x-eventbridge: {mediaType: %[2]q, carrier: %[2]q, answers: %[2]q}}}
`, i, text)
	}
	return api(b.String())
}

// triggerFields has them wherever a document has what a trigger maps: names, constants, defaults, parts
// of bodies; and media types of what is sent.
func triggerFields() string {
	var b strings.Builder
	for i, text := range evaluatedTexts {
		fmt.Fprintf(&b, `
/a%[1]d: {post: {operationId: a%[1]d, parameters: [{name: %[2]q, in: query, required: true}, {name: q, in: query, schema: {default: %[2]q}}, {name: X-C, in: header, required: true, schema: {const: %[2]q}}]}}
/b%[1]d: {post: {operationId: b%[1]d, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [%[2]q], properties: {%[2]q: {type: string, example: %[2]q}, b: {enum: [%[2]q]}, c: {type: array, items: {enum: [%[2]q]}}}}}}}}}
/c%[1]d/{p}: {post: {operationId: c%[1]d, parameters: [{name: p, in: path, required: true, schema: {enum: [%[2]q, other]}}, {name: o, in: query, style: deepObject, required: true, schema: {type: object, required: [%[2]q], properties: {%[2]q: {type: string}}}}]}}
/d%[1]d: {post: {operationId: %[2]q, summary: %[2]q, requestBody: {content: {%[2]q: {schema: {type: string}}}}}}
`, i, text)
	}
	return api(b.String())
}
