package delivery_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

func TestRequestHeadersOfEventBridge(t *testing.T) { // docs/eventbridge.md, 4.5
	r := request(t, deliver(t, parse(t, fixture), `{"id":"7","message":{"a":1}}`))
	want := []string{
		"Host: api.example.com", "User-Agent: Amazon/EventBridge/ApiDestinations", "Content-Type: application/json; charset=utf-8",
		"Range: bytes=0-1048575", "Accept-Encoding: gzip,deflate", "Connection: close", "Content-Length: 7", "X-Api-Key: s3cret",
	}
	if len(r.Headers) != len(want) {
		t.Fatalf("%d headers: %v", len(r.Headers), r.Headers)
	}
	for i, h := range r.Headers {
		if got := h.Name + ": " + h.Value.Reveal(); got != want[i] {
			t.Errorf("header %d is %q, want %q", i, got, want[i])
		}
	}
	if r.Method != "POST" || r.URL.Reveal() != "https://api.example.com/users/7/orders" || r.Body.Reveal() != `{"a":1}` {
		t.Errorf("%s %s %s", r.Method, r.URL.Reveal(), r.Body.Reveal())
	}
	if r.Destination != "stack/API" || r.Connection != "stack/Connection" || ids(r) != "" {
		t.Errorf("%s %s %s", r.Destination, r.Connection, ids(r))
	}
	if len(r.Credentials) != 1 || r.Credentials[0] != (delivery.Credential{In: "header", Name: "X-Api-Key", Kind: "API_KEY"}) {
		t.Errorf("credentials %v", r.Credentials)
	}
}

func TestParameterValues(t *testing.T) {
	const path, query, header = "PathParameterValues: [$.detail.id]", "QueryStringParameters: {q: %}", "HeaderParameters: {X-Q: %}"
	tests := []struct {
		name, source string
		value        string // in the template
		detail       string
		want         string // in the query; the header is want decoded
		decoded      string
		ids          string
		note         string
	}{
		{"string", "3.3 M", "$.detail.q", `{"q":"v"}`, "v", "v", "", ""},
		{"index", "3.3 M", "$.detail.q[1]", `{"q":["a","b"]}`, "b", "b", "", ""},
		{"missing", "3.3 M", "$.detail.q", `{}`, "", "", "", delivery.NoteEmptyParameter},
		{"missing index", "3.3 M", "$.detail.q[2]", `{"q":["a"]}`, "", "", "", delivery.NoteEmptyParameter},
		{"empty", "3.3 M", "$.detail.q", `{"q":""}`, "", "", "", ""},
		{"number", "3.3 I", "$.detail.q", `{"q":42.50}`, "42.50", "42.50", "A4", ""},
		{"boolean", "3.3 I", "$.detail.q", `{"q":true}`, "true", "true", "A4", ""},
		{"null", "3.3 U", "$.detail.q", `{"q":null}`, "null", "null", "A2", ""},
		{"object", "3.3 U", "$.detail.q", `{"q":{"a":"b"}}`, "%7Ba%3Ab%7D", "{a:b}", "A5", ""},
		{"array", "3.3 U", "$.detail.q", `{"q":["a",1]}`, "%5Ba%2C1%5D", "[a,1]", "A5", ""},
		{"all elements", "3.3 U", "$.detail.q[*].a", `{"q":[{"a":1},{"a":2}]}`, "%5B1%2C2%5D", "[1,2]", "A5", ""},
		{"constant", "3.2 D", "v", `{}`, "v", "v", "", ""},
		{"text and path aren't mixed", "3.2 D", "a$.detail.q", `{"q":"v"}`, "a%24.detail.q", "a$.detail.q", "", ""},
		{"no path", "3.2 U", "$top", `{}`, "%24top", "$top", "A3", ""},
		{"quoted bracket is no path", "3.2 M", "$.detail['q']", `{"q":"v"}`, "%24.detail%5B%27q%27%5D", "$.detail['q']", "A3", ""},
		{"the event's own fields", "3.2 D", "$.source", `{}`, "shop", "shop", "", ""},
		{"slash and dash in a name", "3.2 D", "$.detail.a-b/c", `{"a-b/c":"v"}`, "v", "v", "", ""},
		{"encoding", "3.4 U", "$.detail.q", `{"q":"a b/ü?&=+%~"}`, "a%20b%2F%C3%BC%3F%26%3D%2B%25~", "a b/ü?&=+%~", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			// A test for each place; the id is there so that only q differs.
			detail := strings.Replace(test.detail, "{", `{"id":"7",`, 1)
			detail = strings.Replace(detail, `,}`, `}`, 1)
			check := func(place, edit, wantURL, wantHeader string) {
				r := deliver(t, parse(t, edited(t, "#HTTP", strings.Replace(edit, "%", `"`+test.value+`"`, 1))), detail)
				got := request(t, r)
				if got.URL.Reveal() != wantURL {
					t.Errorf("%s (facts %s): URL %s, want %s", place, test.source, got.URL.Reveal(), wantURL)
				}
				if own := ownHeaders(got); own != wantHeader {
					t.Errorf("%s (facts %s): headers %q, want %q", place, test.source, own, wantHeader)
				}
				wantIDs := test.ids
				if place == "query" && test.want != test.decoded {
					wantIDs = strings.TrimSpace("A1 " + wantIDs)
				}
				if place == "header" && strings.ContainsRune(test.decoded, 'ü') {
					wantIDs = "A15"
				}
				if ids(got) != wantIDs {
					t.Errorf("%s: assumptions %q, want %q", place, ids(got), wantIDs)
				}
				if notes := codes(one(t, r).Notes); notes != strings.TrimSpace("empty-body "+test.note) {
					t.Errorf("%s: notes %q, want %q", place, notes, test.note)
				}
			}
			base := "https://api.example.com/users/7/orders"
			check("query", query, base+"?q="+test.want, "X-Api-Key: s3cret")
			check("header", header, base, "X-Q: "+test.decoded+"\nX-Api-Key: s3cret")
			a := parse(t, edited(t, path, `PathParameterValues: ["`+test.value+`"]`))
			if got := request(t, deliver(t, a, detail)).URL.Reveal(); got != "https://api.example.com/users/"+test.want+"/orders" {
				t.Errorf("path: %s", got)
			}
		})
	}
}

