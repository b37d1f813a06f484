package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// TestRedrive brings a thousand letters back with the command, though PutEvents doesn't take every
// entry at once, SQS doesn't delete every message, and the command is killed in the middle: the API
// gets each of them, at most ten twice, all with the idempotency key that it was given first.
func TestRedrive(t *testing.T) {
	t.Parallel()
	account := theLab.NewAccount("redrive")
	assembly := synth(t, account, document(t, account, "redrive.yaml"), nil)
	site := deploy(t, account, assembly, nil)
	command := buildCommand(t)

	const called, rejected = 990, 10
	events := lettersOf(t, site, called, rejected)
	site.waitForLetters(t, called+rejected)
	// The API works from here on.
	site.API.Answer(func(*lab.Request) lab.Answer { return lab.Answer{} })
	time.Sleep(2 * time.Second) // what comes within the second in which a run begins isn't that run's
	keys := make(map[string]int)
	for _, e := range events[:called] {
		keys[e.ID] = 0
	}

	faults := newInterference(t, theLab.Emulator.URL)
	redrive := func(args ...string) (string, int) {
		args = append([]string{"redrive", "-catalog", filepath.Join(assembly, "Api.events.json"), "-queue", site.queueURL, "-bus", site.bus}, args...)
		return faults.run(t, command, site.Env, args...)
	}
	said, status := redrive()
	if status != 2 || !strings.Contains(said, "990 events can be put back") || !strings.Contains(said, "detail.message.name is missing") {
		t.Errorf("the list: status %d\n%s", status, said)
	}
	site.waitForLetters(t, called+rejected)
	site.settle(t)
	if requests := site.API.Drain(); len(requests) > 0 {
		t.Errorf("the list made %d requests", len(requests))
	}

	faults.killAt = 40
	if said, status := redrive("-put", "-rate", "1000"); status != -1 {
		t.Errorf("the killed run: status %d\n%s", status, said)
	}
	faults.showAgain(t, account, site.queueURL)
	said, status = redrive("-put", "-rate", "1000")
	if status != 2 || !strings.Contains(said, "10 letters stay in the queue") || strings.Contains(said, "twice") {
		t.Errorf("the second run: status %d\n%s", status, said)
	}

	// Of those that are called twice so many may come before the last one is called at all.
	site.settle(t)
	requests := site.API.Drain()
	for _, r := range requests {
		keys[r.Header("Idempotency-Key")]++
	}
	lost := 0
	for _, e := range events[:called] {
		if keys[e.ID] == 0 {
			lost++
		}
	}
	if lost > 0 || len(keys) != called || len(requests) > called+10 {
		t.Errorf("%d requests with %d keys, want %d and at most ten more; %d events are lost", len(requests), len(keys), called, lost)
	}
	t.Logf("%d requests for %d events; %d entries and %d deletions failed", len(requests), called, faults.entries, faults.deletions)
	if faults.entries == 0 || faults.deletions == 0 {
		t.Error("nothing failed")
	}
	site.waitForLetters(t, rejected)
	if letters := site.letters(t, rejected); len(letters) != rejected {
		t.Errorf("%d letters are left, want %d", len(letters), rejected)
	}
}

// lettersOf puts so many events that the API answers 404, and others that are rejected.
func lettersOf(t *testing.T, site *deployment, called, rejected int) []lab.Event {
	t.Helper()
	site.API.Answer(func(*lab.Request) lab.Answer { return lab.Answer{Status: 404} })
	var events []lab.Event
	for i := range called {
		detailType := "Add Thing"
		if i%8 == 0 {
			detailType = "Add Form" // a state machine's, which takes the emulator longer
		}
		events = append(events, event(detailType, map[string]any{"message": map[string]any{"name": fmt.Sprint("n", i)}}))
	}
	for range rejected {
		events = append(events, event("Add Thing", map[string]any{"message": map[string]any{}}))
	}
	site.put(t, events...)
	if requests := site.API.Take(called, 2*time.Minute); len(requests) != called {
		t.Fatalf("%d requests, want %d", len(requests), called)
	}
	return events
}

// waitForLetters waits until the queue has so many messages that anybody may read, and none that is
// hidden.
func (s *deployment) waitForLetters(t *testing.T, number int) {
	t.Helper()
	counts := []types.QueueAttributeName{types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible}
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		out, err := s.SQS.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &s.queueURL, AttributeNames: counts})
		if err != nil {
			t.Fatal(err)
		}
		if out.Attributes[string(counts[0])] == fmt.Sprint(number) && out.Attributes[string(counts[1])] == "0" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the queue has %v, want %d messages", out.Attributes, number)
		}
	}
}

