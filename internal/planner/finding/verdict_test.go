package finding

import (
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestReasonsOnce: whichever way the same is found again, it is one reason.
func TestReasonsOnce(t *testing.T) {
	v := Exactly("op", false)
	for range 2 {
		v.RefuseAs(spec.Diagnostic{Code: "OAD341", Severity: spec.Error, Message: v.Named("two values come from $.a")})
		v.Inexact("OAD341", spec.Position{}, "", "it is %s", "empty")
	}
	if len(v.Reasons) != 2 || v.Doubts() != 2 || v.Fidelity != plan.Unsupported {
		t.Errorf("%s: %v", v.Fidelity, v.Reasons)
	}
}
