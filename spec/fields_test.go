package spec_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestNothingIsDroppedSilently: what is not read of a request is said where it stands, and what
// is read beside it stays.
func TestNothingIsDroppedSilently(t *testing.T) {
	const three = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
	const two = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: a.dev\n"
	for name, tt := range map[string]struct{ text, want string }{
		"a misspelt part":          {three + "Paths: {}\npaths: {/a: {post: }}", `3:1: OAD105 warning: "Paths" is no field of a document of OpenAPI 3.1: it is not read (did you mean "paths"?)`},
		"a part of Swagger":        {three + "host: a.dev\npaths: {/a: {post: }}", `3:1: OAD105 info: "host" is no field of a document of OpenAPI 3.1: it is not read (an extension begins with x-)`},
		"a part of 3.1":            {"openapi: 3.0.3\ninfo: {}\njsonSchemaDialect: a:b\npaths: {/a: {post: }}", `3:1: OAD105 info: "jsonSchemaDialect" is no field of a document of OpenAPI 3.0: it is not read`},
		"a part of 3.2":            {three + "$self: a.yaml\npaths: {/a: {post: }}", `3:1: OAD105 info: "$self" is no field of a document of OpenAPI 3.1: it is not read`},
		"a part of no Swagger":     {two + "webhooks: {}\npaths: {/a: {post: }}", `4:1: OAD105 info: "webhooks" is no field of a document of Swagger 2.0: it is not read`},
		"a $ref of the document":   {three + "$ref: a.yaml\npaths: {/a: {post: }}", `3:1: OAD105 warning: a $ref in the place of a document is not followed`},
		"two versions":             {three + "swagger: '2.0'\npaths: {/a: {post: }}", `3:1: OAD105 warning: "swagger" stands beside another version: this is read as a document of OpenAPI 3.1 (leave the version that it has)`},
		"two versions, one of use": {two + "openapi: {}\npaths: {/a: {post: }}", `4:1: OAD105 warning: "openapi" stands beside another version: this is read as a document of Swagger 2.0`},
		"no info":                  {"openapi: 3.1.0\npaths: {/a: {post: }}", `1:1: OAD105 info: the document has no info: the API has no title and no version, and the app calls its stack after the file (give it an info with a title and a version, or name the stack by the context key name)`},
		"an empty info":            {"swagger: '2.0'\ninfo:\npaths: {/a: {post: }}", `1:1: OAD105 info: the document has no info`},
		"an enum of no list":       {three + "paths: {/a: {post: {parameters: [{name: a, in: query, schema: {enum: b}}]}}}", `3:70: OAD105 info: the enum of a schema is a string, not a list: any value fits (write a list of the values)`},
		"a property's enum":        {three + "paths: {/a: {post: {requestBody: {content: {a/b: {schema: {properties: {c: {type: string, enum: {d: e}}}}}}}}}}", `info: the enum of a schema is an object, not a list: any value fits`},
		"a server's enum":          {three + "servers: [{url: '{a}', variables: {a: {default: b, enum: b}}}]\npaths: {/a: {post: }}", `3:58: OAD105 warning: "enum" is a string, not a list`},
		"Swagger's enum":           {two + "paths: {/a: {post: {parameters: [{name: a, in: query, type: string, enum: b}]}}}", `info: the enum of a schema is a string, not a list: any value fits`},
		"a misspelt body":          {three + "paths: {/a: {post: {requestbody: {}}}}", `3:21: OAD105 warning: "requestbody" is no field of an operation: it is not read (did you mean "requestBody"?)`},
		"an unknown field":         {three + "paths: {/a: {post: {consumes: [a/b]}}}", `3:21: OAD105 info: "consumes" is no field of an operation: it is not read (an extension begins with x-)`},
		"many unknown fields":      {three + "paths: {/a: {post: {q1: , q2: , q3: , q4: , q5: , q6: , q7: , q8: , q9: , q10: , q11: , q12: }}}", `OAD105 info: 2 more fields are none of an operation: they are not read`},
		"a parameter's type":       {three + "paths: {/a: {post: {parameters: [{name: a, in: query, type: string}]}}}", `"type" is no field of a parameter: it is not read`},
		"a body's schema":          {three + "paths: {/a: {post: {requestBody: {schema: {}, content: {a/b: {}}}}}}", `"schema" is no field of a request body: it is not read`},
		"a media type's field":     {three + "paths: {/a: {post: {requestBody: {content: {a/b: {Schema: {}}}}}}}", `warning: "Schema" is no field of a media type: it is not read (did you mean "schema"?)`},
		"Swagger":                  {two + "paths: {/a: {post: {callbacks: {}}}}", `"callbacks" is no field of an operation of Swagger 2.0: it is not read`},
		"beside a $ref":            {three + "paths: {/a: {post: {$ref: '#/x-a', operationId: b}}}\nx-a: {operationId: a}", `warning: "operationId" stands beside a $ref: it is not read (write it into what the $ref leads to)`},
		"schema and content":       {three + "paths: {/a: {post: {parameters: [{name: a, in: query, schema: {}, content: {a/b: {}}}]}}}", `warning: the parameter "a" has a schema and content: the schema is read`},
		"two contents":             {three + "paths: {/a: {post: {parameters: [{name: a, in: query, content: {a/b: {}, c/d: {}}}]}}}", `warning: the content of the parameter "a" is a/b: it has one media type, and "c/d" is not read`},
		"content of no object":     {three + "paths: {/a: {post: {parameters: [{name: a, in: query, content: {a/b: x}}]}}}", `warning: the media type "a/b" is a string, not an object`},
		"no type":                  {three + "paths: {/a: {post: {parameters: [{name: a, in: query, schema: {type: int}}]}}}", `3:70: OAD105 info: "int" is no type of a schema: any value fits (write string, `},
		"a misspelt type":          {three + "paths: {/a: {post: {parameters: [{name: a, in: query, schema: {type: String}}]}}}", `"String" is no type of a schema: any value fits (did you mean "string"?)`},
		"a type of no text":        {three + "paths: {/a: {post: {parameters: [{name: a, in: query, schema: {type: [{}]}}]}}}", `info: an object is no type of a schema: any value fits`},
		"responses of no object":   {three + "paths: {/a: {post: {responses: []}}}", `info: responses: a list, not an object; nothing is read of it`},
		"a response of no object":  {three + "paths: {/a: {post: {responses: {'200': ok}}}}", `info: a response: a string, not an object; nothing is read of it`},
		"a field of 3.2":           {three + "paths: {/a: {post: {requestBody: {content: {a/b: {itemSchema: {}}}}}}}", `3:51: OAD105 info: "itemSchema" is no field of a media type: it is not read`},
		"an item of 3.2":           {strings.Replace(three, "3.1", "3.2", 1) + "paths: {/a: {post: {requestBody: {content: {a/b: {itemSchema: {type: object}}}}}}}", `3:63: OAD105 info: "itemSchema" is not read (describe the whole body by schema and encoding)`},
		"webhooks of 3.0":          {"openapi: 3.0.3\ninfo: {title: T, version: '1'}\nwebhooks: {a: {}}\npaths: {}", `3:12: OAD118 info: the webhook "a" is a call that the API makes`},
		"a base path":              {two + "basePath: v1\npaths: {/a: {post: {}}}", `4:11: OAD105 info: "basePath" does not begin with a slash; one is put before it`},
		"a schema beside the type": {two + "paths: {/a: {post: {parameters: [{name: a, in: query, type: string, schema: {}}]}}}", `warning: only a parameter in "body" has a schema: what stands beside the name is read`},
	} {
		doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(tt.text + "\n")})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		found := 0
		for i := range doc.Diagnostics {
			if strings.Contains(doc.Diagnostics[i].Error(), tt.want) {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%s: %d findings\n%s\nin\n%s", name, found, tt.want, withHints(doc))
		}
	}
}

