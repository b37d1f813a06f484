package layout

import (
	"fmt"
	"slices"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// carriedBy makes an operation that calls its own destination, or what is shared.
func carriedBy(name, connection, shared string) Carried {
	c := Carried{DetailType: name, Connection: connection, Shared: shared}
	if shared == "" {
		c.Own = &plan.Destination{ID: name + ":Destination", Connection: connection}
	}
	c.Rules = []plan.Rule{{
		ID: name + ":Rule", Pattern: pattern.EventPattern(nil, pattern.List(name), nil), Target: plan.APIDestination{ID: c.Calls()},
	}}
	return c
}

// TestOwnAndShared: what is an operation's own moves with its rules, what operations share stays in
// the construct's stack, and a role of the same stack may call it; both in one document. A shared
// thing needs to be no destination.
func TestOwnAndShared(t *testing.T) {
	d := &Document{Connections: []plan.Connection{{ID: "c"}}, Shared: []plan.Destination{{ID: "shared", Connection: "c"}, {ID: "unused", Connection: "c"}}}
	for i := range 400 {
		d.Carried = append(d.Carried, carriedBy(fmt.Sprint("op", i), "c", []string{"", "", "shared", "machine"}[i%4]))
	}
	placed := Arrange(d, Options{RulesPerBus: 1000, NestedStacks: new(3)}, finding.NewLog(&spec.Document{}, false))
	stackOf := make(map[string]string)
	for _, d := range placed.Destinations {
		stackOf[d.ID] = d.Stack
	}
	if stack, made := stackOf["shared"]; len(placed.Destinations) != 201 || !made || stack != "" || len(placed.Stacks) < 3 {
		t.Fatalf("%d destinations, the shared one in %q (%v); %d stacks", len(placed.Destinations), stack, made, len(placed.Stacks))
	}
	for i, r := range placed.Rules {
		called := d.Carried[i].Calls()
		own := d.Carried[i].Own != nil
		if r.Stack == "" || own && stackOf[called] != r.Stack {
			t.Errorf("%s is in %q, and %s in %q", r.ID, r.Stack, called, stackOf[called])
		}
		role := placed.Roles[slices.IndexFunc(placed.Roles, func(role plan.Role) bool { return role.ID == r.Role })]
		if role.Stack != stackOf[called] || !slices.Contains(role.Destinations, called) {
			t.Errorf("%s calls %s of %q by %+v", r.ID, called, stackOf[called], role)
		}
	}
}

// TestSharedConnectionsStay: a connection follows its operations into their stack only where all of
// them have destinations of their own: a shared one is not there.
func TestSharedConnectionsStay(t *testing.T) {
	d := &Document{}
	for i := range 2 * manyConnections {
		id, shared := fmt.Sprint("c", i), ""
		if i%2 == 1 {
			shared = "shared" + id
			d.Shared = append(d.Shared, plan.Destination{ID: shared, Connection: id})
		}
		d.Connections = append(d.Connections, plan.Connection{ID: id})
		d.Carried = append(d.Carried, carriedBy("own"+id, id, ""), carriedBy("other"+id, id, shared))
	}
	placed := Arrange(d, Options{RulesPerBus: 1000}, finding.NewLog(&spec.Document{}, false))
	followed := 0
	for i, c := range placed.Connections {
		if c.Stack != "" {
			followed++
		}
		if i%2 == 1 && c.Stack != "" {
			t.Errorf("%s is in %s, and what is shared in the construct's stack calls through it", c.ID, c.Stack)
		}
	}
	if followed < manyConnections/2 {
		t.Errorf("%d connections follow their operations", followed)
	}
}

// TestCrossings: a nested stack takes one value for what is shared, or for the connection of what is
// its own; and for shared things a tenth more, for their roles.
func TestCrossings(t *testing.T) {
	c := crossings{ids: make(map[string]bool)}
	for i := range 200 {
		m := carriedBy(fmt.Sprint(i), fmt.Sprint("c", i%100), "")
		c.add(unit{members: []*member{{Carried: &m}}})
	}
	one := carriedBy("one", "c1", "")
	other := carriedBy("other", "c1", "shared")
	if own, shared := c.with(unit{members: []*member{{Carried: &one}}}), c.with(unit{members: []*member{{Carried: &other}}}); own != 100 || shared != 101 {
		t.Errorf("%d and %d values cross", own, shared)
	}
	for i := range 100 {
		m := carriedBy(fmt.Sprint("s", i), "c1", fmt.Sprint("shared", i))
		c.add(unit{members: []*member{{Carried: &m}}})
	}
	if got := c.with(unit{members: []*member{{Carried: &one}}}); got != 210 {
		t.Errorf("%d values cross, want 100 connections, 100 shared things and 10 roles", got)
	}
}

// TestRejectionsWaitForMachines: a rejection rule changes after the rules that start state machines
// are there, for one of them may be that of an operation which it named before.
func TestRejectionsWaitForMachines(t *testing.T) {
	d := &Document{Connections: []plan.Connection{{ID: "c"}}}
	guarded := carriedBy("guarded", "c", "")
	detail := pattern.DetailObject([]pattern.Test{{Field: "id", Want: pattern.Missing}})
	guard := pattern.GuardText{Detail: detail, Text: pattern.Pattern{Root: detail}.String()}
	guarded.Rejections = []pattern.Rejection{{DetailType: "guarded", Guards: []pattern.GuardText{guard}, Shape: guard.Text, NameLength: pattern.TextLength("guarded")}}
	started := carriedBy("started", "c", "machine")
	started.Call = &plan.Call{Method: "POST", BaseURL: "https://api.example.com"}
	d.Carried = []Carried{guarded, started}
	placed := Arrange(d, Options{}, finding.NewLog(&spec.Document{}, false))
	rejections := 0
	for _, r := range placed.Rules {
		if r.Kind != plan.Rejection {
			continue
		}
		rejections++
		if !slices.Contains(r.After, started.Rules[0].ID) {
			t.Errorf("%s waits for %q, want %s among them", r.ID, r.After, started.Rules[0].ID)
		}
	}
	if rejections != 1 {
		t.Errorf("%d rejection rules", rejections)
	}
	if len(placed.Machines) != 1 || len(placed.Machines[0].Calls) != 1 {
		t.Errorf("machines %+v", placed.Machines)
	}
}

// TestRolesWaitForMachines: the role that calls destinations changes after the rules that start state
// machines are there, for one of them may be that of an operation which the role could call before.
func TestRolesWaitForMachines(t *testing.T) {
	d := &Document{Connections: []plan.Connection{{ID: "c"}}}
	called, started := carriedBy("called", "c", ""), carriedBy("started", "c", "machine")
	started.Call = &plan.Call{Method: "POST", BaseURL: "https://api.example.com"}
	started.Rules[0].Target = plan.StateMachineInput{ID: "machine"}
	d.Carried = []Carried{called, started}
	placed := Arrange(d, Options{}, finding.NewLog(&spec.Document{}, false))
	for _, r := range placed.Roles {
		if waits := slices.Contains(r.After, started.Rules[0].ID); waits != (len(r.Destinations) > 0) {
			t.Errorf("%s waits for %q", r.ID, r.After)
		}
	}
	if len(placed.Roles) != 2 {
		t.Errorf("roles %+v, want one for the destination and one for the machine", placed.Roles)
	}
}

// TestMachineRolesOfStacks: shards have other names with nested stacks than without, so a role that
// starts machines for their rules is another one, too.
func TestMachineRolesOfStacks(t *testing.T) {
	d := &Document{Connections: []plan.Connection{{ID: "c"}}}
	for i := range 8 {
		c := carriedBy(fmt.Sprint(i), "c", "machine")
		c.Call = &plan.Call{Method: "POST", BaseURL: "https://api.example.com"}
		d.Carried = append(d.Carried, c)
	}
	seen := make(map[string]bool)
	for _, stacks := range []int{0, 2, 3} {
		for _, r := range Arrange(d, Options{NestedStacks: &stacks}, finding.NewLog(&spec.Document{}, false)).Roles {
			if len(r.Machines) > 0 && (seen[r.ID] || r.Stack != "") {
				t.Errorf("with %d nested stacks the role is %s again, in %q", stacks, r.ID, r.Stack)
			}
			seen[r.ID] = true
		}
	}
	if len(seen) != 3 {
		t.Errorf("roles %v", seen)
	}
}
