package delivery_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestFunctions evaluates functions in the place of the endpoint's path.
func TestFunctions(t *testing.T) {
	const sections = `
Parameters:
  Key: {Type: String, NoEcho: true}
  Given: {Type: String, Default: no}
  Number: {Type: Number, Default: 3}
  List: {Type: CommaDelimitedList, Default: "a, b,c"}
  NoDefault: {Type: String}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /path}
Mappings:
  Servers: {us-east-1: {prod: p, list: [x, y]}, default: {prod: d}}
Conditions:
  Yes: !Equals [!Ref Number, "3"]
  No: !Not [!Condition Yes]
  Both: !And [!Condition Yes, !Not [!Condition No]]
  Either: !Or [!Condition No, !Equals [a, a]]
  Circle: !Not [!Condition Circle]
Resources:
  Hidden: {Type: AWS::SQS::Queue, Condition: No}
  Parameter: {Type: AWS::SSM::Parameter, Properties: {Value: stored}}
`
	tests := []struct{ expression, want, err string }{
		{`!Ref Given`, "given", ""},
		{`!Ref Number`, "3", ""},
		{`!Ref AWS::Region`, "us-east-1", ""},
		{`!Sub "${AWS::Partition}:${AWS::AccountId}:${AWS::StackName}:${AWS::URLSuffix}"`, "aws:123456789012:stack:amazonaws.com", ""},
		{`!Sub "${!Literal}-${Number}"`, "${Literal}-3", ""},
		{`!Sub ["${x}/${Number}", {x: !Ref Given}]`, "given/3", ""},
		{`!Sub "${Parameter.Value}"`, "stored", ""},
		{`!Join ["-", [a, !Ref Given, !Select [1, !Ref List]]]`, "a-given-b", ""},
		{`!Join [",", !Ref List]`, "a,b,c", ""},
		{`!Select ["0", !Split ["/", "x/y"]]`, "x", ""},
		{`!FindInMap [Servers, !Ref AWS::Region, prod]`, "p", ""},
		{`!FindInMap [Servers, nowhere, prod, {DefaultValue: other}]`, "other", ""},
		{`!Select [1, !FindInMap [Servers, us-east-1, list]]`, "y", ""},
		{`!If [Yes, a, b]`, "a", ""},
		{`!If [No, a, b]`, "b", ""},
		{`!If [Both, a, b]`, "a", ""},
		{`!If [Either, a, b]`, "a", ""},
		{`!If [Yes, a, !Ref NoDefault]`, "a", ""},
		{`!Base64 abc`, "YWJj", ""},
		{`!GetAtt [Bus, Arn]`, "arn:aws:events:us-east-1:123456789012:event-bus/bus", ""},
		{`!GetAtt Bus.Name`, "bus", ""},
		{`{"Fn::Sub": "${Bus.Arn}"}`, "arn:aws:events:us-east-1:123456789012:event-bus/bus", ""},
		{`!ImportValue given`, "imported", ""},
		{`!Ref NoDefault`, "", "parameter NoDefault has no default: give it a value"},
		{`!Ref Stored`, "", "parameter Stored is stored in the Systems Manager"},
		{`!Ref Nothing`, "", `there is no parameter or resource "Nothing"`},
		{`!Ref Hidden`, "", "resource Hidden doesn't exist under the stack's conditions"},
		{`!GetAtt Bus.Colour`, "", "attribute Colour of stack/Bus, a AWS::Events::EventBus, isn't known offline"},
		{`!Sub "${Open"`, "", "${Open has no end"},
		{`!FindInMap [Servers, nowhere, prod]`, "", "there is no Servers.nowhere.prod"},
		{`!If [Circle, a, b]`, "", "condition Circle refers to itself"},
		{`!ImportValue missing`, "", `no stack here exports "missing"`},
		{`!Select [9, !Ref List]`, "", "there is no element 9"},
		{`{"Fn::Cidr": [a, 1, 2]}`, "", "this function can't be evaluated offline"},
	}
	for _, test := range tests {
		text := strings.Replace(fixture, "\nParameters:\n  Key: {Type: String, NoEcho: true}\nResources:\n", sections, 1)
		text = strings.Replace(text, `"https://api.example.com/users/*/orders"`, `!Join ["", ["https://api.example.com/", `+test.expression+`]]`, 1)
		a, err := delivery.ParseTemplate([]byte(text), delivery.Options{
			Parameters: map[string]string{"Key": "k", "Given": "given"}, Imports: map[string]string{"given": "imported"},
		})
		if err != nil {
			t.Fatalf("%s: %v", test.expression, err)
		}
		d := one(t, deliver(t, a, `{"id":"7"}`))
		switch {
		case test.err != "":
			if d.Problem == nil || !strings.Contains(d.Problem.Message, test.err) {
				t.Errorf("%s: problem %v, want %q", test.expression, d.Problem, test.err)
			}
		case d.Request == nil:
			t.Errorf("%s: %v", test.expression, d.Problem)
		case d.Request.URL.Reveal() != "https://api.example.com/"+test.want:
			t.Errorf("%s: %s, want %s", test.expression, d.Request.URL.Reveal(), test.want)
		}
	}
}

