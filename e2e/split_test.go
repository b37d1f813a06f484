package e2e

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// quotaOfRules is what a bus holds in these tests: so few that a small document outgrows it.
const quotaOfRules = 16

// stage is a deployment of a document that has grown or is spread anew.
type stage struct {
	name       string
	operations int
	// nested is the setting NestedStacks, where there is one.
	nested string
	// stacks and shards are how many nested stacks and shards there must be: otherwise the
	// test is not about what it says.
	stacks, shards int
	// carriers is the setting Carriers, where there is one.
	carriers string
	// share is the setting SharedDestinations. Then events that lack their field are put, too.
	share bool
}

// TestFirstSplit divides a stack that is deployed, and then its bus, with more nested stacks,
// while events keep coming for all of its operations.
func TestFirstSplit(t *testing.T) {
	t.Parallel()
	split(t, theLab.NewAccount("split"), []stage{
		{name: "one stack, one bus", operations: 6},
		{name: "nested stacks", operations: 6, nested: "2", stacks: 2},
		{name: "shards", operations: 34, nested: "3", stacks: 3, shards: 3},
		{name: "more of both", operations: 34, nested: "4", stacks: 4, shards: 4},
	})
}

// TestFirstShards divides the bus of a stack that is deployed, and then the stack, with more
// shards. CloudFormation takes the other order.
func TestFirstShards(t *testing.T) {
	t.Parallel()
	split(t, theLab.NewBackwardAccount("shards"), []stage{
		{name: "one stack, one bus", operations: 6},
		{name: "shards", operations: 34, shards: 3},
		{name: "nested stacks", operations: 34, nested: "4", stacks: 4, shards: 4},
	})
}

// TestShardsOfMachines has state machines carry the operations: with nested stacks shards have other
// names, and the role that starts the machines trusts another one's rules.
func TestShardsOfMachines(t *testing.T) {
	t.Parallel()
	split(t, theLab.NewBackwardAccount("machine-shards"), []stage{
		{name: "shards", operations: 34, shards: 3, carriers: "state-machine"},
		{name: "nested stacks", operations: 34, nested: "4", stacks: 4, shards: 4, carriers: "state-machine"},
	})
}

// TestShardsOfSharedDestinations has operations share what they call. That stays in the construct's own
// stack, and so does the role that may call it, which trusts the rules of shards of both kinds of names.
func TestShardsOfSharedDestinations(t *testing.T) {
	t.Parallel()
	split(t, theLab.NewBackwardAccount("shared-shards"), []stage{
		{name: "shards", operations: 34, shards: 3, share: true},
		{name: "nested stacks", operations: 34, nested: "4", stacks: 4, shards: 4, share: true},
		{name: "shards again", operations: 34, nested: "0", shards: 3, share: true},
	})
}

// split deploys one stage after the other.
func split(t *testing.T, account *lab.Account, stages []stage) {
	var site *deployment
	for i, s := range stages {
		assembly := s.synth(t, account)
		if i == 0 {
			site = deploy(t, account, assembly, map[string]string{"KeyValue": oldKey})
		} else {
			site = s.update(t, site, assembly, stages[i-1].operations)
		}
		site.wantEachOnce(t, s.operations)
		site.wantNothingElse(t)
	}
	wantNothingLeft(t, site)
}

func (s stage) synth(t *testing.T, account *lab.Account) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "split.yaml")
	writeFile(t, path, growing(account.API.URL(), s.operations))
	keys := map[string]string{"rulesPerBus": fmt.Sprint(quotaOfRules)}
	if s.nested != "" {
		keys["nestedStacks"] = s.nested
	}
	if s.carriers != "" {
		keys["carriers"] = s.carriers
	}
	if s.share {
		keys["sharedDestinations"] = "true"
	}
	assembly := synth(t, account, path, keys)
	all := templates(t, assembly)
	stacks, shards := len(all)-1, -1 // without the stack above, and the bus that users publish to
	for _, template := range all {
		shards += len(template.resources("AWS::Events::EventBus"))
	}
	if stacks != s.stacks || shards != s.shards {
		t.Fatalf("%s: %d nested stacks and %d shards, want %d and %d", s.name, stacks, shards, s.stacks, s.shards)
	}
	return assembly
}

// unknown is a detail type that no operation has.
const unknown = "Unknown"

