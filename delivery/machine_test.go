package delivery_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/cost"
)

// machineFixture is a template with a state machine, changed by the test's edits like fixture.
const machineFixture = `
Parameters:
  Key: {Type: String, NoEcho: true}
  Host: {Type: String, Default: api.example.com}
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: bus}}
  Failed: {Type: AWS::SQS::Queue}
  FailedPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Failed]
      PolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: sqs:SendMessage, Resource: "*"}]}
  RuleRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: start, PolicyDocument: {Statement: [{Effect: Allow, Action: "states:StartExecution", Resource: !Ref Machine}]}}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: states.amazonaws.com}, Action: "sts:AssumeRole", Condition: {StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}}}]}
      Policies:
        - PolicyName: call
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: states:InvokeHTTPEndpoint
                Resource: !Sub "arn:aws:states:${AWS::Region}:${AWS::AccountId}:stateMachine:stack-*"
                Condition: {StringEquals: {"states:HTTPMethod": [POST, GET]}, StringLike: {"states:HTTPEndpoint": "https://api.example.com/*"}}
              - {Effect: Allow, Action: "events:RetrieveConnectionCredentials", Resource: !GetAtt Connection.Arn}
              - {Effect: Allow, Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], Resource: !GetAtt Connection.SecretArn}
              - {Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Failed.Arn}
  Connection:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: API_KEY
      AuthParameters:
        ApiKeyAuthParameters: {ApiKeyName: X-Api-Key, ApiKeyValue: !Ref Key}
        #INVOCATION
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      RoleArn: !GetAtt Role.Arn
      DefinitionString: >-
        {"QueryLanguage":"JSONata","StartAt":"Call","States":{
        "Call":{"Type":"Task","Resource":"arn:${Partition}:states:::http:invoke","Arguments":{"InvocationConfig":{"ConnectionArn":"${ConnectionArn}"}},"Next":"DeadLetter"},
        "DeadLetter":{"Type":"Task","Resource":"arn:${Partition}:states:::sqs:sendMessage","Arguments":{"QueueUrl":"${QueueUrl}"},"End":true}}}
      DefinitionSubstitutions: {Partition: aws, ConnectionArn: !GetAtt Connection.Arn, QueueUrl: !Ref Failed}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {detail-type: [Order]}
      Targets:
        - Id: T
          Arn: !Ref Machine
          RoleArn: !GetAtt RuleRole.Arn
          DeadLetterConfig: {Arn: !GetAtt Failed.Arn}
          InputTransformer:
            InputTemplate: !Join ["", ['{"v":1,"plan":{"method":"POST","url":["https://', !Ref Host, '/v"]#PLAN,"retry":{"attempts":9,"age":600}},"rule":<aws.events.rule-arn>,"time":<aws.events.event.ingestion-time>,"event":<aws.events.event.json>}']]
`

// withPlan is the fixture whose constants have these members too.
func withPlan(t testing.TB, plan string, edits ...string) string {
	t.Helper()
	if plan != "" {
		plan = "," + strings.ReplaceAll(plan, "'", "''")
	}
	text := strings.Replace(machineFixture, "#PLAN", plan, 1)
	for i := 0; i+1 < len(edits); i += 2 {
		if !strings.Contains(text, edits[i]) {
			t.Fatalf("the fixture has no %q", edits[i])
		}
		text = strings.ReplaceAll(text, edits[i], edits[i+1])
	}
	return text
}

const anyID = "00000000-0000-4000-8000-000000000000"

