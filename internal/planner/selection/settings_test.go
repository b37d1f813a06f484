package selection_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// settle gives the carrier that keys leave each operation, and what is reported. A key's carrier is
// the key itself, so that it can be told which one won.
func settle(operations []spec.Operation, keys ...string) (carriers []string, found []spec.Diagnostic) {
	doc := &spec.Document{File: "test.yaml", Operations: operations}
	given := make(map[string]plan.OperationSettings)
	for _, key := range keys {
		given[key] = plan.OperationSettings{Carrier: plan.Carrier(key)}
	}
	log := finding.NewLog(doc, false)
	selector := selection.New(doc, plan.Options{}, log)
	kept := selector.Choose()
	log.Diagnostics = nil
	for _, own := range selector.Settings(kept, given, plan.OperationSettings{}) {
		carriers = append(carriers, string(own.Carrier))
	}
	return carriers, log.Diagnostics
}

// TestMoreSpecificWins is the table of what comes before what.
func TestMoreSpecificWins(t *testing.T) {
	op := spec.Operation{ID: "Add Pet", Method: "POST", Path: "/pets/{id}", Tags: []string{"pets", "admin"}}
	nameless := spec.Operation{Method: "PUT", Path: "/a/b*"}
	odd := spec.Operation{ID: "tag:x", Method: "POST", Path: "/odd", Tags: []string{"y"}}
	for _, tt := range []struct {
		op   spec.Operation
		keys []string // the first of them wins
	}{
		{op, []string{"Add Pet", "POST /pets/{id}", "Add Pet*", "tag:pets", "*"}},
		{op, []string{"POST /pets/{id}", "POST /pets/{id}*", "Add Pe*", "tag:pets"}},
		{op, []string{"POST /pets/*", "POST /**", "POST *", "* /**"}},
		{op, []string{"POST /pets/*", "* /pets/*"}},
		{op, []string{"POST /pets/*", "POST /pets/**"}}, // of equals, the order of their texts
		{op, []string{"Add *", "*Pet"}},
		{op, []string{`Add P\et`, "Add P*"}},
		{op, []string{"A*", "tag:pets"}},
		{spec.Operation{ID: "Post Pet", Method: "POST", Path: "/pets"}, []string{"Post *", "*"}}, // a method is in capitals
		{spec.Operation{ID: `a\bc`, Method: "POST", Path: "/a"}, []string{`a\\*c`, "*bc"}},
		{op, []string{"DELETE*", "Add*"}[1:]},
		{op, []string{"POST *", "tag:pets", "*"}},
		{op, []string{"* *", "tag:pets", "*"}},
		{op, []string{"* **", "tag:admin"}},
		{op, []string{"tag:pets", "tag:admin", "*"}}, // of tags, the operation's order
		{op, []string{"tag:admin", "*"}},
		{op, []string{"*"}},
		{nameless, []string{"PUT /a/b*", `PUT /a/b\*`, "PUT /a/*", "*"}}, // a name, though it has a star
		{nameless, []string{`PUT /a/b\*`, "PUT /a/b**"}[:1]},
		{odd, []string{"tag:x", "tag:y"}}, // a name, though it looks like a tag's
	} {
		for n := len(tt.keys); n > 0; n-- {
			if got, _ := settle([]spec.Operation{tt.op}, tt.keys[:n]...); got[0] != tt.keys[0] {
				t.Errorf("of %q for %q: %q", tt.keys[:n], tt.op.ID, got[0])
			}
		}
	}
}

// TestKeysThatFitNot: names are compared letter by letter, and a key of methods is in capitals.
func TestKeysThatFitNot(t *testing.T) {
	op := spec.Operation{ID: "addPet", Method: "POST", Path: "/pets/{id}", Tags: []string{"pets"}}
	for _, key := range []string{
		"addpet", "add", "tag:Pets", "tag:pet*", "post /pets/{id}", "Post *", "POST /pets", "POST /*", "PUT *", "POST", "/pets/{id}", "*Pets",
	} {
		got, found := settle([]spec.Operation{op}, key)
		if got[0] != "" || len(found) != 1 || found[0].Code != diagnostic.NothingSelected || found[0].Severity != spec.Warning {
			t.Errorf("%q: %q, %v", key, got[0], found)
		}
	}
	if got, _ := settle([]spec.Operation{{Method: "POST", Path: "/"}}, "*x", "**"); got[0] != "" {
		t.Errorf("an operationId's glob fits an operation without one: %q", got[0])
	}
}

