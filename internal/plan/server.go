package plan

// LaunchParameter is what the launch of the template is asked about servers.
type LaunchParameter struct {
	// Name is the CloudFormation parameter's, without prefix.
	Name        string
	Label       string
	Description string
	// AllowedValues are empty where AllowedPattern and MaxLength bound the value.
	AllowedValues  []string
	AllowedPattern string
	MaxLength      int
	// Default is nil where the launch must say.
	Default *string
	// Constraint says in words what may be given.
	Constraint string
	// Secret values are hidden, and have no default.
	Secret bool
}

// Placeholder is a part of a URL that the deployment fills in. It stands as ${Name} in
// base URLs, endpoints and token URLs; no text of a document can look like it, for that
// would be unsafe. One of the other fields says what it is.
type Placeholder struct {
	Name string
	// Parameter is the name of a launch parameter, whose value it is.
	Parameter string
	// Column is what ServerChoices have for the server that the launch chose.
	Column string
	// SecretVariable and SecretParameter name the secret of the user whose value it is, a
	// server variable or a key of Options.SecretParameters.
	SecretVariable, SecretParameter string
	// Hidden values are secrets, of the user or of the launch.
	Hidden bool
	// OriginOf is a URL with tokens or placeholders, whose scheme and host it is.
	OriginOf string
}

// ServerChoice is one of the servers that the launch chooses from.
type ServerChoice struct {
	// Name is the value of the parameter, fit for the key of a mapping.
	Name string
	// Columns are its texts by the name of their column.
	Columns map[string]string
}

// ServerParameter is the name of the parameter that chooses a server.
const ServerParameter = "Server"
