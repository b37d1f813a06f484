package cost_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/internal/cost"
)

// failures keeps what a test would have said.
type failures struct {
	testing.TB
	said []string
}

func (f *failures) Helper() {}
func (f *failures) Errorf(format string, args ...any) {
	f.said = append(f.said, fmt.Sprintf(format, args...))
}

var kept []byte

// TestLimit: time and memory count, and more of them is allowed for more input.
func TestLimit(t *testing.T) {
	limit := cost.Limit{
		Time: 150 * time.Millisecond, TimePerByte: time.Millisecond, MostTime: time.Minute,
		Memory: 30 << 20, MemoryPerByte: 1 << 20, MostMemory: 1 << 30,
	}
	spin := func() {
		for start := cost.Time(); cost.Time()-start < 200*time.Millisecond; {
		}
	}
	allocate := func() { kept = make([]byte, 50<<20) }
	for name, test := range map[string]struct {
		size  int
		run   func()
		fails bool
	}{
		"nothing": {0, func() {}, false}, "time": {0, spin, true}, "time of a larger input": {5000, spin, false},
		"memory": {0, allocate, true}, "memory of a larger input": {5000, allocate, false},
	} {
		var f failures
		limit.Check(&f, test.size, test.run)
		if (len(f.said) > 0) != test.fails {
			t.Errorf("%s: %s", name, strings.Join(f.said, "\n"))
		}
	}
}
