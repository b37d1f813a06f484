// Package golden compares what tests make with files that were looked at: run the
// tests with -update to rewrite them, and review the diff.
package golden

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Update tells whether the files are to be rewritten.
func Update() bool { return *update }

// Check compares got with a file, or rewrites the file.
func Check(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; look at the change with\n  go test . -update && git diff\n%s", file, lines(want, got))
	}
}

// lines are the first few that only one of two texts has.
func lines(want, got []byte) []byte {
	const most = 20
	var out bytes.Buffer
	n := 0
	for _, side := range []struct {
		sign      string
		of, other []byte
	}{{"- ", want, got}, {"+ ", got, want}} {
		known := make(map[string]bool)
		for line := range bytes.Lines(side.other) {
			known[string(line)] = true
		}
		for line := range bytes.Lines(side.of) {
			if !known[string(line)] && n < most {
				out.WriteString(side.sign + string(bytes.TrimRight(line, "\n")) + "\n")
				n++
			}
		}
	}
	return out.Bytes()
}
