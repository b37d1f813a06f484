package judge_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/judge"
	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// operations are one for an API destination with every kind of field, the same for a state machine,
// one that isn't called, and one with sources.
const operations = `{
  "format": 1, "document": {"title": "T", "version": "1", "openapi": "3.0.3", "sha256": ""}, "bus": "b", "deadLetterQueue": "q", UNKNOWN
  "diagnostics": [], "operations": [
    {"method": "POST", "path": "/a/{id}", "detailType": "Add Thing", "sources": [], "fidelity": "exact", "reasons": [], "assumptions": [], "constants": [], "carrier": "api-destination", "fields": FIELDS},
    {"method": "PUT", "path": "/a/{id}", "detailType": "Machine", "sources": [], "fidelity": "exact", "reasons": [], "assumptions": [], "constants": [], "carrier": "state-machine", "fields": FIELDS},
    {"method": "PUT", "path": "/form", "detailType": "Form", "sources": [], "fidelity": "exact", "reasons": [], "assumptions": [], "constants": [], "carrier": "state-machine", "fields": [
      {"field": "form", "in": "body", "name": "", "required": true, "contentType": "application/x-www-form-urlencoded", "schema": {"type": "object"}}]},
    {"method": "POST", "path": "/x", "detailType": "Never", "sources": [], "fidelity": "unsupported", "reasons": [{"code": "OAD202", "severity": "warning", "message": "it is XML"}], "assumptions": [], "constants": [], "fields": []},
    {"method": "POST", "path": "/s", "detailType": "Sourced", "sources": ["shop", "club"], "fidelity": "exact", "reasons": [], "assumptions": [], "constants": [], "fields": [
      {"field": "message", "in": "body", "name": "", "required": true, "guarded": false, "schema": {"type": "object"}}]},
    {"method": "POST", "path": "/off", "detailType": "Off", "sources": [], "fidelity": "exact", "reasons": [], "assumptions": [], "constants": [], "disabled": true, "fields": []},
    {"method": "POST", "path": "/p", "detailType": "Picky", "sources": [], "fidelity": "exact", "reasons": [], "assumptions": [], "constants": [], "pattern": {"detail": {"kind": ["a"]}}, "fields": [{"field": "kind", "in": "query", "name": "kind", "required": true}],
     "triggers": [{"name": "nightly", "schedule": "rate(1 day)", "fields": {}}, {"name": "uploads", "pattern": {"source": ["aws.s3"], "detail-type": ["Object Created"]}, "fields": {"kind": "$.detail.key"}}, {"name": "orders", "bus": "b", "pattern": {"detail-type": ["Order Placed"]}, "fields": {"kind": "$.detail.sku"}}, {"name": "far", "bus": "far", "pattern": {"detail-type": ["Far"]}, "fields": {}}]}
  ], "$defs": {"Thing": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "more": {"$ref": "#/$defs/Thing"}}}}
}`

const fields = `[
  {"field": "id", "in": "path", "name": "id", "required": true, "guarded": true, "schema": {"type": "integer"}},
  {"field": "day", "in": "query", "name": "day", "required": true, "guarded": true, "schema": {"type": "string"}},
  {"field": "filter.status", "in": "query", "name": "filter", "required": false, "property": "status", "schema": {"enum": ["open", "shut"]}},
  {"field": "ids", "in": "query", "name": "ids", "required": false, "format": "one string", "schema": {"type": "array", "items": {"type": "integer"}}},
  {"field": "Idempotency-Key", "in": "header", "name": "Idempotency-Key", "required": false, "idempotency": true, "schema": {"type": "string"}},
  {"field": "message", "in": "body", "name": "", "required": true, "guarded": true, "contentType": "application/json", "schema": {"$ref": "#/$defs/Thing"}}
]`

func newJudge(t *testing.T, unknown string) *judge.Judge {
	t.Helper()
	c, err := catalog.Parse([]byte(strings.NewReplacer("FIELDS", fields, "UNKNOWN", unknown).Replace(operations)))
	if err != nil {
		t.Fatal(err)
	}
	return judge.New(c)
}

