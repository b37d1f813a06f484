package limits

// CloudWatch
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html).
const (
	// MetricsPerAlarm is how many metrics the expression of an alarm adds up.
	MetricsPerAlarm = 10
	// AlarmRuleLength is the most characters of the rule of a composite alarm (API reference,
	// PutCompositeAlarm), and AlarmNameLength of the name of an alarm.
	AlarmRuleLength = 10240
	AlarmNameLength = 255
	// AlarmsPerComposite is how many fit into such a rule by their names, with what stands around
	// each; the API takes 100.
	AlarmsPerComposite = AlarmRuleLength / (AlarmNameLength + len(`ALARM("") OR `))
	// WidgetsPerDashboard and MetricsPerWidget bound a dashboard, which may have 2,500 metrics in all.
	WidgetsPerDashboard = 500
	MetricsPerWidget    = 500
	// MetricsOfDashboard is how many all widgets of a dashboard have.
	MetricsOfDashboard = 2500
)

// ConnectionARNLength is the longest ARN of a connection as a pattern quotes it: partition 10, Region
// 16, account 12, name 64, UUID 36, the fixed parts, quotes and a comma.
const ConnectionARNLength = 172

// Policies of event buses, and of whoever may put events.
const (
	// BusPolicyLength is the most characters of a bus' policy (quota page of EventBridge).
	BusPolicyLength = 10240
	// GrantLength is how many characters of detail types and sources one grant writes into a policy:
	// it leaves half of a role's inline policies to others, and two of them fit into a bus' policy
	// with the accounts. It is ours.
	GrantLength = 3500
	// MostProducers is how many accounts, and how many organizations, a bus' policy names besides
	// those: an account takes 54 characters. It is ours.
	MostProducers = 40
	// ArchiveDaysMax is more than any archive needs; EventBridge names no bound. It is ours.
	ArchiveDaysMax = 36500
)

// BusLogLevels are the levels of an event bus' logs, each with what the ones before have
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-logs.html), and MachineLogLevels
// those of Step Functions but OFF: an execution that failed is in no queue.
var (
	BusLogLevels     = []string{"ERROR", "INFO", "TRACE"}
	MachineLogLevels = []string{"FATAL", "ERROR", "ALL"}
)

// LogDays are the numbers of days for which CloudWatch Logs keeps records (API reference,
// PutRetentionPolicy).
var LogDays = []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
