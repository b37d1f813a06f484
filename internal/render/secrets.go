package render

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// secretKey names a part of the credential of a scheme.
type secretKey struct {
	scheme string
	part   plan.CredentialPart
}

// secrets are the values of credentials: references to a secret or a parameter.
type secrets map[secretKey]string

// newSecrets collects the given values and makes a parameter for each that was not.
func (r *renderer) newSecrets() secrets {
	s := make(secrets)
	for _, scheme := range slices.Sorted(maps.Keys(r.given.Credentials)) {
		credential := r.given.Credentials[scheme]
		for _, part := range credential.Names() {
			if value := credential.Parts[part]; value != nil {
				s[secretKey{scheme, part}] = *value.UnsafeUnwrap()
			}
		}
	}
	for _, secret := range r.plan.Secrets {
		s[secretKey{secret.Scheme, secret.Name}] = r.addParameter(r.given.Prefix+secret.Parameter, authorizationGroup, secret.Label,
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