func TestPathWildcards(t *testing.T) { // docs/eventbridge.md, 1.3 and 3.3
	const endpoint, values = "/users/*/orders", "[$.detail.id]"
	tests := []struct {
		name, endpoint, values, detail string
		want, ids, notes               string
	}{
		{"in order", "/a/*/b/*", "[$.detail.x, $.detail.y]", `{"x":"1","y":"2"}`, "/a/1/b/2", "", ""},
		{"missing", "/a/*/b", "[$.detail.x]", `{}`, "/a//b", "A9", "empty-parameter"},
		{"constant", "/*/*", "[repos, $.detail.x]", `{"x":"1"}`, "/repos/1", "", ""},
		{"star in a value", "/a/*/*", "[$.detail.x, $.detail.y]", `{"x":"*","y":"2"}`, "/a/%2A/2", "A1", ""},
		{"part of a segment", "/a/*.json", "[$.detail.x]", `{"x":"1"}`, "/a/1.json", "A7", ""},
		{"literal star", "/a/%2A/*", "[$.detail.x]", `{"x":"1"}`, "/a/%2A/1", "A8", ""},
		{"in the query", "/a/*?q=*", "[$.detail.x]", `{"x":"1"}`, "/a/1?q=*", "A7", ""},
		{"too few values", "/a/*/*", "[$.detail.x]", `{"x":"1"}`, "/a/1/*", "", "wildcards"},
		{"too many values", "/a/*", "[$.detail.x, $.detail.y]", `{"x":"1","y":"2"}`, "/a/1", "", "wildcards"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := deliver(t, parse(t, edited(t, endpoint, test.endpoint, values, test.values, "InputPath: $.detail.message", `Input: "[]"`)), test.detail)
			got := request(t, r)
			if got.URL.Reveal() != "https://api.example.com"+test.want || ids(got) != test.ids || codes(one(t, r).Notes) != test.notes {
				t.Errorf("%s, %q, %q", got.URL.Reveal(), ids(got), codes(one(t, r).Notes))
			}
		})
	}
}

