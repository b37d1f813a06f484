package openapidestinations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// OpenApiDestinationsProps is what [NewOpenApiDestinations] takes. Only Document is
// required. The props are never changed, and may be used for several constructs.
//
// Maps that are keyed by operation take an operationId or "METHOD /path". A key that
// matches nothing in the document is a diagnostic. BaseURL, Sources and those that say so may hold
// CDK tokens; other strings are checked as what the document says is, and may not.
type OpenApiDestinationsProps struct {
	// Document is the OpenAPI document.
	Document Document

	// Server selects the server to call by its description, name or URL, in every list
	// of servers that the document has. The default is the first of each list that
	// EventBridge can call, which is an https one.
	Server string
	// BaseURL replaces the document's own servers, whole: "https://api.example.com/v1".
	// It may be or hold a CDK token. Server and BaseURL exclude each other.
	BaseURL string
	// ServerURLs replaces server URLs of the document, those of paths and operations
	// included: the document's URL, as written or with its variables filled, to the one to
	// call. The default replaces none.
	ServerURLs map[string]string
	// ServerVariables gives server variables their values, by name, in every list of
	// servers that the document has, and in token URLs. The default is the document's
	// default of each (OpenAPI, Server Variable Object). A value outside the variable's
	// enum is an error. A variable that stands for the scheme is https without being asked.
	ServerVariables map[string]string
	// SecretServerVariables gives server variables a secret, by name: that of a webhook or a
	// bot, which is a part of the address. It becomes a dynamic reference of the template that
	// CloudFormation resolves when it creates or updates the API destination, not when the
	// secret is rotated: name its version, and a new one deploys. Whoever may read API
	// destinations (events:DescribeApiDestination) sees the address with it, so prefer a
	// security scheme where the API has one. The value must be fit for its place in a URL as
	// it is: percent-encode what is not. A variable of ServerVariables or AskServerVariables
	// may not be one of these too. The default is none.
	SecretServerVariables map[string]awscdk.SecretValue
	// AskServer leaves the choice among the document's servers to the launch of the
	// template: a CloudFormation parameter called Server offers those that can be called
	// by their name or description, and a mapping holds their URLs. Its default is the
	// server that would be called otherwise. AskServer and BaseURL exclude each other.
	AskServer bool
	// AskServerVariables names server variables that are left to the launch: "*" is all
	// of them. Each becomes a parameter Server<Variable> with the document's enum and
	// default; one without an enum has a pattern under which every endpoint is valid, and a
	// default that does not fit it is left out. A variable that has a value in
	// ServerVariables as well is an error, except for "*". The default asks for none.
	AskServerVariables []string
	// Methods are the HTTP methods of the operations to keep.
	// The default is POST, PUT, PATCH and DELETE; GET, HEAD and OPTIONS can be asked for.
	Methods []string
	// Include keeps the operations that one of its filters fits. The default is all.
	// What a filter, or a member of it, doesn't match at all is a diagnostic.
	Include []Filter
	// Exclude leaves out the operations that one of its filters fits, those of Include
	// too. The default leaves out none. What is left out still counts where operationIds
	// must differ, so that a filter renames no event.
	Exclude []Filter
	// Parameters fixes parameters of the API: they are sent with this one value and are
	// no field of the event. A key is the parameter's name, for the whole document, or
	// an operation and a name: "operationId#name", "METHOD /path#name". A property of an
	// object that is written key by key has the name that it has in the request, such as
	// "filter[status]". The case of a header's name doesn't matter. Content-Type and Accept can
	// be fixed whether the document declares them or not; the defaults are the media type of the
	// body, and those of the answers where they are not all plain JSON. A value has at most 512
	// characters; one that AWS would refuse makes its operations unsupported.
	Parameters map[string]string
	// SecretParameters fixes path parameters to a secret, under the same conditions as
	// SecretServerVariables; keys are as in Parameters. A query or header parameter is an
	// error: declare a security scheme for it, so that the connection keeps the secret. The
	// default is none.
	SecretParameters map[string]awscdk.SecretValue
	// SendDefaults sends the default of an optional query or header parameter's schema
	// where an event lacks the parameter (OpenAPI 3.1, "Schema Object", default). It needs
	// no further rules. The default is false: such a parameter is left out.
	SendDefaults bool
	// MaxOptionalParameters is how many optional parameters of an operation get a rule
	// for each combination of them; an operation with more is inexact. The default is 2,
	// which is at most four rules for an operation; from 0 to 8.
	MaxOptionalParameters *float64
	// FormBrackets writes arrays and objects in the properties of forms
	// (application/x-www-form-urlencoded) as PHP and Rails read them, tags[]=a and
	// address[city]=b, where the document's encoding says nothing about it. The default is
	// OpenAPI's: an array repeats its name, an object is JSON. It matters for operations that
	// a state machine carries; an API destination sends no forms.
	FormBrackets bool
	// IdempotencyHeaders are names of header parameters that make a repeated request
	// harmless, besides the well-known ones ("Idempotency-Key" and the like). Such a
	// header is the event's id unless the event carries a value.
	IdempotencyHeaders []string

	// Credentials are the credentials by the name of their security scheme. A scheme
	// that has none gets a CloudFormation parameter (NoEcho) which the launch of the
	// template asks for. Of several alternatives, an operation takes the first that the
	// given credentials satisfy; with none given, the first that needs no person to log in,
	// and an alternative without schemes only if no other is supported.
	Credentials map[string]Credential
	// TokenRequests says how EventBridge asks for tokens, by the name of the security
	// scheme: at which URL, and with what. The default is the flow clientCredentials of the
	// document, with the scopes that the operations need.
	TokenRequests map[string]TokenRequest
	// Connections are connections that exist, by the set of security schemes that they
	// satisfy: none is made for it, and its credentials are not asked for.
	Connections []ExistingConnection
	// SchemeOrder orders the alternatives of an operation's security: those with the
	// schemes named earlier come first, and "{}" stands for the alternative without any.
	// The default is the document's order. A satisfied alternative comes before the others
	// all the same.
	SchemeOrder []string
	// SecuritySchemes are security schemes that the document lacks, by their names, in
	// OpenAPI's terms (the Key is taken from the map). One of the same name replaces the
	// document's.
	SecuritySchemes map[string]spec.SecurityScheme
	// Security is the security of operations for which the document declares none, as a
	// list of OpenAPI's Security Requirement Objects: the names of schemes with their scopes,
	// {{"apiKey": nil}}. Where the document says `security: []`, it declares that there is none;
	// the Security of Operations comes before that.
	Security []map[string][]string
	// CredentialHosts are hosts ("upload.example.org") that may have the credentials besides
	// the base server's and those of its registrable domain: of servers of paths and
	// operations, and of token URLs. Others that get them are a warning (OAD405), and an error
	// with Strict or BaseURL.
	CredentialHosts []string
	// ConnectionKey encrypts the secrets of the connections, instead of a key that AWS owns.
	// A key of the same app gets the tag EventBridgeApiDestinations=true, without which
	// EventBridge may not use it, and the statement that it needs; an imported one must have
	// both (OAD410 spells them out).
	ConnectionKey awskms.IKey
	// ResourceConfiguration is the ARN of the VPC Lattice resource configuration through
	// which the document's server is reached, where it is in a VPC. It may be a CDK token.
	// The server still needs a public domain name and a certificate of a public authority.
	// Operations with a server on another host are called over the internet.
	ResourceConfiguration string
	// TokenResourceConfiguration is the same for the token endpoints of OAuth.
	TokenResourceConfiguration string

	// EventBus is the bus that the events come from. The default is a bus of its own, called
	// after the stack, as it is launched, and the construct: "<stack>-<id>".
	EventBus awsevents.IEventBus
	// Sources are the event sources to accept. The default is any. On a bus that was given the
	// default leaves out those that begin with "aws.", for AWS's own events may come by there,
	// and the document chooses which of them leave, and what of them. No Sources are a warning
	// then (OAD331), an error with Strict.
	Sources []string
	// IgnoreUnknownDetailTypes drops events whose detail-type no operation has, instead
	// of sending them to the dead-letter queue. Set it when others put rules on the
	// construct's own bus; on a bus that was given they are always ignored.
	IgnoreUnknownDetailTypes bool
	// RulesPerBus is how many rules a bus may hold: the account's quota. The default is 300,
	// which is that of a new account in most Regions, or 100 in a stack of the Regions
	// af-south-1 and eu-south-1, which have that. With more rules, or nearly as many, the
	// construct makes more buses and lets its own forward the events to them; see ShardBus for
	// a bus that was given.
	RulesPerBus *float64
	// DestinationsPerAccount is how many API destinations the account may have in the Region:
	// its quota. The default is 3,000, which is that of a new account. A document that needs
	// more, all of its parts together, is an error (OAD509) before any resource is made.
	DestinationsPerAccount *float64

	// ShardBus spreads the rules over more buses where they are more than RulesPerBus, as is
	// done anyway on the construct's own bus: the bus given as EventBus then forwards the
	// events to them. EventBridge hands an event on from one bus to another once, so set it
	// only if EventBus gets its events from PutEvents and not from another bus.
	ShardBus bool
	// SharedDestinations lets operations share API destinations: those with the same method,
	// server, connection and number of path segments have one, and the fixed segments of their
	// paths are values of it. A stack then holds about twice as many operations, and RateLimit
	// holds for all that share one instead of for each operation.
	SharedDestinations bool
	// NestedStacks is the number of nested stacks that the operations are spread over, from 1
	// to 100; with 0, all stay in one stack, and more than it holds fail the synth. The
	// default is none as long as one stack holds all, and else as many as it takes. Nested
	// stacks are assets: their account must be bootstrapped for the CDK, and the stack's
	// synthesizer must not be the bootstrapless one.
	NestedStacks *float64

	// Part is the part of the document that this construct makes, "2/3" for the second of
	// three, for documents that are too large for one stack with its nested stacks: a
	// construct in a stack of its own for each part, with otherwise the same props. All share
	// one bus: the second part and the others are given the EventBus of the first, and
	// ShardBus if the first one's bus is its own; they may be given its DeadLetterQueue too.
	// An operation's part is a matter of its name. The default is the whole document; Parts
	// says how many it needs.
	Part string

	// DeadLetterQueue gets the events that cannot be delivered or lack what their
	// operation requires. It must be a standard queue of the same Region. The default is a
	// queue of its own: 14 days, encrypted (SSE-SQS), TLS only. A queue of the same app gets the
	// statement that it needs, once for all constructs that share it, and so does a KMS key that
	// encrypts it; imported ones must have them (OAD510 and OAD516 spell them out).
	DeadLetterQueue awssqs.IQueue
	// RetryAttempts is how often a failed delivery is repeated, from 0 to 185.
	// The default is EventBridge's: 185.
	RetryAttempts *float64
	// MaxEventAge is how long a delivery is tried, from 60 seconds to 24 hours.
	// The default is EventBridge's: 24 hours.
	MaxEventAge awscdk.Duration
	// RateLimit is the most calls a second of each operation, from 1 to 300.
	// The default is EventBridge's: 300.
	RateLimit *float64

	// Alarms asks for alarms of CloudWatch: letters in the dead-letter queue, and old ones, calls that
	// failed for good, events that are lost, throttled rules, state machines, and connections that are
	// no longer authorized; and for one about them all. No data is no alarm. AlarmTopic asks for
	// them, too. The default is none.
	Alarms bool
	// AlarmTopic is the ARN of an SNS topic that is told when one of the alarms goes off; it may be a
	// CDK token. Events that are lost, and letters that SQS will delete within days, are told
	// of by their own alarms as well, for the one about all may have gone off already. The
	// default tells nobody.
	AlarmTopic string
	// Dashboard asks for a dashboard of CloudWatch. The default is none.
	Dashboard bool
	// Logs is what is logged. The default is the errors of state machines, without events.
	Logs LogProps
	// ArchiveDays asks for an archive of the events that call operations, which can be put on the bus
	// again (a replay), and for how many days it keeps them; 0 is for ever. Names that are too long
	// for an event pattern are a diagnostic (OAD531). The default is no archive.
	ArchiveDays *float64
	// RemovalPolicy is what becomes of the construct's dead-letter queue, archive and log groups when
	// they leave the template: RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY. The default is
	// CloudFormation's, which deletes them.
	RemovalPolicy awscdk.RemovalPolicy
	// EventBusKey encrypts the construct's own bus, its shards and the archive, instead of a key that
	// AWS owns. A key of the same app gets the statement that it needs; an imported one must have it
	// (OAD518 spells it out).
	EventBusKey awskms.IKey
	// DeadLetterQueueKey is the same for the construct's own dead-letter queue (OAD516).
	DeadLetterQueueKey awskms.IKey
	// ProducerAccounts are numbers of other accounts that may put the events of the operations on the
	// construct's own bus, at most 40. They may be CDK tokens. Who puts events in such an account
	// needs events:PutEvents on the bus there, too. Detail types that don't fit into
	// the bus' policy are a diagnostic (OAD532). The default is none.
	ProducerAccounts []string
	// ProducerOrganizations are the same for all accounts of organizations ("o-…").
	ProducerOrganizations []string

	// Previous is the event catalog of the last deployment, <id>.events.json of its cloud
	// assembly: the name of the file, or its contents. With it, the synth says which
	// operations are new, gone, changed in a way that breaks producers, or only inside. Of a
	// document in parts, give the catalogs of all parts. The default compares with nothing.
	Previous []string
	// RefuseBreaking fails the synth where a change since Previous breaks producers, which is
	// a warning by default.
	RefuseBreaking bool

	// Carriers are those that may carry operations: one alone forbids the other. Of both, each
	// operation has the more faithful one, and the API destination where it is as good. The
	// default is both.
	Carriers []Carrier
	// Answers are the outcomes of calls that come back as events: "success", "failure", "both" or "none".
	// Operations that have them are carried by a state machine, and of GET and HEAD those whose success
	// is told are called without being asked for in Methods. The event is called like the
	// operation's, with " succeeded" or " failed" behind it; its detail has the request's id and
	// what that had as detail.correlation, the status, some headers and the body (the catalog has
	// it all). A failed one is a notice beside the dead letter. The default is none.
	Answers Answers
	// AnswerBus is the bus that those events are put on, of this Region. The default is the bus that
	// the events come from. One of another account must let this one put events on it (OAD521 says how).
	AnswerBus awsevents.IEventBus
	// AnswerSource is the source of those events: printable ASCII of at most 256 characters, without
	// blanks, quotes, backslashes, braces, $, < and >, that doesn't begin with "aws." and is none of
	// Sources. It may be a CDK token. The default is "openapi-destinations." and the name of the bus that the events come from.
	AnswerSource string
	// AnswerHeaders are the response headers that the event of a success has, whatever their case;
	// an empty list that is not nil is none. Headers with credentials or cookies are an error. The
	// default is the type of the body, the location, and the usual names of a request's id.
	AnswerHeaders []string
	// Operations are settings of single operations. A key is an operationId,
	// "METHOD /path", either with stars as in a [Filter] ("add*", "POST /players/*",
	// "DELETE *" for all of a method), "tag:" and a tag's name, or "*" for all. Each setting
	// is that of the most specific key that has it: an operationId or "METHOD /path" comes
	// first, then stars, those with more other characters first, then tags, in the
	// operation's order, then "*". A key or setting that is never used is a diagnostic
	// (OAD321). The default leaves all to the other props.
	Operations map[string]OperationProps

	// Triggers are rules on other events than the operations' own, by names of yours: an upload, an
	// event of another service or of a partner, or a schedule, calls an operation. The default is none.
	Triggers map[string]Trigger

	// TrustExtensions takes all that the document says in x-eventbridge, at its root, a path or an
	// operation (docs/x-eventbridge.yaml is the reference). Operations comes before it. The default
	// is false: what stands in the document itself may describe, and narrow what holds otherwise
	// (lower rates, ages and attempts, fewer sources, a pattern); anything else is a warning
	// (OAD337), unless an overlay says it.
	TrustExtensions bool

	// Prefix begins the logical id of each resource and parameter, so that the
	// template reads well and two of them can be merged: a letter, then letters and
	// digits. The default leaves the logical ids to the CDK.
	Prefix string
	// Strict fails the synth where an operation is inexact or unsupported, which is a
	// warning by default.
	Strict bool
}

