package render

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// target is where the rule sends its events.
func (r *renderer) target(p *plan.Rule) *awsevents.CfnRule_TargetProperty {
	switch to := p.Target.(type) {
	case plan.APIDestination:
		return r.callTarget(p, to)
	case plan.StateMachineInput:
		return r.machineTarget(p, to)
	case plan.Shard:
		return r.forwardTarget(p, to)
	}
	return &awsevents.CfnRule_TargetProperty{Id: jsii.String(r.base.DeadLetters.ID), Arn: r.queueOn(p.Stack)}
}

// queueOn is the ARN of the dead-letter queue as a stack has it.
func (r *renderer) queueOn(stack string) *string {
	return r.shelves[stack].give("DeadLetterQueueArn", r.queueARN)
}

// callTarget calls an API destination with what of the event goes into the request.
func (r *renderer) callTarget(p *plan.Rule, to plan.APIDestination) *awsevents.CfnRule_TargetProperty {
	shelf := r.shelves[p.Stack]
	queueARN := r.queueOn(p.Stack)
	target := &awsevents.CfnRule_TargetProperty{
		Id:               jsii.String("ApiDestination"),
		Arn:              shelf.giveFrom(r.stackOf, to.ID, r.arns[to.ID]),
		RoleArn:          shelf.giveFrom(r.stackOf, p.Role, r.roles[p.Role]),
		DeadLetterConfig: &awsevents.CfnRule_DeadLetterConfigProperty{Arn: queueARN},
		InputPath:        optional(to.InputPath),
		Input:            optional(to.Input),
	}
	if t := to.Template; t != nil {
		paths := make(map[string]*string, len(t.Paths))
		for _, p := range t.Paths {
			paths[p.Name] = jsii.String(p.Path)
		}
		target.InputTransformer = &awsevents.CfnRule_InputTransformerProperty{InputTemplate: jsii.String(t.Text), InputPathsMap: paths}
	}
	if policy := retryPolicy(to.Retry); policy != nil {
		target.RetryPolicy = policy
	}
	if len(to.PathValues)+len(to.Headers)+len(to.Query) > 0 {
		parameters := &awsevents.CfnRule_HttpParametersProperty{}
		if len(to.PathValues) > 0 {
			parameters.PathParameterValues = jsii.Strings(to.PathValues...)
		}
		if len(to.Headers) > 0 {
			parameters.HeaderParameters = pairs(to.Headers)
		}
		if len(to.Query) > 0 {
			parameters.QueryStringParameters = pairs(to.Query)
		}
		target.HttpParameters = parameters
	}
	return target
}

// retryPolicy is nil for EventBridge's default.
func retryPolicy(r plan.Retry) *awsevents.CfnRule_RetryPolicyProperty {
	if r == (plan.Retry{}) {
		return nil
	}
	return &awsevents.CfnRule_RetryPolicyProperty{MaximumRetryAttempts: r.Attempts, MaximumEventAgeInSeconds: r.MaxEventAge}
}

func pairs(ps []plan.Pair) map[string]*string {
	m := make(map[string]*string, len(ps))
	for _, p := range ps {
		m[p.Name] = jsii.String(p.Value.Expression())
	}
	return m
}

// forwardTarget hands events on to a shard.
func (r *renderer) forwardTarget(p *plan.Rule, to plan.Shard) *awsevents.CfnRule_TargetProperty {
	return &awsevents.CfnRule_TargetProperty{
		Id:               jsii.String("Shard"),
		Arn:              r.arns[to.Bus],
		RoleArn:          r.roles[p.Role],
		DeadLetterConfig: &awsevents.CfnRule_DeadLetterConfigProperty{Arn: r.queueARN},
	}
}
