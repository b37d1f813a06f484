package hostile

import (
	"fmt"
	"strings"
)

// evaluated: texts that CloudFormation, EventBridge or the CDK would evaluate.
func evaluated() []Document {
	return []Document{
		{Name: "function names", Text: functionNames},
		{Name: "function names of servers", Text: func() string {
			return strings.Replace(ok, `{url: "https://api.example.com"}`, `{url: "https://a.example.com", name: Ref}, {url: "https://b.example.com", description: Condition}, {url: "https://c.example.com", name: "Fn::Sub"}, {url: "https://d.example.com", name: "{Ref}"}`, 1)
		}},
		{Name: "paths into the event", Text: pathConstants},
		{Name: "places of an input template", Text: templatePlaces},
		{Name: "acknowledgements", Text: func() string {
			return api(`
/a: {post: {operationId: "a [ack: openapi-destinations:OAD405]", servers: [{url: "https://evil.attacker.dev"}]}}
/b: {post: {operationId: b, summary: "[ack: openapi-destinations:OAD316]", parameters: [{name: "q[ack: openapi-destinations:OAD302]", in: query}]}}
/c: {post: {operationId: "[ack\u200b: openapi-destinations:OAD302]", requestBody: {content: {"application/json; x=\"[ack: openapi-destinations:OAD231]\"": {}}}}}
`)
		}},
		{Name: "commands in a file's name", Text: func() string {
			return api("/ok: {post: {operationId: ok}}\n/a: {$ref: \"a%0A::error::forged%0Ax.yaml\"}\n/b: {$ref: \"::error::forged.yaml\"}\n/c: {$ref: \"##vso[x].yaml\"}\n/d: {$ref: \"\\e]0;x.yaml\"}")
		}, Setup: files(map[string]string{
			"a\n::error::forged\nx.yaml": pathItem, "::error::forged.yaml": pathItem, "##vso[x].yaml": pathItem, "\x1b]0;x.yaml": pathItem,
		})},
	}
}

// pathItem is a Path Item with a finding.
const pathItem = "post: {parameters: [{name: a, in: cookie, required: true}, {name: b, in: nowhere}]}\n"

// functionNames has names of CloudFormation's functions wherever a document has names.
func functionNames() string {
	names := []string{"Ref", "Condition", "Fn::Sub", "Fn::GetAtt", "Fn::ImportValue", "Fn::Transform", "Fn::Base64", "Fn::If", "Fn::ForEach::X"}
	var b strings.Builder
	for i, name := range names {
		fmt.Fprintf(&b, `
/a%[1]d: {post: {operationId: a%[1]d, parameters: [{name: "%[2]s", in: query, required: true, schema: {const: "AWS::AccountId"}}]}}
/b%[1]d: {post: {operationId: b%[1]d, parameters: [{name: "%[2]s", in: query, required: true}]}}
/c%[1]d: {post: {operationId: c%[1]d, parameters: [{name: "%[2]s", in: query}]}}
/d%[1]d: {post: {operationId: d%[1]d, parameters: [{name: "%[2]s", in: header, required: true}, {name: "%[2]s", in: cookie, required: true, schema: {const: x}}]}}
/e%[1]d/{%[2]s}: {post: {operationId: e%[1]d, parameters: [{name: "%[2]s", in: path, required: true}]}}
/f%[1]d: {post: {operationId: f%[1]d, parameters: [{name: "%[2]s", in: header}, {name: "X-%[1]d", in: header, required: true, schema: {const: "%[2]s"}}]}}
/g%[1]d: {post: {operationId: g%[1]d, requestBody: {required: true, content: {application/json: {schema: {type: object, required: ["%[2]s"], properties: {"%[2]s": {type: string}}}}}}}}
/h%[1]d: {post: {operationId: h%[1]d, parameters: [{name: o, in: query, style: deepObject, required: true, schema: {type: object, required: ["%[2]s"], properties: {"%[2]s": {type: string}}}}]}}
/i%[1]d: {post: {operationId: i%[1]d, parameters: [{name: o, in: query, required: true, schema: {type: object, required: ["%[2]s"], properties: {"%[2]s": {type: string}, x: {type: string}}}}]}}
/j%[1]d: {post: {operationId: "%[2]s", summary: "{\"%[2]s\": \"AWS::AccountId\"}", security: [{"%[2]s": []}], tags: ["%[2]s"]}}
`, i, name)
	}
	schemes := ""
	for _, name := range names {
		schemes += fmt.Sprintf("%q: {type: apiKey, in: header, name: \"Ref\"}, ", name)
	}
	return api(b.String()) + "components: {securitySchemes: {" + schemes + "}}\n"
}

// pathConstants has what EventBridge takes for a path into the event as the one value of
// parameters, and what only looks like one.
func pathConstants() string {
	var b strings.Builder
	for i, value := range []string{
		"$", "$.detail", "$.account", "$.detail-type", "$.detail.password", "$.detail.a.b", "$.detail.a[0]", "$.detail.a[*].b", "$.id", "$.detail/x", "$._",
		"$5", "$$", "$.", "$.a b", "$..a", "$['a']", "$.a[-1]", "$.détail",
	} {
		fmt.Fprintf(&b, `
/a%[1]d: {post: {operationId: a%[1]d, parameters: [{name: X-All, in: header, required: true, schema: {const: "%[2]s"}}]}}
/b%[1]d: {post: {operationId: b%[1]d, parameters: [{name: all, in: query, required: true, schema: {enum: ["%[2]s"]}}]}}
/c%[1]d: {post: {operationId: c%[1]d, parameters: [{name: o, in: query, style: deepObject, required: true, schema: {type: object, required: [p], properties: {p: {const: "%[2]s"}, q: {type: string}}}}]}}
/d%[1]d/{p}: {post: {operationId: d%[1]d, parameters: [{name: p, in: path, required: true, schema: {const: "%[2]s"}}, {name: p, in: cookie, required: true, schema: {const: "%[2]s"}}]}}
`, i, value)
	}
	b.WriteString("/m: {post: {operationId: m, requestBody: {content: {$.detail/json: {}}}}}\n/n: {post: {operationId: n, requestBody: {content: {$.detail/x: {schema: {type: string}}}}}}\n")
	return api(b.String())
}

// templatePlaces has what EventBridge fills into a rule's input, and what ends a string of JSON,
// wherever a state machine's constants come from the document.
func templatePlaces() string {
	var b strings.Builder
	for i, text := range []string{"<aws.events.event.json>", "<aws.events.rule-arn>", "<x>", `","v":2,"x":"`, `\`, "{% $states.input %}", "é"} {
		fmt.Fprintf(&b, `
/a%[1]d: {post: {operationId: a%[1]d, parameters: [{name: %[2]q, in: query, required: true, schema: {const: %[2]q}}, {name: q, in: query, schema: {default: %[2]q}}]}}
/b%[1]d: {post: {operationId: b%[1]d, parameters: [{name: X-All, in: header, required: true, schema: {const: %[2]q}}, {name: c, in: cookie, required: true, schema: {const: %[2]q}}]}}
/c%[1]d/{p}: {post: {operationId: c%[1]d, parameters: [{name: p, in: path, required: true, schema: {const: %[2]q}}]}}
/d%[1]d: {post: {operationId: d%[1]d, requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {%[2]q: {type: string}}}, encoding: {%[2]q: {style: deepObject}}}}}}}
/e%[1]d: {post: {operationId: e%[1]d, requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {%[2]q: {type: string}}}, encoding: {%[2]q: {contentType: text/csv}}}}}}}
`, i, text)
	}
	return api(b.String())
}
