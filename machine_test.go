//go:build !race

package openapidestinations

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
)

// formAt is an operation that only a state machine carries, at a path.
func formAt(method, path, id string) string {
	return fmt.Sprintf("  %s: {%s: {operationId: %s, requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {x: {type: string}}}}}}}}\n", path, method, id)
}

const (
	machineType = "AWS::StepFunctions::StateMachine"
	policyType  = "AWS::IAM::ManagedPolicy"
	roleType    = "AWS::IAM::Role"
)

// withID is the logical id of the resource of a type whose id has the part, and the resource.
func (tmpl template) withID(kind, part string) (string, resource) {
	tmpl.t.Helper()
	var ids []string
	for id := range tmpl.ofType(kind) {
		if strings.Contains(id, part) {
			ids = append(ids, id)
		}
	}
	if len(ids) != 1 {
		tmpl.t.Fatalf("%d resources of the type %s have %q in their ids", len(ids), kind, part)
	}
	return ids[0], tmpl.Resources[ids[0]]
}

// without is JSON with names in the place of what is made of the stack's Region and account.
func without(text string) string {
	for _, r := range [][2]string{
		{`{"Ref":"AWS::Partition"}`, `P`}, {`{"Ref":"AWS::Region"}`, `R`}, {`{"Ref":"AWS::AccountId"}`, `A`},
	} {
		text = strings.ReplaceAll(text, r[0], r[1])
	}
	return text
}

// statements are those of a policy document, each as JSON, sorted.
func statements(t *testing.T, document any) []string {
	t.Helper()
	var all []string
	for _, s := range at(document, "Statement").([]any) {
		all = append(all, without(jsonOf(t, s)))
	}
	slices.Sort(all)
	return all
}

