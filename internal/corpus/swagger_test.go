//go:build !race

package corpus

import (
	"slices"
	"strings"
)

// fromSwagger rewrites a Swagger 2.0 document, in one file, to what the rest of this package
// reads: at once, as generic data, and not as package spec does.
func fromSwagger(root map[string]any) {
	root["openapi"] = "2.0"
	host, _ := root["host"].(string)
	base, _ := root["basePath"].(string)
	for _, scheme := range []string{"https", "http"} {
		if host != "" && slices.Contains(listed(root["schemes"]), scheme) {
			servers, _ := root["servers"].([]any)
			root["servers"] = append(servers, map[string]any{"url": scheme + "://" + host + base})
		}
	}
	schemes := object(root["securityDefinitions"])
	for _, scheme := range schemes {
		rewriteScheme(object(scheme))
	}
	root["components"] = map[string]any{"securitySchemes": schemes}
	for _, item := range object(root["paths"]) {
		for method, op := range object(item) {
			if slices.Contains(methods, strings.ToUpper(method)) {
				rewriteOperation(root, object(item), object(op))
			}
		}
		delete(object(item), "parameters")
	}
}

func rewriteScheme(scheme map[string]any) {
	switch scheme["type"] {
	case "basic":
		scheme["type"], scheme["scheme"] = "http", "basic"
	case "oauth2":
		names := map[any]string{"application": "clientCredentials", "accessCode": "authorizationCode", "implicit": "implicit", "password": "password"}
		scheme["flows"] = map[string]any{names[scheme["flow"]]: map[string]any{"tokenUrl": scheme["tokenUrl"], "scopes": scheme["scopes"]}}
	}
}

// rewriteOperation gives an operation all its parameters, and its body.
func rewriteOperation(root, item, op map[string]any) {
	all := make(map[string]map[string]any)
	for _, source := range []any{item["parameters"], op["parameters"]} {
		list, _ := source.([]any)
		for _, entry := range list {
			p := object(entry)
			if ref, ok := p["$ref"].(string); ok {
				p = object(object(root["parameters"])[strings.TrimPrefix(ref, "#/parameters/")])
			}
			in, _ := p["in"].(string)
			name, _ := p["name"].(string)
			if in == "body" {
				name = "" // there is one only
			}
			all[in+"\n"+name] = p
		}
	}
	var parameters []any
	form := map[string]any{}
	consumes := listed(root["consumes"])
	if own, ok := op["consumes"]; ok {
		consumes = listed(own)
	}
	for _, p := range all {
		switch p["in"] {
		case "body":
			content := make(map[string]any)
			for _, media := range consumes {
				content[media] = map[string]any{"schema": p["schema"]}
			}
			op["requestBody"] = map[string]any{"required": p["required"], "content": content}
		case "formData":
			form[p["name"].(string)] = p
		default:
			parameters = append(parameters, rewriteParameter(p))
		}
	}
	if len(form) > 0 {
		schema := map[string]any{"schema": map[string]any{"type": "object", "properties": form}}
		content := map[string]any{"multipart/form-data": schema}
		if _, own := op["consumes"]; own && slices.Contains(consumes, "application/json") && len(consumes) > 1 {
			content["application/json"] = schema
		}
		op["requestBody"] = map[string]any{"content": content}
	}
	op["parameters"] = parameters
	rewriteAnswers(root, op)
}

// rewriteAnswers gives each answer of an operation the media types that it produces.
func rewriteAnswers(root, op map[string]any) {
	produces := listed(root["produces"])
	if own, ok := op["produces"]; ok {
		produces = listed(own)
	}
	for status := range object(op["responses"]) {
		content := make(map[string]any)
		for _, media := range produces {
			content[media] = map[string]any{}
		}
		object(op["responses"])[status] = map[string]any{"content": content}
	}
}

func rewriteParameter(p map[string]any) map[string]any {
	schema := make(map[string]any)
	for _, key := range []string{"type", "enum", "items", "default", "format"} {
		if value, ok := p[key]; ok {
			schema[key] = value
		}
	}
	made := map[string]any{"name": p["name"], "in": p["in"], "required": p["required"], "schema": schema}
	if p["type"] == "array" {
		made["explode"] = p["collectionFormat"] == "multi"
	}
	return made
}

func object(value any) map[string]any {
	found, _ := value.(map[string]any)
	return found
}

func listed(value any) []string {
	list, _ := value.([]any)
	var found []string
	for _, item := range list {
		text, _ := item.(string)
		found = append(found, text)
	}
	return found
}
