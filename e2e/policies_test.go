package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// broken are changes to a template that AWS would punish. They show that the emulator
// enforces policies, so that the other tests prove that the project's suffice.
var broken = []struct {
	name   string
	change func(*template)
	event  lab.Event
	// calls and letters are what is left of one call, or one letter.
	calls, letters int
}{{
	name:   "the template as it is calls",
	change: func(*template) {},
	event:  goodThing,
	calls:  1,
}, {
	name:    "the template as it is rejects",
	change:  func(*template) {},
	event:   badThing,
	letters: 1,
}, {
	name: "a role without the destinations",
	change: func(d *template) {
		for _, role := range d.resources("AWS::IAM::Role") {
			role["Policies"] = []any{map[string]any{"PolicyName": "other", "PolicyDocument": map[string]any{
				"Version": "2012-10-17", "Statement": []any{map[string]any{
					"Effect": "Allow", "Action": "events:InvokeApiDestination",
					"Resource": "arn:aws:events:us-east-1:000000000000:api-destination/other/*",
				}},
			}}}
		}
	},
	event:   goodThing,
	letters: 1,
}, {
	name: "a role that does not trust EventBridge",
	change: func(d *template) {
		for _, role := range d.resources("AWS::IAM::Role") {
			for _, s := range list(object(role["AssumeRolePolicyDocument"])["Statement"]) {
				object(s)["Principal"] = map[string]any{"Service": "lambda.amazonaws.com"}
			}
		}
	},
	event:   goodThing,
	letters: 1,
}, {
	name:   "a role that trusts EventBridge for another account",
	change: func(d *template) { d.replaceAccount("AWS::IAM::Role") },
	event:  goodThing, letters: 1,
}, {
	name:   "a role that trusts EventBridge for the rules of another bus",
	change: trustOther,
	event:  goodThing, letters: 1,
}, {
	// Neither the role nor the queue is theirs, so nothing is called and nothing kept.
	name:   "the rules are on another bus",
	change: (*template).moveRules,
	event:  goodThing,
}, {
	name:   "no queue policy",
	change: func(d *template) { d.remove("AWS::SQS::QueuePolicy") },
	event:  badThing,
}, {
	name:   "a queue policy for another account",
	change: func(d *template) { d.replaceAccount("AWS::SQS::QueuePolicy") },
	event:  badThing,
}}

var (
	goodThing = event("Answered 200", map[string]any{"thing": "z", "reason": "r", "message": map[string]any{"name": "n"}})
	badThing  = event("Answered 200", map[string]any{"reason": "r", "message": map[string]any{"name": "n"}})
)

// testPolicies launches broken copies of an assembly's template without the CDK, and
// expects of each what package delivery expects, too.
func testPolicies(t *testing.T, api *lab.Mailbox, assembly string) {
	for _, test := range broken {
		t.Run(test.name, func(t *testing.T) {
			d := readTemplate(t, assembly)
			test.change(d)
			site := launch(t, api, d)
			result := site.foretell(t, site.oracle(t, nil), test.event)
			if got := len(result.Requests()); got != test.calls {
				t.Errorf("%d requests are foretold, want %d", got, test.calls)
			}
			if got := len(result.Queues()); got != test.letters {
				t.Errorf("%d queues are foretold, want %d", got, test.letters)
			}
			site.put(t, test.event)
			if got := api.Take(test.calls, arrival); len(got) != test.calls {
				t.Errorf("%d requests, want %d: %v", len(got), test.calls, got)
			}
			if got := site.letters(t, test.letters); len(got) != test.letters {
				t.Errorf("%d messages in the dead-letter queue, want %d: %v", len(got), test.letters, got)
			}
		})
	}
}