// What makes a rule unjudgeable is told when the template is read.
func TestTemplateErrors(t *testing.T) {
	tests := []struct{ template, want string }{
		{"", "template: it is empty"},
		{"a: 1", "template: it isn't a CloudFormation template: it has no Resources"},
		{"{", "template: 1:2:"},
		{"a: [", "template: "},
		{edited(t, "{detail-type: [Order]}", "{detail-type: Order}"), `stack/Rule: event pattern: "detail-type" must be an object or an array`},
		{edited(t, "{detail-type: [Order]}", "'{\"a\":[{\"x\":1}]}'"), "stack/Rule: event pattern: a: unrecognized match type x"},
		{edited(t, "{detail-type: [Order]}", "'{'"), "stack/Rule: EventPattern: 1:2:"},
		{edited(t, "EventBusName: !Ref Bus", "EventBusName: !ImportValue Shared"), `stack/Rule: EventBusName: Fn::ImportValue: no stack here exports "Shared": give its value`},
		{edited(t, "{detail-type: [Order]}", "{detail-type: [!Ref Type]}"), `stack/Rule: EventPattern: in Ref: there is no parameter or resource "Type"`},
		{edited(t, "  Bus:", "  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: x}}\n  Bus:"), "stack/Child is a nested stack: load the cloud assembly"},
		{edited(t, "  Bus:", "  Fn::ForEach::X: []\n  Bus:"), "Fn::ForEach::X among the resources can't be evaluated offline"},
		{edited(t, "Name: bus", "Name: !GetAtt Bus.Name"), "refers to itself"},
		{"a: &a [*a]\nResources: {}", ""},
	}
	for _, test := range tests {
		_, err := delivery.ParseTemplate([]byte(test.template), delivery.Options{Parameters: map[string]string{"Key": ""}})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("error %v, want %q", err, test.want)
		}
	}
	_, err := delivery.ParseTemplate([]byte(fixture), delivery.Options{Parameters: map[string]string{"Kye": "x"}})
	if err == nil || err.Error() != `stack: there is no parameter "Kye"` {
		t.Errorf("%v", err)
	}
	if _, err = delivery.LoadTemplate("nothing.yaml", delivery.Options{}); err == nil {
		t.Error("a missing file is no error")
	}
}