func wantStatements(t *testing.T, what string, document any, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := statements(t, document); !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const logStatement = `{"Action":["logs:CreateLogDelivery","logs:GetLogDelivery","logs:UpdateLogDelivery","logs:DeleteLogDelivery","logs:ListLogDeliveries","logs:PutResourcePolicy","logs:DescribeResourcePolicies","logs:DescribeLogGroups"],"Effect":"Allow","Resource":"*"}`

// TestStateMachines: what is made for operations that a state machine carries, and what each of it
// may do.
func TestStateMachines(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document:      documentOf(formAt("post", "/a", "a") + formAt("put", "/b", "b") + "  /json: {post: {operationId: json}}\n"),
		RetryAttempts: jsii.Number(3),
	})
	a := api.Operation("a")
	if !a.Callable() || a.Fidelity != Exact || len(a.Rules()) != 1 || *a.StateMachine().CfnResourceType() != machineType {
		t.Errorf("the operation: %+v", a)
	}
	tmpl := synth(t, stack)
	if n := len(tmpl.ofType(machineType)); n != 2 {
		t.Fatalf("%d state machines", n)
	}
	queue, _ := tmpl.withID("AWS::SQS::Queue", "")
	logs, group := tmpl.withID("AWS::Logs::LogGroup", "")
	if got := without(jsonOf(t, group.Properties)); got != `{"LogGroupName":{"Fn::Join":["",["/aws/vendedlogs/states/",{"Ref":"AWS::StackName"},"-Api"]]},"RetentionInDays":30}` {
		t.Errorf("the log group: %s", got)
	}
	outage, outageMachine := tmpl.withID(machineType, "Outage")
	express, expressMachine := tmpl.withID(machineType, "anonymous")
	connection, _ := tmpl.withID("AWS::Events::Connection", "")
	bus, _ := tmpl.withID("AWS::Events::EventBus", "")
	task := func(name string) string { return `{"Fn::Join":["",["arn:",P,":states:::` + name + `"]]}` }
	answers := `"AnswerBus":{"Ref":"` + bus + `"},"AnswerSource":{"Fn::Join":["",["openapi-destinations.",{"Ref":"` + bus + `"}]]}`
	logging := `"LoggingConfiguration":{"Destinations":[{"CloudWatchLogsLogGroup":{"LogGroupArn":{"Fn::GetAtt":["` + logs + `","Arn"]}}}],"IncludeExecutionData":false,"Level":"ERROR"}`
	for _, m := range []struct {
		made          resource
		id, values    string
		kind, defined string
	}{
		{outageMachine, outage, `{` + answers + `,"PutEvents":` + task("events:putEvents") + `,"QueueUrl":{"Ref":"` + queue + `"},"SendMessage":` + task("sqs:sendMessage") + `,"StartSyncExecution":` + task("aws-sdk:sfn:startSyncExecution") + `}`, "STANDARD", machine.Outage()},
		{expressMachine, express, `{` + answers + `,"ConnectionArn":{"Fn::GetAtt":["` + connection + `","Arn"]},"HttpTask":` + task("http:invoke") + `,"OutageMachineArn":{"Ref":"` + outage + `"},"PutEvents":` + task("events:putEvents") + `,"QueueUrl":{"Ref":"` + queue + `"},"SendMessage":` + task("sqs:sendMessage") + `,"StartExecution":` + task("states:startExecution") + `,"StartSyncExecution":` + task("aws-sdk:sfn:startSyncExecution") + `}`, "EXPRESS", machine.Express()},
	} {
		role, made := tmpl.withID(roleType, strings.TrimSuffix(m.id, m.id[len(m.id)-8:])+"Role")
		if m.made.Properties["DefinitionString"] != m.defined {
			t.Errorf("%s has another definition", m.id)
		}
		delete(m.made.Properties, "DefinitionString")
		want := `{"DefinitionSubstitutions":` + m.values + `,` + logging + `,"RoleArn":{"Fn::GetAtt":["` + role + `","Arn"]},"StateMachineType":"` + m.kind + `"}`
		if got := without(jsonOf(t, m.made.Properties)); got != want {
			t.Errorf("%s is %s, want %s", m.id, got, want)
		}
		wantStatements(t, "the trust of "+role, made.Properties["AssumeRolePolicyDocument"],
			`{"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:SourceArn":{"Fn::Join":["",["arn:",P,":states:",R,":",A,":stateMachine:*"]]}},"StringEquals":{"aws:SourceAccount":A}},"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"}}`)
		may := []string{`{"Action":"sqs:SendMessage","Effect":"Allow","Resource":{"Fn::GetAtt":["` + queue + `","Arn"]}}`, logStatement}
		if m.kind == "EXPRESS" {
			may = append(may,
				`{"Action":"events:RetrieveConnectionCredentials","Effect":"Allow","Resource":{"Fn::GetAtt":["`+connection+`","Arn"]}}`,
				`{"Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Effect":"Allow","Resource":{"Fn::GetAtt":["`+connection+`","SecretArn"]}}`,
				`{"Action":"states:StartExecution","Effect":"Allow","Resource":{"Ref":"`+outage+`"}}`)
		}
		wantStatements(t, role, at(made.Properties, "Policies", 0, "PolicyDocument"), may...)
	}
	calls, policy := tmpl.withID(policyType, "Calls")
	wantStatements(t, "the calls", policy.Properties["PolicyDocument"],
		`{"Action":"states:InvokeHTTPEndpoint","Condition":{"StringEquals":{"states:HTTPMethod":["POST","PUT"]},"StringLike":{"states:HTTPEndpoint":["https://api.example.com/v1","https://api.example.com/v1/*"]}},"Effect":"Allow","Resource":{"Ref":"`+express+`"}}`)
	runs, policy := tmpl.withID(policyType, "Outage")
	wantStatements(t, "the outage machine", policy.Properties["PolicyDocument"],
		`{"Action":"states:StartSyncExecution","Effect":"Allow","Resource":[{"Ref":"`+express+`"}]}`)
	role, starts := tmpl.withID(roleType, "1MachineRole")
	wantStatements(t, "the rules' role", at(starts.Properties, "Policies", 0, "PolicyDocument"),
		`{"Action":"states:StartExecution","Effect":"Allow","Resource":[{"Ref":"`+express+`"}]}`)
	if waits := jsonOf(t, starts.DependsOn); !strings.Contains(waits, calls) || !strings.Contains(waits, runs) {
		t.Errorf("the rules' role waits for %s", waits)
	}
	_, rule := tmpl.withID("AWS::Events::Rule", "aMachineRule")
	template := jsonOf(t, at(rule.Properties, "Targets", 0, "InputTransformer", "InputTemplate"))
	want := `[{"Arn":{"Ref":"` + express + `"},"DeadLetterConfig":{"Arn":{"Fn::GetAtt":["` + queue + `","Arn"]}},"Id":"StateMachine","InputTransformer":{"InputTemplate":` + template + `},"RetryPolicy":{"MaximumRetryAttempts":3},"RoleArn":{"Fn::GetAtt":["` + role + `","Arn"]}}]`
	if got := jsonOf(t, rule.Properties["Targets"]); got != want {
		t.Errorf("the target is %s, want %s", got, want)
	}
	requested(t, tmpl, "a", "POST https://api.example.com/v1/a x=y%20z")
	requested(t, tmpl, "json", "POST https://api.example.com/v1/json {}")
}

