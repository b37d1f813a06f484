package planner_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// generated is a document of so many operations, as large vendors have them: groups of
// collections in collections, with methods to make, change and delete a member. An operation in
// eight has an optional query parameter. With long names, the operationIds repeat the path, as
// in the largest public documents.
func generated(n int, longNames bool) *spec.Document {
	doc := &spec.Document{
		File: "generated.yaml", OpenAPI: "3.0.3", Title: "Generated",
		Servers: []spec.Server{{URL: "https://api.example.com/v1"}},
	}
	parameter := func(name, in string, required bool) spec.Parameter {
		return spec.Parameter{Name: name, In: in, Required: required, Style: map[string]string{"path": "simple", "query": "form"}[in], Schema: &spec.Schema{Types: []string{"string"}}}
	}
	words := []string{"users", "groups", "teams", "channels", "messages", "replies", "attachments", "events", "calendars", "instances", "pages", "sections"}
	for i := 0; len(doc.Operations) < n; i++ {
		path, id := "", ""
		var parameters []spec.Parameter
		for depth, rest := 0, i; depth == 0 || rest > 0 || depth < 2; depth++ {
			word := words[(rest+depth*5)%len(words)]
			rest /= len(words)
			name := fmt.Sprintf("%sId%d", word, depth)
			path += "/" + word + "/{" + name + "}"
			id += word + "."
			parameters = append(parameters, parameter(name, "path", true))
		}
		collection := strings.TrimSuffix(path, path[strings.LastIndex(path, "/"):])
		for _, op := range []struct{ method, path, verb string }{
			{"POST", collection, "Create"}, {"PATCH", path, "Update"}, {"DELETE", path, "Delete"},
		} {
			if len(doc.Operations) == n {
				break
			}
			o := spec.Operation{Method: op.method, Path: op.path, ID: fmt.Sprintf("%s%d", op.verb, i), Parameters: slices.Clone(parameters)}
			if op.path == collection {
				o.Parameters = o.Parameters[:len(o.Parameters)-1]
			}
			if longNames {
				o.ID = id + op.verb + "WithAllThatBelongsToIt"
			}
			if len(doc.Operations)%8 == 0 {
				o.Parameters = append(o.Parameters, parameter("expand", "query", false))
			}
			o.ServersFrom, o.Servers = "document", doc.Servers
			doc.Operations = append(doc.Operations, o)
		}
	}
	return doc
}

// TestQuotas: what a document of any size becomes is within every limit, by default or with
// what the diagnostics propose.
func TestQuotas(t *testing.T) {
	const largest = 11422
	for name, tt := range map[string]struct {
		operations, parts, only int
		opts                    plan.Options
		longNames               bool
		// at most, for an operation
		resources, rules float64
	}{
		"one stack":              {operations: 200, resources: 2.25, rules: 1.2},
		"GitHub's size":          {operations: 584, resources: 2.3, rules: 1.25},
		"and fewer rules":        {operations: 584, opts: plan.Options{RulesPerBus: 100}, resources: 2.5, rules: 1.3},
		"and shared":             {operations: 584, opts: plan.Options{SharedDestinations: true}, resources: 1.4, rules: 1.25},
		"the largest":            {operations: largest, parts: 8, only: 8, opts: plan.Options{SharedDestinations: true}, resources: 1.5, rules: 1.35},
		"a part with long names": {operations: largest, parts: 8, only: 1, opts: plan.Options{SharedDestinations: true}, longNames: true, resources: 1.45, rules: 1.35},
		"parts of a small one":   {operations: 20, parts: 3, resources: 4, rules: 2},
		"as many as it can be":   {operations: 1050, resources: 2.35, rules: 1.3},
		"parts on one bus each":  {operations: 600, parts: 2, opts: plan.Options{RulesPerBus: 5000}, resources: 2.3, rules: 1.25},
	} {
		t.Run(name, func(t *testing.T) {
			doc := generated(tt.operations, tt.longNames)
			tt.opts.Shards = true
			whole := newWhole()
			if tt.only > 1 && testing.Short() {
				t.Skip("SKIPPED: plans the largest document eight times")
			}
			for part := range max(tt.parts, 1) {
				if tt.only > 0 && part >= tt.only {
					break
				}
				opts := tt.opts
				if tt.parts > 0 {
					opts.Part, opts.Parts = part+1, tt.parts
				}
				p := planner.Build(doc, opts)
				for _, d := range p.Diagnostics {
					if d.Severity > spec.Info {
						t.Fatal(d.Error())
					}
				}
				whole.add(t, p, part)
			}
			whole.check(t, max(tt.opts.RulesPerBus, limits.RulesPerBus))
			n := float64(len(whole.operation))
			if tt.only != 1 && len(whole.operation) != tt.operations {
				t.Errorf("%d operations of %d", len(whole.operation), tt.operations)
			}
			resources, rules := float64(whole.resources)/n, float64(whole.rules)/n
			t.Logf("%d operations: %.3f resources each, %.3f rules; %d destinations, %d roles, %d buses, %d stacks, at most %d rules on the users' bus, %d on a shard",
				tt.operations, resources, rules, whole.destinations, whole.roles, len(whole.onBus), whole.stacks, whole.onBus[""], whole.fullest())
			if resources > tt.resources || rules > tt.rules {
				t.Errorf("want at most %.3f resources and %.3f rules", tt.resources, tt.rules)
			}
		})
	}
}

