package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const template = `
Parameters:
  Host: {Type: String}
  Key: {Type: String, NoEcho: true, Default: s3cret}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sts:AssumeRole"}}
      Policies: [{PolicyName: call, PolicyDocument: {Statement: {Effect: Allow, Action: "events:InvokeApiDestination", Resource: !GetAtt API.Arn}}}]
  Connection:
    Type: AWS::Events::Connection
    Properties: {AuthorizationType: API_KEY, AuthParameters: {ApiKeyAuthParameters: {ApiKeyName: x-api-key, ApiKeyValue: !Ref Key}}}
  API:
    Type: AWS::Events::ApiDestination
    Properties: {ConnectionArn: !GetAtt Connection.Arn, HttpMethod: POST, InvocationEndpoint: !Sub "https://${Host}/a"}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: games}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {detail-type: [T]}
      Targets: [{Id: T, Arn: !GetAtt API.Arn, RoleArn: !GetAtt Role.Arn, InputPath: $.detail.message}]
`

func TestRun(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	file := write("template.yaml", template)
	follows := write("Shop.template.json", strings.Replace(template, "Name: games", `Name: !Sub "${AWS::StackName}-Api"`, 1))
	event := write("event.json", `{"Source":"s","DetailType":"T","Detail":"{\"message\":{\"a\":\"it's\"}}","EventBusName":"games"}`)
	broken := write("broken.json", `{"a"`)
	write("manifest.json", `{"artifacts":{"S":{"type":"aws:cloudformation:stack","properties":{"templateFile":"template.yaml"}}}}`)
	host := []string{"-parameter", "Host=api.example.com"}
	const curl = `curl -X POST 'https://api.example.com/a'`
	tests := []struct {
		name  string
		args  []string
		stdin string
		want  string // in the output
		err   string
	}{
		{"template", append([]string{"-template", file, "-event", event}, host...), "", curl, ""},
		{"assembly", append([]string{"-assembly", dir, "-event", event}, host...), "", curl, ""},
		{"standard input", append([]string{"-template", file, "-event", "-"}, host...), `{"source":"s","detail-type":"T","detail":{}}`, `--data-binary '{}'`, ""},
		{"several events", append([]string{"-template", file, "-event", "-"}, host...), `[{"source":"s","detail-type":"T","detail":{}},{"source":"s","detail-type":"U","detail":{}}]`, `detail-type is "U", wanted ["T"]`, ""},
		{"bus", append([]string{"-template", file, "-event", "-", "-bus", "Bus"}, host...), `{"source":"s","detail-type":"T","detail":{}}`, curl, ""},
		{"stack of the file", append([]string{"-template", follows, "-event", event, "-bus", "Shop-Api"}, host...), "", curl, ""},
		{"stack", append([]string{"-template", follows, "-event", event, "-bus", "Club-Api", "-stack", "Club"}, host...), "", curl, ""},
		{"stack of an assembly", []string{"-assembly", dir, "-event", event, "-stack", "Club"}, "", "", "-stack is for -template"},
		{"quotes", append([]string{"-template", file, "-event", event}, host...), "", `--data-binary '{"a":"it'\''s"}'`, ""},
		{"help", []string{"-h"}, "", "-assembly folder", ""},
		{"no event", []string{"-template", file}, "", "", "-event is missing"},
		{"both", []string{"-template", file, "-assembly", dir, "-event", event}, "", "", "not both"},
		{"unknown flag", []string{"-x"}, "", "", "there is no flag -x"},
		{"argument", []string{"-event", event, "x"}, "", "", `unexpected argument "x"`},
		{"bad parameter", []string{"-parameter", "x"}, "", "", "Name=Value is expected"},
		{"unknown parameter", []string{"-template", file, "-event", event, "-parameter", "x=y"}, "", "", `there is no parameter "x"`},
		{"missing event", append([]string{"-template", file, "-event", "nothing.json"}, host...), "", "", "nothing.json"},
		{"missing template", []string{"-template", "nothing.yaml", "-event", event}, "", "", "nothing.yaml"},
		{"missing assembly", []string{"-assembly", "nothing", "-event", event}, "", "", "isn't a cloud assembly"},
		{"broken event", append([]string{"-template", file, "-event", broken}, host...), "", "", "broken.json: event: 1:5:"},
		{"unknown bus", append([]string{"-template", file, "-event", event, "-bus", "x"}, host...), "", "", `no bus "x"`},
		{"missing parameter", []string{"-template", file, "-event", event}, "", "parameter Host has no default: give it a value", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			_, err := run(t.Context(), append([]string{"request"}, test.args...), streams{strings.NewReader(test.stdin), &out, nil})
			switch {
			case test.err == "" && err != nil:
				t.Error(err)
			case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
				t.Errorf("error %v, want %q", err, test.err)
			case err != nil && strings.Contains(err.Error(), "\n"):
				t.Errorf("more than one line: %v", err)
			}
			if !strings.Contains(out.String(), test.want) || strings.Contains(out.String(), "s3cret") {
				t.Errorf("output:\n%s", out.String())
			}
		})
	}
}
