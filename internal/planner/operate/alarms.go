package operate

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// The namespaces of the metrics.
const (
	events = "AWS/Events"
	queues = "AWS/SQS"
	states = "AWS/States"
)

// RuleMetrics are the metrics that EventBridge has for each rule, and counts
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html).
var RuleMetrics = []string{
	"FailedInvocations", "InvocationAttempts", "Invocations", "InvocationsFailedToBeSentToDlq", "InvocationsSentToDlq",
	"MatchedEvents", "RetryInvocationAttempts", "SuccessfulInvocationAttempts", "ThrottledRules", "TriggeredRules",
}

// addAlarms asks for as few alarms as say what is wrong, and for one about them all.
func (d *deciding) addAlarms() {
	d.watchQueue()
	if d.watchesBus() {
		d.watchBus(plan.Resource{Kind: plan.TheBus})
	}
	for i := range d.plan.Buses {
		d.watchBus(plan.Resource{Kind: plan.TheBus, ID: d.plan.Buses[i].ID})
	}
	d.watchTriggers()
	d.watchMachines()
	d.watchConnections()
	d.summarize()
}

func (d *deciding) alarm(a plan.Alarm) { d.out.Alarms = append(d.out.Alarms, a) }

// daysBefore is how long before SQS deletes a letter the alarm about old ones goes off.
const daysBefore = 3

// watchQueue asks for alarms about letters, and about old ones. A queue that all parts share is the
// first part's.
func (d *deciding) watchQueue() {
	if !d.first() && d.plan.Frame.DeadLetters.Given {
		return
	}
	days := max(1, d.opts.Operate.LettersKept-daysBefore)
	d.alarm(plan.Alarm{ID: "DeadLettersAlarm", Threshold: 1,
		Description: "Events could not be delivered or used: they are in the dead-letter queue, each with its reason.",
		Metrics:     []plan.Metric{onQueue("ApproximateNumberOfMessagesVisible")}})
	d.alarm(plan.Alarm{ID: "OldDeadLettersAlarm", Threshold: days * 24 * 60 * 60, Tells: true,
		Description: fmt.Sprintf("An event is in the dead-letter queue for %d days. SQS deletes what is older than the queue keeps messages.", days),
		Metrics:     []plan.Metric{onQueue("ApproximateAgeOfOldestMessage")}})
}

func onQueue(name string) plan.Metric {
	return plan.Metric{Namespace: queues, Name: name, Statistic: "Maximum",
		Dimensions: []plan.Dimension{{Name: "QueueName", Of: plan.Resource{Kind: plan.TheQueue}}}}
}

// onBus is a metric of a bus as a whole. EventBridge documents the dimension EventBusName alone for few
// metrics, and neither for failed invocations nor for letters that were lost.
func onBus(name string, bus plan.Resource) plan.Metric {
	return plan.Metric{Namespace: events, Name: name, Statistic: "Sum", Dimensions: []plan.Dimension{{Name: "EventBusName", Of: bus}}}
}

// OnRule is a metric of a rule. On a bus that isn't the default one its dimensions are both names; on
// the default bus, the rule's alone.
func OnRule(name string, rule *plan.Rule, opts *plan.Options) plan.Metric {
	m := plan.Metric{Namespace: events, Name: name, Statistic: "Sum"}
	if bus, named := busOf(rule, opts); named {
		m.Dimensions = []plan.Dimension{{Name: "EventBusName", Of: bus}}
	}
	m.Dimensions = append(m.Dimensions, plan.Dimension{Name: "RuleName", Of: plan.Resource{Kind: plan.OneRule, ID: rule.ID}})
	return m
}

// busOf is the bus of a rule, and tells whether metrics name it.
func busOf(rule *plan.Rule, opts *plan.Options) (bus plan.Resource, named bool) {
	if rule.Trigger == "" {
		return plan.Resource{Kind: plan.TheBus, ID: rule.Bus}, rule.Bus != "" || !opts.Operate.DefaultBus
	}
	for i := range opts.Triggers {
		if t := &opts.Triggers[i]; t.ID == rule.Trigger {
			return plan.Resource{Kind: plan.TriggerBus, ID: t.ID}, t.Bus != "" && t.Bus != "default"
		}
	}
	return plan.Resource{}, false
}

