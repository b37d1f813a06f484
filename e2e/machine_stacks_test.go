package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// caller is a machine that calls the API as the event says, and sends what fails to the queue.
func caller(t *testing.T) string {
	t.Helper()
	return definition(t, "Call", flow{
		"Call": with(task("http:invoke", map[string]any{
			"Method":           "{% $exists($states.input.event.detail.method) ? $states.input.event.detail.method : 'POST' %}",
			"ApiEndpoint":      "{% '${api}/' & $lowercase($states.input.event.detail.id) %}",
			"InvocationConfig": map[string]any{"ConnectionArn": "${connection}"},
			"Headers":          map[string]any{"Idempotency-Key": "{% $states.input.event.id %}"},
			"RequestBody":      map[string]any{"plan": "{% $states.input.plan.name %}", "v": "{% $states.input.v %}"},
		}), caught("Queue")),
		"Queue": toQueue(),
	})
}

// call is an event for the caller.
func call(fields map[string]any) lab.Event { return event("Call", fields) }

func TestMachineEvents(t *testing.T) {
	t.Parallel()
	site := newMachineSite(t, "machine", caller(t))
	put := site.put(t, call(map[string]any{"id": "7"}), call(map[string]any{"id": "8/status-404"}))
	for _, r := range site.takes(t, "POST /7", "POST /8/status-404") {
		if body := `{"plan":"a < b","v":1}`; string(r.Body) != body {
			t.Errorf("the body is %s, want %s", r.Body, body)
		}
		if id := r.Header("Idempotency-Key"); id != put[0].ID && id != put[1].ID {
			t.Errorf("the key is %s, want the id of an event", id)
		}
	}
	site.wantLetter(t, put[1], "States.Http.StatusCode.404")

	t.Run("no endpoint can be made of the event", func(t *testing.T) {
		put := site.put(t, call(map[string]any{"id": 7}))
		site.wantLetter(t, put[0], "States.QueryEvaluationError")
	})
	t.Run("an event that is too large to start the machine", func(t *testing.T) {
		put := site.put(t, call(map[string]any{"id": "9", "text": strings.Repeat("x", 262_144)}))
		site.wantLetter(t, put[0], "SDK_CLIENT_ERROR")
		site.takes(t)
	})
}

// wantLetter expects one message in the dead-letter queue: the event, with the code of its error.
func (s *deployment) wantLetter(t *testing.T, e lab.Event, code string) {
	t.Helper()
	letters := s.letters(t, 1)
	if len(letters) != 1 || letters[0].Event.ID != e.ID || letters[0].Attributes["ERROR_CODE"] != code {
		t.Errorf("messages %.300v, want the event %s with %s", letters, e.ID, code)
	}
}

