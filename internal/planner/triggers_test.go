package planner_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// injury is an operation with a value of each kind.
var injury = document(`
/players/{playerId}/injuries:
  post:
    operationId: Add Player Injury
    parameters:
      - {name: playerId, in: path, required: true, schema: {type: string}}
      - {name: season, in: query, required: true, schema: {type: integer}}
      - {name: notify, in: query, schema: {type: boolean}}
      - {name: X-Trace, in: header, schema: {type: string}}
      - {name: Idempotency-Key, in: header, schema: {type: string}}
    requestBody:
      required: true
      content:
        application/json:
          schema:
            type: object
            required: [file]
            properties:
              file: {type: string}
              bytes: {type: integer}
              kind: {type: string, enum: [scan, report]}
              owner: {type: object}
              tags: {type: array, items: {type: string}}
`)

// upload is a trigger for the events of uploads, with another mapping.
func upload(detail string) plan.Trigger {
	return plan.Trigger{
		ID: "uploads", Operation: "Add Player Injury",
		Pattern: json.RawMessage(`{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["scans"]}}}`),
		Detail:  json.RawMessage(detail),
	}
}

func triggered(t *testing.T, doc string, trigger plan.Trigger, more func(*plan.Options)) *plan.Plan {
	t.Helper()
	opts := plan.Options{Triggers: []plan.Trigger{trigger}}
	if more != nil {
		more(&opts)
	}
	return build(t, doc, opts)
}

func triggerRules(p *plan.Plan) []plan.Rule {
	return slices.DeleteFunc(slices.Clone(p.Rules), func(r plan.Rule) bool { return r.Trigger == "" })
}

const allMapped = `{"playerId":"$.detail.object.key","season":"$.detail.season","notify":true,"X-Trace":"$.detail.trace","message":{"file":"$.detail.object.key","bytes":"$.detail.object.size","kind":"scan"}}`

// TestTriggers: the rules of a trigger, with the values of a request and what must be there for it.
func TestTriggers(t *testing.T) {
	p := triggered(t, injury, upload(allMapped), nil)
	if p.Failed() || p.Operations[0].Fidelity != plan.Exact {
		t.Fatal(p.Diagnostics)
	}
	rules := triggerRules(p)
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	if want := []string{"uploads:Trigger", "uploads:with X-Trace:Trigger", "uploads:TriggerRejection"}; !slices.Equal(ids, want) {
		t.Fatalf("the rules are %q", ids)
	}
	present := `[{"prefix":""},{"numeric":[">=",-5000000000]},{"numeric":["<",0]},true,false]`
	with := rules[1]
	want := `{"detail":{"bucket":{"name":["scans"]},"season":` + present + `,"object":{"key":[{"anything-but":["",".","..","%2e","%2E",".%2e",".%2E","%2e.","%2E.","%2e%2e","%2e%2E","%2E%2e","%2E%2E"]}],"size":[{"exists":true}]},"trace":` + present + `},"detail-type":["Object Created"],"source":["aws.s3"]}`
	if got := with.Pattern.String(); got != want {
		t.Errorf("the pattern is\n%s, not\n%s", got, want)
	}
	target := with.Target.(plan.APIDestination)
	if target.ID != p.Operations[0].Destination || !slices.Equal(target.PathValues, []string{"$.detail.object.key"}) ||
		pairs(target.Query) != "season=$.detail.season notify=true " || pairs(target.Headers) != "X-Trace=$.detail.trace Idempotency-Key=$.id Content-Type=application/json " {
		t.Errorf("the target is %+v", target)
	}
	if got := target.Template; got == nil || got.Text != `{"bytes":<p1>,"file":<p2>,"kind":"scan"}` || len(got.Paths) != 2 || got.Paths[0] != (plan.NamedPath{Name: "p1", Path: "$.detail.object.size"}) {
		t.Errorf("the template is %+v", got)
	}
	if without := rules[0].Target.(plan.APIDestination); pairs(without.Headers) != "Idempotency-Key=$.id Content-Type=application/json " {
		t.Errorf("without the optional header, %v is sent", without.Headers)
	}
	rejects := rules[2].Pattern.String()
	for _, part := range []string{`"$or":[{`, `"season":[{"exists":false},null]`, `"size":[{"exists":false}]`, `"source":["aws.s3"]`, `"bucket":{"name":["scans"]}`} {
		if !strings.Contains(rejects, part) {
			t.Errorf("the rejection rule lacks %s: %s", part, rejects)
		}
	}
	role := slices.IndexFunc(p.Roles, func(r plan.Role) bool { return r.Triggers })
	if role < 0 || with.Role != p.Roles[role].ID || p.Roles[role].Destinations[0] != target.ID || !strings.Contains(with.Description, "the trigger uploads calls POST /players/{playerId}/injuries") {
		t.Errorf("the role is %q of %+v; the description %q", with.Role, p.Roles, with.Description)
	}
}

