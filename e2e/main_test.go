// Package e2e deploys documents with the stock CDK CLI to an emulated AWS, puts events,
// and compares the requests that arrive with those that package delivery foretells.
// README.md says what that proves, and what not.
package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// arrival is how long a request or a message may take to arrive; it is only waited
// for by tests that fail.
const arrival = time.Minute

// ending is how long all that events have begun may take together on a machine that does other things too.
const ending = 5 * time.Minute

// place is the address in the suite's documents that the recorder's takes the place
// of.
const place = "https://api.example.com"

// theLab is set by TestMain and only read by the tests.
var theLab *lab.Lab

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	venv, cli := os.Getenv("E2E_VENV"), os.Getenv("E2E_CLI")
	if venv == "" || cli == "" {
		return 1, fmt.Errorf("E2E_VENV or E2E_CLI is not set: start the suite with e2e/run")
	}
	repository, err := filepath.Abs("..")
	if err != nil {
		return 1, err
	}
	dir, err := os.MkdirTemp("", "e2e-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	theLab, err = lab.Start(context.Background(), repository, venv, cli, dir)
	if err != nil {
		return 1, err
	}
	code = m.Run()
	if code != 0 {
		fmt.Fprintf(os.Stderr, "the emulator's log:\n%s\n", theLab.Emulator.Log())
	}
	return code, theLab.Stop()
}

// document writes a document of testdata with the account's base URL in it, and gives
// its path.
func document(t *testing.T, account *lab.Account, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), place, account.API.URL())
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// synth gives the cloud assembly of a document.
func synth(t *testing.T, account *lab.Account, document string, keys map[string]string) string {
	t.Helper()
	assembly, err := account.Synth(t.Context(), document, keys)
	if err != nil {
		t.Fatal(err)
	}
	return assembly
}

// deployment is a deployed document.
type deployment struct {
	*lab.Account
	assembly string
	bus      string
	queueURL string
}

// deploy deploys a cloud assembly and finds its bus and its queue among the outputs.
func deploy(t *testing.T, account *lab.Account, assembly string, parameters map[string]string) *deployment {
	t.Helper()
	if err := account.Deploy(t.Context(), assembly, parameters); err != nil {
		t.Fatal(err)
	}
	outputs, err := account.Outputs(t.Context(), lab.Stack)
	if err != nil {
		t.Fatal(err)
	}
	return newDeployment(account, assembly, outputs)
}

func newDeployment(account *lab.Account, assembly string, outputs map[string]string) *deployment {
	s := &deployment{Account: account, assembly: assembly}
	s.bus, s.queueURL = lab.BusAndQueue(outputs)
	return s
}

// put puts events and sets their ids.
func (s *deployment) put(t *testing.T, events ...lab.Event) []lab.Event {
	t.Helper()
	if err := s.Put(t.Context(), s.bus, events); err != nil {
		t.Fatal(err)
	}
	return events
}

// settle waits until all that the events have begun has ended, or waits for the held clock: then no
// request and no message comes any more.
func (s *deployment) settle(t *testing.T) {
	t.Helper()
	if err := s.Settle(t.Context(), ending); err != nil {
		t.Fatal(err)
	}
}

// letters are so many messages of the dead-letter queue, and those beyond them.
func (s *deployment) letters(t *testing.T, number int) []lab.Letter {
	t.Helper()
	letters, err := s.Letters(t.Context(), s.queueURL, number, arrival)
	if err != nil {
		t.Fatal(err)
	}
	return letters
}

// takes gives the requests and fails unless they have these lines, in any order.
func (s *deployment) takes(t *testing.T, lines ...string) []lab.Request {
	t.Helper()
	requests := s.API.Take(len(lines), arrival)
	var got []string
	for _, r := range requests {
		method, _, _ := strings.Cut(r.Line, " ")
		got = append(got, method+" "+strings.TrimPrefix(r.Target(), "/"+s.API.Name()))
	}
	if !sameMembers(got, lines) {
		t.Errorf("requests %q, want %q", got, lines)
	}
	return requests
}
