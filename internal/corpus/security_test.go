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
	// tokenURL is where an access token comes from; login says that a person gets it.
	tokenURL string
	login    bool
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

// credentialsOf are those of the first alternative that EventBridge can satisfy without a
// person, else of the first for which a person can get a token; none where no other alternative
// is, and without any requirement.
func (d *document) credentialsOf(op node, base string) (credentials, bool) {
	alternatives := d.security(op)
	if len(alternatives) == 0 {
		return nil, true
	}
	var login credentials
	open := false
	for _, alternative := range alternatives {
		cs, ok := d.resolve(alternative, base)
		switch {
		case !ok:
		case len(cs) == 0:
			open = true
		case !slices.ContainsFunc(cs, func(c credential) bool { return c.login }):
			return cs, true
		case login == nil:
			login = cs
		}
	}
	return login, open || login != nil
}

// resolve are the credentials that an alternative wants at once. One token serves several
// schemes of OAuth; otherwise no two are in one place.
func (d *document) resolve(alternative node, base string) (credentials, bool) {
	var cs credentials
	keys := alternative.keys()
	slices.Sort(keys)
	shared := false
	for _, key := range keys {
		scheme := d.schemes().get(key)
		kind := scheme.get("type").text()
		token := kind == "oauth2" || kind == "openIdConnect"
		c, ok := credentialFor(key, scheme, base)
		if token && shared && ok {
			for i := range cs { // one token, got by a person if one of them is
				if at := &cs[i]; at.kind == "oauth" && c.login {
					*at = c
				}
			}
			continue
		}
		shared = shared || token
		if !ok || slices.ContainsFunc(cs, func(o credential) bool { return o.in == c.in && strings.EqualFold(o.name, c.name) }) {
			return nil, false
		}
		cs = append(cs, c)
	}
	return cs, true
}

func credentialFor(name string, scheme node, base string) (credential, bool) {
	kind := scheme.get("type").text()
	switch http := strings.ToLower(scheme.get("scheme").text()); {
	case kind == "apiKey":
		in, key := scheme.get("in").text(), scheme.get("name").text()
		return credential{scheme: name, in: in, name: key, kind: "key"}, in != "header" || !removed(key)
	case kind == "http" && http == "bearer":
		return credential{scheme: name, in: "header", name: "Authorization", kind: "bearer"}, true
	case kind == "http" && http == "basic":
		return credential{scheme: name, in: "header", name: "Authorization", kind: "basic"}, true
	case kind == "oauth2", kind == "openIdConnect":
		token := scheme.get("flows").get("clientCredentials").get("tokenUrl").text()
		absolute := resolve(base, token)
		if token == "" || !strings.HasPrefix(absolute, "https://") {
			return credential{scheme: name, in: "header", name: "Authorization", kind: "bearer", login: true}, true
		}
		return credential{scheme: name, in: "header", name: "Authorization", kind: "oauth", tokenURL: absolute}, true
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
