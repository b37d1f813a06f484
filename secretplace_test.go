//go:build !race

package openapidestinations

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// webhooks are APIs whose credential is a part of the address.
const webhooks = `
openapi: 3.0.3
info: {title: Webhooks, version: "1"}
servers:
  - url: https://api.acme.dev/bot{token}
    variables: {token: {default: "123456:ABC-DEF1234ghIkl", description: The token of your bot}}
paths:
  /sendMessage: {post: {operationId: send}}
  /sendPhoto: {post: {operationId: photo}}
  /services/{T}/{B}/{X}:
    servers: [{url: "https://hooks.acme.dev"}]
    post:
      operationId: hook
      parameters:
        - {name: T, in: path, required: true, schema: {type: string}}
        - {name: B, in: path, required: true, schema: {type: string}}
        - {name: X, in: path, required: true, schema: {type: string}}
  /webhooks/{webhookId}/{webhookToken}:
    servers: [{url: "https://discord.acme.dev/api"}]
    post:
      operationId: execute
      parameters:
        - {name: webhookId, in: path, required: true, schema: {type: string}}
        - {name: webhookToken, in: path, required: true, schema: {type: string}}
`

func secretField(name, field string) awscdk.SecretValue {
	return awscdk.SecretValue_SecretsManager(jsii.String(name), &awscdk.SecretsManagerSecretOptions{JsonField: jsii.String(field)})
}

func webhookProps() *OpenApiDestinationsProps {
	return &OpenApiDestinationsProps{
		Document:              DocumentFromBytes("webhooks.yaml", []byte(webhooks)),
		SecretServerVariables: map[string]awscdk.SecretValue{"token": secretField("bot", "token")},
		SecretParameters: map[string]awscdk.SecretValue{
			"T": secretField("hook", "t"), "hook#B": secretField("hook", "b"), "POST /services/{T}/{B}/{X}#X": secretField("hook", "x"),
			"webhookToken": secretField("discord", "token"),
		},
	}
}

// TestSecretsInAddresses: the template refers to them, however it is laid out, and delivery
// shows none.
func TestSecretsInAddresses(t *testing.T) {
	for name, change := range map[string]func(*OpenApiDestinationsProps){
		"plain":  func(*OpenApiDestinationsProps) {},
		"prefix": func(p *OpenApiDestinationsProps) { p.Prefix = "Hook" },
		"nested": func(p *OpenApiDestinationsProps) { p.NestedStacks = jsii.Number(2) },
		"shared": func(p *OpenApiDestinationsProps) { p.SharedDestinations = true },
	} {
		t.Run(name, func(t *testing.T) {
			props := webhookProps()
			change(props)
			stack := newStack(t)
			api := NewOpenApiDestinations(stack, jsii.String("Api"), props)
			dir := *awscdk.App_Of(stack).Synth(nil).Directory()
			for _, o := range api.Operations() {
				if o.Fidelity != Exact {
					t.Errorf("%s is %s: %v", o.DetailType, o.Fidelity, api.Diagnostics())
				}
			}
			assembly, err := delivery.LoadAssembly(dir, delivery.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []struct{ detailType, detail, shown, real string }{
				{"send", `{}`, "https://api.acme.dev/bot****/sendMessage", "https://api.acme.dev/bot{{resolve:secretsmanager:bot:SecretString:token::}}/sendMessage"},
				{"hook", `{}`, "https://hooks.acme.dev/services/****/****/****", "https://hooks.acme.dev/services/{{resolve:secretsmanager:hook:SecretString:t::}}/{{resolve:secretsmanager:hook:SecretString:b::}}/{{resolve:secretsmanager:hook:SecretString:x::}}"},
				{"execute", `{"webhookId":"7"}`, "https://discord.acme.dev/api/webhooks/7/****", "https://discord.acme.dev/api/webhooks/7/{{resolve:secretsmanager:discord:SecretString:token::}}"},
			} {
				result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: want.detailType, Detail: json.RawMessage(want.detail)})
				if err != nil {
					t.Fatal(err)
				}
				if requests := result.Requests(); len(requests) != 1 || requests[0].URL.String() != want.shown || requests[0].URL.Reveal() != want.real {
					t.Errorf("%s becomes\n%s\n%s", want.detailType, result, requests[0].URL.Reveal())
				}
			}
			files, _ := filepath.Glob(filepath.Join(dir, "*"))
			for _, file := range files {
				text, _ := os.ReadFile(file)
				if strings.Contains(string(text), "123456:ABC") {
					t.Errorf("%s has the document's example of a token", filepath.Base(file))
				}
				if strings.Contains(file, ".events.") && strings.Contains(string(text), "{{resolve:") {
					t.Errorf("%s has the reference", filepath.Base(file))
				}
			}
		})
	}
}

