package samples

import (
	"fmt"
	"strings"
)

// Document is an OpenAPI document with so many operations, which the number alone
// decides: a warehouse's API in which methods, parameters, bodies and security take
// turns. A tenth of the operations has an optional parameter.
func Document(server string, operations int) string {
	var b strings.Builder
	fmt.Fprintf(&b, head, server)
	methods := []string{"post", "put", "patch", "delete"}
	for i := range operations {
		if i%len(methods) == 0 {
			fmt.Fprintf(&b, "  /aisles/{aisle}/shelves-%03d/{item-id}:\n", i/len(methods))
		}
		method := methods[i%len(methods)]
		fmt.Fprintf(&b, "    %s:\n      operationId: %s\n", method, name(method, i))
		if i%7 == 3 {
			b.WriteString("      security: [{token: []}]\n")
		}
		b.WriteString("      parameters:\n")
		b.WriteString("        - {name: aisle, in: path, required: true, schema: {type: integer}}\n")
		b.WriteString("        - {name: item-id, in: path, required: true, schema: {type: string}}\n")
		if i%5 == 1 {
			b.WriteString("        - {name: reason, in: query, required: true, schema: {type: string}}\n")
		}
		if i%6 == 2 {
			b.WriteString("        - {name: X-Clerk, in: header, required: true, schema: {type: string}}\n")
		}
		if i%10 == 4 {
			b.WriteString("        - {name: dry-run, in: query, schema: {type: boolean}}\n")
		}
		if method != "delete" {
			b.WriteString(body)
		}
		b.WriteString("      responses: {\"200\": {description: Done}}\n")
	}
	return b.String()
}

// name varies in length and letters, as the names of real operations do.
func name(method string, i int) string {
	switch i % 3 {
	case 0:
		return fmt.Sprintf("%sShelf%03d", method, i)
	case 1:
		return fmt.Sprintf("%s the item on shelf number %03d", method, i)
	}
	return fmt.Sprintf("shelves/%03d.%s", i, method)
}

const head = `openapi: 3.0.3
info: {title: Warehouse, version: 1.0.0}
servers:
  - url: %s
security: [{key: []}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
    token: {type: http, scheme: bearer}
paths:
`

const body = `      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [label]
              properties:
                label: {type: string}
                weight: {type: number}
`
