package lab

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"
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

// BusAndQueue are the name of the bus and the address of the dead-letter queue that a stack's outputs have.
func BusAndQueue(outputs map[string]string) (bus, queue string) {
	for name, value := range outputs {
		switch {
		case strings.HasSuffix(name, "BusName"):
			bus = value
		case strings.HasSuffix(name, "DeadLetterQueueUrl"):
			queue = value
		}
	}
	return bus, queue
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
	_, err := a.CloudFormation.CreateStack(ctx, input, func(o *cloudformation.Options) { o.Retryer = once })
	if refused(err) {
		return err
	}
	return a.wantStatus(ctx, stack, types.StackStatusCreateComplete)
}

// Update changes a deployed stack without the CDK.
func (a *Account) Update(ctx context.Context, stack, template string) error {
	_, err := a.CloudFormation.UpdateStack(ctx, &cloudformation.UpdateStackInput{
		StackName: aws.String(stack), TemplateBody: aws.String(template),
		Capabilities: []types.Capability{types.CapabilityCapabilityIam},
	}, func(o *cloudformation.Options) { o.Retryer = once })
	if refused(err) {
		return err
	}
	return a.wantStatus(ctx, stack, types.StackStatusUpdateComplete)
}

// refused tells whether CloudFormation did not take a stack. An answer that got lost says nothing
// of it: then the stack's status does.
func refused(err error) bool {
	var answered smithy.APIError
	return errors.As(err, &answered)
}

// Delete deletes a stack without the CDK.
func (a *Account) Delete(ctx context.Context, stack string) error {
	out, err := a.CloudFormation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(stack)})
	if err != nil {
		return err
	}
	if _, err := a.CloudFormation.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: aws.String(stack)}); err != nil {
		return err
	}
	// A stack that is gone is found by its id.
	return a.wantStatus(ctx, aws.ToString(out.Stacks[0].StackId), types.StackStatusDeleteComplete)
}

// Upload puts a template where a nested stack finds it, and gives its URL.
func (a *Account) Upload(ctx context.Context, name, template string) (string, error) {
	const bucket = "templates"
	if err := a.put(ctx, "/"+bucket, ""); err != nil {
		return "", err
	}
	if err := a.put(ctx, "/"+bucket+"/"+name, template); err != nil {
		return "", err
	}
	return "https://s3." + Region + ".amazonaws.com/" + bucket + "/" + name, nil
}

// wantStatus waits until the stack is settled, and tells why it isn't as it should be.
func (a *Account) wantStatus(ctx context.Context, stack string, want types.StackStatus) error {
	status, reason, err := a.settled(ctx, stack)
	if err != nil || status == want {
		return err
	}
	out, err := a.CloudFormation.DescribeStackEvents(ctx, &cloudformation.DescribeStackEventsInput{StackName: aws.String(stack)})
	if err != nil {
		return err
	}
	for _, e := range out.StackEvents {
		if strings.HasSuffix(string(e.ResourceStatus), "_FAILED") {
			reason += "\n" + aws.ToString(e.LogicalResourceId) + ": " + aws.ToString(e.ResourceStatusReason)
		}
	}
	return fmt.Errorf("the stack %s is %s: %s", stack, status, reason)
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

// Kinds are the kinds of resources that the project makes and [Account.Holdings] finds, by
// CloudFormation's names for them.
var Kinds = map[string]string{
	"AWS::Events::EventBus":       "event bus",
	"AWS::Events::Rule":           "rule",
	"AWS::Events::Connection":     "connection",
	"AWS::Events::ApiDestination": "API destination",
	"AWS::SQS::Queue":             "queue",
	"AWS::IAM::Role":              "role",
	"AWS::IAM::ManagedPolicy":     "policy",
	"AWS::Logs::LogGroup":         "log group",

	"AWS::StepFunctions::StateMachine": "state machine",
}

// Leftovers names everything that the account still holds.
func (a *Account) Leftovers(ctx context.Context) ([]string, error) {
	holdings, err := a.Holdings(ctx)
	var left []string
	for kind, names := range holdings {
		for _, name := range names {
			left = append(left, kind+" "+name)
		}
	}
	return left, err
}

// Holdings are the names of everything of the kinds that the project makes which is in the
// account, by kind, without what the CDK's bootstrap stack holds.
func (a *Account) Holdings(ctx context.Context) (map[string][]string, error) {
	held := make(map[string][]string)
	add := func(kind string, name *string) { held[kind] = append(held[kind], aws.ToString(name)) }

	buses, err := a.Rules(ctx)
	if err != nil {
		return nil, err
	}
	for bus, rules := range buses {
		if bus != "default" {
			add("event bus", &bus)
		}
		held["rule"] = append(held["rule"], rules...)
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
	held["queue"] = queues.QueueUrls
	roles, err := a.IAM.ListRoles(ctx, &iam.ListRolesInput{})
	if err != nil {
		return nil, err
	}
	for _, r := range roles.Roles {
		if !strings.HasPrefix(aws.ToString(r.RoleName), "cdk-hnb659fds-") {
			add("role", r.RoleName)
		}
	}
	policies, err := a.IAM.ListPolicies(ctx, &iam.ListPoliciesInput{Scope: iamtypes.PolicyScopeTypeLocal})
	if err != nil {
		return nil, err
	}
	for _, p := range policies.Policies {
		if !strings.HasPrefix(aws.ToString(p.PolicyName), "cdk-hnb659fds-") {
			add("policy", p.PolicyName)
		}
	}
	machines, err := a.Machines(ctx)
	if err != nil {
		return nil, err
	}
	for name := range machines {
		add("state machine", &name)
	}
	held["log group"], err = a.LogGroups(ctx)
	return held, err
}

// Rules are the names of the rules of each event bus of the account.
func (a *Account) Rules(ctx context.Context) (map[string][]string, error) {
	buses, err := a.Buses(ctx)
	if err != nil {
		return nil, err
	}
	rules := make(map[string][]string)
	for _, bus := range buses {
		out, err := a.Events.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: aws.String(bus)})
		if err != nil {
			return nil, err
		}
		rules[bus] = nil
		for _, rule := range out.Rules {
			rules[bus] = append(rules[bus], aws.ToString(rule.Name))
		}
	}
	return rules, nil
}
