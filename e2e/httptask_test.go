package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// anyCall is a machine whose input is the arguments of an HTTP task.
func anyCall(t *testing.T) string {
	return definition(t, "Call", flow{"Call": task("http:invoke", "{% $states.input %}")})
}

// arguments are those of an HTTP task with the connection of that output.
func (s *machineSite) arguments(connection, method, path string, more map[string]any) map[string]any {
	return with(map[string]any{
		"ApiEndpoint": s.API.URL() + path, "Method": method,
		"InvocationConfig": map[string]any{"ConnectionArn": s.outputs[connection]},
	}, more)
}

// text is a request without the lines that every call has, which must be there.
func text(t *testing.T, site *machineSite, r lab.Request) string {
	t.Helper()
	all := strings.TrimSuffix(r.String(), "\n")
	for _, line := range []string{
		"Host: " + strings.Split(site.API.URL(), "/")[2], "User-Agent: Amazon|StepFunctions|HttpInvoke|" + lab.Region,
		"Range: bytes=0-262144",
	} {
		if !strings.Contains(all, line+"\n") {
			t.Errorf("no %q in\n%s", line, all)
		}
		all = strings.Replace(all, line+"\n", "", 1)
	}
	return strings.NewReplacer("/"+site.API.Name(), "", " HTTP/1.1", "").Replace(all)
}

const (
	basic    = "Authorization: Basic dXNlcjpwYXNzd29yZA==\n"
	key      = "X-Key: key\n"
	usual    = "Content-Type: application/json; charset=UTF-8\n"
	formType = "application/x-www-form-urlencoded"
)

// measured is the body whose forms were measured on AWS.
var measured = map[string]any{
	"items": []any{"red green", "blue+gold"}, "nested": map[string]any{"enabled": true},
}

// formOf are the arguments of a form with that array format.
func formOf(format string) map[string]any {
	return map[string]any{
		"Headers": map[string]any{"Content-Type": formType}, "RequestBody": measured,
		"Transform": map[string]any{
			"RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": map[string]any{"ArrayFormat": format},
		},
	}
}