// requested puts an event on the construct's bus, and expects one request.
func requested(t *testing.T, tmpl template, detailType, want string) {
	t.Helper()
	assembly, err := delivery.LoadAssembly(tmpl.dir, delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := assembly.Deliver(delivery.Event{Bus: "Stack-Api", Source: "s", DetailType: detailType, Detail: json.RawMessage(`{"message":{"x":"y z"}}`)})
	if err != nil {
		t.Fatal(err)
	}
	requests := result.Requests()
	if len(requests) != 1 {
		t.Fatalf("%d requests: %s", len(requests), result)
	}
	r := requests[0]
	if got := r.Method + " " + r.URL.Reveal() + " " + r.Body.Reveal(); got != want {
		t.Errorf("the request is %s, want %s", got, want)
	}
}

// TestSizeOfMachines: the layout counts what is made for state machines, and not much less or more
// bytes than they have.
func TestSizeOfMachines(t *testing.T) {
	stack := newStack(t)
	security := ", security: [{user: []}], requestBody"
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(
		formAt("post", "/a", "a") + strings.Replace(formAt("put", "/b", "b"), ", requestBody", security, 1) +
			"components: {securitySchemes: {user: {type: http, scheme: basic}}}\n")})
	tmpl := synth(t, stack)
	resources, bytes, kinds := 0, 0, []string{machineType, policyType, roleType, "AWS::Logs::LogGroup"}
	for id, r := range tmpl.Resources {
		if !slices.Contains(kinds, r.Type) || strings.Contains(id, "1MachineRole") {
			continue
		}
		resources++
		text, err := json.MarshalIndent(map[string]any{id: map[string]any{"Type": r.Type, "Properties": r.Properties}}, " ", " ")
		if err != nil {
			t.Fatal(err)
		}
		bytes += len(text)
	}
	machines := api.(*openApiDestinations).plan.Machines
	counted, about := layout.MachinesTake(machines)
	if len(machines) != 2 || counted != resources || about < bytes || about > bytes*3/2 {
		t.Errorf("%d machines have %d resources with %d bytes; counted are %d with %d", len(machines), resources, bytes, counted, about)
	}
}

// TestNoStateMachine: a document that needs none has nothing of it.
func TestNoStateMachine(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(oneOperation)})
	tmpl := synth(t, stack)
	for _, kind := range []string{machineType, policyType, "AWS::Logs::LogGroup"} {
		if n := len(tmpl.ofType(kind)); n > 0 {
			t.Errorf("%d of the type %s", n, kind)
		}
	}
	api.Operation("a").StateMachine()
	if d := found(api, diagnostic.NotCallable); len(d) != 1 || !strings.Contains(d[0].Error(), `the state machine of the operation "a", which is carried by an API destination and has none (ask Carrier before StateMachine)`) {
		t.Errorf("%v", d)
	}
}

