package render

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// The ids of what all state machines have together. That of the outage machine stays whatever the
// document says: deleting it would end what waits in it.
const (
	outageID     = "OutageMachine"
	logsID       = "StateMachineLogs"
	roleSuffix   = "Role"
	policySuffix = "Policy"
)

// machines are what has become of the state machines.
type machines struct {
	// byID are those of the plan.
	byID map[string]awscdk.CfnResource
	// logs is the ARN of the log group, outage that of the outage machine.
	logs, outage *string
	group        awscdk.CfnResource
	// roles are those by which the machines act, by the machine's ID.
	roles map[string]awsiam.CfnRole
	// policies let the machines act. The role that starts one waits for them, and so do its rules.
	policies []constructs.IDependable
}

// addMachines makes the state machines, and what all of them need. A machine's policy names it, and the
// outage machine's policy all of them, each of which names the outage machine: so a role comes first,
// with what it may do elsewhere, then the machine, then the policy, which makes no circle.
//
// They are no L1 of the CDK's module of Step Functions, which would take longer to compile than all
// else.
func (r *renderer) addMachines() {
	r.machines = machines{byID: make(map[string]awscdk.CfnResource), roles: make(map[string]awsiam.CfnRole)}
	if len(r.plan.Machines) == 0 {
		return
	}
	r.addLogs()
	r.addOutageMachine()
	for i := range r.plan.Machines {
		r.addMachine(&r.plan.Machines[i])
	}
	r.allowOutageMachine()
	r.allowAnswers()
}

// answerBus is what the machines call the bus of the answers: by the name of the one that events come
// from, and another one by its ARN, since that may be another account's.
func (r *renderer) answerBus() string {
	if r.answers.given {
		return *r.answers.bus.construct.EventBusArn()
	}
	return r.bus.name
}

// addLogs makes the log group of failed executions. CloudWatch Logs has a policy of 5,120 characters
// for the log groups that services write to, which those with such a name are not in
// (https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html).
func (r *renderer) addLogs() {
	const folder = "/aws/vendedlogs/states/"
	name := r.place.named(limits.LogGroupNameLength - len(folder))
	group := awscdk.NewCfnResource(r.scope, jsii.String(logsID), &awscdk.CfnResourceProps{
		Type: jsii.String("AWS::Logs::LogGroup"),
		Properties: &map[string]any{
			"LogGroupName":    folder + name.in(r.place.topPath),
			"RetentionInDays": r.logDays(),
		},
	})
	r.keep(group)
	r.name(group, logsID)
	r.machines.group = group
	r.machines.logs = attribute(group, "Arn") // which ends with ":*", as Step Functions wants it
}

// attribute is a CDK token for an attribute of a resource.
func attribute(of awscdk.CfnResource, name string) *string {
	return of.GetAtt(jsii.String(name), awscdk.ResolutionTypeHint_STRING).ToString()
}

// addOutageMachine makes the machine that repeats for hours what still fails after minutes. Which
// machines it may run is said once they are there.
func (r *renderer) addOutageMachine() {
	outage := r.newMachine(outageID, "STANDARD", machine.Outage(), append(r.sendLetters(), r.deliverLogs()), nil)
	r.machines.outage = outage.Ref()
	r.tagLike(r.machines.group, r.machines.roles[outageID])
}

// addMachine makes the machine of a connection, and the policies that let it call.
func (r *renderer) addMachine(m *plan.StateMachine) {
	may := slices.Concat(r.useConnection(m.Connection), r.sendLetters(), []statement{
		{Effect: "Allow", Action: "states:StartExecution", Resource: *r.machines.outage},
		r.deliverLogs(),
	})
	made := r.newMachine(m.ID, "EXPRESS", machine.Express(), may, map[machine.Key]*string{
		machine.ConnectionARN:    r.connections[m.Connection],
		machine.OutageMachineARN: r.machines.outage,
	})
	r.machines.byID[m.ID], r.arns[m.ID] = made, made.Ref()
	for i := range m.Policies {
		var calls []statement
		for _, g := range m.Policies[i].Grants {
			endpoints := make([]string, len(g.Endpoints))
			for j, e := range g.Endpoints {
				endpoints[j] = *r.launch.fill(e)
			}
			calls = append(calls, statement{
				Effect: "Allow", Action: "states:InvokeHTTPEndpoint", Resource: *r.arns[m.ID],
				Condition: conditions{
					"StringEquals": {"states:HTTPMethod": g.Methods},
					"StringLike":   {"states:HTTPEndpoint": endpoints},
				},
			})
		}
		r.allow(m.Policies[i].ID, []string{m.ID}, calls...)
	}
}

