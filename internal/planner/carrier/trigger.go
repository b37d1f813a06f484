package carrier

import (
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TriggerRule is a rule of a trigger, without its target. Its description names the trigger, for who
// finds the rule's ARN with a dead letter.
func TriggerRule(t *request.Trigger, op *spec.Operation, id, more string) plan.Rule {
	return plan.Rule{
		ID: id, Trigger: t.ID, Schedule: t.Schedule, Pattern: pattern.Pattern{Root: t.Events},
		Description: safe.Clean("the trigger "+t.ID+" calls "+ident.OperationKey(op.Method, op.Path)+more, limits.DescriptionLength),
	}
}