func TestSecretWithoutValue(t *testing.T) {
	a, err := delivery.ParseTemplate([]byte(fixture), delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v, _ := request(t, deliver(t, a, `{"id":"7"}`)).Header("X-Api-Key")
	if v.Reveal() != "{{parameter:Key}}" || v.String() != "****" {
		t.Errorf("%s, printed %s", v.Reveal(), v)
	}
}

// YAML's short forms and JSON's long ones mean the same.
func TestPatternAsJSONText(t *testing.T) {
	a := parse(t, edited(t, "{detail-type: [Order]}", `'{"detail-type":["Order"],"detail":{"n":[1.0]}}'`))
	if r := deliver(t, a, `{"id":"7","n":1}`); len(r.Deliveries) != 1 {
		t.Errorf("%s", r)
	}
	if r := deliver(t, a, `{"id":"7","n":"1"}`); len(r.Deliveries) != 0 {
		t.Errorf("%s", r)
	}
}

// files writes a cloud assembly.
func files(t *testing.T, contents map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range contents {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	hash   = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	parent = `{
	"Parameters": {"Key": {"Type": "String", "NoEcho": true}},
	"Resources": {
		"Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "bus"}},
		"Connection": {"Type": "AWS::Events::Connection", "Properties": {"AuthorizationType": "API_KEY", "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "K", "ApiKeyValue": {"Ref": "Key"}}}}},
		"Child": {"Type": "AWS::CloudFormation::Stack", "Properties": {
			"TemplateURL": {"Fn::Sub": "https://s3.${AWS::Region}.${AWS::URLSuffix}/cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}/` + hash + `.json"},
			"Parameters": {"bus": {"Ref": "Bus"}, "connection": {"Fn::GetAtt": ["Connection", "Arn"]}}}},
		"Second": {"Type": "AWS::Events::Rule", "Properties": {"EventBusName": {"Ref": "Bus"}, "EventPattern": {"detail-type": ["Order"]}, "Targets": [
			{"Id": "T", "Arn": {"Fn::GetAtt": ["Child", "Outputs.QueueArn"]}}]}}
	},
	"Outputs": {"BusArn": {"Value": {"Fn::GetAtt": ["Bus", "Arn"]}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}:Bus"}}}}}`
	child = `{
	"Parameters": {"bus": {"Type": "String"}, "connection": {"Type": "String"}},
	"Resources": {
		"Queue": {"Type": "AWS::SQS::Queue"},
		"Policy": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Queue"}], "PolicyDocument": {"Statement": {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": {"Fn::GetAtt": ["Queue", "Arn"]}}}}},
		"API": {"Type": "AWS::Events::ApiDestination", "Properties": {"ConnectionArn": {"Ref": "connection"}, "HttpMethod": "PUT", "InvocationEndpoint": "https://api.example.com/*"}},
		"Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}},
			"Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "events:InvokeApiDestination", "Resource": {"Fn::GetAtt": ["API", "Arn"]}}}}]}},
		"Rule": {"Type": "AWS::Events::Rule", "Properties": {"EventBusName": {"Ref": "bus"}, "EventPattern": {"detail-type": ["Order"]}, "Targets": [
			{"Id": "T", "Arn": {"Fn::GetAtt": ["API", "Arn"]}, "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "Input": "{}", "HttpParameters": {"PathParameterValues": ["$.detail.id"]}}]}}
	},
	"Outputs": {"QueueArn": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}}}}`
	importer = `{"Resources": {"Rule": {"Type": "AWS::Events::Rule", "Properties": {"EventBusName": {"Fn::ImportValue": "Parent:Bus"}, "EventPattern": {"detail-type": ["Other"]},
		"Targets": [{"Id": "T", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:f"}]}}}}`
	manifest = `{"version": "48.0.0", "artifacts": {
		"Parent.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Parent.assets.json"}},
		"Parent": {"type": "aws:cloudformation:stack", "environment": "aws://111122223333/eu-west-1", "properties": {"templateFile": "Parent.template.json"}},
		"Importer": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region", "properties": {"templateFile": "Importer.template.json", "stackName": "importer-stack"}},
		"assembly-Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}}}`
	stage  = `{"artifacts": {"ProdStack": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "ProdStack.template.json"}}}}`
	assets = `{"files": {"` + hash + `": {"source": {"path": "ParentChild.nested.template.json", "packaging": "file"}, "destinations": {"a": {"objectKey": "` + hash + `.json"}}}}}`
)

func assembly() map[string]string {
	return map[string]string{
		"manifest.json": manifest, "Parent.template.json": parent, "Parent.assets.json": assets,
		"ParentChild.nested.template.json": child, "Importer.template.json": importer,
		"assembly-Prod/manifest.json":           stage,
		"assembly-Prod/ProdStack.template.json": strings.NewReplacer("\"Fn::ImportValue\": \"Parent:Bus\"", "\"Ref\": \"AWS::NoValue\"").Replace(importer),
	}
}

func TestAssembly(t *testing.T) {
	a, err := delivery.LoadAssembly(files(t, assembly()), delivery.Options{Parameters: map[string]string{"Key": "k"}})
	if err != nil {
		t.Fatal(err)
	}
	r := deliver(t, a, `{"id":"7"}`)
	requests := r.Requests()
	if len(requests) != 1 || requests[0].URL.String() != "https://api.example.com/7" || requests[0].Connection != "Parent/Connection" || requests[0].Destination != "Parent/Child/API" {
		t.Fatalf("%s", r)
	}
	if queues := r.Queues(); len(queues) != 1 || queues[0].Stack != "Parent/Child" || !strings.HasPrefix(queues[0].ARN, "arn:aws:sqs:eu-west-1:111122223333:") {
		t.Errorf("%v", queues)
	}
	if !r.Has(delivery.NoteSeveralRules) {
		t.Error("two rules match without a note")
	}
	other := delivery.Event{Bus: "Parent/Bus", Source: "s", DetailType: "Other", Detail: json.RawMessage("{}")}
	if r, err = a.Deliver(other); err != nil || one(t, r).Rule.String() != "Importer/Rule" || one(t, r).Kind != delivery.KindOther {
		t.Errorf("%v %s", err, r)
	}
	other.Bus = "default"
	if r, err = a.Deliver(other); err != nil || one(t, r).Rule.String() != "assembly-Prod/ProdStack/Rule" {
		t.Errorf("%v %s", err, r)
	}
	other.Bus = ""
	if _, err = a.Deliver(other); err == nil || !strings.Contains(err.Error(), "have rules on 2: bus, default") {
		t.Errorf("%v", err)
	}
	other.Bus = "nothing"
	if _, err = a.Deliver(other); err == nil || !strings.Contains(err.Error(), `no bus "nothing"`) {
		t.Errorf("%v", err)
	}
}

// TestStackOutput: a stack refers to another one by its name, its account and its Region.
func TestStackOutput(t *testing.T) {
	for name, test := range map[string]struct {
		argument string
		imports  map[string]string
		want     string // of the error; none if the rule is on the bus
	}{
		"account and Region": {`"OutputName": "BusArn", "Region": "eu-west-1", "RoleArn": {"Fn::Sub": "arn:aws:iam::111122223333:role/r"}`, nil, ""},
		"another Region":     {`"OutputName": "BusArn", "RoleArn": "arn:aws:iam::111122223333:role/r"`, nil, `no stack here is called "Parent" in us-east-1`},
		"another account":    {`"OutputName": "BusArn", "Region": "eu-west-1"`, nil, `no stack here is called "Parent"`},
		"another output":     {`"OutputName": "Bus", "Region": "eu-west-1", "RoleArn": "arn:aws:iam::111122223333:role/r"`, nil, `Parent has no output "Bus"`},
		"given":              {`"OutputName": "BusArn"`, map[string]string{"Parent.BusArn": "arn:aws:events:us-east-1:123456789012:event-bus/bus"}, ""},
		"no output":          {`"Region": "eu-west-1"`, nil, "an OutputName are expected"},
	} {
		contents := assembly()
		contents["Importer.template.json"] = strings.Replace(importer, `"Fn::ImportValue": "Parent:Bus"`, `"Fn::GetStackOutput": {"StackName": "Parent", `+test.argument+`}`, 1)
		a, err := delivery.LoadAssembly(files(t, contents), delivery.Options{Imports: test.imports})
		if test.want != "" {
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v; want %q", name, err, test.want)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r, err := a.Deliver(delivery.Event{Bus: "bus", Source: "s", DetailType: "Other", Detail: json.RawMessage("{}")}); err != nil || one(t, r).Rule.String() != "Importer/Rule" {
			t.Errorf("%s: %v %s", name, err, r)
		}
	}
}

// Without an asset manifest the CLI's metadata names the file.
func TestNestedTemplateByMetadata(t *testing.T) {
	contents := assembly()
	delete(contents, "Parent.assets.json")
	contents["Parent.template.json"] = strings.Replace(parent, `"Child": {`, `"Child": {"Metadata": {"aws:asset:path": "ParentChild.nested.template.json"}, `, 1)
	if _, err := delivery.LoadAssembly(files(t, contents), delivery.Options{}); err != nil {
		t.Error(err)
	}
}

func TestAssemblyErrors(t *testing.T) {
	tests := []struct {
		name, file, content string // no content: the file is deleted
		want                string
	}{
		{"no manifest", "manifest.json", "", "isn't a cloud assembly: it has no manifest.json"},
		{"broken manifest", "manifest.json", "{", "manifest.json:1:2:"},
		{"no stacks", "manifest.json", "{}", "the cloud assembly has no stacks"},
		{"no template", "Importer.template.json", "", "Importer.template.json: no such file"},
		{"no nested template", "ParentChild.nested.template.json", "", "Parent/Child: the nested stack's template:"},
		{"no asset manifest", "Parent.assets.json", "", "Parent/Child: no asset manifest of"},
		{"no stage", "assembly-Prod/manifest.json", "", "assembly-Prod isn't a cloud assembly"},
		{"path out of the assembly", "manifest.json", strings.Replace(manifest, "Parent.template.json", "../x.json", 1), "leads out of the cloud assembly"},
		{"unknown parameter of a nested stack", "ParentChild.nested.template.json", strings.Replace(child, `"bus": {"Type"`, `"buss": {"Type"`, 1), `the nested stack has no parameter "bus"`},
		{"unknown output", "ParentChild.nested.template.json", strings.Replace(child, `"QueueArn"`, `"Arn"`, 1), ""},
	}
	for _, test := range tests {
		contents := assembly()
		contents[test.file] = test.content
		if test.content == "" {
			delete(contents, test.file)
		}
		a, err := delivery.LoadAssembly(files(t, contents), delivery.Options{})
		if test.want == "" { // only one target suffers
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			} else if r := deliver(t, a, `{}`); !strings.Contains(r.String(), `Parent/Child has no output "QueueArn"`) {
				t.Errorf("%s: %s", test.name, r)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := delivery.LoadAssembly(files(t, assembly()), delivery.Options{Parameters: map[string]string{"Kye": ""}}); err == nil || !strings.Contains(err.Error(), `has a parameter "Kye"`) {
		t.Errorf("%v", err)
	}
}