// TestKeysOfMachines: the roles may use the keys of what they use, and no others.
func TestKeysOfMachines(t *testing.T) {
	const keyARN = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
	const anyKey = `{"Fn::Join":["",["arn:",P,":kms:",R,":",A,":key/*"]]}`
	viaQueue := func(resource string) string {
		return `{"Action":["kms:Decrypt","kms:GenerateDataKey"],"Condition":{"StringEquals":{"kms:ViaService":{"Fn::Join":["",["sqs.",R,".amazonaws.com"]]}}},"Effect":"Allow","Resource":` + resource + `}`
	}
	secret := func(resource, arn string) string {
		return `{"Action":"kms:Decrypt","Condition":{"StringEquals":{"kms:ViaService":{"Fn::Join":["",["secretsmanager.",R,".amazonaws.com"]]}},"StringLike":{"kms:EncryptionContext:SecretARN":` + arn + `}},"Effect":"Allow","Resource":` + resource + `}`
	}
	read := func(arn string) string {
		return `{"Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Effect":"Allow","Resource":` + arn + `}`
	}
	const secretOfMomento = `"arn:aws:secretsmanager:eu-west-1:123456789012:secret:events!connection/momento/*"`
	for name, tt := range map[string]struct {
		props func(awscdk.Stack) OpenApiDestinationsProps
		want  []string
		none  string
	}{
		"none": {func(awscdk.Stack) OpenApiDestinationsProps { return OpenApiDestinationsProps{} }, nil, "kms"},
		"a queue without a key": {func(s awscdk.Stack) OpenApiDestinationsProps {
			return OpenApiDestinationsProps{DeadLetterQueue: awssqs.NewQueue(s, jsii.String("Q"), nil)}
		}, nil, "kms"},
		"a queue's key": {func(s awscdk.Stack) OpenApiDestinationsProps {
			return OpenApiDestinationsProps{DeadLetterQueue: awssqs.NewQueue(s, jsii.String("Q"), &awssqs.QueueProps{EncryptionMasterKey: awskms.Key_FromKeyArn(s, jsii.String("K"), jsii.String(keyARN))})}
		}, []string{`{"Action":["kms:Decrypt","kms:GenerateDataKey"],"Effect":"Allow","Resource":"` + keyARN + `"}`}, ""},
		"a queue's key by its alias": {func(s awscdk.Stack) OpenApiDestinationsProps {
			q := awssqs.NewQueue(s, jsii.String("Q"), nil)
			q.Node().DefaultChild().(awssqs.CfnQueue).SetKmsMasterKeyId(jsii.String("alias/mine"))
			return OpenApiDestinationsProps{DeadLetterQueue: q}
		}, []string{viaQueue(anyKey)}, ""},
		"an imported queue": {func(s awscdk.Stack) OpenApiDestinationsProps {
			return OpenApiDestinationsProps{DeadLetterQueue: awssqs.Queue_FromQueueArn(s, jsii.String("Q"), jsii.String("arn:aws:sqs:eu-west-1:123456789012:letters"))}
		}, []string{viaQueue(anyKey), `{"Action":"sqs:SendMessage","Effect":"Allow","Resource":"arn:aws:sqs:eu-west-1:123456789012:letters"}`}, ""},
		"the connections' key": {func(s awscdk.Stack) OpenApiDestinationsProps {
			return OpenApiDestinationsProps{ConnectionKey: awskms.Key_FromKeyArn(s, jsii.String("K"), jsii.String(keyARN))}
		}, []string{secret(`"`+keyARN+`"`, `{"Fn::GetAtt":["C","SecretArn"]}`), read(`{"Fn::GetAtt":["C","SecretArn"]}`)}, ""},
		"an existing connection by its ARN": {func(s awscdk.Stack) OpenApiDestinationsProps {
			return OpenApiDestinationsProps{Connections: []ExistingConnection{{ARN: "arn:aws:events:eu-west-1:123456789012:connection/momento/5b0f"}}}
		}, []string{secret(anyKey, secretOfMomento), read(secretOfMomento)}, ""},
		"an existing connection": {func(s awscdk.Stack) OpenApiDestinationsProps {
			return OpenApiDestinationsProps{Connections: []ExistingConnection{{Connection: awsevents.Connection_FromConnectionAttributes(s, jsii.String("Momento"), &awsevents.ConnectionAttributes{
				ConnectionName: jsii.String("momento"), ConnectionArn: jsii.String("arn:aws:events:eu-west-1:123456789012:connection/momento/5b0f"), ConnectionSecretArn: jsii.String("arn:aws:secretsmanager:eu-west-1:123456789012:secret:mine-AbCdEf"),
			})}}}
		}, []string{secret(anyKey, `"arn:aws:secretsmanager:eu-west-1:123456789012:secret:mine-AbCdEf"`), read(`"arn:aws:secretsmanager:eu-west-1:123456789012:secret:mine-AbCdEf"`), `{"Action":"events:RetrieveConnectionCredentials","Effect":"Allow","Resource":"arn:aws:events:eu-west-1:123456789012:connection/momento/5b0f"}`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			props := tt.props(stack)
			props.Document = documentOf(formAt("post", "/a", "a"))
			api := NewOpenApiDestinations(stack, jsii.String("Api"), &props)
			if len(found(api, diagnostic.QueueKey)) > 0 && tt.want == nil {
				t.Errorf("%v", api.Diagnostics())
			}
			tmpl := synth(t, stack)
			_, role := tmpl.withID(roleType, "anonymousStateMachineRole")
			got := statements(t, at(role.Properties, "Policies", 0, "PolicyDocument"))
			for id := range tmpl.ofType("AWS::Events::Connection") {
				for i := range got {
					got[i] = strings.ReplaceAll(got[i], id, "C")
				}
			}
			for _, want := range tt.want {
				if !slices.Contains(got, want) {
					t.Errorf("%s is not in\n%s", want, strings.Join(got, "\n"))
				}
			}
			_, outage := tmpl.withID(roleType, "OutageMachineRole")
			ofOutage := statements(t, at(outage.Properties, "Policies", 0, "PolicyDocument"))
			for _, want := range tt.want {
				if strings.Contains(want, "GenerateDataKey") && !slices.Contains(ofOutage, want) {
					t.Errorf("the outage machine: %s is not in\n%s", want, strings.Join(ofOutage, "\n"))
				}
			}
			if tt.none != "" && strings.Contains(strings.Join(got, "")+strings.Join(ofOutage, ""), tt.none) {
				t.Errorf("%q is in %s", tt.none, got)
			}
		})
	}
}