// TestMachineRequests: each kind of thing that the constants can say (docs/state-machine.md).
func TestMachineRequests(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	tests := []struct {
		name, plan, detail string
		want               string // method, URL, the task's headers and the body, or the problem
		ids                string
	}{
		{"nothing", ``, `{}`, "POST https://api.example.com/v\n", "B3"},
		{"path", `"url":["https://api.example.com/a%20b/",{"field":"id"},".json"]`, `{"id":"x/ü"}`, "POST https://api.example.com/a%20b/x%2F%C3%BC.json\n", "B1 B3"},
		{"styles of the path", `"url":["https://api.example.com/",{"field":"l","style":"label","explode":true},{"field":"m","style":"matrix","name":"m","explode":true},{"field":"r","reserved":true}]`,
			`{"l":["a","b"],"m":{"x":1,"y":null,"z":true},"r":"/a/b?c#d"}`, "POST https://api.example.com/.a.b;x=1;z=true/a/b%3Fc%23d\n", "B1 B3"},
		{"a path that leads elsewhere", `"url":["https://api.example.com/",{"field":"id"}]`, `{"id":"%252E."}`, "detail.id can't stand in a path: it is empty or a dot segment", ""},
		{"a path that could", `"url":["https://api.example.com/",{"field":"id","guard":true}]`, `{"id":["a","b\nc"]}`, "detail.id can't stand in a path: it has a character that could change it", ""},
		{"no path", `"url":["https://api.example.com/",{"field":"a.id"}]`, `{"a":{"id":[]}}`, "detail.a.id is missing", ""},
		{"query", `"query":[{"name":"a","field":"a"},{"name":"b","field":"b"},{"name":"c","field":"c"},{"name":"d","value":["x"]}]`, `{"a":"x y","b":null,"c":false}`,
			"POST https://api.example.com/v?d=x&a=x%20y&c=false\n", "B2 B3 B5"},
		{"styles of the query", `"query":[{"name":"f","field":"f","style":"form"},{"name":"e","field":"f","style":"form","explode":true},{"name":"p","field":"f","style":"pipeDelimited"},{"name":"d","field":"d","style":"deepObject","arrays":"bracket"},{"name":"j","field":"d","json":true}]`,
			`{"f":["1,2",3],"d":{"a":[1,{"b":2}],"n":null}}`, "POST https://api.example.com/v?f=1%2C2,3&e=1%2C2&e=3&p=1%2C2%7C3&d%5Ba%5D%5B%5D=1&d%5Ba%5D%5B1%5D%5Bb%5D=2&j=%7B%22a%22%3A%5B1%2C%7B%22b%22%3A2%7D%5D%2C%22n%22%3Anull%7D\n", "B2 B3 B5"},
		{"a query in the address, a reserved name, a name twice", `"url":["https://api.example.com/?x=1"],"query":[{"name":"y[]","field":"y"},{"name":"z","value":1},{"name":"z","value":2}]`, `{"y":"a"}`,
			"POST https://api.example.com/?x=1&y%5B%5D=a&z=1&z=2\n", "B2 B3"},
		{"an empty parameter", `"query":[{"name":"a","field":"a","required":true}]`, `{"a":""}`, "POST https://api.example.com/v?a=\n", "B3 B6"},
		{"default, the event's id, required", `"headers":[{"name":"A","field":"a","default":7},{"name":"B","field":"b","eventId":true},{"name":"C","field":"c","required":true}]`, `{"c":["x",1]}`,
			"POST https://api.example.com/v\nA: 7\nB: " + anyID + "\nC: x,1\n", "B3"},
		{"missing", `"query":[{"name":"a","field":"a","required":true}],"headers":[{"name":"C","field":"c.d","required":true}]`, `{"c":[{"d":1}]}`, "detail.a is missing; detail.c.d is missing", ""},
		{"a header that is none", `"headers":[{"name":"A","field":"a"}]`, `{"a":"x\r\nY: z"}`, "detail.a has a character that a header can't hold", ""},
		{"cookies", `"cookies":[{"name":"a","field":"a"},{"name":"b","field":"b","style":"form"}]`, `{"a":["1;","2"],"b":["x","y"]}`, "POST https://api.example.com/v\nCookie: a=1%3B; a=2; b=x,y\n", "B3"},
		{"numbers", `"query":[{"name":"a","field":"a","style":"form"}]`, `{"a":[1.50,1e3,0.30000000000000004,1e-7,-0,100000000000000.5]}`, "POST https://api.example.com/v?a=1.5,1000,0.3,1e-7,0,100000000000001\n", "B2 B3 B7"},
		{"a long number", `"query":[{"name":"a","field":"a"}]`, `{"a":{"b":1000000000000000}}`, "detail.a has a number of more than 15 digits: send it as a string", ""},
		{"JSON", `"body":{"field":"m","required":true,"as":"json","type":"application/json"}`, `{"m":{"b":[1,null,"ü\n"],"a":9007199254740993}}`,
			"POST https://api.example.com/v\nContent-Type: application/json\n" + `{"b":[1,null,"ü\n"],"a":9007199254740993}`, ""},
		{"decimals in JSON", `"body":{"field":"m","as":"json","type":"application/json"}`, `{"m":[1.50,1e21,1e400,10000000000000000000]}`,
			"POST https://api.example.com/v\nContent-Type: application/json\n[1.5,1e+21,1e400,10000000000000000000]", "B4"},
		{"a text as JSON", `"body":{"field":"m","as":"json","type":"application/json"}`, `{"m":"a\"\b"}`, "POST https://api.example.com/v\nContent-Type: application/json\n" + `"a\"\b"`, ""},
		{"no body", `"body":{"field":"m","as":"json","type":"application/json"}`, `{"m":null}`, "POST https://api.example.com/v\n", "B3"},
		{"a body that is missing", `"body":{"field":"m","required":true,"as":"json","type":"application/json"}`, `{}`, "detail.m is missing", ""},
		{"text", `"body":{"field":"m","as":"text","type":"text/plain"}`, `{"m":"<a>\"é\""}`, "POST https://api.example.com/v\nContent-Type: text/plain\n<a>\"é\"", ""},
		{"lines", `"body":{"field":"m","as":"lines","type":"application/x-ndjson"}`, `{"m":[{"a":1},"x",null]}`, "POST https://api.example.com/v\nContent-Type: application/x-ndjson\n{\"a\":1}\n\"x\"\nnull\n", ""},
		{"form", `"body":{"field":"m","as":"form","type":"` + form + `","each":{"style":"deepObject","arrays":"bracket"},"properties":{"u":{"reserved":true},"l":{"style":"form"}}}`,
			`{"m":{"amount":2000,"metadata":{"order":"6735"},"expand":["customer"],"items":[{"price":"p1","quantity":2}],"description":null,"u":"https://h/?a=b","l":["a,","b"]}}`,
			"POST https://api.example.com/v\nContent-Type: " + form + "\namount=2000&metadata%5Border%5D=6735&expand%5B%5D=customer&items%5B0%5D%5Bprice%5D=p1&items%5B0%5D%5Bquantity%5D=2&u=https://h/?a=b&l=a%2C,b", ""},
		{"fields", `"body":{"field":"m","as":"fields","type":"` + form + `","each":{"style":"deepObject","arrays":"repeat"}}`, `{"m":{"a":["x y",2],"b":{"c":true}}}`,
			"POST https://api.example.com/v\nContent-Type: " + form + "\na=x%20y&a=2&b%5Bc%5D=true", "B5"},
		{"no form", `"body":{"field":"m","as":"form","type":"` + form + `"}`, `{"m":[1]}`, "detail.m must be an object", ""},
		{"multipart", `"body":{"field":"m","as":"multipart","type":"multipart/form-data","properties":{"f":{"file":"f.txt","type":"text/plain"}}}`, `{"m":{"a\"":1,"o":{"p":[]},"f":{"content":"` + anyID + `0","filename":"g"}}}`,
			strings.ReplaceAll("POST https://api.example.com/v\nContent-Type: multipart/form-data; boundary=ID00\n--ID00\r\nContent-Disposition: form-data; name=\"a%22\"\r\n\r\n1\r\n--ID00\r\nContent-Disposition: form-data; name=\"o\"\r\nContent-Type: application/json\r\n\r\n{\"p\":[]}\r\n"+
				"--ID00\r\nContent-Disposition: form-data; name=\"f\"; filename=\"g\"\r\nContent-Type: text/plain\r\n\r\nID0\r\n--ID00--\r\n", "ID", anyID), ""},
		{"a file that is none", `"body":{"field":"m","as":"multipart","type":"multipart/form-data","each":{"file":"f"}}`, `{"m":{"a":{"filename":"x"}}}`, "detail.m.a must be a text", ""},
		{"an empty object in a form", `"body":{"field":"m","as":"multipart","type":"t"}`, `{"m":{"a":{},"b":[]}}`, "POST https://api.example.com/v\nContent-Type: t; boundary=" + anyID + "\n--" + anyID + "--\r\n", ""},
		{"nested too deep", `"query":[{"name":"d","field":"d","style":"deepObject"}]`, `{"d":` + strings.Repeat(`{"a":`, 21) + `1` + strings.Repeat("}", 21) + `}`, "detail.d is nested too deep", ""},
		{"too many", `"query":[{"name":"d","field":"d"}]`, `{"d":{"a":[` + strings.Repeat("1,", 1000) + `1]}}`, "detail.d has more than 1000 values", ""},
		{"too large", `"body":{"field":"m","as":"text","type":"text/plain"}`, `{"m":"` + strings.Repeat("x", 258_000) + `"}`, "the request would be larger than Step Functions takes", ""},
		{"a member twice", `"body":{"field":"m","as":"json","type":"application/json"}`, `{"m":{"a":1,"b":2,"a":3}}`, "POST https://api.example.com/v\nContent-Type: application/json\n" + `{"a":3,"b":2}`, "B12"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := withPlan(t, test.plan)
			if strings.HasPrefix(test.plan, `"url"`) {
				text = withPlan(t, "", `"url":["https://', !Ref Host, '/v"]`, strings.ReplaceAll(test.plan, "'", "''"))
			}
			d := one(t, deliver(t, parse(t, text), test.detail))
			if d.Carrier != delivery.CarrierStateMachine || d.Kind != delivery.KindRequest || d.DeadLetter == nil || d.DeadLetter.LogicalID != "Failed" {
				t.Errorf("%s %s %+v", d.Carrier, d.Kind, d.DeadLetter)
			}
			if d.Problem != nil {
				if d.Problem.Message != test.want || d.Problem.Code != "UNUSABLE_EVENT" || d.Request != nil {
					t.Errorf("the problem is %v, not %q", d.Problem, test.want)
				}
				return
			}
			if got := taskOf(d.Request); got != test.want {
				t.Errorf("sent is\n%s\nand not\n%s", got, test.want)
			}
			if ids(d.Request) != test.ids {
				t.Errorf("the assumptions are %q, not %q", ids(d.Request), test.ids)
			}
		})
	}
}

