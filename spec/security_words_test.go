package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestSpellingsOfSecuritySchemes: what is meant plainly is read, with an info at its place;
// what isn't stays as it is.
func TestSpellingsOfSecuritySchemes(t *testing.T) {
	const flow = `authorizationUrl: "https://a.dev", tokenUrl: "https://a.dev/t", scopes: {}`
	for _, tt := range []struct {
		version, scheme, want string
		infos                 int
	}{
		{"3.0.3", "{type: basic}", "http basic", 1},
		{"3.0.3", "{type: Basic, description: x}", "http basic", 1},
		{"3.1.0", "{type: bearer, bearerFormat: JWT}", "http bearer", 1},
		{"3.0.3", "{type: apikey, in: header, name: X-Key}", "apiKey header", 1},
		{"3.0.3", "{type: api_key, in: HEADER, name: X-Key}", "apiKey header", 2},
		{"3.0.3", "{type: apiKey, in: Header, name: X-Key}", "apiKey header", 1},
		{"3.0.3", "{type: apiKey, in: body, name: key}", "apiKey body", 1},
		{"3.0.3", "{type: HTTP, scheme: Bearer}", "http bearer", 1},
		{"3.0.3", "{type: http, scheme: bearerAuth}", "http bearer", 1},
		{"3.0.3", "{type: http, bearerFormat: JWT}", "http bearer", 1},
		{"3.0.3", "{type: OAuth2, flows: {authorizationCode: {" + flow + "}}}", "oauth2 authorizationCode", 1},
		{"3.0.3", "{type: oauth2, flows: {accessCode: {" + flow + "}}}", "oauth2 authorizationCode", 1},
		{"3.0.3", "{type: oauth2, flows: {client_credentials: {" + flow + "}}}", "oauth2 clientCredentials", 1},
		{"3.0.3", "{type: oauth2, flow: application, " + flow + "}", "oauth2 clientCredentials", 1},
		{"3.0.3", "{type: openIDConnect, openIdConnectUrl: x}", "openIdConnect", 1},
		{"2.0", "{type: Basic}", "http basic", 1},
		{"2.0", "{type: OAuth2, flow: accessCode, " + flow + "}", "oauth2 authorizationCode", 1},
		{"2.0", "{type: apikey, in: Query, name: k}", "apiKey query", 2},
		// As OpenAPI spells it, or nobody knows what is meant.
		{"3.0.3", "{type: http, scheme: Bearer}", "http bearer", 0},
		{"3.0.3", "{type: apiKey, in: header, name: X-Key}", "apiKey header", 0},
		{"3.0.3", "{type: oauth2, flows: {deviceAuthorization: {" + flow + "}}}", "oauth2 deviceAuthorization", 0},
		{"3.0.3", "{type: hawk}", "hawk", 0},
		{"3.0.3", "{type: apiKey, in: path, name: k}", "apiKey path", 0},
		{"3.0.3", "{type: http, scheme: HMAC}", "http hmac", 0},
	} {
		text := fmt.Sprintf("openapi: %s\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {securitySchemes: {s: %s}}\n", tt.version, tt.scheme)
		if tt.version == "2.0" {
			text = fmt.Sprintf("swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\nsecurityDefinitions: {s: %s}\n", tt.scheme)
		}
		doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		s := doc.SecuritySchemes[0]
		got := []string{s.Type, s.In, s.Scheme}
		for _, f := range s.Flows {
			got = append(got, f.Kind)
		}
		if joined := strings.Join(strings.Fields(strings.Join(got, " ")), " "); joined != tt.want {
			t.Errorf("%s: %s, want %s", tt.scheme, joined, tt.want)
		}
		infos := 0
		for _, d := range doc.Diagnostics {
			if d.Code == diagnostic.Malformed {
				infos++
				if d.Severity != spec.Info || d.Position.Line != 4 || d.Position.Column < 10 {
					t.Errorf("%s: %s", tt.scheme, d.Error())
				}
			}
		}
		if infos != tt.infos {
			t.Errorf("%s: %d infos, want %d: %v", tt.scheme, infos, tt.infos, doc.Diagnostics)
		}
	}
}