// TestSecretAskedAtTheLaunch: it is hidden in each template, and has no default.
func TestSecretAskedAtTheLaunch(t *testing.T) {
	for _, nested := range []float64{0, 2} {
		props := webhookProps()
		props.SecretServerVariables, props.AskServerVariables, props.NestedStacks = nil, []string{"token"}, &nested
		stack := newStack(t)
		NewOpenApiDestinations(stack, jsii.String("Api"), props)
		dir := *awscdk.App_Of(stack).Synth(nil).Directory()
		files, _ := filepath.Glob(filepath.Join(dir, "*.template.json"))
		found := 0
		for _, file := range files {
			var tmpl struct {
				Parameters map[string]struct {
					NoEcho         bool
					Default        any
					AllowedPattern string
				}
			}
			text, _ := os.ReadFile(file)
			if err := json.Unmarshal(text, &tmpl); err != nil {
				t.Fatal(err)
			}
			for name, p := range tmpl.Parameters {
				if strings.Contains(name, "ServerToken") {
					found++
					if !p.NoEcho || p.Default != nil {
						t.Errorf("%s: %s is %+v", filepath.Base(file), name, p)
					}
				}
			}
		}
		if found < 1+int(nested)/2 {
			t.Errorf("%d parameters", found)
		}
		assembly, err := delivery.LoadAssembly(dir, delivery.Options{Parameters: map[string]string{"ServerToken": "1:a"}})
		if err != nil {
			t.Fatal(err)
		}
		result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: "photo", Detail: json.RawMessage(`{}`)})
		if err != nil {
			t.Fatal(err)
		}
		if u := result.Requests()[0].URL; u.Reveal() != "https://api.acme.dev/bot1:a/sendPhoto" || u.String() != "https://api.acme.dev/bot****/sendPhoto" {
			t.Errorf("%s, %s", u, u.Reveal())
		}
	}
}

func TestContradictorySecrets(t *testing.T) {
	secret := secretField("bot", "token")
	for want, change := range map[string]func(*OpenApiDestinationsProps){
		"both ServerVariables and Secret":  func(p *OpenApiDestinationsProps) { p.ServerVariables = map[string]string{"token": "x"} },
		"AskServerVariables leaves":        func(p *OpenApiDestinationsProps) { p.AskServerVariables = []string{"token"} },
		"both Parameters and Secret":       func(p *OpenApiDestinationsProps) { p.Parameters = map[string]string{"T": "x"} },
		`"token" in SecretServerVariables`: func(p *OpenApiDestinationsProps) { p.SecretServerVariables["token"] = nil },
		`"T" in SecretParameters is nil`:   func(p *OpenApiDestinationsProps) { p.SecretParameters["T"] = nil },
	} {
		props := webhookProps()
		props.SecretServerVariables["token"] = secret
		change(props)
		func() {
			defer func() {
				if cause, _ := recover().(string); !strings.Contains(cause, want) {
					t.Errorf("%q, want %q", cause, want)
				}
			}()
			NewOpenApiDestinations(newStack(t), jsii.String("Api"), props)
		}()
	}
}