// taskOf is what the machine itself makes of a request: all but Step Functions' own headers
// and the key.
func taskOf(r *delivery.Request) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", r.Method, r.URL.Reveal())
	for _, h := range r.Headers {
		switch {
		case h.Name == "Content-Type" && h.Value.Reveal() == "application/json; charset=UTF-8":
		case h.Name != "Host" && h.Name != "User-Agent" && h.Name != "Range" && h.Name != "Content-Length" && h.Name != "X-Api-Key":
			fmt.Fprintf(&b, "%s: %s\n", h.Name, h.Value.Reveal())
		}
	}
	return b.String() + r.Body.Reveal()
}

func TestMachineHeaders(t *testing.T) {
	r := deliver(t, parse(t, withPlan(t, `"body":{"field":"m","as":"text","type":"text/csv"}`)), `{"m":"é"}`)
	d := one(t, r)
	var got []string
	for _, h := range request(t, r).Headers {
		got = append(got, h.Name+": "+h.Value.Reveal())
	}
	want := []string{"Host: api.example.com", "User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1", "Content-Type: text/csv", "Range: bytes=0-262144", "Content-Length: 2", "X-Api-Key: s3cret"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", got)
	}
	if d.Retry != (delivery.Retry{Attempts: 9, MaxAgeSeconds: 600}) || d.Request.Machine != "stack/Machine" || d.Request.Destination != "" || d.Request.Connection != "stack/Connection" {
		t.Errorf("%+v %+v", d.Retry, d.Request)
	}
	if len(d.Request.Credentials) != 1 || d.Request.Credentials[0] != (delivery.Credential{In: "header", Name: "X-Api-Key", Kind: "API_KEY"}) {
		t.Errorf("%v", d.Request.Credentials)
	}
	if told := r.String(); !strings.Contains(told, "-> state machine stack/Machine\ncurl -X POST 'https://api.example.com/v'") || strings.Contains(told, "s3cret") {
		t.Error(told)
	}
}

