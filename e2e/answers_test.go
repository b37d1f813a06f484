package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// answering is a deployment whose outcomes are told on a bus of their own, from which a queue takes them.
type answering struct {
	*deployment
	answers string // the URL of that queue
}

// synthAnswers gives a template of operations that a state machine carries. Nothing in it wants answers.
func synthAnswers(t *testing.T, account *lab.Account) string {
	t.Helper()
	return synthWaiting(t, account, "X-Api-Key", "Kept")
}

const toldBoth = `{"succeeded":"Kept succeeded","failed":"Kept failed"}`

// wantAnswers has the operations tell their outcomes, with those constants, and allows it.
func (d *template) wantAnswers(t *testing.T, constants string) {
	t.Helper()
	inString, err := json.Marshal(`,"answer":` + constants + `,"retry":`)
	if err != nil {
		t.Fatal(err)
	}
	d.replaceText(t, `,\"retry\":`, string(inString[1:len(inString)-1]))
	var roles []any
	for id := range d.resources("AWS::IAM::Role") {
		if strings.Contains(id, "StateMachineRole") || strings.Contains(id, "OutageMachineRole") {
			roles = append(roles, map[string]any{"Ref": id})
		}
	}
	if len(roles) != 2 {
		t.Fatalf("the machines have the roles %v", roles)
	}
	for _, machine := range d.resources("AWS::StepFunctions::StateMachine") {
		values := object(machine["DefinitionSubstitutions"])
		values["AnswerBus"], values["AnswerSource"] = map[string]any{"Ref": "Answers"}, "told.by.api"
	}
	arn := func(id string) any { return map[string]any{"Fn::GetAtt": []any{id, "Arn"}} }
	allow := func(action string, more map[string]any) map[string]any {
		statement := map[string]any{"Effect": "Allow", "Action": action}
		maps.Copy(statement, more)
		return statement
	}
	document := func(statements ...any) any {
		return map[string]any{"Version": "2012-10-17", "Statement": statements}
	}
	add := func(id, kind string, properties map[string]any) {
		object(d.root["Resources"])[id] = map[string]any{"Type": kind, "Properties": properties}
	}
	add("Answers", "AWS::Events::EventBus", map[string]any{"Name": "answers"})
	add("AnswersQueue", "AWS::SQS::Queue", map[string]any{})
	add("AnswersQueuePolicy", "AWS::SQS::QueuePolicy", map[string]any{"Queues": []any{map[string]any{"Ref": "AnswersQueue"}},
		"PolicyDocument": document(allow("sqs:SendMessage", map[string]any{"Principal": map[string]any{"Service": "events.amazonaws.com"}, "Resource": arn("AnswersQueue")}))})
	add("AnswersRule", "AWS::Events::Rule", map[string]any{"EventBusName": map[string]any{"Ref": "Answers"},
		"EventPattern": map[string]any{"source": []any{"told.by.api"}}, "Targets": []any{map[string]any{"Id": "Q", "Arn": arn("AnswersQueue")}}})
	add("AnswersPolicy", "AWS::IAM::ManagedPolicy", map[string]any{"Roles": roles, "PolicyDocument": document(
		allow("events:PutEvents", map[string]any{"Resource": arn("Answers"), "Condition": map[string]any{"StringEquals": map[string]any{"events:source": "told.by.api"}}}),
		allow("states:StartSyncExecution", map[string]any{"Resource": map[string]any{"Fn::Sub": "arn:aws:states:${AWS::Region}:${AWS::AccountId}:stateMachine:*"}}),
	)})
	object(d.root["Outputs"])["AnswersURL"] = map[string]any{"Value": map[string]any{"Ref": "AnswersQueue"}}
}

// launchAnswers launches a copy of the template of an assembly whose outcomes are told.
func launchAnswers(t *testing.T, api *lab.Mailbox, assembly, constants string, change ...func(*template)) *answering {
	t.Helper()
	d := readTemplate(t, assembly)
	d.setRetries(t, 7)
	d.wantAnswers(t, constants)
	for _, c := range change {
		c(d)
	}
	site := launchWaiting(t, api, d)
	outputs, err := site.Outputs(t.Context(), lab.Stack)
	if err != nil {
		t.Fatal(err)
	}
	return &answering{site, outputs["AnswersURL"]}
}

