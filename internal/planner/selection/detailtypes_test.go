package selection

import (
	"strings"
	"testing"
)

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
