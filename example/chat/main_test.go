//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// synth gives the folder of the cloud assembly. The app names the document as from the repository's root.
func synth(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(filepath.Join("..", ".."))
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: &dir, AnalyticsReporting: jsii.Bool(false)})
	newChat(app)
	app.Synth(nil)
	return dir
}

// block is what the guide shows in that language with that text in it.
func block(t *testing.T, language, text string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide", "answers.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?s)\n```"+language+"\n(.*?)\n```").FindAllStringSubmatch(string(page), -1) {
		if strings.Contains(m[1], text) {
			return m[1]
		}
	}
	t.Fatalf("docs/guide/answers.md has no %s with %s", language, text)
	return ""
}

// TestGuide: the guide shows this program, and runs it by its name.
func TestGuide(t *testing.T) {
	program, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(program), block(t, "go", "NewCfnRule")) {
		t.Error("docs/guide/answers.md shows another program")
	}
	block(t, "sh", `--app "go run ./example/chat"`)
}

// TestQuestion: the guide's question is one call, by the token; and each outcome has its queue.
func TestQuestion(t *testing.T) {
	events, err := delivery.ParseEvents([]byte(block(t, "json", `"correlation": "order 7"`)))
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events: %v", len(events), err)
	}
	assembly, err := delivery.LoadAssembly(synth(t), delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	asked, err := assembly.Deliver(events[0])
	if err != nil {
		t.Fatal(err)
	}
	requests := asked.Requests()
	if len(requests) != 1 || asked.Lost() {
		t.Fatalf("want one request:\n%s", asked)
	}
	r := requests[0]
	const body = `{"model":"small-1","messages":[{"role":"user","content":"What is the capital of France?"}]}`
	if r.Method != "POST" || r.URL.Reveal() != "https://api.chat.example.com/v1/chat/completions" || r.Body.Reveal() != body {
		t.Errorf("%s %s\n%s", r.Method, r.URL.Reveal(), r.Body.Reveal())
	}
	if token, ok := r.Header("Authorization"); !ok || !strings.HasPrefix(token.Reveal(), "Bearer ") {
		t.Errorf("the header Authorization is %s", token)
	}
	for detailType, queue := range map[string]string{"Complete Chat succeeded": "Completions", "Complete Chat failed": "Failures"} {
		answer := answerOf(asked, detailType)
		if answer == nil || answer.Problem != nil || answer.Source != answerSource {
			t.Errorf("no answer %q, or none that may be put: %+v", detailType, answer)
			continue
		}
		told, err := assembly.Deliver(delivery.Event{Bus: answer.Bus, Source: answer.Source, DetailType: answer.DetailType, Detail: json.RawMessage(`{}`)})
		if err != nil {
			t.Fatal(err)
		}
		if queues := told.Queues(); len(told.Matched) != 1 || len(queues) != 1 || !strings.HasPrefix(queues[0].LogicalID, queue) {
			t.Errorf("%s comes to\n%s", detailType, told)
		}
	}
}

// answerOf is the answer of a detail type that may follow.
func answerOf(result *delivery.Result, detailType string) *delivery.Answer {
	answers := result.Answers()
	if i := slices.IndexFunc(answers, func(a delivery.Answer) bool { return a.DetailType == detailType }); i >= 0 {
		return &answers[i]
	}
	return nil
}
