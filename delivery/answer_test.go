package delivery_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// withAnswers is the fixture whose machine tells outcomes on a bus, with a role that may do so.
func withAnswers(t *testing.T, answer, bus string, edits ...string) string {
	t.Helper()
	const call, policy = `"Next":"DeadLetter"},`, `- {Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Failed.Arn}`
	return withPlan(t, `"answer":`+answer, append([]string{
		call, call + `
        "Tell":{"Type":"Task","Resource":"arn:${Partition}:states:::events:putEvents","Arguments":{"Entries":[{"EventBusName":"${AnswerBus}","Source":"${AnswerSource}","DetailType":"{% $told.type %}","Detail":"{% $told.detail %}"}]},"End":true},`,
		"DefinitionSubstitutions: {", "DefinitionSubstitutions: {AnswerBus: " + bus + ", AnswerSource: !Sub 'openapi-destinations.${Bus}', ",
		policy, policy + `
              - {Effect: Allow, Action: "events:PutEvents", Resource: !GetAtt Bus.Arn, Condition: {StringEquals: {"events:source": openapi-destinations.bus}}}
              - {Effect: Allow, Action: "states:StartSyncExecution", Resource: !Sub "arn:aws:states:${AWS::Region}:${AWS::AccountId}:stateMachine:stack-*"}`,
	}, edits...)...)
}

func answersOf(r *delivery.Result) string {
	var all []string
	for _, a := range r.Answers() {
		text := a.String()
		if a.Problem != nil {
			text += " (" + a.Problem.Code + ")"
		}
		var assumed []string
		for _, b := range a.Assumptions {
			assumed = append(assumed, b.ID())
		}
		all = append(all, fmt.Sprint(text, assumed))
	}
	return strings.Join(all, "\n")
}

// TestAnswersFollow: which events may follow, and on which bus.
func TestAnswersFollow(t *testing.T) {
	const own, both = "!Ref Bus", `{"succeeded":"Order succeeded","failed":"Order failed"}`
	const succeeded, failed = `if it succeeds: "Order succeeded" of the source "openapi-destinations.bus" on the bus bus`, `if it fails: "Order failed" of the source "openapi-destinations.bus" on the bus bus`
	const may = `Action: "events:PutEvents"`
	for name, test := range map[string]struct {
		answer, bus string
		edits       []string
		want        string
	}{
		"both":       {both, own, nil, succeeded + "[B13 B14]\n" + failed + "[]"},
		"a success":  {`{"succeeded":"Order succeeded","headers":["etag"],"correlation":"c"}`, own, nil, succeeded + "[B13 B14]"},
		"a failure":  {`{"failed":"Order failed","headers":[]}`, own, nil, failed + "[]"},
		"nested":     {`{"failed":"Order failed","nested":true}`, own, nil, failed + "[B15]"},
		"unusable":   {both + `,"headers":[{"name":"h","field":"none","required":true}]`, own, nil, failed + "[]"},
		"no call":    {both, own, []string{"states:InvokeHTTPEndpoint", "states:Other"}, failed + "[]"},
		"not put":    {both, own, []string{may, `Action: "events:Other"`}, succeeded + " (ANSWER_NOT_PUT)[B13 B14]\n" + failed + " (ANSWER_NOT_PUT)[]"},
		"as another": {`{"failed":"Order failed"}`, own, []string{"${Bus}', ", "${Bus}.x', "}, strings.Replace(failed, `.bus"`, `.bus.x"`, 1) + " (ANSWER_NOT_PUT)[]"},
		"elsewhere":  {`{"failed":"Order failed"}`, "arn:aws:events:eu-west-1:999999999999:event-bus/b", nil, strings.Replace(failed, "bus bus", "bus arn:aws:events:eu-west-1:999999999999:event-bus/b", 1) + " (ANSWER_NOT_PUT)[]"},
		"lost":       {both, own, []string{"https://', !Ref Host", "http://', !Ref Host"}, ""},
	} {
		r := deliver(t, parse(t, withAnswers(t, test.answer, test.bus, test.edits...)), `{}`)
		if got := answersOf(r); got != test.want {
			t.Errorf("%s: %s\nwant %s\n%s", name, got, test.want, r)
		}
	}
	r := deliver(t, parse(t, withAnswers(t, both, own, may, `Action: "events:Other"`)), `{}`)
	for _, line := range []string{"\n# " + succeeded + "\n", "\n# which it may not put: the answer goes to the dead-letter queue (role stack/Role doesn't allow events:PutEvents on ", "\n# assumes B14: "} {
		if !strings.Contains(r.String(), line) {
			t.Errorf("%q isn't in\n%s", line, r)
		}
	}
}

// TestNested: another execution sees how the call ends that nothing in it can catch.
func TestNested(t *testing.T) {
	const nested, own = `{"succeeded":"s","failed":"f","nested":true}`, "!Ref Bus"
	insecure := []string{"https://', !Ref Host", "http://', !Ref Host"}
	d := one(t, deliver(t, parse(t, withAnswers(t, nested, own, insecure...)), `{}`))
	if d.Problem == nil || d.Problem.Code != "UNREADABLE_ANSWER" || d.Lost() || d.DeadLetter == nil || len(d.Answers) != 1 {
		t.Errorf("%v %v %v", d.Problem, d.DeadLetter, d.Answers)
	}
	d = one(t, deliver(t, parse(t, withAnswers(t, nested, own, insecure...)), `{"large":"`+strings.Repeat("x", 250_000)+`"}`))
	if d.Problem == nil || d.Problem.Code != "States.Runtime" || !d.Lost() {
		t.Errorf("a large event: %v", d.Problem)
	}
	d = one(t, deliver(t, parse(t, withAnswers(t, nested, own, "states:StartSyncExecution", "states:Other")), `{}`))
	if d.Problem == nil || !strings.Contains(d.Problem.Message, "doesn't allow states:StartSyncExecution on ") || d.Request != nil || len(d.Answers) != 1 {
		t.Errorf("no permission: %v %v", d.Problem, d.Answers)
	}
	d = one(t, deliver(t, parse(t, withAnswers(t, nested, own, append(insecure, "states:StartSyncExecution", "states:Other")...)), `{}`))
	if d.Problem == nil || !strings.Contains(d.Problem.Message, "doesn't allow states:StartSyncExecution on ") || d.Lost() || d.DeadLetter == nil {
		t.Errorf("no permission for a call that nothing could catch: %v %v", d.Problem, d.DeadLetter)
	}
	d = one(t, deliver(t, parse(t, withAnswers(t, nested, own)), `{}`))
	if d.Problem != nil || d.Request == nil || len(d.Answers) != 2 {
		t.Errorf("%v %v", d.Problem, d.Answers)
	}
}
