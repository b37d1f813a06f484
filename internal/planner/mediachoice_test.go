package planner_test

import (
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// TestMediaOfTheMachine: of several media types a state machine sends one that is exact, if there is
// one: no file where a text would do, and no JSON that the document says of other operations.
func TestMediaOfTheMachine(t *testing.T) {
	const (
		file  = "multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary}}}}"
		parts = "multipart/form-data: {schema: {type: object, properties: {f: {type: string}}}}"
		bytes = "application/octet-stream: {schema: {type: string, format: binary}}"
		text  = "text/plain: {schema: {type: string}}"
	)
	for content, want := range map[string]struct {
		media    string
		fidelity plan.Fidelity
	}{
		file + ", " + text: {"text/plain", plan.Exact},
		file + ", application/xml: {schema: {type: string}}":                  {"application/xml", plan.Exact},
		file + ", application/x-ndjson: {}":                                   {"application/x-ndjson", plan.Exact},
		"multipart/related: {schema: {type: object}}, " + text:                {"text/plain", plan.Exact},
		"application/json: {schema: {type: string, format: binary}}, " + text: {"text/plain", plan.Exact},
		bytes + ", " + parts:              {"multipart/form-data", plan.Exact},
		parts + ", " + text:               {"multipart/form-data", plan.Exact},
		file + ", application/json: {}":   {"application/json", plan.Exact},
		file + ", " + bytes:               {"multipart/form-data", plan.Inexact},
		"multipart/related: {}, " + file:  {"multipart/form-data", plan.Inexact},
		"multipart/related: {}, " + bytes: {"application/octet-stream", plan.Inexact},
	} {
		p := build(t, operation("/a", "requestBody: {required: true, content: {"+content+"}}"), plan.Options{Carriers: []plan.Carrier{plan.ByStateMachine}})
		op := p.Operations[0]
		got := ""
		for _, f := range op.Fields {
			got = f.ContentType
		}
		if op.Fidelity != want.fidelity || got != want.media {
			t.Errorf("%s: %s with %q, want %s with %s", content, op.Fidelity, got, want.fidelity, want.media)
		}
	}
}

// TestFormsOfSwagger: "formData" is what a form holds. That JSON has the same fields no list of media
// types says, so a form is sent where a carrier can, and JSON by the user's word or for want of better.
func TestFormsOfSwagger(t *testing.T) {
	both, destination := []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}, []plan.Carrier{plan.ByAPIDestination}
	const lists = "consumes: [application/json, application/x-www-form-urlencoded], "
	for name, tt := range map[string]struct {
		document, operation string
		carriers            []plan.Carrier
		chosen              string
		media               string
		fidelity            plan.Fidelity
	}{
		"the operation lists both":        {"", lists, both, "", "application/x-www-form-urlencoded", plan.Exact},
		"the document lists both":         {lists, "", both, "", "application/x-www-form-urlencoded", plan.Exact},
		"an API destination alone":        {"", lists, destination, "", "application/json", plan.Inexact},
		"and the document's list":         {lists, "", destination, "", "application/json", plan.Inexact},
		"JSON by the user's word":         {"", lists, both, "application/json", "application/json", plan.Exact},
		"JSON of the document, by word":   {lists, "", both, "application/json", "application/json", plan.Exact},
		"a form that is listed by itself": {"", "consumes: [application/x-www-form-urlencoded], ", both, "", "application/x-www-form-urlencoded", plan.Exact},
	} {
		text := "{swagger: '2.0', info: {title: T, version: '1'}, host: api.example.com, schemes: [https], " + tt.document +
			"paths: {/a: {post: {operationId: op, " + tt.operation + "parameters: [{in: formData, name: a, type: string}], responses: {'200': {description: ok}}}}}}"
		opts := plan.Options{Carriers: tt.carriers}
		if tt.chosen != "" {
			opts.Operations = mediaTypes(map[string]string{"op": tt.chosen})
		}
		op := build(t, text, opts).Operations[0]
		if op.Fidelity != tt.fidelity || op.Fields[0].ContentType != tt.media {
			t.Errorf("%s: %s with %s, want %s with %s\n%s", name, op.Fidelity, op.Fields[0].ContentType, tt.fidelity, tt.media, lines(op.Reasons))
		}
	}
}