// update deploys the stage over the one before, which had so many operations.
func (s stage) update(t *testing.T, site *deployment, assembly string, operations int) *deployment {
	t.Helper()
	added := names(min(s.operations, operations+4))[operations:]
	var unusable []string
	if s.share { // in the other tests rules for these change in place, and miss one now and then
		for _, name := range names(operations) {
			unusable = append(unusable, name+lacking)
		}
	}
	traffic := startTraffic(t, site, slices.Concat(names(operations), unusable, added, []string{unknown})...)
	crowd := startWatch(t, site.Account)
	site = deploy(t, site.Account, assembly, map[string]string{"KeyValue": oldKey})
	most := crowd.stop()
	s.judge(t, traffic.stop(t, site), added)
	t.Logf("to %s: at most %d rules on a bus", s.name, most)
	if most == 0 || most > quotaOfRules {
		t.Errorf("to %s: %d rules on a bus, which holds %d", s.name, most, quotaOfRules)
	}
	return site
}

// judge says what must become of the events during the update: those of operations are
// delivered, at most twice, and none becomes a dead letter; what lacks its field does, at most
// twice; what no operation has still does, once; and what an operation has that is added is one or the other, or both.
func (s stage) judge(t *testing.T, o outcomes, added []string) {
	t.Helper()
	table := make(map[string]int)
	for detailType, outcome := range o {
		for fate, n := range outcome {
			calls, letters := strings.Count(fate, "called"), strings.Count(fate, "dead letter")
			kind, ok := "deployed", calls > 0 && calls <= 2 && letters == 0
			switch {
			case detailType == unknown:
				kind, ok = "unknown", calls == 0 && letters == 1
			case strings.HasSuffix(detailType, lacking):
				kind, ok = "lacking", calls == 0 && letters > 0 && letters <= 2
			case slices.Contains(added, detailType):
				kind, ok = "added", calls+letters > 0 && calls <= 2 && letters <= 1
			}
			if !ok {
				t.Errorf("to %s: %d events %q put during the update: %s", s.name, n, detailType, fate)
			}
			table[fmt.Sprintf("%-8s %d calls, %d dead letters", kind, calls, letters)] += n
		}
	}
	for _, fate := range slices.Sorted(maps.Keys(table)) {
		t.Logf("to %s: %4d events, %s", s.name, table[fate], fate)
	}
}

// wantEachOnce puts an event of each operation, one that lacks its field and one that no
// operation has.
func (s *deployment) wantEachOnce(t *testing.T, operations int) {
	t.Helper()
	s.put(t, steps(append(names(operations), unknown)...)...)
	s.put(t, event(names(1)[0], map[string]any{}))
	var lines []string
	for _, name := range names(operations) {
		lines = append(lines, "POST /v1/"+strings.ToLower(name)+"/0")
	}
	s.takes(t, lines...)
	wantLetters(t, s, unknown, names(1)[0])
}

// wantNothingElse compares how many resources there are with the templates: what an update
// has replaced is gone.
func (s *deployment) wantNothingElse(t *testing.T) {
	t.Helper()
	want := make(map[string]int)
	for _, template := range templates(t, s.assembly) {
		for kind, name := range lab.Kinds {
			want[name] += len(template.resources(kind))
		}
	}
	holdings, err := s.Holdings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, n := range want {
		if got := len(holdings[name]); got != n {
			t.Errorf("the account has %d times %s, want %d: %q", got, name, n, holdings[name])
		}
	}
}

// templates are the template of the stack and those of its nested stacks.
func templates(t *testing.T, assembly string) []*template {
	t.Helper()
	nested, err := filepath.Glob(filepath.Join(assembly, "*.nested.template.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := []*template{readTemplate(t, assembly)}
	for _, path := range nested {
		all = append(all, readTemplateFile(t, path))
	}
	return all
}

// watch counts the rules of the account's buses until it is stopped.
type watch struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
	most   int
}

func startWatch(t *testing.T, account *lab.Account) *watch {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	w := &watch{cancel: cancel}
	w.done.Go(func() {
		for ctx.Err() == nil {
			// A sample that fails is one less.
			buses, _ := account.Rules(context.WithoutCancel(ctx))
			for _, rules := range buses {
				w.most = max(w.most, len(rules))
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	return w
}

// stop gives the most rules that a bus had at once.
func (w *watch) stop() int {
	w.cancel()
	w.done.Wait()
	return w.most
}

// growing is a document with so many operations. It is smaller than samples.Document, and
// puts the number of an event into the path as traffic wants it.
func growing(server string, operations int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `openapi: 3.0.3
info: {title: Growing, version: 1.0.0}
servers:
  - url: %s/v1
security: [{key: []}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
paths:
`, server)
	for _, name := range names(operations) {
		fmt.Fprintf(&b, `  /%s/{id}:
    post:
      operationId: %s
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: Done}}
`, strings.ToLower(name), name)
	}
	return b.String()
}

// names are the detail types of the operations.
func names(operations int) []string {
	names := make([]string, operations)
	for i := range names {
		names[i] = fmt.Sprintf("Thing%02d", i)
	}
	return names
}
