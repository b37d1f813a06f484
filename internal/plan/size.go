package plan

import (
	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// use is what a stack holds.
type use struct {
	connections, destinations, rules, roles, others int
	// bytes is about how long the template is as the CDK writes it, indented by one blank
	// for each level: within a few percent, since the names that the CDK makes are not
	// known here.
	bytes int
	// parameters are what it asks for, or what the parent stack gives it.
	parameters int
}

func (u use) resources() int { return u.connections + u.destinations + u.rules + u.roles + u.others }

func (u use) tooMuch() bool {
	return u.resources() > limits.ResourcesPerStack || u.bytes > limits.TemplateBytes
}

// hierarchy is what a stack and those nested in it hold.
type hierarchy struct {
	own       use
	resources int
}

func (h hierarchy) tooMuch() bool {
	return h.own.tooMuch() || h.resources > limits.ResourcesPerHierarchy
}

func hierarchyOf(uses map[string]*use) hierarchy {
	h := hierarchy{own: *uses[""]}
	for _, u := range uses {
		h.resources += u.resources()
	}
	return h
}

// uses are what the stacks of the plan hold, by their IDs; the construct's own has none.
func (b *builder) uses(p *Plan) map[string]*use {
	uses := map[string]*use{
		"": {others: b.opts.OtherResources + len(p.Buses) + len(p.Stacks), parameters: len(p.Secrets) + len(p.Parameters)},
	}
	for i := range p.Stacks {
		uses[p.Stacks[i].ID] = new(use)
	}
	for i := range p.Connections {
		c := &p.Connections[i]
		u := uses[c.Stack]
		u.connections++
		u.bytes += 900 + len(c.ID) // a connection has a handful of short values
	}
	for i := range p.Destinations {
		d := &p.Destinations[i]
		u := uses[d.Stack]
		u.destinations++
		u.bytes += destinationSize(d)
	}
	for i := range p.Roles {
		r := &p.Roles[i]
		u := uses[r.Stack]
		u.roles++
		u.bytes += 900
		for _, id := range r.Destinations {
			u.bytes += logicalLength(id) + 80
		}
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		u := uses[r.Stack]
		u.rules++
		if r.size > 0 {
			u.bytes += r.size
		} else {
			u.bytes += ruleSize(r)
		}
	}
	return uses
}

func destinationSize(d *Destination) int {
	return rendered(d.ID, object{
		{"ConnectionArn", attribute(d.Connection)}, {"Description", d.Description},
		{"HttpMethod", d.Method}, {"InvocationEndpoint", d.Endpoint},
	}, nil)
}

func ruleSize(r *Rule) int {
	var pattern any = r.Pattern.root
	if hasNull(pattern) {
		pattern = length(r.Pattern.length())
	}
	target := object{{"Arn", attribute(r.Destination)}, {"Id", "DeadLetterQueue"}}
	if r.Kind == Delivery {
		target = object{
			{"Arn", attribute(r.Destination)}, {"RoleArn", attribute(r.Role)}, {"Id", "ApiDestination"},
			{"DeadLetterConfig", object{{"Arn", attribute("DeadLetterQueue")}}},
			{"HttpParameters", object{
				{"PathParameterValues", texts(r.PathValues)}, {"QueryStringParameters", expressions(r.Query)}, {"HeaderParameters", expressions(r.Headers)},
			}},
			{"InputPath", r.InputPath + r.Input},
		}
	}
	waits := make([]any, len(r.After))
	for i, id := range r.After {
		waits[i] = length(logicalLength(id))
	}
	return rendered(r.ID, object{
		{"Description", r.Description}, {"EventBusName", attribute("EventBus")},
		{"EventPattern", pattern}, {"Targets", []any{target}},
	}, waits)
}

// rendered is the size of a resource.
func rendered(id string, properties object, dependsOn []any) int {
	const depth = 2 // in the template, in its resources
	return logicalLength(id) + len("  \"\": ,\n") + indented(object{
		{"Type", "AWS::Events::ApiDestination"}, {"Properties", properties}, {"DependsOn", dependsOn},
	}, depth)
}

// length stands for a text of so many characters, attribute for the reference to one of the
// resource with that id.
type (
	length    int
	attribute string
)

// indented is the size of a value of a template, whose lines begin with as many blanks as
// they are deep.
func indented(node any, depth int) int {
	line := func(depth int) int { return len("\n") + depth }
	switch n := node.(type) {
	case length:
		return int(n) + len(`""`)
	case attribute:
		return indented(object{{"Fn::GetAtt", []any{length(logicalLength(string(n))), "Arn"}}}, depth)
	case object:
		if len(n) == 0 {
			return len("{}")
		}
		size := len("{}") + len(n) - 1 + line(depth)
		for _, m := range n {
			size += line(depth+1) + jsonLength(m.name) + len(": ") + indented(m.value, depth+1)
		}
		return size
	case []any:
		if len(n) == 0 {
			return len("[]")
		}
		size := len("[]") + len(n) - 1 + line(depth)
		for _, v := range n {
			size += line(depth+1) + indented(v, depth+1)
		}
		return size
	}
	return jsonLength(node)
}

// logicalLength is that of a logical id: the construct's id, the letters, and a hash.
func logicalLength(id string) int {
	const others = 16
	letters := 0
	for _, r := range id {
		if isLetterOrDigit(r) {
			letters++
		}
	}
	return letters + others
}

func expressions(pairs []Pair) object {
	o := make(object, len(pairs))
	for i, p := range pairs {
		o[i] = member{p.Name, p.Value.Expression()}
	}
	return o
}
