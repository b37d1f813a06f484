package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// notation plans a DELETE of a path with declared path parameters.
func notation(t *testing.T, path string, declared ...string) plan.Operation {
	t.Helper()
	var list []string
	for _, name := range declared {
		list = append(list, fmt.Sprintf("{name: %q, in: path, required: true, schema: {type: string}}", name))
	}
	return build(t, document(fmt.Sprintf("%q:\n  delete:\n    operationId: op\n    parameters: [%s]", path, strings.Join(list, ", "))), plan.Options{}).Operations[0]
}

// TestVariablesOfOtherFrameworks: a request to the text between the slashes would be wrong.
func TestVariablesOfOtherFrameworks(t *testing.T) {
	for _, tt := range []struct{ path, declared, hint string }{
		{"/books/:isbn", "isbn", "write {isbn}"},
		{"/books/:isbn.json", "isbn", "write {isbn}"},
		{"/books/:isbn/pages/:page", "isbn page", "write {isbn}"},
		{"/flights/:from-:to", "from to", "write {from}"},
		{"/books(.:format)", "format", "write {format}"},
		{"/books/:id?", "id", "write {id}"},
		{`/books/:id(\d+)`, "id", "write {id}"},
		{"/books/:user_id", "userId", "write {userId}"},
		{"/books/:number", "isbn", "write {isbn}"},
		{"/books/<isbn>", "isbn", "write {isbn}"},
		{"/books/<int:isbn>", "isbn", "write {isbn}"},
		{"/books/<isbn..>", "isbn", "write {isbn}"},
		{`/books/(?P<isbn>\d+)`, "isbn", "write {isbn}"},
		{"/books/[isbn]", "isbn", "write {isbn}"},
		{"/books/[...isbn]", "isbn", "write {isbn}"},
		{"/books/[[...isbn]]", "isbn", "write {isbn}"},
		{"/books/$isbn", "isbn", "write {isbn}"},
		{"/books/@isbn", "isbn", "write {isbn}"},
		{"/books/*isbn", "isbn", "write {isbn}"},
		{"/books/~isbn/pages", "isbn", "write {isbn}"},
		{"/books/%isbn%", "isbn", "write {isbn}"},
		{"/books/__isbn__", "isbn", "write {isbn}"},
		{"/books/isbn", "isbn", "write {isbn}"},
		{"/books/ISBN", "isbn", "write {isbn}"},
		{"/books/{shelf}/:isbn", "shelf isbn", "write {isbn}"},
		{"/books/{isbn?}", "isbn", "write {isbn}"},
		{"/books/{isbn...}", "isbn", "write {isbn}"},
		{"/books/{ isbn }", "isbn", "write {isbn}"},
		{"/books/{isbn:int}", "isbn", "write {isbn}"},
		{"/books/{isbn:[0-9]+}", "isbn", "write {isbn}"},
		{`/books/{isbn<\d+>}`, "isbn", "write {isbn}"},
		{"/books/${isbn}", "isbn", "write {isbn}"},
		{"/books/#{isbn}", "isbn", "write {isbn}"},
		{"/books/{{isbn}}", "isbn", "write {isbn}"},
		{"/books/%7Bisbn%7D", "isbn", "write {isbn}"},
		{"/books/%7bisbn%7d", "", "write {name}"},
		{"/books/%257Bisbn%257D", "isbn", "write {isbn}"},
		{"/books/{isbn", "isbn", "write {isbn}"},
		{"/books/isbn}", "", "write {name}"},
		{"/books/{isbn}/%7B", "isbn", "write {name}"},
		{"/books/#isbn", "isbn", "write {isbn}"},
		{"/books#:isbn", "isbn", "write {isbn}"},
		{"/books/{shelf}/#isbn", "shelf isbn", "write {isbn}"},
		{"/books/%3Aisbn", "isbn", "write {isbn}"},
		{"/books/%3Aisbn/pages", "isbn", "write {isbn}"},
		{"/books/%253Aisbn", "isbn", "write {isbn}"},
		{"/books/%3Cint:isbn%3E", "isbn", "write {isbn}"},
		{"/books/%5Bisbn%5D", "isbn", "write {isbn}"},
		{"/books/&lt;isbn&gt;", "isbn", "write {isbn}"},
		{"/books/&lt;int:isbn&gt;", "isbn", "write {isbn}"},
	} {
		op := notation(t, tt.path, strings.Fields(tt.declared)...)
		found := false
		for _, r := range op.Reasons {
			found = found || strings.Contains(r.Hint, tt.hint) && (r.Code == diagnostic.PathTemplate || r.Code == diagnostic.UnsafeString)
			if r.Code == diagnostic.UnusedPathParameter && !strings.Contains(tt.path, "${") && !strings.Contains(tt.path, "#{") {
				t.Errorf("%s: %s", tt.path, r.Error())
			}
		}
		if op.Fidelity != plan.Unsupported || !found {
			t.Errorf("%s is %s, want %s\n%s", tt.path, op.Fidelity, tt.hint, lines(op.Reasons))
		}
	}
}