// TestInfo: a title and a version, which OpenAPI requires, are told where they are missing or empty, each
// once; without a title it is said what is called by another name then.
func TestInfo(t *testing.T) {
	const title, version = `OAD105 info: the info has no title: the API has no name, and the app calls its stack after the file (give it a title, or name the stack by the context key name)`,
		`OAD105 info: the info has no version: nothing tells this description of the API from another one (give it a version)`
	for info, want := range map[string][]string{
		"info: {title: T, version: '1'}":               nil,
		"info: {title: 7, version: 1.0}":               nil,
		"info: {title: T}":                             {"api.yaml:2:7: " + version},
		"info: {version: '1'}":                         {"api.yaml:2:7: " + title},
		"info:\n  description: d\n  version: '1'":      {"api.yaml:3:3: " + title},
		"info: {title: '', version: ' '}":              {"api.yaml:2:15: " + title, "api.yaml:2:28: " + version},
		"info: {title: null, version: '1'}":            {"api.yaml:2:7: " + title},
		"info: {}":                                     {"api.yaml:2:7: " + title, "api.yaml:2:7: " + version},
		"info: {title: [a], version: {}}":              {`api.yaml:2:15: OAD105 warning: "title" is a list, not a string (write a string)`, `api.yaml:2:29: OAD105 warning: "version" is an object, not a string (write a string)`},
		"info: []":                                     {`api.yaml:2:7: OAD105 warning: "info" is a list, not an object (write an object)`},
		"info: {$ref: '#/x-info'}\nx-info: {title: T}": {"api.yaml:2:14: OAD105 info: OpenAPI has no $ref here; it is followed (tools that bundle documents replace it)", "api.yaml:3:9: " + version},
	} {
		for _, begin := range []string{"openapi: 3.0.3\n", "openapi: 3.2.0\n", "swagger: '2.0'\n"} {
			doc := load(t, begin+info+"\npaths: {/a: {post: {}}}\n")
			var got []string
			for _, d := range doc.Diagnostics {
				if strings.Contains(d.Message, "info") || strings.Contains(d.Message, "a string") || strings.Contains(d.Message, "$ref") {
					got = append(got, d.Error())
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s%s:\n%s\nwant\n%s", begin, info, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// TestKnownFields: what OpenAPI has is not said.
func TestKnownFields(t *testing.T) {
	for _, text := range []string{
		`openapi: 3.2.0
$self: api.yaml
info: {title: T, version: '1'}
jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema
servers: []
webhooks: {}
components: {}
security: []
tags: []
externalDocs: {url: "https://a.dev"}
x-a: 1
paths:
  /a:
    post:
      tags: [a]
      summary: s
      description: d
      externalDocs: {url: "https://a.dev"}
      operationId: a
      parameters:
        - {name: a, in: query, description: d, required: true, deprecated: true, allowEmptyValue: true, style: form, explode: true, allowReserved: true, schema: {}, example: 1}
        - {name: b, in: header, content: {a/b: {}}, examples: {}, x-a: 1}
      requestBody: {description: d, required: true, x-a: 1, content: {application/json: {schema: {}, examples: {}, encoding: {}, itemSchema: {}, prefixEncoding: [], itemEncoding: {}, example: 1, x-a: 1},
          multipart/form-data: {schema: {properties: {f: {}}}, encoding: {f: {contentType: a/b, headers: {X-A: {description: d, required: true, deprecated: true, style: simple, explode: false, schema: {}, example: 1}}, style: form, explode: true, allowReserved: false, encoding: {}, prefixEncoding: [], itemEncoding: {}, x-a: 1}}}}}
      responses: {}
      callbacks: {}
      deprecated: true
      security: []
      servers: []
      x-a: 1
`, `swagger: '2.0'
info: {title: T, version: '1'}
host: a.dev
basePath: /
schemes: [https]
consumes: [application/json]
produces: [application/json]
definitions: {}
parameters: {}
responses: {}
securityDefinitions: {}
security: []
tags: []
externalDocs: {url: "https://a.dev"}
x-a: 1
paths:
  /a:
    post:
      tags: [a]
      summary: s
      description: d
      externalDocs: {url: "https://a.dev"}
      operationId: a
      consumes: [application/json]
      produces: [application/json]
      schemes: [https]
      deprecated: true
      security: []
      responses: {}
      x-a: 1
      parameters:
        - {name: a, in: query, description: d, required: true, type: array, items: {type: string}, collectionFormat: csv, allowEmptyValue: true, default: [], maxItems: 1, x-a: 1}
        - {name: b, in: body, schema: {}, required: true}
`,
	} {
		if doc := load(t, text); diagnostics(doc) != "" {
			t.Errorf("%s", diagnostics(doc))
		}
	}
}

func withHints(doc *spec.Document) string {
	var b strings.Builder
	for i := range doc.Diagnostics {
		b.WriteString(doc.Diagnostics[i].Error() + "\n")
	}
	return b.String()
}
