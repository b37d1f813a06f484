//go:build !race

package corpus

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/cost"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// ownKey is the credential of the templates here.
var ownKey = credentials{{scheme: "own", in: "header", name: "Own-Key", kind: "key"}}

// TestTriggersOfAll: a trigger whose events have an operation's detail at another place sends what the
// second reading of the document wants of the operation's own event, whoever carries it, with answers
// and without. What lacks a required field makes no request and is a dead letter.
func TestTriggersOfAll(t *testing.T) {
	files := []string{"../../example/football.yaml", "testdata/kinds.yaml", "testdata/swagger.yaml"}
	own, compared, rejected := len(files), 0, 0
	if _, err := os.Stat(folder); err == nil {
		files = append(files, realDocuments(t)...)
	}
	used := cost.Time()
	for n, file := range files {
		if info, err := os.Stat(file); err != nil || info.Size() > 300_000 {
			continue // the others are read elsewhere, and take long
		}
		for i, opts := range []plan.Options{
			{Carriers: []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}},
			{Carriers: []plan.Carrier{plan.ByStateMachine}, Answers: plan.BothAnswers},
		} {
			few := 3
			if n < own {
				few = 1_000
			} else if n%2 == i {
				continue // of real documents each has one of the two
			}
			c, r := checkTriggers(t, file, opts, few)
			compared, rejected = compared+c, rejected+r
		}
	}
	if compared < 60 || rejected < 10 || len(files) > own && compared < 250 {
		t.Errorf("%d requests were compared, %d events rejected: too few to mean anything", compared, rejected)
	}
	const most = 10 // seconds
	if taken := cost.Time() - used; taken.Seconds() > most {
		t.Errorf("it took %v of the processor", taken)
	}
	t.Logf("%d requests, %d rejected, %v", compared, rejected, cost.Time()-used)
}

// checkTriggers gives so many operations of a document a trigger, and tells how many requests were
// compared and how many events were rejected.
func checkTriggers(t *testing.T, file string, opts plan.Options, few int) (compared, rejected int) {
	t.Helper()
	read, err := spec.Load(spec.Source{Path: file, Answers: opts.Answers.Any()})
	if err != nil {
		return 0, 0 // a bomb, maybe
	}
	doc, ok := newDocument(file)
	if !ok {
		return 0, 0
	}
	if doc.baseURL() == "" {
		opts.BaseURL = baseURL
	}
	opts.Operations = map[string]plan.OperationSettings{"*": {Security: []spec.SecurityRequirement{{}}}}
	operations := exactOf(t, read, opts)
	for i := 0; i < len(operations); i += max(1, len(operations)/few) {
		op := operations[i]
		moved := make(map[string]any)
		for _, f := range op.Fields {
			put(moved, strings.Split(f.Field, "."), "$.detail.moved."+f.Field)
		}
		opts.Triggers = append(opts.Triggers, plan.Trigger{
			ID: fmt.Sprintf("t%04d", i), Operation: op.DetailType, Pattern: jsonText(t, map[string]any{"source": []string{"elsewhere"}, "detail-type": []string{op.DetailType}}), Detail: jsonText(t, moved),
		})
	}
	if len(opts.Triggers) == 0 {
		return 0, 0
	}
	p := planner.Build(read, opts)
	if p.Failed() {
		t.Errorf("%s: %v", file, p.Diagnostics)
		return 0, 0
	}
	assembly, err := delivery.ParseTemplate(templateOfTriggers(t, p), delivery.Options{})
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for _, op := range exactOf(t, read, opts) {
		if slices.ContainsFunc(opts.Triggers, func(tr plan.Trigger) bool { return tr.Operation == op.DetailType }) {
			item := doc.root().get("paths").get(op.Path)
			own := item.get(strings.ToLower(op.Method))
			b := &builder{doc: doc, op: own, fields: &op, parameters: parametersOf(item, own), server: doc.server(item, own, opts.BaseURL), credentials: ownKey}
			c, r := b.checkTrigger(t, file, assembly)
			compared, rejected = compared+c, rejected+r
		}
	}
	return compared, rejected
}

// exactOf are the operations that are carried exactly, as the catalog has them.
func exactOf(t *testing.T, read *spec.Document, opts plan.Options) []operation {
	t.Helper()
	var c catalog
	if err := json.Unmarshal(planned.New(read, planner.Build(read, opts)).JSON(), &c); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(c.Operations, func(op operation) bool { return op.Fidelity != "exact" || len(op.SampleEvent.Detail) == 0 })
}

