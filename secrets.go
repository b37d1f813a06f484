package openapidestinations

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// secretKey names a part of the credential of a scheme.
type secretKey struct {
	scheme string
	part   plan.CredentialPart
}

// secrets are the values of credentials: references to a secret or a parameter.
type secrets map[secretKey]string

// newSecrets collects the given values and makes a parameter for each that was not.
func newSecrets(c *openApiDestinations, props *OpenApiDestinationsProps) secrets {
	s := make(secrets)
	for _, scheme := range slices.Sorted(maps.Keys(props.Credentials)) {
		credential := props.Credentials[scheme]
		for _, part := range credential.names() {
			s[secretKey{scheme, part}] = *credential.parts[part].UnsafeUnwrap()
		}
	}
	for _, secret := range c.plan.Secrets {
		s[secretKey{secret.Scheme, secret.Name}] = c.addParameter(props.Prefix, secret)
	}
	return s
}

// value is what a connection is given for the part.
func (s secrets) value(p plan.Part) *string {
	if p.Scheme == "" {
		return jsii.String(p.Constant)
	}
	return jsii.String(p.Before + s[secretKey{p.Scheme, p.Name}])
}

// addParameter asks for a secret when the template is launched. Only the topmost
// stack can ask; it hands the value to a nested one through a parameter that hides it
// too, where CDK's own would show it.
func (c *openApiDestinations) addParameter(prefix string, secret plan.Secret) string {
	props := &awscdk.CfnParameterProps{
		Type:        jsii.String("String"),
		NoEcho:      jsii.Bool(true),
		MinLength:   jsii.Number(1),
		MaxLength:   jsii.Number(secret.MaxLength),
		Description: optional(secret.Description),
	}
	name := prefix + secret.Parameter
	top := c.topStack()
	if top.Node().TryFindChild(jsii.String(name)) != nil {
		name = plan.LogicalID(*c.Node().Id(), name)
	}
	value := *awscdk.NewCfnParameter(top, jsii.String(name), props).ValueAsString()
	if nested, ok := c.stack.(awscdk.NestedStack); ok {
		parameter := awscdk.NewCfnParameter(nested, jsii.String(name), props)
		nested.SetParameter(parameter.LogicalId(), jsii.String(value))
		value = *parameter.ValueAsString()
	}
	return value
}

// checkCredentials refuses secure strings of Systems Manager: CloudFormation resolves
// them in a few properties only, none of them a connection's
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html).
func (c *openApiDestinations) checkCredentials(credentials map[string]Credential) {
	for _, scheme := range slices.Sorted(maps.Keys(credentials)) {
		credential := credentials[scheme]
		for _, part := range credential.names() {
			text, err := json.Marshal(c.stack.Resolve(credential.parts[part].UnsafeUnwrap()))
			if err == nil && strings.Contains(string(text), "{{resolve:ssm-secure:") {
				c.report(diagnostic.SecureString, spec.Error, "use a secret of Secrets Manager, or a parameter",
					"the credential of the security scheme %q is a secure string of Systems Manager, which CloudFormation doesn't resolve in a connection", scheme)
			}
		}
	}
}
