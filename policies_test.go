//go:build !race

package openapidestinations

import (
	"encoding/json"
	"fmt"
	"regexp"
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
	"github.com/openapi-destinations/openapidestinations/internal/render"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const oneOperation = "  /a/{id}: {post: {operationId: a, parameters: [{name: id, in: path, required: true, schema: {type: string}}]}}\n"

// found are the findings with a code.
func found(api OpenApiDestinations, code string) []spec.Diagnostic {
	return slices.DeleteFunc(api.Diagnostics(), func(d spec.Diagnostic) bool { return d.Code != code })
}

// pasted are the statements in a hint, as a policy takes them.
func pasted(t *testing.T, hint string) []map[string]any {
	t.Helper()
	for _, wire := range []string{"$jsii", "Fn::", "Ref", "${", "Token["} {
		if strings.Contains(hint, wire) {
			t.Errorf("%s is nothing to paste: %s", wire, hint)
		}
	}
	var value any
	if err := json.NewDecoder(strings.NewReader(hint[strings.IndexAny(hint, "{["):])).Decode(&value); err != nil {
		t.Fatalf("%v: %s", err, hint)
	}
	list, several := value.([]any)
	if !several {
		list = []any{value}
	}
	var all []map[string]any
	for _, one := range list {
		all = append(all, one.(map[string]any))
	}
	return all
}

// TestStatementsToPaste: what must be added to a policy elsewhere is JSON for it, with the values that
// are known, and placeholders for the others.
func TestStatementsToPaste(t *testing.T) {
	const queue, key = "arn:aws:sqs:eu-west-1:123456789012:letters", "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
	for name, tt := range map[string]struct {
		env        *awscdk.Environment
		queue, key string // what only the deployment knows, if empty
		letters    string
		keys       string
	}{
		"known": {
			&awscdk.Environment{Account: jsii.String("123456789012"), Region: jsii.String("eu-west-1")}, queue, key,
			`"Resource":"` + queue + `","Condition":{"ArnLike":{"aws:SourceArn":["arn:<AWS::Partition>:events:eu-west-1:123456789012:rule/Env-Api/*"]},"StringEquals":{"aws:SourceAccount":"123456789012"}}`,
			`"arn:<AWS::Partition>:secretsmanager:*:123456789012:secret:events!connection/*"`,
		},
		"for any account": {
			nil, queue, key,
			`["arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/Env-Api/*"]},"StringEquals":{"aws:SourceAccount":"<AWS::AccountId>"}`,
			`:<AWS::AccountId>:root"`,
		},
		"for any queue": {nil, "", key, `"Resource":"<Letters>"`, `"kms:Decrypt"`},
	} {
		t.Run(name, func(t *testing.T) {
			stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Env"), &awscdk.StackProps{Env: tt.env})
			if tt.queue == "" {
				tt.queue = *awscdk.NewCfnParameter(stack, jsii.String("Letters"), nil).ValueAsString()
			}
			api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
				Document:        documentOf(threeSchemes),
				DeadLetterQueue: awssqs.Queue_FromQueueArn(stack, jsii.String("Queue"), &tt.queue),
				ConnectionKey:   awskms.Key_FromKeyArn(stack, jsii.String("Key"), &tt.key),
			})
			for code, want := range map[string]string{diagnostic.QueuePolicy: tt.letters, diagnostic.ConnectionKey: tt.keys} {
				d := found(api, code)
				if len(d) != 1 || d[0].Severity != spec.Warning {
					t.Fatalf("%s: %v", code, d)
				}
				mustContain(t, d[0].Hint, want)
				for _, s := range pasted(t, d[0].Hint) {
					if s["Effect"] != "Allow" || s["Principal"] == nil || s["Action"] == nil || s["Resource"] == nil {
						t.Errorf("no whole statement: %v", s)
					}
				}
			}
		})
	}
	for value, want := range map[string]any{
		"a":               "a",
		"<AWS::Region>":   map[string]any{"Ref": "AWS::Region"},
		"<Q.Arn>":         map[string]any{"Fn::GetAtt": []any{"Q", "Arn"}},
		"<import of a b>": map[string]any{"Fn::ImportValue": `a"b`},
		"a<B>${!C}":       map[string]any{"Fn::Sub": "a${B}${!C}"},
		"a:<Fn::Select>":  map[string]any{"Fn::Join": []any{":", []any{"a", map[string]any{"Fn::Select": []any{"0", "b"}}}}},
		"<unknown>":       nil,
	} {
		if got := render.FilledOut(want); got != value {
			t.Errorf("%v is %s; want %s", want, got, value)
		}
	}
}

