// Package oracle compares the requests that events become with those that swagger-client, which
// is written by others and knows nothing of AWS, builds from the same document and values.
package oracle

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// client is the process in which swagger-client runs.
type client struct {
	in      io.WriteCloser
	out     *bufio.Reader
	process *exec.Cmd
}

// newClient starts one, which ends with the test.
func newClient(t *testing.T) *client {
	t.Helper()
	modules, err := filepath.Abs("../.cache/oracle/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, "swagger-client")); err != nil {
		t.Fatalf("%v: e2e/install installs it", err)
	}
	process := exec.Command("node", "build.js")
	process.Env = append(os.Environ(), "NODE_PATH="+modules)
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	c := &client{in, bufio.NewReader(out), process}
	t.Cleanup(func() {
		in.Close()
		process.Wait()
	})
	return c
}

// ask writes a question and reads its answer.
func (c *client) ask(question, answer any) error {
	line, err := json.Marshal(question)
	if err != nil {
		return err
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		return err
	}
	back, err := c.out.ReadBytes('\n')
	if err != nil {
		return err
	}
	return json.Unmarshal(back, answer)
}

// open reads a document.
func (c *client) open(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	var answer struct{ Error string }
	if err := c.ask(map[string]any{"open": path}, &answer); err != nil {
		return err
	}
	if answer.Error != "" {
		return fmt.Errorf("swagger-client can't read it: %s", answer.Error)
	}
	return nil
}

// question is what swagger-client is asked to build.
type question struct {
	Path    string `json:"path"`
	Method  string `json:"method"`
	BaseURL string `json:"baseURL,omitempty"`
	// Parameters are values by location and name: "query.limit".
	Parameters map[string]any `json:"parameters"`
	Body       any            `json:"body,omitempty"`
	MediaType  string         `json:"mediaType,omitempty"`
}

// built is a request that swagger-client builds.
type built struct {
	Error, URL, Method string
	Headers            map[string]string
	Body               json.RawMessage
	Parts              [][3]string
}
