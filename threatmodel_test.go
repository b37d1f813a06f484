//go:build !race

package openapidestinations

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

var (
	// heldBy is how the threat model names the test that holds a sentence.
	heldBy = regexp.MustCompile("`(Test[A-Za-z0-9]+)` in ([a-z/.]+)")
	// guarantee is a row of one of its tables.
	guarantee = regexp.MustCompile(`(?m)^\| (.+?) \| (.+) \|$`)
)

// TestThreatModel: each sentence of the threat model names tests, and they are there.
func TestThreatModel(t *testing.T) {
	page, err := os.ReadFile("docs/threat-model.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, row := range guarantee.FindAllStringSubmatch(string(page), -1) {
		rows++
		if !heldBy.MatchString(row[2]) {
			t.Errorf("no test holds %q", row[1])
		}
	}
	if rows < 20 {
		t.Errorf("%d guarantees; are the tables written otherwise?", rows)
	}
	for _, m := range heldBy.FindAllStringSubmatch(string(page), -1) {
		files, err := filepath.Glob(filepath.Join(m[2], "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			found = found || strings.Contains(string(text), "\nfunc "+m[1]+"(")
		}
		if !found {
			t.Errorf("%s is not in %s", m[1], m[2])
		}
	}
}

// TestEventsStayInTheirOperation: whatever an event holds, what is sent goes to its operation's
// host and path, with its method and the headers that the document names.
func TestEventsStayInTheirOperation(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(`  /users/{id}/keys/{key}:
    delete:
      operationId: removeKey
      security: [{key: []}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: key, in: path, required: true, schema: {type: string}}
        - {name: why, in: query, required: true, schema: {type: string}}
        - {name: X-Reason, in: header, schema: {type: string}}
`)})
	assembly, err := delivery.LoadAssembly(synth(t, stack).dir, delivery.Options{Parameters: map[string]string{"KeyValue": "hunter2"}})
	if err != nil {
		t.Fatal(err)
	}
	values := []string{"7", "", ".", "..", "../admin", `..\admin`, "/admin", "a/../..", "//evil.dev", "@evil.dev", ":443", "?x=1", "#f", "%2e%2e", "%2F",
		"..;", "\x00", "a\r\nX-Key: other", "\u202e", "{{resolve:secretsmanager:other}}", "${AWS::AccountId}", "$.detail", "$.account", "<aws.events.event.json>", "*"}
	for _, hostile := range values {
		for _, at := range []string{"id", "key", "why", "X-Reason"} {
			fields := map[string]string{"id": "1", "key": "2", "why": "3", "X-Reason": "4", at: hostile}
			detail, err := json.Marshal(fields)
			if err != nil {
				t.Fatal(err)
			}
			result, err := assembly.Deliver(delivery.Event{Bus: "Stack-Api", Source: "x", DetailType: "removeKey", Detail: detail})
			if err != nil {
				t.Fatal(err)
			}
			requests := result.Requests()
			if empty := hostile == "" || hostile == "." || hostile == ".." || strings.EqualFold(hostile, "%2e%2e"); empty && (at == "id" || at == "key") {
				if hostile != "%2e%2e" && len(requests) != 0 {
					t.Errorf("%s = %q is called\n%s", at, hostile, result)
				}
				continue
			}
			if len(requests) != 1 {
				t.Fatalf("%s = %q: %d requests\n%s", at, hostile, len(requests), result)
			}
			checkStays(t, fmt.Sprintf("%s = %q", at, hostile), requests[0])
		}
	}
}

// checkStays compares a request of removeKey with its place in the document.
func checkStays(t *testing.T, what string, r *delivery.Request) {
	t.Helper()
	u, err := url.Parse(r.URL.Reveal())
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	segments := strings.Split(u.EscapedPath(), "/")
	n := len(segments)
	if r.Method != "DELETE" || u.Scheme != "https" || u.Host != "api.example.com" || n < 4 || segments[n-4] != "users" || segments[n-2] != "keys" {
		t.Errorf("%s: %s %s", what, r.Method, u)
	}
	if query, err := url.ParseQuery(u.RawQuery); err != nil || len(query) != 1 || len(query["why"]) != 1 || u.Fragment != "" {
		t.Errorf("%s: the query is %q", what, u.RawQuery)
	}
	if key, _ := r.Header("X-Key"); key.Reveal() != "hunter2" {
		t.Errorf("%s: the key is %q", what, key.Reveal())
	}
	if shown := r.URL.String() + r.Body.String(); strings.Contains(shown, "hunter2") {
		t.Errorf("%s: the secret is shown in %s", what, shown)
	}
}