// TestPartsThatLookLikeVariables: without a parameter it is not known, so the operation is called.
func TestPartsThatLookLikeVariables(t *testing.T) {
	for _, path := range []string{
		"/orders/:id", "/orders/<id>", "/orders/<int:id>", "/orders/[id]", "/orders/[...slug]", "/orders/$id", "/orders/$orderId",
		"/orders/@user_id", "/orders/*path", "/orders/**", "/orders/%s", "/orders/%id%", `/orders/(\d+)`, "/orders/(.*)",
		"/orders/[0-9]+", "/feed/:token/raw", "/orders?id=<id>", "/orders?id=:id",
	} {
		op := notation(t, path)
		found := false
		for _, r := range op.Reasons {
			found = found || r.Code == diagnostic.PathTemplate && r.Severity == spec.Warning
		}
		if op.Fidelity != plan.Inexact || !found {
			t.Errorf("%s is %s\n%s", path, op.Fidelity, lines(op.Reasons))
		}
	}
}

// TestLiteralsOfPaths: what real APIs have in their paths is sent as it is, without a word.
func TestLiteralsOfPaths(t *testing.T) {
	for _, tt := range []struct{ path, declared string }{
		{"/$batch", ""}, {"/$metadata", ""}, {"/Players({ID})/$value", "ID"}, {"/Players/$count", ""}, {"/Patient/$validate", ""},
		{"/Patient/{id}/$everything", "id"}, {"/Patient/$process-message", ""}, {"/{name}:cancel", "name"}, {"/things:batchGet", ""},
		{"/v1/things/{id}:undelete", "id"}, {"/users/@me", ""}, {"/users/@me/guilds", ""}, {"/users/~self", ""}, {"/a/*", ""},
		{"/a?$filter=x&page[size]=1&q=*&order=-id", ""}, {"/a/%20b/%5Bc%5D", ""}, {"/a!b;v=1,2", ""}, {"/Products(1)", ""}, {"/delta()", ""},
		{"/f(a='1',b='2')", ""}, {"/_search", ""}, {"/__cluster", ""}, {"/12:30", ""}, {"/urn:isbn:1", ""}, {"/a/b.json", ""}, {"/a#id", ""},
		{"/v1/{+name}", "name"}, {"/files/{path*}", "path"},
	} {
		for _, r := range notation(t, tt.path, strings.Fields(tt.declared)...).Reasons {
			if r.Code == diagnostic.PathTemplate || r.Code == diagnostic.UnusedPathParameter {
				t.Errorf("%s: %s", tt.path, r.Error())
			}
		}
	}
	// A common parameter that a path leaves out is no variable of that path.
	op := notation(t, "/Patient/$validate", "id")
	if op.Fidelity != plan.Exact || len(op.Reasons) != 1 || op.Reasons[0].Code != diagnostic.UnusedPathParameter {
		t.Errorf("%s\n%s", op.Fidelity, lines(op.Reasons))
	}
}

// TestLookalikesOfRealDocuments: which operations of the corpus are refused or warned of.
func TestLookalikesOfRealDocuments(t *testing.T) {
	var found []string
	for _, file := range corpusDocuments(t) {
		doc, err := loadCorpus(file)
		if err != nil {
			continue
		}
		p := buildCorpus(doc, plan.Options{Methods: []string{"POST", "PUT", "PATCH", "DELETE"}, Shards: true})
		for _, op := range p.Operations {
			for _, r := range op.Reasons {
				if r.Code == diagnostic.PathTemplate {
					found = append(found, op.Spec.Method+" "+op.Spec.Path+" "+string(op.Fidelity))
				}
			}
		}
	}
	want := "POST /webhooks/feed/:token inexact, POST /webhooks/feed/:token/raw inexact, PUT /:id/info unsupported, DELETE /:id inexact"
	if got := strings.Join(found, ", "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
