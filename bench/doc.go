// Package bench measures: go test -bench for reading, plan and catalog, and bench/run for
// whole synths. RESULTS.md has the results.
package bench