// TestMachinePolicies takes the permissions of the machine's and of the rule's role away, one
// after the other.
func TestMachinePolicies(t *testing.T) {
	t.Parallel()
	api := theLab.Recorder.Mailbox("permissions")
	good := call(map[string]any{"id": "7"})
	for _, test := range []struct {
		name   string
		change func(*template)
		event  lab.Event
		// code is of the letter, or of the execution where the queue isn't to be reached.
		code, failed string
	}{
		{"none", func(*template) {}, good, "", ""},
		{"to call", without("MachineRole", "Call"), good, "States.Http.AccessDenied", ""},
		{"for the method", func(*template) {}, call(map[string]any{"id": "7", "method": "OPTIONS"}), "States.Http.AccessDenied", ""},
		{"for the endpoint", onlyOther, good, "States.Http.AccessDenied", ""},
		{"to use the connection", without("MachineRole", "Connect"), good, "Events.ConnectionResource.AccessDenied", ""},
		{"to read its secret", without("MachineRole", "ReadSecret"), good, "Events.ConnectionResource.AccessDenied", ""},
		{"to describe its secret", without("MachineRole", "DescribeSecret"), good, "Events.ConnectionResource.AccessDenied", ""},
		{"to send", without("MachineRole", "Send"), call(map[string]any{"id": "status-404"}), "", "SQS.SqsException"},
		{"to use the connection's key", ownKey("Plain", "KmsKeyIdentifier"), good, "Events.ConnectionResource.AccessDenied", ""},
		{"to use the queue's key", ownKey("Queue", "KmsMasterKeyId"), call(map[string]any{"id": "status-404"}), "", "SQS.SqsException"},
		{"to start the machine", without("RuleRole", "Start"), good, "NO_PERMISSIONS", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := machineTemplate(t, api, caller(t))
			test.change(d)
			site := launchMachine(t, d, api)
			put := site.put(t, test.event)
			switch {
			case test.failed != "":
				executions, err := site.Executions(t.Context(), site.machine(), 1, arrival)
				if err != nil || len(executions) != 1 {
					t.Fatal(executions, err)
				}
				wantFailed(t, executions[0], test.failed)
				site.takes(t, "POST /status-404")
			case test.code != "":
				site.wantLetter(t, put[0], test.code)
				site.takes(t)
			default:
				site.takes(t, "POST /7")
			}
		})
	}
	t.Run("none, with a key", func(t *testing.T) {
		d := machineTemplate(t, api, caller(t))
		ownKey("Plain", "KmsKeyIdentifier")(d)
		document := policy(d, "MachineRole")
		document["Statement"] = append(list(document["Statement"]), map[string]any{
			"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*",
			"Condition": map[string]any{
				"StringLike":   map[string]any{"kms:EncryptionContext:SecretARN": map[string]any{"Fn::GetAtt": []any{"Plain", "SecretArn"}}},
				"StringEquals": map[string]any{"kms:ViaService": "secretsmanager." + lab.Region + ".amazonaws.com"},
			},
		})
		site := launchMachine(t, d, api)
		site.put(t, good)
		site.takes(t, "POST /7")
	})
	t.Run("to be trusted", func(t *testing.T) {
		d := machineTemplate(t, api, caller(t))
		for _, s := range list(object(d.resources("AWS::IAM::Role")["MachineRole"]["AssumeRolePolicyDocument"])["Statement"]) {
			object(object(s)["Condition"])["StringEquals"] = map[string]any{"aws:SourceAccount": "999999999999"}
		}
		wantNoStack(t, d, "does not trust states.amazonaws.com")
	})
	t.Run("to deliver logs", func(t *testing.T) {
		wantNoStack(t, logging(machineTemplate(t, api, caller(t))), "may not logs:CreateLogDelivery")
	})
}

