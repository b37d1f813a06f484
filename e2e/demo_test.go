package e2e

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// demonstration is e2e/demo, started as a person starts it.
type demonstration struct {
	cmd   *exec.Cmd
	in    io.Writer
	lines chan string
	seen  strings.Builder
	tmp   string
}

// patience is how long a step of the demonstration may take on a machine that does other things too.
const patience = 4 * time.Minute

// buildDemo builds what e2e/demo builds, which leaves it as it is then: of several that are started at
// once none runs a program that another one is just writing.
var buildDemo = sync.OnceValues(func() ([]byte, error) {
	return exec.Command("go", "build", "-o", filepath.Join(".cache", "demo"), "./internal/demo").CombinedOutput()
})

func startDemo(t *testing.T, args ...string) *demonstration {
	t.Helper()
	if out, err := buildDemo(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	script, err := filepath.Abs("demo")
	if err != nil {
		t.Fatal(err)
	}
	d := &demonstration{cmd: exec.CommandContext(t.Context(), script, args...), lines: make(chan string, 10_000), tmp: t.TempDir()}
	d.cmd.Env = append(os.Environ(), "TMPDIR="+d.tmp)
	// As in a terminal, whose Ctrl-C reaches the group of processes.
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if d.in, err = d.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	d.cmd.Stderr = d.cmd.Stdout
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(d.lines)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			d.lines <- lines.Text()
		}
	}()
	return d
}

// until reads lines up to one that begins like that, and gives it.
func (d *demonstration) until(t *testing.T, begins string) string {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case line, more := <-d.lines:
			if !more {
				t.Fatalf("it ended without a line %q:\n%s", begins, d.seen.String())
			}
			d.seen.WriteString(line + "\n")
			if strings.HasPrefix(line, begins) {
				return line
			}
		case <-deadline:
			t.Fatalf("no line %q in %s:\n%s", begins, patience, d.seen.String())
		}
	}
}

// interrupt presses Ctrl-C, and expects an orderly end that leaves nothing.
func (d *demonstration) interrupt(t *testing.T, status int) {
	t.Helper()
	if err := syscall.Kill(-d.cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	d.wantEnd(t, status)
}

// wantEnd expects the exit status, and neither files nor processes afterwards.
func (d *demonstration) wantEnd(t *testing.T, status int) {
	t.Helper()
	for line := range d.lines {
		d.seen.WriteString(line + "\n")
	}
	_ = d.cmd.Wait() // the status says it
	if got := d.cmd.ProcessState.ExitCode(); got != status {
		t.Errorf("exit status %d, want %d:\n%s", got, status, d.seen.String())
	}
	left, err := os.ReadDir(d.tmp)
	if err != nil || len(left) > 0 {
		t.Errorf("left in the temporary folder: %v, %v", left, err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		processes := d.processes(t)
		if len(processes) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("left running: %q", processes)
		}
	}
}

// processes are those that have the demonstration's temporary folder in their environment, where
// the system tells.
func (d *demonstration) processes(t *testing.T) (found []string) {
	t.Helper()
	environments, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range environments {
		environment, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(environment), "TMPDIR="+d.tmp) {
			continue // it has ended, or is somebody else's
		}
		name, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
		found = append(found, strings.ReplaceAll(string(name), "\x00", " "))
	}
	return found
}

// TestDemo: one command, and a request arrives; more events come from the keyboard and from
// another terminal, one that calls nothing is explained, and after Ctrl-C nothing is left.
func TestDemo(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	d.until(t, `Event "Add Player" put on the bus FootballAPI-Api`)
	d.until(t, "The API got")
	d.until(t, "POST /v1/players HTTP/1.1")
	d.until(t, "X-Api-Key: dummy-ApiKeyValue")
	d.until(t, "Or from another terminal:")
	command := d.until(t, "AWS_ACCESS_KEY_ID=")
	if out, err := exec.CommandContext(t.Context(), "bash", "-c", command).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
	d.until(t, "POST /v1/players HTTP/1.1")

	fmt.Fprintln(d.in, "add player injury")
	d.until(t, "POST /v1/players/")
	fmt.Fprintln(d.in, "{\"source\": \"me\", \"detail-type\": \"Add Player Injury\",\n\"detail\": {\"message\": {\"type\": \"knee\"}}}")
	d.until(t, `The dead-letter queue got the event "Add Player Injury"`)
	d.until(t, "detail.playerId is missing")
	fmt.Fprintln(d.in, "Ad Player")
	d.until(t, `no operation has the detail type "Ad Player": did you mean "Add Player"?`)
	d.interrupt(t, 0)
}

// TestDemoOfAnything: several servers, tokens and state machines.
func TestDemoOfAnything(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "api.yaml")
	writeFile(t, file, `
openapi: 3.1.0
info: {title: Anything, version: "1"}
servers: [{url: "https://{region}.anything.dev/v1", variables: {region: {default: eu}}}]
security: [{oauth: []}]
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://login.anything.dev/token", scopes: {}}}}
paths:
  /things: {post: {operationId: addThing, requestBody: {required: true, content: {application/json: {schema: {type: object, example: {name: "it's"}}}}}}}
  /files:
    servers: [{url: "https://up.anything.dev/files/v2"}]
    post: {operationId: addFile, requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string, example: b}}}}}}}
`)
	d := startDemo(t, file)
	d.until(t, "POST /oauth/token HTTP/1.1")
	d.until(t, "POST /v1/things HTTP/1.1")
	d.until(t, "Authorization: Bearer token-1")
	d.until(t, `{"name":"it's"}`)
	fmt.Fprintln(d.in, "addFile")
	d.until(t, "POST /files/v2/files HTTP/1.1")
	d.until(t, "a=b")
	d.interrupt(t, 0)
}

// TestDemoInterrupted: Ctrl-C while it still deploys, and a document that can't be.
func TestDemoInterrupted(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	for !strings.Contains(d.until(t, "["), "cdk synth") {
	}
	time.Sleep(2 * time.Second) // the CDK has started the app, and the app Node
	d.interrupt(t, 130)

	file := filepath.Join(t.TempDir(), "api.yaml")
	writeFile(t, file, "openapi: 3.1.0\ninfo: {title: None, version: \"1\"}\nservers: [{url: \"http://plain.dev\"}]\npaths: {/a: {post: {}}}\n")
	d = startDemo(t, file)
	d.wantEnd(t, 1)
	if !strings.Contains(d.seen.String(), "OAD") {
		t.Errorf("no finding in\n%s", d.seen.String())
	}
}
