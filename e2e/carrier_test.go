package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// bothCarriers are the settings of testdata/machines.yaml.
func bothCarriers(more map[string]string) map[string]string {
	keys := map[string]string{
		"carriers": "api-destination,state-machine", "methods": "POST,PUT,PATCH,DELETE,GET",
		"operations": `{"Slow Thing":{"carrier":"state-machine"},"Delete Thing":{"carrier":"state-machine"}}`,
	}
	for key, value := range more {
		keys[key] = value
	}
	return keys
}

var machineParameters = map[string]string{"HeaderKeyValue": secretKey, "QueryKeyValue": "q+k/", "BodyTokenValue": "t&k"}

// carried is an event of testdata/machines.yaml and the request that the document describes for it,
// written by hand: no code of the project has a part in it. <id> is the event's id.
type carried struct {
	detailType, detail string
	// line is the method and the target below the server's URL.
	line string
	// headers are those beside what each request of a state machine has.
	headers []string
	body    string
}

const (
	byKey     = "X-Api-Key: " + secretKey
	formBody  = "Content-Type: application/x-www-form-urlencoded"
	plainJSON = "Content-Type: application/json"
	// anyAnswer is what a connection has that must have a header and needs none.
	anyAnswer = "Accept: */*"
)

var carriedRequests = []carried{
	{"Create Charge", `{"message":{"amount":2000,"currency":"usd"}}`,
		"POST /charges", []string{byKey, formBody, "Idempotency-Key: <id>"}, "amount=2000&currency=usd"},
	{"Create Charge", `{"Idempotency-Key":"mine 1","message":{"amount":2000,"currency":"usd","capture":false,"description":"Tür & Tor + 100%","metadata":{"order id":"6735","x":"ü"},` +
		`"expand":["customer","invoice.lines"],"items":[{"price":"p1","quantity":2},{"price":"p2"}],"shipping":{"name":"Jenny Rosen","address":{"city":"Köln","line1":null}}}}`,
		"POST /charges", []string{byKey, formBody, "Idempotency-Key: mine 1"},
		"amount=2000&currency=usd&capture=false&description=T%C3%BCr%20%26%20Tor%20%2B%20100%25&metadata%5Border%20id%5D=6735&metadata%5Bx%5D=%C3%BC" +
			"&expand%5B0%5D=customer&expand%5B1%5D=invoice.lines&items%5B0%5D%5Bprice%5D=p1&items%5B0%5D%5Bquantity%5D=2&items%5B1%5D%5Bprice%5D=p2" +
			"&shipping%5Bname%5D=Jenny%20Rosen&shipping%5Baddress%5D%5Bcity%5D=K%C3%B6ln"},
	{"Upload File", `{"message":{"purpose":"fine-tune","labels":["a","ü"],"meta":{"rows":2,"tags":["x"]},"file":"id,name\r\n1,\"Jörg\"\r\n"}}`,
		"POST /files", []string{byKey, "Content-Type: multipart/form-data; boundary=<id>"}, partsOf("<id>",
			"name=\"purpose\"\r\n\r\nfine-tune", "name=\"labels\"\r\n\r\na", "name=\"labels\"\r\n\r\nü",
			"name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"rows\":2,\"tags\":[\"x\"]}",
			"name=\"file\"; filename=\"file\"\r\nContent-Type: text/csv\r\n\r\nid,name\r\n1,\"Jörg\"\r\n")},
	{"Upload File", `{"message":{"purpose":"p","file":{"filename":"my \"rows\".csv","content":"a,b"}}}`,
		"POST /files", []string{byKey, "Content-Type: multipart/form-data; boundary=<id>"}, partsOf("<id>",
			"name=\"purpose\"\r\n\r\np", "name=\"file\"; filename=\"my %22rows%22.csv\"\r\nContent-Type: text/csv\r\n\r\na,b")},
	{"Search Keys", `{"tag":["red & green","blau+grün"],"ids":[3,-1],"next":"/a/b?c=d&e#f","q":"two words"}`,
		"POST /searches?tag=red%20%26%20green&tag=blau%2Bgr%C3%BCn&ids=3,-1&next=/a/b?c=d&e%23f&q=two%20words", []string{byKey}, ""},
	{"Search Keys", `{"tag":["one"],"ids":[],"next":null}`, "POST /searches?tag=one", []string{byKey}, ""},
	{"Set Filter", `{"filter":{"status":"open","age":{"gte":18,"lt":65},"tags":["a b","c"]},"message":{"name":"n","deep":[1.50,{"x":null}]}}`,
		"PUT /filters?filter%5Bstatus%5D=open&filter%5Bage%5D%5Bgte%5D=18&filter%5Bage%5D%5Blt%5D=65&filter%5Btags%5D%5B0%5D=a%20b&filter%5Btags%5D%5B1%5D=c",
		[]string{byKey, plainJSON}, `{"name":"n","deep":[1.5,{"x":null}]}`},
	{"Set Filter", `{}`, "PUT /filters", []string{byKey}, ""},
	{"Sort Shelf", `{"shelf":"top left","books":["a/b","c;d"],"slots":[1,2,3]}`,
		"PATCH /shelves/.top%20left/;books=a%2Fb;books=c%3Bd/1,2,3", []string{byKey}, ""},
	{"Make Report", `{"report":"Q1/2026","format":"csv"}`, "POST /reports/Q1%2F2026.csv", []string{byKey}, ""},
	{"Many Options", `{}`, "POST /options", []string{byKey}, ""},
	{"Many Options", `{"a":"x&y","c":false,"e":""}`, "POST /options?a=x%26y&c=false&e=", []string{byKey}, ""},
	{"Many Options", `{"a":"ä","b":-7,"c":true,"d":0.25,"e":"~-._","X-Trace":"t, 1","X-Tags":["one","two"]}`,
		"POST /options?a=%C3%A4&b=-7&c=true&d=0.25&e=~-._", []string{byKey, "X-Trace: t, 1", "X-Tags: one,two"}, ""},
	{"Fill Jar", `{"jar":"j1","session":"a;b=c d","theme":null}`, "PUT /cookies/j1", []string{byKey, "Cookie: session=a%3Bb=c%20d"}, ""},
	{"Fill Jar", `{"jar":"j2","session":"s","theme":"dark","seen":[1,2]}`, "PUT /cookies/j2", []string{byKey, "Cookie: session=s; theme=dark; seen=1,2"}, ""},
	{"Send Text", `{"message":"line 1\nline \"2\" <é>"}`, "POST /texts", []string{byKey, "Content-Type: text/plain"}, "line 1\nline \"2\" <é>"},
	{"Send XML", `{"message":"<?xml version=\"1.0\"?><a b=\"c\">&amp;</a>"}`, "PUT /documents", []string{byKey, "Content-Type: application/xml"},
		`<?xml version="1.0"?><a b="c">&amp;</a>`},
	{"Send Lines", `{"message":[{"index":{"_id":"1"}},{"text":"a\nb","n":null}]}`, "POST /lines", []string{byKey, "Content-Type: application/x-ndjson"},
		"{\"index\":{\"_id\":\"1\"}}\n{\"text\":\"a\\nb\",\"n\":null}\n"},
	{"Delete Thing", `{"thing":"a b"}`, "DELETE /things/a%20b", []string{byKey}, ""},
	{"Refresh Thing", `{"thing":"7","fields":["name","size"]}`, "GET /things/7?fields=name&fields=size", []string{byKey}, ""},
	{"Keep Record", `{"tag":["x","y"],"message":{"name":"n","count":3}}`, "POST /records?tag=x&tag=y&api_key=q%2Bk%2F", []string{anyAnswer, plainJSON},
		`{"name":"n","count":3,"token":"t&k"}`},
	{"Log In", `{"message":{"user":"j&j","roles":["admin","ops"]}}`, "POST /logins?api_key=q%2Bk%2F", []string{anyAnswer, formBody},
		"user=j%26j&roles=admin&roles=ops&token=t%26k"},
	{"Slow Thing", `{"thing":"s","message":{"name":"n"}}`, "POST /slow/s", []string{byKey, plainJSON}, `{"name":"n"}`},
}

