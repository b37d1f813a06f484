package operate_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/operate"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// placed is a plan with so many rules, shards, machines and connections.
// Of 25 rules or more the last 15 are a trigger's.
func placed(rules, shards, machines, connections int) *plan.Plan {
	p := &plan.Plan{}
	for i := range rules {
		rule := plan.Rule{ID: fmt.Sprintf("rule%d", i)}
		if rules >= 25 && i >= rules-15 {
			rule.Trigger = "upload"
		}
		p.Rules = append(p.Rules, rule)
		p.DetailTypes = append(p.DetailTypes, fmt.Sprintf("operation%d", i))
	}
	for i := range shards {
		p.Buses = append(p.Buses, plan.Bus{ID: fmt.Sprintf("%d:Bus", i), Name: fmt.Sprint(i)})
	}
	for i := range machines {
		p.Machines = append(p.Machines, plan.StateMachine{ID: fmt.Sprintf("machine%d", i)})
	}
	for i := range connections {
		p.Connections = append(p.Connections, plan.Connection{ID: fmt.Sprintf("connection%d", i)})
	}
	return p
}

func all() *plan.Options {
	return &plan.Options{Operate: plan.Operate{
		Alarms: true, Dashboard: true, Logs: plan.Logs{Bus: "TRACE"}, ArchiveDays: new(7), LettersKept: 14,
		ProducerAccounts: []string{"210987654321"}, ProducerOrganizations: []string{"o-abcde12345"},
	}}
}

// documented are the sets of dimensions that AWS documents for its metrics. Of EventBridge's, those with
// RuleName alone are of rules on the default bus, those with both names of rules on other buses
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html,
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html,
// https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html).
var documented = map[string][]string{
	"AWS/Events FailedInvocations":                   {"RuleName", "EventBusName RuleName"},
	"AWS/Events InvocationsFailedToBeSentToDlq":      {"RuleName", "EventBusName RuleName"},
	"AWS/Events ThrottledRules":                      {"RuleName", "EventBusName RuleName", "EventBusName"},
	"AWS/Events TriggeredRules":                      {"RuleName", "EventBusName RuleName"},
	"AWS/Events InvocationAttempts":                  {"RuleName", "EventBusName RuleName", "EventBusName"},
	"AWS/Events SuccessfulInvocationAttempts":        {"RuleName", "EventBusName RuleName", "EventBusName"},
	"AWS/Events RetryInvocationAttempts":             {"RuleName", "EventBusName RuleName", "EventBusName"},
	"AWS/Events IngestionToInvocationSuccessLatency": {"RuleName", "EventBusName RuleName", "EventBusName"},
	"AWS/SQS ApproximateNumberOfMessagesVisible":     {"QueueName"},
	"AWS/SQS ApproximateAgeOfOldestMessage":          {"QueueName"},
	"AWS/States ExecutionsStarted":                   {"StateMachineArn"},
	"AWS/States ExecutionsFailed":                    {"StateMachineArn"},
	"AWS/States ExecutionsTimedOut":                  {"StateMachineArn"},
}

func dimensions(m plan.Metric) string {
	var names []string
	for _, d := range m.Dimensions {
		names = append(names, d.Name)
	}
	return strings.Join(names, " ")
}

// TestDimensions: those that AWS emits, on the construct's own bus, a given one and the default one.
func TestDimensions(t *testing.T) {
	own, given, def := all(), all(), all()
	given.GivenBus, def.GivenBus, def.Operate.DefaultBus = true, true, true
	for name, opts := range map[string]*plan.Options{"own": own, "given": given, "default": def} {
		out := operate.Decide(placed(3, 0, 2, 2), opts)
		var metrics []plan.Metric
		for _, a := range out.Alarms {
			metrics = append(metrics, a.Metrics...)
			if (a.Query == nil) == (len(a.Metrics) == 0) {
				t.Errorf("%s: %s has neither metrics nor a query, or both", name, a.ID)
			}
		}
		for _, w := range out.Widgets {
			metrics = append(metrics, w.Metrics...)
		}
		for _, m := range metrics {
			known := documented[m.Namespace+" "+m.Name]
			if !slices.Contains(known, dimensions(m)) {
				t.Errorf("%s: %s %s has the dimensions %q; AWS documents %q", name, m.Namespace, m.Name, dimensions(m), known)
			}
			if m.Namespace != "AWS/Events" {
				continue
			}
			byBus, isWatch := strings.HasPrefix(dimensions(m), "EventBusName"), m.Dimensions[0].Of.Kind == plan.OneWatch
			if byBus != (name != "default" && !isWatch) {
				t.Errorf("%s: %s has the dimensions %q", name, m.Name, dimensions(m))
			}
		}
	}
}