func pairs(ps []plan.Pair) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.Name + "=" + p.Value.Expression() + " ")
	}
	return b.String()
}

// TestTriggersInvalid: what can't be used is an error that says what and how to mend it.
func TestTriggersInvalid(t *testing.T) {
	change := func(change func(*plan.Trigger)) plan.Trigger {
		tr := upload(allMapped)
		change(&tr)
		return tr
	}
	for _, c := range []struct {
		trigger plan.Trigger
		want    string
	}{
		{change(func(t *plan.Trigger) { t.Operation = "Add Player Injuri" }), `there is no operation "Add Player Injuri" (did you mean "Add Player Injury"? (Triggers, context key triggers))`},
		{upload(`{"playerId":"x","season":1}`), "requires a body"},
		{upload(`{"season":1,"message":{"file":"x"}}`), `requires the field "playerId"`},
		{upload(`{"playrId":"x","season":1,"message":{"file":"x"}}`), `no field "playrId" (did you mean "playerId"?`},
		{upload(`{"playerId":"x","season":"y","message":{"file":"x"}}`), `the field "season" is of the type string, and the document says integer`},
		{upload(`{"playerId":"x","season":1,"message":{"bytes":1}}`), `message must have "file"`},
		{upload(`{"playerId":"x","season":1,"message":{"file":1}}`), "message.file is of the type integer, and the document says string"},
		{upload(`{"playerId":"x","season":1,"message":{"file":"x","kind":"photo"}}`), `message.kind is "photo", and the document says "scan" or "report"`},
		{upload(`{"playerId":"$.object.key","season":1,"message":{"file":"x"}}`), `no event has what "$.object.key" names (did you mean "$.detail.object.key"?`},
		{upload(`{"playerId":"$.detail['a b']","season":1,"message":{"file":"x"}}`), "is no path that EventBridge reads"},
		{upload(`{"playerId":"$.detail..key","season":1,"message":{"file":"x"}}`), "is no path that EventBridge reads"},
		{upload(`{"playerId":"$.detail","season":1,"message":{"file":"x"}}`), `takes one value, and "$.detail" is all`},
		{upload(`{"playerId":null,"season":1,"message":{"file":"x"}}`), `the field "playerId" is null`},
		{upload(`["a"]`), "its Fields are no object"},
		{change(func(t *plan.Trigger) { t.Pattern = nil }), "either a Pattern or a Schedule"},
		{change(func(t *plan.Trigger) { t.Schedule = "rate(1 day)" }), "either a Pattern or a Schedule"},
		{change(func(t *plan.Trigger) { t.Pattern = json.RawMessage(`{}`) }), "no object with fields"},
		{change(func(t *plan.Trigger) { t.Pattern = json.RawMessage(`{"source":[{"prefix":""}]}`) }), "could take every event"},
		{change(func(t *plan.Trigger) { t.Pattern = json.RawMessage(`{"account":["1"],"detail":{"a":[1]}}`) }), "could take every event"},
		{change(func(t *plan.Trigger) { t.Pattern = json.RawMessage(`{"source":"aws.s3"}`) }), `"source" has no list`},
		{change(func(t *plan.Trigger) { t.Pattern = json.RawMessage(`{"detail-type":["Add Player Injury succeeded"]}`) }), "the operation's own answers"},
		{change(func(t *plan.Trigger) {
			t.Pattern = json.RawMessage(`{"source":["aws.s3"],"detail":{"object.key":["x"]}}`)
		}), `"object.key" has a dot in it`},
		{change(func(t *plan.Trigger) {
			t.Pattern = json.RawMessage(`{"source":["aws.s3"],"detail":{"a":[{"numeric":["=","1"]}]}}`)
		}), `a test of "detail.a" can't be used`},
		{change(func(t *plan.Trigger) { t.Pattern, t.Schedule = nil, "rate(5 minute)" }), `schedule "rate(5 minute)"`},
		{change(func(t *plan.Trigger) { t.Pattern, t.Schedule = nil, "rate(5 minutes)" }), `"$.detail.object.key" is never there`},
		{change(func(t *plan.Trigger) { t.Pattern, t.Schedule, t.Bus = nil, "rate(5 minutes)", "b" }), "on the default bus"},
		{change(func(t *plan.Trigger) {
			t.Pattern = json.RawMessage(`{"source":["aws.s3"],"detail":{"season":[{"exists":true}]}}`)
		}), "its pattern tests $.detail.season so that some events that fit"},
		{change(func(t *plan.Trigger) {
			t.Pattern = json.RawMessage(`{"source":["aws.s3"],"$or":[{"detail":{"a":[1]}},{"detail":{"b":[1]}}]}`)
		}), "its pattern has $or at its top"},
	} {
		p := triggered(t, injury, c.trigger, nil)
		all := ""
		for _, d := range p.Diagnostics {
			if d.Severity == spec.Error {
				all += d.Error() + "\n"
			}
		}
		if !strings.Contains(all, c.want) || !strings.Contains(all, "triggers") && !strings.Contains(all, "trigger") {
			t.Errorf("%s %s: the errors are %s, not %s", c.trigger.Pattern, c.trigger.Detail, all, c.want)
		}
	}
}