// told are so many answers, and those beyond them.
func (a *answering) told(t *testing.T, number int) []lab.Letter {
	t.Helper()
	answers, err := a.Letters(t.Context(), a.answers, number, arrival)
	if err != nil {
		t.Fatal(err)
	}
	return answers
}

// wantTold expects one answer to the event, with that in its detail beside the request, and calls of the API.
func (a *answering) wantTold(t *testing.T, asked lab.Event, detailType, rest string, calls int) {
	t.Helper()
	answers := a.told(t, 1)
	if got := len(a.API.Take(calls, arrival)); got != calls {
		t.Errorf("%d calls, want %d", got, calls)
	}
	if len(answers) != 1 || answers[0].Event.DetailType != detailType || answers[0].Event.Source != "told.by.api" {
		t.Fatalf("answers %.600v, want %s", answers, detailType)
	}
	if got, want := untimed(t, answers[0].Event.Detail), requestOf(asked)+rest+"}"; got != want {
		t.Errorf("the detail is\n%.900s\nwant\n%.900s", got, want)
	}
}

// requestOf begins the detail of an answer to the event, without the time.
func requestOf(e lab.Event) string {
	return fmt.Sprintf(`{"request":{"id":%q,"detail-type":%q,"source":%q},`, e.ID, e.DetailType, e.Source)
}

// untimed is a detail without the time of the request, which the test doesn't know.
func untimed(t *testing.T, detail []byte) string {
	t.Helper()
	before, rest, found := strings.Cut(compactJSON(t, detail), `,"time":"`)
	time, after, _ := strings.Cut(rest, `"`)
	if !found || len(time) < len("2026-11-27T19:00:00Z") || !strings.HasSuffix(time, "Z") {
		t.Errorf("the detail has no time: %.300s", detail)
	}
	return before + after
}

// asking is an event that has a correlation.
func asking(id string) lab.Event {
	return event("Kept", map[string]any{"id": id, "correlation": map[string]any{"order": 7}})
}

const correlated = `,"correlation":{"order":7}`

// TestAnswers has outcomes of all kinds, each told once.
func TestAnswers(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("outcomes")
	assembly := synthAnswers(t, account)
	t.Run("outcomes", func(t *testing.T) { testOutcomes(t, account.API, assembly) })
	t.Run("refused", func(t *testing.T) { testRefusedAnswers(t, account.API, assembly) })
	t.Run("taken by nobody", func(t *testing.T) { testLostAnswers(t, account.API, assembly) })
	t.Run("elsewhere", func(t *testing.T) { testAnswersElsewhere(t, account.API, assembly) })
	t.Run("nested", func(t *testing.T) { testNestedCalls(t, account.API, assembly) })
	t.Run("a thousand", func(t *testing.T) { testThousandAnswers(t, account.API, assembly) })
}

// inTurn has the API give the answers one after the other, the last one from then on.
func inTurn(api *lab.Mailbox, answers ...lab.Answer) {
	number := 0
	api.Answer(func(*lab.Request) lab.Answer {
		number++
		return answers[min(number, len(answers))-1]
	})
}

