package e2e

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/samples"
)

// The credentials of the tests. They hold what a URL or a header could break on.
const (
	secretKey      = "s3cr3t/key+1=="
	secretToken    = "t0ken.with-dots_and~"
	secretUser     = "user name"
	secretPassword = "pa:ss wörd"
	secretClient   = "client id"
	secretSecret   = "cl1ent&secret=+ü"
)

// TestFootball is the example of the README.
func TestFootball(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("football")
	assembly := synth(t, account, lab.Example, map[string]string{"baseUrl": account.API.URL()})
	parameters := map[string]string{"ApiKeyValue": "secret"} // as in the README
	events := samples.Events(callable(t, assembly, 6))
	t.Run("faults", func(t *testing.T) { testFaults(t, assembly, events) })

	site := deploy(t, account, assembly, parameters)
	site.compare(t, parameters, events)
	wantNothingLeft(t, site)
}

// TestConnections has each kind of connection.
func TestConnections(t *testing.T) {
	t.Parallel()
	testConnections(t, theLab.NewAccount("connections"), nil)
}

// TestConnectionsOfMachines has them used by state machines, one for each.
func TestConnectionsOfMachines(t *testing.T) {
	t.Parallel()
	testConnections(t, theLab.NewAccount("machine-connections"), map[string]string{"carriers": "state-machine"})
}

func testConnections(t *testing.T, account *lab.Account, keys map[string]string) {
	assembly := synth(t, account, document(t, account, "connections.yaml"), keys)
	parameters := map[string]string{
		"HeaderKeyValue": secretKey, "BearerToken": secretToken,
		"BasicUsername": secretUser, "BasicPassword": secretPassword,
		"ClientCredentialsClientId": secretClient, "ClientCredentialsClientSecret": secretSecret,
		"QueryKeyValue": secretKey, "QuerySecretValue": secretPassword, "SessionValue": secretToken, "CsrfValue": "c",
	}
	site := deploy(t, account, assembly, parameters)
	operations := callable(t, assembly, 10)

	for _, detailType := range []string{"With Client Credentials", "With Everything"} { // a connection each
		oauth := slices.IndexFunc(operations, func(o samples.Operation) bool { return o.DetailType == detailType })
		if oauth < 0 {
			t.Fatalf("there is no operation %q", detailType)
		}
		t.Run("a token is fetched before the first call/"+detailType, func(t *testing.T) {
			site.firstToken(t, parameters, samples.Events(operations[oauth : oauth+1])[0])
		})
	}
	t.Run("every operation", func(t *testing.T) {
		site.compare(t, parameters, samples.Events(operations))
	})
}

// TestMany has more than 200 operations in one stack.
func TestMany(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("many")
	path := filepath.Join(t.TempDir(), "many.yaml")
	writeFile(t, path, samples.Document(account.API.URL(), manyOperations))
	assembly := synth(t, account, path, nil)
	parameters := map[string]string{"KeyValue": secretKey, "TokenToken": secretToken}
	site := deploy(t, account, assembly, parameters)
	site.compare(t, parameters, samples.Events(callable(t, assembly, manyOperations)))
}

// manyOperations is how many operations the large document has: more than 200, and as
// many as fit the 500 resources of one stack.
const manyOperations = 210

// oracle is what package delivery makes of what is deployed: of the cloud assembly, or of
// the template where it was launched without one.
func (s *deployment) oracle(t *testing.T, parameters map[string]string) *delivery.Assembly {
	t.Helper()
	options := delivery.Options{Parameters: parameters, Region: lab.Region, Account: s.ID, StackName: lab.Stack}
	if s.assembly != "" {
		oracle, err := delivery.LoadAssembly(s.assembly, options)
		if err != nil {
			t.Fatal(err)
		}
		return oracle
	}
	template, err := s.Template(t.Context(), lab.Stack)
	if err != nil {
		t.Fatal(err)
	}
	oracle, err := delivery.ParseTemplate(template, options)
	if err != nil {
		t.Fatal(err)
	}
	return oracle
}