// TestMachineConnection: what a connection adds (docs/step-functions.md, 1.2 to 1.4).
func TestMachineConnection(t *testing.T) {
	const (
		adds  = "InvocationHttpParameters: {HeaderParameters: [{Key: x-shared, Value: h}, {Key: Both, Value: c}], QueryStringParameters: [{Key: shared, Value: q&}, {Key: only, Value: o}]}"
		body  = "InvocationHttpParameters: {BodyParameters: [{Key: a, Value: s}, {Key: z, Value: t, IsValueSecret: false}]}"
		asked = `"query":[{"name":"shared","value":"mine"},{"name":"own","value":"1"}],"headers":[{"name":"X-Shared","value":"mine"},{"name":"Both","value":"mine"}]`
		json  = `"body":{"field":"m","as":"json","type":"application/json"}`
	)
	tests := []struct{ name, plan, adds, detail, want, ids, problem, token string }{
		{"header and query", asked, adds, `{}`, "POST https://api.example.com/v?own=1&shared=q%26&only=o\nX-Shared: mine\nBoth: c\nx-shared: h\n", "B3 B5", "", ""},
		{"body", json, body, `{"m":{"a":[1],"b":2}}`, "POST https://api.example.com/v\nContent-Type: application/json\n" + `{"a":"s","b":2,"z":"t"}`, "", "", ""},
		{"form", `"body":{"field":"m","as":"fields","type":"f"}`, body, `{"m":{"a":[1,2],"b":2}}`, "POST https://api.example.com/v\nContent-Type: f\na=s&b=2&z=t", "", "", ""},
		{"no body", json, body, `{}`, "POST https://api.example.com/v\n" + `{"a":"s","z":"t"}`, "B8", "", ""},
		{"text and body", `"body":{"field":"m","as":"text","type":"t"}`, body, `{"m":"x"}`, "", "", "States.Runtime", ""},
		{"array and body", json, body, `{"m":[1]}`, "", "", "States.Runtime", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := deliver(t, parse(t, withPlan(t, test.plan, "#INVOCATION", test.adds)), test.detail)
			d := one(t, r)
			if test.problem != "" {
				if d.Problem == nil || d.Problem.Code != test.problem || !r.Lost() || !strings.Contains(r.String(), "the event is lost") {
					t.Errorf("%s", r)
				}
				return
			}
			if got := taskOf(request(t, r)); got != test.want || ids(d.Request) != test.ids {
				t.Errorf("sent is\n%s\n(%s) and not\n%s\n(%s)", got, ids(d.Request), test.want, test.ids)
			}
		})
	}
}

