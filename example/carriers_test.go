package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations"
)

// TestCarriers: one or both, and those of single operations.
func TestCarriers(t *testing.T) {
	const destination, machine = openapidestinations.ByAPIDestination, openapidestinations.ByStateMachine
	for value, want := range map[string][]openapidestinations.Carrier{
		"api-destination": {destination}, "state-machine": {machine}, "api-destination, state-machine": {destination, machine},
	} {
		s, err := readSettings(map[string]any{"carriers": value})
		if err != nil || !reflect.DeepEqual(s.props.Carriers, want) {
			t.Errorf("%s: %v, %v", value, s.props.Carriers, err)
		}
	}
	s, err := readSettings(map[string]any{"operations": `{"addPlayer":{"carrier":"state-machine"},"DELETE *":{"carrier":"api-destination"},"tag:slow":{}}`})
	own := func(carrier openapidestinations.Carrier) (p operationProps) { p.Carrier = carrier; return p }
	want := map[string]operationProps{"addPlayer": own(machine), "DELETE *": own(destination), "tag:slow": {}}
	if err != nil || !reflect.DeepEqual(s.operations, want) {
		t.Errorf("%+v, %v", s.operations, err)
	}
}

// TestWrongCarriers are errors that name the key and say what was meant.
func TestWrongCarriers(t *testing.T) {
	for _, tt := range []struct {
		key   string
		value any
		want  string
	}{
		{"carriers", "step-functions", `the context key "carriers" has "step-functions", which is no carrier: use api-destination or state-machine`},
		{"carriers", []any{"api-destination", "stateMachine"}, `the context key "carriers" has "stateMachine", which is no carrier: did you mean "state-machine"?`},
		{"carriers", true, `must be api-destination, state-machine, or both as a list`},
		{"carriers", map[string]any{}, `must be api-destination, state-machine, or both as a list`},
		{"operations", `["a"]`, `the context key "operations" must be a JSON object, such as {"PATCH *":`},
		{"operations", `{"a":"state-machine"}`, `must be a JSON object, such as`},
		{"operations", `{"a":{"carier":"state-machine"}}`, `has for "a" the unknown setting "carier"; did you mean "carrier"?`},
		{"operations", `{"a":{"rain":1}}`, `has for "a" the unknown setting "rain"; the settings are `},
		{"operations", `{"tag:b":{"carrier":"state machin"}}`, `has for "tag:b" the setting carrier, which is "state machin", which is no carrier: did you mean "state-machine"?`},
		{"operations", `{"a":{"carrier":["state-machine"]}}`, `which is no carrier: use`},
		{"operations", `{"a":{"carrier":null}}`, `which is no carrier: use`},
	} {
		if _, err := readSettings(map[string]any{tt.key: tt.value}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %v: %v; want %s", tt.key, tt.value, err, tt.want)
		}
	}
}

// TestEverySettingHasAReader: what Go can say of single operations, the context can.
func TestEverySettingHasAReader(t *testing.T) {
	props := reflect.TypeFor[openapidestinations.OperationProps]()
	for i := range props.NumField() {
		name := props.Field(i).Name
		if operationReaders[strings.ToLower(name[:1])+name[1:]] == nil {
			t.Errorf("the context key operations has no setting for %s", name)
		}
	}
}

// TestCounted: operations by carrier and fidelity; of a state machine, what it costs.
func TestCounted(t *testing.T) {
	const destination, machine = openapidestinations.ByAPIDestination, openapidestinations.ByStateMachine
	counts := map[kind]int{{openapidestinations.Exact, destination}: 3, {openapidestinations.Inexact, destination}: 2, {Fidelity: openapidestinations.Unsupported}: 1}
	if got := (&outcome{counts: counts}).counted(); got != "3 exact, 2 inexact, 1 unsupported" {
		t.Error(got)
	}
	counts[kind{openapidestinations.Exact, machine}] = 4
	want := "3 exact, 2 inexact by API destination; 4 exact, 0 inexact by state machine (about $1.20 a million calls instead of $0.20); 1 unsupported"
	if got := (&outcome{counts: counts}).counted(); got != want {
		t.Error(got)
	}
}