// Trigger calls an operation for events that aren't its own, without a function in between. Its rule has
// all that the operation's own rules have: events that lack what it names go to the dead-letter queue,
// and so do those that can't be delivered. What can't be used of a trigger is an error (OAD340).
type Trigger struct {
	// Operation is the operation to call: an operationId, "METHOD /path", or a detail type.
	Operation string
	// EventBus is the bus of the events. The default is the account's default bus, where AWS's own
	// events and those of schedules are.
	EventBus awsevents.IEventBus
	// Pattern is the event pattern, in EventBridge's terms: {"source": {"aws.s3"}, …}. It must name
	// a source or a detail-type. Strings may hold CDK tokens. Give it or Schedule.
	Pattern map[string]any
	// Schedule is an expression of EventBridge, on the default bus: "rate(5 minutes)" or
	// "cron(0 8 ? * MON-FRI *)", in UTC.
	Schedule string
	// Fields is the detail of the operation's own event, as the catalog describes it: a string that
	// begins with "$" is a path into the trigger's event ("$.detail.object.key", "$.time"), and all
	// else is a constant. What the operation requires must be in it. An event that lacks a path goes
	// to the dead-letter queue, but for the path of an optional parameter, which is left out then.
	// Constants may not hold CDK tokens.
	Fields map[string]any
}

