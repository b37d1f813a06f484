package openapidestinations

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

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

// parameterName is what the name of a connection's parameter must match (CloudFormation
// schema of AWS::Events::Connection, Parameter).
var parameterName = regexp.MustCompile(limits.ConnectionKeyPattern)

// parameterValue is the same for its value.
var parameterValue = regexp.MustCompile(limits.ConnectionValuePattern)

// mostTokenParameters leaves room for grant_type and scope.
const mostTokenParameters = limits.ConnectionParameters - 2

// The ARNs that AWS takes (API model, ConnectionArn and ResourceConfigurationArn).
var (
	connectionARN    = regexp.MustCompile(`^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:connection/[\w.-]+/[\w-]+$`)
	configurationARN = regexp.MustCompile(`^arn:aws[a-z-]*:vpc-lattice:[a-z0-9-]+:\d{12}:resourceconfiguration/rcfg-[0-9a-z]{17}$`)
)

// checkSecurity panics on a programmer's mistake in the props about connections.
func (p *OpenApiDestinationsProps) checkSecurity(fail func(format string, args ...any)) {
	literal := func(s string) bool { return s != "" && !hasToken(s) }
	seen := make(map[string]bool)
	for _, c := range p.Connections {
		set := strings.Join(slices.Sorted(slices.Values(c.Schemes)), " and ")
		switch {
		case (c.Connection == nil) == (c.ARN == ""):
			fail("the connection for the security schemes %q must have either a Connection or an ARN", set)
		case literal(c.ARN) && !connectionARN.MatchString(c.ARN):
			fail("%q is not the ARN of a connection with its UUID", c.ARN)
		case seen[set]:
			fail("there are two connections for the security schemes %q", set)
		}
		seen[set] = true
	}
	for _, scheme := range slices.Sorted(maps.Keys(p.TokenRequests)) {
		checkTokenPairs(scheme, "parameter", p.TokenRequests[scheme].Parameters, fail)
		checkTokenPairs(scheme, "header", p.TokenRequests[scheme].Headers, fail)
	}
	for _, arn := range []string{p.ResourceConfiguration, p.TokenResourceConfiguration} {
		if literal(arn) && !configurationARN.MatchString(arn) {
			fail("%q is not the ARN of a VPC Lattice resource configuration", arn)
		}
	}
}

// checkTokenPairs panics on parameters or headers of a token request that no connection takes.
func checkTokenPairs(scheme, what string, pairs map[string]string, fail func(format string, args ...any)) {
	if len(pairs) > mostTokenParameters {
		fail("the token request of the security scheme %q has %d %ss, and a connection takes %d besides grant_type and scope", scheme, len(pairs), what, mostTokenParameters)
	}
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		if value := pairs[name]; !parameterName.MatchString(name) || len(name) > limits.ParameterKeyLength {
			fail("the token request of the security scheme %q has the %s %q, and CloudFormation takes at most %d letters, digits and !#$%%&'*+-.^_`|~ in a name", scheme, what, name, limits.ParameterKeyLength)
		} else if !hasToken(value) && (len(value) > limits.ParameterValueLength || !parameterValue.MatchString(value)) {
			fail("the token request of the security scheme %q has a value of the %s %q that a connection doesn't take: a value has 1 to %d printable ASCII characters", scheme, what, name, limits.ParameterValueLength)
		}
	}
}

