package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// branch is a Parallel of one branch: what catches the errors of states that have no Catch.
func branch(states flow, fields map[string]any) map[string]any {
	return with(map[string]any{
		"Type": "Parallel", "End": true, "Branches": []any{map[string]any{"StartAt": "State", "States": states}},
	}, fields)
}

// catching has a Parallel around the states that catches everything, and gives what it caught.
func catching(states flow) flow {
	return flow{
		"Start":  branch(states, caught("Caught")),
		"Caught": map[string]any{"Type": "Pass", "End": true},
	}
}

// waits is a Wait after the other, then the output "done".
func waits(seconds ...int) flow {
	states := flow{}
	name := "State"
	for i, s := range seconds {
		next := fmt.Sprint("Wait", i)
		states[name] = map[string]any{"Type": "Wait", "Seconds": fmt.Sprintf("{%% %d %%}", s), "Next": next}
		name = next
	}
	states[name] = pass("done")
	return states
}

// TestMachineFailures has what ends an execution, and what catches it.
func TestMachineFailures(t *testing.T) {
	t.Parallel()
	const standard, express = types.StateMachineTypeStandard, types.StateMachineTypeExpress
	site := newMachineSite(t, "flows", definition(t, "Never", flow{"Never": pass(1)}))
	tooLarge, large := pass("{% $pad('', 262143, 'x') %}"), pass("{% $pad('', 262142, 'x') %}")
	brew := task("http:invoke", map[string]any{"Method": "{% 'BREW' %}", "ApiEndpoint": "{% '' %}"})
	failing := task("http:invoke", map[string]any{
		"Method": "GET", "ApiEndpoint": "${api}/status-500", "InvocationConfig": map[string]any{"ConnectionArn": "${connection}"},
	})
	sum := func(terms int) map[string]any { return pass("{% " + strings.Repeat("1+", terms-1) + "1 %}") }
	for number, test := range []struct {
		name   string
		states flow // the first is Start
		kind   types.StateMachineType
		input  any
		// output is all of the output, caught something in it, and failed the error.
		output, caught, failed string
	}{{
		name:   "undefined, in a field",
		states: catching(flow{"State": pass(map[string]any{"a": []any{"{% $states.input.b %}"}})}),
		output: `{"Error":"States.QueryEvaluationError","Cause":"The JSONata expression '$states.input.b' specified for the field 'Output/a[0]' returned nothing (undefined)."}`,
	}, {
		name:   "undefined, within an expression",
		states: flow{"Start": pass("{% {'a': $states.input.b, 'c': null} %}")},
		output: `{"c":null}`,
	}, {
		name:   "an error of an expression",
		states: catching(flow{"State": pass("{% 1 + 'a' %}")}),
		caught: `{"Error":"States.QueryEvaluationError",`,
	}, {
		name: "a condition that is no boolean",
		states: catching(flow{"State": map[string]any{
			"Type": "Choice", "Choices": []any{map[string]any{"Condition": "{% 1 %}", "Next": "State"}},
		}}),
		caught: `{"Error":"States.QueryEvaluationError",`,
	}, {
		name:   "an expression too deep",
		states: catching(flow{"State": sum(101)}),
		caught: "Depth=101",
	}, {
		name:   "an expression as deep as it may be",
		states: flow{"Start": sum(100)},
		output: "100",
	}, {
		name:   "a Pass has no Catch of its own",
		states: flow{"Start": with(pass("{% $nothing %}"), caught("Start"))},
		failed: "States.QueryEvaluationError",
	}, {
		name:   "a Fail without a cause",
		states: catching(flow{"State": map[string]any{"Type": "Fail", "Error": "{% 'Un' & 'usable' %}"}}),
		output: `{"Error":"Unusable"}`,
	}, {
		name:   "nothing catches States.Runtime",
		states: catching(flow{"State": with(brew, caught("Caught")), "Caught": pass("caught")}),
		failed: "States.Runtime",
	}, {
		name:   "States.ALL doesn't catch what is too large",
		states: catching(flow{"State": tooLarge}),
		failed: "States.DataLimitExceeded",
	}, {
		name: "its name does",
		states: flow{"Start": branch(flow{"State": tooLarge}, map[string]any{
			"Catch": []any{map[string]any{"ErrorEquals": []any{"States.DataLimitExceeded"}, "Next": "Caught"}},
		}), "Caught": pass("caught")},
		output: `"caught"`,
	}, {
		name: "as large as it may be",
		states: flow{
			"Start": with(large, map[string]any{"Next": "End"}), "End": pass("{% $length($states.input) %}"),
		},
		output: "262142",
	}, {
		name:   "numbers of 19 digits and decimals come through",
		states: flow{"Start": pass("{% {'body': $states.input.body, 'one': $states.input.body.a} %}")},
		input:  map[string]any{"body": map[string]any{"a": int64(9007199254740993), "b": 1.5, "c": []int64{9223372036854775807}}},
		output: `{"body":{"a":9007199254740993,"b":1.5,"c":[9223372036854775807]},"one":9007199254740993}`,
	}, {
		name:   "as text they are rounded",
		states: flow{"Start": pass("{% $string($states.input.a) %}")},
		input:  map[string]any{"a": int64(9007199254740993)},
		output: `"9007199254740990"`,
	}, {
		name:   "null that is given to a function stays null",
		states: flow{"Start": pass("{% {'n': (function($v) { $v })(null)} %}")},
		output: `{"n":null}`,
	}, {
		name:   "there is no $eval",
		states: catching(flow{"State": pass("{% $eval('1') %}")}),
		caught: "T1006",
	}, {
		name:   "four minutes fit an Express execution",
		kind:   express,
		states: branched(waits(120, 120)),
		output: `["done"]`,
	}, {
		name:   "five don't, and nothing catches it",
		kind:   express,
		states: catching(waits(120, 120, 60)),
		failed: "States.Timeout",
	}, {
		name:   "a Standard one waits for days",
		states: branched(waits(400_000)),
		output: `["done"]`,
	}, {
		name: "its clock goes on",
		states: flow{
			"Start": map[string]any{
				"Type": "Wait", "Seconds": "{% 60 * 60 %}", "Assign": map[string]any{"then": "{% $millis() %}"}, "Next": "End",
			},
			"End": pass("{% [$then - $toMillis($states.context.Execution.StartTime) >= 3600000, $toMillis($now()) < $then + 60000] %}"),
		},
		output: "[true,true]",
	}, {
		name: "repeats, with their pauses",
		states: flow{"Start": with(failing, map[string]any{
			"Retry": []any{map[string]any{
				"ErrorEquals": []any{"States.Http.StatusCode.500"}, "IntervalSeconds": 100, "MaxAttempts": 2, "BackoffRate": 2,
			}},
			"Catch": []any{map[string]any{
				"ErrorEquals": []any{"States.TaskFailed"}, "Next": "End", "Output": "{% $states.context.State.RetryCount %}",
			}},
		}), "End": pass("{% [$states.input, $millis() - $toMillis($states.context.Execution.StartTime) >= 300000] %}")},
		output: "[2,true]",
	}, {
		name: "variables of a branch stay there",
		states: flow{
			"Start": with(pass(1), map[string]any{"Assign": map[string]any{"v": 1}, "Next": "All"}),
			"All": branch(flow{
				"State": with(pass("{% $v %}"), map[string]any{"Assign": map[string]any{"v": 2}, "Next": "More"}),
				"More":  pass("{% [$states.input, $v] %}"),
			}, map[string]any{"Next": "After", "Output": "{% $states.result[0] %}"}),
			"After": pass("{% [$states.input, $v] %}"),
		},
		output: "[1,2,1]",
	}} {
		t.Run(test.name, func(t *testing.T) {
			kind := test.kind
			if kind == "" {
				kind = standard
			}
			machine := site.create(t, fmt.Sprint("flow-", number), kind, definition(t, "Start", test.states))
			execution := site.execute(t, machine, test.input)
			switch {
			case test.failed != "":
				if execution.Error != test.failed {
					t.Errorf("got %+v, want it to fail with %s", execution, test.failed)
				}
			case test.caught != "":
				if !strings.Contains(execution.Output, test.caught) {
					t.Errorf("got %+v, want %s in the output", execution, test.caught)
				}
			default:
				wantOutput(t, execution, test.output)
			}
		})
	}
}

// branched has a Parallel around the states.
func branched(states flow) flow { return flow{"Start": branch(states, nil)} }

// TestExpressionTime has an expression that doesn't end, in an engine of its own: it would keep
// those of the other tests waiting for the second that it may take.
func TestExpressionTime(t *testing.T) {
	engine := exec.CommandContext(t.Context(), "node", filepath.Join("emulator", "expressions.js"))
	engine.Env = append(os.Environ(), "EXPRESSION_SECONDS=0.05", "NODE_PATH="+filepath.Dir(filepath.Dir(os.Getenv("E2E_CLI"))))
	engine.Stdin = strings.NewReader(
		`{"evaluate": ["($f := function($n) { $f($n + 1) }; $f(1))", "1 + 1"], "bindings": {}, "now": 0}` + "\n")
	answer, err := engine.Output()
	want := `{"answers":[{"error":"Expression evaluation timeout: 0.05 s"},{"value":2}]}` + "\n"
	if err != nil || string(answer) != want {
		t.Errorf("the engine answers %s, %v, want %s", answer, err, want)
	}
}