func testOutcomes(t *testing.T, api *lab.Mailbox, assembly string) {
	site := launchAnswers(t, api, assembly, toldBoth)
	for _, test := range []struct {
		name    string
		answers []lab.Answer
		kind    string
		rest    string
		calls   int
	}{
		{"JSON", []lab.Answer{{Status: 201, Headers: []lab.Header{{Name: "LOCATION", Value: "/a/1"}, {Name: "X-Request-ID", Value: "r1"}, {Name: "Set-Cookie", Value: "s=1"}}, Body: `{"id":1234567890123456789,"b":[[1]],"a":null,"1":0.5}`}},
			"succeeded", `"status":201` + correlated + `,"headers":{"content-type":"application/json","location":"/a/1","x-request-id":"r1"},"body":{"id":1234567890123456789,"b":[[1]],"a":null,"1":0.5}`, 1},
		{"no body", []lab.Answer{{Status: 204}}, "succeeded", `"status":204` + correlated + `,"headers":{"content-type":"application/json"}`, 1},
		{"text", []lab.Answer{{Type: "text/plain", Body: "a \"text\"\n"}}, "succeeded", `"status":200` + correlated + `,"headers":{"content-type":"text/plain"},"body":"a \"text\"\n"`, 1},
		{"a repeat", []lab.Answer{{Status: 503}, {Body: "1"}}, "succeeded", `"status":200` + correlated + `,"headers":{"content-type":"application/json"},"body":1`, 2},
		{"after an outage", append(slices.Repeat([]lab.Answer{{Status: 503}}, 6), lab.Answer{Body: `"x"`}), "succeeded", `"status":200` + correlated + `,"headers":{"content-type":"application/json"},"body":"x"`, 7},
		{"404", []lab.Answer{{Status: 404, Body: `{"why":"gone"}`}}, "failed", `"status":404,"error":"States.Http.StatusCode.404","cause":"Not Found"` + correlated, 1},
		{"418, which has no cause", []lab.Answer{{Status: 418}}, "failed", `"status":418,"error":"States.Http.StatusCode.418","cause":""` + correlated, 1},
		{"304", []lab.Answer{{Status: 304}}, "failed", `"status":304,"error":"States.Http.StatusCode.304","cause":"Not Modified"` + correlated, 1},
		{"an outage that doesn't end", []lab.Answer{{Status: 503}}, "failed", `"status":503,"error":"States.Http.StatusCode.503","cause":"Service Unavailable"` + correlated, 8},
		{"a broken connection", []lab.Answer{{Broken: true}}, "failed", `"error":"States.Http.Socket","cause":"?"` + correlated, 8},
	} {
		t.Run(test.name, func(t *testing.T) {
			inTurn(api, test.answers...)
			asked := site.put(t, asking("1"))[0]
			if test.kind == "failed" {
				letters := site.letters(t, 1)
				if len(letters) != 1 || letters[0].Event.ID != asked.ID || !strings.Contains(test.rest, strconv.Quote(letters[0].Attributes["ERROR_CODE"])) {
					t.Fatalf("letters %.300v, want that of the event", letters)
				}
				cause := letters[0].Attributes["ERROR_MESSAGE"]
				test.rest = strings.Replace(test.rest, `"cause":"?"`, `"cause":`+strconv.Quote(cause), 1)
			}
			site.wantTold(t, asked, "Kept "+test.kind, test.rest, test.calls)
			if letters := site.letters(t, 0); len(letters) != 0 {
				t.Errorf("letters %.300v, want none", letters)
			}
		})
	}
	t.Run("an event that makes no request", site.tellsUnusable)
	t.Run("an event that is too large to start the machine", func(t *testing.T) {
		asked := site.put(t, event("Kept", map[string]any{"id": strings.Repeat("x", 262_144)}))[0]
		site.wantLetter(t, asked, "SDK_CLIENT_ERROR")
		if answers := site.told(t, 0); len(answers) != 0 {
			t.Errorf("answers %.300v, want none", answers)
		}
	})
	t.Run("a body that is too large", func(t *testing.T) {
		inTurn(api, lab.Answer{Type: "text/plain", Body: strings.Repeat("x", 258_000)})
		asked := site.put(t, asking("1"))[0]
		site.wantTold(t, asked, "Kept succeeded", `"status":200`+correlated+`,"headers":{"content-type":"text/plain"},"omitted":{"body":"the event would be larger than it may be"}`, 1)
	})
	t.Run("a body that is just not too large", func(t *testing.T) {
		body := strings.Repeat("x", 257_400)
		inTurn(api, lab.Answer{Type: "text/plain", Body: body})
		asked := site.put(t, asking("1"))[0]
		site.wantTold(t, asked, "Kept succeeded", `"status":200`+correlated+`,"headers":{"content-type":"text/plain"},"body":"`+body+`"`, 1)
	})
}

// testAnswersElsewhere has them told on a bus of another account, which is named by its ARN.
func testAnswersElsewhere(t *testing.T, api *lab.Mailbox, assembly string) {
	elsewhere := launchAnswers(t, api, assembly, toldBoth)
	bus := fmt.Sprintf("arn:aws:events:%s:%s:event-bus/answers", lab.Region, elsewhere.ID)
	site := launchAnswers(t, api, assembly, toldBoth, func(d *template) {
		for _, machine := range d.resources("AWS::StepFunctions::StateMachine") {
			object(machine["DefinitionSubstitutions"])["AnswerBus"] = bus
		}
		statement := list(object(d.resources("AWS::IAM::ManagedPolicy")["AnswersPolicy"]["PolicyDocument"])["Statement"])[0]
		object(statement)["Resource"] = bus
	})
	inTurn(api, lab.Answer{Body: "1"})
	asked := site.put(t, asking("1"))[0]
	elsewhere.wantTold(t, asked, "Kept succeeded", `"status":200`+correlated+`,"headers":{"content-type":"application/json"},"body":1`, 1)
	if answers := site.told(t, 0); len(answers) != 0 {
		t.Errorf("answers %.300v on the bus of the account, want none", answers)
	}
}

