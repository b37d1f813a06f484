package main

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations"
)

// keyOfProp is the context key of each prop, or, in parentheses, why it has none.
var keyOfProp = map[string]string{
	"Document": "spec", "Server": "server", "BaseURL": "baseUrl", "ServerURLs": "serverUrls", "ServerVariables": "serverVariables",
	"AskServer": "askServer", "AskServerVariables": "askServerVariables", "Methods": "methods", "Include": "include", "Exclude": "exclude",
	"Parameters": "parameters", "SendDefaults": "sendDefaults", "TrustExtensions": "trustExtensions", "MaxOptionalParameters": "maxOptionalParameters",
	"IdempotencyHeaders": "idempotencyHeaders", "Credentials": "credentials", "TokenRequests": "credentials",
	"SchemeOrder": "schemeOrder", "SecuritySchemes": "security", "Security": "security", "EventBus": "eventBus", "Sources": "sources",
	"IgnoreUnknownDetailTypes": "ignoreUnknownDetailTypes", "RulesPerBus": "rulesPerBus", "DestinationsPerAccount": "destinationsPerAccount", "ShardBus": "shardBus",
	"SharedDestinations": "sharedDestinations", "NestedStacks": "nestedStacks", "Part": "parts", "DeadLetterQueue": "deadLetterQueue",
	"RetryAttempts": "retryAttempts", "MaxEventAge": "maxEventAge", "RateLimit": "rateLimit", "Previous": "previous",
	"RefuseBreaking": "refuseBreaking", "Prefix": "prefix", "Strict": "strict",
	"SecretServerVariables": "serverVariables", "SecretParameters": "parameters",
	"Answers": "answers", "AnswerBus": "answerBus", "AnswerSource": "answerSource", "AnswerHeaders": "answerHeaders",
	"Carriers": "carriers", "Operations": "operations", "Triggers": "triggers", "FormBrackets": "formBrackets",
	"Connections": "connections", "CredentialHosts": "credentialHosts", "ConnectionKey": "connectionKey",
	"Alarms": "alarms", "AlarmTopic": "alarmTopic", "Dashboard": "dashboard", "Logs": "logs", "ArchiveDays": "archiveDays", "RemovalPolicy": "removalPolicy",
	"EventBusKey": "eventBusKey", "DeadLetterQueueKey": "deadLetterQueueKey", "ProducerAccounts": "producerAccounts", "ProducerOrganizations": "producerOrganizations",
	"ResourceConfiguration": "resourceConfiguration", "TokenResourceConfiguration": "tokenResourceConfiguration",
}

// TestEveryPropHasAKey, or a reason why not; and each key is on the page.
func TestEveryPropHasAKey(t *testing.T) {
	props := reflect.TypeFor[openapidestinations.OpenApiDestinationsProps]()
	for i := range props.NumField() {
		name := props.Field(i).Name
		key := keyOfProp[name]
		if _, known := settingReaders[key]; !known && !strings.HasPrefix(key, "(") {
			t.Errorf("the prop %s has no context key, and no reason why not: %q", name, key)
		}
		if same := strings.ToLower(name[:1]) + name[1:]; strings.HasPrefix(key, "(") && settingReaders[same] != nil {
			t.Errorf("the prop %s has the context key %s: the reason why not is gone", name, same)
		}
	}
	for name := range keyOfProp {
		if _, ok := props.FieldByName(name); !ok {
			t.Errorf("there is no prop %s", name)
		}
	}
	checkKeysPage(t)
}