// TestEvent: what becomes of an event, and what is wrong with it.
func TestEvent(t *testing.T) {
	const good = `"id": 7, "day": "x", "message": {"name": "n"}`
	for _, tt := range []struct {
		detailType, detail string
		fate               judge.Fate
		want               string // the problems, and the notes behind "note:"
	}{
		{"Add Thing", `{` + good + `}`, judge.Called, ""},
		{"Add Thing", `{` + good + `, "filter": {"status": "open"}, "ids": "1,2", "Idempotency-Key": "k"}`, judge.Called, ""},
		{"Add Thing", `{"id": "7", "day": 5, "message": {"name": "n"}}`, judge.Called, ""}, // the request is the same
		{"Add Thing", `{"id": "seven", "day": "x", "message": {"name": "n"}}`, judge.Unfit, "detail.id is a string, where an integer is wanted"},
		{"Add Thing", `{"Id": 7, "day": "x", "message": {"name": "n"}}`, judge.Rejected, "detail.id is missing: did you mean it by detail.Id?; note: detail.Id is no field of the operation: did you mean \"id\"?"},
		{"Add Thing", `{"id": "..", "day": "x", "message": {"name": "n"}}`, judge.Rejected, `detail.id is "..", which can't stand in a path`},
		{"Add Thing", `{"id": "%2E.", "day": "x", "message": {"name": "n"}}`, judge.Rejected, `detail.id is "%2E.", which can't stand in a path`},
		{"Add Thing", `{"id": "a/b", "day": "x", "message": {"name": "n"}}`, judge.Unfit, `detail.id is a string, where an integer is wanted`},
		{"Machine", `{"id": [".", null], "day": "x", "message": {"name": "n"}}`, judge.Rejected, `detail.id is [".",null], which can't stand in a path`},
		{"Add Thing", `{"id": null, "day": null, "message": null}`, judge.Rejected, "detail.id is null, which no rule sees: the text null is sent; detail.day is null; detail.message is null"},
		{"Add Thing", `{"id": 7, "day": {}, "message": {"name": "n"}}`, judge.Rejected, "detail.day is an object, where a text, a number or a boolean is wanted"},
		{"Add Thing", `{"id": 7, "day": [], "message": {"name": "n"}}`, judge.Rejected, "detail.day is an empty array, where a text, a number or a boolean is wanted"},
		{"Add Thing", `{"id": 7, "day": 9007199254740993, "message": {"name": "n"}}`, judge.Lost, "detail.day is a number of more than 15 digits, which no rule matches: write it as a text"},
		{"Add Thing", `{` + good + `, "Idempotency-Key": 9007199254740993}`, judge.Lost, "detail.Idempotency-Key is a number of more than 15 digits, which no rule matches: write it as a text"},
		{"Add Thing", `{` + good + `, "ids": {"a": 1}}`, judge.Unfit, "detail.ids is an object, where a text, a number or a boolean is wanted: it is left out"},
		{"Add Thing", `{` + good + `, "filter": {"status": "opn"}}`, judge.Unfit, `detail.filter.status is "opn", where "open" or "shut" is wanted`},
		{"Add Thing", `{"id": 7, "day": "x", "message": {"nam": "n", "more": {"name": 1}}}`, judge.Unfit, `detail.message.more.name is a number, where a string is wanted; detail.message.name is missing: is it "nam"?`},
		{"Add Thing", `{` + good + `, "filtr": {"status": "open"}}`, judge.Called, `note: detail.filtr is no field of the operation: did you mean "filter"?`},
		{"Add Thing", `{"id": 7, "day": 1e999999999, "message": {}}`, judge.Rejected, "detail can't be read: it has a number that is out of all measure"},
		{"Add Thing", `[]`, judge.Rejected, "the event's detail is malformed: it must be a JSON object"},
		{"", `{}`, judge.Rejected, "the event has no detail type"},
		{"Machine", `{` + good + `}`, judge.Called, ""},
		{"Machine", `{` + good + `, "ids": [1, 2]}`, judge.Called, ""},
		{"Machine", `{"id": "%252E.", "day": "x", "message": {"name": "n"}}`, judge.Rejected, `detail.id is "%252E.", which can't stand in a path`},
		{"Machine", `{"id": [], "day": null, "message": null}`, judge.Rejected, "detail.id is [], so it is missing; detail.day is null; detail.message is null"},
		{"Machine", `{"id": 1e15, "day": "x", "message": {"name": "n"}}`, judge.Rejected, "detail.id has a number of more than 15 digits: send it as a string"},
		{"Machine", `{` + good + `, "Idempotency-Key": "ä"}`, judge.Rejected, "detail.Idempotency-Key has a character that a header can't hold"},
		{"Form", `{"form": {"a": 1}}`, judge.Called, ""},
		{"Form", `{"form": [1]}`, judge.Rejected, "detail.form must be an object"},
		{"Form", `{"form": {"a": [-9007199254740993]}}`, judge.Rejected, "detail.form has a number of more than 15 digits: send it as a string"},
		{"Never", `{}`, judge.Lost, "the operation isn't called: OAD202 it is XML"},
		{"Sourced", `{"message": {}}`, judge.Lost, `the source is "shp", and only "shop" or "club" are accepted: did you mean "shop"?`},
		{"Off", `{}`, judge.Rejected, "the operation is switched off, so that its events go to the dead-letter queue"},
		{"Picky", `{"kind": "a", "correlation": 7}`, judge.Called, ""},
		{"Picky", `{"kind": "b"}`, judge.Lost, `detail.kind is not what the operation's event pattern wants, ["a"]: the event is nobody's`},
		{"Order Placed", `{"sku": 1}`, judge.Called, `note: the trigger "orders" calls the operation; what its fields name is not looked at`},
		{"add-thing", `{}`, judge.Lost, `the detail type "add-thing" is that of no operation: did you mean "Add Thing"?`},
		{"Something", `{"message": {}}`, judge.Lost, `the detail type "Something" is that of no operation: the fields of its detail are those of "Sourced"`},
		{"Something", `{"x": {}}`, judge.Lost, `the detail type "Something" is that of no operation`},
	} {
		e := delivery.Event{Source: "shp", DetailType: tt.detailType, Detail: json.RawMessage(tt.detail)}
		v := newJudge(t, "").Event(e, false)
		var said []string
		for _, p := range v.Problems {
			said = append(said, p.String())
		}
		for _, n := range v.Notes {
			said = append(said, "note: "+n)
		}
		if got := strings.Join(said, "; "); got != tt.want || v.Fate() != tt.fate {
			t.Errorf("%s %s: fate %d, %q\nwant %d, %q", tt.detailType, tt.detail, v.Fate(), got, tt.fate, tt.want)
		}
	}
	v := newJudge(t, `"unknownDetailTypes": "dead-letter-queue",`).Event(delivery.Event{Source: "s", DetailType: "X", Detail: json.RawMessage(`{}`)}, false)
	if v.Fate() != judge.Rejected {
		t.Errorf("a rule catches unknown detail types, and the fate is %d", v.Fate())
	}
}