// TestListsInParts: a list that Swagger 2.0 repeats is a part for each item, as a state machine sends
// it. One that is joined is not.
func TestListsInParts(t *testing.T) {
	for format, want := range map[string]plan.Fidelity{"multi": plan.Exact, "csv": plan.Inexact, "pipes": plan.Inexact} {
		text := "{swagger: '2.0', info: {title: T, version: '1'}, host: api.example.com, schemes: [https], consumes: [multipart/form-data], " +
			"paths: {/a: {post: {operationId: op, parameters: [{in: formData, name: a, type: array, items: {type: string}, collectionFormat: " + format + "}], responses: {'200': {description: ok}}}}}}"
		if op := build(t, text, plan.Options{Carriers: []plan.Carrier{plan.ByStateMachine}}).Operations[0]; op.Fidelity != want {
			t.Errorf("%s: %s, want %s\n%s", format, op.Fidelity, want, lines(op.Reasons))
		}
	}
}

// TestTypesOfText: what is text by the registration of its media type is sent as it is.
func TestTypesOfText(t *testing.T) {
	for content, want := range map[string]plan.Fidelity{
		"application/apply-patch+yaml: {schema: {type: object}}":                 plan.Exact,
		"application/vnd.club.list+yaml: {schema: {type: string}}":               plan.Exact,
		"application/sdp: {schema: {type: string}}":                              plan.Exact,
		"application/openmetrics-text: {}":                                       plan.Exact,
		"application/sdp: {schema: {type: string, format: binary}}":              plan.Inexact,
		"application/apply-patch+yaml: {schema: {type: string, format: binary}}": plan.Inexact,
		"application/vnd.club.list: {schema: {type: string}}":                    plan.Inexact,
	} {
		p := build(t, operation("/a", "requestBody: {required: true, content: {"+content+"}}"), plan.Options{Carriers: []plan.Carrier{plan.ByStateMachine}})
		if op := p.Operations[0]; op.Fidelity != want {
			t.Errorf("%s: %s, want %s\n%s", content, op.Fidelity, want, lines(op.Reasons))
		}
	}
}

// TestFilesAmongAlternatives: a part that can be nothing but files is one, and a body without names for
// its parts can't be put together.
func TestFilesAmongAlternatives(t *testing.T) {
	part := func(schema string) string { return "{type: object, properties: {f: {" + schema + "}}}" }
	const file = "{type: string, format: binary}"
	for content, want := range map[string]plan.Fidelity{
		"multipart/form-data: {schema: " + part("anyOf: ["+file+", {type: array, items: "+file+"}]") + "}":       plan.Inexact,
		"multipart/form-data: {schema: " + part("oneOf: ["+file+", {type: 'null'}]") + "}":                       plan.Inexact,
		"multipart/form-data: {schema: " + part("type: array, items: {anyOf: ["+file+", {type: 'null'}]}") + "}": plan.Inexact,
		"multipart/form-data: {schema: " + part("anyOf: [{type: string}, "+file+"]") + "}":                       plan.Exact,
		"multipart/form-data: {schema: " + part("anyOf: [{type: string, format: uri}, {type: integer}]") + "}":   plan.Exact,
		"multipart/form-data: {schema: {type: array, items: " + file + "}}":                                      plan.Unsupported,
		"multipart/form-data: {schema: {type: string}}":                                                          plan.Unsupported,
		"application/x-www-form-urlencoded: {schema: {type: array, items: {type: string}}}":                      plan.Unsupported,
		"application/x-www-form-urlencoded: {schema: {type: string}}":                                            plan.Exact,
		"multipart/form-data: {}": plan.Exact,
		"multipart/form-data: {schema: " + part("type: string, contentEncoding: binary") + "}": plan.Inexact,
		"multipart/form-data: {schema: " + part("type: string, contentEncoding: base64") + "}": plan.Exact,
		"multipart/form-data: {schema: {type: array}}, text/plain: {schema: {type: string}}":   plan.Exact,
	} {
		p := build(t, operation("/a", "requestBody: {required: true, content: {"+content+"}}"), plan.Options{Carriers: []plan.Carrier{plan.ByStateMachine}})
		if op := p.Operations[0]; op.Fidelity != want {
			t.Errorf("%s: %s, want %s\n%s", content, op.Fidelity, want, lines(op.Reasons))
		}
	}
}