// TestTriggerCorrelation: where the outcome is told, a trigger may say what comes back with it.
func TestTriggerCorrelation(t *testing.T) {
	trigger := upload(`{"playerId":"x","season":1,"message":{"file":"x"},"correlation":{"key":"$.detail.object.key"}}`)
	told := triggered(t, injury, trigger, func(o *plan.Options) { o.Carriers, o.Answers = both, plan.FailureAnswers })
	if told.Failed() || !strings.Contains(triggerRules(told)[0].Target.(plan.StateMachineInput).Template, `"correlation":{"key":"$.detail.object.key"}`) {
		t.Error(lines(told.Diagnostics))
	}
	if p := triggered(t, injury, trigger, nil); !strings.Contains(lines(p.Diagnostics), `the operation has no field "correlation"`) {
		t.Error(lines(p.Diagnostics))
	}
}

// TestTriggerNames: a trigger calls one operation. A detail type comes before an operationId, and what is
// the operationId of several names none.
func TestTriggerNames(t *testing.T) {
	doc := document("/a: {post: {operationId: a}}\n/b: {post: {operationId: b}, put: {operationId: twice}}\n/c: {post: {operationId: twice}}")
	settings := map[string]plan.OperationSettings{"a": {DetailType: "b"}, "b": {DetailType: "c"}}
	for name, want := range map[string]string{
		"a": "b", "b": "b", "c": "c", "POST /b": "c", "PUT /b": "PUT /b", "twice": "", "d": "",
	} {
		p := build(t, doc, plan.Options{Operations: settings, Triggers: []plan.Trigger{{ID: "t", Operation: name, Pattern: json.RawMessage(`{"source":["s"]}`)}}})
		rules := triggerRules(p)
		if p.Failed() != (want == "") || len(rules) != len(strings.Fields(want[:min(1, len(want))])) {
			t.Errorf("%s: %d rules\n%s", name, len(rules), lines(p.Diagnostics))
		}
		if want == "" {
			continue
		}
		at := slices.IndexFunc(p.Operations, func(o plan.Operation) bool { return o.DetailType == want })
		if got := rules[0].Target.(plan.APIDestination).ID; got != p.Operations[at].Destination {
			t.Errorf("%s calls %s, not %s", name, got, p.Operations[at].Destination)
		}
	}
}

