// Command calls counts what a Go program asks of the CDK, which runs in a Node process and
// answers one JSON line with another. It stands in for Node (JSII_NODE) and hands on what
// it reads; JSII_CALLS names the file that gets the counts.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

func main() {
	node := exec.Command("node", os.Args[1:]...)
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	in, err := node.StdinPipe()
	must(err)
	must(node.Start())
	counts := make(map[string]int)
	go count(in, counts)
	err = node.Wait()
	text, _ := json.MarshalIndent(counts, "", "  ")
	must(os.WriteFile(os.Getenv("JSII_CALLS"), text, 0o644))
	must(err)
}

func count(node io.WriteCloser, counts map[string]int) {
	defer node.Close()
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var request struct{ API, FQN, Method, Property string }
			if json.Unmarshal(line, &request) == nil && request.API != "" {
				counts[request.API+" "+request.FQN+" "+request.Method+request.Property]++
			}
			if _, err := node.Write(line); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
