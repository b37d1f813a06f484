package render

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// shelf is where a stack's resources go: the construct itself, or a nested stack.
type shelf struct {
	scope constructs.Construct
	// The rest is nil for the construct itself: the nested stack, what it is in its parent,
	// and what the parent has handed over so far.
	stack    awscdk.NestedStack
	resource awscdk.CfnResource
	given    map[string]*string
}

// addStack makes a nested stack. What is in it has the logical ids that it would have in
// the stack of the construct, since the construct's id stands before them as there.
//
// The stack waits for the queue's policy, and the policy stays as long as it does: without
// it, dead letters are lost.
func (r *renderer) addStack(s *plan.Stack) {
	stack := awscdk.NewNestedStack(r.scope, jsii.String(s.ID), nil)
	resource := stack.NestedStackResource()
	r.afterQueuePolicy(resource)
	r.name(resource, s.ID)
	r.shelves[s.ID] = &shelf{
		scope: constructs.NewConstruct(stack, &r.place.id),
		stack: stack, resource: resource, given: make(map[string]*string),
	}
}

// give hands a value of the construct's own stack to a nested one through a parameter. CDK
// would do that by itself, with parameters of long names.
func (s *shelf) give(name string, value *string) *string {
	return s.giveAs(name, value, &awscdk.CfnParameterProps{Type: jsii.String("String")})
}

func (s *shelf) giveAs(name string, value *string, props *awscdk.CfnParameterProps) *string {
	if s.stack == nil {
		return value
	}
	if s.given[name] == nil {
		parameter := awscdk.NewCfnParameter(s.stack, jsii.String(name), props)
		s.stack.SetParameter(jsii.String(name), value)
		s.given[name] = parameter.ValueAsString()
	}
	return s.given[name]
}

// giveFrom hands over the ARN of a resource, unless it is in the same stack.
func (s *shelf) giveFrom(stackOf map[string]string, id string, arn *string) *string {
	if stackOf[id] != "" {
		return arn
	}
	return s.give(ident.LogicalID("", id), arn)
}

// secretsOn are the credentials of some schemes as a nested stack has them. What a parameter
// asks for is handed over by another one, which hides it too; CDK's own would show it.
func (r *renderer) secretsOn(at *shelf, schemes []string) secrets {
	if at.stack == nil {
		return r.secrets
	}
	given := make(secrets)
	for _, key := range slices.SortedFunc(maps.Keys(r.secrets), secretKey.compare) {
		if !slices.Contains(schemes, key.scheme) {
			continue
		}
		value := r.secrets[key]
		if _, literal := r.place.stack.Resolve(value).(string); !literal {
			value = *at.giveAs(ident.LogicalID("", key.scheme+" "+string(key.part)), &value,
				&awscdk.CfnParameterProps{Type: jsii.String("String"), NoEcho: jsii.Bool(true)})
		}
		given[key] = value
	}
	return given
}

func (k secretKey) compare(other secretKey) int {
	return cmp.Or(strings.Compare(k.scheme, other.scheme), strings.Compare(string(k.part), string(other.part)))
}
