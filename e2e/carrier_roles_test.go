package e2e

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// TestCarrierRoles launches copies of a template, each without one permission, and one as it is.
func TestCarrierRoles(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("roles")
	assembly := synthWaiting(t, account, "X-Api-Key", "Kept")
	account.API.Answer(func(r *lab.Request) lab.Answer {
		switch {
		case strings.HasSuffix(r.Target(), "/gone"):
			return lab.Answer{Status: 404}
		case strings.HasSuffix(r.Target(), "/down"):
			return lab.Answer{Status: 503}
		}
		return lab.Answer{}
	})
	// With seven repeats the outage machine makes the last three.
	const attempts, quick = 7, 5
	for _, test := range []struct {
		name   string
		action string // that nobody may
		id     string
		calls  int
		// code is of the letter; or the log has the error of the execution that lost the event.
		code, log string
	}{
		{"as it is, it calls", "", "up", 1, "", ""},
		{"as it is, it gives up", "", "gone", 1, "States.Http.StatusCode.404", ""},
		{"as it is, it repeats", "", "down", 1 + attempts, "States.Http.StatusCode.503", ""},
		{"a call", "states:InvokeHTTPEndpoint", "up", 0, "States.Http.AccessDenied", ""},
		{"the connection", "events:RetrieveConnectionCredentials", "up", 0, "Events.ConnectionResource.AccessDenied", ""},
		{"the secret", "secretsmanager:GetSecretValue", "up", 0, "Events.ConnectionResource.AccessDenied", ""},
		{"what the secret is", "secretsmanager:DescribeSecret", "up", 0, "Events.ConnectionResource.AccessDenied", ""},
		{"the outage machine's calls", "states:StartSyncExecution", "down", quick, "Sfn.SfnException", ""},
		{"the start of either machine", "states:StartExecution", "up", 0, "NO_PERMISSIONS", ""},
		{"the queue", "sqs:SendMessage", "gone", 1, "", "SQS.SqsException"},
		{"the queue, after an outage", "sqs:SendMessage", "down", 1 + attempts, "", "SQS.SqsException"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := readTemplate(t, assembly)
			d.setRetries(t, attempts)
			if test.action != "" {
				d.forbid(t, test.action)
			}
			site := launchWaiting(t, account.API, d)
			put := site.put(t, event("Kept", map[string]any{"id": test.id}))
			if test.code != "" {
				site.wantLetter(t, put[0], test.code)
			}
			if calls := site.API.Take(test.calls, arrival); len(calls) != test.calls {
				t.Errorf("%d calls, want %d", len(calls), test.calls)
			}
			if test.log != "" {
				site.wantLogged(t, d, test.log)
			}
		})
	}
	t.Run("the hand-over", func(t *testing.T) {
		d := readTemplate(t, assembly)
		d.setRetries(t, attempts)
		d.forbidIn(t, "states:StartExecution", "StateMachineRole")
		site := launchWaiting(t, account.API, d)
		put := site.put(t, event("Kept", map[string]any{"id": "down"}))
		site.wantLetter(t, put[0], "States.Http.StatusCode.503")
		if calls := site.API.Take(quick, arrival); len(calls) != quick {
			t.Errorf("%d calls, want the %d quick ones", len(calls), quick)
		}
	})
	t.Run("the logs", func(t *testing.T) {
		d := readTemplate(t, assembly)
		d.forbid(t, "logs:CreateLogDelivery")
		d.addDefaults(map[string]string{"KeyValue": oldKey})
		wantNoStack(t, d, "may not logs:CreateLogDelivery")
	})
}

// launchWaiting launches a copy of a template of waiting.
func launchWaiting(t *testing.T, api *lab.Mailbox, d *template) *deployment {
	t.Helper()
	d.addDefaults(map[string]string{"KeyValue": oldKey})
	return launch(t, api, d)
}

// addDefaults gives the parameters values, since launch gives none.
func (d *template) addDefaults(values map[string]string) {
	for name, value := range values {
		object(object(d.root["Parameters"])[name])["Default"] = value
	}
}

// setRetries has all operations on state machines repeated so often.
func (d *template) setRetries(t *testing.T, attempts int) {
	t.Helper()
	d.replaceText(t, `\"attempts\":185`, `\"attempts\":`+strconv.Itoa(attempts))
}

// replaceText replaces a text of the template's JSON, which must be there.
func (d *template) replaceText(t *testing.T, old, new string) {
	t.Helper()
	text := d.text(t)
	changed := strings.ReplaceAll(text, old, new)
	if changed == text {
		t.Fatalf("the template has no %s", old)
	}
	d.root = nil
	if err := json.Unmarshal([]byte(changed), &d.root); err != nil {
		t.Fatal(err)
	}
}

// forbid takes an action away from all roles of the template.
func (d *template) forbid(t *testing.T, action string) { t.Helper(); d.forbidIn(t, action, "") }

// forbidIn takes an action away from the roles and policies with that in their logical id.
func (d *template) forbidIn(t *testing.T, action, id string) {
	t.Helper()
	taken := 0
	take := func(document any) {
		for _, s := range list(object(document)["Statement"]) {
			var left []any
			actions, several := object(s)["Action"].([]any)
			if !several {
				actions = []any{object(s)["Action"]}
			}
			for _, a := range actions {
				if a == action {
					taken++
					a = "s3:GetObject" // a statement without an action is none
				}
				left = append(left, a)
			}
			object(s)["Action"] = left
		}
	}
	for name, role := range d.resources("AWS::IAM::Role") {
		if strings.Contains(name, id) {
			for _, policy := range list(role["Policies"]) {
				take(object(policy)["PolicyDocument"])
			}
		}
	}
	for name, policy := range d.resources("AWS::IAM::ManagedPolicy") {
		if strings.Contains(name, id) {
			take(policy["PolicyDocument"])
		}
	}
	if taken == 0 {
		t.Fatalf("no role with %q in its id may %s", id, action)
	}
}

// wantLogged expects the error of an execution in the log group of the machines.
func (s *deployment) wantLogged(t *testing.T, d *template, code string) {
	t.Helper()
	if n := len(d.resources("AWS::Logs::LogGroup")); n != 1 {
		t.Fatalf("the template has %d log groups", n)
	}
	machines, err := s.Machines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, arn := range machines { // all of them have ended
		if _, err := s.Executions(t.Context(), arn, 0, arrival); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := s.Logs(t.Context(), "/aws/vendedlogs/states/"+lab.Stack+"-Api")
	if err != nil {
		t.Fatal(err)
	}
	last := ""
	if len(lines) > 0 {
		last = lines[len(lines)-1]
	}
	if !strings.Contains(last, code) || strings.Contains(last, "detail-type") {
		t.Errorf("the log's last line is %q, want %s in it and nothing of the event", last, code)
	}
}