// TestPartsTooFew: with too few parts, each says how many are enough, and that is as many as
// are said without parts.
func TestPartsTooFew(t *testing.T) {
	doc := generated(3000, false)
	asked := func(part, parts int) int {
		p := planner.Build(doc, plan.Options{Shards: true, Part: part, Parts: parts})
		if !p.Failed() {
			t.Errorf("part %d of %d: no error", part, parts)
		}
		return p.Parts
	}
	want := asked(0, 0)
	for _, part := range []int{1, 2} {
		if got := asked(part, 2); got != want || got <= 2 {
			t.Errorf("part %d of 2 says that %d parts are enough, the whole document says %d", part, got, want)
		}
	}
}

// whole is what all parts of a document come to.
type whole struct {
	resources, rules, destinations, roles, stacks int
	// onBus counts rules, and forwarded the rules that forward an operation.
	onBus     map[string]int
	operation map[string]int
	forwards  []plan.Rule
	shardOf   map[string]string
}

func newWhole() *whole {
	return &whole{onBus: make(map[string]int), operation: make(map[string]int), shardOf: make(map[string]string)}
}

func (w *whole) add(t *testing.T, p *plan.Plan, part int) {
	t.Helper()
	inStack := make(map[string]int)
	bus := func(id string) string {
		if id == "" {
			return ""
		}
		return fmt.Sprint(part, id)
	}
	for _, r := range p.Rules {
		w.onBus[bus(r.Bus)]++
		inStack[r.Stack]++
		if r.Kind == plan.Forward {
			r.Target = plan.Shard{Bus: bus(r.Target.(plan.Shard).Bus)}
			w.forwards = append(w.forwards, r)
		}
	}
	busOf := make(map[string]string)
	for _, r := range p.Rules {
		busOf[r.ID] = bus(r.Bus)
	}
	for i := range p.Operations {
		op := &p.Operations[i]
		w.operation[op.DetailType]++
		w.shardOf[op.DetailType] = busOf[op.Rules[0]]
	}
	for _, d := range p.Destinations {
		inStack[d.Stack]++
	}
	for _, r := range p.Roles {
		inStack[r.Stack]++
		if len(r.Destinations)*limits.DestinationARNLength > limits.RolePolicyLength || len(r.Buses)*limits.ShardARNLength > limits.RolePolicyLength {
			t.Errorf("the role %s has too many resources: %d, %d", r.ID, len(r.Destinations), len(r.Buses))
		}
	}
	inStack[""] += len(p.Connections) + len(p.Buses) + len(p.Stacks) + 3
	total := 0
	for id, n := range inStack {
		total += n
		if n > limits.ResourcesPerStack {
			t.Errorf("stack %q: %d resources", id, n)
		}
	}
	if total > limits.ResourcesPerHierarchy {
		t.Errorf("%d resources in one hierarchy", total)
	}
	w.resources += total
	w.rules += len(p.Rules)
	w.destinations += len(p.Destinations)
	w.roles += len(p.Roles)
	w.stacks += 1 + len(p.Stacks)
}

func (w *whole) check(t *testing.T, rulesPerBus int) {
	t.Helper()
	for id, n := range w.onBus {
		if n > rulesPerBus {
			t.Errorf("bus %q: %d rules", id, n)
		}
	}
	if len(w.onBus) > limits.Buses || w.destinations > limits.Destinations {
		t.Errorf("%d buses, %d destinations", len(w.onBus), w.destinations)
	}
	for name, n := range w.operation {
		if n != 1 {
			t.Fatalf("%s is in %d parts", name, n)
		}
	}
	if len(w.forwards) > 0 {
		w.checkForwards(t)
	}
}

