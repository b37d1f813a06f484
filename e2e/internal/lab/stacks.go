package lab

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Outputs are the outputs of the deployed stack.
func (a *Account) Outputs(ctx context.Context, stack string) (map[string]string, error) {
	out, err := a.CloudFormation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(stack)})
	if err != nil {
		return nil, err
	}
	outputs := make(map[string]string)
	for _, o := range out.Stacks[0].Outputs {
		outputs[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
	}
	return outputs, nil
}

// Template is the template of the deployed stack.
func (a *Account) Template(ctx context.Context, stack string) ([]byte, error) {
	out, err := a.CloudFormation.GetTemplate(ctx, &cloudformation.GetTemplateInput{StackName: aws.String(stack)})
	if err != nil {
		return nil, err
	}
	return []byte(aws.ToString(out.TemplateBody)), nil
}

// Create deploys a template without the CDK, as the console's "Launch Stack" does.
func (a *Account) Create(ctx context.Context, stack, template string, parameters map[string]string) error {
	input := &cloudformation.CreateStackInput{
		StackName: aws.String(stack), TemplateBody: aws.String(template),
		Capabilities: []types.Capability{types.CapabilityCapabilityIam},
	}
	for name, value := range parameters {
		input.Parameters = append(input.Parameters, types.Parameter{
			ParameterKey: aws.String(name), ParameterValue: aws.String(value),
		})
	}
	if _, err := a.CloudFormation.CreateStack(ctx, input); err != nil {
		return err
	}
	status, reason, err := a.settled(ctx, stack)
	if err == nil && status != types.StackStatusCreateComplete {
		err = fmt.Errorf("the stack %s is %s: %s", stack, status, reason)
	}
	return err
}

// settled waits until nothing is in progress.
func (a *Account) settled(ctx context.Context, stack string) (types.StackStatus, string, error) {
	for {
		out, err := a.CloudFormation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(stack)})
		if err != nil {
			return "", "", err
		}
		s := out.Stacks[0]
		if !strings.HasSuffix(string(s.StackStatus), "_IN_PROGRESS") {
			return s.StackStatus, aws.ToString(s.StackStatusReason), nil
		}
		select {
		case <-ctx.Done():
			return "", "", ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Buses are the names of the account's event buses.
func (a *Account) Buses(ctx context.Context) ([]string, error) {
	out, err := a.Events.ListEventBuses(ctx, &eventbridge.ListEventBusesInput{})
	if err != nil {
		return nil, err
	}
	names := make([]string, len(out.EventBuses))
	for i, bus := range out.EventBuses {
		names[i] = aws.ToString(bus.Name)
	}
	return names, nil
}

// Leftovers names everything of the kinds that the project makes which is still in
// the account, without what the CDK's bootstrap stack holds.
func (a *Account) Leftovers(ctx context.Context) ([]string, error) {
	var left []string
	add := func(kind string, name *string) { left = append(left, kind+" "+aws.ToString(name)) }

	buses, err := a.Events.ListEventBuses(ctx, &eventbridge.ListEventBusesInput{})
	if err != nil {
		return nil, err
	}
	for _, bus := range buses.EventBuses {
		if aws.ToString(bus.Name) != "default" {
			add("event bus", bus.Name)
		}
		rules, err := a.Events.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: bus.Name})
		if err != nil {
			return nil, err
		}
		for _, rule := range rules.Rules {
			add("rule", rule.Name)
		}
	}
	connections, err := a.Events.ListConnections(ctx, &eventbridge.ListConnectionsInput{})
	if err != nil {
		return nil, err
	}
	for _, c := range connections.Connections {
		add("connection", c.Name)
	}
	destinations, err := a.Events.ListApiDestinations(ctx, &eventbridge.ListApiDestinationsInput{})
	if err != nil {
		return nil, err
	}
	for _, d := range destinations.ApiDestinations {
		add("API destination", d.Name)
	}
	queues, err := a.SQS.ListQueues(ctx, &sqs.ListQueuesInput{})
	if err != nil {
		return nil, err
	}
	for _, q := range queues.QueueUrls {
		left = append(left, "queue "+q)
	}
	roles, err := a.IAM.ListRoles(ctx, &iam.ListRolesInput{})
	if err != nil {
		return nil, err
	}
	for _, r := range roles.Roles {
		if !strings.HasPrefix(aws.ToString(r.RoleName), "cdk-hnb659fds-") {
			add("role", r.RoleName)
		}
	}
	return left, nil
}
