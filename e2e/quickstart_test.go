package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// TestQuickStart runs the commands of the README that deploy its example and put an event, to the
// letter, and expects the request that the README shows. The template is that of the command
// before them, but for the address that it calls.
func TestQuickStart(t *testing.T) {
	t.Parallel()
	const synthesis, command = "synth > template.yaml\n", "aws events put-events"
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := fenced(string(readme), "sh", command)
	_, script, found := strings.Cut(block, synthesis)
	deployment, _, _ := strings.Cut(script, command)
	if !found || deployment == "" {
		t.Fatalf("README.md has no ```sh block with %q, a deployment and %q, but\n%s", synthesis, command, block)
	}

	account, dir := theLab.NewAccount("quick-start"), t.TempDir()
	assembly := synth(t, account, lab.Example, map[string]string{"baseUrl": account.API.URL()})
	writeFile(t, filepath.Join(dir, "template.yaml"), readTemplate(t, assembly).text(t))
	_, after, _ := strings.Cut(string(readme), "`parameters.json` with `")
	parameters, _, _ := strings.Cut(after, "`")
	writeFile(t, filepath.Join(dir, "parameters.json"), parameters)

	runShell(t, account, dir, deployment)
	out := runShell(t, account, dir, strings.TrimPrefix(script, deployment))
	var answer struct{ FailedEntryCount int }
	if err := json.Unmarshal(out, &answer); err != nil || answer.FailedEntryCount != 0 {
		t.Fatalf("the AWS CLI answers %s", out)
	}
	wantShown(t, account, string(readme))
	wantPasted(t, account, assembly, dir)
}

// wantPasted pastes the two commands of the catalog's page: the one that puts the first
// operation's sample, and the one that finds the dead-letter queue.
func wantPasted(t *testing.T, account *lab.Account, assembly, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(assembly, "Api.events.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	runShell(t, account, dir, fenced(page, "sh", "aws events put-events"))
	if requests := account.API.Take(1, arrival); len(requests) != 1 || !strings.HasPrefix(requests[0].Line, "POST ") {
		t.Errorf("the sample becomes %v", requests)
	}
	_, after, _ := strings.Cut(page, "`aws cloudformation describe-stack-resource")
	arguments, _, found := strings.Cut(after, "`")
	if !found {
		t.Fatalf("the page has no command for the queue:\n%s", page)
	}
	queue := strings.TrimSpace(string(runShell(t, account, dir, "aws cloudformation describe-stack-resource"+arguments)))
	outputs, err := account.Outputs(t.Context(), lab.Stack)
	if err != nil || queue == "" || queue != outputs["DeadLetterQueueUrl"] {
		t.Errorf("the queue is %q, the outputs are %v (%v)", queue, outputs, err)
	}
}

// runShell runs what the README has for the shell, with the AWS CLI, and gives what it printed.
func runShell(t *testing.T, account *lab.Account, dir, script string) []byte {
	t.Helper()
	cli, err := theLab.AWSCLI()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-euc", script)
	cmd.Dir = dir
	cmd.Env = append(account.Env, "PATH="+filepath.Dir(cli)+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s\n%v\n%s", script, err, out)
	}
	return out
}

// wantShown expects the request that the README shows, and no other.
func wantShown(t *testing.T, account *lab.Account, readme string) {
	t.Helper()
	requests := account.API.Take(1, arrival)
	if len(requests) != 1 {
		t.Fatalf("%d requests, want 1: %v", len(requests), requests)
	}
	got := requests[0]
	head, body, _ := strings.Cut(fenced(readme, "http", "players"), "\n\n")
	lines := strings.Split(head, "\n")
	method, url, _ := strings.Cut(lines[0], " ")
	_, target, _ := strings.Cut(url, "/v1") // the suite's base URL is another
	if want := method + " /" + account.API.Name() + target + " HTTP/1.1"; got.Line != want {
		t.Errorf("the request is %q, want %q", got.Line, want)
	}
	for _, line := range lines[1:] {
		name, want, _ := strings.Cut(line, ": ")
		if value := got.Header(name); value != want {
			t.Errorf("the header %s is %q, want %q", name, value, want)
		}
	}
	if !sameJSON(got.Body, []byte(body)) {
		t.Errorf("the body is %s, want %s", got.Body, body)
	}
}

// fenced is the first fenced block of the language that contains the text.
func fenced(markdown, language, contains string) string {
	for rest := markdown; ; {
		_, after, found := strings.Cut(rest, "\n```"+language+"\n")
		if !found {
			return ""
		}
		block, next, _ := strings.Cut(after, "\n```")
		if strings.Contains(block, contains) {
			return block
		}
		rest = next
	}
}

// sameJSON compares without regard to blanks, which the README has for its readers.
func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(bytes.TrimSpace(a), &x) == nil && json.Unmarshal(bytes.TrimSpace(b), &y) == nil &&
		reflect.DeepEqual(x, y)
}
