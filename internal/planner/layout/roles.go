package layout

import (
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// rolePolicyOverhead is the inline policy without its resources.
const rolePolicyOverhead = 200

// destinationsPerRole is as many as the limit on a role's policies lets it call.
const destinationsPerRole = (limits.RolePolicyLength - rolePolicyOverhead) / limits.DestinationARNLength

// roleCount is how many roles that many destinations take: 1, 2, 3, 4, 6, 8, 12, 16 …, since
// another number changes all of them.
func roleCount(destinations int) int {
	return bucket.CountInSteps(destinations, destinationsPerRole, 2)
}

// addRoles spreads destinations over roles.
//
// When the number of roles or of cells changes, and with it the role of many a destination, the
// roles get other names: a role that lost a destination in place would refuse the rules that have it
// still. The old roles go last.
func (p *placing) addRoles(c *cell, stack string, destinations []string) {
	p.out.Roles = append(p.out.Roles, p.roles(c, stack, "Role", destinations, p.roleOf)...)
}

// addMachineRoles gives rules what starts state machines, which are in the construct's own stack. There is
// another one for each number of nested stacks, as of those that call what is there; roles trust the
// shards of all of them.
func (p *placing) addMachineRoles(what string, machines []string, roleOf map[string]string) {
	if p.layout.split {
		what += " in " + strconv.Itoa(len(p.cells))
	}
	for _, role := range p.roles(nil, "", what, machines, roleOf) {
		role.Machines, role.Destinations = role.Destinations, nil
		p.out.Roles = append(p.out.Roles, role)
	}
}

// roles are those for what is called, which is noted in roleOf.
func (p *placing) roles(c *cell, stack, what string, destinations []string, roleOf map[string]string) []plan.Role {
	if len(destinations) == 0 {
		return nil
	}
	buckets := bucket.Spread(destinations, roleCount(len(destinations)),
		func(id string) bucket.Key { return bucket.Key{Group: id, Name: id} },
		bucket.UpTo(destinationsPerRole, func(string) int { return 1 }))
	if len(buckets) > 1 {
		what += " of " + strconv.Itoa(len(buckets))
	}
	if c != nil && len(p.cells) > 1 {
		what += " in " + strconv.Itoa(len(p.cells))
	}
	var roles []plan.Role
	for _, bucket := range buckets {
		slices.SortFunc(bucket.Items, strings.Compare)
		role := plan.Role{ID: inCell(c, bucket.Name, what), Stack: stack, Destinations: bucket.Items}
		roles = append(roles, role)
		for _, id := range role.Destinations {
			roleOf[id] = role.ID
		}
	}
	return roles
}

// letRolesWait has the roles that call destinations wait for the rules of their stack that start a
// state machine. An operation that one carries now was an API destination's before, maybe: its old
// rule, which goes last, needs the old role until the new rule is there.
func (p *placing) letRolesWait() {
	starting := make(map[string][]string) // by stack
	for i := range p.out.Rules {
		r := &p.out.Rules[i]
		if _, starts := r.Target.(plan.StateMachineInput); starts {
			starting[r.Stack] = append(starting[r.Stack], r.ID)
		}
	}
	for i := range p.out.Roles {
		r := &p.out.Roles[i]
		if len(r.Destinations) > 0 && len(starting[r.Stack])*len(p.out.Roles) <= mostWaiting {
			r.After = starting[r.Stack]
		}
	}
}
