package plan

import "github.com/openapi-destinations/openapidestinations/internal/pattern"

// Operate is what the user asks for beside the calls: to see them, and to keep them. The zero value
// asks for nothing.
type Operate struct {
	// Alarms and Dashboard ask for those.
	Alarms, Dashboard bool
	// Logs are those of the bus and of the state machines.
	Logs Logs
	// ArchiveDays is how long events are archived; 0 is for ever, nil not at all.
	ArchiveDays *int
	// ProducerAccounts and ProducerOrganizations may put events on the construct's own bus.
	ProducerAccounts, ProducerOrganizations []string
	// DefaultBus says that the bus is the default one, SharedBus that another construct of this kind
	// made it.
	DefaultBus, SharedBus bool
	// LettersKept is for how many days the dead-letter queue keeps a message.
	LettersKept int
}

// Logs are what is logged. The zero value is the errors of state machines.
type Logs struct {
	// Bus is "ERROR", "INFO" or "TRACE"; empty is nothing. Machines is "FATAL", "ERROR" or "ALL"; empty
	// is "ERROR".
	Bus, Machines string
	// Data includes the events.
	Data bool
	// Days is for how long; 0 is the default.
	Days int
}

// Operated is what watches and keeps the calls.
type Operated struct {
	Alarms []Alarm
	// Summaries are alarms about those.
	Summaries []Summary
	// Watches notice connections that are no longer authorized.
	Watches []Watch
	// Widgets are those of the dashboard; none is no dashboard.
	Widgets []Widget
	// BusLogs are what EventBridge delivers to the log group.
	BusLogs []BusLog
	Archive *Archive
	// Policies let other accounts put events on the bus.
	Policies []BusPolicy
}

// Kind is what a Resource is.
type Kind int

// The kinds of resources that a metric is about.
const (
	// TheBus is the bus that users publish to where the ID is empty, else a shard.
	TheBus Kind = iota
	// TriggerBus is the bus of the events of a trigger.
	TriggerBus
	TheQueue
	OneRule
	// OneMachine is a state machine, TheOutage the one that waits for the end of an outage.
	OneMachine
	TheOutage
	// OneWatch is the rule of a Watch.
	OneWatch
)

// Resource is a resource of the plan.
type Resource struct {
	Kind Kind
	ID   string
}

// Dimension is a dimension of a metric; its value is what the resource is called in metrics.
type Dimension struct {
	Name string
	Of   Resource
}

// Metric is a metric of CloudWatch.
type Metric struct {
	Namespace, Name string
	Dimensions      []Dimension
	// Statistic is "Sum" or "Maximum".
	Statistic string
}

// Query adds a metric up over all rules of a bus, whatever there are of them (CloudWatch Metrics
// Insights).
type Query struct {
	Name string
	// Bus is nil for the default bus, whose rules have no dimension for it.
	Bus *Resource
	// Top shows so many rules instead of their sum; 0 is the sum.
	Top int
}

// Alarm goes off where the sum of the metrics, or the query, reaches the threshold within five minutes.
// Without data it stays quiet.
type Alarm struct {
	ID, Description string
	Metrics         []Metric
	Query           *Query
	Threshold       int
	// Tells says that it notifies by itself, too.
	Tells bool
}

// Summary is an alarm that goes off where one of others does, and notifies.
type Summary struct {
	ID, Description string
	// Alarms are their IDs.
	Alarms []string
}

// Watch is a rule on the default bus without a target: EventBridge counts what it matches.
type Watch struct {
	ID          string
	Connections []string
}

// Widget is a graph of the dashboard.
type Widget struct {
	Title   string
	Metrics []Metric
	Queries []Query
	// Alarms shows the states of all alarms instead.
	Alarms bool
}

// BusLog is a kind of records of a bus.
type BusLog struct {
	// ID tells it from the others, and Type is EventBridge's name of the kind.
	ID, Type string
	// Bus is a shard; empty is the bus that users publish to.
	Bus string
}

// Archive keeps events of the bus that users publish to.
type Archive struct {
	ID string
	// Pattern is what is kept; nil is all.
	Pattern *pattern.Pattern
	// Days is for how long; 0 is for ever.
	Days int
}

// BusPolicy lets accounts, or those of an organization, put events on the bus.
type BusPolicy struct {
	ID string
	// Accounts are account numbers; none is all of the Organizations.
	Accounts, Organizations []string
	Events                  Events
}

// Events are those that a policy allows to put. Nil is any.
type Events struct{ DetailTypes, Sources []string }

// Asks tells whether anything is asked for.
func (o *Operate) Asks() bool {
	return o.Alarms || o.Dashboard || o.Logs.Bus != "" || o.ArchiveDays != nil || len(o.ProducerAccounts)+len(o.ProducerOrganizations) > 0
}
