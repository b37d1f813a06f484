package catalog_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// TestCommand: pasted into a shell, the page's command has the entry of the sample, whatever that
// says, and runs nothing else.
func TestCommand(t *testing.T) {
	for _, text := range append([]string{"it's", "'; touch pwned; '", "$(touch pwned)", "a\nb", "\\'", "`touch pwned`", "!!", "\U000e0001 \u202e", "```\n# x"}, catalog.HostileTexts...) {
		detail, err := json.Marshal(map[string]string{"text": text})
		if err != nil {
			t.Fatal(err)
		}
		c := catalog.Catalog{Bus: "Shop-Api", Operations: []catalog.Operation{{
			Method: "POST", Path: "/a", DetailType: text, Fidelity: catalog.Exact,
			SampleEvent: &catalog.Event{Source: "my's", DetailType: text, Detail: detail},
		}}}
		_, after, _ := strings.Cut(string(c.Markdown()), "\n```sh\n")
		command, _, found := strings.Cut(after, "\n```\n")
		rest, ours := strings.CutPrefix(command, "aws events put-events --entries ")
		if !found || !ours {
			t.Fatalf("%q: the command is %q", text, command)
		}
		shell := exec.CommandContext(t.Context(), "sh", "-c", `printf "%s" `+rest)
		shell.Dir = t.TempDir()
		out, err := shell.Output()
		var entries []struct{ EventBusName, Source, DetailType, Detail string }
		if err != nil || json.Unmarshal(out, &entries) != nil || len(entries) != 1 {
			t.Fatalf("%q: %s gives %q (%v)", text, rest, out, err)
		}
		got, want := entries[0], strings.ToValidUTF8(text, "\ufffd")
		var member map[string]string
		if err := json.Unmarshal([]byte(got.Detail), &member); err != nil || got.EventBusName != "Shop-Api" || got.Source != "my's" {
			t.Errorf("%q: the entry is %+v (%v)", text, got, err)
		}
		if len(got.DetailType) == 0 != (len(want) == 0) || strings.Contains(text, "\xff") == false && (got.DetailType != text || member["text"] != text) {
			t.Errorf("%q: the entry is %+v", text, got)
		}
	}
}

// TestQueueOfThePage: who reads the page can find the queue, also one that CloudFormation names.
func TestQueueOfThePage(t *testing.T) {
	c := catalog.Catalog{Bus: "Shop-Api", Stack: "Shop", DeadLetterQueue: "${ApiDeadLetterQueue1A2B.QueueName}"}
	if page := string(c.Markdown()); !strings.Contains(page, "`aws cloudformation describe-stack-resource --stack-name Shop --logical-resource-id ApiDeadLetterQueue1A2B ") {
		t.Error(page)
	}
	c.DeadLetterQueue = "letters"
	if page := string(c.Markdown()); !strings.Contains(page, "Dead-letter queue: `letters`\n") {
		t.Error(page)
	}
}