// TestHTTPTask compares what the HTTP task sends, byte for byte and in its order.
func TestHTTPTask(t *testing.T) {
	t.Parallel()
	site := newMachineSite(t, "httptask", anyCall(t))
	for _, test := range []struct {
		name, connection, method, path string
		more                           map[string]any
		want                           string
	}{{
		name: "nothing but the method", connection: "Plain", method: "GET", path: "/a",
		want: "GET /a\n" + key + usual + "\n",
	}, {
		name: "no body of a POST", connection: "Plain", method: "POST", path: "/a",
		want: "POST /a\n" + key + usual + "Content-Length: 0\n\n",
	}, {
		name: "an empty object is a body", connection: "Plain", method: "DELETE", path: "/a",
		more: map[string]any{"RequestBody": map[string]any{}},
		want: "DELETE /a\n" + key + usual + "Content-Length: 2\n\n{}",
	}, {
		name: "text goes as it is, also where the type is a form's", connection: "Plain", method: "POST", path: "/a",
		more: map[string]any{"RequestBody": "a=b%20c&d[]=é", "Headers": map[string]any{"content-type": formType}},
		want: "POST /a\ncontent-type: " + formType + "\n" + key + "Content-Length: 14\n\na=b%20c&d[]=é",
	}, {
		name: "the endpoint byte for byte, parameters after its query", connection: "Plain", method: "GET",
		path: "/a%2Fb/~%7E;c?x=1%2C2&y=a+b",
		more: map[string]any{"QueryParameters": map[string]any{"n": 7, "s": "a+b & c", "t": true}},
		want: "GET /a%2Fb/~%7E;c?x=1%2C2&y=a+b&n=7&s=a%2Bb%20%26%20c&t=true\n" + key + usual + "\n",
	}, {
		name: "the connection's parameter wins and stands last", connection: "Full", method: "GET", path: "/a",
		more: map[string]any{"QueryParameters": map[string]any{"shared": "task", "taskOnly": "t"}, "RequestBody": map[string]any{}},
		want: "GET /a?taskOnly=t&shared=connection%20query&only=q\nx-shared: connection header\n" + basic + usual +
			"Content-Length: 57\n\n" + `{"shared":"connection-body","connectionOnly":"body-only"}`,
	}, {
		name: "the connection's header wins by its exact letters", connection: "Full", method: "POST", path: "/a",
		more: map[string]any{
			"Headers":     map[string]any{"X-Shared": "task", "x-shared": "task"},
			"RequestBody": map[string]any{"shared": "task", "z": []any{1, nil, "é<"}},
		},
		want: "POST /a?shared=connection%20query&only=q\nX-Shared: task\nx-shared: connection header\n" + basic + usual +
			"Content-Length: 76\n\n" + `{"shared":"connection-body","z":[1,null,"é<"],"connectionOnly":"body-only"}`,
	}, {
		name: "a token", connection: "Token", method: "GET", path: "/a",
		want: "GET /a\nAuthorization: Bearer token-N\n" + usual + "\n",
	}, {
		name: "a form, INDICES", connection: "Plain", method: "POST", path: "/a", more: formOf("INDICES"),
		want: "items%5B0%5D=red%20green&items%5B1%5D=blue%2Bgold&nested%5Benabled%5D=true",
	}, {
		name: "a form, REPEAT", connection: "Plain", method: "POST", path: "/a", more: formOf("REPEAT"),
		want: "items=red%20green&items=blue%2Bgold&nested%5Benabled%5D=true",
	}, {
		name: "a form, BRACKETS", connection: "Plain", method: "POST", path: "/a", more: formOf("BRACKETS"),
		want: "items%5B%5D=red%20green&items%5B%5D=blue%2Bgold&nested%5Benabled%5D=true",
	}, {
		name: "a form, COMMAS, with the connection's fields", connection: "Full", method: "POST", path: "/a", more: formOf("COMMAS"),
		want: "items=red%20green%2Cblue%2Bgold&nested%5Benabled%5D=true&shared=connection-body&connectionOnly=body-only",
	}} {
		t.Run(test.name, func(t *testing.T) {
			execution := site.execute(t, site.machine(), site.arguments(test.connection, test.method, test.path, test.more))
			if execution.Status != "SUCCEEDED" {
				t.Fatalf("%+v", execution)
			}
			requests := site.API.Drain()
			got := text(t, site, requests[len(requests)-1]) // one for the token may come before
			got = givenToken.ReplaceAllString(strings.ReplaceAll(got, "\r", ""), "Bearer token-N")
			if test.connection == "Token" {
				line, rest, _ := strings.Cut(got, "\n")
				header, rest, _ := strings.Cut(rest, "\n")
				got = line + "\n" + givenToken.ReplaceAllString(header, "Bearer token-N") + "\n" + rest
			}
			if !strings.Contains(test.want, "\n") {
				_, got, _ = strings.Cut(got, "\n\n")
			}
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestHTTPTaskRefused has definitions that Step Functions refuses when they run: nothing is sent,
// and nothing catches it.
func TestHTTPTaskRefused(t *testing.T) {
	t.Parallel()
	site := newMachineSite(t, "refused", definition(t, "Call", flow{
		"Call": with(task("http:invoke", "{% $states.input %}"), caught("Caught")), "Caught": pass("caught"),
	}))
	type more = map[string]any
	header := func(name, value string) more { return more{"Headers": more{name: value}} }
	for _, test := range []struct {
		name, connection, method string
		more                     more
	}{
		{"Authorization", "Plain", "GET", header("Authorization", "Bearer x")},
		{"If-Match", "Plain", "GET", header("if-match", "x")},
		{"x-amz-", "Plain", "GET", header("X-Amz-Date", "x")},
		{"x-amzn-", "Plain", "GET", header("x-amzn-trace-id", "x")},
		{"X-Forwarded-", "Plain", "GET", header("X-Forwarded-Host", "x")},
		{"a line break in a header", "Plain", "GET", header("X-A", "a\r\nb")},
		{"a header beyond ASCII", "Plain", "GET", header("X-A", "é")},
		{"a method that it lacks", "Plain", "TRACE", nil},
		{"http", "Plain", "GET", more{"ApiEndpoint": "http://127.0.0.1/"}},
		{"a blank in the endpoint", "Plain", "GET", more{"ApiEndpoint": site.API.URL() + "/a b"}},
		{"text with the connection's fields", "Full", "POST", more{"RequestBody": "text"}},
		{"an array in the query", "Plain", "GET", more{"QueryParameters": more{"a": []any{"b"}}}},
		{"null in a form", "Plain", "POST", more{"RequestBody": more{"a": nil}, "Transform": more{"RequestBodyEncoding": "URL_ENCODED"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantFailed(t, site.execute(t, site.machine(), site.arguments(test.connection, test.method, "/a", test.more)), "States.Runtime")
		})
	}
	if requests := site.API.Drain(); len(requests) != 0 {
		t.Errorf("sent: %v", requests)
	}
}

// TestHTTPTaskAnswers has what the machine sees of an API's answer.
func TestHTTPTaskAnswers(t *testing.T) {
	t.Parallel()
	shown := "{% {'Error': $states.errorOutput.Error, 'Cause': $states.errorOutput.Cause} %}"
	call := with(task("http:invoke", "{% $states.input.arguments %}"), map[string]any{
		"TimeoutSeconds": "{% $states.input.seconds %}",
		"Output":         "{% $merge([$states.result, {'Headers': $lookup($states.result.Headers, 'Content-Type')}]) %}",
		"Catch":          []any{map[string]any{"ErrorEquals": []any{"States.ALL"}, "Next": "Caught", "Output": shown}},
	})
	site := newMachineSite(t, "answers", definition(t, "Call", flow{
		"Call": call, "Caught": map[string]any{"Type": "Pass", "End": true},
	}))
	for _, test := range []struct {
		name, method string
		answer       lab.Answer
		seconds      int
		output       string
	}{
		{"JSON", "GET", lab.Answer{Body: `{"b":1,"a":[null]}`}, 60,
			`{"Headers":["application/json"],"StatusCode":200,"StatusText":"Recorded","ResponseBody":{"b":1,"a":[null]}}`},
		{"text", "GET", lab.Answer{Type: "text/plain", Body: "é"}, 60,
			`{"Headers":["text/plain"],"StatusCode":200,"StatusText":"Recorded","ResponseBody":"é"}`},
		{"no content", "DELETE", lab.Answer{Status: 204}, 60,
			`{"Headers":["application/json"],"StatusCode":204,"StatusText":"Recorded"}`},
		{"HEAD", "HEAD", lab.Answer{Body: "{}"}, 60,
			`{"Headers":["application/json"],"StatusCode":200,"StatusText":"Recorded"}`},
		{"403", "GET", lab.Answer{Status: 403, Body: `{"why":1}`}, 60, `{"Error":"States.Http.StatusCode.403","Cause":"Forbidden"}`},
		{"418 has no cause", "GET", lab.Answer{Status: 418}, 60, `{"Error":"States.Http.StatusCode.418"}`},
		{"a redirect isn't followed", "GET", lab.Answer{Status: 302}, 60, `{"Error":"States.Http.StatusCode.302","Cause":"Found"}`},
		{"no answer", "GET", lab.Answer{Broken: true}, 60,
			`{"Error":"States.Http.Socket","Cause":"Remote end closed connection without response"}`},
		{"an answer after 20 seconds", "GET", lab.Answer{After: 20 * time.Second, Type: "text/plain", Body: "late"}, 60,
			`{"Headers":["text/plain"],"StatusCode":200,"StatusText":"Recorded","ResponseBody":"late"}`},
		{"an answer after 70 seconds", "GET", lab.Answer{After: 70 * time.Second}, 60, `{"Error":"States.Http.Socket","Cause":"Read timed out"}`},
		{"an answer after 20 seconds, too late for the task", "GET", lab.Answer{After: 20 * time.Second}, 10, `{"Error":"States.Timeout"}`},
		// These end the execution, although the call was made.
		{"a picture", "GET", lab.Answer{Type: "image/png", Body: "png"}, 60, ""},
		{"bytes", "GET", lab.Answer{Type: "application/octet-stream", Body: "png"}, 60, ""},
		{"no text", "GET", lab.Answer{Type: "text/plain", Body: "\xff"}, 60, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			site.API.Answer(func(*lab.Request) lab.Answer { return test.answer })
			execution := site.execute(t, site.machine(), map[string]any{
				"seconds": test.seconds, "arguments": site.arguments("Plain", test.method, "/a", nil),
			})
			if test.output == "" {
				wantFailed(t, execution, "States.Runtime")
			} else {
				wantOutput(t, execution, test.output)
			}
			if requests := site.API.Drain(); len(requests) != 1 {
				t.Errorf("%d requests, want one", len(requests))
			}
		})
	}
}