// partsOf is a multipart body of the parts.
func partsOf(boundary string, parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		b.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; " + part + "\r\n")
	}
	return b.String() + "--" + boundary + "--\r\n"
}

// event is the event to put.
func (c *carried) event() lab.Event {
	return lab.Event{Source: "e2e", DetailType: c.detailType, Detail: []byte(c.detail)}
}

// request is what must arrive for an event of that id, all of it.
func (c *carried) request(api *lab.Mailbox, id string) string {
	own := strings.NewReplacer("<id>", id)
	method, target, _ := strings.Cut(c.line, " ")
	body := own.Replace(c.body)
	headers := []string{
		"Host: " + strings.Split(api.URL(), "/")[2], "User-Agent: Amazon|StepFunctions|HttpInvoke|" + lab.Region, "Range: bytes=0-262144",
	}
	typed := false
	for _, h := range c.headers {
		headers = append(headers, own.Replace(h))
		typed = typed || strings.HasPrefix(h, "Content-Type: ")
	}
	if !typed {
		headers = append(headers, strings.TrimSpace(usual))
	}
	if body != "" || method != "GET" && method != "DELETE" {
		headers = append(headers, fmt.Sprint("Content-Length: ", len(body)))
	}
	return wholly(method, "/"+api.Name()+"/v1"+target, headers, body)
}