func TestMachineCredentials(t *testing.T) {
	const key = "AuthorizationType: API_KEY\n      AuthParameters:\n        ApiKeyAuthParameters: {ApiKeyName: X-Api-Key, ApiKeyValue: !Ref Key}"
	for _, test := range []struct{ name, parameters, want, ids string }{
		{"basic", "AuthorizationType: BASIC\n      AuthParameters:\n        BasicAuthParameters: {Username: u, Password: p}", "Basic dTpw", "B3"},
		{"key", "AuthorizationType: API_KEY\n      AuthParameters:\n        ApiKeyAuthParameters: {ApiKeyName: Authorization, ApiKeyValue: !Ref Key}", "s3cret", "B3 B9"},
		{"OAuth", "AuthorizationType: OAUTH_CLIENT_CREDENTIALS\n      AuthParameters:\n        OAuthParameters: {AuthorizationEndpoint: 'https://a.example.com/t', HttpMethod: POST, ClientParameters: {ClientID: i, ClientSecret: s}}", "Bearer <token>", "A13 B3"},
	} {
		r := request(t, deliver(t, parse(t, withPlan(t, "", key, test.parameters)), `{}`))
		if v, _ := r.Header("Authorization"); v.Reveal() != test.want || !v.Secret() || ids(r) != test.ids || (r.Token != nil) != (test.name == "OAuth") {
			t.Errorf("%s: %s %s", test.name, v.Reveal(), ids(r))
		}
	}
}

