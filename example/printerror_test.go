package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestPrintError: each error is one line, and what a document says in it is no more than text.
func TestPrintError(t *testing.T) {
	var out bytes.Buffer
	printError(&out, errors.Join(
		errors.New("a\n::error::forged\r\nx.yaml:1:1: OAD221 error: b"),
		errors.New("::add-mask::x.yaml:1:1: OAD221 error: \x1b]0;title\a\u202e ##vso[task.complete]"),
		fmt.Errorf("the URL %q: %w", "https://user:hunter2@a.dev", errors.Join(errors.New("one"), errors.New("two"))),
	))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 {
		t.Errorf("there are %d lines: %q", len(lines), lines)
	}
	for _, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.ContainsAny(line, "\x1b\a\r\u202e") || strings.Contains(line, "##vso[") || strings.Contains(line, "hunter2") {
			t.Errorf("the line is %q", line)
		}
	}
}
