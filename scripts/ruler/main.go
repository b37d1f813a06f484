// Command ruler makes pairs of event patterns and events for AWS's own
// matcher to judge. It prints one {"pattern": TEXT, "event": TEXT} a line.
//
// See regenerate.sh, which turns them into delivery/testdata/ruler.jsonl.gz.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
)

func main() {
	n := flag.Int("n", 6000, "how many random pairs")
	seed := flag.Uint64("seed", 1, "of the random pairs")
	fixed := flag.Bool("fixed", true, "print the hand-made pairs first")
	flag.Parse()
	if err := run(*n, *seed, *fixed); err != nil {
		fmt.Fprintln(os.Stderr, "ruler:", err)
		os.Exit(1)
	}
}

// pair is one question for the matcher.
type pair struct {
	Pattern string `json:"pattern"`
	Event   string `json:"event"`
}

func run(n int, seed uint64, fixed bool) error {
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	pairs := []pair{}
	if fixed {
		pairs = handmade()
	}
	g := &generator{rand.New(rand.NewPCG(seed, seed))}
	for len(pairs) < n {
		pairs = append(pairs, g.pair())
	}
	for _, p := range pairs {
		if err := encoder.Encode(p); err != nil {
			return err
		}
	}
	return out.Flush()
}