func TestQueryFollowsEndpointsOwn(t *testing.T) { // docs/eventbridge.md, 3.4
	tests := []struct{ endpoint, parameters, want, ids string }{
		{"/a", "{b: 1, a: 2}", "/a?a=2&b=1", ""},
		{"/a?x=1", "{b: 1}", "/a?x=1&b=1", ""},
		{"/a?x=1&", "{b: 1}", "/a?x=1&b=1", ""},
		{"/a?", "{b: 1}", "/a?b=1", ""},
		{"/a?b=0", "{b: 1}", "/a?b=0&b=1", "A10"},
		{"/a", "{'a b[]': 1}", "/a?a%20b%5B%5D=1", ""},
	}
	for _, test := range tests {
		a := parse(t, edited(t, "/users/*/orders", test.endpoint, "PathParameterValues: [$.detail.id]", "QueryStringParameters: "+test.parameters))
		r := request(t, deliver(t, a, `{"message":{}}`))
		if got := r.URL.Reveal(); got != "https://api.example.com"+test.want || ids(r) != test.ids {
			t.Errorf("%s with %s: %s %s", test.endpoint, test.parameters, got, ids(r))
		}
	}
}

func TestRemovedHeaders(t *testing.T) { // docs/eventbridge.md, 4.5
	names := "A-IM, Accept-Charset, Accept-Datetime, Accept-Encoding, Cache-Control, Connection, Content-Encoding, Content-Length, Content-MD5, Date, Expect, Forwarded, From, Host, HTTP2-Settings, If-Match, If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Max-Forwards, Origin, Pragma, Proxy-Authorization, Range, Referer, TE, Trailer, Transfer-Encoding, User-Agent, Upgrade, Via, Warning"
	for _, name := range strings.Split(names, ", ") {
		r := deliver(t, parse(t, edited(t, "#HTTP", "HeaderParameters: {"+name+": x}")), `{"id":"7","message":{}}`)
		if own := ownHeaders(request(t, r)); own != "X-Api-Key: s3cret" || !r.Has(delivery.NoteRemovedHeader) {
			t.Errorf("%s: %q, notes %q", name, own, codes(one(t, r).Notes))
		}
	}
	for _, name := range []string{"Accept", "Accept-Language", "Authorization", "Cookie", "Content-Language", "Idempotency-Key", "Prefer", "X-A"} {
		r := deliver(t, parse(t, edited(t, "#HTTP", "HeaderParameters: {"+name+": x}")), `{"id":"7","message":{}}`)
		if own := ownHeaders(request(t, r)); own != name+": x\nX-Api-Key: s3cret" {
			t.Errorf("%s: %q", name, own)
		}
	}
}

func TestContentTypeIsSet(t *testing.T) { // docs/eventbridge.md, 4.4
	r := request(t, deliver(t, parse(t, edited(t, "#HTTP", "HeaderParameters: {content-type: application/merge-patch+json}")), `{"id":"7"}`))
	if v, _ := r.Header("Content-Type"); v.String() != "application/merge-patch+json" || len(r.Headers) != 8 {
		t.Errorf("%v", r.Headers)
	}
}

func TestConnectionWins(t *testing.T) { // docs/eventbridge.md, 2.2
	a := parse(t, edited(t,
		"#INVOCATION", `InvocationHttpParameters:
          HeaderParameters: [{Key: x-tenant, Value: acme, IsValueSecret: false}, {Key: X-Secret, Value: hush}]
          QueryStringParameters: [{Key: page, Value: c, IsValueSecret: "false"}, {Key: token, Value: "t t"}]
          BodyParameters: [{Key: a, Value: "1", IsValueSecret: false}, {Key: pin, Value: "0000"}]`,
		"#HTTP", `QueryStringParameters: {page: "9", z: z}
            HeaderParameters: {X-Tenant: mine, x-api-key: mine}`))
	d := one(t, deliver(t, a, `{"id":"7","message":{"b":2,"a":3}}`))
	r := d.Request
	if got, want := r.URL.Reveal(), "https://api.example.com/users/7/orders?page=c&z=z&token=t%20t"; got != want {
		t.Errorf("URL %s, want %s", got, want)
	}
	if got, want := r.URL.String(), "https://api.example.com/users/7/orders?page=c&z=z&token=****"; got != want {
		t.Errorf("URL %s, want %s", got, want)
	}
	if got, want := ownHeaders(r), "x-tenant: acme\nX-Api-Key: s3cret\nX-Secret: hush"; got != want {
		t.Errorf("headers %q, want %q", got, want)
	}
	if got, want := r.Body.Reveal(), `{"b":2,"a":"1","pin":"0000"}`; got != want {
		t.Errorf("body %s, want %s", got, want)
	}
	if got, want := r.Body.String(), `{"b":2,"a":"1","pin":"****"}`; got != want {
		t.Errorf("body %s, want %s", got, want)
	}
	if got := codes(d.Notes); got != "overridden overridden overridden" {
		t.Errorf("notes %q", got)
	}
	if len(r.Credentials) != 4 || ids(r) != "A1" {
		t.Errorf("credentials %v, assumptions %s", r.Credentials, ids(r))
	}
}