// checkKeysPage: the table of docs/reference/keys.md has each key with the props that it is for, in
// the order of the props, and the list below it each key.
func checkKeysPage(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile("../docs/reference/keys.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	ofKey := make(map[string][]string)
	props := reflect.TypeFor[openapidestinations.OpenApiDestinationsProps]()
	for i := range props.NumField() {
		name := props.Field(i).Name
		key := keyOfProp[name]
		if strings.HasPrefix(key, "(") {
			if !strings.Contains(page, "\n* `"+name+"` "+key) {
				t.Errorf("the page doesn't say why %s has no key", name)
			}
			continue
		}
		ofKey[key] = append(ofKey[key], "`"+name+"`")
	}
	for key := range settingReaders {
		names := strings.Join(ofKey[key], ", ")
		if names == "" {
			names = "the app's own"
		}
		if row := "\n| `" + key + "` | " + names + " | "; !strings.Contains(page, row) {
			t.Errorf("the page's table lacks %q", row)
		}
		if !regexp.MustCompile("(?m)^\\* \\*\\*.*`" + key + "`.*\\*\\*: ").MatchString(page) {
			t.Errorf("the page doesn't say what %s is", key)
		}
	}
}

// jsonForms are a value for each key as a cdk.json has it, and the same value as -c gives it.
var jsonForms = map[string]struct {
	json any
	text string
}{
	"spec": {"api.yaml", "api.yaml"}, "specRoot": {".", "."}, "specSha256": {"ab", "ab"}, "server": {"prod", "prod"},
	"baseUrl": {"https://a.dev", "https://a.dev"}, "prefix": {"Shop", "Shop"}, "answers": {"both", "both"}, "answerBus": {"told", "told"}, "answerSource": {"shop.answers", "shop.answers"}, "answerHeaders": {[]any{"X-A", "etag"}, "X-A,etag"}, "blueprint": {"b.yaml", "b.yaml"}, "eventBus": {"orders", "orders"},
	"name": {"Shop", "Shop"}, "deadLetterQueue": {"letters", "letters"},
	"resourceConfiguration": {"arn:a", "arn:a"}, "tokenResourceConfiguration": {"arn:b", "arn:b"},

	"overlays": {[]any{"a.yaml", "b.yaml"}, "a.yaml,b.yaml"}, "methods": {[]any{"PUT", "POST"}, "PUT,POST"}, "sources": {[]any{"a", "b"}, "a,b"},
	"schemeOrder": {[]any{"a", "{}"}, "a,{}"}, "previous": {[]any{"a.json"}, "a.json"}, "idempotencyHeaders": {[]any{"X-A"}, "X-A"},
	"askServerVariables": {[]any{"region"}, "region"}, "carriers": {[]any{"api-destination", "state-machine"}, "api-destination,state-machine"},

	"strict": {true, "true"}, "refuseBreaking": {true, "true"}, "shardBus": {true, "true"}, "sharedDestinations": {true, "true"},
	"sendDefaults": {true, "true"}, "trustExtensions": {true, "true"}, "formBrackets": {true, "true"}, "askServer": {true, "true"}, "ignoreUnknownDetailTypes": {true, "true"}, "quiet": {true, "true"},

	"alarms": {true, "true"}, "dashboard": {true, "true"}, "archiveDays": {30.0, "30"}, "removalPolicy": {"retain", "retain"},
	"alarmTopic":  {"arn:aws:sns:eu-west-1:123456789012:pager", "arn:aws:sns:eu-west-1:123456789012:pager"},
	"logs":        {map[string]any{"eventBus": "INFO", "data": true, "days": 30.0}, `{"eventBus":"INFO","data":true,"days":30}`},
	"eventBusKey": {"arn:aws:kms:eu-west-1:123456789012:key/1-2", "arn:aws:kms:eu-west-1:123456789012:key/1-2"}, "deadLetterQueueKey": {"arn:aws:kms:eu-west-1:123456789012:key/1-2", "arn:aws:kms:eu-west-1:123456789012:key/1-2"},
	"producerAccounts": {[]any{"012345678901", "210987654321"}, "012345678901,210987654321"}, "producerOrganizations": {[]any{"o-abcde12345"}, "o-abcde12345"},

	"rulesPerBus": {450.0, "450"}, "destinationsPerAccount": {450.0, "450"}, "parts": {2.0, "2"}, "nestedStacks": {0.0, "0"}, "maxOptionalParameters": {3.0, "3"},
	"retryAttempts": {0.0, "0"}, "maxEventAge": {7200.0, "2h"}, "rateLimit": {10.0, "10"},

	"include":         {map[string]any{"tags": []any{"a"}}, `{"tags":["a"]}`},
	"exclude":         {[]any{map[string]any{"deprecated": true}}, `[{"deprecated":true}]`},
	"parameters":      {map[string]any{"revision": "1", "dry": true, "limit": 1e6}, `{"revision":"1","dry":true,"limit":1000000}`},
	"operations":      {map[string]any{"tag:a": map[string]any{"carrier": "state-machine", "answers": "none"}}, `{"tag:a":{"carrier":"state-machine","answers":"none"}}`},
	"triggers":        {map[string]any{"a": map[string]any{"operation": "b", "schedule": "rate(1 day)", "fields": map[string]any{"c": 1.0}}}, `{"a":{"operation":"b","schedule":"rate(1 day)","fields":{"c":1}}}`},
	"serverUrls":      {map[string]any{"http://a": "https://a"}, `{"http://a":"https://a"}`},
	"serverVariables": {map[string]any{"port": 8443.0, "token": map[string]any{"secret": "s"}}, `{"port":8443,"token":{"secret":"s"}}`},
	"credentials":     {map[string]any{"k": map[string]any{"secret": "s"}}, `{"k":{"secret":"s"}}`},
	"security":        {map[string]any{"securitySchemes": map[string]any{"t": map[string]any{"type": "http", "scheme": "bearer"}}}, `{"securitySchemes":{"t":{"type":"http","scheme":"bearer"}}}`},
	"apis":            {[]any{map[string]any{"spec": "a.yaml"}}, `[{"spec":"a.yaml"}]`},
	"connections":     {[]any{map[string]any{"schemes": []any{"t"}, "arn": "arn:x"}}, `[{"schemes":["t"],"arn":"arn:x"}]`},
	"credentialHosts": {[]any{"up.acme.dev"}, "up.acme.dev"},
	"connectionKey":   {"arn:aws:kms:eu-west-1:123456789012:key/1-2", "arn:aws:kms:eu-west-1:123456789012:key/1-2"},
}

// TestJSONForms: each key takes plain JSON, as the context of a cdk.json has it, and means by it
// what it means by the text of -c.
func TestJSONForms(t *testing.T) {
	for key := range settingReaders {
		form, ok := jsonForms[key]
		if !ok {
			t.Errorf("the key %s has no JSON form here", key)
			continue
		}
		var asJSON, asText settings
		if err := settingReaders[key](&asJSON, form.json); err != nil {
			t.Errorf("%s: %v: %v", key, form.json, err)
		}
		if err := settingReaders[key](&asText, form.text); err != nil {
			t.Errorf("%s: %s: %v", key, form.text, err)
		}
		if !reflect.DeepEqual(asJSON, asText) || reflect.DeepEqual(asJSON, settings{}) {
			t.Errorf("%s is %+v as JSON, and %+v as text", key, asJSON, asText)
		}
	}
	for key, wrong := range map[string]any{
		"spec": []any{"a"}, "methods": []any{map[string]any{}}, "strict": "yes", "retryAttempts": 186.0, "maxEventAge": "1m30.5s", "rateLimit": true,
		"alarmTopic": "pager", "archiveDays": -1.0, "removalPolicy": "snapshot", "logs": map[string]any{"eventbus": 1.0}, "producerAccounts": "12", "producerOrganizations": "acme", "eventBusKey": "alias/x",
		"deadLetterQueue": "letters.fifo", "ignoreUnknownDetailTypes": 1.0, "name": 7.0,
		"answers": "sucess", "answerBus": "a b", "answerHeaders": []any{map[string]any{}}, "operations": map[string]any{"a": map[string]any{"answers": true}},
	} {
		if _, err := readSettings(map[string]any{key: wrong}); err == nil {
			t.Errorf("%s takes %v", key, wrong)
		}
	}
	own := map[string]any{"acknowledged-issue-numbers": []any{1.0}, "cli-telemetry": false, "@aws-cdk/core:x": true, "hosted-zone:account=1": "z"}
	if _, err := readSettings(own); err != nil {
		t.Errorf("the CDK's own keys: %v", err)
	}
	if slices.ContainsFunc(ownKeys, func(key string) bool { return settingReaders[key] == nil }) {
		t.Error("a key of one API is none")
	}
}