// checkForwards: each name goes to its shard, by one rule.
func (w *whole) checkForwards(t *testing.T) {
	t.Helper()
	forwarded := make(map[string]int)
	for _, r := range w.forwards {
		object := r.Pattern.Object()
		if length := len(r.Pattern.String()); length > limits.PatternLength {
			t.Errorf("%s has a pattern of %d characters", r.ID, length)
		}
		for _, test := range object["detail-type"].([]any) {
			for name := range w.operation {
				if matchesTest(test, name) {
					forwarded[name]++
					if to := r.Target.(plan.Shard).Bus; to != w.shardOf[name] {
						t.Fatalf("%s goes to %s and is on %s", name, to, w.shardOf[name])
					}
				}
			}
		}
	}
	for name := range w.operation {
		if forwarded[name] != 1 {
			t.Fatalf("%s is forwarded %d times", name, forwarded[name])
		}
	}
}

func matchesTest(test any, name string) bool {
	if prefix, ok := test.(map[string]any); ok {
		return strings.HasPrefix(name, prefix["prefix"].(string))
	}
	return test == name
}

func (w *whole) fullest() int {
	most := 0
	for id, n := range w.onBus {
		if id != "" {
			most = max(most, n)
		}
	}
	return most
}

// TestEditsMoveFew: of 1,000 documents that differ by one operation each, the next one has few
// resources in another stack or on another bus.
func TestEditsMoveFew(t *testing.T) {
	for name, tt := range map[string]struct {
		operations, edits int
		opts              plan.Options
	}{
		"GitHub's size":           {600, 50, plan.Options{}},
		"nested stacks only":      {450, 100, plan.Options{RulesPerBus: 5000}},
		"a fixed number":          {150, 350, plan.Options{NestedStacks: new(5), RulesPerBus: 5000}},
		"about to be split":       {220, 250, plan.Options{RulesPerBus: 5000}},
		"buses without new stack": {120, 250, plan.Options{RulesPerBus: 60, NestedStacks: new(0)}},
	} {
		t.Run(name, func(t *testing.T) {
			tt.opts.Shards = true
			random := rand.New(rand.NewPCG(1, 2))
			doc := generated(tt.operations*2, false)
			arrange := planner.Arranged(doc, tt.opts)
			selected := make(map[string]bool)
			for _, i := range random.Perm(len(doc.Operations))[:tt.operations] {
				selected[doc.Operations[i].ID] = true
			}
			before := standing(arrange(selected))
			moved, most := 0.0, 0.0
			for range tt.edits {
				id := doc.Operations[random.IntN(len(doc.Operations))].ID
				selected[id] = !selected[id]
				after := standing(arrange(selected))
				n := 0
				for id, place := range after {
					if old, was := before[id]; was && old != place {
						n++
					}
				}
				share := float64(n) / float64(len(after))
				moved, most, before = moved+share, max(most, share), after
			}
			t.Logf("%.3f %% of the resources move on average, at most %.1f %%", moved/float64(tt.edits)*100, most*100)
			// Where the edits lead to and fro over the size at which a stack is split, each way moves all.
			if moved/float64(tt.edits) > 0.03 {
				t.Error("want less than 3 %")
			}
		})
	}
}

// standing is where a plan has its delivery rules and destinations.
func standing(p *plan.Plan) map[string]string {
	out := make(map[string]string)
	for _, r := range p.Rules {
		if r.Kind == plan.Delivery {
			out[r.ID] = r.Stack + " " + r.Bus
		}
	}
	for _, d := range p.Destinations {
		out[d.ID] = d.Stack
	}
	return out
}

// TestGrowth: as a document grows, an operation at a time, no deployment asks for more rules on
// a bus than it holds, though the new ones are made before the old ones go.
func TestGrowth(t *testing.T) {
	for name, opts := range map[string]plan.Options{"stacks first": {}, "buses first": {SharedDestinations: true}} {
		t.Run(name, func(t *testing.T) {
			opts.Shards = true
			doc := generated(420, false)
			arrange := planner.Arranged(doc, opts)
			selected := make(map[string]bool)
			before := make(map[string]string)
			sharded := false
			for i := range doc.Operations {
				if selected[doc.Operations[i].ID] = true; i < 200 {
					continue
				}
				p := arrange(selected)
				after, count := make(map[string]string), make(map[string]int)
				for _, r := range p.Rules {
					after[r.Stack+" "+r.Bus+" "+r.ID] = r.Bus
					count[r.Bus]++
				}
				for key, bus := range before {
					if _, stays := after[key]; !stays {
						count[bus]++
					}
				}
				for bus, n := range count {
					if n > limits.RulesPerBus {
						t.Fatalf("%d operations: %d rules on bus %q while it is deployed", i+1, n, bus)
					}
				}
				before, sharded = after, sharded || len(p.Buses) > 0
			}
			if !sharded {
				t.Error("it never had shards")
			}
		})
	}
}

