package openapidestinations

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
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
			if value := credential.parts[part]; value != nil {
				s[secretKey{scheme, part}] = *value.UnsafeUnwrap()
			}
		}
	}
	for _, secret := range c.plan.Secrets {
		s[secretKey{secret.Scheme, secret.Name}] = c.addParameter(props.Prefix+secret.Parameter, authorizationGroup, secret.Label,
			&awscdk.CfnParameterProps{
				Type:        jsii.String("String"),
				NoEcho:      jsii.Bool(true),
				MinLength:   jsii.Number(1),
				MaxLength:   jsii.Number(secret.MaxLength),
				Description: optional(secret.Description),
				// Long tokens meet this limit of a connection; the console shows the sentence.
				ConstraintDescription: jsii.String(fmt.Sprintf("It has 1 to %d characters: an EventBridge connection takes no more.", secret.MaxLength)),
			}).value
	}
	return s
}

// value is what a connection is given for the parts, one after the other.
func (s secrets) value(parts ...plan.Part) *string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Constant + p.Before)
		switch value := s[secretKey{p.Scheme, p.Name}]; {
		case p.Scheme == "":
		case p.Encoded:
			b.WriteString(*awscdk.Fn_Base64(jsii.String(value + ":")))
		default:
			b.WriteString(value)
		}
	}
	return jsii.String(b.String())
}

// checkCredentials refuses secure strings of Systems Manager: CloudFormation resolves
// them in a few properties only, none of them a connection's
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html).
func (c *openApiDestinations) checkCredentials(credentials map[string]Credential) {
	for _, scheme := range slices.Sorted(maps.Keys(credentials)) {
		credential := credentials[scheme]
		for _, part := range credential.names() {
			rendered := c.rendered(credential.parts[part])
			if credential.kind == plan.UserCredential && strings.Contains(rendered, "{{resolve:") {
				c.report(diagnostic.SecureString, spec.Error,
					`leave the user name to the launch or a parameter, or put the whole text, "Basic " and the base64 of the user name and a colon, into a secret, and replace the scheme with SecuritySchemes (context key security) by an apiKey in the header Authorization`,
					"the user name without a password of the security scheme %q is a reference to a secret, which CloudFormation resolves too late to encode it", scheme)
			}
			if strings.Contains(rendered, "{{resolve:ssm-secure:") {
				c.report(diagnostic.SecureString, spec.Error, "use a secret of Secrets Manager, or a parameter",
					"the credential of the security scheme %q is a secure string of Systems Manager, which CloudFormation doesn't resolve in a connection", scheme)
			}
		}
	}
}

// checkPlaces does the same for secrets that stand in addresses.
func (c *openApiDestinations) checkPlaces(what string, given map[string]awscdk.SecretValue) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if strings.Contains(c.rendered(given[name]), "{{resolve:ssm-secure:") {
			c.report(diagnostic.SecureString, spec.Error, "use a secret of Secrets Manager, or a parameter",
				"the secret of the %s %q is a secure string of Systems Manager, which CloudFormation doesn't resolve in an API destination", what, name)
		}
	}
}

// rendered is a secret value as a template holds it: a reference.
func (c *openApiDestinations) rendered(value awscdk.SecretValue) string {
	if value == nil {
		return ""
	}
	text, err := json.Marshal(c.stack.Resolve(value.UnsafeUnwrap()))
	if err != nil {
		return ""
	}
	return string(text)
}

// known is what the plan may know of the credentials: which parts there are, which
// of them are equal, and how long those are that the template shows.
func (c *openApiDestinations) known(credentials map[string]Credential) map[string]plan.Credential {
	all := make(map[string]plan.Credential, len(credentials))
	for scheme, credential := range credentials {
		known := credential.shape()
		known.Literals = make(map[plan.CredentialPart]plan.Literal)
		var whole strings.Builder
		for _, part := range credential.names() {
			rendered := c.rendered(credential.parts[part])
			whole.WriteString(rendered + "\n")
			var text string
			if json.Unmarshal([]byte(rendered), &text) == nil && !strings.Contains(text, "{{resolve:") {
				known.Literals[part] = plan.LiteralOf(text)
			}
		}
		// A hash, so that no value is kept where it might be printed.
		sum := sha256.Sum256([]byte(whole.String()))
		known.Same = hex.EncodeToString(sum[:])
		all[scheme] = known
	}
	return all
}

// shape is what the plan asks of a credential but for its value.
func (c Credential) shape() plan.Credential {
	shape := plan.Credential{Kind: c.kind}
	for _, part := range c.names() {
		if c.parts[part] == nil {
			shape.Missing = append(shape.Missing, part)
		}
	}
	return shape
}