// wholly is a request as text: but for the case of header names and their order as it is on the wire.
func wholly(method, target string, headers []string, body string) string {
	lines := make([]string, len(headers))
	for i, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		lines[i] = strings.ToLower(name) + ": " + value
	}
	slices.Sort(lines)
	return fmt.Sprintf("%s %s\n%s\n\n%s", method, target, strings.Join(lines, "\n"), body)
}

// arrived is a request that came, in the same form.
func arrived(r lab.Request) string {
	method, _, _ := strings.Cut(r.Line, " ")
	var headers []string
	for _, h := range r.Headers {
		headers = append(headers, h.Name+": "+h.Value)
	}
	return wholly(method, r.Target(), headers, string(r.Body))
}

// TestCarriers deploys one operation of each kind that a state machine carries.
func TestCarriers(t *testing.T) {
	t.Parallel()
	site := deployMachines(t, theLab.NewAccount("carriers"), nil)
	site.wantCarried(t)
	t.Run("definitions", func(t *testing.T) { testDefinitions(t, site) })
	testCarrierFailures(t, site)
}

// TestCarriersInNestedStacks has the rules in nested stacks, and the bus in shards: the machines
// stay in the stack above.
func TestCarriersInNestedStacks(t *testing.T) {
	t.Parallel()
	site := deployMachines(t, theLab.NewAccount("nested-carriers"), map[string]string{"nestedStacks": "2", "rulesPerBus": "14"})
	all := templates(t, site.assembly)
	if len(all) != 3 {
		t.Errorf("%d templates, want the stack's and 2 of nested ones", len(all))
	}
	for i, d := range all {
		if n := len(d.resources("AWS::StepFunctions::StateMachine")); n != map[bool]int{true: 3}[i == 0] {
			t.Errorf("the template %d has %d state machines", i, n)
		}
	}
	site.wantCarried(t)
	site.put(t, event("Fill Jar", map[string]any{"jar": "j"}), event("Unheard Of", nil))
	wantLetters(t, site, "Fill Jar", "Unheard Of")
	wantNothingLeft(t, site)
}

func deployMachines(t *testing.T, account *lab.Account, keys map[string]string) *deployment {
	t.Helper()
	assembly := synth(t, account, document(t, account, "machines.yaml"), bothCarriers(keys))
	return deploy(t, account, assembly, machineParameters)
}

// wantCarried puts the events of the table, and expects the requests written there, and no others.
// The operation that an API destination carries is foretold by package delivery only.
func (s *deployment) wantCarried(t *testing.T) {
	t.Helper()
	var events []lab.Event
	for i := range carriedRequests {
		events = append(events, carriedRequests[i].event())
	}
	s.put(t, events...)
	var want, got []string
	for i := range carriedRequests {
		want = append(want, carriedRequests[i].request(s.API, events[i].ID))
	}
	requests := s.API.Take(len(want), arrival)
	for _, r := range requests {
		got = append(got, arrived(r))
	}
	report(t, want, got)
	if letters := s.letters(t, 0); len(letters) != 0 {
		t.Errorf("%d messages in the dead-letter queue, want none; the first: %v", len(letters), letters[0])
	}
	s.wantForetold(t, events, requests)
	s.compare(t, machineParameters, []lab.Event{event("Plain Thing", map[string]any{"thing": "p", "message": map[string]any{"name": "n"}})})
}

// wantForetold compares the requests with what package delivery says of the template.
func (s *deployment) wantForetold(t *testing.T, events []lab.Event, requests []lab.Request) {
	t.Helper()
	oracle := s.oracle(t, machineParameters)
	var want, got []string
	for _, e := range events {
		for _, r := range s.foretell(t, oracle, e).Requests() {
			want = append(want, foretold(r))
		}
	}
	for _, r := range requests {
		got = append(got, recorded(r))
	}
	report(t, want, got)
}

// testDefinitions has a validator of the Amazon States Language read what is deployed.
func testDefinitions(t *testing.T, site *deployment) {
	machines, err := site.Machines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(machines) != 3 {
		t.Errorf("the machines are %v, want one for each connection and one for outages", machines)
	}
	for name, arn := range machines {
		out, err := site.States.DescribeStateMachine(t.Context(), &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(arn)})
		if err != nil {
			t.Fatal(err)
		}
		text := aws.ToString(out.Definition)
		if strings.Contains(text, "${") {
			t.Errorf("%s has a placeholder that nothing fills in", name)
		}
		validator := exec.CommandContext(t.Context(), "node", filepath.Join("expression", "evaluate.js"))
		validator.Env = append(os.Environ(), "NODE_PATH="+filepath.Dir(filepath.Dir(os.Getenv("E2E_CLI"))))
		validator.Stdin = strings.NewReader(`{"definition":` + strings.ReplaceAll(text, "\n", " ") + "}\n")
		answer, err := validator.Output()
		if err != nil || strings.TrimSpace(string(answer)) != `{"problems":[]}` {
			t.Errorf("%s: %s %v", name, answer, err)
		}
	}
}
