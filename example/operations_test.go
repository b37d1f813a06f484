package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations"
)

// operationCases are a value for each setting of single operations, and what shows it in the template.
var operationCases = map[string]struct {
	value any
	want  string
}{
	"carrier":       {"api-destination", `"HttpMethod":"PATCH"`},
	"answers":       {"success", `{\"succeeded\":\"answers succeeded\"}`},
	"rateLimit":     {5.0, `"InvocationRateLimitPerSecond":5`},
	"retryAttempts": {"3", `"MaximumRetryAttempts":3`},
	"maxEventAge":   {"2m", `"MaximumEventAgeInSeconds":120`},
	"description":   {"Called by night", `: Called by night"`},
	"headers":       {map[string]any{"X-Team": 7.0}, `"X-Team":"7"`},
	"query":         {map[string]any{"dry": true}, `"QueryStringParameters":{"dry":"true"}`},
	"detailType":    {"detailType.changed", `"detail-type":["detailType.changed"]`},
	"sources":       {"my.sources,b", `"source":["my.sources","b"]`},
	"pattern":       {map[string]any{"detail": map[string]any{"pattern": []any{true}}}, `"pattern":[true]`},
	"guardPath":     {true, `{"anything-but":{"wildcard":["",".","..","*/*"`},
	"enabled":       {false, `"State":"DISABLED"`},
	"mediaType":     {"application/merge-patch+json", `"Content-Type":"application/merge-patch+json"`},
	"optional":      {[]any{}, `"detail-type":["optional"]},`},
	"security":      {[]any{map[string]any{"own": []any{}}}, `"ApiKeyName":"X-security"`},
}

// TestOperationsFromTheContext: each setting reaches the template, as the context of a cdk.json has it.
func TestOperationsFromTheContext(t *testing.T) {
	paths, operations := map[string]any{}, map[string]any{"*": map[string]any{"carrier": "api-destination"}}
	for name := range operationReaders {
		paths["/"+name+"/{id}"] = map[string]any{"patch": map[string]any{
			"operationId": name,
			"parameters":  []any{map[string]any{"name": "q", "in": "query", "schema": map[string]any{"type": "string"}}, map[string]any{"name": "id", "in": "path", "required": true, "schema": map[string]any{"type": "string"}}},
			"requestBody": map[string]any{"content": map[string]any{"application/json": map[string]any{}, "application/merge-patch+json": map[string]any{}}},
		}}
		own := map[string]any{name: operationCases[name].value}
		if name == "answers" {
			own["carrier"] = "state-machine"
		}
		operations[name] = own
	}
	file := filepath.Join(t.TempDir(), "api.json")
	document, err := json.Marshal(map[string]any{
		"openapi": "3.0.3", "info": map[string]any{"title": "Settings", "version": "1"},
		"servers": []any{map[string]any{"url": "https://api.example.com"}}, "paths": paths,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, document, 0o600); err != nil {
		t.Fatal(err)
	}
	security := map[string]any{"securitySchemes": map[string]any{"own": map[string]any{"type": "apiKey", "in": "header", "name": "X-security"}}, "security": []any{}}
	text, err := synth(t, map[string]any{"spec": file, "operations": operations, "security": security})
	if err != nil {
		t.Fatal(err)
	}
	var tmpl struct {
		Resources map[string]struct{ Properties json.RawMessage }
	}
	if err := json.Unmarshal(text, &tmpl); err != nil {
		t.Fatal(err)
	}
	for name, c := range operationCases {
		found := false
		for _, r := range tmpl.Resources {
			var compact any
			if json.Unmarshal(r.Properties, &compact) != nil {
				continue
			}
			shown, _ := json.Marshal(compact)
			found = found || strings.Contains(string(shown), c.want) && strings.Contains(string(shown), name)
		}
		if !found {
			t.Errorf("%s: no %s in the template", name, c.want)
		}
	}
}

// TestTwoLines is what the README shows.
func TestTwoLines(t *testing.T) {
	s, err := readSettings(map[string]any{"operations": operationsExample})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]operationProps{
		"PATCH *":     {OperationProps: openapidestinations.OperationProps{RetryAttempts: new(3.0)}},
		"tag:billing": {OperationProps: openapidestinations.OperationProps{RateLimit: new(5.0)}},
	}
	if !reflect.DeepEqual(s.operations, want) {
		t.Errorf("%+v", s.operations)
	}
}

// TestWrongOperationSettings are errors that name the key, the setting and what is wrong.
func TestWrongOperationSettings(t *testing.T) {
	for value, want := range map[string]string{
		`{"rateLimit":301}`:     `the context key "operations" has for "a" the setting rateLimit, which must be a whole number from 1 to 300, not "301"`,
		`{"rateLimit":null}`:    `the setting rateLimit, which must be a whole number`,
		`{"retryAttempts":-1}`:  `the setting retryAttempts, which must be a whole number from 0 to 185`,
		`{"maxEventAge":"2d"}`:  `the setting maxEventAge, which must be seconds from 60 to 86400, or a duration`,
		`{"description":7}`:     `the setting description, which must be a text`,
		`{"headers":["a"]}`:     `the setting headers, which must be a JSON object`,
		`{"headers":{"a":[]}}`:  `the setting headers, which has a "a" that is no text, number or boolean`,
		`{"optional":{}}`:       `the setting optional, which must be a list`,
		`{"mediaType":""}`:      `the setting mediaType, which must be a text`,
		`{"security":{"t":[]}}`: `the setting security, which must be a list of security requirements, such as [{"token":[]}], or [] for none`,
		`{"security":null}`:     `the setting security, which must be a list`,
		`{"security":["t"]}`:    `the setting security, which must be a list`,
		`{"retries":1}`:         `has for "a" the unknown setting "retries"; `,
		`{"rateLimits":1}`:      `did you mean "rateLimit"?`,
	} {
		if _, err := readSettings(map[string]any{"operations": `{"a":` + value + `}`}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %s", value, err, want)
		}
	}
}