// watchTriggers asks for alarms about the rules of triggers, each by its name: they are on the buses of
// other events, with rules of others.
func (d *deciding) watchTriggers() {
	var rules []*plan.Rule
	for i := range d.plan.Rules {
		if rule := &d.plan.Rules[i]; rule.Trigger != "" {
			rules = append(rules, rule)
		}
	}
	failed, lost := 0, 0
	for some := range slices.Chunk(rules, limits.MetricsPerAlarm) {
		a := plan.Alarm{ID: numbered("FailedTriggersAlarm", &failed), Threshold: 1,
			Description: "Calls of triggers failed for good. Their events go to the dead-letter queue."}
		b := plan.Alarm{ID: numbered("LostTriggersAlarm", &lost), Threshold: 1, Tells: true,
			Description: "Events of triggers could be neither delivered nor sent to the dead-letter queue: they are lost."}
		for _, rule := range some {
			a.Metrics = append(a.Metrics, OnRule("FailedInvocations", rule, d.opts))
			b.Metrics = append(b.Metrics, OnRule("InvocationsFailedToBeSentToDlq", rule, d.opts))
		}
		d.alarm(a)
		d.alarm(b)
	}
}

// watchBus asks for alarms about the rules of a bus.
func (d *deciding) watchBus(bus plan.Resource) {
	id := func(what string) string {
		if bus.ID == "" {
			return what
		}
		return ident.Of(bus.ID, what)
	}
	d.overRules(bus, plan.Alarm{ID: id("FailedInvocationsAlarm"), Threshold: 1,
		Description: "Calls failed for good. Their events go to the dead-letter queue."}, "FailedInvocations")
	d.overRules(bus, plan.Alarm{ID: id("LostEventsAlarm"), Threshold: 1, Tells: true,
		Description: "Events could be neither delivered nor sent to the dead-letter queue: they are lost."}, "InvocationsFailedToBeSentToDlq")
	throttled := plan.Alarm{ID: id("ThrottledRulesAlarm"), Threshold: 1,
		Description: "EventBridge throttles rules: calls are late (quota Invocations throttle limit in transactions per second)."}
	if d.onDefault(bus) {
		d.overRules(bus, throttled, "ThrottledRules")
		return
	}
	throttled.Metrics = []plan.Metric{onBus("ThrottledRules", bus)}
	d.alarm(throttled)
}

func (d *deciding) onDefault(bus plan.Resource) bool {
	return bus.ID == "" && d.opts.Operate.DefaultBus
}

// overRules asks for an alarm about a metric of all rules of a bus: by a query, which costs nothing for
// rules that have no such data, and follows the rules as they come and go. On a bus that others use the
// rules are named where they are few.
func (d *deciding) overRules(bus plan.Resource, a plan.Alarm, metric string) {
	if d.eachRule() && bus.ID == "" {
		for _, rule := range d.ownRules() {
			a.Metrics = append(a.Metrics, OnRule(metric, rule, d.opts))
		}
		if len(a.Metrics) > 0 {
			d.alarm(a)
		}
		return
	}
	a.Query = d.query(bus, metric, 0)
	d.alarm(a)
}

func (d *deciding) query(bus plan.Resource, metric string, top int) *plan.Query {
	if d.onDefault(bus) {
		return &plan.Query{Name: metric, Top: top}
	}
	return &plan.Query{Name: metric, Bus: &bus, Top: top}
}

// eachRule tells whether the alarms about a bus name each rule: where the bus is given, and the rules are
// as few as an alarm takes metrics, and none in another stack.
func (d *deciding) eachRule() bool {
	return d.opts.GivenBus && !d.opts.Operate.SharedBus && len(d.plan.Buses) == 0 && len(d.plan.Stacks) == 0 &&
		len(d.ownRules()) <= limits.MetricsPerAlarm
}

