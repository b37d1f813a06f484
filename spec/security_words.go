package spec

import "strings"

// Words of security schemes that documents spell otherwise, by their folded form: in another
// case, with other punctuation, as Swagger 2.0 has them, or with the type that they stand for.
// What they mean is plain, so they are read, with an info at their place.
var (
	schemeTypes = map[string]string{
		"apikey": "apiKey", "http": "http", "oauth2": "oauth2", "oauth20": "oauth2",
		"openidconnect": "openIdConnect", "mutualtls": "mutualTLS",
	}
	// httpTypes stand in the place of a type and are schemes of the type http.
	httpTypes   = map[string]string{"basic": "basic", "basicauth": "basic", "httpbasic": "basic", "bearer": "bearer", "bearerauth": "bearer", "httpbearer": "bearer"}
	httpSchemes = map[string]string{"basicauth": "basic", "bearerauth": "bearer", "bearertoken": "bearer"}
	keyPlaces   = map[string]string{"header": "header", "query": "query", "cookie": "cookie", "body": "body"}
	oauthFlows  = map[string]string{
		"implicit": "implicit", "password": "password", "clientcredentials": "clientCredentials", "authorizationcode": "authorizationCode",
		"deviceauthorization": "deviceAuthorization", "application": "clientCredentials", "accesscode": "authorizationCode",
	}
)

// folded is a word without its case and punctuation.
func folded(word string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_. \t", r) {
			return -1
		}
		return r
	}, strings.ToLower(word))
}

// meant is the word that is meant, as OpenAPI spells it, with an info where it is another;
// one that is not known stays.
func (r *reader) meant(at node, what, word string, known map[string]string) string {
	meant, ok := known[folded(word)]
	if !ok || meant == word {
		return word
	}
	r.malformed(Info, at, "write "+meant, "the %s %q is read as %q", what, word, meant)
	return meant
}

// spelled corrects the words of a scheme. Nothing is guessed: an unknown word is refused by
// name where an operation needs it.
func (r *reader) spelled(s *SecurityScheme, n node) {
	kind := n.field("type")
	switch http, ok := httpTypes[folded(s.Type)]; {
	case s.Type == "":
	case ok:
		r.malformed(Info, kind, "write type: http and scheme: "+http, "the type %q is read as %q with the scheme %q", s.Type, "http", http)
		s.Type, s.Scheme = "http", http
	default:
		s.Type = r.meant(kind, "type", s.Type, schemeTypes)
	}
	switch s.Type {
	case "apiKey":
		s.In = r.meant(n.field("in"), "place", s.In, keyPlaces)
		if s.In == "body" {
			r.malformed(Info, n.field("in"), "nothing need be done",
				"OpenAPI has no API key in the body; it is read as the property %q of each JSON body, which the connection adds", s.Name)
		}
	case "http":
		s.Scheme = r.meant(n.field("scheme"), "scheme", strings.TrimSpace(s.Scheme), httpSchemes)
		if s.Scheme == "" && s.BearerFormat != "" {
			r.malformed(Info, n.field("bearerFormat"), "write scheme: bearer", "a scheme of the type %q with a %q is read as %q", "http", "bearerFormat", "bearer")
			s.Scheme = "bearer"
		}
	}
}
