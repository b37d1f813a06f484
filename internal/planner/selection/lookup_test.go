package selection_test

import (
	"slices"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestSettingsByOperation: the operationId comes before the method and path, and those before the
// setting for all operations. Of a setting that is for another operation nothing is used.
func TestSettingsByOperation(t *testing.T) {
	named := &spec.Operation{ID: "addPet", Method: "POST", Path: "/pets"}
	nameless := &spec.Operation{Method: "POST", Path: "/pets"}
	for _, tt := range []struct {
		op       *spec.Operation
		settings []string
		want     []string
	}{
		{named, []string{"*", "POST /pets", "addPet"}, []string{"addPet", "POST /pets", "*"}},
		{named, []string{"*", "POST /pets", "other"}, []string{"POST /pets", "*"}},
		{named, []string{"*"}, []string{"*"}},
		{named, []string{"other", "PUT /pets", ""}, nil},
		{named, nil, nil},
		{nameless, []string{"", "POST /pets"}, []string{"POST /pets"}},
	} {
		settings := make(map[string]int)
		for i, key := range tt.settings {
			settings[key] = i
		}
		if got := selection.Keys(tt.op, settings); !slices.Equal(got, tt.want) {
			t.Errorf("%q of %q: %q, want %q", tt.op.ID, tt.settings, got, tt.want)
		}
		log := finding.NewLog(&spec.Document{}, false)
		key, ok := selection.For(log, tt.op, finding.OperationSecurity, settings)
		if ok != (len(tt.want) > 0) || ok && key != tt.want[0] {
			t.Errorf("%q of %q: %q, %v", tt.op.ID, tt.settings, key, ok)
		}
		for _, name := range tt.settings {
			if used := log.Used(finding.OperationSecurity, name); used != (ok && name == key) {
				t.Errorf("%q of %q: %q is used: %v", tt.op.ID, tt.settings, name, used)
			}
		}
	}
}
