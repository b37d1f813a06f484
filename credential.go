package openapidestinations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/render"
)

// Credential is what satisfies a security scheme. Make one with [APIKey],
// [BearerToken], [BasicAuth], [BasicAuthWithoutPassword] or [ClientCredentials]; the kind must be that of the scheme.
//
// The values travel into the template as CDK renders them. A reference to Secrets
// Manager stays a reference, which CloudFormation resolves when it creates or updates
// the connection, and not when the secret is rotated: name the version
// (SecretsManagerSecretOptions.VersionId), and a new one updates the connection. Systems
// Manager secure strings are refused, because CloudFormation resolves none in a connection.
// Plain text gets into the template by awscdk.SecretValue_UnsafePlainText alone.
type Credential struct{ given render.Credential }

// APIKey is the key of an apiKey scheme, at most 512 characters; in a cookie, its name and
// the "=" count too.
func APIKey(value awscdk.SecretValue) Credential {
	return credential(plan.APIKeyCredential, values{plan.APIKey: value})
}

// BearerToken is the token of an http bearer, oauth2 or openIdConnect scheme, without the
// word "Bearer". Both together have at most 512 characters, which many signed tokens (JWT)
// exceed. For an apiKey scheme in a header, it sends "Bearer " and the token in that header.
func BearerToken(value awscdk.SecretValue) Credential {
	return credential(plan.BearerCredential, values{plan.Token: value})
}

// BasicAuth is the user name and password of an http basic scheme, at most 512
// characters each.
func BasicAuth(username, password awscdk.SecretValue) Credential {
	return credential(plan.BasicCredential, values{
		plan.Username: username, plan.Password: password,
	})
}

// BasicAuthWithoutPassword is the user name of an http basic scheme whose password is empty, as
// with APIs that take a key for the user name: at most 377 characters. With nil, the launch
// asks for it. A connection takes no empty password, so the header is put together in the
// template, "Basic " and the base64 of the user name and a colon. That encodes what a parameter
// holds (awscdk.SecretValue_CfnParameter), but of a secret of Secrets Manager only its reference:
// such a user name is an error.
func BasicAuthWithoutPassword(username awscdk.SecretValue) Credential {
	return credential(plan.UserCredential, values{plan.Username: username})
}

// ClientCredentials are the client id and secret of an oauth2 scheme with the flow
// clientCredentials, at most 512 characters each. EventBridge gets the tokens, from the
// flow's token URL. For other flows, openIdConnect, http bearer, and an apiKey that is the
// header Authorization, TokenRequests must name the token URL.
func ClientCredentials(id, secret awscdk.SecretValue) Credential {
	return credential(plan.ClientCredential, values{
		plan.ClientID: id, plan.ClientSecret: secret,
	})
}

type values = map[plan.CredentialPart]awscdk.SecretValue

func credential(kind plan.CredentialKind, parts values) Credential {
	return Credential{render.Credential{Kind: kind, Parts: parts}}
}

// empty tells whether there is no value at all, nor the word that one is not needed.
func (c Credential) empty() bool {
	if c.given.Kind == plan.UserCredential {
		return false
	}
	for _, value := range c.given.Parts {
		if value != nil {
			return false
		}
	}
	return true
}
