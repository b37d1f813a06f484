package spec_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

const (
	form      = "application/x-www-form-urlencoded"
	multipart = "multipart/form-data"
)

// encodings reads a body of the properties a to d, whose encoding is written as YAML on line 3.
func encodings(t *testing.T, version, mediaType, encoding string) (*spec.Document, spec.MediaType) {
	t.Helper()
	doc := load(t, "openapi: "+version+"\npaths: {/p: {post: {requestBody: {content: {'"+mediaType+"': {schema: {$ref: '#/components/schemas/S'}, encoding:\n"+
		encoding+"\n}}}}}}\ncomponents: {schemas: {S: {properties: {a: {}, b: {}, c: {}, d: {}}}}, headers: {H: {schema: {type: integer}, example: 1}},\n"+
		"  x-encodings: {E: {style: pipeDelimited}, all: {a: {style: form}}}}\n")
	return doc, doc.Operations[0].Body.Content[0]
}

// showEncodings writes what is set, one encoding after the other.
func showEncodings(all []spec.Encoding) string {
	var texts []string
	for _, e := range all {
		text := fmt.Sprintf("%s @%d:%d", e.Property, e.Position.Line, e.Position.Column)
		if e.ContentType != "" {
			text += " " + e.ContentType
		}
		if e.Style != "" {
			text += " " + e.Style
		}
		if e.HasExplode || e.Explode {
			text += fmt.Sprintf(" explode=%v", e.Explode)
		}
		if e.HasAllowReserved || e.AllowReserved {
			text += fmt.Sprintf(" reserved=%v", e.AllowReserved)
		}
		for _, h := range e.Headers {
			text += fmt.Sprintf(" [%s %s %s %v @%d:%d]", h.In, h.Name, h.Style, h.Schema.Types, h.Position.Line, h.Position.Column)
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}

func TestEncodings(t *testing.T) {
	tests := map[string]struct{ version, mediaType, encoding, want, diagnostics string }{
		"nothing": {"3.1.0", form, "", "", ""},
		"empty":   {"3.1.0", form, "{a: {}}", "a @3:2", ""},
		"all of it": {
			"3.1.0", form, "{a: {contentType: 'application/json, text/*', style: deepObject, explode: true, allowReserved: false}}",
			"a @3:2 application/json, text/* deepObject explode=true reserved=false", "",
		},
		"with parameters of the type": {"3.0.3", "Application/X-WWW-Form-Urlencoded; charset=utf-8", "{a: {style: form}}", "a @3:2 form", ""},
		"in the schema's order":       {"3.1.0", form, "{d: {}, x: {}, b: {}, a: {}}", "a @3:23, b @3:16, d @3:2, x @3:9", `api.yaml:3:9: OAD105 warning: "x" has an encoding, and the schema has no such property`},
		"false in quotes":             {"3.1.0", form, "{a: {explode: 'false'}}", "a @3:2 explode=false", `api.yaml:3:15: OAD105 warning: "explode" is a string, not a boolean`},
		"a field of the wrong type": {
			"3.1.0", form, "{a: {explode: 1, style: [], contentType: {}, allowReserved: no way}}", "a @3:2",
			`api.yaml:3:15: OAD105 warning: "explode" is a number, not a boolean` + "\n" + `api.yaml:3:25: OAD105 warning: "style" is a list, not a string` + "\n" +
				`api.yaml:3:42: OAD105 warning: "contentType" is an object, not a string` + "\n" + `api.yaml:3:61: OAD105 warning: "allowReserved" is a string, not a boolean`,
		},
		"a misspelt field":         {"3.1.0", form, "{a: {contenttype: a/b, collectionFormat: csv}}", "a @3:2", `api.yaml:3:6: OAD105 warning: "contenttype" is no field of an encoding: it is not read` + "\n" + `api.yaml:3:24: OAD105 info: "collectionFormat" is no field of an encoding: it is not read`},
		"of another media type":    {"3.1.0", "application/json", "{a: {style: form}}", "", `api.yaml:3:1: OAD105 info: the encoding of application/json is ignored: OpenAPI has it for application/x-www-form-urlencoded and multipart`},
		"multipart of 3.0":         {"3.0.3", multipart, "{a: {style: form, explode: true, contentType: a/b}}", "a @3:2 a/b", ""},
		"multipart of 3.0, style":  {"3.0.3", multipart, "{a: {explode: false}}", "a @3:2", `api.yaml:3:2: OAD105 info: style, explode and allowReserved of "a" are ignored: in OpenAPI 3.0 they count for application/x-www-form-urlencoded`},
		"multipart of 3.0, object": {"3.0.3", multipart, "{a: {style: deepObject}}", "a @3:2", `api.yaml:3:2: OAD105 info: style, explode and allowReserved of "a" are ignored: in OpenAPI 3.0 they count for application/x-www-form-urlencoded`},
		"another multipart":        {"3.0.3", "multipart/mixed", "{a: {headers: {X-A: {}}}}", "a @3:2 [header X-A simple [] @3:16]", ""},
		"multipart of 3.1":         {"3.1.0", multipart, "{a: {style: form, explode: false}}", "a @3:2 form explode=false", ""},
		"another multipart of 3.1": {"3.1.0", "multipart/mixed", "{a: {allowReserved: true}}", "a @3:2", `api.yaml:3:2: OAD105 info: style, explode and allowReserved of "a" are ignored: in OpenAPI 3.1 they count for application/x-www-form-urlencoded and multipart/form-data`},
		"headers": {
			"3.1.0", multipart, "{a: {headers: {X-A: {$ref: '#/components/headers/H'}, content-type: {}, X-B: {style: x, explode: true, in: path}}}}",
			"a @3:2 [header X-A simple [integer] @3:16] [header X-B x [] @3:73]",
			`api.yaml:3:55: OAD105 info: OpenAPI ignores "content-type" among the headers of a part` + "\n" + `api.yaml:3:104: OAD105 info: "in" is no field of a header: it is not read`,
		},
		"headers of a form":   {"3.1.0", form, "{a: {headers: {X-A: {}}}}", "a @3:2", `api.yaml:3:15: OAD105 info: the headers of "a" are ignored: only parts of multipart bodies have some`},
		"by $ref":             {"3.1.0", form, "{$ref: '#/components/x-encodings/all'}", "a @6:50 form", `api.yaml:3:8: OAD105 info: OpenAPI has no $ref here; it is followed`},
		"a property by $ref":  {"3.1.0", form, "{b: {$ref: '#/components/x-encodings/E'}}", "b @3:2 pipeDelimited", `api.yaml:3:12: OAD105 info: OpenAPI has no $ref here; it is followed`},
		"parts within a part": {"3.2.0", multipart, "{a: {encoding: {b: {}}}}", "a @3:2", `api.yaml:3:16: OAD105 info: "encoding" is not read`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc, media := encodings(t, test.version, test.mediaType, test.encoding)
			if got := showEncodings(media.Encoding); got != test.want || diagnostics(doc) != test.diagnostics {
				t.Errorf("%s, want\n%s\n%s", got, test.want, diagnostics(doc))
			}
			if media.Dangling || doc.Operations[0].Incomplete {
				t.Error("a part of the request is lost")
			}
		})
	}
}

// What can't be read of the encodings makes the one media type doubtful, not the operation.
func TestEncodingsLost(t *testing.T) {
	for encoding, want := range map[string]string{
		"[]":                                    `api.yaml:3:1: OAD105 warning: "encoding" is a list, not an object`,
		"{a: form}":                             `api.yaml:3:5: OAD105 warning: the encoding of "a" is a string, not an object`,
		"{a: }":                                 `api.yaml:3:5: OAD105 warning: the encoding of "a" is nothing, not an object`,
		"{a: {$ref: '#/none'}}":                 `api.yaml:3:12: OAD103 warning: $ref "#/none" leads nowhere: there is no such part in api.yaml; needed by POST /p`,
		"{$ref: 'https://a.dev'}":               `api.yaml:3:8: OAD104 warning: $ref "https://a.dev" is not followed: nothing is read from a network; needed by POST /p`,
		"{a: {headers: x}}":                     `api.yaml:3:15: OAD105 warning: "headers" is a string, not an object`,
		"{a: {headers: {b: 1}}}":                `api.yaml:3:19: OAD105 warning: the header "b" is a number, not an object`,
		"{a: {headers: {b: {$ref: '#/none'}}}}": `api.yaml:3:26: OAD103 warning: $ref "#/none" leads nowhere: there is no such part in api.yaml; needed by POST /p`,
		"{a: {headers: {b: {schema: {$ref: '#/none'}}}}}": `api.yaml:3:35: OAD103 warning: $ref "#/none" leads nowhere: there is no such part in api.yaml; needed by POST /p`,
	} {
		doc, media := encodings(t, "3.1.0", multipart, encoding)
		wantDiagnostics(t, doc, want)
		if !media.Dangling || doc.Operations[0].Incomplete {
			t.Errorf("%s: dangling %v, incomplete %v", encoding, media.Dangling, doc.Operations[0].Incomplete)
		}
	}
}

// A property that the schema doesn't declare is told where it declares all that there are.
func TestEncodingsOfOthers(t *testing.T) {
	for schema, want := range map[string]string{
		"{}": "",
		"{properties: {file: {}}, additionalProperties: true}":                            "",
		"{properties: {file: {}}, oneOf: [{required: [File]}, {properties: {File: {}}}]}": "",
		"{properties: {file: {}}, allOf: [{$ref: '#/none'}]}":                             `OAD103`,
		"{properties: {file: {}}, allOf: [{properties: {File: {}}}]}":                     "",
		"{properties: {file: {}}}":                                                        `api.yaml:2:87: OAD105 warning: "File" has an encoding, and the schema has no such property (did you mean "file"?)`,
		"{properties: {something: {}}}":                                                   `api.yaml:2:87: OAD105 info: "File" has an encoding, and the schema has no such property (declare it among the schema's properties)`,
		"{properties: {one: {}, two: {}, three: {}}, minProperties: 10}":                  `info: "File" has an encoding`,
	} {
		doc := load(t, "openapi: 3.1.0\npaths: {/p: {post: {requestBody: {content: {a/b: {}, multipart/form-data: {encoding: {File: {style: form}}, schema: "+schema+"}}}}}}\ninfo: {title: T, version: '1'}\n")
		got := withHints(doc)
		if want == "" && got != "" || !strings.Contains(got, want) || want == "OAD103" && strings.Contains(got, "encoding") {
			t.Errorf("%s: %s", schema, got)
		}
		if all := doc.Operations[0].Body.Content[1].Encoding; len(all) != 1 || all[0].Style != "form" {
			t.Errorf("%s: %+v", schema, all)
		}
	}
	doc, _ := encodings(t, "3.1.0", form, "{p1: {}, p2: {}, p3: {}, p4: {}, p5: {}, p6: {}, p7: {}, p8: {}, p9: {}, p10: {}, p11: {}, p12: {}}")
	if got := strings.Count(diagnostics(doc), "has an encoding"); got != 10 || !strings.Contains(diagnostics(doc), "3:83: OAD105 info: 2 more encodings are of properties that the schema has not") {
		t.Errorf("%d findings\n%s", got, diagnostics(doc))
	}
}

// A form of Swagger 2.0 writes its arrays by their collectionFormat.
func TestSwaggerEncodings(t *testing.T) {
	doc := load(t, `swagger: '2.0'
paths:
  /p:
    post:
      consumes: [application/x-www-form-urlencoded, multipart/form-data, application/json]
      parameters:
        - {in: formData, name: plain, type: string, collectionFormat: multi}
        - {in: formData, name: silent, type: array, items: {type: string}}
        - {in: formData, name: csv, type: array, items: {type: string}, collectionFormat: csv}
        - {in: formData, name: ssv, type: array, items: {type: string}, collectionFormat: ssv}
        - {in: formData, name: tsv, type: array, items: {type: string}, collectionFormat: tsv}
        - {in: formData, name: pipes, type: array, items: {type: string}, collectionFormat: pipes}
        - {in: formData, name: multi, type: array, items: {type: string}, collectionFormat: multi}
`)
	wantDiagnostics(t, doc)
	const want = "silent @8:11 explode=false, csv @9:11 explode=false, ssv @10:11 spaceDelimited explode=false, tsv @11:11 tabDelimited explode=false, " +
		"pipes @12:11 pipeDelimited explode=false, multi @13:11 explode=true"
	for i, want := range []string{want, want, ""} {
		if m := doc.Operations[0].Body.Content[i]; showEncodings(m.Encoding) != want {
			t.Errorf("%s: %s", m.Type, showEncodings(m.Encoding))
		}
	}

	doc = load(t, "swagger: '2.0'\nconsumes: [multipart/form-data]\npaths: {/p: {post: {parameters: [\n"+
		"{in: formData, name: f, type: file},\n{in: formData, name: a, type: array, items: {}, collectionFormat: commas}]}}}\n")
	wantDiagnostics(t, doc, `api.yaml:5:67: OAD105 warning: "commas" is no collectionFormat`)
	m := doc.Operations[0].Body.Content[0]
	if s := m.Schema.Properties[0].Schema; show(s.Types) != `["string"]` || s.Format != "binary" || !doc.Operations[0].Incomplete {
		t.Errorf("%+v", s)
	}
}

// Encodings are where the files and overlays have them.
func TestEncodingFiles(t *testing.T) {
	dir := folder(t,
		"api.yaml", "openapi: 3.1.0\npaths: {/p: {post: {requestBody: {content: {multipart/form-data: {$ref: lib/media.yaml}}}}}}\n",
		"lib/media.yaml", "schema: {properties: {a: {}, b: {}}}\nencoding:\n  b: {headers: {X-B: {$ref: headers.yaml#/X-B, description: D}}}\n",
		"lib/headers.yaml", "X-B: {schema: {const: 1}}\n",
		"overlay.yaml", "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:\n  - target: $.paths['/p'].post.requestBody.content['multipart/form-data']\n    update: {encoding: {a: {style: form}}}\n",
	)
	doc := loadFile(t, spec.Source{Path: filepath.Join(dir, "api.yaml")})
	wantDiagnostics(t, doc)
	all := doc.Operations[0].Body.Content[0].Encoding
	if got := showEncodings(all); got != "b @3:3 [header X-B simple [integer] @3:17]" || filepath.Base(all[0].Position.File) != "media.yaml" || string(all[0].Headers[0].Schema.Constant) != "1" || all[0].Headers[0].Description != "D" {
		t.Errorf("%s %+v", got, all)
	}
}
