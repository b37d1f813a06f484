// Command coldbuild compares the time that go build takes with an empty cache: of an app
// with awsevents and awssqs alone, of one that reads a document with libopenapi besides, and of
// one with the construct.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// apps are what is built, the one that others are compared with first.
var apps = []string{"plain", "reader", "construct"}

func main() {
	rounds := flag.Int("rounds", 3, "how many times each app is built")
	flag.Parse()
	times, cpu := make(map[string][]time.Duration), make(map[string][]time.Duration)
	for range *rounds {
		for _, app := range apps {
			clock, processors := build(app)
			times[app], cpu[app] = append(times[app], clock), append(cpu[app], processors)
		}
	}
	fmt.Println("| app | packages | cold build | of the plain one | CPU | of the plain one |")
	fmt.Println("|---|---|---|---|---|---|")
	for _, app := range apps {
		fmt.Printf("| %s | %d | %s | %s |\n", app, packages(app), ratio(times, app), ratio(cpu, app))
	}
}

func ratio(times map[string][]time.Duration, app string) string {
	took := median(times[app]).Seconds()
	return fmt.Sprintf("%.1f s | %.2f", took, took/median(times["plain"]).Seconds())
}

// build builds an app with an empty cache, and says how long it took by the clock and of the
// processors. What it needs is downloaded already.
func build(app string) (clock, processors time.Duration) {
	folder, err := os.MkdirTemp("", "cold")
	must(err)
	defer os.RemoveAll(folder)
	c := exec.Command("go", "build", "-o", filepath.Join(folder, app), "./cold/"+app)
	c.Env = append(os.Environ(), "GOCACHE="+filepath.Join(folder, "cache"))
	c.Stderr = os.Stderr
	start := time.Now()
	must(c.Run())
	return time.Since(start), c.ProcessState.UserTime() + c.ProcessState.SystemTime()
}

func packages(app string) int {
	out, err := exec.Command("go", "list", "-deps", "./cold/"+app).Output()
	must(err)
	return strings.Count(string(out), "\n")
}

func median(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
