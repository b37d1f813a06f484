package plan

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
	// Methods are the HTTP methods to keep; default POST, PUT, PATCH, DELETE.
	Methods []string
	// Include are filters of which one must fit an operation that is kept; default all.
	// Exclude are filters of which none may. What they leave out still counts where
	// operationIds must differ.
	Include []Filter
	Exclude []Filter
	// Sources are the accepted event sources; default any.
	Sources []string
	// Credentials says what kind of credential each security scheme was given.
	Credentials map[string]CredentialKind
	// Parameters fixes parameters by name: one value, no field. A key is a
	// parameter's name, or an operation and a name: "operationId#name",
	// "METHOD /path#name".
	Parameters map[string]string
	// MaxOptional is how many optional parameters of one operation get a rule for
	// each presence pattern; nil is 2.
	MaxOptional *int
	// CarryOptional names the optional parameters to carry, by operation
	// (operationId or "METHOD /path"); an operation without an entry carries all.
	CarryOptional map[string][]string
	// IdempotencyHeaders are header names besides the built-in ones.
	IdempotencyHeaders []string
	// CatchUnknown asks for the rule for unknown detail types.
	CatchUnknown bool
	// RulesPerBus is the quota of the bus; default 300.
	RulesPerBus int
	// OtherResources is how many more the construct will add to the stack.
	OtherResources int
	// Strict turns the warnings of inexact and unsupported operations into errors.
	Strict bool
}

// CredentialKind is the shape of a credential.
type CredentialKind string

// The kinds of credentials.
const (
	APIKeyCredential CredentialKind = "API key"
	BearerCredential CredentialKind = "bearer token"
	BasicCredential  CredentialKind = "username and password"
	ClientCredential CredentialKind = "client id and secret"
)
