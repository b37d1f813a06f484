package e2e

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// TestChat deploys example/chat, asks the guide's question, and finds
// the guide's answer in the application's queue, 20 seconds later.
func TestChat(t *testing.T) {
	t.Parallel()
	site := deployChat(t)
	page := guide(t, "answers.md")

	question := guideJSON[lab.Event](t, page, `"correlation": "order 7"`)

	t.Run("an answer after 20 seconds", func(t *testing.T) {
		body := compactJSON(t, guideJSON[struct {
			Detail struct{ Body json.RawMessage }
		}](t, page, `"Complete Chat succeeded"`).Detail.Body)
		inTurn(site.API, lab.Answer{After: 20 * time.Second, Headers: []lab.Header{{Name: "X-Request-Id", Value: "req-31"}}, Body: body})
		asked := site.put(t, question)[0]
		site.wantShown(t, page, site.answers, "Complete Chat succeeded", asked)
		requests := site.takes(t, "POST /chat/completions")
		if len(requests) == 1 && requests[0].Header("Authorization") != "Bearer t0ken" {
			t.Errorf("the header Authorization is %q", requests[0].Header("Authorization"))
		}
		if letters := site.letters(t, 0); len(letters) != 0 {
			t.Errorf("letters %.300v, want none", letters)
		}
	})
	t.Run("a question that is refused", func(t *testing.T) {
		inTurn(site.API, lab.Answer{Status: 422})
		asked := site.put(t, question)[0]
		site.takes(t, "POST /chat/completions")
		letters := site.letters(t, 1)
		if len(letters) != 1 || letters[0].Event.ID != asked.ID || letters[0].Attributes["ERROR_CODE"] != "States.Http.StatusCode.422" {
			t.Errorf("letters %.600v, want that of the question", letters)
		}
		site.wantShown(t, page, site.failures, "Complete Chat failed", asked)
		if answers := site.told(t, 0); len(answers) != 0 {
			t.Errorf("the queue of completions has %.300v, want nothing", answers)
		}
	})
	t.Run("the next page", func(t *testing.T) {
		inTurn(site.API, lab.Answer{Body: `{"data":[],"has_more":false}`})
		site.put(t, guideJSON[lab.Event](t, page, `"after"`))
		site.takes(t, "GET /chat/completions?after=cmpl-7")
	})
}

// chatSite is the deployed example: its queue of completions, and that of failures.
type chatSite struct {
	*answering
	failures string
}

// deployChat deploys the example with the recorder for an API.
func deployChat(t *testing.T) *chatSite {
	t.Helper()
	account := theLab.NewAccount("chat")
	if err := account.CreateSecret(t.Context(), "chat/token", "t0ken"); err != nil {
		t.Fatal(err)
	}
	assembly, err := account.SynthApp(t.Context(), "example/chat", map[string]string{"baseUrl": account.API.URL()})
	if err != nil {
		t.Fatal(err)
	}
	if err := account.Deploy(t.Context(), assembly, nil); err != nil {
		t.Fatal(err)
	}
	outputs, err := account.Outputs(t.Context(), "Chat")
	if err != nil {
		t.Fatal(err)
	}
	return &chatSite{&answering{newDeployment(account, assembly, outputs), outputs["CompletionsUrl"]}, outputs["FailuresUrl"]}
}

// guideJSON is the JSON of the guide's block that has the text in it.
func guideJSON[T any](t *testing.T, page, text string) (value T) {
	t.Helper()
	if err := json.Unmarshal([]byte(fenced(page, "json", text)), &value); err != nil {
		t.Fatalf("docs/guide/answers.md has no JSON with %s: %v", text, err)
	}
	return value
}

// wantShown expects one message, which is the event that the guide shows, but for what is another one's
// each time.
func (s *chatSite) wantShown(t *testing.T, page, queue, detailType string, asked lab.Event) {
	t.Helper()
	messages, err := s.Letters(t.Context(), queue, 1, arrival)
	if err != nil {
		t.Fatal(err)
	}
	if len(messages) != 1 {
		t.Fatalf("%d messages, want one: %.600v", len(messages), messages)
	}
	got, want := messages[0].Event, guideJSON[lab.Event](t, page, strconv.Quote(detailType))
	if got.DetailType != want.DetailType || got.Source != want.Source {
		t.Errorf("the message is %q of %q, want %q of %q", got.DetailType, got.Source, want.DetailType, want.Source)
	}
	request, wanted := object(detail(t, got)["request"]), object(detail(t, want)["request"])
	if request["id"] != asked.ID {
		t.Errorf("the answer is to %v, want %s", request["id"], asked.ID)
	}
	told := strings.NewReplacer(fmt.Sprint(request["id"]), fmt.Sprint(wanted["id"]), fmt.Sprint(request["time"]), fmt.Sprint(wanted["time"])).Replace(string(got.Detail))
	if !sameJSON([]byte(told), want.Detail) {
		t.Errorf("the answer is\n%s\nand the guide's\n%s", told, compactJSON(t, want.Detail))
	}
}
