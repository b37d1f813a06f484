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
	if len(destinations) == 0 {
		return
	}
	buckets := bucket.Spread(destinations, roleCount(len(destinations)),
		func(id string) bucket.Key { return bucket.Key{Group: id, Name: id} },
		bucket.UpTo(destinationsPerRole, func(string) int { return 1 }))
	what := "Role"
	if len(buckets) > 1 {
		what += " of " + strconv.Itoa(len(buckets))
	}
	if c != nil && len(p.cells) > 1 {
		what += " in " + strconv.Itoa(len(p.cells))
	}
	for _, bucket := range buckets {
		slices.SortFunc(bucket.Items, strings.Compare)
		role := plan.Role{ID: inCell(c, bucket.Name, what), Stack: stack, Destinations: bucket.Items}
		p.out.Roles = append(p.out.Roles, role)
		for _, id := range role.Destinations {
			p.roleOf[id] = role.ID
		}
	}
}
