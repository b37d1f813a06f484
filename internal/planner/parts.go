package planner

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// parts is how many constructs the document is spread over; at least one.
func (b *builder) parts() int { return max(b.opts.Parts, 1) }

// part is the place of this one among them.
func (b *builder) part() int { return max(b.opts.Part, 1) - 1 }

// partsNeeded is how many parts would each fit a stack with its nested stacks, or 0 if none
// does. Each number is a layout of its own, so that large ones are tried in steps.
func (b *builder) partsNeeded(least int) int {
	for n := max(least, b.parts()+1); n <= limits.MostParts; n += max(1, n/8) {
		parted := *b
		parted.opts.Parts, parted.opts.Part = n, 1
		l, _ := parted.arrange(b.whole.units, nil)
		fits := true
		for part := range n {
			parted.opts.Part = part + 1
			fits = fits && !hierarchyOf(parted.uses(parted.assemble(l, nil))).tooMuch()
		}
		if fits {
			return n
		}
	}
	return 0
}

func (b *builder) rulesPerBus() int {
	if b.opts.RulesPerBus > 0 {
		return b.opts.RulesPerBus
	}
	return limits.RulesPerBus
}

// keepPart leaves this part's operations, and of the rest what they need: the whole
// document was planned, since its parts share a bus. Unsupported operations are spread
// like the others. What is said of the whole document is said in the first part, errors in each.
func (b *builder) keepPart() {
	if b.parts() == 1 {
		return
	}
	p := b.plan
	here := make(map[string]bool)
	for _, c := range b.layout.parts[b.part()] {
		for _, u := range c.units {
			for _, m := range u.members {
				here[m.op.DetailType] = true
			}
		}
	}
	used, schemes := make(map[string]bool), make(map[string]bool)
	p.Operations = slices.DeleteFunc(p.Operations, func(op plan.Operation) bool {
		if op.Callable() {
			used[op.Connection] = used[op.Connection] || here[op.DetailType]
			return !here[op.DetailType]
		}
		return bucket.PartOf(op.DetailType, b.parts()) != b.part()
	})
	p.Connections = slices.DeleteFunc(p.Connections, func(c plan.Connection) bool {
		for _, scheme := range c.Schemes {
			schemes[scheme] = schemes[scheme] || used[c.ID]
		}
		return !used[c.ID]
	})
	p.Secrets = slices.DeleteFunc(p.Secrets, func(s plan.Secret) bool { return !schemes[s.Scheme] })
	if b.part() > 0 {
		b.Diagnostics = slices.DeleteFunc(b.Diagnostics, func(d spec.Diagnostic) bool { return d.Severity != spec.Error })
	}
}
