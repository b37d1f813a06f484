package spec_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestOperationsInExtensions are named, each at its place; other extensions are nobody's.
func TestOperationsInExtensions(t *testing.T) {
	const ok = "{responses: {'200': {description: ok}}}"
	text := `
paths:
  /things/{proxy+}:
    x-amazon-apigateway-any-method: {}
    x-amazon-apigateway-integration: {type: http}
  /ok:
    post: {operationId: ok}
    x-query: ` + ok + `
    x-oai-additionalOperations:
      COPY: ` + ok + `
    x-codegen: {get: sample}
  x-gateway:
    /extra: {put: ` + ok + `}
x-ms-paths:
  /blobs?comp=lease&acquire:
    put: {operationId: Blob_AcquireLease}
    parameters: []
x-webhooks:
  done: {post: ` + ok + `}
x-other: {/a: {description: b}}
`
	for version, head := range map[string]string{
		"3.0": "openapi: 3.0.3\ninfo: {title: Ext, version: '1'}", "2.0": "swagger: '2.0'\ninfo: {title: Ext, version: '1'}",
	} {
		doc, err := spec.Load(spec.Source{Path: "a.yaml", Data: []byte(head + text)})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range doc.Diagnostics {
			message, _, _ := strings.Cut(doc.Diagnostics[i].Error(), ": extensions are not read")
			got = append(got, message)
		}
		want := []string{
			`a.yaml:5:5: OAD120 info: the extension "x-amazon-apigateway-any-method" describes all other methods of /things/{proxy+}`,
			`a.yaml:9:5: OAD120 info: the extension "x-query" describes an operation of /ok`,
			`a.yaml:11:7: OAD120 info: the extension "x-oai-additionalOperations" describes COPY /ok`,
			`a.yaml:14:14: OAD120 info: the extension "x-gateway" describes PUT /extra`,
			`a.yaml:17:5: OAD120 info: the extension "x-ms-paths" describes PUT /blobs?comp=lease&acquire`,
			`a.yaml:20:3: OAD118 info: the webhook "done" is a call that the API makes: no event becomes it (receive it with something that has an address, such as API Gateway)`,
		}
		if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
			t.Errorf("%s:\n%s\nwant:\n%s", version, g, w)
		}
	}
}
