package layout

import (
	"cmp"
	"slices"
	"strings"

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

// busOfTriggers is a bus with rules of triggers.
type busOfTriggers struct {
	name string
	// words are what messages call it.
	words string
	// own tells that it is the one that users publish to.
	own bool
	// rules is how many there are, in all parts; wild have wildcards.
	rules, wild int
}

// busesOfTriggers are all that have some, in the order of the first ones.
func (c check) busesOfTriggers() []busOfTriggers {
	var buses []busOfTriggers
	for i := range c.whole.Carried {
		for _, t := range c.whole.Carried[i].Triggers {
			name := cmp.Or(t.Bus, "default")
			at := slices.IndexFunc(buses, func(b busOfTriggers) bool { return b.own && t.OnBus || b.name == name })
			if at < 0 {
				at, buses = len(buses), append(buses, busOfTriggers{name: name, words: wordsOf(name, t.ID)})
			}
			bus := &buses[at]
			bus.own = bus.own || t.OnBus
			bus.rules += len(t.Rules)
			for j := range t.Rules {
				if t.Rules[j].Pattern.Wild() {
					bus.wild++
				}
			}
		}
	}
	return buses
}

// wordsOf are what a bus with a trigger is called where only the deployment may know its name.
func wordsOf(bus, trigger string) string {
	if strings.Contains(bus, "${") {
		return "of the trigger " + trigger
	}
	return bus
}

// nearly is a part of a quota from which on others who have rules on a bus may fill it.
func nearly(quota int) int { return quota * 9 / 10 }

// checkTriggers counts the rules of triggers on each bus: others have rules there, too.
func (c check) checkTriggers() {
	for _, bus := range c.busesOfTriggers() {
		if bus.rules > nearly(limits.RulesPerBus) {
			c.Report(diagnostic.AccountQuota, spec.Warning, c.File(),
				"use fewer triggers (Triggers, context key triggers), map fewer optional values, or have the quota raised",
				"the triggers have %d rules on the event bus %s, which holds %d by default, those of others included (quota Number of rules, L-244521F2)", bus.rules, bus.words, limits.RulesPerBus)
		}
	}
}