// TestFailure: what the codes of EventBridge and of the state machines mean.
func TestFailure(t *testing.T) {
	for _, tt := range []struct {
		attributes letter.Attributes
		want       string
		help       judge.Help
	}{
		{letter.Attributes{}, "a rule sent the event to the queue", judge.AfterChange},
		{letter.Attributes{Code: "States.Http.StatusCode.503", Retries: "185", Exhausted: "MaximumRetryAttempts"}, "the API answered 503 Service Unavailable; the call was repeated 185 times, as often as allowed", judge.Again},
		{letter.Attributes{Code: "States.Http.StatusCode.429", Retries: "1", Exhausted: "MaximumEventAgeInSeconds"}, "the API answered 429 Too Many Requests; the call was repeated once, until the event was too old", judge.Again},
		{letter.Attributes{Code: "States.Http.StatusCode.404"}, "the API answered 404 Not Found: what the path names isn't there", judge.AfterChange},
		{letter.Attributes{Code: "States.Http.StatusCode.401"}, "it doesn't take the credential", judge.AfterChange},
		{letter.Attributes{Code: "States.Http.StatusCode.422"}, "it doesn't take the request", judge.AfterChange},
		{letter.Attributes{Code: "States.Http.StatusCode.999"}, "Step Functions' call failed", judge.AfterChange},
		{letter.Attributes{Code: "ERROR_FROM_TARGET", Message: "Request failed because status code 418 was returned"}, "the API answered 418 I'm a teapot", judge.AfterChange},
		{letter.Attributes{Code: "ERROR_FROM_TARGET", Message: "it failed 404 times"}, "the API, or what EventBridge called, answered with an error", judge.AfterChange},
		{letter.Attributes{Code: "NO_PERMISSIONS"}, "the rule's role may not call", judge.AfterChange},
		{letter.Attributes{Code: "THROTTLING"}, "more calls than AWS lets through", judge.Again},
		{letter.Attributes{Code: "UNUSABLE_EVENT", Message: "status 404"}, "could make no request", judge.Never},
		{letter.Attributes{Code: "States.Http.Socket"}, "could not connect", judge.Again},
		{letter.Attributes{Code: "Events.ConnectionResource.InvalidConnectionState"}, "the connection could not be used", judge.AfterChange},
		{letter.Attributes{Code: "ANSWER_NOT_PUT"}, "its answer, an event, could not be put on its bus", judge.AfterChange},
		{letter.Attributes{Code: "UNREADABLE_ANSWER"}, "the call was made, or may have been", judge.AfterChange},
		{letter.Attributes{Code: "SOMETHING_NEW"}, "a code that this command doesn't know", judge.AfterChange},
	} {
		l := letter.Queue("m", `{"detail-type":"T"}`, letter.Letter{}.Sent, tt.attributes)
		if f := judge.FailureOf(l); !strings.Contains(f.Meaning, tt.want) || f.Help != tt.help || f.Remedy == "" && f.Help != judge.Again {
			t.Errorf("%+v: %+v, want %q", tt.attributes, f, tt.want)
		}
	}
}

