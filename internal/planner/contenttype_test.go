package planner_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// reported plans a document after a report about a tool of this kind.
func reported(t *testing.T, name string, opts plan.Options) *plan.Plan {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "cases", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return build(t, string(text), opts)
}

// header is the constant that a rule has for a header, or nothing.
func header(r plan.Rule, name string) string {
	for _, h := range calls(r).Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value.Constant
		}
	}
	return ""
}

// TestContentType: what the document says is what is sent, but for what no header can say.
func TestContentType(t *testing.T) {
	for media, want := range map[string]string{
		"application/json":                    "application/json",
		"application/json; charset=utf-8":     "application/json; charset=utf-8",
		"application/JSON;charset=UTF-8":      "application/JSON;charset=UTF-8",
		"application/json; charset=us-ascii":  "application/json; charset=us-ascii",
		"application/merge-patch+json":        "application/merge-patch+json",
		"application/vnd.api+json; version=2": "application/vnd.api+json; version=2",
		"*/*":                                 "application/json",
		"application/*":                       "application/json",
		"text/plain":                          "text/plain",
		"text/*":                              "text/plain",
		"image/*":                             "application/json",
		"application/json;;;":                 "application/json",
		"$.detail.message/json":               "application/json", // a path into the event, for EventBridge
		"json":                                "application/json",
	} {
		p := build(t, operation("/a", `requestBody: {content: {"`+media+`": {schema: {}}}}`), plan.Options{})
		if got := header(p.Rules[0], "Content-Type"); got != want {
			t.Errorf("%s: Content-Type %q, want %q", media, got, want)
		}
	}
}

// TestContentTypeAsDescribed: application/json without a charset is in every rule.
func TestContentTypeAsDescribed(t *testing.T) {
	p := reported(t, "content-type-charset", plan.Options{})
	for _, r := range kinds(p, plan.Delivery) {
		if got := header(r, "Content-Type"); got != "application/json" {
			t.Errorf("%s: %q", r.ID, got)
		}
	}
	if p.Operations[0].Fidelity != plan.Exact {
		t.Error(lines(p.Operations[0].Reasons))
	}
}

// TestNoBody: {} in the place of no body is an assumption, for every method, and is said
// to be the JSON that it is.
func TestNoBody(t *testing.T) {
	p := reported(t, "request-without-a-body", plan.Options{})
	for i, want := range []string{"A1 A2 A3 A6 A17", "A1 A2 A3 A17"} {
		op := p.Operations[i]
		if got := strings.Join(op.Assumptions, " "); got != want || op.Fidelity != plan.Exact {
			t.Errorf("%s: %s under %s, want %s", op.DetailType, op.Fidelity, got, want)
		}
		if r := p.Rules[i]; calls(r).Input != "{}" || header(r, "Content-Type") != "application/json" {
			t.Errorf("%s: %q as %q", r.ID, calls(r).Input, header(r, "Content-Type"))
		}
	}
	if op := build(t, operation("/a", "requestBody: {content: {application/json: {}}}"), plan.Options{}).Operations[0]; strings.Contains(strings.Join(op.Assumptions, " "), "A17") {
		t.Error("an operation with a body has none")
	}
}

// TestContentTypeByTheUser says where it is not the document's.
func TestContentTypeByTheUser(t *testing.T) {
	p := build(t, operation("/a", "requestBody: {content: {application/json: {}}}"), plan.Options{Parameters: map[string]string{"Content-Type": "application/vnd.club+json"}})
	if d := find(t, p.Operations[0].Reasons, diagnostic.ConstantValue); d.Severity != spec.Info {
		t.Error(d.Error())
	}
	p = build(t, operation("/a", "requestBody: {content: {application/json; charset=latin1: {}}}"), plan.Options{Parameters: map[string]string{"Content-Type": "application/json"}})
	if p.Operations[0].Fidelity != plan.Exact {
		t.Error(lines(p.Operations[0].Reasons))
	}
}