// testRefusedAnswers has answers that the bus doesn't take: they are in the dead-letter queue.
func testRefusedAnswers(t *testing.T, api *lab.Mailbox, assembly string) {
	body := strings.Repeat("x", 257_400)
	for _, test := range []struct {
		name   string
		change func(*template)
		reason string
	}{
		{"no permission", func(d *template) { d.forbid(t, "events:PutEvents") }, "EventBridge.EventBridgeException: "},
		{"a source that is AWS's", func(d *template) {
			d.replaceText(t, `told.by.api`, `aws.told`)
		}, "EventBridge.FailedEntry: "},
		{"an expression that fails", func(d *template) {
			d.replaceText(t, `'room':$mostBytes`, `'room':$number('x')`)
		}, "States.QueryEvaluationError: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			site := launchAnswers(t, api, assembly, toldBoth, test.change)
			broken := strings.HasPrefix(test.reason, "States.")
			left := func(names ...string) string {
				if !broken {
					return ""
				}
				for i, name := range names {
					names[i] = strconv.Quote(name) + `:"the event could not be made"`
				}
				return `,"omitted":{` + strings.Join(names, ",") + "}"
			}
			inTurn(api, lab.Answer{Type: "text/plain", Body: body})
			asked := site.put(t, asking("1"))[0]
			rest := `"status":200` + correlated + `,"headers":{"content-type":"text/plain"},"body":"` + body + `"`
			if broken {
				rest = `"status":200` + left("correlation", "headers", "body")
			}
			site.wantAnswerLetter(t, asked, "Kept succeeded", test.reason, rest, 0)
			site.takes(t, "POST /v1/kept/1")
			inTurn(api, lab.Answer{Status: 400})
			asked = site.put(t, asking("2"))[0]
			rest = `"status":400,"error":"States.Http.StatusCode.400","cause":"Bad Request"` + correlated
			if broken {
				rest = `"status":400,"error":"States.Http.StatusCode.400","cause":"Bad Request"` + left("correlation")
			}
			site.wantAnswerLetter(t, asked, "Kept failed", test.reason, rest, 1)
			site.takes(t, "POST /v1/kept/2")
			inTurn(api, lab.Answer{Status: 503}) // the outage machine tells it
			asked = site.put(t, asking("3"))[0]
			rest = strings.NewReplacer("400", "503", "Bad Request", "Service Unavailable").Replace(rest)
			site.wantAnswerLetter(t, asked, "Kept failed", test.reason, rest, 1)
			if got := len(api.Take(8, arrival)); got != 8 {
				t.Errorf("%d calls, want 8", got)
			}
			if answers := site.told(t, 0); len(answers) != 0 {
				t.Errorf("answers %.300v, want none", answers)
			}
		})
	}
}

// testLostAnswers has answers that neither the bus nor the queue takes: the log has them, and the API isn't
// called again, also where another execution waits for the outcome.
func testLostAnswers(t *testing.T, api *lab.Mailbox, assembly string) {
	for name, constants := range map[string]string{"by itself": toldBoth, "nested": strings.Replace(toldBoth, "}", `,"nested":true}`, 1)} {
		t.Run(name, func(t *testing.T) {
			var copied *template
			site := launchAnswers(t, api, assembly, constants, func(d *template) {
				d.forbid(t, "events:PutEvents")
				d.forbid(t, "sqs:SendMessage")
				copied = d
			})
			for _, down := range []int{0, 6} {
				inTurn(api, append(slices.Repeat([]lab.Answer{{Status: 503}}, down), lab.Answer{})...)
				site.put(t, asking("1"))
				if got := len(api.Take(down+1, arrival)); got != down+1 {
					t.Errorf("%d calls, want %d", got, down+1)
				}
				site.wantLogged(t, copied, "ANSWER_LOST")
				if more := api.Take(0, 0); len(more) != 0 {
					t.Errorf("%d calls more", len(more))
				}
			}
			if letters := site.letters(t, 0); len(letters) != 0 {
				t.Errorf("letters %.300v, want none", letters)
			}
		})
	}
}

