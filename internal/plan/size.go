package plan

import (
	"encoding/json"
	"strings"

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

func (b *builder) hierarchyUse(p *Plan) hierarchy {
	h := hierarchy{own: b.stackUse(p, "")}
	h.resources = h.own.resources()
	for i := range p.Stacks {
		h.resources += b.stackUse(p, p.Stacks[i].ID).resources()
	}
	return h
}

// stackUse is what a stack of the plan holds; the construct's own has no name.
func (b *builder) stackUse(p *Plan, stack string) use {
	var u use
	if stack == "" {
		u = use{connections: len(p.Connections), others: b.opts.OtherResources + len(p.Buses) + len(p.Stacks), parameters: len(p.Secrets) + len(p.Parameters)}
		for i := range p.Connections {
			u.bytes += 900 + len(p.Connections[i].ID) // a connection has a handful of short values
		}
	}
	for i := range p.Destinations {
		d := &p.Destinations[i]
		if d.Stack != stack {
			continue
		}
		u.destinations++
		u.bytes += rendered(d.ID, map[string]any{
			"ConnectionArn": attribute(d.Connection), "Description": d.Description,
			"HttpMethod": d.Method, "InvocationEndpoint": d.Endpoint,
		}, nil)
	}
	for i := range p.Roles {
		if r := &p.Roles[i]; r.Stack == stack {
			u.roles++
			u.bytes += 900
			for _, id := range r.Destinations {
				u.bytes += len(logical(id)) + 80
			}
		}
	}
	for i := range p.Rules {
		if p.Rules[i].Stack == stack {
			u.rules++
			u.bytes += b.ruleSize(&p.Rules[i])
		}
	}
	return u
}

// ruleSize remembers those of delivery rules: their bus and stack matter little.
func (b *builder) ruleSize(r *Rule) int {
	if r.Kind != Delivery {
		return ruleSize(r)
	}
	size, known := b.sizes[r.ID]
	if !known {
		size = ruleSize(r)
		b.sizes[r.ID] = size
	}
	return size
}

func ruleSize(r *Rule) int {
	var pattern any = r.Pattern.String()
	if object := r.Pattern.Object(); object != nil {
		pattern = object
	}
	target := map[string]any{"Arn": attribute(r.Destination), "Id": "DeadLetterQueue"}
	if r.Kind == Delivery {
		target = map[string]any{
			"Arn": attribute(r.Destination), "RoleArn": attribute(r.Role), "Id": "ApiDestination",
			"DeadLetterConfig": map[string]any{"Arn": attribute("DeadLetterQueue")},
			"HttpParameters": map[string]any{
				"PathParameterValues": r.PathValues, "QueryStringParameters": pairMap(r.Query), "HeaderParameters": pairMap(r.Headers),
			},
			"InputPath": r.InputPath + r.Input,
		}
	}
	waits := make([]string, len(r.After))
	for i, id := range r.After {
		waits[i] = logical(id)
	}
	return rendered(r.ID, map[string]any{
		"Description": r.Description, "EventBusName": attribute("EventBus"),
		"EventPattern": pattern, "Targets": []any{target},
	}, waits)
}

// rendered is the size of a resource.
func rendered(id string, properties map[string]any, dependsOn []string) int {
	text, err := json.MarshalIndent(map[string]any{
		"Type": "AWS::Events::ApiDestination", "Properties": properties, "DependsOn": dependsOn,
	}, "  ", " ")
	if err != nil {
		return 0 // strings and maps always encode
	}
	return len(logical(id)) + len(text) + len("  \"\": ,\n")
}

// logical stands for a logical id: the construct's id, the letters, and a hash.
func logical(id string) string { return letters(id) + strings.Repeat("x", 16) }

func attribute(id string) map[string]any {
	return map[string]any{"Fn::GetAtt": []string{logical(id), "Arn"}}
}

func pairMap(pairs []Pair) map[string]string {
	m := make(map[string]string, len(pairs))
	for _, p := range pairs {
		m[p.Name] = p.Value.Expression()
	}
	return m
}