// TestMachineProblems: what keeps the machine from calling, and who has the event then.
func TestMachineProblems(t *testing.T) {
	tests := []struct{ name, old, new, detail, problem, deadLetter, notes string }{
		{"a role that may not start", `"states:StartExecution"`, `"states:Other"`, `{}`, "NO_PERMISSIONS", "", ""},
		{"no role", "          RoleArn: !GetAtt RuleRole.Arn\n", "", `{}`, "NO_PERMISSIONS", "", ""},
		{"a role that the machine can't have", "states.amazonaws.com", "lambda.amazonaws.com", `{}`, "INVALID_PARAMETER", "", ""},
		{"another method", "[POST, GET]", "[GET]", `{}`, "States.Http.AccessDenied", "", ""},
		{"another address", `"https://api.example.com/*"`, `"https://api.example.com/w/*"`, `{}`, "States.Http.AccessDenied", "", ""},
		{"no credentials", `"events:RetrieveConnectionCredentials"`, `"events:Other"`, `{}`, "Events.ConnectionResource.AccessDenied", "", ""},
		{"no secret", `"secretsmanager:GetSecretValue", `, ``, `{}`, "Events.ConnectionResource.AccessDenied", "", ""},
		{"no dead letters", `Action: "sqs:SendMessage"`, `Action: "sqs:Other"`, `{}`, "", "NO_PERMISSIONS", ""},
		{"roles of another template", "RoleArn: !GetAtt Role.Arn", "RoleArn: arn:aws:iam::123456789012:role/x", `{}`, "", "", "unchecked"},
		{"a connection of another template", "ConnectionArn: !GetAtt Connection.Arn", "ConnectionArn: arn:aws:events:us-east-1:123456789012:connection/x/1", `{}`, "NO_RESOURCE", "", ""},
		{"an address without TLS", `"https://'`, `"http://'`, `{}`, "States.Runtime", "lost", ""},
		{"an event that doesn't fit", "", "", `{"a":"` + strings.Repeat("x", 262_144) + `"}`, "SDK_CLIENT_ERROR", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := withPlan(t, "")
			if test.old != "" {
				text = withPlan(t, "", test.old, test.new)
			}
			r := deliver(t, parse(t, text), test.detail)
			d := one(t, r)
			code := func(p *delivery.Problem) string {
				if p == nil {
					return ""
				}
				return p.Code
			}
			if code(d.Problem) != test.problem || (d.Request == nil) != (test.problem != "") || codes(d.Notes) != test.notes {
				t.Errorf("problem %v, notes %q", d.Problem, codes(d.Notes))
			}
			if test.deadLetter == "lost" {
				if !r.Lost() || d.DeadLetter != nil {
					t.Error("it isn't lost")
				}
				return
			}
			if code(d.DeadLetter.Problem) != test.deadLetter || !strings.Contains(d.DeadLetter.Message.Reveal(), `"detail-type":"Order"`) {
				t.Errorf("dead letter %v", d.DeadLetter)
			}
			if rejected := test.problem != ""; r.Rejected != rejected || r.Closest != nil {
				t.Errorf("rejected %v, closest %v", r.Rejected, r.Closest)
			}
		})
	}
}

// TestMachinePermission: whether a query counts for a permission is an assumption where it matters.
func TestMachinePermission(t *testing.T) {
	const any, exact = `StringLike: {"states:HTTPEndpoint": "https://api.example.com/*"}`, `StringNotEquals: {"states:HTTPEndpoint": "https://api.example.com/v"}`
	r := request(t, deliver(t, parse(t, withPlan(t, `"query":[{"name":"a","value":[1]}]`, any, exact)), `{}`))
	if ids(r) != "B2 B3 B10" {
		t.Error(ids(r))
	}
	r = request(t, deliver(t, parse(t, withPlan(t, "", any, exact, "api.example.com/v", "api.example.com/w", "api.example.com}", "'api.example.com:8443'}")), `{}`))
	if ids(r) != "B3 B11" {
		t.Error(ids(r))
	}
}

