package request

import "testing"

func TestFieldName(t *testing.T) {
	taken := map[string]bool{BodyField: true}
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
