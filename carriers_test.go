package openapidestinations

import (
	"reflect"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// TestCarrierProps: what the props say of carriers is what the plan is made with.
func TestCarrierProps(t *testing.T) {
	props := &OpenApiDestinationsProps{
		Carriers:     []Carrier{ByStateMachine, ByAPIDestination},
		Operations:   map[string]OperationProps{"addPet": {Carrier: ByStateMachine}, "tag:pets": {Carrier: "api-destination"}, "*": {}},
		FormBrackets: true,
	}
	opts := props.options()
	want := map[string]plan.OperationSettings{"addPet": {Carrier: plan.ByStateMachine}, "tag:pets": {Carrier: plan.ByAPIDestination}, "*": {}}
	if !reflect.DeepEqual(opts.Operations, want) || !reflect.DeepEqual(opts.Carriers, []plan.Carrier{plan.ByStateMachine, plan.ByAPIDestination}) || !opts.FormBrackets {
		t.Errorf("%+v, %v, %v", opts.Operations, opts.Carriers, opts.FormBrackets)
	}
}
