// Package limits holds every limit of AWS that the project obeys, each with its
// source. "Quota" marks what an account may have raised.
package limits

// EventBridge. Sources: the service model of the EventBridge API
// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/), the quotas page
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html) and the
// CloudFormation resource schemas AWS::Events::*.
const (
	// BusNameLength is the most characters of an event bus' name (API model, EventBusName).
	BusNameLength = 256
	// DescriptionLength is the most characters of a description (API model).
	DescriptionLength = 512
	// DetailTypeLength is the most characters of an event's detail-type (User
	// Guide, PutEvents).
	DetailTypeLength = 128
	// PatternLength is the most characters of an event pattern (quota).
	PatternLength = 2048
	// PatternCombinations is the most combinations of a pattern's $or: the product of the
	// lengths of all of them, nested ones too (User Guide, "OR" matching in event patterns).
	PatternCombinations = 1000
	// EndpointLength is the most characters of an API destination's invocation
	// endpoint (API model, HttpsEndpoint).
	EndpointLength = 2048
	// EndpointPattern is what an invocation endpoint must match (API model and
	// CloudFormation schema, HttpsEndpoint).
	EndpointPattern = `^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$`
	// ParameterKeyLength and ParameterValueLength bound the keys and values of
	// headers and query parameters (API model, HeaderKey, QueryStringKey …).
	ParameterKeyLength   = 512
	ParameterValueLength = 512
	// HeaderKeyPattern is what the name of a header must match (API model, HeaderKey).
	HeaderKeyPattern = "^[!#$%&'*+-.^_`|~0-9a-zA-Z]+$"
	// HeaderValuePattern is what a constant header value must match (API model, HeaderValue).
	HeaderValuePattern = `^[ \t]*[\x20-\x7E]+([ \t]+[\x20-\x7E]+)*[ \t]*$`
	// CredentialLength is the most characters of a user name, password, API
	// key or API key name (API model, AuthHeaderParameters).
	CredentialLength = 512
	// ConnectionKeyPattern and ConnectionValuePattern are what the names and values of a
	// connection's own parameters must match, wherever they go (CloudFormation schema of
	// AWS::Events::Connection, Parameter); they have 1 to 512 characters.
	ConnectionKeyPattern   = HeaderKeyPattern
	ConnectionValuePattern = HeaderValuePattern
	// CredentialPattern is what a user name, password, key or client's secret must match
	// (CloudFormation schema of AWS::Events::Connection).
	CredentialPattern = `^[ \t]*[^\x00-\x1F\x7F]+([ \t]+[^\x00-\x1F\x7F]+)*[ \t]*$`
	// InputTemplateLength is the most characters of the template of an input transformer (API
	// model, TransformerInput).
	InputTemplateLength = 8192
	// RateMin and RateMax bound InvocationRateLimitPerSecond (API model; the
	// upper one is a quota).
	RateMin = 1
	RateMax = 300
	// RetriesMax is the most retry attempts (API model, MaximumRetryAttempts).
	RetriesMax = 185
	// EventAgeMin and EventAgeMax bound MaximumEventAgeInSeconds (API model).
	EventAgeMin = 60
	EventAgeMax = 86400
	// RulesPerBus is how many rules a bus holds (quota "Number of rules", L-244521F2; 100 in
	// af-south-1 and eu-south-1).
	RulesPerBus      = 300
	FewerRulesPerBus = 100
	// WildcardRules is how many of them may have wildcards in their patterns.
	WildcardRules = 30
	// Buses, Destinations and Connections are how many an account has in a Region (quotas
	// "Event buses", L-658A4FD9; "Api destinations", L-FB1C3A6D; "Connections", L-595D6D42).
	Buses        = 100
	Destinations = 3000
	Connections  = 3000
	// PrivateConnections are how many of them may be private; Service Quotas does not manage
	// this quota.
	PrivateConnections = 20
)

// CloudFormation
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
const (
	// StackNameLength is the most characters of a stack's name (API reference, CreateStack).
	StackNameLength = 128
	// ResourcesPerStack is the most resources of one template.
	ResourcesPerStack = 500
	// ResourcesPerHierarchy is the most resources of a stack and those nested in it that one
	// deployment creates or updates.
	ResourcesPerHierarchy = 2500
	// ConnectionParameters is how many headers, and how many query parameters, a connection
	// adds besides its authorization (API model, ConnectionHeaderParametersList).
	ConnectionParameters = 100
	// ParametersPerStack is the most parameters of one template.
	ParametersPerStack = 200
	// MappingAttributes is the most keys of a mapping, and the most values of one.
	MappingAttributes = 200
	// ParameterDescription is the most characters of a parameter's description.
	ParameterDescription = 4000
	// TemplateBytes is the most bytes of a template that is read from S3, as the
	// console and the CDK CLI hand over larger ones.
	TemplateBytes = 1_000_000
)

// MostParts is the most stacks of their own that a document is spread over. It is no limit of
// AWS: 99 stacks of 2,500 resources hold more than any account's quotas do.
const MostParts = 99

// MostOptional is the most optional parameters of an operation that get a rule for each combination:
// with more, 2^k rules would not fit the quota of a bus. It is ours.
const MostOptional = 8

// MostNestedStacks is more than the resources of a hierarchy need. It is ours.
const MostNestedStacks = 100

// IAM (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
const (
	// RolePolicyLength is the most characters of all inline policies of a role,
	// white space left out.
	RolePolicyLength = 10240
	// ManagedPolicyLength is the most characters of a managed policy, white space left out.
	ManagedPolicyLength = 6144
	// ManagedPolicies is how many a role may have (quota "Managed policies attached to an IAM role").
	ManagedPolicies = 10
	// MachinesPerPolicy is how many ARNs of state machines a managed policy holds: partition 10,
	// region 16, account 12, name 80, the fixed parts, quotes and a comma.
	MachinesPerPolicy = (ManagedPolicyLength - 200) / 150
	// DestinationARNLength is the longest ARN of an API destination as a policy
	// quotes it: partition 10, region 16, account 12, name 64, UUID 36, the
	// fixed parts, quotes and a comma.
	DestinationARNLength = 175
	// ShardARNLength is the longest ARN of a shard as a policy quotes it: partition 10, region
	// 16, account 12, the bus' name, the fixed parts, quotes and a comma.
	ShardARNLength = 66 + BusNameLength
)

// SQS
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html).
const (
	// QueuePolicyBytes is the most bytes of a queue's policy, which holds at most 20 statements.
	QueuePolicyBytes = 8192
)

// Step Functions (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
const (
	// StateBytes is the most bytes of the input and of the output of a state or an execution, as
	// JSON in UTF-8. Passing it ends an execution, and nothing catches that.
	StateBytes = 262_144
	// LogGroupNameLength is how long the name of a machine's log group may be, of whose ARN
	// CloudFormation takes 256 characters (schema of AWS::StepFunctions::StateMachine): partition
	// 10, region 16, account 12, and the fixed parts.
	LogGroupNameLength = 256 - 62
	// DefinitionLength is the most characters of a definition (API model, Definition).
	DefinitionLength = 1_048_576
	// ExpressSeconds is how long an Express execution may take.
	ExpressSeconds = 300
	// CallSeconds is how long an HTTP task waits for an answer.
	CallSeconds = 60
)