// securityOptions are the props about security as the plan takes them.
func (p *OpenApiDestinationsProps) securityOptions(opts *plan.Options) {
	opts.SchemeOrder = p.SchemeOrder
	opts.CredentialHosts = p.CredentialHosts
	opts.ConnectionKey = p.ConnectionKey != nil
	opts.Private = p.ResourceConfiguration != ""
	opts.PrivateToken = p.TokenResourceConfiguration != ""
	opts.TokenRequests = make(map[string]plan.TokenRequest, len(p.TokenRequests))
	for scheme, request := range p.TokenRequests {
		opts.TokenRequests[scheme] = plan.TokenRequest(request)
	}
	for _, c := range p.Connections {
		opts.Connections = append(opts.Connections, c.Schemes)
	}
	for _, key := range slices.Sorted(maps.Keys(p.SecuritySchemes)) {
		scheme := p.SecuritySchemes[key]
		scheme.Key, scheme.Scheme = key, strings.ToLower(scheme.Scheme)
		opts.SecuritySchemes = append(opts.SecuritySchemes, scheme)
	}
	opts.Security = requirements(p.Security)
	opts.OperationSecurity = make(map[string][]spec.SecurityRequirement, len(p.OperationSecurity))
	for operation, alternatives := range p.OperationSecurity {
		opts.OperationSecurity[operation] = requirements(alternatives)
	}
}

// requirements are Security Requirement Objects as spec reads them.
func requirements(objects []map[string][]string) []spec.SecurityRequirement {
	var all []spec.SecurityRequirement
	for _, object := range objects {
		var r spec.SecurityRequirement
		for _, scheme := range slices.Sorted(maps.Keys(object)) {
			r.Schemes = append(r.Schemes, spec.SchemeScopes{Scheme: scheme, Scopes: object[scheme]})
		}
		all = append(all, r)
	}
	return all
}

// existingConnection is the ARN of the connection that the user brings for the schemes.
func (p *OpenApiDestinationsProps) existingConnection(schemes []string) *string {
	for _, c := range p.Connections {
		if slices.Equal(slices.Sorted(slices.Values(c.Schemes)), schemes) {
			if c.Connection != nil {
				return c.Connection.ConnectionArn()
			}
			return jsii.String(c.ARN)
		}
	}
	return nil
}

// keyTag is the tag without which EventBridge's service-linked role may not use a key
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-connections.html).
const keyTag = "EventBridgeApiDestinations"

// connectionKeyStatements let Secrets Manager use a key for EventBridge's secrets: for the role of
// EventBridge, which can't be named before the first connection has made it, and so for the account.
// To describe a key is not to encrypt, so no encryption context comes with it; and before a secret has
// an ARN, Secrets Manager asks with a text instead whether the key may be used
// (https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html). They are the
// same for all constructs of an account, and the CDK writes what is the same once.
func (c *openApiDestinations) connectionKeyStatements() []statement {
	account := map[string]string{"AWS": "arn:" + c.place.partition + ":iam::" + c.place.account + ":root"}
	via := map[string]any{"kms:ViaService": "secretsmanager.*.amazonaws.com"}
	secrets := "arn:" + c.place.partition + ":secretsmanager:*:" + c.place.account + ":secret:events!connection/*"
	return []statement{
		{
			Sid: "DescribeKey", Effect: "Allow", Principal: account,
			Action: "kms:DescribeKey", Resource: "*", Condition: conditions{"StringLike": via},
		},
		{
			Sid: "Connections", Effect: "Allow", Principal: account,
			Action: []string{"kms:GenerateDataKey", "kms:Decrypt"}, Resource: "*",
			Condition: conditions{"StringLike": {
				"kms:ViaService":                  via["kms:ViaService"],
				"kms:EncryptionContext:SecretARN": []string{secrets, "RequestToValidateKeyAccess"},
			}},
		},
	}
}

// allowKey tags the user's key, and lets it be used for the connections. A key that takes no
// statement is reported with what it needs.
func (c *openApiDestinations) allowKey(props *OpenApiDestinationsProps) {
	key := props.ConnectionKey
	if key == nil {
		return
	}
	statements := c.connectionKeyStatements()
	added := true
	for _, s := range statements {
		added = added && allowKeyUse(key, s)
	}
	if added {
		awscdk.Tags_Of(key).Add(jsii.String(keyTag), jsii.String("true"), nil)
		return
	}
	c.report(diagnostic.ConnectionKey, spec.Warning,
		"give the key the tag "+keyTag+"=true, and add to the Statement of its policy, unless it allows as much already: "+c.spelledOut(statements...),
		"the key of the connections was imported, so it cannot be changed here; without its tag and policy EventBridge cannot use it")
}
