//go:build !race

package corpus

import (
	"net/url"
	"slices"
	"strings"
)

// credential is what a security scheme puts into the headers of a request.
type credential struct {
	scheme string // empty for a call without a credential
	header string
	kind   string // "key", "bearer", "basic" or "oauth"
	// tokenURL is where an access token comes from.
	tokenURL string
}

// security lists what applies to an operation: its own, else the document's.
func (d *document) security(op node) []node {
	if op.has("security") {
		return op.get("security").list()
	}
	return d.root().get("security").list()
}

// credentialOf is the first alternative that EventBridge can satisfy. Without any
// requirement, nothing is asked for.
func (d *document) credentialOf(op node, base string) (credential, bool) {
	alternatives := d.security(op)
	if len(alternatives) == 0 {
		return credential{}, true
	}
	for _, alternative := range alternatives {
		switch schemes := alternative.keys(); len(schemes) {
		case 0:
			return credential{}, true
		case 1:
			scheme := d.root().get("components").get("securitySchemes").get(schemes[0])
			if c, ok := credentialFor(schemes[0], scheme, base); ok {
				return c, true
			}
		}
	}
	return credential{}, false
}

func credentialFor(name string, scheme node, base string) (credential, bool) {
	kind := scheme.get("type").text()
	switch http := strings.ToLower(scheme.get("scheme").text()); {
	case kind == "apiKey" && scheme.get("in").text() == "header":
		header := scheme.get("name").text()
		return credential{scheme: name, header: header, kind: "key"}, !removed(header)
	case kind == "http" && http == "bearer":
		return credential{scheme: name, header: "Authorization", kind: "bearer"}, true
	case kind == "http" && http == "basic":
		return credential{scheme: name, header: "Authorization", kind: "basic"}, true
	case kind == "oauth2":
		token := scheme.get("flows").get("clientCredentials").get("tokenUrl").text()
		absolute := resolve(base, token)
		return credential{scheme: name, header: "Authorization", kind: "oauth", tokenURL: absolute},
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
