package statemachine_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// servers take any address.
type servers struct{}

func (servers) Fits(url string) (int, bool) { return len(url), true }

// judge makes the request of the document's only operation, and judges it.
func judge(t *testing.T, operation string, opts plan.Options) (carrier.Judgment, string) {
	t.Helper()
	return judgeVersion(t, "3.1.0", operation, opts)
}

func judgeVersion(t *testing.T, version, operation string, opts plan.Options) (carrier.Judgment, string) {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: "test.yaml", Data: []byte(`openapi: ` + version + `
info: {title: Test, version: "1"}
servers: [{url: "https://api.example.com/v1"}]
paths:
` + operation)})
	if err != nil {
		t.Fatal(err)
	}
	log := finding.NewLog(doc, false)
	secret := func(key string, _ spec.Position) string { return "${Secret" + key + "}" }
	op := &doc.Operations[0]
	verdict := finding.Exactly(op.ID, false)
	own := &selection.Settings{OperationSettings: plan.OperationSettings{RetryAttempts: opts.Retry.Attempts, MaxEventAge: opts.Retry.MaxEventAge}}
	r := request.New(doc, &opts, log, secret).Make(op, op.ID, "https://api.example.com/v1", nil, own, verdict)
	judged := statemachine.New(&opts, log, servers{}).Judge(r, verdict)
	carried := judged.Carry(carrier.Connection{ID: "c", Machine: "m"})
	return judged, carried.Rules[0].Target.(plan.StateMachineInput).Template
}

// TestConstants: what becomes of each kind of parameter and body.
func TestConstants(t *testing.T) {
	tests := map[string]struct {
		operation string
		fidelity  plan.Fidelity
		want      []string
	}{
		"path": {`  /a/{id}.json:
    post: {operationId: op, parameters: [{name: id, in: path, required: true, schema: {type: string}}]}`,
			plan.Exact, []string{`"url":["https://api.example.com/v1/a/",{"field":"id"},".json"]`}},
		"several values in the style label": {`  /a/{id}:
    post: {operationId: op, parameters: [{name: id, in: path, required: true, style: label, schema: {type: array, items: {type: string}}}]}`,
			plan.Inexact, []string{`{"field":"id","style":"label"}`}},
		"exploded in the style label": {`  /a/{id}:
    post: {operationId: op, parameters: [{name: id, in: path, required: true, style: label, explode: true, schema: {type: array, items: {type: string}}}]}`,
			plan.Exact, []string{`{"field":"id","style":"label","explode":true}`}},
		"optional and repeated": {`  /a:
    post:
      operationId: op
      parameters:
        - {name: tag, in: query, schema: {type: array, items: {type: string}}}
        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string}}}}`,
			plan.Exact, []string{`{"name":"tag","field":"tag","style":"form","explode":true}`, `{"name":"ids","field":"ids","style":"form"}`,
				`{"name":"filter","field":"filter","style":"deepObject"`}},
		"headers and cookies": {`  /a:
    post:
      operationId: op
      parameters:
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: Idempotency-Key, in: header, required: true, schema: {type: string}}
        - {name: sid, in: cookie, required: true, schema: {type: string}}`,
			plan.Exact, []string{`"headers":[{"name":"X-Trace","field":"X-Trace"},{"name":"Idempotency-Key","field":"Idempotency-Key","eventId":true}]`,
				`"cookies":[{"name":"sid","field":"sid","required":true,"style":"form","explode":true}]`}},
		"form": {`  /a:
    post:
      operationId: op
      requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}}}`,
			plan.Exact, []string{`"body":{"field":"message","required":true,"as":"form","type":"application/x-www-form-urlencoded"}`}},
		"form as Stripe describes it": {`  /v1/charges:
    post:
      operationId: op
      requestBody:
        content:
          application/x-www-form-urlencoded:
            encoding: {metadata: {style: deepObject, explode: true}, expand: {style: deepObject, explode: true}}
            schema:
              type: object
              properties:
                amount: {type: integer}
                metadata: {type: object, additionalProperties: {type: string}}
                expand: {type: array, items: {type: string}}`,
			plan.Exact, []string{`"properties":{"metadata":{"style":"deepObject","explode":true},"expand":{"style":"deepObject","explode":true}}`}},
		"an object in a form of which nothing is said": {`  /a:
    post:
      operationId: op
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {o: {type: object}}}}}}`,
			plan.Inexact, []string{`"as":"form"`}},
		"parts": {`  /a:
    post:
      operationId: op
      requestBody:
        content:
          multipart/form-data:
            encoding: {meta: {contentType: "application/ld+json"}, note: {contentType: "text/plain, text/csv"}}
            schema: {type: object, properties: {meta: {type: object}, note: {type: string}}}`,
			plan.Exact, []string{`"meta":{"json":true,"type":"application/ld+json"}`, `"note":{"type":"text/plain"}`}},
		"parts with a style": {`  /a:
    post:
      operationId: op
      requestBody:
        content:
          multipart/form-data:
            encoding: {l: {style: form, explode: false}, s: {style: form}}
            schema: {type: object, properties: {l: {type: array, items: {type: string}}, s: {type: string}}}`,
			plan.Inexact, []string{`"as":"multipart","type":"multipart/form-data"}`}},
		"file": {`  /a:
    post:
      operationId: op
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary}, purpose: {type: string}}}}}}`,
			plan.Inexact, []string{`"as":"multipart"`, `"file":"f"`}},
		"text": {`  /a:
    post: {operationId: op, requestBody: {content: {text/csv: {schema: {type: string}}}}}`,
			plan.Exact, []string{`"as":"text","type":"text/csv"`}},
		"a required header that no task sends": {`  /a:
    post: {operationId: op, parameters: [{name: If-Match, in: header, required: true, schema: {type: string}}]}`,
			plan.Unsupported, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			judged, input := judge(t, tt.operation, plan.Options{})
			if judged.Fidelity != tt.fidelity {
				t.Errorf("%s, want %s: %v", judged.Fidelity, tt.fidelity, judged.Reasons)
			}
			for _, want := range tt.want {
				if !strings.Contains(input, want) {
					t.Errorf("no %s in\n%s", want, input)
				}
			}
		})
	}
}