// TestQueueKey: EventBridge may use the key of a queue, or it is said that it must be let.
func TestQueueKey(t *testing.T) {
	const arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
	imported := jsii.String("arn:aws:sqs:eu-west-1:123456789012:letters")
	for name, tt := range map[string]struct {
		queue func(awscdk.Stack) awssqs.IQueue
		want  string // the severity, "" for nothing
		says  string
	}{
		"no key": {func(s awscdk.Stack) awssqs.IQueue { return awssqs.NewQueue(s, jsii.String("Q"), nil) }, "", ""},
		"a key of the app": {func(s awscdk.Stack) awssqs.IQueue {
			return awssqs.NewQueue(s, jsii.String("Q"), &awssqs.QueueProps{Encryption: awssqs.QueueEncryption_KMS})
		}, "", ""},
		"an imported key": {func(s awscdk.Stack) awssqs.IQueue {
			return awssqs.NewQueue(s, jsii.String("Q"), &awssqs.QueueProps{EncryptionMasterKey: awskms.Key_FromKeyArn(s, jsii.String("K"), jsii.String(arn))})
		}, "warning", `"Action":["kms:Decrypt","kms:GenerateDataKey"]`},
		"the key of AWS": {func(s awscdk.Stack) awssqs.IQueue {
			return awssqs.NewQueue(s, jsii.String("Q"), &awssqs.QueueProps{Encryption: awssqs.QueueEncryption_KMS_MANAGED})
		}, "error", "alias/aws/sqs"},
		"a key that the resource was given": {func(s awscdk.Stack) awssqs.IQueue {
			q := awssqs.NewQueue(s, jsii.String("Q"), nil)
			q.Node().DefaultChild().(awssqs.CfnQueue).SetKmsMasterKeyId(jsii.String(arn))
			return q
		}, "warning", `"kms:GenerateDataKey"`},
		"an imported queue with a key": {func(s awscdk.Stack) awssqs.IQueue {
			return awssqs.Queue_FromQueueAttributes(s, jsii.String("Q"), &awssqs.QueueAttributes{QueueArn: imported, KeyArn: jsii.String(arn)})
		}, "warning", `"kms:GenerateDataKey"`},
		"an imported queue": {func(s awscdk.Stack) awssqs.IQueue { return awssqs.Queue_FromQueueArn(s, jsii.String("Q"), imported) }, "info", "managed"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			queue := tt.queue(stack)
			var api OpenApiDestinations
			for _, id := range []string{"Api", "Other"} {
				api = NewOpenApiDestinations(stack, jsii.String(id), &OpenApiDestinationsProps{Document: documentOf(oneOperation), DeadLetterQueue: queue})
			}
			d := found(api, diagnostic.QueueKey)
			switch {
			case tt.want == "" && len(d) == 0:
			case len(d) != 1 || d[0].Severity.String() != tt.want:
				t.Fatalf("%v; want %q", d, tt.want)
			case tt.want == "error":
				mustContain(t, d[0].Error(), tt.says)
				return
			default:
				mustContain(t, strings.ReplaceAll(d[0].Error(), "no dead letters", "managed"), tt.says)
				pasted(t, d[0].Hint)
			}
			tmpl := synth(t, stack)
			if tt.want == "" {
				assembly, err := delivery.LoadAssembly(tmpl.dir, delivery.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if result, err := assembly.Deliver(delivery.Event{Bus: "Stack-Api", Source: "s", DetailType: "a", Detail: json.RawMessage(`{}`)}); err != nil || result.Lost() || len(result.Queues()) != 1 {
					t.Errorf("%v\n%s", err, result)
				}
			}
			for _, key := range tmpl.ofType("AWS::KMS::Key") {
				policy := jsonOf(t, key.Properties["KeyPolicy"])
				mustContain(t, policy, `{"Action":["kms:Decrypt","kms:GenerateDataKey"],"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Resource":"*"`)
				if strings.Count(policy, "events.amazonaws.com") != 1 {
					t.Errorf("two constructs with one queue give its key %s", policy)
				}
			}
		})
	}
}