// TestAdvice: whether it helps to put a letter back.
func TestAdvice(t *testing.T) {
	j := newJudge(t, "")
	const good = `{"detail-type":"Add Thing","source":"s","detail":{"id":7,"day":"x","message":{"name":"n"}}}`
	for _, tt := range []struct{ body, code, want string }{
		{good, "States.Http.StatusCode.503", "yes: nothing else has to change"},
		{good, "States.Http.StatusCode.404", "after a change: the event's path fields"},
		{good, "", "yes, if the deployment has changed since"},
		{good, "UNUSABLE_EVENT", "hardly: the same event fails the same way; change the producer"},
		{strings.Replace(good, `"day":"x",`, "", 1), "States.Http.StatusCode.503", "no: as it is, it would be rejected again"},
		{strings.Replace(good, `"name":"n"`, "", 1), "", "no: as it is, it would be rejected again"},
		{strings.Replace(good, `"name":"n"`, "", 1), "States.Http.StatusCode.503", "yes: nothing else"},
		{strings.Replace(good, `"source":"s"`, `"source":"aws.s3"`, 1), "NO_PERMISSIONS", `no: its source begins with "aws."`},
		{`{"bus":"b","detail-type":"Add Thing succeeded","source":"s","detail":{}}`, "ANSWER_NOT_PUT", "after a change: the bus of the answers, or who may put events on it; the API is not called again"},
		{`{"detail-type":"Order Placed","source":"shop","detail":{}}`, "States.Http.StatusCode.503", "yes: nothing else"},
		{`{"detail-type":"Far","source":"shop","detail":{}}`, "States.Http.StatusCode.503", `no: it belongs on another bus; it is the event of the trigger "far"`},
		{`{"detail-type":"Object Created","source":"aws.s3","detail":{}}`, "States.Http.StatusCode.503", `no: its source begins with "aws.", and PutEvents takes such events from AWS's own services only; it is the event of the trigger "uploads", so put that of "Picky" with the same values instead`},
		{good, "UNREADABLE_ANSWER", "hardly: the API would be called again"},
		{`{"a":`, "INVALID_JSON", "no: the message holds no event"},
	} {
		e := j.Letter(letter.Queue("m", tt.body, letter.Letter{}.Sent, letter.Attributes{Code: tt.code}))
		if got := e.Advice(); !strings.HasPrefix(got, tt.want) || strings.HasPrefix(got, "no") != (e.Kept() != "") {
			t.Errorf("%s %s: %q (%q), want %q", tt.code, tt.body, got, e.Kept(), tt.want)
		}
	}
}
