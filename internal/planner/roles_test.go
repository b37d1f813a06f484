package planner_test

import (
	"slices"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
)

// TestRolesGiveNothingUp: as a document grows, an operation at a time, a role that stays may
// call what it might before. A deployment changes it before it deletes the rules that use it for what
// has gone elsewhere. The exception is an operation that has to make room for the new one.
func TestRolesGiveNothingUp(t *testing.T) {
	for name, opts := range map[string]plan.Options{
		"one stack":     {RulesPerBus: 5000},
		"nested stacks": {RulesPerBus: 5000, NestedStacks: new(3)},
		"shards":        {RulesPerBus: 40, NestedStacks: new(0)},
		"both":          {},
	} {
		t.Run(name, func(t *testing.T) {
			opts.Shards = true
			doc := generated(260, false)
			arrange := planner.Arranged(doc, opts)
			selected := make(map[string]bool)
			before := make(map[string][]string)
			roles := make(map[string]bool)
			for i := range doc.Operations {
				selected[doc.Operations[i].ID] = true
				after := permissions(arrange(selected))
				if lost := lostPermissions(before, after); len(lost) > 1 {
					t.Errorf("operation %d: %q", i+1, lost)
				}
				for role := range after {
					roles[role] = true
				}
				before = after
			}
			if len(roles) < 10 {
				t.Errorf("%d roles are too few to show it", len(roles))
			}
		})
	}
}

// TestRolesOfAnotherLayout: where there are more nested stacks, or shards get them, no role
// stays that has less.
func TestRolesOfAnotherLayout(t *testing.T) {
	doc := generated(200, false)
	layouts := []plan.Options{
		{RulesPerBus: 5000, NestedStacks: new(0)}, {RulesPerBus: 60, NestedStacks: new(0)},
		{RulesPerBus: 5000, NestedStacks: new(2)}, {RulesPerBus: 60, NestedStacks: new(5)},
		{RulesPerBus: 60, NestedStacks: new(6)},
	}
	for i, before := range layouts {
		for j, after := range layouts {
			before.Shards, after.Shards = true, true
			if lost := lostPermissions(permissions(planner.Build(doc, before)), permissions(planner.Build(doc, after))); len(lost) > 0 {
				t.Errorf("layout %d after %d: %q", j, i, lost)
			}
		}
	}
}

// permissions are what each role may call, by stack and name.
func permissions(p *plan.Plan) map[string][]string {
	out := make(map[string][]string)
	for _, r := range p.Roles {
		out[r.Stack+" "+r.ID] = append(slices.Clone(r.Destinations), r.Buses...)
	}
	return out
}

// lostPermissions are those of roles that stay.
func lostPermissions(before, after map[string][]string) []string {
	var lost []string
	for role, ids := range before {
		now, stays := after[role]
		for _, id := range ids {
			if stays && !slices.Contains(now, id) {
				lost = append(lost, role+": "+id)
			}
		}
	}
	return lost
}

// TestUnknownIsForgottenLast: the rule for unknown detail types lets go of a new operation after the
// rule that forwards its events is there, not only the one that delivers them.
func TestUnknownIsForgottenLast(t *testing.T) {
	for _, stacks := range []int{0, 4} {
		p := planner.Build(generated(60, false), plan.Options{
			RulesPerBus: 40, Shards: true, NestedStacks: &stacks, CatchUnknown: true,
		})
		forwards := 0
		last := p.Rules[len(p.Rules)-1]
		for _, r := range p.Rules {
			if r.Kind == plan.Forward {
				forwards++
				if !slices.Contains(last.After, r.ID) {
					t.Errorf("%d stacks: %s doesn't wait for %s", stacks, last.ID, r.ID)
				}
			}
		}
		if last.Kind != plan.UnknownDetailType || forwards == 0 {
			t.Errorf("%d stacks: %d rules that forward, and the last rule is %s", stacks, forwards, last.ID)
		}
	}
}