func TestBodyParametersOfConnection(t *testing.T) { // docs/eventbridge.md, 2.2
	a := parse(t, edited(t, "#INVOCATION", `InvocationHttpParameters: {BodyParameters: [{Key: a, Value: b}]}`))
	r := request(t, deliver(t, a, `{"id":"7","message":[1]}`))
	if r.Body.Reveal() != "[1]" || ids(r) != "A12" {
		t.Errorf("%s %s", r.Body.Reveal(), ids(r))
	}
	if r = request(t, deliver(t, a, `{"id":"7"}`)); r.Body.Reveal() != `{"a":"b"}` {
		t.Errorf("%s", r.Body.Reveal())
	}
}

func TestAuthorization(t *testing.T) { // docs/eventbridge.md, 2.1 and 2.3
	const apiKey = "AuthorizationType: API_KEY\n      AuthParameters:\n        ApiKeyAuthParameters: {ApiKeyName: X-Api-Key, ApiKeyValue: !Ref Key}"
	tests := []struct{ name, auth, header, printed string }{
		{"basic", "AuthorizationType: BASIC\n      AuthParameters:\n        BasicAuthParameters: {Username: bob, Password: !Ref Key}", "Basic Ym9iOnMzY3JldA==", "Basic ****"},
		{"bearer", "AuthorizationType: API_KEY\n      AuthParameters:\n        ApiKeyAuthParameters: {ApiKeyName: Authorization, ApiKeyValue: !Join [' ', [Bearer, !Ref Key]]}", "Bearer s3cret", "****"},
		{"oauth", `AuthorizationType: OAUTH_CLIENT_CREDENTIALS
      AuthParameters:
        OAuthParameters:
          AuthorizationEndpoint: https://id.example.com/token
          HttpMethod: POST
          ClientParameters: {ClientID: me, ClientSecret: s3cret}
          OAuthHttpParameters: {BodyParameters: [{Key: scope, Value: a b, IsValueSecret: false}]}`, "Bearer <token>", "Bearer ****"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := request(t, deliver(t, parse(t, edited(t, apiKey, test.auth, "#HTTP", "HeaderParameters: {authorization: mine}")), `{"id":"7"}`))
			got, _ := r.Header("Authorization")
			if got.Reveal() != test.header || got.String() != test.printed || len(r.Headers) != 8 {
				t.Errorf("%q, printed %q, %d headers", got.Reveal(), got, len(r.Headers))
			}
			if test.name != "oauth" {
				return
			}
			token := r.Token
			if token == nil || token.Method != "POST" || token.URL.String() != "https://id.example.com/token" ||
				token.Body.Reveal() != "grant_type=client_credentials&client_id=me&client_secret=s3cret&scope=a%20b" || strings.Contains(token.String(), "s3cret") || ids(r) != "A13" {
				t.Errorf("token request %v, assumptions %s", token, ids(r))
			}
		})
	}
}

// TestAcceptIsNoCredential: where an API wants none, the connection's key is an Accept, which
// is shown; a credential of that name is not.
func TestAcceptIsNoCredential(t *testing.T) {
	for key, shown := range map[string]string{"text/csv": "text/csv", "!Ref Key": "****"} {
		r := request(t, deliver(t, parse(t, edited(t, "ApiKeyName: X-Api-Key, ApiKeyValue: !Ref Key", "ApiKeyName: Accept, ApiKeyValue: "+key)), `{"id":"7","message":{}}`))
		accept, _ := r.Header("accept")
		if accept.String() != shown || (len(r.Credentials) == 0) != (shown == "text/csv") {
			t.Errorf("%s is shown as %q, with the credentials %v", key, accept, r.Credentials)
		}
	}
}

