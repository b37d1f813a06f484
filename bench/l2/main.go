// Command l2 synthesizes the same calls by the CDK's own L2 constructs, as one would write
// them by hand: a Connection, and for each operation an ApiDestination and a Rule with a
// targets.ApiDestination, which makes a role and its policy besides.
package main

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/bench/internal/assembly"
	"github.com/openapi-destinations/openapidestinations/bench/internal/cdkapp"
	"github.com/openapi-destinations/openapidestinations/bench/internal/subject"
)

// resourcesOfStack leaves room for a bus, a queue, its policy and a connection in a stack of
// 500. An operation takes four resources, and one more for each further rule.
const resourcesOfStack = 490

func main() {
	cdkapp.Run(func(app awscdk.App, s subject.Subject, folder string) {
		h := &hand{app: app}
		for part := 1; part <= s.Parts; part++ {
			template, err := assembly.Read(folder, cdkapp.Part(part))
			cdkapp.Must(err)
			for _, c := range calls(template) {
				h.add(c)
			}
		}
	})
}

// hand writes a stack after the other, each with its own bus, connection and queue: a queue
// of another stack would make the stacks depend on each other.
type hand struct {
	app        awscdk.App
	stack      awscdk.Stack
	stacks     int
	resources  int
	bus        awsevents.EventBus
	queue      awssqs.Queue
	connection awsevents.Connection
}

func (h *hand) next() {
	h.stacks++
	h.resources = 0
	h.stack = cdkapp.Stack(h.app, fmt.Sprintf("Bench%d", h.stacks))
	h.bus = awsevents.NewEventBus(h.stack, jsii.String("Bus"), nil)
	h.queue = awssqs.NewQueue(h.stack, jsii.String("DeadLetterQueue"), &awssqs.QueueProps{
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(14)), EnforceSSL: jsii.Bool(true),
	})
	h.connection = awsevents.NewConnection(h.stack, jsii.String("Connection"), &awsevents.ConnectionProps{
		Authorization: awsevents.Authorization_ApiKey(jsii.String("X-Api-Key"), awscdk.SecretValue_SecretsManager(jsii.String("api-key"), nil)),
	})
}

func (h *hand) add(c call) {
	needed := 3 + len(c.rules)
	if h.stack == nil || h.resources+needed > resourcesOfStack {
		h.next()
	}
	h.resources += needed
	destination := awsevents.NewApiDestination(h.stack, jsii.String(c.id), &awsevents.ApiDestinationProps{
		Connection: h.connection, Endpoint: jsii.String(c.endpoint),
		HttpMethod: awsevents.HttpMethod(c.method), Description: jsii.String(c.description),
	})
	for _, r := range c.rules {
		rule := awsevents.NewRule(h.stack, jsii.String(r.id), &awsevents.RuleProps{
			EventBus: h.bus, Description: jsii.String(r.description), EventPattern: r.pattern,
		})
		rule.AddTarget(awseventstargets.NewApiDestination(destination, &awseventstargets.ApiDestinationProps{
			DeadLetterQueue: h.queue, Event: r.event(), PathParameterValues: r.path,
			HeaderParameters: r.headers, QueryStringParameters: r.query,
		}))
	}
}

// call is an operation with its rules.
type call struct {
	id, endpoint, method, description string
	rules                             []rule
}

type rule struct {
	id, description  string
	pattern          *awsevents.EventPattern
	inputPath, input string
	path             *[]*string
	headers, query   *map[string]*string
}

func (r rule) event() awsevents.RuleTargetInput {
	if r.inputPath != "" {
		return awsevents.RuleTargetInput_FromEventPath(&r.inputPath)
	}
	return awsevents.RuleTargetInput_FromObject(map[string]any{})
}

// calls are the operations of a template, in order, those of its nested stacks included.
func calls(t *assembly.Template) []call {
	var all []call
	places := make(map[string]int)
	for _, r := range t.Resources {
		if r.Type == "AWS::Events::ApiDestination" {
			places[r.ID] = len(all)
			all = append(all, call{
				id: r.ID, endpoint: text(r.Properties["InvocationEndpoint"]), method: text(r.Properties["HttpMethod"]),
				description: text(r.Properties["Description"]),
			})
		}
	}
	for _, r := range t.Resources {
		if r.Type != "AWS::Events::Rule" {
			continue
		}
		target := r.Properties["Targets"].([]any)[0].(map[string]any)
		arn, _ := target["Arn"].(map[string]any)
		parts, _ := arn["Fn::GetAtt"].([]any)
		if len(parts) == 0 {
			continue
		}
		if place, known := places[text(parts[0])]; known {
			all[place].rules = append(all[place].rules, ruleOf(r, target))
		}
	}
	for _, r := range t.Resources {
		if r.Nested != nil {
			all = append(all, calls(r.Nested)...)
		}
	}
	return all
}

func ruleOf(r assembly.Resource, target map[string]any) rule {
	made := rule{
		id: r.ID, description: text(r.Properties["Description"]), pattern: pattern(r.Properties["EventPattern"]),
		inputPath: text(target["InputPath"]), input: text(target["Input"]),
	}
	http, _ := target["HttpParameters"].(map[string]any)
	if values, ok := http["PathParameterValues"].([]any); ok {
		list := jsii.Strings()
		for _, v := range values {
			*list = append(*list, jsii.String(text(v)))
		}
		made.path = list
	}
	made.headers, made.query = texts(http["HeaderParameters"]), texts(http["QueryStringParameters"])
	return made
}

// pattern asks for the detail type alone where the construct's pattern is a text: it holds
// a null, which the L2 construct's pattern can't.
func pattern(v any) *awsevents.EventPattern {
	object, _ := v.(map[string]any)
	if object == nil {
		_, name, _ := strings.Cut(text(v), `"detail-type":["`)
		name, _, _ = strings.Cut(name, `"`)
		return &awsevents.EventPattern{DetailType: jsii.Strings(name)}
	}
	p := &awsevents.EventPattern{DetailType: jsii.Strings()}
	types, _ := object["detail-type"].([]any)
	for _, t := range types {
		*p.DetailType = append(*p.DetailType, jsii.String(text(t)))
	}
	if detail, ok := object["detail"].(map[string]any); ok {
		p.Detail = &detail
	}
	return p
}

func texts(v any) *map[string]*string {
	object, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	all := make(map[string]*string, len(object))
	for name, value := range object {
		all[name] = jsii.String(text(value))
	}
	return &all
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