// TestTriggerLoops: a trigger takes no answers of its own operation, however its pattern would take
// them, where they are told on its bus.
func TestTriggerLoops(t *testing.T) {
	for text, loops := range map[string]bool{
		`{"source":["openapi-destinations.bus"]}`:                                 true,
		`{"source":[{"prefix":"openapi-"}]}`:                                      true,
		`{"detail-type":[{"prefix":"Add Player"}]}`:                               true,
		`{"detail-type":[{"suffix":" succeeded"}]}`:                               true,
		`{"detail-type":[{"suffix":" failed"}]}`:                                  false, // none is told
		`{"detail-type":[{"wildcard":"Add * succeeded"}]}`:                        true,
		`{"detail-type":[{"prefix":"Add Player"}],"source":["clinic"]}`:           false,
		`{"source":["clinic"],"$or":[{"detail":{"a":[1]}},{"detail":{"b":[1]}}]}`: false,
		`{"source":["aws.s3"]}`:                                                   false,
	} {
		for _, hears := range []bool{true, false} {
			trigger := upload(`{"playerId":"x","season":1,"message":{"file":"x"}}`)
			trigger.Pattern = json.RawMessage(text)
			if hears {
				trigger.Hears = []string{"openapi-destinations.bus"}
			}
			p := triggered(t, injury, trigger, func(o *plan.Options) { o.Carriers, o.Answers = both, plan.SuccessAnswers })
			if p.Failed() != (loops && hears) {
				t.Errorf("%s, answers on its bus %t: %v", text, hears, p.Diagnostics)
			}
			if d := lines(p.Diagnostics); p.Failed() && (!strings.Contains(d, "the operation's own answers") || !strings.Contains(d, "name the sources")) {
				t.Errorf("%s: %s", text, d)
			}
		}
	}
}

// TestTriggerCarriers: what an API destination can't hold, a state machine does, unless it is forbidden.
func TestTriggerCarriers(t *testing.T) {
	both := func(o *plan.Options) { o.Carriers = []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine} }
	for _, detail := range []string{
		`{"playerId":"x","season":1,"message":{"file":"x","owner":"$.detail.owner"}}`,
		`{"playerId":"x","season":1,"message":{"file":"x","tags":["$.detail.a[0]"]}}`,
		`{"playerId":"$.resources[0]","season":1,"message":{"file":"x"}}`,
		`{"playerId":"x","season":1,"message":"$.detail.message"}`,
	} {
		p := triggered(t, injury, upload(detail), both)
		carrier := plan.ByStateMachine
		if strings.Contains(detail, `"message":"$.detail.message"`) {
			carrier = plan.ByAPIDestination // its file is there
		}
		if p.Failed() || p.Operations[0].Fidelity != plan.Exact || p.Operations[0].Carrier != carrier {
			t.Errorf("%s: %s %s %v", detail, p.Operations[0].Fidelity, p.Operations[0].Carrier, p.Diagnostics)
		}
		alone := triggered(t, injury, upload(detail), nil)
		if found := codes(alone.Diagnostics, spec.Warning); carrier == plan.ByStateMachine && !slices.Contains(found, diagnostic.TriggerInexact) {
			t.Errorf("%s: an API destination says %v", detail, found)
		}
	}
	p := triggered(t, injury, upload(allMapped), func(o *plan.Options) { o.Carriers = []plan.Carrier{plan.ByStateMachine} })
	rules := triggerRules(p)
	if len(rules) != 1 || p.Failed() {
		t.Fatal(rules, p.Diagnostics)
	}
	input := rules[0].Target.(plan.StateMachineInput)
	if want := `"needs":["$.detail.object.size","$.detail.object.key"],"map":{"X-Trace":"$.detail.trace","message":{"bytes":"$.detail.object.size","file":"$.detail.object.key","kind":"scan"},"notify":true,"playerId":"$.detail.object.key","season":"$.detail.season"}`; !strings.Contains(input.Template, want) {
		t.Errorf("the constants are %s", input.Template)
	}
	if got := rules[0].Pattern.String(); got != `{"detail":{"bucket":{"name":["scans"]}},"detail-type":["Object Created"],"source":["aws.s3"]}` {
		t.Errorf("the pattern is %s", got)
	}
}

// TestSchedules: a rule without a pattern, and nothing to reject.
func TestSchedules(t *testing.T) {
	p := triggered(t, injury, plan.Trigger{ID: "nightly", Operation: "POST /players/{playerId}/injuries", Schedule: "cron(0 3 * * ? *)",
		Detail: json.RawMessage(`{"playerId":"all","season":2026,"message":{"file":"$.time"}}`)}, nil)
	rules := triggerRules(p)
	if p.Failed() || len(rules) != 1 || rules[0].Schedule != "cron(0 3 * * ? *)" {
		t.Fatal(rules, p.Diagnostics)
	}
	target := rules[0].Target.(plan.APIDestination)
	if !slices.Equal(target.PathValues, []string{"all"}) || target.Template.Text != `{"file":<p1>}` {
		t.Errorf("the target is %+v", target)
	}
}