// ownRules are those on the bus that users publish to, or a shard.
func (d *deciding) ownRules() []*plan.Rule {
	var rules []*plan.Rule
	for i := range d.plan.Rules {
		if rule := &d.plan.Rules[i]; rule.Trigger == "" {
			rules = append(rules, rule)
		}
	}
	return rules
}

// machines are the state machines, the outage machine first; none where no operation has one.
func (d *deciding) machines() []plan.Resource {
	if len(d.plan.Machines) == 0 {
		return nil
	}
	machines := []plan.Resource{{Kind: plan.TheOutage}}
	for i := range d.plan.Machines {
		machines = append(machines, plan.Resource{Kind: plan.OneMachine, ID: d.plan.Machines[i].ID})
	}
	return machines
}

// watchMachines asks for alarms about executions that did not end well.
func (d *deciding) watchMachines() {
	n := 0
	for some := range slices.Chunk(d.machines(), limits.MetricsPerAlarm/len(badEnds)) {
		a := plan.Alarm{ID: numbered("StateMachinesAlarm", &n), Threshold: 1,
			Description: "Executions of state machines failed or timed out: the API has not answered for minutes, or an event is in no queue but in the state machines' log."}
		for _, machine := range some {
			for _, name := range badEnds {
				a.Metrics = append(a.Metrics, onMachine(name, machine))
			}
		}
		d.alarm(a)
	}
}

// badEnds are the metrics of executions that ended badly.
var badEnds = []string{"ExecutionsFailed", "ExecutionsTimedOut"}

func onMachine(name string, machine plan.Resource) plan.Metric {
	return plan.Metric{Namespace: states, Name: name, Statistic: "Sum", Dimensions: []plan.Dimension{{Name: "StateMachineArn", Of: machine}}}
}

// numbered are ids, the first without a number.
func numbered(id string, n *int) string {
	if *n++; *n == 1 {
		return id
	}
	return id + strconv.Itoa(*n)
}

// connectionsPerWatch is how many ARNs of connections a pattern holds.
const connectionsPerWatch = (limits.PatternLength - 150) / limits.ConnectionARNLength

// watchConnections asks for rules that match when a connection is no longer authorized, and an alarm
// about what they match. A rule needs no target for its metrics
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html).
func (d *deciding) watchConnections() {
	var ids []string
	for i := range d.plan.Connections {
		ids = append(ids, d.plan.Connections[i].ID)
	}
	a := plan.Alarm{ID: "ConnectionsAlarm", Threshold: 1,
		Description: "A connection lost its authorization, or its private way to the API. The alarm tells of the change: it ends after minutes, though the connection stays as it is."}
	alarms, rules := 0, 0
	for some := range slices.Chunk(ids, connectionsPerWatch) {
		watch := plan.Watch{ID: numbered("ConnectionsRule", &rules), Connections: some}
		d.out.Watches = append(d.out.Watches, watch)
		a.Metrics = append(a.Metrics, plan.Metric{Namespace: events, Name: "TriggeredRules", Statistic: "Sum",
			Dimensions: []plan.Dimension{{Name: "RuleName", Of: plan.Resource{Kind: plan.OneWatch, ID: watch.ID}}}})
	}
	id := a.ID
	for some := range slices.Chunk(a.Metrics, limits.MetricsPerAlarm) {
		one := a
		one.ID, one.Metrics = numbered(id, &alarms), some
		d.alarm(one)
	}
}

// summarize asks for the alarm that notifies.
func (d *deciding) summarize() {
	var ids []string
	for i := range d.out.Alarms {
		ids = append(ids, d.out.Alarms[i].ID)
	}
	n := 0
	for some := range slices.Chunk(ids, limits.AlarmsPerComposite) {
		d.out.Summaries = append(d.out.Summaries, plan.Summary{ID: numbered("Alarm", &n), Alarms: some,
			Description: "One of the API's alarms goes off: which one, says what is wrong."})
	}
}
