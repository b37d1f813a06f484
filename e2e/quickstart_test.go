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
)

// testQuickStart runs the command of the README that puts an event, to the letter, and
// expects the request that the README shows.
func testQuickStart(t *testing.T, s *deployment) {
	const command = "aws events put-events"
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := fenced(string(readme), "sh", command)
	if block == "" {
		t.Skipf("SKIPPED: README.md has no ```sh block with %q", command)
	}
	// What precedes it deploys to the user's account; the suite has deployed already.
	script := block[strings.Index(block, command):]

	cli, err := theLab.AWSCLI()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-euc", script)
	cmd.Env = append(s.Env, "PATH="+filepath.Dir(cli)+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var answer struct{ FailedEntryCount int }
	if err := json.Unmarshal(out, &answer); err != nil || answer.FailedEntryCount != 0 {
		t.Fatalf("the AWS CLI answers %s", out)
	}

	requests := s.API.Take(1, arrival)
	if len(requests) != 1 {
		t.Fatalf("%d requests, want 1: %v", len(requests), requests)
	}
	got := requests[0]
	head, body, _ := strings.Cut(fenced(string(readme), "http", "players"), "\n\n")
	lines := strings.Split(head, "\n")
	method, url, _ := strings.Cut(lines[0], " ")
	_, target, _ := strings.Cut(url, "/v1") // the suite's base URL is another
	if want := method + " /" + s.API.Name() + target + " HTTP/1.1"; got.Line != want {
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
