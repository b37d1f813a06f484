package planner

import (
	"strings"
	"testing"
)

func TestFieldName(t *testing.T) {
	taken := map[string]bool{bodyField: true}
	for _, tt := range []struct{ name, in, want string }{
		{"playerId", "path", "playerId"},
		{"X.Id", "query", "X_Id"},
		{"$.xgafv", "query", "xgafv"},
		{"[_id]", "query", "_id"},
		{"$", "query", "query"},
		{"a..b", "query", "a_b"},
		{"message", "query", "query_message"},
		{"message", "header", "header_message"},
		{"exists", "query", "query_exists"},
		{"X_Id", "query", "query_X_Id"},
		{"X:Id", "query", "query_X_Id_2"},
		{"=", "header", "header"},
		{"naïve", "query", "na_ve"},
	} {
		if got := fieldName(tt.name, tt.in, taken); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.in, tt.name, got, tt.want)
		}
	}
}

func TestFallbackDetailType(t *testing.T) {
	short := fallbackDetailType("POST", "/players/{playerId}")
	if short != "POST /players/{playerId}" {
		t.Error(short)
	}
	long := fallbackDetailType("POST", "/"+strings.Repeat("ü", 200))
	if n := len([]rune(long)); n != 128 || !strings.HasPrefix(long, "POST /ü") || long[len(long)-9] != '-' {
		t.Errorf("%d characters: %s", n, long)
	}
	if other := fallbackDetailType("POST", "/"+strings.Repeat("ü", 201)); other == long {
		t.Error("two paths share a detail type")
	}
}
