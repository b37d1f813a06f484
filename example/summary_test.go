package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEventCommand: the command is named as this user can run it: installed, to be installed from the
// clone, or fetched.
func TestEventCommand(t *testing.T) {
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	t.Chdir("..")
	if got := eventCommand(); got != "go install -C cmd/destinations . && destinations" {
		t.Errorf("in a clone: %s", got)
	}
	t.Chdir(t.TempDir())
	if got := eventCommand(); !strings.HasPrefix(got, "go run ") || !strings.HasSuffix(got, "/cmd/destinations@latest") {
		t.Errorf("elsewhere: %s", got)
	}
	if err := os.WriteFile(filepath.Join(bin, "destinations"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if got := eventCommand(); got != "destinations" {
		t.Errorf("installed: %s", got)
	}
}
