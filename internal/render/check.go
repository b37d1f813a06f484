package render

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/report"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Check reports what the user brought and AWS would refuse, or that lets others call the API.
func (f *Frame) Check() report.Findings {
	var found report.Findings
	f.checkSources(&found)
	f.checkAnswerBus(&found)
	f.checkCredentials(f.given.Credentials, &found)
	f.checkPlaces("server variable", f.given.ServerVariables, &found)
	f.checkPlaces("parameter", f.given.Parameters, &found)
	return found
}

// checkCredentials refuses secure strings of Systems Manager: CloudFormation resolves
// them in a few properties only, none of them a connection's
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html).
func (f *Frame) checkCredentials(credentials map[string]Credential, found *report.Findings) {
	for _, scheme := range slices.Sorted(maps.Keys(credentials)) {
		credential := credentials[scheme]
		for _, part := range credential.Names() {
			rendered := f.rendered(credential.Parts[part])
			if credential.Kind == plan.UserCredential && strings.Contains(rendered, "{{resolve:") {
				found.Add(diagnostic.SecureString, spec.Error,
					`leave the user name to the launch or a parameter, or put the whole text, "Basic " and the base64 of the user name and a colon, into a secret, and replace the scheme with SecuritySchemes (context key security) by an apiKey in the header Authorization`,
					"the user name without a password of the security scheme %q is a reference to a secret, which CloudFormation resolves too late to encode it", scheme)
			}
			if strings.Contains(rendered, "{{resolve:ssm-secure:") {
				found.Add(diagnostic.SecureString, spec.Error, "use a secret of Secrets Manager, or a parameter",
					"the credential of the security scheme %q is a secure string of Systems Manager, which CloudFormation doesn't resolve in a connection", scheme)
			}
		}
	}
}

// checkPlaces does the same for secrets that stand in addresses.
func (f *Frame) checkPlaces(what string, given map[string]awscdk.SecretValue, found *report.Findings) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if strings.Contains(f.rendered(given[name]), "{{resolve:ssm-secure:") {
			found.Add(diagnostic.SecureString, spec.Error, "use a secret of Secrets Manager, or a parameter",
				"the secret of the %s %q is a secure string of Systems Manager, which CloudFormation doesn't resolve in an API destination", what, name)
		}
	}
}
