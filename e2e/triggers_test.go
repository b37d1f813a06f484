package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// uploaded is an event as S3 sends it, but for its source: nobody may put one of AWS's.
func uploaded(detail string) lab.Event {
	return lab.Event{Source: "shop.s3", DetailType: "Object Created", Detail: json.RawMessage(detail)}
}

// TestTriggers: events of the default bus and a schedule call operations that an API destination and a
// state machine carry, seen byte for byte. What lacks a value that is mapped is in the dead-letter queue.
func TestTriggers(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("triggers")
	site := deploy(t, account, synth(t, account, lab.Example, map[string]string{
		"baseUrl": account.API.URL(),
		"triggers": compactJSON(t, []byte(`{
			"scans": {
				"operation": "Add Player Injury",
				"pattern": {"source": ["shop.s3"], "detail-type": ["Object Created"], "detail": {"bucket": {"name": ["scans"]}}},
				"fields": {"playerId": "$.detail.object.key", "followUpDate": "$.detail.due", "message": {"type": "scan <\"${x}\">", "injuryDate": "$.detail.day", "size": "$.detail.object.size"}}
			},
			"minutes": {
				"operation": "Add Player Injury", "schedule": "rate(1 minute)",
				"fields": {"playerId": "all", "message": {"type": "check", "injuryDate": "2026-11-27"}}
			}
		}`)),
	}), map[string]string{"ApiKeyValue": secretKey})
	started := time.Now()
	site.bus = "default"
	site.put(t,
		uploaded(`{"bucket":{"name":"scans"},"object":{"key":"a b/7","size":1024},"day":"2026-11-01","due":"2026-12-01"}`),
		uploaded(`{"bucket":{"name":"scans"},"object":{"key":"8","size":0},"day":"\"x\" & <y>"}`),
		uploaded(`{"bucket":{"name":"other"},"object":{"key":"9","size":1},"day":"2026-11-01"}`),
		uploaded(`{"bucket":{"name":"scans"},"object":{"size":1},"day":"2026-11-01"}`),
	)
	got := map[string]string{}
	var scheduled []lab.Request // it comes here already where the deployment took a minute
	for deadline := time.Now().Add(arrival); len(got) < 2 && time.Now().Before(deadline); {
		for _, r := range site.API.Take(1, arrival) {
			if target := strings.TrimPrefix(r.Target(), "/"+site.API.Name()); target == "/players/all/injuries" {
				scheduled = append(scheduled, r)
			} else {
				got[target] = string(r.Body)
			}
		}
	}
	if len(got) != 2 {
		t.Errorf("the calls are %v, want two", got)
	}
	for target, body := range map[string]string{
		"/players/a%20b%2F7/injuries?followUpDate=2026-12-01": `{"injuryDate":"2026-11-01","size":1024,"type":"scan <\"${x}\">"}`,
		"/players/8/injuries": `{"injuryDate":"\"x\" & <y>","size":0,"type":"scan <\"${x}\">"}`,
	} {
		if compactJSON(t, []byte(got[target])) != compactJSON(t, []byte(body)) {
			t.Errorf("%s has the body %s, want %s; all are %v", target, got[target], body, got)
		}
	}
	letters := site.letters(t, 1)
	if len(letters) != 1 || letters[0].Event.Source != "shop.s3" || !strings.Contains(string(letters[0].Event.Detail), `"object":{"size":1}`) && !strings.Contains(string(letters[0].Event.Detail), `"size": 1`) {
		t.Errorf("the letters are %+v", letters)
	}
	if len(scheduled) == 0 {
		scheduled = site.API.Take(1, 3*time.Minute)
	}
	if len(scheduled) == 0 || scheduled[0].Target() != "/"+site.API.Name()+"/players/all/injuries" || compactJSON(t, scheduled[0].Body) != `{"injuryDate":"2026-11-27","type":"check"}` {
		t.Errorf("the schedule came to %v in %s", scheduled, time.Since(started))
	}
}

// TestTriggersOfMachines does so for a form, as Stripe has it.
func TestTriggersOfMachines(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("triggers-of-machines")
	site := deploy(t, account, synth(t, account, document(t, account, "machines.yaml"), bothCarriers(map[string]string{
		"triggers": compactJSON(t, []byte(`{
			"orders": {
				"operation": "Create Charge", "pattern": {"source": ["shop.orders"]},
				"fields": {"message": {"amount": "$.detail.total", "currency": "usd", "description": "$.detail.note", "metadata": {"order": "$.detail.ids[0]"}, "shipping": "$.detail.shipping"}}
			}
		}`)),
	})), machineParameters)
	site.bus = "default"
	put := site.put(t,
		lab.Event{Source: "shop.orders", DetailType: "Order Placed", Detail: json.RawMessage(`{"total":2000,"note":null,"ids":["6735","x"],"shipping":{"name":"Jenny Rosen","address":{"city":"Köln"}}}`)},
		lab.Event{Source: "shop.orders", DetailType: "Order Placed", Detail: json.RawMessage(`{"total":1,"note":"n","ids":[]}`)},
	)
	requests := site.API.Take(1, arrival)
	want := "amount=2000&currency=usd&metadata%5Border%5D=6735&shipping%5Bname%5D=Jenny%20Rosen&shipping%5Baddress%5D%5Bcity%5D=K%C3%B6ln"
	if len(requests) != 1 || requests[0].Target() != "/"+site.API.Name()+"/v1/charges" || string(requests[0].Body) != want || requests[0].Header("Idempotency-Key") != put[0].ID {
		t.Errorf("the requests are %v, want the body %s and the key %s", requests, want, put[0].ID)
	}
	letters := site.letters(t, 1)
	if len(letters) != 1 || letters[0].Attributes["ERROR_CODE"] != "UNUSABLE_EVENT" || letters[0].Attributes["ERROR_MESSAGE"] != "detail.ids.0 is missing; detail.shipping is missing" ||
		letters[0].Event.DetailType != "Order Placed" || !strings.Contains(letters[0].Attributes["RULE_ARN"], "-Orders") {
		t.Errorf("the letters are %+v", letters)
	}
}
