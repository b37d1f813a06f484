package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestCommands: what is typed wrong is told, and every subcommand has help that a beginner can
// read: an example, its flags, the exit statuses.
func TestCommands(t *testing.T) {
	type test struct {
		args, out, err, failure string
		status                  int
	}
	tests := []test{
		{"", "", "Usage: destinations COMMAND", "", wrongUse},
		{"help", "Usage: destinations COMMAND", "", "", delivered},
		{"--help", "Exit status:", "", "", delivered},
		{"requst", "", "", `there is no "requst": did you mean "request"?`, wrongUse},
		{"x", "", "", `there is no "x": there are request`, wrongUse},
		{"request x", "", "", `request: unexpected argument "x"`, wrongUse},
		{"help nothing", "", "", `there is no "nothing"`, wrongUse},
	}
	for _, c := range commands() {
		for _, args := range []string{c.name + " -h", "help " + c.name, c.name + " --help"} {
			tests = append(tests, test{args, "  destinations " + c.name + " -", "", "", delivered}, test{args, "Exit status:", "", "", delivered})
		}
		tests = append(tests, test{"help", c.does, "", "", delivered}, test{c.name + " -nothing", "", "", c.name + ": there is no flag -nothing", wrongUse})
	}
	for _, tt := range tests {
		var out, errs bytes.Buffer
		status, err := run(t.Context(), strings.Fields(tt.args), streams{strings.NewReader(""), &out, &errs})
		failure := ""
		if err != nil {
			failure = err.Error()
		}
		if status != tt.status || !strings.Contains(out.String(), tt.out) || !strings.Contains(errs.String(), tt.err) || !strings.Contains(failure, tt.failure) || failure != "" && tt.failure == "" {
			t.Errorf("%q: status %d, failure %q\n%s%s", tt.args, status, failure, out.String(), errs.String())
		}
	}
}
