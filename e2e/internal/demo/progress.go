package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// heartbeat is how long a step may take without a word.
const heartbeat = 10 * time.Second

// progress tells what is being done, and that it still is.
type progress struct {
	mu    sync.Mutex
	out   io.Writer
	begun time.Time
	done  chan struct{}
}

func newProgress(out io.Writer) *progress { return &progress{out: out, begun: time.Now()} }

// step ends the step before, and begins one.
func (p *progress) step(what string) {
	p.end()
	p.say(what)
	done := make(chan struct{})
	p.done = done
	go func() {
		beat := time.NewTicker(heartbeat)
		defer beat.Stop()
		for {
			select {
			case <-done:
				return
			case <-beat.C:
				p.say("…")
			}
		}
	}()
}

// end ends the step that is being done, if one is.
func (p *progress) end() {
	if p.done != nil {
		close(p.done)
		p.done = nil
	}
}

func (p *progress) say(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.out, "[%3.0f s] %s\n", time.Since(p.begun).Seconds(), what)
}