// TestBusKey: the CDK lets EventBridge use a bus' key if the app makes it; else it is said what must be.
func TestBusKey(t *testing.T) {
	for name, imported := range map[string]bool{"of the app": false, "imported": true} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			var key awskms.IKey = awskms.NewKey(stack, jsii.String("Key"), nil)
			if imported {
				key = awskms.Key_FromKeyArn(stack, jsii.String("Imported"), jsii.String("arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"))
			}
			bus := awsevents.NewEventBus(stack, jsii.String("Bus"), &awsevents.EventBusProps{EventBusName: jsii.String("team"), KmsKey: key})
			api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(oneOperation), EventBus: bus})
			d := found(api, diagnostic.BusKey)
			if !imported {
				if mustContain(t, jsonOf(t, synth(t, stack).only("AWS::KMS::Key").Properties), "kms:EncryptionContext:aws:events:event-bus:arn"); len(d) != 0 {
					t.Errorf("%v", d)
				}
				return
			}
			if len(d) != 1 {
				t.Fatal("nothing is said of the key")
			}
			if n := len(pasted(t, d[0].Hint)); n != 2 {
				t.Errorf("%d statements", n)
			}
			mustContain(t, d[0].Hint, `"kms:EncryptionContext:aws:events:event-bus:arn":"arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/team"`)
		})
	}
}

// TestSharedQueue: however many constructs share a queue, its policy has one statement for them, and
// lets the dead letters of each in.
func TestSharedQueue(t *testing.T) {
	const constructs = 25
	stack := newStack(t)
	queue := awssqs.NewQueue(stack, jsii.String("Letters"), nil)
	other := stackIn(awscdk.Stage_Of(stack).(awscdk.App), "Other")
	for i := range constructs {
		in := stack
		if i%2 == 1 {
			in = other
		}
		props := &OpenApiDestinationsProps{Document: documentOf(strings.ReplaceAll(oneOperation, "operationId: a", fmt.Sprintf("operationId: a%d", i))), DeadLetterQueue: queue}
		if i == 3 {
			props.EventBus = awsevents.EventBus_FromEventBusName(in, jsii.String("Bus"), jsii.String(defaultBus))
		}
		NewOpenApiDestinations(in, jsii.String(fmt.Sprintf("Api%d", i)), props)
	}
	tmpl := synth(t, stack)
	statements := at(tmpl.only("AWS::SQS::QueuePolicy").Properties, "PolicyDocument", "Statement").([]any)
	if len(statements) != 2 {
		t.Fatalf("%d statements: %s", len(statements), jsonOf(t, statements))
	}
	if n := len(at(statements[0], "Condition", "ArnLike", "aws:SourceArn").([]any)); n != constructs-1 {
		t.Errorf("%d buses", n)
	}
	mustContain(t, jsonOf(t, at(statements[1], "Condition", "ArnNotLike")), `:rule/*/*"`)
	assembly, err := delivery.LoadAssembly(tmpl.dir, delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range constructs {
		bus := fmt.Sprintf("%s-Api%d", []string{"Stack", "Other"}[i%2], i)
		if i == 3 {
			bus = defaultBus
		}
		result, err := assembly.Deliver(delivery.Event{Bus: bus, Source: "s", DetailType: fmt.Sprintf("a%d", i), Detail: json.RawMessage(`{}`)})
		if err != nil || result.Lost() || len(result.Queues()) == 0 {
			t.Errorf("construct %d: %v\n%s", i, err, result)
		}
	}
}

// TestWideQueuePolicy: a policy that can't name all buses admits more, and that is said once.
func TestWideQueuePolicy(t *testing.T) {
	stack := newStack(t)
	queue := awssqs.NewQueue(stack, jsii.String("Letters"), nil)
	warned := 0
	for i := range 30 {
		id := strings.Repeat(string(rune('a'+i%26)), 220) + fmt.Sprint(i)
		api := NewOpenApiDestinations(stack, &id, &OpenApiDestinationsProps{Document: documentOf("  /a: {post: {operationId: a}}\n"), DeadLetterQueue: queue})
		warned += len(found(api, diagnostic.WideQueuePolicy))
	}
	policy := synth(t, stack).only("AWS::SQS::QueuePolicy")
	if text := jsonOf(t, at(policy.Properties, "PolicyDocument")); !strings.Contains(text, `:rule/*"`) || len(text) > 1000 || !strings.Contains(text, "aws:SourceAccount") {
		t.Errorf("%s", text)
	}
	if warned != 1 {
		t.Errorf("%d warnings", warned)
	}
}

// TestQueueRegion: EventBridge refuses a queue of another Region.
func TestQueueRegion(t *testing.T) {
	for region, want := range map[string]int{"eu-west-1": 0, "us-east-1": 1} {
		stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Env"), &awscdk.StackProps{Env: &awscdk.Environment{Region: jsii.String("eu-west-1")}})
		api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
			Document:        documentOf(oneOperation),
			DeadLetterQueue: awssqs.Queue_FromQueueArn(stack, jsii.String("Queue"), jsii.String("arn:aws:sqs:"+region+":123456789012:letters")),
		})
		if d := found(api, diagnostic.QueueRegion); len(d) != want {
			t.Errorf("%s: %v", region, d)
		}
	}
}