// testRetryPolicy gives the targets a policy of their own.
func testRetryPolicy(t *testing.T, api *lab.Mailbox, assembly string) {
	d := readTemplate(t, assembly)
	for _, rule := range d.resources("AWS::Events::Rule") {
		for _, target := range list(rule["Targets"]) {
			object(target)["RetryPolicy"] = map[string]any{"MaximumRetryAttempts": 2}
		}
	}
	site := launch(t, api, d)
	site.put(t, event("Answered 500", map[string]any{"thing": "y"}))
	letters := site.letters(t, 1)
	if got := api.Take(3, arrival); len(got) != 3 {
		t.Errorf("%d requests, want 3", len(got))
	}
	if len(letters) != 1 || letters[0].Attributes["RETRY_ATTEMPTS"] != "2" {
		t.Errorf("messages %v, want one after 2 retries", letters)
	}
}

// launch creates a stack of the template, as the console does, in an account of its own
// whose destinations call the API.
func launch(t *testing.T, api *lab.Mailbox, d *template) *deployment {
	t.Helper()
	account := theLab.NewAccount(api.Name())
	if err := account.Create(t.Context(), lab.Stack, d.text(t), nil); err != nil {
		t.Fatal(err)
	}
	outputs, err := account.Outputs(t.Context(), lab.Stack)
	if err != nil {
		t.Fatal(err)
	}
	return newDeployment(account, "", outputs)
}

// template is a template as JSON, to be changed.
type template struct{ root map[string]any }

func readTemplate(t *testing.T, assembly string) *template {
	t.Helper()
	return readTemplateFile(t, filepath.Join(assembly, lab.Stack+".template.json"))
}

func readTemplateFile(t *testing.T, path string) *template {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d := new(template)
	if err := json.Unmarshal(data, &d.root); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *template) text(t *testing.T) string {
	t.Helper()
	data, err := json.Marshal(d.root)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// resources are the properties of the resources of a type, by logical id.
func (d *template) resources(kind string) map[string]map[string]any {
	out := make(map[string]map[string]any)
	for id, r := range object(d.root["Resources"]) {
		if object(r)["Type"] == kind {
			out[id] = object(object(r)["Properties"])
		}
	}
	return out
}

// remove takes all resources of a type away.
func (d *template) remove(kind string) {
	for id := range d.resources(kind) {
		delete(object(d.root["Resources"]), id)
	}
}

// replaceAccount puts another account in place of aws:SourceAccount's.
func (d *template) replaceAccount(kind string) {
	for _, properties := range d.resources(kind) {
		document := object(properties["AssumeRolePolicyDocument"])
		if document == nil {
			document = object(properties["PolicyDocument"])
		}
		for _, s := range list(document["Statement"]) {
			if condition := object(object(object(s)["Condition"])["StringEquals"]); condition != nil {
				condition["aws:SourceAccount"] = "999999999999"
			}
		}
	}
}

// trustOther has the roles trust EventBridge for the rules of a bus that the template lacks.
func trustOther(d *template) {
	for _, role := range d.resources("AWS::IAM::Role") {
		for _, s := range list(object(role["AssumeRolePolicyDocument"])["Statement"]) {
			object(object(s)["Condition"])["ArnLike"] = map[string]any{"aws:SourceArn": "arn:aws:events:*:*:rule/other/*"}
		}
	}
}

// moveRules puts the rules on another bus, as somebody would who took the template's roles for
// rules of his own, and names that bus in the outputs.
func (d *template) moveRules() {
	object(d.root["Resources"])["OtherBus"] = map[string]any{
		"Type": "AWS::Events::EventBus", "Properties": map[string]any{"Name": "other"},
	}
	other := map[string]any{"Ref": "OtherBus"}
	for _, rule := range d.resources("AWS::Events::Rule") {
		rule["EventBusName"] = other
	}
	for name, output := range object(d.root["Outputs"]) {
		if strings.HasSuffix(name, "BusName") {
			object(output)["Value"] = other
		}
	}
}

// parse is the template as package delivery sees it.
func (d *template) parse(t *testing.T) *delivery.Assembly {
	t.Helper()
	assembly, err := delivery.ParseTemplate([]byte(d.text(t)), delivery.Options{StackName: lab.Stack})
	if err != nil {
		t.Fatal(err)
	}
	return assembly
}

func object(v any) map[string]any { o, _ := v.(map[string]any); return o }

func list(v any) []any { l, _ := v.([]any); return l }
