// Command compare runs whole synths of the construct, of the floor, and of the form by
// hand, one after the other and round after round, and prints the medians of their times
// and of their memory.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/openapi-destinations/openapidestinations/bench/internal/subject"
)

// programs are the compared ones, the construct first: the others read what it made.
var programs = []string{"construct", "floor", "l2"}

func main() {
	programsFolder := flag.String("programs", "", "the folder of the compiled programs")
	settings := flag.String("settings", "", "the cdk.json with the feature flags of the apps")
	documents := flag.String("documents", "", "the folder of the real documents")
	rounds := flag.Int("rounds", 5, "how many times each program runs")
	only := flag.String("only", "", "sizes to compare, with commas; all by default")
	flag.Parse()
	folder, err := os.MkdirTemp("", "bench")
	must(err)
	defer os.RemoveAll(folder)
	subjects, err := subject.All(*documents, folder)
	must(err)
	fmt.Println("| operations | resources | program | calls | time | of the floor | of the L2 form | CPU | of the floor | of the L2 form | Go's memory | Node's memory |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, s := range subjects {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), s.Name) {
			continue
		}
		b := bench{programs: *programsFolder, settings: *settings, folder: filepath.Join(folder, s.Name), subject: s}
		b.run(*rounds)
		b.print()
	}
}

// bench compares the programs for one subject.
type bench struct {
	programs, settings, folder string
	subject                    subject.Subject
	// times are by the clock; cpu is what all processes of a program took of the processors,
	// which other work on the machine changes little.
	times, cpu map[string][]time.Duration
	memory     map[string]peak
	calls      map[string]int
}

// run runs all programs once, for their memory and their calls, and then so many times, in
// an order that each round turns by one.
func (b *bench) run(rounds int) {
	b.times, b.cpu = make(map[string][]time.Duration), make(map[string][]time.Duration)
	b.memory, b.calls = make(map[string]peak), make(map[string]int)
	for _, p := range programs {
		b.calls[p] = countCalls(b.command(p), filepath.Join(b.programs, "calls"), filepath.Join(b.folder, "calls.json"))
		b.memory[p] = measure(b.command(p))
	}
	for round := range rounds {
		for i := range programs {
			p := programs[(round+i)%len(programs)]
			command := b.command(p)
			start := time.Now()
			run(command)
			b.times[p] = append(b.times[p], time.Since(start))
			b.cpu[p] = append(b.cpu[p], command.ProcessState.UserTime()+command.ProcessState.SystemTime())
		}
	}
}

func (b *bench) print() {
	for _, p := range programs {
		fmt.Printf("| %s | %d | %s | %d | %s | %s | %d MB | %d MB |\n", b.subject.Name, resources(b.out(p)), p, b.calls[p],
			ratios(b.times, p), ratios(b.cpu, p), b.memory[p].program>>20, b.memory[p].node>>20)
	}
}

// ratios are the median of a program, and what it is of the floor's and the L2 form's.
func ratios(times map[string][]time.Duration, program string) string {
	took := median(times[program]).Seconds()
	return fmt.Sprintf("%.2f s | %.2f | %.2f", took, took/median(times["floor"]).Seconds(), took/median(times["l2"]).Seconds())
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