// TestQueries: the sum over a bus of one's own is by both names; on the default bus the rule's is the only
// dimension.
func TestQueries(t *testing.T) {
	opts := all()
	for _, a := range operate.Decide(placed(300, 0, 0, 1), opts).Alarms {
		if q := a.Query; q != nil && (q.Bus == nil || q.Bus.ID != "") {
			t.Errorf("%s: %+v", a.ID, q)
		}
	}
	opts.GivenBus, opts.Operate.DefaultBus = true, true
	queries := 0
	for _, a := range operate.Decide(placed(300, 0, 0, 1), opts).Alarms {
		if a.Query != nil {
			queries++
			if a.Query.Bus != nil {
				t.Errorf("%s: %+v", a.ID, a.Query)
			}
		}
	}
	if queries != 3 {
		t.Errorf("%d queries", queries)
	}
}

// TestTriggers: their rules are on the buses of other events, and named.
func TestTriggers(t *testing.T) {
	opts := all()
	opts.Triggers = []plan.Trigger{{ID: "upload"}, {ID: "order", Bus: "orders"}, {ID: "named", Bus: "default"}}
	p := placed(3, 0, 0, 1)
	for _, id := range []string{"upload", "order", "named"} {
		p.Rules = append(p.Rules, plan.Rule{ID: id, Trigger: id})
	}
	seen := 0
	for _, a := range operate.Decide(p, opts).Alarms {
		if !strings.Contains(a.ID, "Triggers") {
			continue
		}
		var by []string
		for _, m := range a.Metrics {
			by = append(by, dimensions(m))
			seen++
		}
		if !slices.Equal(by, []string{"RuleName", "EventBusName RuleName", "RuleName"}) || a.Metrics[1].Dimensions[0].Of != (plan.Resource{Kind: plan.TriggerBus, ID: "order"}) {
			t.Errorf("%s: %q", a.ID, by)
		}
	}
	if seen != 6 {
		t.Errorf("%d metrics", seen)
	}
}

// TestGuideNamesTheAlarms, each with its metrics and dimensions.
func TestGuideNamesTheAlarms(t *testing.T) {
	guide, err := os.ReadFile("../../../docs/guide/day-two.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string]string)
	for line := range strings.Lines(string(guide)) {
		if cells := strings.Split(line, "|"); len(cells) == 6 && strings.HasSuffix(strings.TrimSpace(cells[1]), "Alarm`") && !strings.Contains(cells[1], "Triggers") {
			rows[strings.Trim(cells[1], " `")] = strings.TrimSpace(cells[3]) + " by " + strings.TrimSpace(cells[4])
		}
	}
	for _, a := range operate.Decide(placed(20, 0, 1, 1), all()).Alarms {
		var names []string
		by := "EventBusName RuleName"
		if a.Query != nil {
			names = append(names, "`AWS/Events` `"+a.Query.Name+"`")
		} else {
			by = dimensions(a.Metrics[0])
		}
		for _, m := range a.Metrics {
			name := "`" + m.Name + "`"
			if len(names) == 0 {
				name = "`" + m.Namespace + "` " + name
			}
			if !slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, name) }) {
				names = append(names, name)
			}
		}
		want := strings.Join(names, ", ") + " by `" + strings.ReplaceAll(by, " ", "`, `") + "`"
		if rows[a.ID] != want {
			t.Errorf("the guide says of %s\n%s\nand it is\n%s", a.ID, rows[a.ID], want)
		}
		delete(rows, a.ID)
	}
	for id := range rows {
		t.Errorf("there is no alarm %s", id)
	}
}

// TestLimits: whatever the document has, alarms and dashboards are within CloudWatch's limits, and no two
// resources have one name.
func TestLimits(t *testing.T) {
	for _, p := range []*plan.Plan{placed(1, 0, 0, 1), placed(300, 0, 1, 40), placed(3000, 99, 240, 240), placed(3, 0, 12, 3)} {
		for _, given := range []bool{false, true} {
			opts := all()
			opts.GivenBus = given
			p.Frame.Bus.Given = given
			out := operate.Decide(p, opts)
			ids := make(map[string]bool)
			once := func(id string) {
				if ids[id] {
					t.Errorf("%s is there twice", id)
				}
				ids[id] = true
			}
			summed := 0
			for _, a := range out.Alarms {
				once(a.ID)
				if len(a.Metrics) > limits.MetricsPerAlarm {
					t.Errorf("%s has %d metrics", a.ID, len(a.Metrics))
				}
			}
			for _, s := range out.Summaries {
				once(s.ID)
				summed += len(s.Alarms)
				if len(s.Alarms) > 100 || len(s.Alarms)*(limits.AlarmNameLength+len(`ALARM("") OR `)) > limits.AlarmRuleLength {
					t.Errorf("%s has %d alarms", s.ID, len(s.Alarms))
				}
			}
			if summed != len(out.Alarms) {
				t.Errorf("of %d alarms %d are summed up", len(out.Alarms), summed)
			}
			watched := 0
			for _, w := range out.Watches {
				once(w.ID)
				watched += len(w.Connections)
				if 150+len(w.Connections)*limits.ConnectionARNLength > limits.PatternLength {
					t.Errorf("%s has %d connections", w.ID, len(w.Connections))
				}
			}
			if watched != len(p.Connections) {
				t.Errorf("of %d connections %d are watched", len(p.Connections), watched)
			}
			metrics := 0
			for _, w := range out.Widgets {
				metrics += len(w.Metrics) + len(w.Queries)
				if len(w.Metrics) > limits.MetricsPerWidget || len(w.Queries) > 1 {
					t.Errorf("%s has %d metrics and %d queries", w.Title, len(w.Metrics), len(w.Queries))
				}
			}
			if len(out.Widgets) > limits.WidgetsPerDashboard || metrics > limits.MetricsOfDashboard {
				t.Errorf("%d graphs with %d metrics", len(out.Widgets), metrics)
			}
			for _, l := range out.BusLogs {
				once(l.ID)
			}
			if resources, bytes := operate.Takes(p, opts); resources < len(ids) || bytes < 200*len(ids) {
				t.Errorf("%d resources are taken for %d with %d bytes", len(ids), resources, bytes)
			}
		}
	}
}

