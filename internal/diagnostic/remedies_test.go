package diagnostic_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestRemedies: what the pages say to do about it helps. Each case changes the document
// or the options of the page's example; an info of the code may stay.
func TestRemedies(t *testing.T) {
	params := func(name, value string) plan.Options {
		return plan.Options{Parameters: map[string]string{name: value}}
	}
	base := plan.Options{BaseURL: "https://api.example.com/v1"}
	tests := []struct {
		code, old, new string
		opts           plan.Options
	}{
		{"OAD102", `swagger: "1.2"`, "openapi: 3.0.3", plan.Options{}},
		{"OAD117", "paths:", "consumes: [application/json]\npaths:", plan.Options{}},
		{"OAD119", "jsonSchemaDialect: http://json-schema.org/draft-07/schema#\n", "", plan.Options{}},
		{"OAD201", "", "", plan.Options{}},
		{"OAD202", "multipart/form-data", "application/json", plan.Options{}},
		{"OAD202", "content:", "content:\n          application/json: {}", plan.Options{}},
		{"OAD203", "content:", "content:\n          application/json: {}", plan.Options{}},
		{"OAD204", "name: If-Match, in: header, required: true", "name: If-Match, in: header", plan.Options{}},
		{"OAD205", "rivals/{id}", "rivals/{rivalId}", plan.Options{}},
		{"OAD206", "{operationId: updatePlayer}", "{parameters: [{name: playerId, in: path, required: true, schema: {type: string}}]}", plan.Options{}},
		{"OAD207", "/players:", "/players/{teamId}:", plan.Options{}},
		{"OAD208", "", "", params("updatePlayer#playerId", "7")},
		{"OAD209", "in: query", "in: query, style: pipeDelimited, explode: false", plan.Options{}},
		{"OAD210", "", "", plan.Options{Operations: map[string]plan.OperationSettings{"createPlayer": {Optional: []string{"team"}}}}},
		{"OAD210", "", "", plan.Options{MaxOptional: new(3)}},
		{"OAD210", "", "", params("season", "2026")},
		{"OAD211", "{type: object}", "{type: object, properties: {team: {type: string}}}", plan.Options{}},
		{"OAD212", "matrix", "simple", plan.Options{}},
		{"OAD213", "", "", params("club", "reds")},
		{"OAD214", ", allowReserved: true", "", plan.Options{}},
		{"OAD215", "{team}", "reds", plan.Options{}},
		{"OAD218", "enum: [Zürich]", "enum: [Zürich, Bern]", plan.Options{}},
		{"OAD223", "content:", "required: true\n        content:", plan.Options{}},
		{"OAD224", "2.0", "2", plan.Options{SendDefaults: true}},
		{"OAD225", "application/json", "application/merge-patch+json", plan.Options{Operations: map[string]plan.OperationSettings{"updatePlayer": {MediaType: "application/merge-patch+json"}}}},
		{"OAD226", "{?page}", "", plan.Options{}},
		{"OAD227", "[2]", "[1]", plan.Options{}},
		{"OAD227", "", "", params("X-Version", "3")},
		{"OAD310", "", "", base},
		{"OAD311", "http://", "https://", plan.Options{}},
		{"OAD311", "", "", base},
		{"OAD312", "", "", plan.Options{Server: "Production"}},
		{"OAD313", "photos.example.com", "photos.example.com\", description: \"test", plan.Options{Server: "test"}},
		{"OAD314", "", "", base},
		{"OAD314", "", "", plan.Options{ServerVariables: map[string]string{"club": "reds"}}},
		{"OAD315", "", "", plan.Options{ServerVariables: map[string]string{"region": "us"}}},
		{"OAD315", "", "", base},
		{"OAD316", "", "", plan.Options{ServerVariables: map[string]string{"tenant": "reds"}}},
		{"OAD316", "", "", plan.Options{AskServerVariables: []string{"tenant"}}},
		{"OAD316", "", "", base},
		{"OAD317", "upload_url", "photoId", plan.Options{}},
		{"OAD318", "api.football", "https://api.football", plan.Options{}},
		{"OAD318", "", "", base},
		{"OAD319", "", "", plan.Options{AskServer: true, ServerURLs: map[string]string{"http://old.example.com": "https://old.example.com"}}},
		{"OAD320", "", "", plan.Options{Methods: []string{"post"}}},
		{"OAD321", "", "", plan.Options{}},
		{"OAD322", "", "", plan.Options{Methods: []string{"GET"}}},
		{"OAD323", "", "", plan.Options{CatchUnknown: false}},
		{"OAD328", "post:", "post: {operationId: other}\n  /admin:\n    post:", plan.Options{Exclude: []plan.Filter{{Paths: []string{"/admin/**"}}}}},
		{"OAD401", "", "", plan.Options{SecuritySchemes: []spec.SecurityScheme{{Key: "club", Type: "http", Scheme: "bearer"}}}},
		{"OAD402", "", "", plan.Options{SecuritySchemes: []spec.SecurityScheme{{Key: "clubs", Type: "http", Scheme: "bearer"}}}},
		{"OAD403", "", "", plan.Options{Operations: map[string]plan.OperationSettings{"createPlayer": {Security: []spec.SecurityRequirement{{Schemes: []spec.SchemeScopes{{Scheme: "club"}}}}}}}},
		{"OAD404", "", "", plan.Options{Credentials: map[string]plan.Credential{"club": {Kind: plan.BasicCredential}}}},
		{"OAD405", "", "", plan.Options{ServerURLs: map[string]string{"https://photos.example.org": "https://api.example.com"}}},
		{"OAD405", "", "", plan.Options{CredentialHosts: []string{"photos.example.org"}}},
		{"OAD407", "", "", plan.Options{}},
		{"OAD408", "", "", plan.Options{Security: []spec.SecurityRequirement{{Schemes: []spec.SchemeScopes{{Scheme: "club"}}}}}},
		{"OAD408", "operationId: createPlayer", "{operationId: createPlayer, security: []}", plan.Options{Operations: map[string]plan.OperationSettings{"*": {Security: []spec.SecurityRequirement{}}}}},
		{"OAD408", "operationId: createPlayer", "{operationId: createPlayer, security: []}", plan.Options{Operations: map[string]plan.OperationSettings{"*": {Security: []spec.SecurityRequirement{{Schemes: []spec.SchemeScopes{{Scheme: "club"}}}}}}}},
		{"OAD409", "", "", plan.Options{}},
		{"OAD409", "", "", plan.Options{PrivateToken: true, Credentials: map[string]plan.Credential{"club": {Kind: plan.BearerCredential}}}},
		{"OAD411", "", "", plan.Options{Credentials: map[string]plan.Credential{"club": {Kind: plan.BasicCredential}}}},
		{"OAD412", "", "", plan.Options{Credentials: map[string]plan.Credential{"club": {Kind: plan.BearerCredential}}}},
		{"OAD412", "", "", plan.Options{Credentials: map[string]plan.Credential{"club": {Kind: plan.ClientCredential}},
			TokenRequests: map[string]plan.TokenRequest{"club": {URL: "https://id.example.com/token"}}}},
		{"OAD413", "", "", plan.Options{TokenRequests: map[string]plan.TokenRequest{"club": {Scopes: []string{"player"}}}}},
		{"OAD414", "https://bots", "https://api", plan.Options{SecretVariables: []string{"token"}}},
		{"OAD501", "", "", plan.Options{RulesPerBus: 1000}},
		{"OAD502", "", "", plan.Options{RulesPerBus: 1000}},
		{"OAD502", "", "", plan.Options{Shards: true}},
		{"OAD506", "", "", plan.Options{RulesPerBus: 1000}},
		{"OAD508", "", "", plan.Options{RulesPerBus: 1000, NestedStacks: new(2)}},
		{"OAD511", "", "", plan.Options{RulesPerBus: 10, Shards: true}},
	}
	for _, tt := range tests {
		e := examples[tt.code]
		e.opts = tt.opts
		p := readPage(t, tt.code)
		if !strings.Contains(p.document, tt.old) {
			t.Errorf("%s: the example has no %s", tt.code, tt.old)
		}
		if tt.old != "" {
			p.document = strings.ReplaceAll(p.document, tt.old, tt.new)
		}
		for _, d := range p.findings(t, e) {
			if d.Severity > spec.Info {
				t.Errorf("%s is there despite %q and %+v: %s", tt.code, tt.new, tt.opts, d.Error())
			}
		}
	}
}