// allowOutageMachine lets the outage machine run the others.
func (r *renderer) allowOutageMachine() {
	n := 0
	for some := range slices.Chunk(r.plan.Machines, limits.MachinesPerPolicy) {
		arns := make([]string, len(some))
		for i := range some {
			arns[i] = *r.arns[some[i].ID]
		}
		id := outageID + policySuffix
		if n++; n > 1 {
			id += strconv.Itoa(n)
		}
		r.allow(id, []string{outageID}, statement{Effect: "Allow", Action: "states:StartSyncExecution", Resource: arns})
	}
}

// newMachine makes a machine with a role that may do so much, and with the values that all machines
// have besides those.
func (r *renderer) newMachine(id, kind, definition string, may []statement, values map[machine.Key]*string) awscdk.CfnResource {
	role := awsiam.NewCfnRole(r.scope, jsii.String(id+roleSuffix), &awsiam.CfnRoleProps{
		AssumeRolePolicyDocument: policyDocument(r.trustMachines().object()),
		Policies:                 &[]*awsiam.CfnRole_PolicyProperty{{PolicyName: jsii.String("StateMachine"), PolicyDocument: policyDocument(objects(may)...)}},
	})
	r.name(role, id+roleSuffix)
	r.machines.roles[id] = role
	substitutions := map[string]any{
		string(machine.QueueURL):     *r.queueURL(),
		string(machine.AnswerBus):    r.answerBus(),
		string(machine.AnswerSource): r.answers.source,
	}
	for key, value := range values {
		substitutions[string(key)] = *value
	}
	for _, task := range machine.Tasks(definition) {
		substitutions[string(task.Key)] = task.ARN(r.place.partition)
	}
	made := awscdk.NewCfnResource(r.scope, jsii.String(id), &awscdk.CfnResourceProps{
		Type: jsii.String("AWS::StepFunctions::StateMachine"),
		Properties: &map[string]any{
			"StateMachineType":        kind,
			"RoleArn":                 *role.AttrArn(),
			"DefinitionString":        definition,
			"DefinitionSubstitutions": substitutions,
			"LoggingConfiguration": map[string]any{
				"Level": cmp.Or(r.options.Operate.Logs.Machines, "ERROR"),
				// It is the events.
				"IncludeExecutionData": r.options.Operate.Logs.Data,
				"Destinations":         []any{map[string]any{"CloudWatchLogsLogGroup": map[string]any{"LogGroupArn": *r.machines.logs}}},
			},
		},
	})
	r.tagLike(made, role)
	r.name(made, id)
	return made
}

// allow makes a policy for the roles of machines.
func (r *renderer) allow(id string, machines []string, may ...statement) {
	roles := make([]any, len(machines))
	for i, machine := range machines {
		roles[i] = r.machines.roles[machine].Ref()
	}
	policy := awsiam.NewCfnManagedPolicy(r.scope, jsii.String(id), &awsiam.CfnManagedPolicyProps{
		PolicyDocument: policyDocument(objects(may)...),
		Roles:          &roles,
	})
	r.name(policy, id)
	r.machines.policies = append(r.machines.policies, policy)
}

// machineTarget starts a machine with the operation's constants and the event.
func (r *renderer) machineTarget(p *plan.Rule, to plan.StateMachineInput) *awsevents.CfnRule_TargetProperty {
	shelf := r.shelves[p.Stack]
	target := &awsevents.CfnRule_TargetProperty{
		Id:               jsii.String("StateMachine"),
		Arn:              shelf.giveFrom(r.stackOf, to.ID, r.arns[to.ID]),
		RoleArn:          shelf.giveFrom(r.stackOf, p.Role, r.roles[p.Role]),
		DeadLetterConfig: &awsevents.CfnRule_DeadLetterConfigProperty{Arn: r.queueOn(p.Stack)},
		InputTransformer: &awsevents.CfnRule_InputTransformerProperty{InputTemplate: r.launch.fillOn(shelf, to.Template)},
	}
	if policy := retryPolicy(to.Retry); policy != nil {
		target.RetryPolicy = policy
	}
	return target
}