// TestDeletionsChangeLittle: an operation less changes, but for its own resources, what names it,
// and seldom anything else.
func TestDeletionsChangeLittle(t *testing.T) {
	for name, opts := range map[string]plan.Options{
		"GitHub's size": {Shards: true}, "one bus": {RulesPerBus: 5000}, "shared": {Shards: true, SharedDestinations: true},
	} {
		t.Run(name, func(t *testing.T) {
			doc := generated(584, true)
			arrange := planner.Arranged(doc, opts)
			selected := make(map[string]bool)
			for _, o := range doc.Operations {
				selected[o.ID] = true
			}
			before := contents(arrange(selected))
			deletions, others := 0, 0
			for i := 0; i < len(doc.Operations); i += 12 {
				id := doc.Operations[i].ID
				selected[id] = false
				after := contents(arrange(selected))
				selected[id] = true
				deletions++
				other := false
				for key, text := range before {
					now, stays := after[key]
					if opts.SharedDestinations && (strings.HasSuffix(key, "Destination") || strings.Contains(key, "Role")) {
						continue // the operation may have been the last of its kind
					}
					other = other || now != text && !(stays && strings.Contains(text, `"`+id+`"`)) && !strings.Contains(key, id)
				}
				if other {
					others++
				}
			}
			t.Logf("%d of %d deletions change a resource that doesn't name the operation", others, deletions)
			// A rejection rule holds the names of ten operations or so: with one less, two may be one.
			if others > deletions*9/20 {
				t.Error("too many")
			}
		})
	}
}

// contents are what a plan's resources say, by stack and name.
func contents(p *plan.Plan) map[string]string {
	out := make(map[string]string)
	for _, r := range p.Rules {
		out[r.Stack+" "+r.ID] = fmt.Sprint(r.Pattern.String(), r.Bus, r.Role, calls(r).PathValues)
	}
	for _, r := range p.Roles {
		text := fmt.Sprint(r.Buses)
		for _, id := range r.Destinations {
			text += fmt.Sprintf(",%q", strings.TrimSuffix(id, ":Destination"))
		}
		out[r.Stack+" "+r.ID] = text
	}
	for _, d := range p.Destinations {
		out[d.Stack+" "+d.ID] = d.Endpoint
	}
	return out
}

// TestQuotaOfPrivateConnections: an account has 20, by default.
func TestQuotaOfPrivateConnections(t *testing.T) {
	text := `
openapi: 3.0.3
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com"}]
components:
  securitySchemes:
`
	paths := "paths:\n"
	for i := range 21 {
		text += fmt.Sprintf("    key%d: {type: apiKey, in: header, name: X-Key-%d}\n", i, i)
		paths += fmt.Sprintf("  /a%d: {post: {operationId: a%d, security: [{key%d: []}]}}\n", i, i, i)
	}
	for private, want := range map[bool]bool{true: true, false: false} {
		p := build(t, text+paths, plan.Options{Private: private})
		found := false
		for _, d := range p.Diagnostics {
			found = found || d.Code == diagnostic.AccountQuota && strings.Contains(d.Message, "21 private connections")
		}
		if found != want {
			t.Errorf("private %v:\n%s", private, lines(p.Diagnostics))
		}
	}
}

// TestDestinationsPerAccount: more API destinations than the account has are an error, unless
// it has more, or operations share them.
func TestDestinationsPerAccount(t *testing.T) {
	doc := generated(30, false)
	for _, tt := range []struct {
		quota int
		share bool
		fails bool
	}{{quota: 29, fails: true}, {quota: 30}, {quota: 29, share: true}, {}} {
		p := planner.Build(doc, plan.Options{DestinationsPerAccount: tt.quota, SharedDestinations: tt.share})
		if p.Failed() != tt.fails {
			t.Errorf("a quota of %d, shared %v:\n%s", tt.quota, tt.share, lines(p.Diagnostics))
		}
		if tt.fails {
			find(t, p.Diagnostics, diagnostic.AccountQuota)
		}
	}
	if p := planner.Build(generated(3001, false), plan.Options{RulesPerBus: 1 << 20}); !p.Failed() {
		t.Error("3,001 API destinations are taken for what each account has")
	}
}
