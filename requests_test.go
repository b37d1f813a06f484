//go:build !race

package openapidestinations

import (
	"encoding/json"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestRequestProps: fixed values, defaults, the choice of optional parameters and of a
// media type arrive in the request that the template makes of an event.
func TestRequestProps(t *testing.T) {
	const api = `openapi: 3.0.3
info: {title: Club, version: "1"}
servers: [{url: "https://api.club.example.com"}]
paths:
  /players/{id}/notes/{note}:
    patch:
      operationId: note
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: note, in: path, required: true, style: label, schema: {type: string}}
        - {name: Revision, in: header, required: true, schema: {type: string}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {team: {type: string}, year: {type: integer}}}}
        - {name: limit, in: query, schema: {type: integer, default: 20}}
        - {name: trace, in: query, schema: {type: string}}
        - {name: session, in: cookie, required: true, schema: {type: string}}
        - {name: theme, in: cookie, required: true, schema: {enum: [dark]}}
      requestBody: {required: true, content: {application/json: {}, application/merge-patch+json: {}}}
`
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Club"), &OpenApiDestinationsProps{
		Document:     DocumentFromBytes("club.yaml", []byte(api)),
		Parameters:   map[string]string{"revision": "2026-01-15", "note#filter[team]": "reds & blues", "session": "s1"},
		SendDefaults: true,
		Operations: map[string]OperationProps{
			"*":    {Optional: []string{"limit", "filter"}},
			"note": {MediaType: "application/merge-patch+json"},
		},
	})
	assembly, err := delivery.LoadAssembly(synth(t, stack).dir, delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const address = "https://api.club.example.com/players/7%2F8/notes/.n1?filter%5Bteam%5D=reds%20%26%20blues&"
	for detail, want := range map[string]string{
		`{"id": "7/8", "note": "n1", "trace": "x", "message": {"a": null}}`:                       address + "limit=20",
		`{"id": "7/8", "note": "n1", "limit": null, "message": {"a": null}}`:                      address + "limit=20",
		`{"id": "7/8", "note": "n1", "limit": 5, "filter": {"year": 26}, "message": {"a": null}}`: address + "filter%5Byear%5D=26&limit=5",
	} {
		result, err := assembly.Deliver(delivery.Event{Bus: "Stack-Club", Source: "test", DetailType: "note", Detail: json.RawMessage(detail)})
		if err != nil {
			t.Fatal(err)
		}
		requests := result.Requests()
		if len(requests) != 1 {
			t.Fatalf("%s: %d requests", detail, len(requests))
		}
		r := requests[0]
		if got := r.URL.Reveal(); got != want || r.Body.Reveal() != `{"a":null}` {
			t.Errorf("%s becomes\n%s %s, want\n%s", detail, got, r.Body.Reveal(), want)
		}
		for name, value := range map[string]string{
			"Revision": "2026-01-15", "Cookie": "session=s1; theme=dark", "Content-Type": "application/merge-patch+json",
		} {
			if got, _ := r.Header(name); got.Reveal() != value {
				t.Errorf("%s: the header %s is %q, want %q", detail, name, got.Reveal(), value)
			}
		}
	}
}
