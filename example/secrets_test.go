//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestReadSecretValues: a value is text, or says where the secret is.
func TestReadSecretValues(t *testing.T) {
	s, err := readSettings(map[string]any{
		"serverVariables": `{"region":"eu","token":{"secret":"bot","field":"token","version":"v2"}}`,
		"parameters":      map[string]any{"n": 5.0, "op#secret": map[string]any{"parameter": "Hook"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s.props.ServerVariables, map[string]string{"region": "eu"}) || !reflect.DeepEqual(s.props.Parameters, map[string]string{"n": "5"}) ||
		!reflect.DeepEqual(s.secretVariables, map[string]*valueSetting{"token": {Secret: "bot", Field: "token", Version: "v2"}}) ||
		!reflect.DeepEqual(s.secretParameters, map[string]*valueSetting{"op#secret": {Parameter: "Hook"}}) {
		t.Errorf("%+v", s)
	}
	if _, err := readSettings(map[string]any{"serverVariables": `{"token":{"secret":"bot"}}`, "askServerVariables": "token"}); err == nil || !strings.Contains(err.Error(), `"token" is in both`) {
		t.Error(err)
	}
}

// TestSecretsOfTheApp: they are references in the template, masked by delivery.
func TestSecretsOfTheApp(t *testing.T) {
	text, err := synth(t, map[string]any{
		"spec":            "example/testdata/bots.yaml",
		"serverVariables": `{"token":{"secret":"bot","field":"token"}}`, "parameters": `{"secret":{"secret":"hook","version":"v1"}}`,
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "template.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	assembly, err := delivery.LoadTemplate(file, delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: "hook", Detail: json.RawMessage(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	const shown = "https://bots.acme.dev/bot****/hooks/****"
	const real = "https://bots.acme.dev/bot{{resolve:secretsmanager:bot:SecretString:token::}}/hooks/{{resolve:secretsmanager:hook:SecretString:::v1}}"
	if requests := result.Requests(); len(requests) != 1 || requests[0].URL.String() != shown || requests[0].URL.Reveal() != real {
		t.Errorf("%s\n%s", result, requests[0].URL.Reveal())
	}
	if strings.Contains(string(text), "123456:ABC") {
		t.Error("the template has the document's example")
	}
}
