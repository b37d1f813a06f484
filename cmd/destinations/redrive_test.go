package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/redrive"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// TestRedriveUse: what is wrong with the command line, the catalog or the surroundings is told
// before AWS is asked anything.
func TestRedriveUse(t *testing.T) {
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")
	unnamed := t.TempDir() + "/Api.events.json"
	if err := os.WriteFile(unnamed, []byte(`{"format":1,"bus":"${AWS::StackName}-Api"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	const queue = " -queue https://sqs.eu-west-1.amazonaws.com/123456789012/letters"
	for _, tt := range []struct{ args, want string }{
		{"", "-queue is missing"},
		{" -queue letters", `"letters" is no URL of a queue`},
		{" -queue https://sqs.eu-west-1.amazonaws.com/letters", "is no URL of a queue"},
		{queue + " -rate 0", "-rate 0 is not from 0.1 to 1000"},
		{queue + " -limit -1", "not negative"},
		{queue + " -older -1h", "not negative"},
		{queue + " -older yesterday", "invalid value"},
		{queue + " -region us-east-1", "the queue is in eu-west-1 by its URL, and -region says us-east-1"},
		{queue + " -catalog " + unnamed, "has its name from the deployment: give it with -bus"},
		{queue + " -bus arn:aws:events:us-east-1:123456789012:event-bus/b", "the bus is in us-east-1, and the queue in eu-west-1"},
		{queue + " -bus arn:aws:sqs:us-east-1:123456789012:b", "is no ARN of an event bus"},
		{queue, "there are no AWS credentials"},
		{" -queue http://127.0.0.1:1/123456789012/letters", "no AWS Region is set"},
	} {
		args := append([]string{"redrive"}, strings.Fields(tt.args)...)
		if !strings.Contains(tt.args, "-catalog") {
			args = append(args, "-catalog", football)
		}
		var out bytes.Buffer
		status, err := run(t.Context(), args, streams{nil, &out, nil})
		if status != wrongUse || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: status %d, %v, want %q", tt.args, status, err, tt.want)
		}
	}
}

// TestRedriveElsewhere: a queue or a bus that isn't there, as in another Region, is told, and
// nothing is listed.
func TestRedriveElsewhere(t *testing.T) {
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "", "AWS_REGION": "eu-west-1"} {
		t.Setenv(name, value)
	}
	for call, want := range map[string]string{
		"GetQueueAttributes": "there is no such queue in this account and Region; its URL is an output of the stack",
		"DescribeEventBus":   `there is no event bus "football-bus" in this account and Region, and events for it would be lost`,
		"ReceiveMessage":     "(it takes the permission sqs:ReceiveMessage)",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/x-amz-json-1.0")
			if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+call) {
				_, _ = w.Write([]byte("{}"))
				return
			}
			w.WriteHeader(http.StatusBadRequest)
			code := map[string]string{"GetQueueAttributes": "com.amazonaws.sqs#QueueDoesNotExist", "DescribeEventBus": "ResourceNotFoundException", "ReceiveMessage": "AccessDeniedException"}[call]
			_, _ = w.Write([]byte(`{"__type":"` + code + `","message":"no\u001b"}`))
		}))
		t.Setenv("AWS_ENDPOINT_URL", server.URL)
		var out bytes.Buffer
		status, err := run(t.Context(), []string{"redrive", "-catalog", football, "-queue", server.URL + "/123456789012/letters"}, streams{nil, &out, nil})
		server.Close()
		if status != wrongUse || err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("%s: status %d, %v, want %q\n%s", call, status, err, want, out.String())
		}
	}
}

// TestAnswerBuses: the catalog names the buses of answers, where they have names at synth.
func TestAnswerBuses(t *testing.T) {
	c := &catalog.Catalog{Bus: "own"}
	for _, bus := range []string{"own", "answers", "${Token}", "", "answers"} {
		c.Operations = append(c.Operations, catalog.Operation{Answers: []catalog.Answer{{Bus: bus}}})
	}
	if got := answerBuses(c); len(got) != 1 || got[0] != "answers" {
		t.Errorf("%q", got)
	}
}

// TestListing: the list says of each kind of letters what becomes of them, and the lines behind it
// what was done. What a queue holds is hostile.
func TestListing(t *testing.T) {
	r := &redrive.Result{
		Groups: []*redrive.Group{
			{DetailType: "Add Player", Error: "States.Http.StatusCode.503", Selected: true, Count: 312, Oldest: 3 * time.Hour},
			{DetailType: "Add Player Injry", Error: "rejected", Selected: true, Kept: "it would be rejected again", Example: "detail.id is missing", Count: 1, Oldest: 72 * time.Hour},
			{DetailType: "\x1b[2J\n\u202eput back", Error: "\u009b1m", Count: 2},
		},
		Read: 315, Selected: 313, Stay: 1,
	}
	const want = `EVENT             ERROR                       LETTERS  OLDEST  WHAT BECOMES OF THEM
Add Player        States.Http.StatusCode.503  312      3 h     can be put back
Add Player Injry  rejected                    1        3 d     stay: it would be rejected again, such as: detail.id is missing
`
	got := listed(r, &redrive.Options{Bus: "b"})
	if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "not selected\n\nNothing was put: 312 events can be put back on the bus b, with -put.\n") || strings.ContainsAny(got, "\x1b\u202e\u009b") || strings.Count(got, "\n") != 6 {
		t.Errorf("%s\nwant\n%s…", got, want)
	}
	r.Put, r.Twice, r.Undeleted, r.Hidden, r.More = 312, 1, []string{"m1"}, 2, true
	for _, want := range []string{
		"put back\n", "312 events are on the bus b again. 3 letters stay in the queue.\n", "1 event may be there twice", "SQS did not delete these messages", "m1\n",
		"2 letters are hidden for up to five minutes", "The queue has more letters",
	} {
		if got := listed(r, &redrive.Options{Bus: "b", Put: true}); !strings.Contains(got, want) {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
	if got := listed(&redrive.Result{}, &redrive.Options{}); got != "The queue has no letters that can be read now.\n" {
		t.Error(got)
	}
}

// TestBar: a bar of any width, and none where nobody looks.
func TestBar(t *testing.T) {
	if got, want := barLine(250, 200, 1000, true, 20*time.Second, 80), "[======                  ] 250 of about 1000 read, 200 put back, 10.0/s"; len(got) > 79 || !strings.Contains(got, "250 of about 1000 read, 200 put back, 10.0/s") || !strings.HasPrefix(got, "[=====") {
		t.Errorf("%q, want about %q", got, want)
	}
	for columns := range 200 {
		for _, of := range []int{0, 7, 100_000} {
			if got := barLine(7, 3, of, columns%2 == 0, time.Minute, columns); len(got) > max(columns, 0) {
				t.Errorf("%d columns: %q", columns, got)
			}
		}
	}
	var out bytes.Buffer
	b := newBar(&out, true)
	b.show(1, 1, 2)
	b.clear()
	if out.Len() > 0 {
		t.Errorf("no terminal, and it shows %q", out.String())
	}
}
