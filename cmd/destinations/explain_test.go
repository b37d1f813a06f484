package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// football is the catalog of the README's document.
const football = "../../internal/catalog/testdata/football.events.json"

// TestExplain: what the AWS CLI prints of the queue is explained, letter by letter.
func TestExplain(t *testing.T) {
	status, out, failure := explainLetters(t, "explain", `{"Messages": [
		{"MessageId": "m1", "Body": "{\"id\":\"e1\",\"detail-type\":\"Add Player Injry\",\"source\":\"my.trainer\",\"time\":\"2026-01-02T03:04:05Z\",\"detail\":{\"playerId\":7}}"},
		{"MessageId": "m2", "Body": "{\"id\":\"e2\",\"detail-type\":\"Update Player\",\"source\":\"my.trainer\",\"detail\":{\"playerId\":7,\"message\":{}}}",
		 "MessageAttributes": {"ERROR_CODE": {"StringValue": "States.Http.StatusCode.503"}, "ERROR_MESSAGE": {"StringValue": "down\n  put back   no"}, "RETRY_ATTEMPTS": {"StringValue": "185"}}}]}`)
	const want = `1. "Add Player Injry" of my.trainer, event e1, put at 2026-01-02T03:04:05Z, message m1
  that is    a rule sent the event to the queue because it can't become a request: nothing was called
  wrong      the detail type "Add Player Injry" is that of no operation: did you mean "Add Player Injury"?
  put back   no: as it is, it would be rejected again

2. "Update Player" of my.trainer, event e2, message m2
  operation  PATCH /players/{playerId}
  error      States.Http.StatusCode.503: down put back no
  that is    the API answered 503 Service Unavailable; the call was repeated 185 times
  put back   yes: nothing else has to change
`
	if status != rejected || failure != nil || out != want {
		t.Errorf("status %d, %v\n%s\nwant\n%s", status, failure, out, want)
	}
}

// TestCheck: the exit status is that of the worst event, and good ones are said to be.
func TestCheck(t *testing.T) {
	event := func(detailType, detail string) string {
		return fmt.Sprintf(`{"source": "my.trainer", "detail-type": %q, "detail": %s}`, detailType, detail)
	}
	good := event("Update Player", `{"playerId": 7, "message": {"name": "Al"}}`)
	for _, tt := range []struct {
		events, want string
		status       int
	}{
		{good, "\"Update Player\": good, it calls PATCH /players/{playerId}\n", delivered},
		{good + event("Update Player", `{"message": {}}`), "2. \"Update Player\": rejected, nothing is called\n  detail.playerId is missing\n", rejected},
		{event("Add Player", `{"message": {"name": "Al"}}`), "\"Add Player\": it is rejected, or calls POST /players but is not as the document wants it\n  detail.message.team is missing\n", rejected},
		{event("Update Player", `{"playerId": 7, "message": 1}`), "but is not as the document wants it", rejected},
		{event("Add Playr", `{}`), "rejected, nothing is called\n  the detail type \"Add Playr\" is that of no operation", rejected},
		{`{"source": "aws.s3", "detail-type": "Add Player", "detail": {}}`, `source "aws.s3" begins with "aws."`, rejected},
		{`{"Body": "no event"}`, "the message holds no event: it is no event: it is no JSON object", rejected},
	} {
		status, out, err := explainLetters(t, "check", tt.events)
		if status != tt.status || err != nil || !strings.Contains(out, tt.want) {
			t.Errorf("%s: status %d, %v\n%s\nwant %d, %s", tt.events, status, err, out, tt.status, tt.want)
		}
	}
}

// explainLetters runs a subcommand on the standard input.
func explainLetters(t *testing.T, name, letters string) (int, string, error) {
	t.Helper()
	var out bytes.Buffer
	status, err := run(t.Context(), []string{name, "-catalog", football, "-event", "-"}, streams{strings.NewReader(letters), &out, nil})
	return status, out.String(), err
}

// TestHostileLetter: what a message says is no command to a terminal, and no line of ours.
func TestHostileLetter(t *testing.T) {
	letters := `{"MessageId": "m\u001b[2J", "Body": "{\"id\":\"e\\u001b]0;x\\u0007\",\"detail-type\":\"T\\u202e\\n  put back   yes\",\"source\":\"s\\r\\n\",\"time\":\"\\u2028\",\"detail\":{\"a\\u001b\":\"\\u009b\",\"playerId\":\"\\u001b\"}}",
		"MessageAttributes": {"ERROR_CODE": {"StringValue": "C\u001b[1m\n  put back   yes"}, "ERROR_MESSAGE": {"StringValue": "\u001b[31m\n\nput back"}, "RETRY_ATTEMPTS": {"StringValue": "\u001b"}}}`
	for _, name := range []string{"explain", "check"} {
		for _, text := range []string{letters, strings.ReplaceAll(letters, "T\\\\u202e\\\\n  put back   yes", "Update Player")} {
			_, out, err := explainLetters(t, name, text)
			if err != nil || strings.ContainsAny(out, "\x1b\u009b\u202e\u2028\r\a") || strings.Contains(out, "\n  put back   yes") {
				t.Errorf("%s: %v\n%q", name, err, out)
			}
		}
	}
}

// TestFiles: what can't be read is told, and is wrong use.
func TestFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.MkdirAll("cdk.out", 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, content string) {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("newer.events.json", `{"format": 2}`)
	write("event.json", `{"source": "s", "detail-type": "T", "detail": {}}`)
	write("broken.json", `{"a"`)
	try := func(args, want string, wanted int) {
		t.Helper()
		var out bytes.Buffer
		status, err := run(t.Context(), strings.Fields(args), streams{strings.NewReader(""), &out, nil})
		if status != wanted || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: status %d, %v, want %d, %q", args, status, err, wanted, want)
		}
	}
	try("check -event event.json", "-catalog is missing", wrongUse)
	try("check -catalog nothing.json -event event.json", "nothing.json", wrongUse)
	try("check -catalog newer.events.json -event event.json", "newer.events.json is a catalog of the format 2, and this command reads 1", wrongUse)
	try("explain -catalog event.json -event event.json", "event.json is no catalog of events", wrongUse)
	try("explain -catalog broken.json -event event.json", "broken.json is no catalog of events", wrongUse)
	write(filepath.Join("cdk.out", "Api.events.json"), `{"format": 1}`)
	try("check", "-event is missing", wrongUse)
	try("check -event - -event -", "there is once", wrongUse)
	try("check -event nothing.json", "nothing.json", wrongUse)
	try("check -event broken.json", "broken.json: it is no JSON", rejected)
	try("explain -event -", "-: there is no event in it", rejected)
	write(filepath.Join("cdk.out", "Other.events.json"), `{"format": 1}`)
	try("check -event event.json", "cdk.out has 2 catalogs: say with -catalog which", wrongUse)
}