// TestImportedQueueOfSeveral: the last construct says what all need.
func TestImportedQueueOfSeveral(t *testing.T) {
	stack := newStack(t)
	queue := awssqs.Queue_FromQueueArn(stack, jsii.String("Q"), jsii.String("arn:aws:sqs:eu-west-1:123456789012:letters"))
	var api OpenApiDestinations
	for _, id := range []string{"A", "B"} {
		api = NewOpenApiDestinations(stack, &id, &OpenApiDestinationsProps{Document: documentOf(oneOperation), DeadLetterQueue: queue})
	}
	hint := found(api, diagnostic.QueuePolicy)[0].Hint
	mustContain(t, hint, "rule/Stack-A/*", "rule/Stack-B/*", "in place of")
	if n := len(pasted(t, hint)); n != 1 {
		t.Errorf("%d statements", n)
	}
}

// TestRolesTrust: the roles trust rules of the construct's buses, and those of no other bus.
func TestRolesTrust(t *testing.T) {
	for name, tt := range map[string]struct {
		props  OpenApiDestinationsProps
		bus    string // a name, "?" for one that only the deployment knows
		trusts []string
		not    []string
	}{
		"own bus": {OpenApiDestinationsProps{Document: documentOf(oneOperation)}, "", []string{"Stack-Api/r"}, []string{"r", "tenant/r", "Stack-Api-1/r", "Stack-Api"}},
		"shards": {OpenApiDestinationsProps{Document: documentOf(tables(60)), RulesPerBus: jsii.Number(40)}, "",
			[]string{"Stack-Api/r", "Stack-Api-01/r", "Stack-Api-1/r", "Stack-Api-100/r"}, []string{"r", "tenant/r", "Stack-Api-x", "Stack-Api-1000/r"}},
		"shards in nested stacks": {OpenApiDestinationsProps{Document: documentOf(tables(60)), RulesPerBus: jsii.Number(40), NestedStacks: jsii.Number(5), SharedDestinations: true}, "",
			[]string{"Stack-Api/r", "Stack-Api-1/r", "Stack-Api-01/r", "Stack-Api-100/r"}, []string{"r", "tenant/r", "Stack-Api-1000/r"}},
		"nested":                 {OpenApiDestinationsProps{Document: documentOf(tables(8)), NestedStacks: jsii.Number(2)}, "", []string{"Stack-Api/r"}, []string{"r", "tenant/r"}},
		"default":                {OpenApiDestinationsProps{Document: documentOf(oneOperation)}, defaultBus, []string{"r"}, []string{"tenant/r", "Stack-Api/r"}},
		"named":                  {OpenApiDestinationsProps{Document: documentOf(oneOperation)}, "team", []string{"team/r"}, []string{"r", "tenant/r"}},
		"token":                  {OpenApiDestinationsProps{Document: documentOf(oneOperation)}, "?", []string{"value/r", "r"}, []string{"tenant/r"}},
		"token in nested stacks": {OpenApiDestinationsProps{Document: documentOf(tables(8)), NestedStacks: jsii.Number(2)}, "?", []string{"value/r", "r"}, []string{"tenant/r"}},
	} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			parameters := map[string]string{}
			switch tt.bus {
			case "":
			case "?":
				name := awscdk.NewCfnParameter(stack, jsii.String("BusName"), nil).ValueAsString()
				tt.props.EventBus = awsevents.EventBus_FromEventBusName(stack, jsii.String("Bus"), name)
				parameters["BusName"] = "value"
			default:
				tt.props.EventBus = awsevents.EventBus_FromEventBusName(stack, jsii.String("Bus"), &tt.bus)
			}
			NewOpenApiDestinations(stack, jsii.String("Api"), &tt.props)
			synthesized := synth(t, stack)
			roles := 0
			for _, tmpl := range assemblyOf(t, synthesized.dir) {
				for id, role := range tmpl.ofType("AWS::IAM::Role") {
					roles++
					forwards := strings.Contains(jsonOf(t, role.Properties["Policies"]), "events:PutEvents")
					for _, rule := range tt.trusts {
						if want := !forwards || rule == tt.trusts[0]; trusted(t, tmpl, role, rule) != want {
							t.Errorf("%s and the rule %s: %v; want %v", id, rule, !want, want)
						}
					}
					for _, rule := range tt.not {
						if trusted(t, tmpl, role, rule) {
							t.Errorf("%s trusts the rule %s", id, rule)
						}
					}
				}
			}
			if roles == 0 {
				t.Error("no roles")
			}
		})
	}
}