func TestBodyOfGet(t *testing.T) { // docs/eventbridge.md, 4.4
	for _, method := range []string{"GET", "HEAD", "OPTIONS", "DELETE"} {
		r := request(t, deliver(t, parse(t, edited(t, "HttpMethod: POST", "HttpMethod: "+method, "InputPath: $.detail.message", `Input: "{}"`)), `{"id":"7"}`))
		if r.Method != method || r.Body.Reveal() != "{}" || ids(r) != "A6 A17" {
			t.Errorf("%s %q %s", r.Method, r.Body.Reveal(), ids(r))
		}
	}
}

func TestNothingSecretIsPrinted(t *testing.T) {
	a := parse(t, edited(t, "#INVOCATION", `InvocationHttpParameters:
          HeaderParameters: [{Key: x-a, Value: "{{resolve:secretsmanager:prod:SecretString:key}}", IsValueSecret: false}]
          QueryStringParameters: [{Key: k, Value: !Sub "${Key}!"}]
          BodyParameters: [{Key: p, Value: !Ref Key, IsValueSecret: false}]`))
	r := deliver(t, a, `{"id":"7"}`)
	joined := `{Key: k, Value: !Join ["", ["x{{resolve:", "ssm:/a}}", y]], IsValueSecret: false}`
	r2 := deliver(t, parse(t, edited(t, "#INVOCATION", "InvocationHttpParameters: {HeaderParameters: ["+joined+"]}")), `{"id":"7"}`)
	if v, _ := request(t, r2).Header("k"); v.String() != "x****y" || v.Reveal() != "x{{resolve:ssm:/a}}y" {
		t.Errorf("a joined reference is printed as %s", v)
	}
	for _, secret := range []string{"s3cret", "resolve:"} {
		if strings.Contains(r.String(), secret) {
			t.Errorf("%s is printed:\n%s", secret, r)
		}
	}
	if got, want := request(t, r).URL.Reveal(), "https://api.example.com/users/7/orders?k=s3cret%21"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestRefusedHTTPParameters(t *testing.T) { // docs/eventbridge.md, 3.1: refused at PutTargets
	for _, edit := range [][2]string{
		{"[$.detail.id]", `[""]`}, {"[$.detail.id]", `[" "]`},
		{"#HTTP", `QueryStringParameters: {q: ""}`}, {"#HTTP", `HeaderParameters: {"a b": x}`}, {"#HTTP", `HeaderParameters: {"a:": x}`},
	} {
		if d := one(t, deliver(t, parse(t, edited(t, edit[0], edit[1])), `{"id":"7"}`)); d.Problem == nil || d.Request != nil {
			t.Errorf("%v: %v", edit, d.Problem)
		}
	}
	if d := one(t, deliver(t, parse(t, edited(t, "#HTTP", `HeaderParameters: {X-A: ""}`)), `{"id":"7"}`)); d.Request == nil {
		t.Errorf("an empty header: %v", d.Problem)
	}
	r := deliver(t, parse(t, edited(t, "/users/*/orders", "/*/*", "[$.detail.id]", "[$.detail.id, $.detail.id]")), `{"id":"7"}`)
	if !r.Has(delivery.NoteRepeatedPath) {
		t.Errorf("%s", r)
	}
}

// docs/reference/assumptions.md lists every assumption in the same words, and its evidence is in a section
// of docs/eventbridge.md or docs/step-functions.md.
func TestAssumptionsAreDocumented(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile("../" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	page := read("docs/reference/assumptions.md")
	facts := map[byte]string{'A': read("docs/eventbridge.md"), 'B': read("docs/step-functions.md")}
	last := map[byte]int{}
	for _, a := range delivery.Assumptions() {
		if last[a.Letter]++; a.Number != last[a.Letter] {
			t.Errorf("assumption %c%d has the number %d", a.Letter, last[a.Letter], a.Number)
		}
		if row := fmt.Sprintf("| %s | %s | %s |\n", a.ID(), a.Statement, a.Evidence); !strings.Contains(page, row) {
			t.Errorf("the page lacks the row\n%s", row)
		}
		sections := regexp.MustCompile(`\d\.\d`).FindAllString(a.Evidence, -1)
		if len(sections) == 0 {
			t.Errorf("%s names no section: %s", a.ID(), a.Evidence)
		}
		for _, section := range sections {
			if !strings.Contains(facts[a.Letter], "\n"+section+" ") {
				t.Errorf("%s: its page has no section %s", a.ID(), section)
			}
		}
	}
	if last['A'] == 0 || last['B'] == 0 {
		t.Errorf("%v", last)
	}
}
