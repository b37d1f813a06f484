package security

import (
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// placement is where the credential of a security scheme goes.
type placement struct {
	scheme *spec.SecurityScheme
	// in and name are the header, query parameter, cookie or property of the body.
	in, name string
	// basic is a user name and password, oauth a token that EventBridge gets; otherwise
	// value is sent.
	basic bool
	oauth *oauth
	value plan.Part
	// login says that value is an access token that only a person gets.
	login bool
	// credential is the scheme whose credential it is: the scheme's own, but where one
	// token serves several.
	credential string
}

// label is the placement's part of a connection's identifier.
func (p placement) label() string {
	switch {
	case p.oauth != nil:
		return "OAUTH"
	case p.basic:
		return "BASIC"
	case p.in == "query":
		return "?" + p.name
	case p.in == "cookie":
		return "Cookie " + p.name
	case p.in == "body":
		return "body " + p.name
	}
	return p.name
}

// place decides where the credential of one scheme goes, or why it can't be sent.
func (r *Resolver) place(s *spec.SecurityScheme, scopes []string, existing bool) (placement, *refusal) {
	p := placement{scheme: s, in: "header", name: "Authorization", credential: s.Key}
	if why := safe.Unsafe(s.Key + s.Name); why != "" {
		return p, refused(diagnostic.UnsafeString, "rename it in the document",
			"the security scheme %q must not reach a template: %s", s.Key, why)
	}
	switch {
	case s.Type == "apiKey" && isAuthorization(s) && r.opts.Credentials[s.Key].Kind == plan.ClientCredential:
		return r.placeToken(p, scopes, existing)
	case s.Type == "apiKey":
		return r.placeKey(p)
	case s.Type == "http" && s.Scheme == "basic" && r.opts.Credentials[s.Key].Kind == plan.UserCredential:
		p.value = plan.Part{Before: "Basic ", Scheme: s.Key, Name: plan.Username, Encoded: true}
		return p, nil
	case s.Type == "http" && s.Scheme == "basic":
		p.basic = true
		return p, nil
	case s.Type == "http" && s.Scheme == "bearer" && r.opts.Credentials[s.Key].Kind != plan.ClientCredential:
		p.value = bearer(s.Key)
		return p, nil
	case s.Type == "http" && s.Scheme == "bearer", s.Type == "oauth2", s.Type == "openIdConnect":
		return r.placeToken(p, scopes, existing)
	}
	return p, notSupported(s)
}

// isAuthorization tells whether an API key is the value of the header that tokens are sent in.
func isAuthorization(s *spec.SecurityScheme) bool {
	return s.In == "header" && strings.EqualFold(s.Name, "Authorization")
}

func bearer(scheme string) plan.Part {
	return plan.Part{Before: "Bearer ", Scheme: scheme, Name: plan.Token}
}

// connectionKey is what the name of a header, a query parameter or a property must match.
var connectionKey = regexp.MustCompile(limits.ConnectionKeyPattern)

// placeKey places an apiKey.
func (r *Resolver) placeKey(p placement) (placement, *refusal) {
	s := p.scheme
	p.in, p.name, p.value = s.In, s.Name, plan.Part{Scheme: s.Key, Name: plan.APIKey}
	if r.opts.Credentials[s.Key].Kind == plan.BearerCredential {
		p.value = bearer(s.Key)
	}
	invalid := func(what string) (placement, *refusal) {
		return p, refused(diagnostic.UnsupportedScheme, "correct its name in the document, or "+replaceScheme,
			"the security scheme %q has no valid %s: %q", s.Key, what, s.Name)
	}
	switch {
	case isSigV4(s):
		return p, refused(diagnostic.UnsupportedScheme, "call AWS' own APIs by a target of their own, a Lambda function, or Step Functions' SDK integrations",
			"the security scheme %q is a signature of AWS (Signature Version 4) and no key: EventBridge signs no request to an API destination", s.Key)
	case s.In == "query", s.In == "body":
		// CloudFormation takes the names of headers only, also for query parameters and
		// properties (schema of AWS::Events::Connection, Parameter); the API takes more.
		if !connectionKey.MatchString(s.Name) || len(s.Name) > limits.ParameterKeyLength {
			return invalid(map[string]string{"query": "parameter name", "body": "property name"}[s.In])
		}
	case s.In == "cookie", s.In == "header":
		if !connectionKey.MatchString(s.Name) || len(s.Name) > limits.CredentialLength {
			return invalid(s.In + " name")
		}
		if s.In == "header" && limits.RemovedHeaders[strings.ToLower(s.Name)] {
			return p, refused(diagnostic.UnsupportedScheme, finding.OtherWay,
				"the security scheme %q uses the header %s, which EventBridge removes", s.Key, s.Name)
		}
	default:
		return p, notSupported(s)
	}
	return p, nil
}

// signatures are words by which documents that model AWS' request signature as an API key
// give themselves away.
var signatures = []string{"amazon signature", "aws signature", "signature version 4", "sigv4", "aws4-hmac"}

func isSigV4(s *spec.SecurityScheme) bool {
	if authorizer(s) == "awssigv4" {
		return true
	}
	description := strings.ToLower(s.Description)
	return isAuthorization(s) && slices.ContainsFunc(signatures, func(word string) bool {
		return strings.Contains(description, word)
	})
}

// placeToken places what is sent as a bearer token: one that the user gives, one that
// EventBridge gets with a client's credentials, or else one that the launch asks for: a login
// flow is no reason to refuse, since many APIs let a person make a token once.
func (r *Resolver) placeToken(p placement, scopes []string, existing bool) (placement, *refusal) {
	s := p.scheme
	given := r.opts.Credentials[s.Key].Kind
	asked := r.opts.TokenRequests[s.Key].URL != ""
	flow := clientFlow(s)
	switch {
	case given == plan.BearerCredential:
		p.value = bearer(s.Key)
		return p, nil
	case existing:
		p.oauth = &oauth{}
		return p, nil
	case flow < 0 && !asked && given == plan.ClientCredential:
		return p, refused(diagnostic.UnsupportedScheme, "name it in TokenRequests (context key credentials, tokenUrl)"+knownEndpoint(s),
			"the security scheme %q, %s, was given a client id and secret, and no token URL to use them at", s.Key, schemeKind(s))
	case flow < 0 && !asked:
		return loginToken(p), nil
	case !asked && given == "" && !offers(s, flow, scopes):
		return loginToken(p), nil // a client would be refused for asking for them (RFC 6749, section 5.2)
	}
	var why *refusal
	p.oauth, why = r.tokenRequest(s, flow, scopes)
	if why != nil && given == "" && !asked && safe.Unsafe(s.Flows[flow].TokenURL) == "" && why.code == diagnostic.UnsupportedScheme {
		return loginToken(p), nil // EventBridge can't call the token URL, and a person may
	}
	return p, why
}

// offers tells whether the flow has the scopes that an operation needs, or no other flow has
// those that it lacks: a document that lists none, or not all, says nothing of them.
func offers(s *spec.SecurityScheme, flow int, scopes []string) bool {
	for _, scope := range scopes {
		lacks := !slices.Contains(s.Flows[flow].Scopes, scope)
		if lacks && slices.ContainsFunc(s.Flows, func(f spec.OAuthFlow) bool { return slices.Contains(f.Scopes, scope) }) {
			return false
		}
	}
	return true
}

func loginToken(p placement) placement {
	p.oauth, p.value, p.login = nil, bearer(p.scheme.Key), true
	return p
}

// knownEndpoint names the token URL of another flow: often, but not by OpenAPI, it serves
// clients too.
func knownEndpoint(s *spec.SecurityScheme) string {
	for _, f := range s.Flows {
		if f.TokenURL != "" && safe.Unsafe(f.TokenURL) == "" {
			return diagnostic.Message("; the flow %s has %q", f.Kind, f.TokenURL)
		}
	}
	return ""
}

// replaceScheme is how to say otherwise what a document says wrongly.
const replaceScheme = "replace it with SecuritySchemes (context key security)"

// notSupported refuses a scheme for what it is, and says what to do instead.
func notSupported(s *spec.SecurityScheme) *refusal {
	hint := finding.OtherWay
	switch {
	case s.Type == "mutualTLS":
		hint = "EventBridge shows no client certificate: call the API through a proxy that does"
	case s.Type == "http" && s.Scheme == "digest":
		hint = "EventBridge answers no challenge: ask the API's provider for a token or a key"
	case s.Type == "http" && s.Scheme != "":
		hint = didYouMean(s.Scheme, "basic", "bearer") + "if the credential is a fixed text, replace the scheme with SecuritySchemes (context key security) by an apiKey in the header Authorization; a signature of each request can't be made"
	case s.Type == "http":
		hint = "give it a scheme, basic or bearer, or " + replaceScheme
	case s.Type == "apiKey":
		hint = didYouMean(s.In, "header", "query", "cookie", "body") + "an apiKey is in header, query, cookie or, as an extension, body: correct it, or " + replaceScheme
	case s.Type == "":
		hint = "give it a type, or " + replaceScheme
	default:
		hint = didYouMean(s.Type, "apiKey", "http", "oauth2", "openIdConnect", "mutualTLS") + "correct its type, or " + replaceScheme
	}
	return refused(diagnostic.UnsupportedScheme, hint,
		"the security scheme %q, %s, is not supported", s.Key, schemeKind(s))
}

func schemeKind(s *spec.SecurityScheme) string {
	switch s.Type {
	case "apiKey":
		place, known := map[string]string{"header": "header", "query": "query parameter", "cookie": "cookie", "body": "property of the body"}[s.In]
		if !known {
			return "an API key in " + s.In
		}
		return diagnostic.Message("an API key in the %s %s", place, s.Name)
	case "http":
		return strings.TrimSpace("HTTP " + s.Scheme)
	case "oauth2":
		var flows []string
		for _, f := range s.Flows {
			flows = append(flows, f.Kind)
		}
		return strings.TrimSpace("oauth2 " + strings.Join(flows, ", "))
	case "":
		return "without a type"
	}
	return s.Type
}

// shareToken lets one token serve several schemes of OAuth or OpenID Connect that are needed
// at once: a request has one Authorization header, so what they ask for together is a token
// that satisfies all. It is refused where the user gave different credentials for them.
func (r *Resolver) shareToken(placements []placement) ([]placement, *refusal) {
	out := placements[:0:0]
	at := -1
	for _, p := range placements {
		if !takesToken(p.scheme) {
			out = append(out, p)
			continue
		}
		if at < 0 {
			at = len(out)
			out = append(out, p)
			continue
		}
		first := &out[at]
		mine, other := r.opts.Credentials[first.scheme.Key], r.opts.Credentials[p.scheme.Key]
		bothGiven := mine.Kind != "" && other.Kind != ""
		differ := bothGiven && (mine.Kind != other.Kind || mine.Same != other.Same)
		if differ || first.oauth != nil && p.oauth != nil && first.oauth.TokenURL != p.oauth.TokenURL {
			return nil, refused(diagnostic.SeveralSchemes, "give both the same credential, or call this operation some other way",
				"the security schemes %q and %q are needed at once, and each has a token of its own for the header \"Authorization\", which is sent once",
				first.scheme.Key, p.scheme.Key)
		}
		if first.oauth != nil {
			first.oauth.add(p.oauth)
		}
		// The token that was given serves both, or else the one that takes a person.
		if mine.Kind == "" && (other.Kind != "" || p.login && !first.login) {
			first.value, first.oauth, first.credential, first.login = p.value, p.oauth, p.credential, p.login
		}
		r.log.Mark(finding.Credentials, p.scheme.Key)
	}
	return out, nil
}
