package layout

import (
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

func destinationSize(d *plan.Destination) int {
	const depth = propertyDepth
	return resourceSize(d.ID, nil, objectSize(depth,
		sized{"ConnectionArn", attributeSize(d.Connection, depth)}, sizedText("Description", d.Description),
		sizedText("HttpMethod", d.Method), sizedText("InvocationEndpoint", d.Endpoint)))
}

func ruleSize(r *plan.Rule) int {
	const depth = propertyDepth
	length := r.Pattern.Length() + len(`""`)
	if !pattern.OnlyText(r.Pattern.Root) {
		length = indented(r.Pattern.Root, depth)
	}
	return resourceSize(r.ID, r.After, objectSize(depth,
		sizedText("Description", r.Description), sized{"EventBusName", attributeSize("EventBus", depth)},
		sized{"EventPattern", length}, sized{"Targets", block(depth+1, 1, targetSize(r, depth+2))}))
}

// targetSize is that of the rule's target, whose members are so deep.
func targetSize(r *plan.Rule, depth int) int {
	if t, starts := r.Target.(plan.StateMachineInput); starts {
		return objectSize(depth,
			sized{"Arn", attributeSize(t.ID, depth)}, sized{"RoleArn", attributeSize(r.Role, depth)}, sizedText("Id", "StateMachine"),
			sized{"DeadLetterConfig", objectSize(depth+1, sized{"Arn", attributeSize("DeadLetterQueue", depth+1)})},
			sized{"InputTransformer", objectSize(depth+1, sizedText("InputTemplate", t.Template))})
	}
	t, calls := r.Target.(plan.APIDestination)
	if !calls {
		return objectSize(depth, sized{"Arn", attributeSize("DeadLetterQueue", depth)}, sizedText("Id", "DeadLetterQueue"))
	}
	input := sizedText("InputPath", t.InputPath)
	if t.Input != "" {
		input = sizedText("Input", t.Input)
	}
	return objectSize(depth,
		sized{"Arn", attributeSize(t.ID, depth)}, sized{"RoleArn", attributeSize(r.Role, depth)}, sizedText("Id", "ApiDestination"),
		sized{"DeadLetterConfig", objectSize(depth+1, sized{"Arn", attributeSize("DeadLetterQueue", depth+1)})},
		sized{"HttpParameters", valuesSize(&t, depth+1)}, input)
}

// valuesSize is that of what fills the request.
func valuesSize(t *plan.APIDestination, depth int) int {
	members := make([]sized, 0, 3)
	if len(t.PathValues) > 0 {
		sum := 0
		for _, expression := range t.PathValues {
			sum += pattern.TextLength(expression)
		}
		members = append(members, sized{"PathParameterValues", block(depth+1, len(t.PathValues), sum)})
	}
	if len(t.Query) > 0 {
		members = append(members, sized{"QueryStringParameters", pairsSize(t.Query, depth+1)})
	}
	if len(t.Headers) > 0 {
		members = append(members, sized{"HeaderParameters", pairsSize(t.Headers, depth+1)})
	}
	return objectSize(depth, members...)
}

func pairsSize(pairs []plan.Pair, depth int) int {
	sum := 0
	for i := range pairs {
		sum += pattern.TextLength(pairs[i].Name) + len(`: `) + pattern.TextLength(pairs[i].Value.Expression())
	}
	return block(depth, len(pairs), sum)
}

// propertyDepth is how deep a resource's properties are: in the template, in its resources, in the
// resource, and in what it has for properties.
const propertyDepth = 4

// line is what precedes a member: the end of the line before, and a blank for each level.
func line(depth int) int { return len("\n") + depth }

// block is the size of an object or list with members that are so deep, and together so long.
func block(depth, members, sum int) int {
	if members == 0 {
		return len("{}")
	}
	return len("{}") + sum + members*line(depth) + (members-1)*pattern.CommaLength + line(depth-1)
}

// sized is a member of an object with the size of its value.
type sized struct {
	name string
	size int
}

func sizedText(name, text string) sized { return sized{name, pattern.TextLength(text)} }

func objectSize(depth int, members ...sized) int {
	sum := 0
	for _, m := range members {
		sum += len(m.name) + len(`"": `) + m.size
	}
	return block(depth, len(members), sum)
}

// attributeSize is the size of a member so deep that refers to the ARN of a resource.
func attributeSize(id string, depth int) int {
	return objectSize(depth+1, sized{"Fn::GetAtt", block(depth+2, 2, logicalLength(id)+len(`"""Arn"`))})
}

// resourceSize is that of a resource with its logical id, its properties, and what it waits for.
func resourceSize(id string, after []string, properties int) int {
	const depth = propertyDepth - 1
	members := append(make([]sized, 0, 3), sizedText("Type", "AWS::Events::ApiDestination"), sized{"Properties", properties})
	if len(after) > 0 {
		waits := 0
		for _, other := range after {
			waits += logicalLength(other) + len(`""`)
		}
		members = append(members, sized{"DependsOn", block(propertyDepth, len(after), waits)})
	}
	return line(depth-1) + logicalLength(id) + len(`"": ,`) + objectSize(depth, members...)
}

// indented is the size of a value of a pattern, in a member so deep.
func indented(node any, depth int) int {
	sum := 0
	switch n := node.(type) {
	case pattern.Object:
		for _, m := range n {
			sum += pattern.TextLength(m.Name) + len(`: `) + indented(m.Value, depth+1)
		}
		return block(depth+1, len(n), sum)
	case []any:
		for _, v := range n {
			sum += indented(v, depth+1)
		}
		return block(depth+1, len(n), sum)
	}
	return pattern.JsonLength(node)
}

// logicalLength is that of a logical id: the construct's id, the letters, and a hash.
func logicalLength(id string) int {
	const others = 16
	letters := 0
	for i := range len(id) {
		if ident.IsLetterOrDigit(rune(id[i])) {
			letters++
		}
	}
	return letters + others
}
