package plan

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// rejection is what an operation's guards turn away: the alternatives, one for each
// guard, all in one rule so that no event is rejected twice.
type rejection struct {
	detailType   string
	alternatives []object
	// shape is the alternatives as text: operations with the same share a pattern.
	shape string
	// nameLength is that of the detail type as JSON.
	nameLength int
}

func (o *draft) rejection(form presence) rejection {
	r := rejection{detailType: o.op.DetailType, nameLength: jsonLength(o.op.DetailType)}
	for _, g := range o.guards {
		r.alternatives = append(r.alternatives, detailObject([]test{{g.field, g.rejects(form)}}))
	}
	if len(r.alternatives) > 0 {
		r.shape = Pattern{anyOf(r.alternatives)}.String()
	}
	return r
}

func (r rejection) pattern(sources []string) Pattern {
	return rejectionPattern([]rejection{r}, sources)
}

// rejectionPattern matches what any of the operations turns away.
func rejectionPattern(rejections []rejection, sources []string) Pattern {
	groups := make(map[string][]rejection)
	var shapes []string
	for _, r := range rejections {
		if len(groups[r.shape]) == 0 {
			shapes = append(shapes, r.shape)
		}
		groups[r.shape] = append(groups[r.shape], r)
	}
	slices.Sort(shapes)
	var alternatives []object
	for _, shape := range shapes {
		group := groups[shape]
		names := make([]string, len(group))
		for i, r := range group {
			names[i] = r.detailType
		}
		slices.Sort(names)
		alternative := object{{"detail-type", texts(names)}}
		if len(group[0].alternatives) > 0 {
			alternative = append(alternative, member{"detail", anyOf(group[0].alternatives)})
		}
		alternatives = append(alternatives, alternative)
	}
	root := anyOf(alternatives)
	if len(sources) > 0 {
		root = append(root, member{"source", texts(sources)})
	}
	return Pattern{root}
}

// addRules adds what belongs to no single operation: rejection rules, the rule for
// unknown detail types, and the roles of the delivery rules.
func (b *builder) addRules() {
	b.addRoles()
	b.addRejections()
	b.addUnknownDetailTypes()
}

func (b *builder) addRejections() {
	guarded := slices.DeleteFunc(slices.Clone(b.rejections), func(r rejection) bool { return len(r.alternatives) == 0 })
	if len(guarded) == 0 {
		return
	}
	whole := rejectionLength(guarded, b.opts.Sources)
	buckets := intoBuckets(guarded, bucketCount(whole, limits.PatternLength),
		func(r rejection) bucketKey { return bucketKey{r.shape, r.detailType} },
		func(rs []rejection) bool { return rejectionLength(rs, b.opts.Sources) <= limits.PatternLength })
	for _, bucket := range buckets {
		b.plan.Rules = append(b.plan.Rules, Rule{
			ID: identifier(bucket.name, "Rejection"), Kind: Rejection,
			Description: "events without a required field go to the dead-letter queue",
			Pattern:     rejectionPattern(bucket.items, b.opts.Sources),
			After:       b.deliveryRules(func(op *Operation) bool { return rejects(bucket.items, op.DetailType) }),
		})
	}
}

func rejects(rejections []rejection, detailType string) bool {
	return slices.ContainsFunc(rejections, func(r rejection) bool { return r.detailType == detailType })
}

// deliveryRules are those of some operations, in document order.
func (b *builder) deliveryRules(of func(*Operation) bool) []string {
	var ids []string
	for i := range b.plan.Operations {
		if op := &b.plan.Operations[i]; len(op.Rules) > 0 && of(op) {
			ids = append(ids, op.Rules...)
		}
	}
	return ids
}

// addUnknownDetailTypes catches events that no operation has, if the names of all
// fit into one pattern.
func (b *builder) addUnknownDetailTypes() {
	if !b.opts.CatchUnknown || len(b.plan.Destinations) == 0 {
		return
	}
	var names []string
	for i := range b.plan.Operations {
		if b.plan.Operations[i].Callable() {
			names = append(names, b.plan.Operations[i].DetailType)
		}
	}
	slices.Sort(names)
	pattern := eventPattern(b.opts.Sources, list(operator("anything-but", texts(names))), nil)
	if length := len(pattern.String()); length > limits.PatternLength {
		b.report(diagnostic.UnknownDetailTypes, spec.Warning, b.file(),
			"select fewer operations, or turn the rule off with IgnoreUnknownDetailTypes",
			"an event with a mistyped detail-type matches no rule: the names of all %d operations do not fit into one pattern (%d characters; it holds %d)",
			len(names), length, limits.PatternLength)
		return
	}
	b.plan.Rules = append(b.plan.Rules, Rule{
		ID: "UnknownDetailType", Kind: UnknownDetailType, Pattern: pattern,
		Description: "events that no operation has go to the dead-letter queue",
		After:       b.deliveryRules(func(*Operation) bool { return true }),
	})
}

// rolePolicyOverhead is the inline policy without its resources.
const rolePolicyOverhead = 200

// addRoles spreads the destinations over roles, as many as the limit on a role's
// policies asks for, and tells each rule its role.
func (b *builder) addRoles() {
	const most = (limits.RolePolicyLength - rolePolicyOverhead) / limits.DestinationARNLength
	ids := make([]string, len(b.plan.Destinations))
	for i, d := range b.plan.Destinations {
		ids[i] = d.ID
	}
	if len(ids) == 0 {
		return
	}
	roleOf := make(map[string]string)
	for _, bucket := range intoBuckets(ids, bucketCount(len(ids), most),
		func(id string) bucketKey { return bucketKey{id, id} },
		func(ids []string) bool { return len(ids) <= most }) {
		slices.SortFunc(bucket.items, strings.Compare)
		role := Role{ID: identifier(bucket.name, "Role"), Destinations: bucket.items}
		b.plan.Roles = append(b.plan.Roles, role)
		for _, id := range role.Destinations {
			roleOf[id] = role.ID
		}
	}
	for i := range b.plan.Rules {
		if b.plan.Rules[i].Kind == Delivery {
			b.plan.Rules[i].Role = roleOf[b.plan.Rules[i].Destination]
		}
	}
}
