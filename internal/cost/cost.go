// Package cost holds what the processing of untrusted input may take to a limit that grows
// with the input. It is for tests and fuzzers only.
package cost

import (
	"fmt"
	"runtime/metrics"
	"syscall"
	"testing"
	"time"
)

// Limit is what may be taken: so much for any input, more for each of its bytes, and at most
// so much for the largest. Time is that of the processors, so that a busy machine makes no
// finding; memory is all that is allocated, whether or not it is held at once.
type Limit struct {
	Time, TimePerByte, MostTime       time.Duration
	Memory, MemoryPerByte, MostMemory uint64
}

// Document is for what a document becomes: that one of a few kilobytes, whose references and
// aliases stand for much more, takes some seconds is what the bounds allow. Text is for what
// is done to each text, and takes time and memory as the text is long.
var (
	Document = Limit{2 * time.Second, time.Millisecond, 10 * time.Second, 256 << 20, 256 << 10, 4 << 30}
	Text     = Limit{time.Second, 10 * time.Microsecond, 10 * time.Second, 32 << 20, 4 << 10, 2 << 30}
)

// Check runs what is made of an input of so many bytes. What goes far beyond the limit is
// ended by a panic, for which a fuzzer keeps the input.
func (l Limit) Check(t testing.TB, size int, run func()) {
	t.Helper()
	most := min(l.Time+time.Duration(size)*l.TimePerByte, l.MostTime)
	mostBytes := min(l.Memory+uint64(size)*l.MemoryPerByte, l.MostMemory)
	used, allocated := Time(), Allocated()
	over := func() (time.Duration, uint64) { return Time() - used, Allocated() - allocated }
	done := make(chan struct{})
	defer close(done)
	go func() {
		for tick := time.NewTicker(time.Second); ; {
			select {
			case <-done:
				tick.Stop()
				return
			case <-tick.C:
				if taken, bytes := over(); taken > 3*most || bytes > 3*mostBytes {
					panic(fmt.Sprintf("an input of %d bytes takes more than %v and %d MB", size, taken, bytes>>20))
				}
			}
		}
	}()
	run()
	if taken, bytes := over(); taken > most || bytes > mostBytes {
		t.Errorf("an input of %d bytes takes %v and %d MB; the limit is %v and %d MB", size, taken, bytes>>20, most, mostBytes>>20)
	}
}

// Time is what the process has had of the processors.
func Time() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// Allocated is how many bytes the process has allocated so far.
func Allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