// OperationProps are settings of the operations that a key of Operations fits. The zero value
// of each leaves it to a less specific key, and in the end to the props for all operations.
type OperationProps struct {
	// Carrier carries the operation, whatever Carriers says, and though the other one would be
	// more faithful; an operation that it can't carry is Unsupported. An API that answers
	// later than after five seconds needs ByStateMachine, which waits for 60.
	Carrier Carrier
	// Answers are the outcomes that come back as events, whatever those of the props are;
	// NoAnswers for none.
	Answers Answers
	// RateLimit is the most calls a second, from 1 to 300. With SharedDestinations, an operation
	// with a rate here has an API destination of its own. A state machine has no rate, which is a
	// warning (OAD231).
	RateLimit *float64
	// RetryAttempts is how often a failed delivery is repeated, from 0 to 185.
	RetryAttempts *float64
	// MaxEventAge is how long a delivery is tried, from 60 seconds to 24 hours.
	MaxEventAge awscdk.Duration
	// Description is for people: it is in the description of the rules and of the API
	// destination, of which AWS takes 512 characters, and in the catalog instead of the
	// document's summary.
	Description string
	// DetailType is the detail-type of the operation's events instead of its operationId, up to
	// 128 characters. No two operations of a construct and no two constructs on a bus may have
	// one; logical ids of the operation's resources come from it.
	DetailType string
	// Sources are the event sources to accept, of those that Sources for all operations has.
	Sources []string
	// Pattern is an event pattern in JSON that the operation's events must match, too:
	// {"detail": {"kind": ["urgent"]}}. An event that doesn't is not the operation's: it is neither
	// delivered nor a dead letter. It may test what the operation's own pattern doesn't, and have a
	// $or at its top. With the operation's own, a pattern has at most 2,048 characters.
	Pattern string
	// Enabled is whether the operation is called; the default is true. With false, its rules are
	// there and disabled, and its events go to the dead-letter queue, so that they can be put back
	// once it is enabled again.
	Enabled *bool
	// GuardPath lets the path fields take no value with a character that would change the path if
	// EventBridge did not encode it, or if the API decoded it before it reads the path:
	// / \ % ? # ; and ends of lines. Other events go to the dead-letter queue. A bus takes 30 rules
	// with such patterns: guard the operations that could do harm. A state machine refuses such
	// events without one. The default is false.
	GuardPath *bool
	// Headers and Query are header and query parameters with the one value that is always sent,
	// whether the document declares them or not; they come before Parameters. Each is a setting
	// of its own: an operation that has one more loses none. A header that a carrier doesn't send
	// makes its operations Unsupported there (OAD204), and what the connection sends as a
	// credential is an error.
	Headers, Query map[string]string
	// MediaType chooses the media type of request bodies that have several, or says that an API
	// takes a form without files as JSON, too ("application/json"). With a key that fits several
	// operations it applies to those that have one such. The default is application/json, or else
	// the first that is JSON.
	MediaType string
	// Optional names the optional parameters that events may carry. An empty list that is not
	// nil carries none. The default is all.
	Optional []string
	// Security is the operations' security, whatever they declare, as a list of OpenAPI's Security
	// Requirement Objects: the names of schemes with their scopes, {{"apiKey": nil}}. An empty list
	// that is not nil means none. The default is the document's, or else Security of the props.
	Security []map[string][]string
}