// TestLabels: several values in the style label are exact where the document's version says what stands
// between them.
func TestLabels(t *testing.T) {
	const list, object = "{type: array, items: {type: string}}", "{type: object, additionalProperties: {type: string}}"
	for _, tt := range []struct {
		version, schema string
		want            plan.Fidelity
	}{
		{"3.0.0", list, plan.Inexact}, {"3.0.3", list, plan.Inexact}, {"3.0.3", object, plan.Inexact}, {"3.0", list, plan.Inexact}, {"3", list, plan.Inexact},
		{"3.0.4", list, plan.Exact}, {"3.0.4", object, plan.Exact},
		{"3.1", list, plan.Inexact}, {"3.1.0", list, plan.Inexact}, {"3.1.0", object, plan.Inexact}, {"3.1.0-rc1", list, plan.Inexact},
		{"3.1.1", list, plan.Exact}, {"3.1.2", object, plan.Exact}, {"3.2.0", list, plan.Exact}, {"3.2", object, plan.Exact}, {"3.0.3", "{type: string}", plan.Exact},
	} {
		judged, input := judgeVersion(t, tt.version, `  /a/{id}:
    post: {operationId: op, parameters: [{name: id, in: path, required: true, style: label, schema: `+tt.schema+`}]}`, plan.Options{})
		if judged.Fidelity != tt.want || !strings.Contains(input, `{"field":"id","style":"label"}`) {
			t.Errorf("%s, %s: %s, want %s: %v\n%s", tt.version, tt.schema, judged.Fidelity, tt.want, judged.Reasons, input)
		}
		for _, reason := range judged.Reasons {
			if reason.Code != diagnostic.UnsupportedStyle || !strings.Contains(reason.Message, "commas") || !strings.Contains(reason.Hint, "3.1.1") {
				t.Error(reason.Error())
			}
		}
	}
}

// TestLaunchValues stand in the template as they are.
func TestLaunchValues(t *testing.T) {
	_, input := judge(t, `  /a/{token}:
    post: {operationId: op, parameters: [{name: token, in: path, required: true, schema: {type: string}}]}`,
		plan.Options{SecretParameters: []string{"token"}})
	if want := `"url":["https://api.example.com/v1/a/${Secrettoken}"]`; !strings.Contains(input, want) {
		t.Errorf("no %s in\n%s", want, input)
	}
}

// TestRetryTokens: numbers that only the deployment knows don't get into constants.
func TestRetryTokens(t *testing.T) {
	token, attempts := -1.8e289, 3.0
	judged, input := judge(t, "  /a:\n    post: {operationId: op}", plan.Options{Retry: plan.Retry{Attempts: &attempts, MaxEventAge: &token}})
	if !strings.Contains(input, `"retry":{"attempts":3,"age":86400}`) || judged.Doubts() != 1 {
		t.Errorf("%s\n%v", input, judged.Reasons)
	}
}