// TestNothingUnasked: without a word there is nothing.
func TestNothingUnasked(t *testing.T) {
	opts := &plan.Options{Operate: plan.Operate{Logs: plan.Logs{Machines: "ALL", Data: true, Days: 7}, LettersKept: 14}}
	if n, bytes := operate.Takes(placed(3, 2, 2, 2), opts); n != 0 || bytes != 0 || opts.Operate.Asks() {
		t.Errorf("%d resources with %d bytes", n, bytes)
	}
}

// TestFurtherParts watch what is theirs: the bus, a shared queue and the archive are the first part's.
func TestFurtherParts(t *testing.T) {
	opts := all()
	opts.Part, opts.Parts, opts.GivenBus, opts.Operate.SharedBus = 2, 3, true, true
	p := placed(3, 1, 1, 1)
	p.Frame.Bus.Given, p.Frame.DeadLetters.Given = true, true
	out := operate.Decide(p, opts)
	var ids []string
	for _, a := range out.Alarms {
		ids = append(ids, a.ID)
	}
	want := []string{"0~2Bus:FailedInvocationsAlarm", "0~2Bus:LostEventsAlarm", "0~2Bus:ThrottledRulesAlarm", "StateMachinesAlarm", "ConnectionsAlarm"}
	if !slices.Equal(ids, want) || out.Archive != nil || len(out.Widgets) > 0 || len(out.Policies) > 0 {
		t.Errorf("%q, %+v", ids, out)
	}
	if len(out.BusLogs) != 3 || out.BusLogs[0].Bus != "0:Bus" {
		t.Errorf("%+v", out.BusLogs)
	}
}

// TestArchive keeps just the operations' events as long as their names fit.
func TestArchive(t *testing.T) {
	for name, c := range map[string]struct {
		rules   int
		sources []string
		given   bool
		pattern string
		says    string
	}{
		"all fit":          {2, nil, false, `{"detail-type":["operation0","operation1"]}`, ""},
		"with sources":     {1, []string{"a"}, false, `{"detail-type":["operation0"],"source":["a"]}`, ""},
		"given":            {1, nil, true, `{"detail-type":["operation0"],"source":[{"anything-but":{"prefix":"aws."}}]}`, ""},
		"too many":         {300, nil, false, "", "info"},
		"too many, source": {300, []string{"a"}, false, `{"source":["a"]}`, "info"},
		"too many, given":  {300, nil, true, `{"source":[{"anything-but":{"prefix":"aws."}}]}`, "warning"},
	} {
		opts := &plan.Options{Sources: c.sources, GivenBus: c.given, Operate: plan.Operate{ArchiveDays: new(7)}}
		p := placed(c.rules, 0, 0, 1)
		kept, got := operate.Decide(p, opts).Archive, ""
		if kept.Pattern != nil {
			got = kept.Pattern.String()
		}
		if got != c.pattern || kept.Days != 7 {
			t.Errorf("%s: %s for %d days; want %s", name, got, kept.Days, c.pattern)
		}
		log := finding.NewLog(&spec.Document{}, false)
		operate.Check(p, opts, log)
		says := ""
		for _, d := range log.Diagnostics {
			says += d.Severity.String()
		}
		if says != c.says {
			t.Errorf("%s: %v", name, log.Diagnostics)
		}
	}
}

// TestPuttable: what a policy names stays within its part of the policy.
func TestPuttable(t *testing.T) {
	many := slices.Repeat([]string{"operation"}, 400)
	for _, c := range []struct {
		detailTypes, sources []string
		named, bySource      int
		exactly              bool
	}{
		{[]string{"a"}, nil, 1, 0, true},
		{[]string{"a"}, []string{"s"}, 1, 1, true},
		{many, nil, 0, 0, false},
		{many, []string{"s"}, 0, 1, false},
		{[]string{"a"}, many, 1, 0, false},
	} {
		got, exactly := operate.Puttable(c.detailTypes, c.sources)
		if len(got.DetailTypes) != c.named || len(got.Sources) != c.bySource || exactly != c.exactly {
			t.Errorf("%d detail types, %d sources: %d, %d, %v", len(c.detailTypes), len(c.sources), len(got.DetailTypes), len(got.Sources), exactly)
		}
	}
}