// TestMachinesAtLaunch: what the launch fills in is in the constants and in what the machine may call.
func TestMachinesAtLaunch(t *testing.T) {
	stack := newStack(t)
	host := *awscdk.NewCfnParameter(stack, jsii.String("Host"), nil).ValueAsString()
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(formAt("post", "/a/{id}", "a")), BaseURL: "https://" + host + "/base/",
	})
	tmpl := synth(t, stack)
	_, policy := tmpl.withID(policyType, "Calls")
	if got := jsonOf(t, at(policy.Properties, "PolicyDocument", "Statement", 0, "Condition", "StringLike", "states:HTTPEndpoint")); got != `[{"Fn::Join":["",["https://",{"Ref":"Host"},"/base"]]},{"Fn::Join":["",["https://",{"Ref":"Host"},"/base/*"]]}]` {
		t.Errorf("the policy has %s", got)
	}
	_, rule := tmpl.withID("AWS::Events::Rule", "aMachineRule")
	mustContain(t, jsonOf(t, at(rule.Properties, "Targets", 0, "InputTransformer")), `"url\":[\"https://",{"Ref":"Host"},"/base/a/\",{`)
}

// TestMachinesAskServers: so is what the launch is asked for, also where the rule is in a nested stack.
func TestMachinesAskServers(t *testing.T) {
	const document = `
openapi: 3.0.3
info: {title: T, version: "1"}
servers: [{url: "https://{tenant}.example.com/v1", variables: {tenant: {default: demo}}}]
paths:
` + "%s"
	for _, stacks := range []float64{0, 1} {
		stack := newStack(t)
		NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
			Document:           DocumentFromBytes("api.yaml", fmt.Appendf(nil, document, formAt("post", "/a", "a"))),
			AskServerVariables: []string{"*"}, NestedStacks: &stacks,
		})
		tmpl := synth(t, stack)
		_, policy := tmpl.withID(policyType, "Calls")
		got := jsonOf(t, at(policy.Properties, "PolicyDocument", "Statement", 0, "Condition", "StringLike", "states:HTTPEndpoint", 1))
		if !strings.HasPrefix(got, `{"Fn::Join":["",["https://",{"Ref":"`) || !strings.HasSuffix(got, `"},".example.com/v1/*"]]}`) {
			t.Errorf("the policy has %s", got)
		}
		text := tmpl.text
		if stacks > 0 {
			nested, err := filepath.Glob(filepath.Join(tmpl.dir, "*.nested.template.json"))
			if err != nil || len(nested) != 1 {
				t.Fatal(nested, err)
			}
			data, err := os.ReadFile(nested[0])
			if err != nil {
				t.Fatal(err)
			}
			text = string(data)
		}
		if !strings.Contains(text, `"InputTemplate": {`) || strings.Contains(text, "${") && stacks > 0 {
			t.Errorf("with %v nested stacks nothing is filled in: %s", stacks, text)
		}
	}
}

// TestNestedStateMachines: machines stay where the construct is, and rules elsewhere are given them.
func TestNestedStateMachines(t *testing.T) {
	stack := newStack(t)
	var paths strings.Builder
	for i := range 8 {
		paths.WriteString(formAt("post", fmt.Sprintf("/t%d", i), fmt.Sprintf("t%d", i)))
	}
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(paths.String()), NestedStacks: jsii.Number(2), AskServer: false, Prefix: "League",
	})
	tmpl := synth(t, stack)
	express, _ := tmpl.withID(machineType, "LeagueAnonymousStateMachine")
	role, _ := tmpl.withID(roleType, "1MachineRole")
	if len(tmpl.ofType("AWS::CloudFormation::Stack")) != 2 || len(tmpl.ofType(policyType)) != 2 {
		t.Fatal(withoutDefinitions(t, tmpl.text))
	}
	for id, nested := range tmpl.ofType("AWS::CloudFormation::Stack") {
		parameters := jsonOf(t, nested.Properties["Parameters"])
		mustContain(t, parameters, `{"Ref":"`+express+`"}`, `{"Fn::GetAtt":["`+role+`","Arn"]}`)
		if strings.Contains(parameters, "Connection") {
			t.Errorf("%s is given %s", id, parameters)
		}
	}
	for id := range tmpl.Resources {
		if !strings.HasPrefix(id, "League") {
			t.Errorf("%s has no prefix", id)
		}
	}
	requested(t, tmpl, "t3", "POST https://api.example.com/v1/t3 x=y%20z")
}
