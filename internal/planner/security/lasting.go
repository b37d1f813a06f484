package security

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// checkLasting says where a connection holds a text that does not stay good: EventBridge
// renews nothing but the tokens that it got with a client's credentials. The request is the
// one that the document describes, so its fidelity is left alone. It is a warning where the
// launch asks for the text, once for each scheme; who gave it knows what was given.
func (r *Resolver) checkLasting(s *spec.SecurityScheme, part plan.CredentialPart) {
	r.checkEmptyPassword(s, part)
	if part != plan.Token && part != plan.APIKey || r.said["lasting:"+s.Key] {
		return
	}
	r.said["lasting:"+s.Key] = true
	severity := spec.Warning
	if r.opts.Credentials[s.Key].Kind != "" {
		severity = spec.Info
	}
	renewed := "for tokens that EventBridge renews by itself, give a client's id and secret and their token URL, with ClientCredentials and TokenRequests" +
		" or in the context key credentials as clientId, clientSecret and tokenUrl" + knownEndpoint(s)
	switch {
	case takesToken(s):
		r.log.Report(diagnostic.NotLasting, severity, s.Position, renewed,
			"the security scheme %q, %s, is sent as an access token that %s, and EventBridge can't renew it", s.Key, schemeKind(s), r.whoGets(s))
	case isJWT(s):
		r.log.Report(diagnostic.NotLasting, severity, s.Position, renewed,
			"the security scheme %q, %s, is by its description a signed token (JWT): such a token is mostly longer than the 512 characters that a connection takes, and expires soon, and EventBridge can't renew it",
			s.Key, schemeKind(s))
	case signedName.MatchString(s.Name):
		r.log.Report(diagnostic.NotLasting, severity, s.Position,
			"if it is made anew for each request, EventBridge can't make it: call the API through a proxy that does; a key that stays the same works",
			"the security scheme %q, %s, is by its name the signature or time of one request, and the connection sends the same text with each", s.Key, schemeKind(s))
	}
}

// emptyPassword is how descriptions say that a password is empty.
var emptyPassword = regexp.MustCompile(`(?i)\b(empty|blank|no|without a) password|password\b[^.]{0,40}\b(empty|blank|omitted|ignored|not (needed|required|used))`)

// checkEmptyPassword says how an empty password is sent, where the description of a scheme seems
// to want one and the launch asks for another. Descriptions are for people: nothing follows from it.
func (r *Resolver) checkEmptyPassword(s *spec.SecurityScheme, part plan.CredentialPart) {
	if part != plan.Password || r.opts.Credentials[s.Key].Kind != "" || r.said["password:"+s.Key] || !emptyPassword.MatchString(s.Description) {
		return
	}
	r.said["password:"+s.Key] = true
	r.log.Report(diagnostic.ConnectionValue, spec.Info, s.Position,
		`if the password is empty, say so with BasicAuthWithoutPassword (context key credentials, {"password": ""}): the launch then asks for the user name alone`,
		"the description of the security scheme %q speaks of an empty password, and the launch asks for a password of one character at least, as a connection takes it", s.Key)
}

// takesToken tells whether a scheme is satisfied by an access token, however it was got.
func takesToken(s *spec.SecurityScheme) bool { return s.Type == "oauth2" || s.Type == "openIdConnect" }

// whoGets says how people come by the token of a scheme for which EventBridge gets none.
func (r *Resolver) whoGets(s *spec.SecurityScheme) string {
	given := r.opts.Credentials[s.Key].Kind != ""
	flow := clientFlow(s)
	switch {
	case given:
		return "was given"
	case flow < 0:
		return "a person gets by logging in, and that the launch asks for"
	}
	_, why := r.servers.TokenURL(s.Flows[flow].TokenURL, s.Flows[flow].Position)
	return "the launch asks for, because EventBridge can't ask for one at the flow's token URL (" + why + ")"
}

// clientFlow is the place of the flow that needs no person, or -1.
func clientFlow(s *spec.SecurityScheme) int {
	return slices.IndexFunc(s.Flows, func(f spec.OAuthFlow) bool { return f.Kind == "clientCredentials" })
}

var (
	// jwtWords are by what the description of a scheme tells that its token is a JWT.
	jwtWords = regexp.MustCompile(`(?i)\b(jwts?|json web tokens?|id[ _-]tokens?|cognito|auth0|firebase|okta|openid connect|oidc)\b`)
	// signedName is what keys are called that sign one request, or say when it was made.
	signedName = regexp.MustCompile(`(?i)(^|[-_.])(signature|sign|hmac|digest|nonce|timestamp)$`)
)

// isJWT tells whether a key or bearer token is a signed token that expires: by its format, by
// the authorizer that Amazon API Gateway's export names, or by the words of its description.
func isJWT(s *spec.SecurityScheme) bool {
	if jwtWords.MatchString(s.BearerFormat) || slices.Contains([]string{"cognito_user_pools", "jwt", "oauth2"}, authorizer(s)) {
		return true
	}
	bearer := s.Type == "http" && s.Scheme == "bearer"
	return (bearer && s.BearerFormat == "" || strings.EqualFold(s.Name, "Authorization")) && jwtWords.MatchString(s.Description)
}

// authorizer is the kind of authorizer that a document of Amazon API Gateway names
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html),
// in lower case.
func authorizer(s *spec.SecurityScheme) string {
	for _, x := range s.Extensions {
		var kind string
		if x.Name == "x-amazon-apigateway-authtype" && json.Unmarshal(x.Value, &kind) == nil {
			return strings.ToLower(kind)
		}
	}
	return ""
}
