// Package diagnostic is the register of diagnostic codes: one line each, and
// a page each under docs/diagnostics. spec and internal/plan take their codes
// from here, so that no code is used twice and none without a page.
package diagnostic

// The codes. OAD1xx come from reading the document, OAD2xx from the request an
// operation describes, OAD3xx from names and from what the user selected,
// OAD4xx from security, OAD5xx from AWS's limits.
const (
	Unreadable       = "OAD101" // the document cannot be read or parsed
	NotOpenAPI       = "OAD102" // not an OpenAPI 2.0 or 3.x document
	UnresolvedRef    = "OAD103" // a $ref that leads nowhere
	RefOutside       = "OAD104" // a $ref that leaves the document's folder, or is remote
	Malformed        = "OAD105" // a part that has not the shape OpenAPI asks for
	DuplicateKey     = "OAD106" // a mapping with the same key twice
	DuplicateParam   = "OAD107" // one location declares a parameter twice
	DocumentTooLarge = "OAD108" // the document, or what its aliases expand to, is too large
	NoOperations     = "OAD110" // the document describes no operation
	OverlayInvalid   = "OAD111" // an overlay, or an action of it, that cannot be applied
	OverlayUnmatched = "OAD112" // the target of an overlay's action matches nothing
	OverlayDoubtful  = "OAD113" // an overlay that is made for something else, or a part of one without effect
	Unfetchable      = "OAD114" // a document that cannot be fetched from its URL
	DigestDiffers    = "OAD115" // a document that has not the SHA-256 it must have
	UnreadPathItem   = "OAD116" // a path item behind a $ref that leads nowhere
	MediaTypeAssumed = "OAD117" // a body whose media type the document does not give
	OutgoingCall     = "OAD118" // a webhook or callback, which the API calls
	Dialect          = "OAD119" // a dialect of JSON Schema that is read as another
	HiddenOperation  = "OAD120" // an operation that an extension describes

	UnsupportedMethod   = "OAD201" // a method that EventBridge lacks
	UnsupportedBody     = "OAD202" // a body that EventBridge cannot send
	InexactBody         = "OAD203" // a text or binary body, which arrives as a JSON string
	DroppedHeader       = "OAD204" // a header that EventBridge removes
	RepeatedVariable    = "OAD205" // a path template that uses a variable twice
	UndeclaredVariable  = "OAD206" // a path variable without a parameter
	UnusedPathParameter = "OAD207" // a path parameter that the template does not use
	PartialSegment      = "OAD208" // a path variable that is a part of a segment
	RepeatedKeys        = "OAD209" // an array that OpenAPI writes as repeated keys
	OptionalParameters  = "OAD210" // more optional parameters than there are rules for
	UndescribedObject   = "OAD211" // an exploded object whose properties are not declared
	UnsupportedStyle    = "OAD212" // a serialization style that EventBridge cannot write
	Cookie              = "OAD213" // a cookie parameter
	ReservedCharacters  = "OAD214" // allowReserved: EventBridge encodes
	PathQueryVariable   = "OAD215" // a path template with a query and variables
	UnsafeString        = "OAD216" // a string that must not reach a template
	Fragment            = "OAD217" // a path's #fragment, which no request carries
	ConstantValue       = "OAD218" // a constant that a header or query cannot carry
	IgnoredHeader       = "OAD219" // a header parameter that OpenAPI tells to ignore
	CredentialParameter = "OAD220" // a parameter that the connection sends anyway
	IncompleteOperation = "OAD221" // an operation of which a part could not be read
	EncodedDelimiter    = "OAD222" // commas between several values, which EventBridge encodes
	EmptyBody           = "OAD223" // an absent or null body, which is sent as {}
	DefaultNotSent      = "OAD224" // a default that was to be sent and cannot be
	MediaTypeUnknown    = "OAD225" // a chosen media type that the operation's body has not
	PathTemplate        = "OAD226" // a path template that OpenAPI does not have
	HeaderTwice         = "OAD227" // one header that is declared with two values
	AnswerTypes         = "OAD228" // media types of answers that Accept cannot have
	EventIDNotKey       = "OAD229" // an idempotency key that an event's id cannot be
	UnguardedPath       = "OAD230" // a DELETE whose path stays what it is under assumption A1 only
	CarriedByMachine    = "OAD231" // an operation that a state machine carries
	SlowAnswer          = "OAD232" // an answer that takes longer than EventBridge waits
	AnswerLost          = "OAD233" // answers that are asked for, and an API destination that has none
	BinaryAnswer        = "OAD234" // an answer that is no text, which no event carries

	NoOperationID        = "OAD301" // the detail type is METHOD /path
	DuplicateOperationID = "OAD302" // an operationId used twice
	LongOperationID      = "OAD303" // an operationId over 128 characters
	DetailTypeTaken      = "OAD304" // a detail type that two operations would share
	FieldAlias           = "OAD305" // a field with another name than its parameter
	AnswerTypeTaken      = "OAD306" // an operation that is called like an answer
	NoServer             = "OAD310" // no server to call
	ServerNotHTTPS       = "OAD311" // a server that is not https
	ServerUnknown        = "OAD312" // no server fits the selection
	ServerFirst          = "OAD313" // a list lacks the selected server: its first is taken
	ServerInvalid        = "OAD314" // a server URL that cannot be called
	ServerVariable       = "OAD315" // a value that a server variable cannot have
	ServerPlaceholder    = "OAD316" // a server that is a placeholder, or that EventBridge cannot reach
	PathIsURL            = "OAD317" // a path that is itself a URL
	ServerScheme         = "OAD318" // a server whose scheme is missing or left open: https
	LaunchServer         = "OAD319" // a server or value that the launch cannot offer
	MethodUnknown        = "OAD320" // a method that is no HTTP method
	NothingSelected      = "OAD321" // a filter, override or credential that matched nothing
	NothingCallable      = "OAD322" // no operation can be called
	UnknownDetailTypes   = "OAD323" // unknown detail types are not caught
	BusConflict          = "OAD324" // two constructs on one bus with one detail type, or with buses of one name
	OperationUnknown     = "OAD325" // the program asks for an operation that is not there
	NotCallable          = "OAD326" // the program asks for the API destination or state machine of an operation that has none
	UnknownTypesOverlap  = "OAD327" // a construct's rule for unknown detail types catches another's events
	FilterInvalid        = "OAD328" // a filter, or a key or value of settings, that cannot be used
	TooMuch              = "OAD329" // more than can be planned
	LeftOut              = "OAD330" // operations with methods that are not called by default
	OtherEvents          = "OAD331" // a bus that was given, without the sources to accept
	AnswerHeader         = "OAD332" // a response header that no answer can have
	SwitchedOff          = "OAD335" // an operation that is switched off
	ExtensionInvalid     = "OAD336" // an x-eventbridge that cannot be read, or stands where it says nothing
	ExtensionIgnored     = "OAD337" // a setting of x-eventbridge that a document must not make by itself
	ExtensionNarrows     = "OAD338" // a document that takes some events only
	TriggerInvalid       = "OAD340" // a trigger that cannot be used
	TriggerInexact       = "OAD341" // a trigger of which an API destination cannot hold all

	UnsupportedScheme = "OAD401" // a security scheme that is not supported
	UnknownScheme     = "OAD402" // a security requirement that names no scheme
	SeveralSchemes    = "OAD403" // schemes that are needed at once
	CredentialKind    = "OAD404" // a credential of the wrong kind for its scheme
	OtherHost         = "OAD405" // a server or token URL on another host gets the credential
	SecureString      = "OAD406" // a credential that CloudFormation does not resolve in a connection
	CredentialHalf    = "OAD407" // a credential of which a part is missing
	NoSecurity        = "OAD408" // security schemes that no operation asks for
	TooManyBlocks     = "OAD409" // credentials that one connection cannot hold
	ConnectionKey     = "OAD410" // an imported key whose tags and policy must be changed elsewhere
	SchemeUnknown     = "OAD411" // a name of the user's that is no security scheme of the document
	NotLasting        = "OAD412" // a token or signature that expires, and that EventBridge does not renew
	ConnectionValue   = "OAD413" // a value that a connection does not take
	SecretInAddress   = "OAD414" // a secret that stands in an address

	TooManyResources   = "OAD501" // more resources than a stack may hold
	TooManyRules       = "OAD502" // more rules than a bus may hold
	PatternTooLong     = "OAD503" // an event pattern over the limit
	EndpointInvalid    = "OAD504" // an endpoint that AWS refuses
	NameInvalid        = "OAD505" // a name that a header or query parameter cannot have, or that another has
	TemplateTooLarge   = "OAD506" // a template over CloudFormation's limit
	TooManyInHierarchy = "OAD507" // more resources than a stack with its nested stacks may hold
	NestedStacks       = "OAD508" // fewer nested stacks allowed than are needed
	AccountQuota       = "OAD509" // more of something than an account has by default

	QueuePolicy  = "OAD510" // an imported dead-letter queue whose policy must be changed elsewhere
	TooManyBuses = "OAD511" // more buses than an account may have

	PreviousCatalog = "OAD512" // a catalog of the last deployment that cannot be read
	BreakingChange  = "OAD513" // a change since the last deployment that breaks producers
	NewOperation    = "OAD514" // an operation that the last deployment did not have
	InnerChange     = "OAD515" // a change since the last deployment that is no producer's matter

	QueueKey        = "OAD516" // an encrypted dead-letter queue whose key EventBridge may not use
	WideQueuePolicy = "OAD517" // more buses than a queue's policy can name
	BusKey          = "OAD518" // an encrypted event bus whose key must be changed elsewhere
	QueueRegion     = "OAD519" // a dead-letter queue in another Region
	AnotherStack    = "OAD520" // another stack than that of the last deployment
	AnswerBus       = "OAD521" // a bus of answers in another account or Region

	OthersWatched = "OAD530" // alarms and a dashboard that count the rules of others
	WideArchive   = "OAD531" // an archive of more than the events that call operations
	WideGrant     = "OAD532" // a policy that allows more events than those that call operations
)