// checkTrigger compares what the sample becomes, with all fields, with the required ones, and without
// each of those.
func (b *builder) checkTrigger(t *testing.T, file string, assembly *delivery.Assembly) (compared, rejected int) {
	t.Helper()
	least := b.sample(t)
	for _, f := range b.fields.Fields {
		if !f.Required && f.In != "body" { // which a trigger's event must have, if its mapping names it
			takeOut(least, strings.Split(f.Field, "."))
		}
	}
	for _, detail := range []map[string]any{b.sample(t), least} {
		want, err := b.build(detail, eventID)
		result := b.deliverMoved(t, assembly, detail)
		sent := result.Requests()
		switch {
		case err != nil:
			t.Errorf("%s: %v", file, err)
		case len(sent) != 1:
			t.Errorf("%s: %s of %s becomes %v", file, b.fields.key(), jsonText(t, detail), result)
		default:
			compared++
			if _, given := sent[0].Header("Accept"); !given {
				delete(want.headers, "accept") // the plan's connection sends it, and the template has another one
			}
			for _, difference := range want.differences(sent[0]) {
				t.Errorf("%s: %s of %s: %s", file, b.fields.key(), jsonText(t, detail), difference)
			}
		}
	}
	for _, f := range b.fields.Fields {
		if !f.Required || f.Guarded != nil && !*f.Guarded {
			continue
		}
		detail := b.sample(t)
		takeOut(detail, strings.Split(f.Field, "."))
		result := b.deliverMoved(t, assembly, detail)
		if rejected++; len(result.Requests()) > 0 || len(result.Queues()) == 0 || result.Lost() {
			t.Errorf("%s: %s without %s becomes %v", file, b.fields.key(), f.Field, result)
		}
	}
	return compared, rejected
}

func (b *builder) sample(t *testing.T) map[string]any {
	t.Helper()
	sample, err := decodeJSON(b.fields.SampleEvent.Detail)
	if err != nil {
		t.Fatal(err)
	}
	return sample.(map[string]any)
}

func (b *builder) deliverMoved(t *testing.T, assembly *delivery.Assembly, detail map[string]any) *delivery.Result {
	t.Helper()
	result, err := assembly.Deliver(delivery.Event{Source: "elsewhere", DetailType: b.fields.DetailType, Detail: jsonText(t, map[string]any{"moved": detail}), ID: eventID})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func takeOut(object map[string]any, place []string) {
	for _, name := range place[:len(place)-1] {
		object, _ = object[name].(map[string]any)
	}
	delete(object, place[len(place)-1])
}

func jsonText(t *testing.T, value any) json.RawMessage {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// templateOfTriggers is a template with the rules of triggers, and what they call.
func templateOfTriggers(t *testing.T, p *plan.Plan) []byte {
	t.Helper()
	type object = map[string]any
	const role = "arn:aws:iam::123456789012:role/other"
	arn := func(id string) any { return object{"Fn::GetAtt": []string{id, "Arn"}} }
	resources := make(object)
	add := func(id, kind string, properties object) {
		resources[id] = object{"Type": kind, "Properties": properties}
	}
	add("Queue", "AWS::SQS::Queue", object{})
	add("QueuePolicy", "AWS::SQS::QueuePolicy", object{"Queues": []any{object{"Ref": "Queue"}}, "PolicyDocument": object{"Statement": []any{
		object{"Effect": "Allow", "Principal": object{"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn("Queue")},
	}}})
	add("Connection", "AWS::Events::Connection", object{"AuthorizationType": "API_KEY",
		"AuthParameters": object{"ApiKeyAuthParameters": object{"ApiKeyName": ownKey[0].name, "ApiKeyValue": "{{resolve:secretsmanager:own}}"}}})
	add("Machine", "AWS::StepFunctions::StateMachine", object{
		"StateMachineType": "EXPRESS", "RoleArn": role, "DefinitionString": machine.Express(),
		"DefinitionSubstitutions": map[machine.Key]any{"HttpTask": "arn:aws:states:::http:invoke", "SendMessage": "arn:aws:states:::sqs:sendMessage", machine.ConnectionARN: arn("Connection"),
			machine.QueueURL: object{"Ref": "Queue"}, machine.OutageMachineARN: "x"},
	})
	called := make(map[string]string)
	for i, d := range p.Destinations {
		called[d.ID] = fmt.Sprint("Destination", i)
		add(called[d.ID], "AWS::Events::ApiDestination", object{"ConnectionArn": arn("Connection"), "HttpMethod": d.Method, "InvocationEndpoint": d.Endpoint})
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Trigger == "" {
			continue
		}
		target := object{"Id": "T", "Arn": arn("Queue"), "DeadLetterConfig": object{"Arn": arn("Queue")}}
		switch to := r.Target.(type) {
		case plan.DeadLetters:
			delete(target, "DeadLetterConfig")
		case plan.StateMachineInput:
			target["Arn"], target["RoleArn"], target["InputTransformer"] = arn("Machine"), role, object{"InputTemplate": to.Template}
		case plan.APIDestination:
			target["Arn"], target["RoleArn"] = arn(called[to.ID]), role
			if to.InputPath != "" {
				target["InputPath"] = to.InputPath
			} else {
				target["Input"] = to.Input
			}
			target["HttpParameters"] = object{"PathParameterValues": to.PathValues, "HeaderParameters": expressions(to.Headers), "QueryStringParameters": expressions(to.Query)}
		}
		add(fmt.Sprint("Rule", i), "AWS::Events::Rule", object{"EventPattern": json.RawMessage(r.Pattern.String()), "Targets": []any{target}})
	}
	return jsonText(t, object{"Resources": resources})
}

func expressions(pairs []plan.Pair) map[string]string {
	all := make(map[string]string)
	for _, p := range pairs {
		all[p.Name] = p.Value.Expression()
	}
	return all
}
