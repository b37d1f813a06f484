package planner_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestSlowAnswers: an answer that is a stream is one that EventBridge doesn't wait for, unless a
// state machine carries the operation, or nothing does.
func TestSlowAnswers(t *testing.T) {
	const stream = `{"200": {content: {application/json: {}, "Text/Event-Stream; charset=utf-8": {}}}}`
	both := plan.Options{Carriers: []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}}
	for name, tt := range map[string]struct {
		operation string
		opts      plan.Options
		says      string // empty: nothing is said
	}{
		"a stream":                  {"{responses: " + stream + "}", plan.Options{}, "repeated up to 185 times in 24 hours"},
		"with both carriers":        {"{responses: " + stream + "}", both, "repeated up to 185 times"},
		"with retries of the user":  {"{responses: " + stream + "}", plan.Options{Retry: plan.Retry{Attempts: new(2.0), MaxEventAge: new(7200.0)}}, "up to 2 times in 2 hours"},
		"retries that are tokens":   {"{responses: " + stream + "}", plan.Options{Retry: plan.Retry{Attempts: new(-1e289)}}, "as often as the deployment says in 24 hours"},
		"JSON":                      {`{responses: {"200": {content: {application/json: {}}}}}`, plan.Options{}, ""},
		"accepted":                  {`{responses: {"202": {description: later}}}`, plan.Options{}, ""},
		"a failure that is one":     {`{responses: {"200": {content: {application/json: {}}}, "500": {content: {text/event-stream: {}}}}}`, plan.Options{}, ""},
		"a machine carries it":      {"{requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object}}}}, responses: " + stream + "}", both, ""},
		"a machine only":            {"{responses: " + stream + "}", plan.Options{Carriers: []plan.Carrier{plan.ByStateMachine}}, ""},
		"an unsupported operation":  {"{requestBody: {content: {multipart/form-data: {schema: {type: object}}}}, responses: " + stream + "}", plan.Options{}, ""},
		"one that the user accepts": {"{parameters: [{name: Accept, in: header, schema: {type: string}}], responses: " + stream + "}", plan.Options{Strict: true}, "stream (text/event-stream)"},
	} {
		p := build(t, document("/a: {post: "+tt.operation+"}"), tt.opts)
		said := ""
		for _, d := range p.Operations[0].Reasons {
			if d.Code == diagnostic.SlowAnswer {
				said = d.Message
				if d.Severity != spec.Warning {
					t.Errorf("%s: %s", name, d.Severity)
				}
			}
		}
		if (said == "") != (tt.says == "") || !strings.Contains(said, tt.says) {
			t.Errorf("%s: %q, want %q", name, said, tt.says)
		}
	}
}
