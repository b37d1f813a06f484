package layout

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// partsNeeded is how many parts would each fit a stack with its nested stacks, or 0 if none does;
// so many are known not to be enough. Each number is a layout of its own, so that large ones are
// tried in steps.
func (w *whole) partsNeeded(least, notEnough int) int {
	for n := max(least, notEnough+1); n <= limits.MostParts; n += max(1, n/8) {
		l, _ := w.arrange(nil, part{0, n})
		fits := true
		for at := range n {
			fits = fits && !hierarchyOf(w.place(l, part{at, n}, nil).uses).tooMuch()
		}
		if fits {
			return n
		}
	}
	return 0
}

// KeepPart leaves in the plan this part's operations, and of the rest what they need: the whole
// document was planned, since its parts share a bus. Unsupported operations are spread
// like the others.
func (p *Placed) KeepPart(of *plan.Plan) {
	if p.part.of == 1 {
		return
	}
	here := make(map[string]bool)
	for _, c := range p.layout.parts[p.part.at] {
		for _, u := range c.units {
			for _, m := range u.members {
				here[m.DetailType] = true
			}
		}
	}
	used, schemes := make(map[string]bool), make(map[string]bool)
	of.Operations = slices.DeleteFunc(of.Operations, func(op plan.Operation) bool {
		if op.Callable() {
			used[op.Connection] = used[op.Connection] || here[op.DetailType]
			return !here[op.DetailType]
		}
		return bucket.PartOf(op.DetailType, p.part.of) != p.part.at
	})
	of.Connections = slices.DeleteFunc(of.Connections, func(c plan.Connection) bool {
		for _, scheme := range c.Schemes {
			schemes[scheme] = schemes[scheme] || used[c.ID]
		}
		return !used[c.ID]
	})
	of.Secrets = slices.DeleteFunc(of.Secrets, func(s plan.Secret) bool { return !schemes[s.Scheme] })
}
