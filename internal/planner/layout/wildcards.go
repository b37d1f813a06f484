package layout

import (
	"fmt"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// What makes rules with wildcards fewer.
const (
	guardFewer   = "set the GuardPath of fewer operations (Operations, context key operations): each rule of those has wildcards, and three or more that reject their events"
	plainPattern = "write a prefix or a suffix instead of a wildcard in their patterns (Triggers, context key triggers), or set no GuardPath for the operations that they call (Operations, context key operations)"
)

// checkWildcards counts the rules with wildcards on each bus, those of all parts. Those of triggers are on
// the construct's bus or on others, where somebody else may have some, too.
func (c check) checkWildcards() {
	here := c.wildcardsHere()
	for _, bus := range c.busesOfTriggers() {
		switch {
		case bus.own && !c.layout.sharded:
			c.reportWildcards(here+bus.wild, bus.wild)
			here = 0
		case bus.own:
			c.reportWildcards(bus.wild, bus.wild)
		case bus.wild > nearly(limits.WildcardRules):
			c.Report(diagnostic.AccountQuota, spec.Warning, c.File(), plainPattern,
				"the triggers have %d rules with wildcards on the event bus %s, which holds %d by default, those of others included", bus.wild, bus.words, limits.WildcardRules)
		}
	}
	c.reportWildcards(here, 0)
}

// wildcardsHere are those of the operations' own rules: on the construct's bus, or on the shard that has
// most of them.
func (c check) wildcardsHere() int {
	most, sum := 0, 0
	for _, part := range c.layout.parts {
		for i := range part {
			n := part[i].wildcards()
			most, sum = max(most, n), sum+n
		}
	}
	if c.layout.sharded {
		return most
	}
	return sum
}

// reportWildcards reports what a bus of the construct may not hold; so many of the rules are those of
// triggers.
func (c check) reportWildcards(n, ofTriggers int) {
	if n <= limits.WildcardRules {
		return
	}
	hint, whose := guardFewer, ""
	if ofTriggers > 0 {
		hint, whose = plainPattern, fmt.Sprintf(": %d of them are those of triggers", ofTriggers)
	}
	if ofTriggers > 0 && ofTriggers < n {
		hint += "; or " + guardFewer
	}
	c.Report(diagnostic.AccountQuota, spec.Warning, c.File(), hint,
		"%d rules with wildcards on one event bus are more than the %d that it holds by default%s", n, limits.WildcardRules, whose)
}
