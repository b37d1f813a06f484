package render

import (
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// addOperate makes what watches and keeps the calls.
func (r *renderer) addOperate() {
	o := &r.plan.Operate
	for i := range o.Watches {
		r.addWatch(&o.Watches[i])
	}
	alarms := make(map[string]awscdk.CfnResource)
	for i := range o.Alarms {
		alarms[o.Alarms[i].ID] = r.addAlarm(&o.Alarms[i])
	}
	var summaries []awscdk.CfnResource
	for i := range o.Summaries {
		summaries = append(summaries, r.addSummary(&o.Summaries[i], alarms))
	}
	if len(o.Widgets) > 0 {
		r.addDashboard(o, summaries, alarms)
	}
	r.addBusLogs(o.BusLogs)
	if o.Archive != nil {
		r.addArchive(o.Archive)
	}
	for i := range o.Policies {
		r.addBusPolicy(&o.Policies[i])
	}
}

// addWatch makes a rule on the default bus, where EventBridge's own events are.
func (r *renderer) addWatch(w *plan.Watch) {
	arns := make([]any, len(w.Connections))
	for i, id := range w.Connections {
		arns[i] = *r.connections[id]
	}
	rule := awsevents.NewCfnRule(r.scope, jsii.String(w.ID), &awsevents.CfnRuleProps{
		Description: jsii.String("Counts connections that lose their authorization, for an alarm"),
		EventPattern: map[string]any{
			"source":      []any{"aws.events"},
			"detail-type": []any{"Connection Deauthorized", "Connection Failed Connectivity"},
			"resources":   arns,
		},
	})
	r.name(rule, w.ID)
	if r.watches == nil {
		r.watches = make(map[string]awsevents.CfnRule)
	}
	r.watches[w.ID] = rule
}

// period is over how many seconds a metric is added up.
const period = 300

// addAlarm makes an alarm.
func (r *renderer) addAlarm(a *plan.Alarm) awscdk.CfnResource {
	properties := map[string]any{
		"AlarmDescription":   a.Description,
		"ComparisonOperator": "GreaterThanOrEqualToThreshold",
		"Threshold":          a.Threshold,
		"EvaluationPeriods":  1,
		"TreatMissingData":   "notBreaching",
	}
	switch {
	case a.Query != nil:
		properties["Metrics"] = []any{map[string]any{"Id": "sum", "Label": a.Query.Name, "Expression": r.query(a.Query), "Period": period, "ReturnData": true}}
	case len(a.Metrics) == 1:
		m := &a.Metrics[0]
		properties["Namespace"], properties["MetricName"], properties["Statistic"] = m.Namespace, m.Name, m.Statistic
		properties["Dimensions"], properties["Period"] = r.dimensions(m), period
	default:
		properties["Metrics"] = r.added(a.Metrics)
	}
	if a.Tells {
		r.notify(properties)
	}
	alarm := r.add(a.ID, "AWS::CloudWatch::Alarm", properties)
	r.tag(alarm)
	return alarm
}

// added is the sum of metrics. One without data counts for nothing.
func (r *renderer) added(metrics []plan.Metric) []any {
	all := []any{map[string]any{"Id": "sum", "Expression": "SUM(FILL(METRICS(), 0))", "ReturnData": true}}
	for i := range metrics {
		m := &metrics[i]
		all = append(all, map[string]any{
			"Id": "m" + strconv.Itoa(i+1), "ReturnData": false,
			"MetricStat": map[string]any{
				"Metric": map[string]any{"Namespace": m.Namespace, "MetricName": m.Name, "Dimensions": r.dimensions(m)},
				"Period": period, "Stat": m.Statistic,
			},
		})
	}
	return all
}

func (r *renderer) notify(properties map[string]any) {
	if r.given.AlarmTopic != "" {
		properties["AlarmActions"] = []any{r.given.AlarmTopic}
	}
}

// addSummary makes the alarm about others.
func (r *renderer) addSummary(s *plan.Summary, alarms map[string]awscdk.CfnResource) awscdk.CfnResource {
	states := make([]string, len(s.Alarms))
	for i, id := range s.Alarms {
		states[i] = `ALARM("` + *alarms[id].Ref() + `")`
	}
	properties := map[string]any{"AlarmDescription": s.Description, "AlarmRule": strings.Join(states, " OR ")}
	r.notify(properties)
	summary := r.add(s.ID, "AWS::CloudWatch::CompositeAlarm", properties)
	r.tag(summary)
	return summary
}

// query is a query of CloudWatch Metrics Insights
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html).
// The schema holds it to the metrics of single rules: those of the bus as a whole would count twice.
func (r *renderer) query(q *plan.Query) string {
	schema, where := `SCHEMA("AWS/Events", RuleName)`, ""
	if q.Bus != nil {
		schema, where = `SCHEMA("AWS/Events", EventBusName, RuleName)`, " WHERE EventBusName = '"+r.called(*q.Bus)+"'"
	}
	text := "SELECT SUM(" + q.Name + ") FROM " + schema + where
	if q.Top > 0 {
		text += " GROUP BY RuleName ORDER BY SUM() DESC LIMIT " + strconv.Itoa(q.Top)
	}
	return text
}

func (r *renderer) dimensions(m *plan.Metric) []any {
	all := make([]any, len(m.Dimensions))
	for i, d := range m.Dimensions {
		all[i] = map[string]any{"Name": d.Name, "Value": r.called(d.Of)}
	}
	return all
}

// called is what a resource is called in metrics.
func (r *renderer) called(of plan.Resource) string {
	switch of.Kind {
	case plan.TheBus:
		return *r.busNames[of.ID]
	case plan.TriggerBus:
		return r.triggerBusName(of.ID)
	case plan.TheQueue:
		return *r.Queue.QueueName()
	case plan.OneRule:
		return r.ruleName(of.ID)
	case plan.OneMachine:
		return *r.arns[of.ID]
	case plan.TheOutage:
		return *r.machines.outage
	}
	return partOf(*r.watches[of.ID].AttrArn(), 1)
}

// ruleName is the name of a rule. It is taken out of the ARN, which begins rule/<bus>/ on a bus that isn't
// the default one, and the name of a partner's bus has slashes: what Ref gives is not the name there.
func (r *renderer) ruleName(id string) string {
	at := 2
	for i := range r.plan.Rules {
		rule := &r.plan.Rules[i]
		if rule.ID != id || rule.Bus != "" {
			continue
		}
		name := r.bus.physical.atSynth()
		if rule.Trigger != "" {
			name = r.triggerBusName(rule.Trigger)
		}
		switch {
		case name == defaultBus:
			at = 1
		case !HasToken(name):
			at += strings.Count(name, "/")
		}
	}
	return partOf(*r.rules[id].AttrArn(), at)
}

// triggerBusName is the name of a trigger's bus as the construct's own stack has it.
func (r *renderer) triggerBusName(trigger string) string {
	if bus := r.triggerBus(r.shelves[""], trigger); bus != nil {
		return *bus
	}
	return defaultBus
}

// partOf is a part of an ARN between its slashes.
func partOf(arn string, at int) string {
	return *awscdk.Fn_Select(jsii.Number(at), awscdk.Fn_Split(jsii.String("/"), jsii.String(arn), nil))
}
