package subject

import (
	"encoding/json"
	"fmt"
)

// Generate makes an OpenAPI document with so many operations, all of them called by
// default. It looks like real ones: resources with create, replace, change and delete, of
// up to three path variables, some with an optional query parameter, bodies by $ref.
func Generate(operations int) []byte {
	paths := make(map[string]any)
	schemas := map[string]any{"Error": map[string]any{
		"type": "object", "required": []string{"message"},
		"properties": map[string]any{"message": map[string]any{"type": "string"}, "code": map[string]any{"type": "integer"}},
	}}
	for i := 0; i < operations; i += operationsOfResource {
		n := i / operationsOfResource
		schemas[fmt.Sprintf("Resource%d", n)] = schema(n)
		addResource(paths, n, min(operationsOfResource, operations-i))
	}
	document, err := json.Marshal(map[string]any{
		"openapi":  "3.0.3",
		"info":     map[string]any{"title": "Generated", "version": "1"},
		"servers":  []any{map[string]any{"url": "https://api.example.com/v1"}},
		"security": []any{map[string]any{"apiKey": []any{}}},
		"paths":    paths,
		"components": map[string]any{
			"schemas":         schemas,
			"securitySchemes": map[string]any{"apiKey": map[string]any{"type": "apiKey", "in": "header", "name": "X-Api-Key"}},
		},
	})
	if err != nil {
		panic(err) // maps of strings always encode
	}
	return document
}

const operationsOfResource = 4

func addResource(paths map[string]any, n, operations int) {
	depth := n % 3
	path, parameters := "", []any{}
	for i := range depth {
		name := fmt.Sprintf("parent%dId", i)
		path += fmt.Sprintf("/parents%d/{%s}", i, name)
		parameters = append(parameters, variable("path", name, true))
	}
	path += fmt.Sprintf("/resources%d", n)
	single := append(parameters[:len(parameters):len(parameters)], variable("path", "resourceId", true))
	create := operation("create", n, true)
	if n%8 == 0 {
		create["parameters"] = []any{variable("query", "dryRun", false)}
	}
	items := []map[string]any{operation("replace", n, true), operation("change", n, true), operation("delete", n, false)}
	paths[path] = map[string]any{"parameters": parameters, "post": create, "get": operation("list", n, false)}
	item := map[string]any{"parameters": single, "get": operation("read", n, false)}
	for i, method := range []string{"put", "patch", "delete"}[:operations-1] {
		item[method] = items[i]
	}
	paths[path+"/{resourceId}"] = item
}

func operation(verb string, n int, body bool) map[string]any {
	content := map[string]any{"application/json": map[string]any{
		"schema": map[string]any{"$ref": fmt.Sprintf("#/components/schemas/Resource%d", n)},
	}}
	op := map[string]any{
		"operationId": fmt.Sprintf("%sResource%d", verb, n),
		"summary":     fmt.Sprintf("The operation %s of the resource with the number %d", verb, n),
		"tags":        []string{fmt.Sprintf("group%d", n%50)},
		"responses": map[string]any{
			"200": map[string]any{"description": "done", "content": content},
			"default": map[string]any{"description": "failed", "content": map[string]any{"application/json": map[string]any{
				"schema": map[string]any{"$ref": "#/components/schemas/Error"},
			}}},
		},
	}
	if body {
		op["requestBody"] = map[string]any{"required": true, "content": content}
	}
	return op
}

func variable(in, name string, required bool) map[string]any {
	return map[string]any{
		"name": name, "in": in, "required": required, "description": "The " + name,
		"schema": map[string]any{"type": "string", "example": "a1b2c3"},
	}
}

// schema is that of a resource, with a reference to another one.
func schema(n int) map[string]any {
	properties := map[string]any{
		"id":      map[string]any{"type": "string", "readOnly": true},
		"name":    map[string]any{"type": "string", "description": "The name that people see"},
		"size":    map[string]any{"type": "integer", "minimum": 0},
		"state":   map[string]any{"type": "string", "enum": []string{"new", "active", "gone"}},
		"labels":  map[string]any{"type": "array", "items": map[string]any{"type": "string"}},
		"created": map[string]any{"type": "string", "format": "date-time"},
	}
	if n%5 == 4 {
		properties["parent"] = map[string]any{"$ref": fmt.Sprintf("#/components/schemas/Resource%d", n-1)}
	}
	return map[string]any{"type": "object", "required": []string{"name"}, "properties": properties}
}
