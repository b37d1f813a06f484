//go:build !race

package corpus

import (
	"net/url"
	"slices"
	"strings"
)

// credential is what a security scheme puts into a request.
type credential struct {
	scheme string
	// in and name are the header, query parameter or cookie.
	in, name string
	kind     string // "key", "bearer", "basic" or "oauth"
	// tokenURL is where an access token comes from.
	tokenURL string
}

// credentials are all that a request carries at once.
type credentials []credential

// header tells whether one of the credentials is in the header.
func (cs credentials) header(name string) bool {
	return slices.ContainsFunc(cs, func(c credential) bool {
		return c.in == "header" && strings.EqualFold(c.name, name) || c.in == "cookie" && strings.EqualFold(name, "Cookie")
	})
}

// holds tells whether a parameter of the operation repeats a credential.
func (cs credentials) holds(p parameter) bool {
	return slices.ContainsFunc(cs, func(c credential) bool {
		return c.in == p.in && (c.name == p.name || p.in == "header" && strings.EqualFold(c.name, p.name))
	})
}

// security lists what applies to an operation: its own, else the document's.
func (d *document) security(op node) []node {
	if op.has("security") {
		return op.get("security").list()
	}
	return d.root().get("security").list()
}

func (d *document) schemes() node { return d.root().get("components").get("securitySchemes") }

// tokens are the schemes for which the tests give an access token: those of OAuth and OpenID
// Connect for which EventBridge can't get one.
func (d *document) tokens() []string {
	var keys []string
	for _, key := range d.schemes().keys() {
		scheme := d.schemes().get(key)
		kind := scheme.get("type").text()
		if kind == "openIdConnect" || kind == "oauth2" && !scheme.get("flows").has("clientCredentials") {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// credentialsOf are those of the first alternative for which the tests give all tokens, else
// the first for which they give some, else none where the operation can do without; if the
// tests give none, of the first that EventBridge can satisfy. Without any requirement,
// nothing is asked for.
func (d *document) credentialsOf(op node, base string) (credentials, bool) {
	alternatives := d.security(op)
	if len(alternatives) == 0 {
		return nil, true
	}
	given := d.tokens()
	best, rank := credentials(nil), 0
	for _, alternative := range alternatives {
		cs, ok := d.resolve(alternative, given, base)
		if !ok {
			continue
		}
		if len(given) == 0 {
			return cs, true
		}
		if r := fits(cs, given); r > rank {
			best, rank = cs, r
		}
	}
	return best, rank > 0
}

// fits ranks an alternative: all credentials given, some, none needed, none given.
func fits(cs credentials, given []string) int {
	n := 0
	for _, c := range cs {
		if slices.Contains(given, c.scheme) {
			n++
		}
	}
	switch {
	case len(cs) == 0:
		return 2
	case n == len(cs):
		return 4
	case n > 0:
		return 3
	}
	return 1
}

// resolve are the credentials that an alternative wants at once. One token serves several
// schemes of OAuth; otherwise no two are in one place.
func (d *document) resolve(alternative node, given []string, base string) (credentials, bool) {
	var cs credentials
	keys := alternative.keys()
	slices.Sort(keys)
	shared := false
	for _, key := range keys {
		scheme := d.schemes().get(key)
		kind := scheme.get("type").text()
		token := kind == "oauth2" || kind == "openIdConnect"
		if token && shared {
			continue
		}
		shared = shared || token
		c, ok := credentialFor(key, scheme, given, base)
		if !ok || slices.ContainsFunc(cs, func(o credential) bool { return o.in == c.in && strings.EqualFold(o.name, c.name) }) {
			return nil, false
		}
		cs = append(cs, c)
	}
	return cs, true
}

func credentialFor(name string, scheme node, given []string, base string) (credential, bool) {
	kind := scheme.get("type").text()
	switch http := strings.ToLower(scheme.get("scheme").text()); {
	case kind == "apiKey":
		in, key := scheme.get("in").text(), scheme.get("name").text()
		return credential{scheme: name, in: in, name: key, kind: "key"}, in != "header" || !removed(key)
	case kind == "http" && http == "bearer", slices.Contains(given, name):
		return credential{scheme: name, in: "header", name: "Authorization", kind: "bearer"}, true
	case kind == "http" && http == "basic":
		return credential{scheme: name, in: "header", name: "Authorization", kind: "basic"}, true
	case kind == "oauth2":
		token := scheme.get("flows").get("clientCredentials").get("tokenUrl").text()
		absolute := resolve(base, token)
		return credential{scheme: name, in: "header", name: "Authorization", kind: "oauth", tokenURL: absolute},
			token != "" && strings.HasPrefix(absolute, "https://")
	}
	return credential{}, false
}

// resolve is a URL that may be relative to another, whose path ends at its last character.
func resolve(base, reference string) string {
	to, err := url.Parse(reference)
	if err != nil || to.IsAbs() {
		return reference
	}
	from, err := url.Parse(base + "/")
	if err != nil {
		return reference
	}
	return strings.TrimSuffix(from.ResolveReference(to).String(), "/")
}

// removed tells whether EventBridge takes a header out of a request
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html).
func removed(header string) bool {
	names := strings.Fields(`a-im accept-charset accept-datetime accept-encoding cache-control
		connection content-encoding content-length content-md5 date expect forwarded from host
		http2-settings if-match if-modified-since if-none-match if-range if-unmodified-since
		max-forwards origin pragma proxy-authorization range referer te trailer
		transfer-encoding user-agent upgrade via warning`)
	return slices.Contains(names, strings.ToLower(header))
}
