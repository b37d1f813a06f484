// Package letter reads dead letters and events in the forms in which one has them: what
// aws sqs receive-message prints, a message, its body alone, an entry of PutEvents. It says of each
// what a dead-letter queue says of it; what that means is package judge's matter.
//
// All of it is input of strangers: a queue takes what anybody with the permission sends to it.
package letter

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// Letter is an event and what is known of its failure.
type Letter struct {
	// Event is the event, its detail as it was written. Unread says why Body is none.
	Event  delivery.Event
	Unread error
	Body   string
	// Queued says that it is a message of a queue, and not an event that somebody wrote down.
	// MessageID, Sent and the attributes are such a message's; any may be missing.
	Queued    bool
	MessageID string
	Sent      time.Time
	Attributes
}

// Attributes are what EventBridge, and a state machine alike, say of a failure.
type Attributes struct {
	Code, Message string // ERROR_CODE and ERROR_MESSAGE
	Rule, Target  string // their ARNs
	Exhausted     string // MaximumRetryAttempts or MaximumEventAgeInSeconds
	Retries       string // how often the call was repeated
}

// AttributesOf takes them from those of a message.
func AttributesOf(get func(name string) string) Attributes {
	return Attributes{
		Code: get("ERROR_CODE"), Message: get("ERROR_MESSAGE"), Rule: get("RULE_ARN"), Target: get("TARGET_ARN"),
		Exhausted: get("EXHAUSTED_RETRY_CONDITION"), Retries: get("RETRY_ATTEMPTS"),
	}
}

// Rejected says that a rule put the event into the queue because it can't become a request: no
// delivery failed, so there is no code.
func (l *Letter) Rejected() bool { return l.Queued && l.Code == "" }

// The codes of a state machine that are about an answer of the API: it could not be put on its bus,
// or not be read.
const (
	AnswerNotPut     = "ANSWER_NOT_PUT"
	UnreadableAnswer = "UNREADABLE_ANSWER"
)

// Answer says that the event is no request but an API's answer, which its bus did not take. The call
// was made. Event.Bus is where it belongs.
func (l *Letter) Answer() bool { return l.Queued && l.Code == AnswerNotPut }

// Bus is the name of the bus whose rule it is, empty where that isn't said.
func (l *Letter) Bus() string {
	_, rule, found := strings.Cut(l.Rule, ":rule/")
	switch bus, _, named := strings.Cut(rule, "/"); {
	case !found:
		return ""
	case named:
		return bus
	}
	return "default"
}

// Queue makes a letter of a queue's message.
func Queue(id, body string, sent time.Time, attributes Attributes) *Letter {
	l := &Letter{Body: body, Queued: true, MessageID: id, Sent: sent, Attributes: attributes}
	if l.Event, l.Unread = event([]byte(body), false); l.Unread == nil && l.Answer() {
		var answer struct{ Bus string }
		l.Unread = json.Unmarshal([]byte(body), &answer)
		l.Event.Bus = answer.Bus
	}
	return l
}

var errNoEvent = errors.New("it is no event: it has neither \"detail-type\" nor \"DetailType\"")

// event reads an event as rules see it, or an entry of PutEvents. The names are read as they are
// written: encoding/json would take DETAIL for detail. The detail of an entry may be written as a string,
// and that of an event which somebody wrote down as well; a queue's has no such, and is not changed.
func event(text []byte, byHand bool) (delivery.Event, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil || members == nil {
		return delivery.Event{}, errors.New("it is no event: it is no JSON object")
	}
	names := []string{"", "source", "detail-type", "detail", "resources", "id", "account", "region", "time"}
	if members[names[2]] == nil {
		names = []string{"EventBusName", "Source", "DetailType", "Detail", "Resources", "", "", "", "Time"}
	}
	if members[names[2]] == nil {
		return delivery.Event{}, errNoEvent
	}
	var e delivery.Event
	for i, into := range []any{&e.Bus, &e.Source, &e.DetailType, nil, &e.Resources, &e.ID, &e.Account, &e.Region, &e.Time} {
		if value := members[names[i]]; value != nil && into != nil {
			if err := json.Unmarshal(value, into); err != nil {
				return delivery.Event{}, fmt.Errorf("its %q is of the wrong kind", names[i])
			}
		}
	}
	e.Detail = members[names[3]]
	var written string
	if (byHand || names[3] == "Detail") && json.Unmarshal(e.Detail, &written) == nil {
		e.Detail = json.RawMessage(written)
	}
	return e, nil
}

// SentAt is a time as SQS writes it, in milliseconds.
func SentAt(text string) time.Time {
	milliseconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || milliseconds <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(milliseconds)
}