// TestManyTriggers: near the quota of the default bus, which others use too, there is a warning.
func TestManyTriggers(t *testing.T) {
	for n, want := range map[int]bool{89: false, 91: true} {
		var triggers []plan.Trigger
		for i := range n { // three rules each
			tr := upload(allMapped)
			tr.ID = fmt.Sprintf("uploads%d", i)
			triggers = append(triggers, tr)
		}
		p := build(t, injury, plan.Options{Triggers: triggers})
		if got := slices.Contains(codes(p.Diagnostics, spec.Warning), diagnostic.AccountQuota); got != want || p.Failed() {
			t.Errorf("%d triggers: %v", n, p.Diagnostics)
		}
	}
}

// TestTriggerWildcards: a bus takes 30 rules with wildcards, those of triggers too, be they the user's or a
// guard's. Each bus is counted by itself, and the default one is one bus, named or not.
func TestTriggerWildcards(t *testing.T) {
	const wild, plain = `{"source":["s"],"detail":{"a":[{"wildcard":"*.pdf"}]}}`, `{"source":["s"],"detail":{"a":[{"suffix":".pdf"}]}}`
	text := document("/a/{x}: {post: {operationId: op, parameters: [{name: x, in: path, required: true, schema: {type: string}}]}}")
	for name, tt := range map[string]struct {
		pattern, detail string
		buses           []string
		each            int
		settings        map[string]plan.OperationSettings
		want            []string
	}{
		"few":               {wild, `{"x":"1"}`, []string{""}, 27, nil, nil},
		"many":              {wild, `{"x":"1"}`, []string{""}, 28, nil, []string{"the triggers have 28 rules with wildcards on the event bus default, which holds 30 by default, those of others included"}},
		"none":              {plain, `{"x":"1"}`, []string{""}, 28, nil, nil},
		"two buses":         {wild, `{"x":"1"}`, []string{"a", "b"}, 20, nil, nil},
		"both full":         {wild, `{"x":"1"}`, []string{"a", "b"}, 28, nil, []string{"28 rules with wildcards on the event bus a", "28 rules with wildcards on the event bus b"}},
		"a token's":         {wild, `{"x":"1"}`, []string{"${Token[TOKEN.7]}"}, 28, nil, []string{"28 rules with wildcards on the event bus of the trigger t${Token[TOKEN.7]}0,"}},
		"the default twice": {wild, `{"x":"1"}`, []string{"", "default"}, 14, nil, []string{"28 rules with wildcards on the event bus default"}},
		"guards":            {plain, `{"x":"$.detail.x"}`, []string{"a"}, 7, guarded("op"), []string{"28 rules with wildcards on the event bus a"}},
		"a guarded one":     {plain, `{"x":"1"}`, []string{"a"}, 7, guarded("op"), nil},
	} {
		var triggers []plan.Trigger
		for _, bus := range tt.buses {
			for i := range tt.each {
				triggers = append(triggers, plan.Trigger{ID: fmt.Sprint("t", bus, i), Operation: "op", Bus: bus, Pattern: json.RawMessage(tt.pattern), Detail: json.RawMessage(tt.detail)})
			}
		}
		checkWildcards(t, name, build(t, text, plan.Options{Triggers: triggers, Operations: tt.settings}), tt.want)
	}
}

// checkWildcards compares what is said of rules with wildcards.
func checkWildcards(t *testing.T, name string, p *plan.Plan, want []string) {
	t.Helper()
	var said []string
	for _, d := range p.Diagnostics {
		if d.Code == diagnostic.AccountQuota {
			said = append(said, d.Message)
			if d.Severity != spec.Warning || !strings.Contains(d.Hint, "(Triggers, context key triggers)") {
				t.Errorf("%s: %s", name, d.Error())
			}
		}
	}
	if len(said) != len(want) {
		t.Errorf("%s: %q, want %q", name, said, want)
		return
	}
	for i := range want {
		if !strings.Contains(said[i], want[i]) {
			t.Errorf("%s: %q, want %q", name, said[i], want[i])
		}
	}
}