// buildCommand builds the command destinations.
func buildCommand(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "destinations")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".")
	build.Dir = filepath.Join(theLab.Repository, "cmd", "destinations")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// interference stands between the command and the emulator.
type interference struct {
	*httptest.Server
	emulator string

	mu sync.Mutex
	// killAt is the call of PutEvents at which the process is killed, after the bus has taken its
	// events and before it says so.
	killAt, puts, deletes int
	process               *os.Process
	entries, deletions    int               // how many failed
	handles               map[string]string // of messages that the command read, by their ids
}

func newInterference(t *testing.T, emulator string) *interference {
	t.Helper()
	f := &interference{emulator: emulator, handles: map[string]string{}}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

// run runs the command and gives what it printed, and its status, which is -1 where it was killed.
func (f *interference) run(t *testing.T, command string, env []string, args ...string) (string, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, command, args...)
	cmd.Env = append(slices.Clone(env), "AWS_ENDPOINT_URL="+f.URL)
	cmd.Stdout, cmd.Stderr = &out, &out
	f.mu.Lock()
	err := cmd.Start()
	f.process = cmd.Process
	f.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its status says it
	return out.String(), cmd.ProcessState.ExitCode()
}

// every says of how many calls with several entries one has an entry that fails.
const every = 6

// ServeHTTP hands a call on to the emulator, but for what it lets fail.
func (f *interference) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // who asked is gone
	}
	_, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var failed map[string]any
	switch call {
	case "PutEvents":
		body, failed = takeLast(body, &f.puts)
		if failed != nil {
			f.entries++
		}
	case "DeleteMessageBatch":
		body, failed = takeLast(body, &f.deletes)
		if failed != nil {
			f.deletions++
		}
	}
	answer := f.forward(w, r, body)
	if call == "PutEvents" && f.puts == f.killAt {
		_ = f.process.Kill()
		time.Sleep(time.Second)
		return // without an answer
	}
	if call == "ReceiveMessage" {
		f.remember(answer)
	}
	if failed != nil {
		answer = addFailed(call, answer, failed)
	}
	w.Header().Set("Content-Length", fmt.Sprint(len(answer)))
	_, _ = w.Write(answer) // who asked may be gone
}

// takeLast counts a call, and takes the last entry out of it where that is to fail.
func takeLast(body []byte, calls *int) ([]byte, map[string]any) {
	*calls++
	var in map[string]any
	entries := []any{}
	if json.Unmarshal(body, &in) == nil {
		entries, _ = in["Entries"].([]any)
	}
	if len(entries) < 2 || *calls%every != 0 {
		return body, nil
	}
	last, _ := entries[len(entries)-1].(map[string]any)
	in["Entries"] = entries[:len(entries)-1]
	out, err := json.Marshal(in)
	if err != nil {
		return body, nil
	}
	return out, last
}

// addFailed adds to an answer what became of the entry that was taken out.
func addFailed(call string, answer []byte, entry map[string]any) []byte {
	var out map[string]any
	if json.Unmarshal(answer, &out) != nil {
		return answer
	}
	name, failed := "Entries", map[string]any{"ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded"}
	if call == "DeleteMessageBatch" {
		name, failed = "Failed", map[string]any{"Id": entry["Id"], "Code": "InternalError", "SenderFault": false}
	}
	list, _ := out[name].([]any)
	out[name] = append(list, failed)
	if call == "PutEvents" {
		out["FailedEntryCount"] = 1
	}
	changed, err := json.Marshal(out)
	if err != nil {
		return answer
	}
	return changed
}

// remember keeps the receipt handles of an answer of ReceiveMessage.
func (f *interference) remember(answer []byte) {
	var read struct {
		Messages []struct{ MessageID, ReceiptHandle string }
	}
	if json.Unmarshal(answer, &read) == nil {
		for _, m := range read.Messages {
			f.handles[m.MessageID] = m.ReceiptHandle
		}
	}
}

// showAgain does what the five minutes do for which a message that was read is hidden.
func (f *interference) showAgain(t *testing.T, account *lab.Account, queueURL string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, handle := range f.handles {
		_, err := account.SQS.ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{
			QueueUrl: &queueURL, ReceiptHandle: aws.String(handle), VisibilityTimeout: 0,
		}, func(o *sqs.Options) { o.Retryer = aws.NopRetryer{} })
		_ = err // most of them are deleted
	}
}

func (f *interference) forward(w http.ResponseWriter, r *http.Request, body []byte) []byte {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, f.emulator+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil
	}
	request.Header = r.Header.Clone()
	request.Header.Del("Content-Length")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body) // what is missing is no JSON to who asked
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	return answer
}
