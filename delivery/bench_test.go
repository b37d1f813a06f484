package delivery_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/cost"
)

const (
	manyRules  = 1000
	manyEvents = 10_000
)

// large is a template with many operations, as a GitHub-sized API has, and
// rejection rules with $or.
func large(t testing.TB) *delivery.Assembly {
	var b strings.Builder
	b.WriteString(fixture[:strings.Index(fixture, "  Rule:\n")])
	for i := range manyRules - 20 {
		fmt.Fprintf(&b, `  R%d: {Type: AWS::Events::Rule, Properties: {EventBusName: bus, EventPattern: {detail-type: [op/%d], detail: {owner: [{anything-but: ['', '.', '..']}], repo: [{anything-but: ['', '.', '..']}]}},
    Targets: [{Id: T, Arn: !GetAtt API.Arn, RoleArn: !GetAtt Role.Arn, InputPath: $.detail.message, HttpParameters: {PathParameterValues: [$.detail.owner], QueryStringParameters: {repo: $.detail.repo}}}]}}
`, i, i)
	}
	for i := range 20 {
		var names []string
		for j := i; j < manyRules-20; j += 20 {
			names = append(names, fmt.Sprintf("op/%d", j))
		}
		fmt.Fprintf(&b, `  X%d: {Type: AWS::Events::Rule, Properties: {EventBusName: bus, EventPattern: {$or: [{detail-type: [%s], detail: {$or: [{owner: [{exists: false}, '', '.', '..']}, {repo: [{exists: false}, '', '.', '..']}]}}, {detail-type: [none%d], detail: {id: [{exists: false}]}}]}, Targets: [{Id: T, Arn: !GetAtt Failed.Arn}]}}
`, i, strings.Join(names, ", "), i)
	}
	return parse(t, b.String())
}

func events(n int) []delivery.Event {
	out := make([]delivery.Event, n)
	for i := range out {
		detail := `{"owner":"octo cat","repo":"hello","message":{"title":"a","labels":["x","y"],"assignees":[{"id":1},{"id":2}]}}`
		if i%10 == 0 {
			detail = `{"owner":"","repo":"hello"}`
		}
		typ := fmt.Sprintf("op/%d", i%(manyRules-20))
		if i%50 == 0 {
			typ = "unknown"
		}
		out[i] = delivery.Event{Bus: "bus", Source: "test", DetailType: typ, Detail: json.RawMessage(detail)}
	}
	return out
}

func BenchmarkDeliver(b *testing.B) {
	a := large(b)
	all := events(manyEvents)
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		if _, err := a.Deliver(all[i%len(all)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseTemplate(b *testing.B) {
	for b.Loop() {
		large(b)
	}
}

// TestSpeed: 10,000 events against 1,000 rules in a second; the limit here is
// ten times that, of processor time, for slow machines.
func TestSpeed(t *testing.T) {
	a := large(t)
	all := events(manyEvents)
	start := cost.Time()
	requests, queues, nothing := 0, 0, 0
	for _, e := range all {
		r, err := a.Deliver(e)
		if err != nil {
			t.Fatal(err)
		}
		requests += len(r.Requests())
		queues += len(r.Queues())
		if r.Lost() {
			nothing++
		}
	}
	took := cost.Time() - start
	t.Logf("%d events against %d rules: %v; %d requests, %d to queues, %d to nobody", len(all), manyRules, took, requests, queues, nothing)
	if took > 10*time.Second {
		t.Errorf("%v", took)
	}
	if requests != 9000 || queues != 800 || nothing != 200 {
		t.Errorf("%d requests, %d to queues, %d to nobody", requests, queues, nothing)
	}
}