// TestUnknownConstants: what isn't known may change the request, so that nothing is foretold.
func TestUnknownConstants(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{`{"v":1,`, `{"v":2,`, "the constants are of version 2, and here version 1 is read"},
		{`{"v":1,`, `{"v":1,"w":1,`, `the member "w" of the input isn't known`},
		{`"method":"POST"`, `"method":"POST","more":1`, `the member "more" of plan isn't known`},
		{`"method":"POST"`, `"method":"BREW"`, `method of plan is "BREW", which isn't known`},
		{`"method":"POST"`, `"method":"POST","query":[{"name":"a","field":"b","style":"x"}]`, `style of query is "x", which isn't known`},
		{`"method":"POST"`, `"method":"POST","headers":[{"name":"a","field":"b","style":"form"}]`, `style of headers is "form", which isn't known`},
		{`"method":"POST"`, `"method":"POST","query":[{"name":"a"}]`, "a part of query has no field"},
		{`"method":"POST"`, `"method":"POST","body":{"field":"m","as":"xml"}`, `as of body is "xml", which isn't known`},
		{`"method":"POST"`, `"method":"POST","body":{"field":"m","as":"form","each":{"z":1}}`, `the member "z" of each isn't known`},
		{`"method":"POST"`, `"method":"POST","answer":{"succeeded":"s","body":true}`, `the member "body" of answer isn't known`},
		{`"method":"POST"`, `"method":"POST","answer":{"headers":["ETag"]}`, `headers of answer has "ETag", which is no name in lower case`},
		{`"method":"POST"`, `"method":"POST","answer":{"nested":false}`, `nested of answer is false, and not true`},
		{`"method":"POST"`, `"method":"POST","method":"GET"`, `plan has two members "method"`},
		{`"method":"POST"`, `"method":<aws.events.event.json>`, "the constants have variables in them"},
		{`"time":<aws.events.event.ingestion-time>`, `"time":<aws.events.rule-arn>`, `the member "time" of the input isn't <aws.events.event.ingestion-time>`},
	} {
		_, err := delivery.ParseTemplate([]byte(withPlan(t, "", test.old, test.new)), delivery.Options{})
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "stack/Rule: target T: ") {
			t.Errorf("%s: %v", test.new, err)
		}
	}
}

// TestLaunchInConstants: what the launch fills in is a part of the address, and stays secret.
func TestLaunchInConstants(t *testing.T) {
	text := withPlan(t, "", "Host: {Type: String, Default: api.example.com}", "Host: {Type: String, NoEcho: true}", "StringLike: {", "StringNotLike: {")
	a, err := delivery.ParseTemplate([]byte(text), delivery.Options{Parameters: map[string]string{"Key": "k", "Host": "h.example.com/bot123"}})
	if err != nil {
		t.Fatal(err)
	}
	r := request(t, deliver(t, a, `{}`))
	if r.URL.String() != "https://****/v" || r.URL.Reveal() != "https://h.example.com/bot123/v" {
		t.Errorf("%s %s", r.URL, r.URL.Reveal())
	}
}

// TestMachineOfParent: the rule is in a nested stack and on another bus, the machine in the parent.
func TestMachineOfParent(t *testing.T) {
	text := withPlan(t, "")
	split := strings.Index(text, "  Rule:\n")
	rule := strings.NewReplacer("!Ref Bus", "!Ref shard", "!Ref Machine", "!Ref machine", "!GetAtt RuleRole.Arn", "!Ref role", "!GetAtt Failed.Arn", "!Ref queue", "!Ref Host", "!Ref host").Replace(text[split:])
	contents := map[string]string{
		"manifest.json": `{"artifacts": {"Top": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Top.yaml"}}}}`,
		"Child.yaml":    "Parameters: {shard: {Type: String}, machine: {Type: String}, role: {Type: String}, queue: {Type: String}, host: {Type: String}}\nResources:\n" + rule,
		"Top.yaml": strings.ReplaceAll(text[:split], "stateMachine:stack-*", "stateMachine:Top-*") + `
  Shard: {Type: AWS::Events::EventBus, Properties: {Name: shard}}
  Forward:
    Type: AWS::Events::Rule
    Properties: {EventBusName: !Ref Bus, EventPattern: {detail-type: [Order]}, Targets: [{Id: T, Arn: !GetAtt Shard.Arn, RoleArn: "arn:aws:iam::123456789012:role/forward"}]}
  Child:
    Type: AWS::CloudFormation::Stack
    Metadata: {"aws:asset:path": Child.yaml}
    Properties:
      TemplateURL: https://x
      Parameters: {shard: !Ref Shard, machine: !Ref Machine, role: !GetAtt RuleRole.Arn, queue: !GetAtt Failed.Arn, host: !Ref Host}
`,
	}
	a, err := delivery.LoadAssembly(files(t, contents), delivery.Options{Parameters: map[string]string{"Key": "k"}})
	if err != nil {
		t.Fatal(err)
	}
	forwarded := one(t, deliver(t, a, `{}`)).Forwarded
	if forwarded == nil {
		t.Fatal("it isn't handed on")
	}
	d := one(t, forwarded)
	if d.Request == nil || d.Request.URL.Reveal() != "https://api.example.com/v" || d.Request.Machine != "Top/Machine" || d.Rule.Stack != "Top/Child" || d.DeadLetter.Stack != "Top" {
		t.Errorf("%s", forwarded)
	}
}

