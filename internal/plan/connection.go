package plan

// Connection is an EventBridge connection: one for each distinct set of resolved
// security schemes, shared by its operations.
type Connection struct {
	// ID holds the connection's shape (schemes and the names of what it sends):
	// AWS merges updates and would keep a parameter that was taken away.
	ID          string
	Description string
	// Existing is set when the user brings the connection: nothing is made.
	Existing bool
	// AuthorizationType is "API_KEY", "BASIC" or "OAUTH_CLIENT_CREDENTIALS".
	AuthorizationType string
	// Schemes are the security schemes it satisfies, sorted; empty for the anonymous one.
	Schemes []string
	// KeyName and Key are the header and its value of API_KEY.
	KeyName string
	Key     Text
	// Username and Password are those of BASIC.
	Username Part
	Password Part
	// OAuth is set for OAUTH_CLIENT_CREDENTIALS.
	OAuth *OAuth
	// Headers, Query and Body are secret invocation parameters: the credentials that the
	// authorization itself does not carry. Those of the body are properties of a JSON object.
	Headers []Credited
	Query   []Credited
	Body    []Credited
	// Private says that the API is called through the user's VPC Lattice resource
	// configuration, PrivateToken that the token endpoint is.
	Private      bool
	PrivateToken bool
	// Stack is the nested stack that it is in; empty is the construct's own.
	Stack string
}

// Credited is a header, query parameter or property of the body that a connection sends.
type Credited struct {
	Name  string
	Value Text
}

// Text is a value that a connection holds: its parts, one after the other.
type Text []Part

// Part is a constant, or Before followed by a part of the credential of a scheme.
type Part struct {
	Constant string
	Before   string
	Scheme   string
	Name     CredentialPart
	// Encoded says that the base64 of the part and a colon is sent: a user name without a
	// password (RFC 7617, section 2), for the type BASIC takes no empty one.
	Encoded bool
}