// TestTriggerWildcardsHere: on the construct's bus those of triggers and of operations are together, unless
// the operations' are on shards.
func TestTriggerWildcardsHere(t *testing.T) {
	var paths strings.Builder
	for i := range 20 {
		fmt.Fprintf(&paths, "/a%d/{x}: {post: {operationId: op%d, parameters: [{name: x, in: path, required: true, schema: {type: string}}]}}\n", i, i)
	}
	triggers := func(n int, here bool) []plan.Trigger {
		var all []plan.Trigger
		for i := range n {
			all = append(all, plan.Trigger{ID: fmt.Sprint("t", i), Operation: "op0", Bus: "club", OnBus: here, Pattern: json.RawMessage(`{"source":[{"wildcard":"s*s"}]}`), Detail: json.RawMessage(`{"x":"1"}`)})
		}
		return all
	}
	for name, tt := range map[string]struct {
		triggers []plan.Trigger
		shards   bool
		want     []string
	}{
		"as many as fit": {triggers(7, true), false, nil},
		"more":           {triggers(8, true), false, []string{"31 rules with wildcards on one event bus are more than the 30 that it holds by default: 8 of them are those of triggers"}},
		"elsewhere":      {triggers(8, false), false, nil},
		"on shards":      {triggers(8, true), true, nil},
		"beside shards":  {triggers(31, true), true, []string{"31 rules with wildcards on one event bus are more than the 30 that it holds by default: 31 of them are those of triggers"}},
	} {
		opts := plan.Options{Triggers: tt.triggers, Operations: guarded("*")}
		if tt.shards {
			opts.Shards, opts.RulesPerBus = true, 15
		}
		checkWildcards(t, name, build(t, document(paths.String()), opts), tt.want)
	}
}

// TestTriggerRulesHere: on the construct's bus the rules of triggers take room that those of operations
// can't have then.
func TestTriggerRulesHere(t *testing.T) {
	var paths strings.Builder
	for i := range 20 {
		fmt.Fprintf(&paths, "/a%d: {post: {operationId: op%d}}\n", i, i)
	}
	for name, tt := range map[string]struct {
		here, shards bool
		triggers     int
		fail         string
		buses        bool
	}{
		"as many as fit":       {true, false, 10, "", false},
		"more":                 {true, false, 11, "31 rules are more than the 30 that an event bus holds (quota Number of rules, L-244521F2): 11 of them are those of triggers", false},
		"elsewhere":            {false, false, 11, "", false},
		"on shards":            {true, true, 11, "", true},
		"elsewhere, unsharded": {false, true, 5, "", false},
	} {
		opts := plan.Options{RulesPerBus: 30, Shards: tt.shards}
		for i := range tt.triggers {
			opts.Triggers = append(opts.Triggers, plan.Trigger{ID: fmt.Sprint("t", i), Operation: "op0", Bus: "club", OnBus: tt.here, Pattern: json.RawMessage(`{"source":["s"]}`)})
		}
		p := build(t, document(paths.String()), opts)
		var said []string
		for _, d := range p.Diagnostics {
			if d.Code == diagnostic.TooManyRules {
				said = append(said, d.Message)
			}
		}
		if got := strings.Join(said, "; "); got != tt.fail || len(p.Buses) > 0 != tt.buses {
			t.Errorf("%s: %q and %d shards, want %q", name, got, len(p.Buses), tt.fail)
		}
	}
}

// TestTriggersOfSwitchedOff: the rules are there and off, and the events are kept.
func TestTriggersOfSwitchedOff(t *testing.T) {
	off := false
	p := triggered(t, injury, upload(allMapped), func(o *plan.Options) {
		o.Operations = map[string]plan.OperationSettings{"Add Player Injury": {Enabled: &off}}
	})
	kept := 0
	for _, r := range triggerRules(p) {
		if _, letters := r.Target.(plan.DeadLetters); letters != !r.Disabled {
			t.Errorf("the rule %s is off: %v", r.ID, r.Disabled)
		} else if letters {
			kept++
		}
	}
	if kept != 1 || len(triggerRules(p)) != 3 {
		t.Errorf("the rules are %+v", triggerRules(p))
	}
}