// LogProps is what is logged in log groups of the construct. What may hold events, personal data among
// them, is logged only if Data says so.
type LogProps struct {
	// EventBus is the level of the logs of the construct's own bus and its shards: "ERROR", "INFO" or
	// "TRACE", each with what the ones before have. A bus that was given has logs of its own. The
	// default is none.
	EventBus string
	// StateMachines is the level of the logs of state machines: "FATAL", "ERROR" or "ALL". The
	// default is "ERROR".
	StateMachines string
	// Data includes the events, and what state machines make of them. The default leaves them out.
	Data bool
	// Days is for how many days logs are kept: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400,
	// 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653. The default is 30.
	Days int
}

// Filter fits operations of the document, for Include and Exclude of the props: those for
// which all criteria hold that are given. Of a criterion with several members, any one is
// enough. A Filter without a criterion is an error of the document's diagnostics, as is a
// member that cannot be read.
//
// Texts are compared letter by letter. In OperationIDs and Paths a "*" stands for any
// characters, and `\` before a character takes its meaning away; nothing else is special,
// so that "/players/{playerId}" is that path alone.
type Filter struct {
	// Tags are the operation's own tags (OpenAPI, Operation Object).
	Tags []string
	// OperationIDs are operationIds with stars: "add*". An operation that has no
	// operationId fits none.
	OperationIDs []string
	// Paths are path templates with stars, as the document writes them, without the
	// server's base path. A "*" doesn't reach beyond a slash: "/players/*" fits
	// "/players/{playerId}". A whole segment "**" stands for any number of segments, none
	// included: "/admin/**" fits "/admin" and all below it.
	Paths []string
	// Methods are HTTP methods, capitals or not. They choose among those that the Methods
	// of the props keep.
	Methods []string
	// Deprecated is whether the operation is marked so.
	Deprecated *bool
	// Extensions are those of the operation or its path item, with or without a value:
	// "x-internal" fits any value but false and null; "x-audience=public" fits the string,
	// number or boolean that is written so, and a list that has it.
	Extensions []string
	// Match decides by program. It may not change what it is given.
	Match func(spec.Operation) bool
}

// TokenRequest says how EventBridge asks for the tokens of a security scheme: with a POST
// of grant_type=client_credentials, the scopes, and the client's id and secret. Whether
// those go into a Basic header or the body is AWS' choice, and not documented.
type TokenRequest struct {
	// URL is the token endpoint. The default is that of the flow clientCredentials; one
	// must be given for schemes without it. It must be https, and may be relative to the
	// document's server.
	URL string
	// Scopes are asked for instead of those that the operations need; an empty list that
	// is not nil asks for none.
	Scopes []string
	// Parameters are sent in the body besides: "audience", "resource". They may replace
	// grant_type.
	Parameters map[string]string
	// Headers are sent besides. The media type of the request is AWS' choice unless
	// Content-Type is one of them.
	Headers map[string]string
}

// ExistingConnection is a connection that was made elsewhere, for the operations that need
// just the security schemes: it must send their credentials as the document describes.
type ExistingConnection struct {
	// Schemes are the security schemes that the connection satisfies at once; none for the
	// operations that want no credential.
	Schemes []string
	// Connection is the connection. Give it or its ARN.
	Connection awsevents.IConnection
	// ARN is the whole ARN of the connection, with its UUID, in the Region of the stack. It may be a
	// CDK token.
	ARN string
}
