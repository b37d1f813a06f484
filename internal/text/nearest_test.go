package text_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/text"
)

func TestNearest(t *testing.T) {
	for _, tt := range []struct{ word, among, want string }{
		{"speck", "server,spec,specRoot", "spec"},
		{"sepc", "server,spec,specRoot", "spec"},
		{"base_url", "baseUrl,server", "baseUrl"},
		{"players", "Players,Player", "Players"},
		{"player", "Players,Teams", "Players"},
		{"Add Player Injry", "Add Player,Add Player Injury,Remove Player Injury", "Add Player Injury"},
		{"addPlayerInjury", "Add Player,Add Player Injury", "Add Player Injury"},
		{"POST /player/{id}", "POST /players/{id},PUT /players/{id}", "POST /players/{id}"},
		{"x", "y", "y"},
		{"abc", "xyz", ""},
		{"pets", "orders", ""},
		{"same", "same", ""},
		{"same", "same,sane", ""},
		{"", "a", ""},
		{"/", "//", "//"},
		{"größe", "grösse,Große", "Große"},
		{strings.Repeat("a", 200), strings.Repeat("a", 199), ""},
	} {
		if got := text.Nearest(tt.word, strings.Split(tt.among, ",")); got != tt.want {
			t.Errorf("%q among %s: %q, want %q", tt.word, tt.among, got, tt.want)
		}
	}
	if got := text.Meant("speck", []string{"spec"}, "check it"); got != `did you mean "spec"?` {
		t.Error(got)
	}
	if got := text.Meant("speck", nil, "check it"); got != "check it" {
		t.Error(got)
	}
}
