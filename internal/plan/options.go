package plan

import (
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Options are what the user wants, free of CDK types. The zero value is the
// default of each.
type Options struct {
	// Server selects by description, name or URL in every list of servers.
	Server string
	// BaseURL replaces the document's own servers. It is the user's word: it may
	// hold deploy-time tokens, and is then checked as far as it is known.
	BaseURL string
	// BaseURLHasToken says that BaseURL holds one.
	BaseURLHasToken bool
	// ServerURLs replaces absolute server URLs of the document, one by one.
	ServerURLs map[string]string
	// ServerVariables are values of server variables by name, in every list of servers.
	ServerVariables map[string]string
	// SecretVariables are server variables whose value is a secret that the plan never sees.
	SecretVariables []string
	// AskServer leaves the choice among the document's servers to the launch.
	AskServer bool
	// AskServerVariables are the server variables left to the launch; "*" is all.
	AskServerVariables []string
	// Methods are the HTTP methods to keep; default POST, PUT, PATCH, DELETE.
	Methods []string
	// Include are filters of which one must fit an operation that is kept; default all.
	// Exclude are filters of which none may. What they leave out still counts where
	// operationIds must differ.
	Include []Filter
	Exclude []Filter
	// Sources are the accepted event sources; default any, but for those of AWS where
	// GivenBus says that the bus was there before.
	Sources  []string
	GivenBus bool
	// Credentials says what credential each security scheme was given, by its name.
	Credentials map[string]Credential
	// TokenRequests says how tokens are asked for, by the name of their scheme.
	TokenRequests map[string]TokenRequest
	// Connections are the sets of schemes for which the user brings a connection.
	Connections [][]string
	// SchemeOrder orders alternatives: those with the schemes named earlier come first.
	SchemeOrder []string
	// SecuritySchemes are added to the document's; one of the same name is replaced.
	SecuritySchemes []spec.SecurityScheme
	// Security applies to operations for which the document declares nothing; nil says nothing.
	// That of Operations applies whatever they declare.
	Security []spec.SecurityRequirement
	// CredentialHosts are hosts besides the document's own that may have the credentials.
	CredentialHosts []string
	// ConnectionKey says that the connections are encrypted with a key of the user.
	ConnectionKey bool
	// Private says that the document's host is reached through a resource configuration,
	// PrivateToken that token endpoints are.
	Private      bool
	PrivateToken bool
	// Parameters fixes parameters by name: one value, no field. A key is a
	// parameter's name, or an operation and a name: "operationId#name",
	// "METHOD /path#name".
	Parameters map[string]string
	// SecretParameters are keys as those of Parameters, of path parameters whose one value is a
	// secret that the plan never sees.
	SecretParameters []string
	// MaxOptional is how many optional parameters of one operation get a rule for
	// each presence pattern; nil is 2.
	MaxOptional *int
	// SendDefaults sends schema.default of optional parameters that an event lacks.
	SendDefaults bool
	// Carriers are those that may carry operations; none is the API destination alone.
	Carriers []Carrier
	// Operations are settings of single operations, by their operationId, "METHOD /path", a glob of
	// either, "tag:<name>" or "*". Each setting is that of the most specific key that has it.
	Operations map[string]OperationSettings
	// Triggers are sorted by ID.
	Triggers []Trigger
	// TrustExtensions takes all that x-eventbridge says in the document.
	TrustExtensions bool
	// Answers are the outcomes of the operations that come back as events, unless Operations says
	// otherwise; default none.
	Answers Answers
	// AnswerHeaders are the response headers that come with them, in lower case; nil is what the state
	// machine takes by itself.
	AnswerHeaders []string
	// AnswerSources are the sources of the answers that are put on the bus, the construct's own among
	// them, as far as they are known: the rule for unknown detail types leaves those alone.
	AnswerSources []AnswerSource
	// FormBrackets writes arrays and objects in forms as PHP and Rails read them, a[] and a[b],
	// where the document says nothing about it.
	FormBrackets bool
	// IdempotencyHeaders are header names besides the built-in ones.
	IdempotencyHeaders []string
	// CatchUnknown asks for the rule for unknown detail types.
	CatchUnknown bool
	// RulesPerBus is the quota of the bus; default 300.
	RulesPerBus int
	// DestinationsPerAccount is the account's quota of API destinations; default 3,000.
	DestinationsPerAccount int
	// Shards allows to spread the rules over more buses when they are more than that.
	Shards bool
	// SharedDestinations lets operations share API destinations.
	SharedDestinations bool
	// NestedStacks is the number of nested stacks; 0 allows none, and nil leaves it to need.
	NestedStacks *int
	// Part of Parts is what this construct makes of the document; 0 of 0 is all.
	Part, Parts int
	// GivenQueue says that the queue of dead letters was there before.
	GivenQueue bool
	// RateLimit is the most calls a second of each API destination; nil is EventBridge's default.
	RateLimit *float64
	// Retry is that of every delivery.
	Retry Retry
	// Operate is what is asked for beside the calls.
	Operate Operate
	// Strict turns the warnings of inexact and unsupported operations into errors.
	Strict bool
}

// AnswerSource is the source of answers. It may hold CDK tokens; Length is how long it may get. Own are those
// of the construct, if it has any.
type AnswerSource struct {
	Text   string
	Length int
	Own    bool
}

// Credential is what the plan knows of a credential: never a value.
type Credential struct {
	Kind CredentialKind
	// Missing are the parts that were not given.
	Missing []CredentialPart
	// Same is equal for equal credentials.
	Same string
	// Literals are the parts that the template holds as plain text; the others are references.
	Literals map[CredentialPart]Literal
}

// CredentialKind is the shape of a credential.
type CredentialKind string

// The kinds of credentials.
const (
	APIKeyCredential CredentialKind = "API key"
	BearerCredential CredentialKind = "bearer token"
	BasicCredential  CredentialKind = "username and password"
	ClientCredential CredentialKind = "client id and secret"
	// UserCredential has an empty password; a user name that is missing is asked for.
	UserCredential CredentialKind = "username without a password"
)