// TestUnusedSettings are told, each once, with what was meant.
func TestUnusedSettings(t *testing.T) {
	operations := []spec.Operation{
		{ID: "addPet", Method: "POST", Path: "/pets", Tags: []string{"pets"}}, {ID: "setPet", Method: "PUT", Path: "/pets", Tags: []string{"pets"}},
		{ID: "listPets", Method: "GET", Path: "/pets"},
	}
	for _, tt := range []struct {
		keys []string
		want []string
	}{
		{[]string{"addPet", "*"}, nil},
		{[]string{"adPet"}, []string{`the settings of "adPet" were not used: they fit no operation (did you mean "addPet"? (Operations, context key operations))`}},
		{[]string{"tag:pest"}, []string{`did you mean "tag:pets"?`}},
		{[]string{"post /pets"}, []string{`did you mean "POST /pets"?`}},
		{[]string{"DELETE *"}, []string{`the settings of "DELETE *" were not used: they fit no operation (check the key (Operations`}},
		{[]string{"listPets", "GET *"}, []string{
			`"GET *" were not used: they fit no operation (keep what it fits: Methods, Include or Exclude leave that out (context keys methods, include, exclude)`, `"listPets" were not used`}},
		{[]string{"addPet", "setPet", "tag:pets", "*"}, []string{
			`the carrier of "*" was not used: every operation that it fits has that of a more specific key (remove it, or change the more specific keys (Operations`, `the carrier of "tag:pets" was not used`}},
		{[]string{"addPet", "POST /pets"}, []string{`the carrier of "POST /pets" was not used`}},
		{[]string{""}, []string{`OAD328 error: the key "" of the settings of single operations cannot be used: it is empty (correct the key (Operations, context key operations))`}},
		{[]string{"POST /a**", "nothing"}, []string{`"POST /a**" of the settings of single operations cannot be used: a "**" must be a whole segment`}},
		{[]string{"tag:"}, []string{"it names no tag"}},
		{[]string{`add\`}, []string{"it ends in a backslash"}},
	} {
		_, found := settle(operations, tt.keys...)
		if len(found) != len(tt.want) {
			t.Errorf("%q: %v; want %q", tt.keys, found, tt.want)
			continue
		}
		for i, d := range found {
			if !strings.Contains(d.Error(), tt.want[i]) {
				t.Errorf("%q: %s; want %s", tt.keys, d.Error(), tt.want[i])
			}
		}
	}
}

// TestEmptySettings say nothing, which is told.
func TestEmptySettings(t *testing.T) {
	doc := &spec.Document{Operations: []spec.Operation{{ID: "addPet", Method: "POST", Path: "/pets"}}}
	log := finding.NewLog(doc, false)
	selector := selection.New(doc, plan.Options{}, log)
	selector.Settings(selector.Choose(), map[string]plan.OperationSettings{"addPet": {}}, plan.OperationSettings{})
	if len(log.Diagnostics) != 1 || !strings.Contains(log.Diagnostics[0].Error(), `the settings of "addPet" were not used: there are none (give it a setting`) {
		t.Error(log.Diagnostics)
	}
}

// TestEverySettingIsLookedUp: a setting that has no row of the table would never reach an operation.
func TestEverySettingIsLookedUp(t *testing.T) {
	doc := &spec.Document{Operations: []spec.Operation{{ID: "addPet", Method: "POST", Path: "/pets"}}}
	settings := reflect.TypeFor[plan.OperationSettings]()
	for i := range settings.NumField() {
		given := reflect.New(settings).Elem()
		switch field := given.Field(i); field.Kind() {
		case reflect.String:
			field.SetString("x")
		case reflect.Pointer:
			field.Set(reflect.New(field.Type().Elem()))
		case reflect.Slice:
			field.Set(reflect.MakeSlice(field.Type(), 0, 0))
		case reflect.Map:
			field.Set(reflect.ValueOf(map[string]string{"X-Name": "x"}))
		default:
			t.Fatalf("%s: say here what a value of it is", settings.Field(i).Name)
		}
		if name := settings.Field(i).Name; name != "Security" && !slices.Contains(selection.ExtensionSettings(), strings.ToLower(name[:1])+name[1:]) {
			t.Errorf("x-eventbridge has no setting for %s", name)
		}
		want := given.Interface().(plan.OperationSettings)
		selector := selection.New(doc, plan.Options{}, finding.NewLog(doc, false))
		if got := selector.Settings(selector.Choose(), map[string]plan.OperationSettings{"*": want}, plan.OperationSettings{}); !reflect.DeepEqual(got[0].OperationSettings, want) {
			t.Errorf("%s: %+v", settings.Field(i).Name, got[0].OperationSettings)
		}
	}
}