// wantAnswerLetter expects an answer in the dead-letter queue, beside so many letters of the event.
func (a *answering) wantAnswerLetter(t *testing.T, asked lab.Event, detailType, reason, rest string, events int) {
	t.Helper()
	letters := a.letters(t, events+1)
	isAnswer := func(l lab.Letter) bool { return l.Attributes["ERROR_CODE"] == "ANSWER_NOT_PUT" }
	i := slices.IndexFunc(letters, isAnswer)
	if len(letters) != events+1 || i < 0 {
		t.Fatalf("letters %.900v, want an answer and %d events", letters, events)
	}
	answer := letters[i]
	if events == 1 && letters[1-i].Event.ID != asked.ID {
		t.Errorf("the other letter is %.300v", letters[1-i])
	}
	if answer.Event.DetailType != detailType || answer.Event.ID != "" || answer.Event.Source == "" || !strings.HasPrefix(answer.Attributes["ERROR_MESSAGE"], reason) || len(answer.Attributes) != 3 {
		t.Errorf("the answer is %s of %s, %v", answer.Event.DetailType, answer.Event.Source, answer.Attributes)
	}
	if got, want := untimed(t, answer.Event.Detail), requestOf(asked)+rest+"}"; got != want {
		t.Errorf("the detail is\n%.900s\nwant\n%.900s", got, want)
	}
}

// tellsUnusable puts an event that lacks a field: a dead letter and a notice, and no call.
func (s *answering) tellsUnusable(t *testing.T) {
	asked := s.put(t, event("Kept", map[string]any{"correlation": "c"}))[0]
	s.wantLetter(t, asked, "UNUSABLE_EVENT")
	s.wantTold(t, asked, "Kept failed", `"error":"UNUSABLE_EVENT","cause":"detail.id is missing","correlation":"c"`, 0)
}

// testNestedCalls has calls that an execution of their own makes.
func testNestedCalls(t *testing.T, api *lab.Mailbox, assembly string) {
	site := launchAnswers(t, api, assembly, strings.Replace(toldBoth, "}", `,"nested":true}`, 1))
	const worked = `"status":200` + correlated + `,"headers":{"content-type":"application/json"},"body":"x"`
	down := lab.Answer{Status: 503}
	picture := lab.Answer{Type: "image/png", Body: "\x89PNG"}
	large := lab.Answer{Type: "text/plain", Body: strings.Repeat("x", 262_145)}
	for _, test := range []struct {
		name    string
		answers []lab.Answer
		kind    string
		rest    string
		code    string // of the dead letter
		calls   int
	}{
		{"it works", []lab.Answer{{Body: `"x"`}}, "succeeded", worked, "", 1},
		{"a repeat", []lab.Answer{down, {Body: `"x"`}}, "succeeded", worked, "", 2},
		{"after an outage", append(slices.Repeat([]lab.Answer{down}, 6), lab.Answer{Body: `"x"`}), "succeeded", worked, "", 7},
		{"404", []lab.Answer{{Status: 404}}, "failed", `"status":404,"error":"States.Http.StatusCode.404","cause":"Not Found"` + correlated, "States.Http.StatusCode.404", 1},
		{"an outage that doesn't end", []lab.Answer{down}, "failed", `"status":503,"error":"States.Http.StatusCode.503","cause":"Service Unavailable"` + correlated, "States.Http.StatusCode.503", 8},
		{"a picture", []lab.Answer{picture}, "failed", `"error":"UNREADABLE_ANSWER","cause":"?"` + correlated, "UNREADABLE_ANSWER", 1},
		{"a large answer", []lab.Answer{large}, "failed", `"error":"UNREADABLE_ANSWER","cause":"?"` + correlated, "UNREADABLE_ANSWER", 1},
		{"a picture, after an outage", append(slices.Repeat([]lab.Answer{down}, 6), picture), "failed", `"error":"UNREADABLE_ANSWER","cause":"?"` + correlated, "UNREADABLE_ANSWER", 7},
	} {
		t.Run(test.name, func(t *testing.T) {
			inTurn(api, test.answers...)
			asked := site.put(t, asking("1"))[0]
			letters := site.letters(t, len(test.code)/max(1, len(test.code)))
			if test.code != "" {
				if len(letters) != 1 || letters[0].Event.ID != asked.ID || letters[0].Attributes["ERROR_CODE"] != test.code {
					t.Fatalf("letters %.300v, want %s", letters, test.code)
				}
				cause := letters[0].Attributes["ERROR_MESSAGE"]
				if test.code == "UNREADABLE_ANSWER" && !strings.HasPrefix(cause, "the call was made, or may have been, and its answer can not be read: ") {
					t.Errorf("the message is %s", cause)
				}
				test.rest = strings.Replace(test.rest, `"cause":"?"`, `"cause":`+strconv.Quote(cause), 1)
			}
			site.wantTold(t, asked, "Kept "+test.kind, test.rest, test.calls)
			if letters := site.letters(t, 0); len(letters) != 0 {
				t.Errorf("letters %.300v, want none", letters)
			}
		})
	}
	t.Run("an event that makes no request", site.tellsUnusable)
}