// foretell is what becomes of an event.
func (s *deployment) foretell(t *testing.T, oracle *delivery.Assembly, e lab.Event) *delivery.Result {
	t.Helper()
	result, err := oracle.Deliver(delivery.Event{
		Bus: s.bus, Source: e.Source, DetailType: e.DetailType, Detail: e.Detail, ID: e.ID,
	})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// compare puts the events, each of which calls once, and compares what arrives with
// what is foretold from the deployed template.
func (s *deployment) compare(t *testing.T, parameters map[string]string, events []lab.Event) {
	t.Helper()
	oracle := s.oracle(t, parameters)
	s.put(t, events...)
	var want []string
	for _, e := range events {
		requests := s.foretell(t, oracle, e).Requests()
		if len(requests) != 1 {
			t.Errorf("%q %s: %d requests are foretold, want 1", e.DetailType, e.Detail, len(requests))
		}
		for _, r := range requests {
			want = append(want, foretold(r))
		}
	}
	var got []string
	for _, r := range s.API.Take(len(want), arrival) {
		got = append(got, recorded(r))
	}
	t.Logf("%d events, %d requests", len(events), len(got))
	report(t, want, got)
	if letters := s.letters(t, 0); len(letters) != 0 {
		t.Errorf("%d messages in the dead-letter queue, want none; the first: %v", len(letters), letters[0])
	}
}

// firstToken puts an event of an OAuth operation, the first one ever, and expects the
// token request before the call.
func (s *deployment) firstToken(t *testing.T, parameters map[string]string, e lab.Event) {
	e = s.put(t, e)[0]
	requests := s.API.Take(2, arrival)
	if len(requests) != 2 {
		t.Fatalf("%d requests, want 2: %v", len(requests), requests)
	}
	call := s.foretell(t, s.oracle(t, parameters), e).Requests()[0]
	if got, want := recorded(requests[1]), foretold(call); got != want {
		t.Errorf("the second request is\n%s\nwant\n%s", got, want)
	}
	token := requests[0]
	if want := "POST " + strings.TrimPrefix(call.Token.URL.Reveal(), theLab.Recorder.URL) + " HTTP/1.1"; token.Line != want {
		t.Errorf("the first request is %q, want %q", token.Line, want)
	}
	if got, want := form(token.Body), form([]byte(call.Token.Body.Reveal())); got != want {
		t.Errorf("the token request's body is %q, want %q", got, want)
	}
	for _, h := range call.Token.Headers {
		if got, want := token.Header(h.Name), h.Value.Reveal(); got != want {
			t.Errorf("the token request's %s is %q, want %q", h.Name, got, want)
		}
	}
}

// form is a form with its fields sorted, and a space written in one way.
func form(body []byte) string {
	w := &wire{query: strings.Split(string(body), "&")}
	return strings.Join(strings.Split(w.String(), "\n"), " ")
}

// shown is how many differences are printed.
const shown = 5

// report fails with the requests that only one of two lists has.
func report(t *testing.T, want, got []string) {
	t.Helper()
	count := make(map[string]int)
	for _, r := range want {
		count[r]++
	}
	for _, r := range got {
		count[r]--
	}
	var missing, surplus []string
	for _, r := range slices.Sorted(maps.Keys(count)) {
		switch n := count[r]; {
		case n > 0:
			missing = append(missing, fmt.Sprintf("%d times foretold, but not sent: %s", n, r))
		case n < 0:
			surplus = append(surplus, fmt.Sprintf("%d times sent, but not foretold: %s", -n, r))
		}
	}
	if len(missing)+len(surplus) == 0 {
		return
	}
	t.Errorf("%d requests are missing and %d are too many:", len(missing), len(surplus))
	for _, r := range append(missing[:min(shown, len(missing))], surplus[:min(shown, len(surplus))]...) {
		t.Error(r)
	}
}
