package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// command is a program for the subject. Each has a folder of its own for what it writes.
func (b *bench) command(program string) *exec.Cmd {
	must(os.RemoveAll(b.out(program)))
	must(os.MkdirAll(b.out(program), 0o755))
	c := exec.Command(filepath.Join(b.programs, program),
		"-document", b.subject.File,
		"-operations", strconv.Itoa(b.subject.Operations),
		"-base-url", b.subject.BaseURL,
		"-parts", strconv.Itoa(max(b.subject.Parts, 1)),
		"-methods", strings.Join(b.subject.Methods, ","),
		"-settings", b.settings,
		"-assembly", b.out("construct"),
		"-out", b.out(program))
	// The CDK complains of old versions of Node, jsii's runtime of its own end.
	c.Env = append(os.Environ(), "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1",
		"JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=1", "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1")
	return c
}

// out is the folder of a program's cloud assembly. The construct's of the first run is
// read by the other programs, so that it must stay while they run.
func (b *bench) out(program string) string { return filepath.Join(b.folder, program) }

// countCalls runs a program with a counter between it and Node.
func countCalls(c *exec.Cmd, counter, file string) int {
	c.Env = append(c.Env, "JSII_NODE="+counter, "JSII_CALLS="+file)
	run(c)
	text, err := os.ReadFile(file)
	must(err)
	var counts map[string]int
	must(json.Unmarshal(text, &counts))
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

// run runs a program, and shows what it said if it fails.
func run(c *exec.Cmd) {
	if out, err := c.CombinedOutput(); err != nil {
		must(fmt.Errorf("%s: %w\n%s", c, err, out))
	}
}

// peak is the most memory that a program and the Node processes below it held.
type peak struct{ program, node int }

// measure runs a program and looks at its memory until it ends.
func measure(c *exec.Cmd) peak {
	must(c.Start())
	ended := make(chan error)
	go func() { ended <- c.Wait() }()
	var p peak
	for {
		select {
		case err := <-ended:
			must(err)
			return p
		case <-time.After(20 * time.Millisecond):
			p.look(c.Process.Pid)
		}
	}
}

// look takes the high-water marks of the processes (Linux, proc_pid_status).
func (p *peak) look(pid int) {
	p.program = max(p.program, highWater(pid))
	node := 0
	for _, child := range descendants(pid) {
		node += highWater(child)
	}
	p.node = max(p.node, node)
}

func highWater(pid int) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // it may have ended
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, _ := strconv.Atoi(strings.Fields(value)[0])
			return kilobytes << 10
		}
	}
	return 0
}

func descendants(pid int) []int {
	var all []int
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		text, _ := os.ReadFile(task)
		for _, field := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				all = append(append(all, child), descendants(child)...)
			}
		}
	}
	return all
}

// resources counts those of all templates that a program wrote.
func resources(folder string) int {
	files, err := filepath.Glob(filepath.Join(folder, "*.template.json"))
	must(err)
	sum := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(err)
		var template struct{ Resources map[string]any }
		must(json.Unmarshal(text, &template))
		sum += len(template.Resources)
	}
	return sum
}
