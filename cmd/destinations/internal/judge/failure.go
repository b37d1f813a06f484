package judge

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
)

// Help says whether putting an event back can help.
type Help int

// Helps: nothing has to change but the time, or something first, or nothing but another event does.
const (
	Again Help = iota
	AfterChange
	Never
)

// Failure is what a dead letter says of what happened.
type Failure struct {
	// Meaning says it in a sentence, and Remedy what to change first, empty for nothing.
	Meaning, Remedy string
	Help            Help
}

// failures are the codes of EventBridge (docs/eventbridge.md, 6.4) and of the state machines
// (docs/state-machine.md) with what they mean. What begins like a code is meant too, the longest
// first.
var failures = []struct {
	code, meaning, remedy string
	help                  Help
}{
	{"UNUSABLE_EVENT", "the state machine could make no request of the event", "the producer", Never},
	{"UNREADABLE_ANSWER", "the call was made, or may have been, and its answer can't be read: it is binary or too large", "what the API answers, or that the operation's answers are wanted", AfterChange},
	{"CONNECTION_FAILURE", "EventBridge could not connect to the API, or its connection isn't authorized", "the API's address or the connection", AfterChange},
	{"ERROR_FROM_TARGET", "the API, or what EventBridge called, answered with an error", "what the message says", AfterChange},
	{"FAILED_TO_ASSUME_ROLE", "EventBridge could not take the rule's role", "the role: deploy again", AfterChange},
	{"TRANSIENT_ASSUME_ROLE", "EventBridge could not take the rule's role for a moment", "", Again},
	{"NO_PERMISSIONS", "the rule's role may not call what the rule leads to", "the role: deploy again", AfterChange},
	{"NO_RESOURCE", "what the rule leads to is gone", "the deployment", AfterChange},
	{"INVALID_JSON", "EventBridge could make no JSON of the event", "the rule's input or the producer", Never},
	{"INVALID_PARAMETER", "EventBridge takes the request for invalid", "what the message says", AfterChange},
	{"EVENTS_IN_BATCH_REQUEST_REJECTED", "EventBridge's call was refused", "what the message says", AfterChange},
	{"SDK_CLIENT_ERROR", "EventBridge could not send the request: an address that doesn't resolve, or a request that is invalid", "the API's address or the event", AfterChange},
	{"RESOURCE_LIMIT_EXCEEDED", "a quota of the account is used up", "the quota, or the rate", AfterChange},
	{"THIRD_ACCOUNT_HOP_DETECTED", "the event came from another bus, and EventBridge hands none on twice", "the bus that it is put on", AfterChange},
	{"THROTTLING", "there were more calls than AWS lets through", "", Again},
	{"TIMEOUT", "the API did not answer in time; it may have done its work", "", Again},
	{"INTERNAL_ERROR", "AWS failed", "", Again},
	{"UNKNOWN", "AWS doesn't say what failed", "", Again},
	{"States.Timeout", "the API did not answer within a minute; it may have done its work", "", Again},
	{"States.Http.Socket", "Step Functions could not connect to the API, or lost the connection", "", Again},
	{"States.Http.AccessDenied", "the state machine may not call this address, or not with this connection", "the role: deploy again", AfterChange},
	{"States.Http", "Step Functions' call failed", "what the message says", AfterChange},
	{"States.QueryEvaluationError", "the state machine's expression failed on the event", "the producer", Never},
	{"States.DataLimitExceeded", "the event or the request is larger than Step Functions takes", "the producer", Never},
	{"Events.ConnectionResource", "the connection could not be used: it isn't authorized, or is being changed", "the connection", AfterChange},
	{"Sfn.", "the outage machine could not run the operation's machine", "the deployment", AfterChange},
}

// FailureOf says what a letter's attributes mean.
func FailureOf(l *letter.Letter) Failure {
	switch {
	case l.Answer():
		return Failure{"the API was called, and its answer, an event, could not be put on its bus", "the bus of the answers, or who may put events on it", AfterChange}
	case l.Unread != nil:
		return Failure{"the message holds no event: " + l.Unread.Error(), "who sends such messages to the queue", Never}
	case l.Rejected():
		return Failure{"a rule sent the event to the queue because it can't become a request: nothing was called", "the producer, or the document", AfterChange}
	}
	if status := statusOf(l); status != 0 {
		return answered(status, l)
	}
	for _, f := range failures {
		if strings.HasPrefix(l.Code, f.code) {
			return Failure{f.meaning + repeated(l), f.remedy, f.help}
		}
	}
	return Failure{"the delivery failed, with a code that this command doesn't know" + repeated(l), "what the message says", AfterChange}
}

// inMessage finds a status in EventBridge's words, which are not documented.
var inMessage = regexp.MustCompile(`(?i)\bstatus(?:[ -]?code)?\b[^0-9a-z]{0,4}([1-5][0-9][0-9])\b`)

// statusOf is what the API answered, or 0 where that isn't said.
func statusOf(l *letter.Letter) int {
	text, found := strings.CutPrefix(l.Code, "States.Http.StatusCode.")
	if !found {
		m := inMessage.FindStringSubmatch(l.Message)
		if m == nil || strings.HasPrefix(l.Code, "States.") || l.Code == "UNUSABLE_EVENT" {
			return 0
		}
		text = m[1]
	}
	status, err := strconv.Atoi(text)
	if err != nil || status < 100 || status > 599 {
		return 0
	}
	return status
}

// answered is what a status means.
func answered(status int, l *letter.Letter) Failure {
	f := Failure{Meaning: fmt.Sprintf("the API answered %d", status), Help: AfterChange}
	if name := http.StatusText(status); name != "" {
		f.Meaning += " " + name
	}
	switch {
	case status == 401 || status == 407:
		f.Meaning, f.Remedy = f.Meaning+": it doesn't take the credential", "the connection's credential"
	case status == 403:
		f.Meaning, f.Remedy = f.Meaning+": the credential isn't allowed to do that", "what the credential may do"
	case status == 404 || status == 410:
		f.Meaning, f.Remedy = f.Meaning+": what the path names isn't there", "the event's path fields, or the server's address"
	case status == 409 || status == 412 || status == 428:
		f.Remedy = "what the API says is in conflict"
	case status == 408 || status == 425 || status == 429 || status >= 500:
		f.Help = Again
	case status >= 300 && status < 400:
		f.Meaning, f.Remedy = f.Meaning+": redirects are not followed", "the server's address"
	default:
		f.Meaning, f.Remedy = f.Meaning+": it doesn't take the request", "the producer, or the document"
	}
	f.Meaning += repeated(l)
	return f
}

// repeated says how often a call was repeated, and what ended that.
func repeated(l *letter.Letter) string {
	n, err := strconv.Atoi(l.Retries)
	if err != nil || n < 1 {
		return ""
	}
	said := fmt.Sprintf("; the call was repeated %d times", n)
	if n == 1 {
		said = "; the call was repeated once"
	}
	switch l.Exhausted {
	case "MaximumRetryAttempts":
		said += ", as often as allowed"
	case "MaximumEventAgeInSeconds":
		said += ", until the event was too old"
	}
	return said
}
