package layout

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// placeTriggers gives the rules of triggers the stacks of their operations, and roles of their own: no
// rule of a trigger may take the role of the operations' own rules, and none of those its.
func (p *placing) placeTriggers() {
	roleOf := p.triggerRoles()
	for cell, m := range p.here() {
		at := 0
		for rule := range m.triggerRules() {
			placed := *rule
			placed.Stack = p.sites[cell].stack
			if _, letters := placed.Target.(plan.DeadLetters); !letters {
				placed.Role = roleOf[m.Calls()]
			}
			p.addRule(placed, m.triggerBytes[at])
			at++
		}
	}
}

// triggerRoles are the roles of what triggers call, each in the stack of what it may call.
func (p *placing) triggerRoles() map[string]string {
	roleOf := make(map[string]string)
	own := make([][]string, len(p.cells))
	var inParent, machines []string
	for cell, m := range p.here() {
		switch id := m.Calls(); {
		case len(m.Triggers) == 0:
		case m.Own != nil && p.layout.split:
			own[cell] = append(own[cell], id)
		case m.Call != nil && !slices.Contains(machines, id):
			machines = append(machines, id)
		case m.Call == nil && !slices.Contains(inParent, id):
			inParent = append(inParent, id)
		}
	}
	from := len(p.out.Roles)
	p.out.Roles = append(p.out.Roles, p.roles(nil, "", "TriggerRole", inParent, roleOf)...)
	p.addMachineRoles("TriggerMachineRole", machines, roleOf)
	for i, ids := range own {
		p.out.Roles = append(p.out.Roles, p.roles(&p.cells[i], p.sites[i].stack, "TriggerRole", ids, roleOf)...)
	}
	for i := from; i < len(p.out.Roles); i++ {
		p.out.Roles[i].Triggers = true
	}
	return roleOf
}

// checkTriggers counts the rules of triggers on each bus: others have rules there, too.
func (c check) checkTriggers() {
	rules := make(map[string]int)
	var buses []string
	for i := range c.whole.Carried {
		for _, t := range c.whole.Carried[i].Triggers {
			if rules[t.Bus] == 0 {
				buses = append(buses, t.Bus)
			}
			rules[t.Bus] += len(t.Rules)
		}
	}
	for _, bus := range buses {
		const near = limits.RulesPerBus * 9 / 10
		if rules[bus] <= near {
			continue
		}
		name := bus
		if name == "" {
			name = "default"
		}
		c.Report(diagnostic.AccountQuota, spec.Warning, c.File(),
			"use fewer triggers (Triggers, context key triggers), map fewer optional values, or have the quota raised",
			"the triggers have %d rules on the event bus %s, which holds %d by default, those of others included (quota Number of rules, L-244521F2)", rules[bus], name, limits.RulesPerBus)
	}
}