// without takes the statement with that id away from a role.
func without(role, sid string) func(*template) {
	return func(d *template) {
		document := policy(d, role)
		var left []any
		for _, s := range list(document["Statement"]) {
			if object(s)["Sid"] != sid {
				left = append(left, s)
			}
		}
		// A policy without a statement is none.
		document["Statement"] = append(left, map[string]any{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
	}
}

// policy is the document of a role's first policy.
func policy(d *template, role string) map[string]any {
	return object(object(list(d.resources("AWS::IAM::Role")[role]["Policies"])[0])["PolicyDocument"])
}

// ownKey gives a resource a key of the user's, which the machine's role may not use.
func ownKey(id, property string) func(*template) {
	return func(d *template) {
		object(object(object(d.root["Resources"])[id])["Properties"])[property] = "11111111-2222-3333-4444-555555555555"
	}
}

// onlyOther lets the machine call another API.
func onlyOther(d *template) {
	for _, s := range list(policy(d, "MachineRole")["Statement"]) {
		if condition := object(object(s)["Condition"]); condition != nil {
			condition["StringLike"] = map[string]any{"states:HTTPEndpoint": "https://other.example.com/*"}
		}
	}
}

// logging gives the machine a log group, without the permission to write to it.
func logging(d *template) *template {
	object(d.root["Resources"])["Logs"] = map[string]any{"Type": "AWS::Logs::LogGroup", "Properties": map[string]any{
		"LogGroupName": "/aws/vendedlogs/states/machine", "RetentionInDays": 30,
	}}
	d.resources("AWS::StepFunctions::StateMachine")["Machine"]["LoggingConfiguration"] = map[string]any{
		"Level": "ERROR", "IncludeExecutionData": false,
		"Destinations": []any{map[string]any{"CloudWatchLogsLogGroup": map[string]any{
			"LogGroupArn": map[string]any{"Fn::GetAtt": []any{"Logs", "Arn"}},
		}}},
	}
	return d
}

// wantNoStack expects the deployment to fail.
func wantNoStack(t *testing.T, d *template, reason string) {
	t.Helper()
	err := theLab.NewAccount("nothing").Create(t.Context(), lab.Stack, d.text(t), nil)
	if err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("the deployment: %v, want %q", err, reason)
	}
}

// TestMachineDefinitions has what CloudFormation refuses, and the ways to write a definition.
func TestMachineDefinitions(t *testing.T) {
	t.Parallel()
	api := theLab.Recorder.Mailbox("definitions")
	for _, test := range []struct{ name, definition, reason string }{
		{"JSONata of a later version", definition(t, "A", flow{"A": pass("{% $states.input.a ?? 1 %}")}), "INVALID_JSONATA_EXPRESSION"},
		{"its other operator", definition(t, "A", flow{"A": pass("{% $states.input.a ?: 1 %}")}), "INVALID_JSONATA_EXPRESSION"},
		{"a name without a document", definition(t, "A", flow{"A": pass("{% {'a': [phone]} %}")}), "INVALID_JSONATA_EXPRESSION"},
		{"the document", definition(t, "A", flow{"A": pass("{% $$.a %}")}), "INVALID_JSONATA_EXPRESSION"},
		{"a method", definition(t, "A", flow{"A": task("http:invoke", map[string]any{"Method": "BREW", "ApiEndpoint": "https://a.example"})}), "SCHEMA_VALIDATION_FAILED"},
		{"a state that isn't there", definition(t, "A", flow{"A": with(pass(1), map[string]any{"Next": "B"})}), "MISSING_TRANSITION_TARGET"},
		{"no JSON", "{", "INVALID_JSON_DESCRIPTION"},
	} {
		t.Run(test.name, func(t *testing.T) { wantNoStack(t, machineTemplate(t, api, test.definition), test.reason) })
	}

	t.Run("more than a megabyte", func(t *testing.T) {
		site := launchMachine(t, machineTemplate(t, api, definition(t, "A", flow{"A": pass(1)})), api)
		_, err := site.States.CreateStateMachine(t.Context(), &sfn.CreateStateMachineInput{
			Name: aws.String("large"), RoleArn: aws.String(site.outputs["MachineRole"]),
			Definition: aws.String(definition(t, "A", flow{"A": pass(strings.Repeat("x", 1<<20))})),
		})
		if err == nil || !strings.Contains(err.Error(), "bytes") {
			t.Errorf("the definition: %v", err)
		}
	})

	t.Run("pieces, an update in place, logs", func(t *testing.T) {
		d := logging(machineTemplate(t, api, ""))
		statements := list(policy(d, "MachineRole")["Statement"])
		policy(d, "MachineRole")["Statement"] = append(statements, map[string]any{"Effect": "Allow", "Action": "logs:*", "Resource": "*"})
		properties := d.resources("AWS::StepFunctions::StateMachine")["Machine"]
		define := func(cause string) {
			text := definition(t, "A", flow{"A": map[string]any{"Type": "Fail", "Error": "Old", "Cause": "CAUSE"}})
			before, after, _ := strings.Cut(text, "CAUSE")
			properties["DefinitionString"] = map[string]any{"Fn::Join": []any{"", []any{before + cause, map[string]any{"Ref": "Bus"}, after}}}
		}
		define("first ")
		site := launchMachine(t, d, api)
		if e := site.execute(t, site.machine(), nil); e.Cause != "first machines" {
			t.Errorf("got %+v", e)
		}
		define("second ")
		if err := site.Update(t.Context(), lab.Stack, d.text(t)); err != nil {
			t.Fatal(err)
		}
		outputs, err := site.Outputs(t.Context(), lab.Stack)
		if err != nil || outputs["Machine"] != site.machine() {
			t.Errorf("the machine is now %s, %v", outputs["Machine"], err)
		}
		if e := site.execute(t, site.machine(), nil); e.Cause != "second machines" {
			t.Errorf("got %+v", e)
		}
		lines, err := site.Logs(t.Context(), "/aws/vendedlogs/states/machine")
		if err != nil || len(lines) != 2 || !strings.Contains(lines[1], `"error":"Old","cause":"second machines"`) || strings.Contains(lines[1], "input") {
			t.Errorf("logged %q, %v", lines, err)
		}
	})
}

// TestMachineNested has the stack nested in another, updates its machine in place and deletes it.
func TestMachineNested(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("nested-machine")
	outer := func(cause string) *template {
		text := definition(t, "A", flow{"A": map[string]any{"Type": "Fail", "Error": "Bad", "Cause": cause}})
		url, err := account.Upload(t.Context(), "inner-"+cause+".json", machineTemplate(t, account.API, text).text(t))
		if err != nil {
			t.Fatal(err)
		}
		return &template{map[string]any{
			"Resources": map[string]any{"Inner": map[string]any{
				"Type": "AWS::CloudFormation::Stack", "Properties": map[string]any{"TemplateURL": url},
			}},
			"Outputs": map[string]any{"Machine": map[string]any{"Value": map[string]any{"Fn::GetAtt": []any{"Inner", "Outputs.Machine"}}}},
		}}
	}
	check := func(machine, cause string) string {
		t.Helper()
		outputs, err := account.Outputs(t.Context(), lab.Stack)
		if err != nil {
			t.Fatal(err)
		}
		if machine != "" && outputs["Machine"] != machine {
			t.Errorf("the machine was %s and is %s", machine, outputs["Machine"])
		}
		execution, err := account.Execute(t.Context(), outputs["Machine"], nil)
		if err != nil || execution.Cause != cause {
			t.Errorf("got %+v, %v, want the cause %s", execution, err, cause)
		}
		return outputs["Machine"]
	}
	if err := account.Create(t.Context(), lab.Stack, outer("first").text(t), nil); err != nil {
		t.Fatal(err)
	}
	machine := check("", "first")
	if err := account.Update(t.Context(), lab.Stack, outer("second").text(t)); err != nil {
		t.Fatal(err)
	}
	check(machine, "second")
	if err := account.Delete(t.Context(), lab.Stack); err != nil {
		t.Fatal(err)
	}
	if left, err := account.Leftovers(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestMachineTasks has the tasks beside HTTP's.
func TestMachineTasks(t *testing.T) {
	t.Parallel()
	site := newMachineSite(t, "tasks", definition(t, "Never", flow{"Never": pass(1)}))
	run := func(name string, states flow, input any) lab.Execution {
		t.Helper()
		return site.execute(t, site.create(t, name, types.StateMachineTypeStandard, definition(t, "Start", states)), input)
	}
	put := func(bus string) flow {
		return flow{"Start": with(task("events:putEvents", map[string]any{"Entries": []any{map[string]any{
			"EventBusName": bus, "Source": "other", "DetailType": "Answer", "Detail": map[string]any{"a": 1},
		}}}), map[string]any{"Catch": caught("Caught")["Catch"], "Output": "{% $states.result.FailedEntryCount %}"}), "Caught": pass("{% $states.input.Error %}")}
	}
	wantOutput(t, run("put", put("${bus}"), nil), "0")
	wantOutput(t, run("put-failed", flow{"Start": with(task("events:putEvents", map[string]any{"Entries": []any{map[string]any{
		"EventBusName": "${bus}", "Source": "aws.mine", "DetailType": "Answer", "Detail": map[string]any{},
	}}}), caught("Caught")), "Caught": pass("{% $states.input.Error %}")}, nil), `"EventBridge.FailedEntry"`)
	wantOutput(t, run("put-denied", put("default"), nil), `"EventBridge.EventBridgeException"`)

	child := site.create(t, "child", types.StateMachineTypeExpress, definition(t, "Start", flow{
		"Start": map[string]any{"Type": "Choice", "Choices": []any{
			map[string]any{"Condition": "{% $states.input.do = 'wait' %}", "Next": "Wait"},
			map[string]any{"Condition": "{% $states.input.do = 'fail' %}", "Next": "Fail"},
			map[string]any{"Condition": "{% $states.input.do = 'large' %}", "Next": "Large"},
			map[string]any{"Condition": "{% $states.input.do = 'runtime' %}", "Next": "Runtime"},
		}, "Default": "Done"},
		"Wait":    map[string]any{"Type": "Wait", "Seconds": 301, "Next": "Done"},
		"Fail":    map[string]any{"Type": "Fail", "Error": "Bad", "Cause": "because"},
		"Large":   pass("{% $pad('', 262143) %}"),
		"Runtime": task("http:invoke", map[string]any{"Method": "{% 'BREW' %}", "ApiEndpoint": "{% '' %}"}),
		"Done":    pass(map[string]any{"did": "{% $states.input.do %}"}),
	}))
	parent := flow{"Start": with(task("aws-sdk:sfn:startSyncExecution", map[string]any{
		"StateMachineArn": "{% $states.input.machine %}", "Input": map[string]any{"do": "{% $states.input.do %}"},
	}), map[string]any{
		"Output": "{% {'Status': $states.result.Status, 'Error': $states.result.Error, 'Cause': $states.result.Cause, 'Output': $states.result.Output} %}",
		"Catch":  []any{map[string]any{"ErrorEquals": []any{"States.ALL"}, "Next": "Caught", "Output": "{% $states.errorOutput.Error %}"}},
	}), "Caught": map[string]any{"Type": "Pass", "End": true}}
	outer := site.create(t, "parent", types.StateMachineTypeStandard, definition(t, "Start", parent))
	for _, test := range []struct{ do, machine, output string }{
		{"nothing", child, `{"Status":"SUCCEEDED","Output":"{\"did\":\"nothing\"}"}`},
		{"fail", child, `{"Status":"FAILED","Error":"Bad","Cause":"because"}`},
		{"wait", child, `{"Status":"TIMED_OUT","Error":"States.Timeout"}`},
		{"nothing", child + "-gone", `"Sfn.StateMachineDoesNotExistException"`},
		{"nothing", outer, `"Sfn.StateMachineTypeNotSupportedException"`},
	} {
		wantOutput(t, site.execute(t, outer, map[string]any{"do": test.do, "machine": test.machine}), test.output)
	}
	for _, do := range []string{"large", "runtime"} { // what nothing in the child catches
		e := site.execute(t, outer, map[string]any{"do": do, "machine": child})
		if !strings.HasPrefix(e.Output, `{"Status":"FAILED","Error":"States.`) {
			t.Errorf("%s: %+v", do, e)
		}
	}

	t.Run("startExecution, and a clock that goes on", func(t *testing.T) {
		late := site.create(t, "late", types.StateMachineTypeStandard, definition(t, "Start", flow{
			"Start": pass("{% $toMillis($states.context.Execution.StartTime) - $toMillis($states.input.began) >= 7200000 %}"),
		}))
		wantOutput(t, run("start", flow{
			"Start": map[string]any{"Type": "Wait", "Seconds": 7200, "Next": "Other"},
			"Other": with(task("states:startExecution", map[string]any{
				"StateMachineArn": late, "Input": map[string]any{"began": "{% $states.context.Execution.StartTime %}"},
			}), map[string]any{"Output": "{% $contains($states.result.ExecutionArn, ':late:') %}"}),
		}, nil), "true")
		executions, err := site.Executions(t.Context(), late, 1, arrival)
		if err != nil || len(executions) != 1 {
			t.Fatal(executions, err)
		}
		wantOutput(t, executions[0], "true")
	})
}

// TestMachineClock holds an account's clock: a machine waits until it is advanced, and doesn't
// survive that it is deleted.
func TestMachineClock(t *testing.T) {
	t.Parallel()
	site := newMachineSite(t, "clock", definition(t, "Never", flow{"Never": pass(1)}))
	if err := site.HoldClock(t.Context()); err != nil {
		t.Fatal(err)
	}
	text := definition(t, "Wait", flow{
		"Wait":  map[string]any{"Type": "Wait", "Seconds": 3600, "Next": "Queue"},
		"Queue": task("sqs:sendMessage", map[string]any{"QueueUrl": "${queue}", "MessageBody": map[string]any{"id": "{% $states.input.id %}"}}),
	})
	kept, gone := site.create(t, "kept", types.StateMachineTypeStandard, text), site.create(t, "gone", types.StateMachineTypeStandard, text)
	for _, machine := range []string{kept, gone} {
		input, err := json.Marshal(map[string]any{"id": machine})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := site.States.StartExecution(t.Context(), &sfn.StartExecutionInput{
			StateMachineArn: aws.String(machine), Input: aws.String(string(input)),
		}); err != nil {
			t.Fatal(err)
		}
	}
	advance := func(by time.Duration) {
		t.Helper()
		if err := site.Advance(t.Context(), by); err != nil {
			t.Fatal(err)
		}
	}
	advance(50 * time.Minute)
	if letters := site.letters(t, 0); len(letters) != 0 {
		t.Errorf("sent too early: %v", letters)
	}
	if _, err := site.States.DeleteStateMachine(t.Context(), &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(gone)}); err != nil {
		t.Fatal(err)
	}
	advance(11 * time.Minute)
	letters := site.letters(t, 1)
	if len(letters) != 1 || letters[0].Event.ID != kept {
		t.Errorf("sent: %v, want the message of the machine that is still there", letters)
	}
}

// TestMachineOutage has an API that is down for a while: a Standard machine runs an Express one
// until it has called, or the event is too old.
func TestMachineOutage(t *testing.T) {
	t.Parallel()
	site := newMachineSite(t, "outage", caller(t))
	express := site.create(t, "once", types.StateMachineTypeExpress, definition(t, "Call", flow{
		"Call": task("http:invoke", map[string]any{
			"Method": "POST", "ApiEndpoint": "${api}/down", "InvocationConfig": map[string]any{"ConnectionArn": "${connection}"},
		}),
	}))
	outage := site.create(t, "outage", types.StateMachineTypeStandard, definition(t, "Run", flow{
		"Run": with(task("aws-sdk:sfn:startSyncExecution", map[string]any{"StateMachineArn": express, "Input": map[string]any{}}),
			map[string]any{"Next": "Worked", "Output": "{% $states.result.Status %}"}),
		"Worked": map[string]any{"Type": "Choice", "Choices": []any{
			map[string]any{"Condition": "{% $states.input = 'SUCCEEDED' %}", "Next": "Done"},
			map[string]any{"Condition": "{% $millis() - $toMillis($states.context.Execution.StartTime) > 24 * 3600000 %}", "Next": "Old"},
		}, "Default": "Wait"},
		"Wait": map[string]any{"Type": "Wait", "Seconds": 3600, "Next": "Run"},
		"Done": pass("done"),
		"Old":  pass("old"),
	}))
	calls := 0
	site.API.Answer(func(*lab.Request) lab.Answer {
		calls++
		if calls <= 8 {
			return lab.Answer{Status: 503}
		}
		return lab.Answer{}
	})
	wantOutput(t, site.execute(t, outage, nil), `"done"`)
	if got := len(site.API.Drain()); got != 9 {
		t.Errorf("%d calls, want 8 that failed and one", got)
	}
	site.API.Answer(func(*lab.Request) lab.Answer { return lab.Answer{Status: 503} })
	wantOutput(t, site.execute(t, outage, nil), `"old"`)
	if got := len(site.API.Drain()); got < 24 || got > 26 {
		t.Errorf("%d calls, want one an hour for a day", got)
	}
}
