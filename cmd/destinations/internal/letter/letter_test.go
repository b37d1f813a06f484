package letter_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
)

const event = `{"version":"0","id":"e1","detail-type":"T","source":"s","time":"2026-01-02T03:04:05Z","resources":["r"],"detail":{"a":1.10,"b":"é"}}`

// TestParse: every form in which one has letters.
func TestParse(t *testing.T) {
	quoted := strings.ReplaceAll(event, `"`, `\"`)
	attributes := `"ERROR_CODE":{"DataType":"String","StringValue":"C"},"RULE_ARN":{"StringValue":"arn:aws:events:eu-west-1:1:rule/bus/rule"}`
	message := `{"MessageId":"m1","ReceiptHandle":"h","Body":"` + quoted + `","Attributes":{"SentTimestamp":"1767322805000"},"MessageAttributes":{` + attributes + `}}`
	lambda := `{"messageId":"m1","body":"` + quoted + `","attributes":{"SentTimestamp":"1767322805000"},"messageAttributes":{"ERROR_CODE":{"stringValue":"C","dataType":"String"}}}`
	for _, tt := range []struct {
		text, want string
		queued     bool
	}{
		{event, "e1 T s ", false},
		{event + "\n" + event, "e1 T s , e1 T s ", false},
		{"[" + event + "]", "e1 T s ", false},
		{`{"DetailType":"T","Source":"s","Detail":"{\"a\":1}"}`, " T s ", false},
		{`{"Entries":[{"DetailType":"T","Source":"s","Detail":{"a":1}}]}`, " T s ", false},
		{message, "e1 T s C", true},
		{"[" + message + "]", "e1 T s C", true},
		{`{"Messages":[` + message + `]}` + message, "e1 T s C, e1 T s C", true},
		{`{"Records":[` + lambda + `]}`, "e1 T s C", true},
	} {
		letters, err := letter.Parse([]byte(tt.text))
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		var got []string
		for _, l := range letters {
			got = append(got, strings.Join([]string{l.Event.ID, l.Event.DetailType, l.Event.Source, l.Code}, " "))
			if l.Queued != tt.queued || l.Unread != nil || l.Queued && (l.MessageID != "m1" || l.Sent.UnixMilli() != 1767322805000) {
				t.Errorf("%s: %+v", tt.text, l)
			}
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestDetailStays: the detail is that of the queue, byte for byte.
func TestDetailStays(t *testing.T) {
	l := letter.Queue("m", event, letter.Letter{}.Sent, letter.Attributes{Rule: "arn:aws:events:eu-west-1:1:rule/r"})
	if got := string(l.Event.Detail); got != `{"a":1.10,"b":"é"}` || l.Bus() != "default" || !l.Rejected() {
		t.Errorf("%s of %q", got, l.Bus())
	}
}

// TestUnread: a message that is no event is a letter all the same, and a file with anything else is
// an error.
func TestUnread(t *testing.T) {
	for body, want := range map[string]string{
		"":                                  "no JSON object",
		"null":                              "no JSON object",
		"[1]":                               "no JSON object",
		`{"a":`:                             "no JSON object",
		`{}`:                                "neither",
		`{"DETAIL-TYPE":"T"}`:               "neither",
		`{"detail-type":1}`:                 `"detail-type" is of the wrong kind`,
		`{"detail-type":"T","source":{}}`:   `"source" is of the wrong kind`,
		`{"detail-type":"T","resources":1}`: `"resources" is of the wrong kind`,
	} {
		if l := letter.Queue("m", body, letter.Letter{}.Sent, letter.Attributes{}); l.Unread == nil || !strings.Contains(l.Unread.Error(), want) {
			t.Errorf("%s: %v, want %q", body, l.Unread, want)
		}
	}
	for text, want := range map[string]string{
		"": "there is no event", "[]": "there is no event", `{"Messages":[]}`: "there is no event", "{": "no JSON", "1": "is an object", "[1]": "is an object",
		`{}`: "neither", `{"Body":null}`: "no body", `{"Body":1}`: "can't be read", `{"MessageId":"m"}`: "neither",
	} {
		if _, err := letter.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