// TestTrustOfLayouts: the queue's policy changes in place, before the rules of shards that are no more have
// sent their last event; so it takes those of all shards that there may be, whatever the layout. And it is
// there before any rule is.
func TestTrustOfLayouts(t *testing.T) {
	seen := make(map[string]bool)
	for _, stacks := range []float64{0, 5, 12} {
		for _, carrier := range []Carrier{ByAPIDestination, ByStateMachine} {
			stack := newStack(t)
			NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
				Document: documentOf(tables(60)), RulesPerBus: jsii.Number(40), NestedStacks: &stacks, SharedDestinations: true, Carriers: []Carrier{carrier},
			})
			tmpl := synth(t, stack)
			if shards := len(tmpl.ofType("AWS::Events::EventBus")) - 1; shards < 2 {
				t.Fatalf("%v nested stacks have %d shards", stacks, shards)
			}
			policies := tmpl.ofType("AWS::SQS::QueuePolicy")
			for id, policy := range policies {
				seen[jsonOf(t, policy.Properties)] = true
				for _, kind := range []string{"AWS::Events::Rule", "AWS::CloudFormation::Stack"} {
					for waits, r := range tmpl.ofType(kind) {
						if !waitsFor(t, tmpl, r, id, make(map[string]bool)) {
							t.Errorf("%v nested stacks, %s: %s doesn't wait for the queue's policy", stacks, carrier, waits)
						}
					}
				}
			}
			if len(policies) != 1 {
				t.Errorf("%d policies", len(policies))
			}
		}
	}
	if len(seen) != 1 {
		t.Errorf("the policies are %d", len(seen))
	}
}

// waitsFor tells whether a resource is made after another one: it depends on it, or refers to what does.
func waitsFor(t *testing.T, tmpl template, r resource, other string, seen map[string]bool) bool {
	t.Helper()
	text := jsonOf(t, []any{r.Properties, r.DependsOn})
	if strings.Contains(text, `"`+other+`"`) {
		return true
	}
	for id, next := range tmpl.Resources {
		if !seen[id] && strings.Contains(text, `"`+id+`"`) {
			if seen[id] = true; waitsFor(t, tmpl, next, other, seen) {
				return true
			}
		}
	}
	return false
}

// trusted tells whether a role lets EventBridge act for a rule, by what its ARN ends with.
func trusted(t *testing.T, tmpl template, role resource, rule string) bool {
	t.Helper()
	like := func(patterns any) bool {
		list, _ := patterns.([]any)
		return slices.ContainsFunc(list, func(p any) bool {
			text := render.FilledOut(p)
			_, name, ok := strings.Cut(text, "<AWS::AccountId>:rule/")
			if !ok {
				t.Fatalf("no rules of the account: %s", text)
			}
			name = regexp.MustCompile(`<(AWS::)?StackName>`).ReplaceAllString(name, "Stack")
			name = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(name, "value") // a bus' name
			name = strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(name))
			return regexp.MustCompile("^" + name + "$").MatchString(rule)
		})
	}
	for _, s := range at(role.Properties, "AssumeRolePolicyDocument", "Statement").([]any) {
		if at(s, "Condition", "StringEquals", "aws:SourceAccount") == nil {
			t.Errorf("any account: %s", jsonOf(t, s))
		}
		if like(at(s, "Condition", "ArnLike", "aws:SourceArn")) && !like(at(s, "Condition", "ArnNotLike", "aws:SourceArn")) {
			return true
		}
	}
	return false
}