// outcomes are what was told of events, and the dead letters, by the events' ids: so many, and those beyond
// them. As long as something comes, it is waited for.
func (a *answering) outcomes(t *testing.T, number int) map[string][]string {
	t.Helper()
	outcomes, found := map[string][]string{}, 0
	add := func(id, outcome string) {
		outcomes[id] = append(outcomes[id], outcome)
		found++
	}
	for last := time.Now(); time.Since(last) < arrival; {
		before := found
		for _, answer := range a.told(t, 0) {
			var told struct {
				Request     struct{ ID string }
				Correlation int
				Body        int
			}
			if err := json.Unmarshal(answer.Event.Detail, &told); err != nil {
				t.Fatal(err)
			}
			kind := answer.Event.DetailType
			if kind == "Kept succeeded" && told.Body != told.Correlation {
				kind = "another's answer"
			}
			add(told.Request.ID, kind)
		}
		for _, letter := range a.letters(t, 0) {
			add(letter.Event.ID, "dead letter")
		}
		switch {
		case found > before:
			last = time.Now()
		case found >= number:
			last = time.Time{} // nothing came since: it is over
		}
		time.Sleep(200 * time.Millisecond)
	}
	for _, of := range outcomes {
		slices.Sort(of)
	}
	return outcomes
}

// testThousandAnswers puts a thousand events whose outcomes are told, of which a tenth fail and some are
// slow: each has one outcome.
func testThousandAnswers(t *testing.T, api *lab.Mailbox, assembly string) {
	const number = 1000
	// Of each twenty, by its last digits: two are refused, one needs the outage machine, one is repeated,
	// and one is slow.
	var lock sync.Mutex
	calls := map[string]int{}
	api.Answer(func(r *lab.Request) lab.Answer {
		id := r.Target()[strings.LastIndex(r.Target(), "/")+1:]
		lock.Lock()
		calls[id]++
		call := calls[id]
		lock.Unlock()
		n, _ := strconv.Atoi(id)
		switch n % 20 {
		case 3, 13:
			return lab.Answer{Status: 422}
		case 5:
			if call <= 5 {
				return lab.Answer{Status: 503}
			}
		case 6:
			if call == 1 {
				return lab.Answer{Status: 500}
			}
		case 7:
			return lab.Answer{After: 10 * time.Second, Body: id}
		}
		return lab.Answer{Body: id}
	})
	site := launchAnswers(t, api, assembly, toldBoth)
	var events []lab.Event
	for n := range number {
		events = append(events, event("Kept", map[string]any{"id": strconv.Itoa(n + 1), "correlation": n + 1}))
	}
	site.put(t, events...)
	began := time.Now()
	outcomes := site.outcomes(t, number+number/10)
	t.Logf("%d events and their outcomes took %.1f s", number, time.Since(began).Seconds())
	wrong := 0
	for i, e := range events {
		want := "[Kept succeeded]"
		if n := (i + 1) % 20; n == 3 || n == 13 {
			want = "[Kept failed dead letter]"
		}
		if got := fmt.Sprint(outcomes[e.ID]); got != want {
			if wrong++; wrong < 10 {
				t.Errorf("event %d: %s, want %s", i+1, got, want)
			}
		}
	}
	if len(outcomes) != number || wrong > 0 {
		t.Errorf("%d events have outcomes, %d have others than they should", len(outcomes), wrong)
	}
}
