package plan

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// rolePolicyOverhead is the inline policy without its resources.
const rolePolicyOverhead = 200

// destinationsPerRole is as many as the limit on a role's policies lets it call.
const destinationsPerRole = (limits.RolePolicyLength - rolePolicyOverhead) / limits.DestinationARNLength

// addRoles spreads destinations over roles.
func (a *assembly) addRoles(c *cell, stack string, destinations []string) {
	if len(destinations) == 0 {
		return
	}
	for _, bucket := range intoBuckets(destinations, bucketCount(len(destinations), destinationsPerRole),
		func(id string) bucketKey { return bucketKey{id, id} },
		func() load[string] {
			n := 0
			return func(_ string, must bool) bool {
				n++
				return n <= destinationsPerRole || must
			}
		}) {
		slices.SortFunc(bucket.items, strings.Compare)
		role := Role{ID: inCell(c, bucket.name, "Role"), Stack: stack, Destinations: bucket.items}
		a.out.Roles = append(a.out.Roles, role)
		for _, id := range role.Destinations {
			a.roleOf[id] = role.ID
		}
	}
}
