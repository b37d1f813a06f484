package expression

import (
	"encoding/json"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// TestDefinitions: a validator of the Amazon States Language accepts them, once CloudFormation has
// filled them in.
func TestDefinitions(t *testing.T) {
	values := strings.NewReplacer("${HttpTask}", "arn:aws:states:::http:invoke", "${PutEvents}", "arn:aws:states:::events:putEvents", "${SendMessage}", "arn:aws:states:::sqs:sendMessage",
		"${StartExecution}", "arn:aws:states:::states:startExecution", "${StartSyncExecution}", "arn:aws:states:::aws-sdk:sfn:startSyncExecution", "${ConnectionArn}", "arn:aws:events:eu-west-1:123456789012:connection/c/0", "${QueueUrl}", "https://sqs.eu-west-1.amazonaws.com/123456789012/q", "${OutageMachineArn}", "arn:aws:states:eu-west-1:123456789012:stateMachine:o", "${AnswerBus}", "bus", "${AnswerSource}", "openapi-destinations.bus")
	for name, text := range map[string]string{"express": machine.Express(), "outage": machine.Outage()} {
		var answer struct{ Problems []string }
		ask(t, map[string]any{"definition": json.RawMessage(values.Replace(text))}, &answer)
		for _, problem := range answer.Problems {
			t.Errorf("%s: %s", name, problem)
		}
	}
	// The validator reads the expressions: this one is of a later JSONata.
	var answer struct{ Problems []string }
	ask(t, map[string]any{"definition": json.RawMessage(strings.Replace(values.Replace(machine.Outage()), "{% $worked %}", "{% $worked ?? false %}", 1))}, &answer)
	if len(answer.Problems) == 0 {
		t.Error("the validator accepts an operator that Step Functions doesn't have")
	}
}

// repeated are errors after which a call is made again.
var repeated = []string{
	"States.Http.StatusCode.401", "States.Http.StatusCode.407", "States.Http.StatusCode.409", "States.Http.StatusCode.429", "States.Http.StatusCode.500", "States.Http.StatusCode.599",
	"States.Http.Socket", "States.Timeout", "States.Http.AccessDenied", "Events.ConnectionResource.AccessDenied", "Events.ConnectionResource.InvalidConnectionState", "X.ThrottlingException", "TooManyRequestsException", "Sfn.AccessDeniedException",
}

// final are errors after which none is.
var final = []string{
	"States.Http.StatusCode.400", "States.Http.StatusCode.403", "States.Http.StatusCode.404", "States.Http.StatusCode.304", "States.Http.StatusCode.4010", "States.QueryEvaluationError", "States.DataLimitExceeded", "UNUSABLE_EVENT", "States.TimeoutX", "States.Runtime", "UNREADABLE_ANSWER",
	"Sfn.StateMachineDoesNotExistException", "Sfn.StateMachineDeletingException",
}

// situation is what a choice is made of.
type situation struct {
	error           string
	calls, attempts int
	pause           int // seconds
	deadline, until int64
	patient, once   bool
	worked          bool
}

const later = 4102444800000 // the year 2100, in milliseconds

// decide gives the state that a choice leads to.
func decide(t *testing.T, s state, at situation) string {
	t.Helper()
	executionInput := map[string]any{}
	if at.once {
		executionInput["once"] = true
	}
	bindings := map[string]any{
		"states": map[string]any{"context": map[string]any{"Execution": map[string]any{"Input": executionInput}}},
		"calls":  at.calls, "pause": at.pause, "until": at.until, "worked": at.worked, "failure": map[string]any{"error": at.error, "cause": ""},
		"request": map[string]any{"attempts": at.attempts, "deadline": at.deadline, "patient": at.patient},
	}
	return chosen(t, s, bindings)
}

// chosen is the first of a choice's states whose condition holds.
func chosen(t *testing.T, s state, bindings map[string]any) string {
	t.Helper()
	for _, choice := range s.Choices {
		a := evaluate(t, inside(t, choice.Condition), bindings)
		switch string(a.Value) {
		case "true":
			return choice.Next
		case "false":
		default:
			t.Fatalf("%s is %s (%s)", choice.Condition, a.Value, a.Error)
		}
	}
	return s.Default
}

// TestWeigh: what becomes of a failure in the Express machine.
func TestWeigh(t *testing.T) {
	weigh := definition(t, machine.Express()).States["Weigh"]
	const again = "States.Http.StatusCode.503"
	for name, c := range map[string]struct {
		at   situation
		want string
	}{
		"again":                       {situation{error: again, calls: 1, attempts: 185, deadline: later, until: later, patient: true}, "Pause"},
		"the last attempt":            {situation{error: again, calls: 1, attempts: 1, deadline: later, until: later, patient: true}, "Pause"},
		"no attempts":                 {situation{error: again, calls: 1, attempts: 0, deadline: later, until: later, patient: true}, "DeadLetter"},
		"the attempts are used up":    {situation{error: again, calls: 4, attempts: 3, deadline: later, until: later, patient: true}, "DeadLetter"},
		"the event is too old":        {situation{error: again, calls: 1, attempts: 3, deadline: 1000, until: later, patient: true}, "DeadLetter"},
		"the fourth repeat":           {situation{error: again, calls: 4, attempts: 185, deadline: later, until: later, patient: true}, "Pause"},
		"more than quick repeats":     {situation{error: again, calls: 5, attempts: 185, deadline: later, until: later, patient: true}, "HandOver"},
		"the five minutes end":        {situation{error: again, calls: 2, attempts: 185, deadline: later, until: 1000, patient: true}, "HandOver"},
		"too large to wait":           {situation{error: again, calls: 5, attempts: 185, deadline: later, until: later}, "DeadLetter"},
		"the outage machine asks":     {situation{error: again, calls: 1, attempts: 185, deadline: later, until: later, once: true}, "Fail"},
		"a nested call worked":        {situation{worked: true, calls: 1, attempts: 185, deadline: later, until: later, patient: true}, "Done"},
		"it asks, of a final failure": {situation{error: "UNUSABLE_EVENT", once: true}, "Fail"},
	} {
		if got := decide(t, weigh, c.at); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
	outage := definition(t, machine.Outage()).States["Weigh"]
	for want, errors := range map[string][]string{"Pause": repeated, "DeadLetter": final} {
		for _, e := range errors {
			at := situation{error: e, calls: 1, attempts: 185, deadline: later, until: later, patient: true}
			if got, other := decide(t, weigh, at), decide(t, outage, at); got != want || other != want {
				t.Errorf("%s: %s and %s, not %s", e, got, other, want)
			}
		}
	}
}

// TestOutage: how long the outage machine goes on.
func TestOutage(t *testing.T) {
	weigh := definition(t, machine.Outage()).States["Weigh"]
	for name, c := range map[string]struct {
		at   situation
		want string
	}{
		"it works":                   {situation{worked: true, error: repeated[0]}, "Done"},
		"it fails":                   {situation{error: repeated[0], attempts: 185, deadline: later}, "Pause"},
		"the attempts are used up":   {situation{error: repeated[0], calls: 186, attempts: 185, deadline: later}, "DeadLetter"},
		"the last attempt":           {situation{error: repeated[0], calls: 185, attempts: 185, deadline: later}, "Pause"},
		"the event is too old":       {situation{error: repeated[0], calls: 1, attempts: 185, deadline: 1000}, "DeadLetter"},
		"the machine can't be asked": {situation{error: "Sfn.AccessDeniedException", calls: 1, attempts: 185, deadline: later}, "Pause"},
		"the machine is gone":        {situation{error: "Sfn.StateMachineDoesNotExistException", calls: 1, attempts: 185, deadline: later}, "DeadLetter"},
		"the machine is going":       {situation{error: "Sfn.StateMachineDeletingException", calls: 1, attempts: 185, deadline: later}, "DeadLetter"},
	} {
		if got := decide(t, weigh, c.at); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

// TestEnds: what is made of how an execution ended that was waited for.
func TestEnds(t *testing.T) {
	const unreadable = "the call was made, or may have been, and its answer can not be read: it is binary or larger than 256 KiB "
	for name, c := range map[string]struct {
		result, answer string
		worked         bool
		error, cause   string
	}{
		"it works":                     {`{"Status":"SUCCEEDED","Output":"{}"}`, `{}`, true, "States.Timeout", ""},
		"it fails":                     {`{"Status":"FAILED","Error":"E","Cause":"c"}`, `{"succeeded":"s"}`, false, "E", "c"},
		"it fails without a cause":     {`{"Status":"FAILED","Error":"E"}`, `{}`, false, "E", ""},
		"it takes too long":            {`{"Status":"TIMED_OUT"}`, `{"failed":"f"}`, false, "States.Timeout", ""},
		"nothing caught it":            {`{"Status":"FAILED","Error":"States.Runtime","Cause":"c"}`, `{}`, false, "States.Runtime", "c"},
		"an answer that can't be read": {`{"Status":"FAILED","Error":"States.Runtime","Cause":"c"}`, `{"succeeded":"s"}`, false, "UNREADABLE_ANSWER", unreadable + "(States.Runtime: c)"},
		"one that is too large":        {`{"Status":"FAILED","Error":"States.DataLimitExceeded"}`, `{"failed":"f"}`, false, "UNREADABLE_ANSWER", unreadable + "(States.DataLimitExceeded: )"},
		"an answer that nobody got":    {`{"Status":"FAILED","Error":"ANSWER_LOST","Cause":"c"}`, `{"succeeded":"s"}`, true, "ANSWER_LOST", "c"},
	} {
		for text, state := range map[string]string{machine.Express(): "CallNested", machine.Outage(): "Call"} {
			assign := variables(t, text, state)
			bindings := map[string]any{"states": map[string]any{"result": raw(c.result)}, "answer": raw(c.answer)}
			if worked := evaluate(t, inside(t, assign["worked"]), bindings); string(worked.Value) != strconv.FormatBool(c.worked) {
				t.Errorf("%s: worked is %s %s", name, worked.Value, worked.Error)
			}
			var failure struct{ Error, Cause string }
			if a := evaluate(t, inside(t, assign["failure"]), bindings); json.Unmarshal(a.Value, &failure) != nil || failure.Error != c.error || failure.Cause != c.cause {
				t.Errorf("%s: %s %s", name, a.Value, a.Error)
			}
		}
	}
}

// TestPauses: they grow, within what their machine has time for.
func TestPauses(t *testing.T) {
	express, outage := definition(t, machine.Express()).States, definition(t, machine.Outage()).States
	total := 0.0
	for calls := range 4 {
		for _, name := range []string{"Call", "CallWithBody", "CallWithFields"} {
			pause := number(t, express[name].Catch[0].Assign["pause"], map[string]any{"calls": calls})
			if least := float64(int(1) << calls); pause < least || pause > 2*least {
				t.Errorf("after %d failures %s waits %v seconds", calls+1, name, pause)
			}
		}
	}
	// The last call may begin when "until" is just not over, after the longest pause. What tells of it
	// wants time as well, and so does an execution that makes the call by itself, which may take as long
	// as its task waits.
	const telling = 40
	for plan, call := range map[string]float64{`{}`: limits.CallSeconds, `{"answer":{"succeeded":"s"}}`: limits.CallSeconds + telling, `{"answer":{"failed":"f","nested":true}}`: 125 + telling} {
		bindings := map[string]any{"states": map[string]any{"input": map[string]any{"plan": raw(plan)}, "context": map[string]any{"Execution": map[string]any{"StartTime": "1970-01-01T00:00:00Z"}}}}
		until := number(t, variables(t, machine.Express(), "Take")["until"], bindings) / 1000
		if last := until + 16 + call; last >= limits.ExpressSeconds {
			t.Errorf("%s: the last call may end after %v seconds", plan, last)
		}
	}
	for round := 1; round <= 185; round++ {
		pause := number(t, outage["Call"].Catch[0].Assign["pause"], map[string]any{"round": round})
		if most := min(600, 30*float64(int64(1)<<min(round, 30))); pause > most || pause < most/2 {
			t.Errorf("in round %d the pause is %v seconds", round, pause)
		}
		total += pause
	}
	if hours := total / 3600; hours < 16 || hours > 31 {
		t.Errorf("185 repeats take %v hours", hours)
	}
}

// TestNestedEnds: an execution that another one waits for ends before that stops waiting, so that its
// outcome isn't told by both.
func TestNestedEnds(t *testing.T) {
	var all struct {
		States map[string]struct {
			TimeoutSeconds float64
			Retry          []struct{ IntervalSeconds, MaxAttempts, BackoffRate float64 }
		}
	}
	if err := json.Unmarshal([]byte(machine.Express()), &all); err != nil {
		t.Fatal(err)
	}
	longest := 3.0 // Read and Compose, of a second each, and what lies between
	for _, name := range []string{"CallWithBody", "Tell", "AnswerLetter"} {
		s := all.States[name]
		if s.TimeoutSeconds == 0 {
			t.Errorf("%s may take any time", name)
		}
		longest += s.TimeoutSeconds
		for _, retry := range s.Retry {
			for pause, n := retry.IntervalSeconds, 0.0; n < retry.MaxAttempts; pause, n = pause*retry.BackoffRate, n+1 {
				longest += pause + s.TimeoutSeconds
			}
		}
	}
	if waits := all.States["CallNested"].TimeoutSeconds; longest >= waits {
		t.Errorf("a nested execution may take %v seconds, and is waited for %v", longest, waits)
	}
}

// variables are those that a state sets.
func variables(t *testing.T, text, name string) map[string]any {
	t.Helper()
	var all struct {
		States map[string]struct{ Assign map[string]any }
	}
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	return all.States[name].Assign
}

func number(t *testing.T, expression any, bindings map[string]any) float64 {
	t.Helper()
	a := evaluate(t, inside(t, expression), bindings)
	var n float64
	if err := json.Unmarshal(a.Value, &n); err != nil {
		t.Fatalf("%v is %s (%s)", expression, a.Value, a.Error)
	}
	return n
}

// TestUsable: which of the calls is made.
func TestUsable(t *testing.T) {
	usable := definition(t, machine.Express()).States["Usable"]
	const nested = `{"nested":true}`
	for _, c := range []struct {
		answer, input string
		patient       bool
		want          string
	}{
		{nested, `{}`, true, "CallNested"}, {nested, `{"once":true}`, true, "Call"}, {nested, `{}`, false, "Call"}, {`{"succeeded":"s"}`, `{}`, true, "Call"},
	} {
		bindings := map[string]any{
			"request": map[string]any{"send": "nothing", "patient": c.patient}, "answer": raw(c.answer),
			"states": map[string]any{"context": map[string]any{"Execution": map[string]any{"Input": raw(c.input)}}},
		}
		if got := chosen(t, usable, bindings); got != c.want {
			t.Errorf("%s of %s leads to %s, not %s", c.answer, c.input, got, c.want)
		}
	}
	for send, want := range map[string]string{"nothing": "Call", "body": "CallWithBody", "fields": "CallWithFields", "problem": "Weigh"} {
		request := map[string]any{"send": send}
		if send == "problem" {
			request = map[string]any{"problem": "p", "send": "nothing"}
		}
		got := chosen(t, usable, map[string]any{"request": request})
		if got != want {
			t.Errorf("%s leads to %s, not %s", send, got, want)
		}
	}
}

// TestDeadLetters: the attributes are EventBridge's, and none is empty or holds what the queue
// refuses.
func TestDeadLetters(t *testing.T) {
	for name, text := range map[string]string{"express": machine.Express(), "outage": machine.Outage()} {
		letter := inside(t, definition(t, text).States["DeadLetter"].Arguments["MessageAttributes"])
		for _, c := range []struct {
			calls                        int
			cause, rule, exhausted, want string
			fits                         bool
		}{
			{0, "detail.a is missing", ruleARN, "none", `{"ERROR_CODE":"E","ERROR_MESSAGE":"detail.a is missing","RULE_ARN":"` + ruleARN + `","TARGET_ARN":"m"}`, true},
			{5, "", "", "MaximumRetryAttempts", `{"ERROR_CODE":"E","ERROR_MESSAGE":"E","EXHAUSTED_RETRY_CONDITION":"MaximumRetryAttempts","RETRY_ATTEMPTS":"4","TARGET_ARN":"m"}`, true},
			{1, "a\x00\r\nbé", "", "none", `{"ERROR_CODE":"E","ERROR_MESSAGE":"a?b?","RETRY_ATTEMPTS":"0","TARGET_ARN":"m"}`, true},
			{5, strings.Repeat("x", 100), ruleARN, "MaximumRetryAttempts", `{"ERROR_CODE":"E","ERROR_MESSAGE":"` + strings.Repeat("x", 60) + `"}`, false},
			{1, strings.Repeat("x", 2000), "", "none", `{"ERROR_CODE":"E","ERROR_MESSAGE":"` + strings.Repeat("x", 1000) + `","RETRY_ATTEMPTS":"0","TARGET_ARN":"m"}`, true},
		} {
			a := evaluate(t, letter, map[string]any{"calls": c.calls, "failure": map[string]any{"error": "E", "cause": c.cause}, "rule": c.rule, "machine": "m", "exhausted": c.exhausted, "request": map[string]any{"fits": c.fits}})
			var attributes map[string]struct{ DataType, StringValue string }
			if err := json.Unmarshal(a.Value, &attributes); err != nil {
				t.Fatalf("%s: %v (%s)", name, err, a.Error)
			}
			plain := map[string]string{}
			for key, attribute := range attributes {
				plain[key] = attribute.StringValue
				if attribute.DataType != "String" {
					t.Errorf("%s: %s is a %s", name, key, attribute.DataType)
				}
			}
			var want map[string]string
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(plain, want) {
				t.Errorf("%s: the attributes are %v, not %v", name, plain, want)
			}
		}
	}
}

// TestVersions: constants of another version are refused, whatever they are.
func TestVersions(t *testing.T) {
	for version, want := range map[string]string{"2": "the constants are of version 2, and this machine reads 1", `"1"`: "the constants are of version 1, and this machine reads 1", "null": "the constants are of version null, and this machine reads 1"} {
		for _, plan := range []string{`{}`, `[]`, `"x"`, `{"url":5,"query":{"a":1},"body":[]}`} {
			got, _ := read(t, raw(`{"v":`+version+`,"plan":`+plan+`,"event":{"id":"i","detail":{}}}`))
			if got.Problem != want {
				t.Errorf("%s: %q, not %q", version, got.Problem, want)
			}
		}
	}
	if got, _ := read(t, raw(`{"plan":{},"event":{}}`)); got.Problem != "the constants are of version , and this machine reads 1" {
		t.Errorf("%q", got.Problem)
	}
}

// standard are the functions of JSONata 2.0.6 that Step Functions has too.
var standard = regexp.MustCompile(`^(string|length|substring|contains|split|join|replace|encodeUrlComponent|decodeUrlComponent|number|abs|ceil|power|random|count|min|append|reduce|filter|map|each|keys|lookup|lowercase|merge|not|exists|type|millis|toMillis)$`)

// TestFunctions: only those are called, and those that an expression defines.
func TestFunctions(t *testing.T) {
	for name, text := range map[string]string{"express": machine.Express(), "outage": machine.Outage()} {
		for _, match := range regexp.MustCompile(`\{%(.*?)%\}`).FindAllStringSubmatch(text, -1) {
			for _, call := range regexp.MustCompile(`\$(\w+)\(`).FindAllStringSubmatch(match[1], -1) {
				own := strings.Contains(match[1], "$"+call[1]+":=") || call[1] == "write"
				if !own && !standard.MatchString(call[1]) {
					t.Errorf("%s calls $%s", name, call[1])
				}
			}
			if strings.Contains(match[1], "$$") || strings.Contains(match[1], "$eval(") {
				t.Errorf("%s holds what Step Functions refuses: %s", name, match[1])
			}
		}
	}
}
