package delivery_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/cost"
)

func FuzzParsePattern(f *testing.F) {
	for _, p := range []string{
		`{"detail-type":["A"],"detail":{"id":[{"anything-but":["",".",".."]}]}}`,
		`{"$or":[{"a":[1]},{"b":[{"numeric":[">",0,"<=",5]}]}]}`,
		`{"a":[{"cidr":"10.0.0.0/8"},{"wildcard":"a*b"},{"prefix":{"equals-ignore-case":"x"}},{"exists":false},null,1e5]}`,
		`{"a":[{"anything-but":{"suffix":["a","b"]}}]}`,
	} {
		f.Add([]byte(p), []byte(`{"detail-type":"A","detail":{"id":"7"},"a":[{"b":"10.0.0.1"},[1]]}`))
	}
	f.Fuzz(func(t *testing.T, pattern, event []byte) {
		var p *delivery.Pattern
		var matches bool
		var err error
		cost.Document.Check(t, len(pattern)+len(event), func() {
			if p, err = delivery.ParsePattern(pattern); err == nil {
				matches, err = p.Match(event)
			}
		})
		if err != nil {
			return
		}
		missed, err := p.Explain(event)
		if err != nil || matches != (len(missed) == 0) {
			t.Errorf("match %v, explanation %v, %v", matches, missed, err)
		}
		again, err := delivery.ParsePattern([]byte(p.String()))
		if err != nil {
			t.Fatalf("its text %s: %v", p, err)
		}
		if same, err := again.Match(event); err != nil || same != matches {
			t.Errorf("its text %s: match %v, %v, not %v", p, same, err, matches)
		}
	})
}

func FuzzDeliver(f *testing.F) {
	f.Add(fixture, `{"id":"7","message":{"a":[1,null]}}`)
	f.Add(fixture+secondRule+buses, `{"id":null,"message":"x"}`)
	f.Add(template, `{"playerId":[1]}`)
	f.Add(strings.ReplaceAll(fixture, "InputPath: $.detail.message", `InputTransformer: {InputTemplate: '{"a":<b>,"c":"<b>"}', InputPathsMap: {b: $.detail.b}}`), `{"id":1,"b":"\""}`)
	f.Add(parent, `{}`)
	f.Add(child, `{}`)
	f.Fuzz(func(t *testing.T, text, detail string) {
		var a *delivery.Assembly
		var err error
		cost.Document.Check(t, len(text), func() {
			a, err = delivery.ParseTemplate([]byte(text), delivery.Options{Parameters: map[string]string{}})
		})
		if err != nil {
			return
		}
		for _, bus := range []string{"", "bus", "default"} {
			for _, typ := range []string{"Order", "Add Player Injury"} {
				var r *delivery.Result
				var err error
				cost.Document.Check(t, len(text)+len(detail), func() {
					r, err = a.Deliver(delivery.Event{Bus: bus, Source: "shop", DetailType: typ, Detail: json.RawMessage(detail)})
				})
				if err == nil && r.String() == "" {
					t.Error("nothing is said")
				}
			}
		}
	})
}

func FuzzParseEvents(f *testing.F) {
	f.Add([]byte(`{"Entries":[{"Source":"s","DetailType":"t","Detail":"{}"}]}`))
	f.Add([]byte(`{"source":"s","detail-type":"t","detail":{"a":"\ud83d\ude00"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var events []delivery.Event
		var err error
		cost.Text.Check(t, len(data), func() { events, err = delivery.ParseEvents(data) })
		if err == nil && len(events) == 0 {
			t.Error("neither events nor an error")
		}
	})
}

// TestNoExplosion are inputs that grow without bounds where care is missing.
func TestNoExplosion(t *testing.T) {
	var names strings.Builder // each name is twice the next one
	names.WriteString("Resources:\n")
	for i := range 60 {
		next := string(rune('A'+(i+1)/26)) + string(rune('a'+(i+1)%26))
		this := string(rune('A'+i/26)) + string(rune('a'+i%26))
		names.WriteString("  " + this + ": {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${" + next + ".QueueName}${" + next + ".QueueName}'}}\n")
	}
	names.WriteString("  " + string(rune('A'+60/26)) + string(rune('a'+60%26)) + ": {Type: AWS::SQS::Queue, Properties: {QueueName: xxxxxxxxxxxxxxxxxxxx}}\n" +
		"  Rule: {Type: AWS::Events::Rule, Properties: {EventBusName: !GetAtt Aa.QueueName, EventPattern: {source: [a]}}}\n")
	if _, err := delivery.ParseTemplate([]byte(names.String()), delivery.Options{}); err == nil {
		t.Error("names that double are accepted")
	}
	aliases := "x: &a0 [1,1,1,1,1,1,1,1,1,1]\n"
	for i := range 12 {
		n, m := string(rune('a'+i)), string(rune('a'+i-1))
		if i == 0 {
			m = "a0"
		}
		aliases += n + "x: &" + n + " [*" + strings.Repeat(m+",*", 9) + m + "]\n"
	}
	if _, err := delivery.ParseTemplate([]byte(aliases+"Resources: {}\n"), delivery.Options{}); err == nil {
		t.Error("aliases that multiply are accepted")
	}
	// Twelve fields with values in unrelated arrays, the last of which fails.
	pattern, event := `{`, `{`
	for i := range 12 {
		name := string(rune('a' + i))
		pattern += `"` + name + `":{"v":[{"exists":true}]},`
		event += `"` + name + `":[` + strings.TrimSuffix(strings.Repeat(`{"v":1},`, 40), ",") + `],`
	}
	p, err := delivery.ParsePattern([]byte(pattern + `"z":{"v":[{"exists":false}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := p.Match([]byte(event + `"z":[{"v":1}]}`)); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	if _, err := delivery.ParsePattern([]byte(`{` + strings.TrimSuffix(strings.Repeat(`"$or":[{"a":[1]},{"b":[1]}],`, 30), ",") + `}`)); err == nil {
		t.Error("2^30 alternatives are accepted")
	}
	if _, err := delivery.ParsePattern([]byte(strings.Repeat(`{"a":`, 100_000))); err == nil {
		t.Error("endless nesting is accepted")
	}
}

// TestRealAssembly reads the cloud assembly that a synthesis left, if any.
func TestRealAssembly(t *testing.T) {
	if _, err := os.Stat("../cdk.out/manifest.json"); err != nil {
		t.Skip("no ../cdk.out: run cdk synth to test it, too")
	}
	if _, err := delivery.LoadAssembly("../cdk.out", delivery.Options{}); err != nil {
		t.Error(err)
	}
}