// TestForeignMachine: a machine that makes no requests of constants is only named.
func TestForeignMachine(t *testing.T) {
	for _, edit := range [][2]string{{":::http:invoke", ":::lambda:invoke"}, {`{"v":1,"plan":`, `{"w":1,"plan":`}} {
		d := one(t, deliver(t, parse(t, withPlan(t, "", edit[0], edit[1])), `{}`))
		if d.Kind != delivery.KindOther || !strings.Contains(d.Input.Reveal(), `"detail-type":"Order"`) || d.Carrier != "" {
			t.Errorf("%+v", d)
		}
	}
}

// TestMachineIsLinear: four times the event takes no more than about four times the time.
func TestMachineIsLinear(t *testing.T) {
	const each = `,"each":{"style":"deepObject"}`
	for plan, detail := range map[string]func(n int) string{
		`"query":[{"name":"a","field":"m","reserved":true}]`: func(n int) string { return `{"m":"` + strings.Repeat("%", n) + `"}` },
		`"body":{"field":"m","as":"multipart","type":"t"}`:   func(n int) string { return `{"m":{"a":"` + strings.Repeat("0", n) + `"}}` },
		`"body":{"field":"m","as":"fields","type":"t"` + each + `}`: func(n int) string {
			return `{"m":{"a":` + strings.Repeat("[", 20) + strings.Repeat("1,", n/2) + "1" + strings.Repeat("]", 20) + `}}`
		},
		`"body":{"field":"m","as":"lines","type":"t"}`:                         func(n int) string { return `{"m":[` + strings.Repeat("0.1,", n/4) + `1]}` },
		`"cookies":[{"name":"a","field":"` + strings.Repeat("m.", 500) + `"}]`: func(n int) string { return strings.Repeat(`{"m":`, 900) + "1" + strings.Repeat("}", 900) },
	} {
		a := parse(t, withPlan(t, plan))
		for _, n := range []int{60_000, 240_000} {
			event := delivery.Event{Bus: "bus", Source: "s", DetailType: "Order", Detail: json.RawMessage(detail(n)), ID: "0"}
			cost.Text.Check(t, n, func() {
				if _, err := a.Deliver(event); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// FuzzMachine: whatever constants and event, nothing panics, and it takes no longer than they do.
func FuzzMachine(f *testing.F) {
	for _, plan := range []string{
		``, `"query":[{"name":"a","field":"m","style":"deepObject"}]`, `"body":{"field":"m","as":"multipart","type":"t","each":{"file":"f"}}`,
		`"body":{"field":"m","as":"fields","type":"t"},"cookies":[{"name":"a","value":[1]}]`, `"headers":[{"name":"Date","field":"m"}]`,
		`"url":["https://api.example.com/",{"field":"m","explode":true,"reserved":true,"guard":true}]`,
	} {
		f.Add(plan, `{"m":{"a":[1.5,{"b":"x"}],"content":"0"}}`)
	}
	f.Fuzz(func(t *testing.T, plan, detail string) {
		if strings.Contains(plan, "\n") || !json.Valid([]byte("{"+plan+"}")) {
			return
		}
		var a *delivery.Assembly
		var r *delivery.Result
		var err error
		cost.Document.Check(t, len(plan), func() {
			a, err = delivery.ParseTemplate([]byte(withPlan(t, plan)), delivery.Options{Parameters: map[string]string{"Key": "k"}})
		})
		if err != nil {
			return
		}
		cost.Document.Check(t, len(plan)+len(detail), func() {
			r, err = a.Deliver(delivery.Event{Bus: "bus", Source: "s", DetailType: "Order", Detail: json.RawMessage(detail)})
		})
		if err == nil && r.String() == "" {
			t.Error("nothing is said")
		}
	})
}
