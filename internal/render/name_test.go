package render

import (
	"strings"
	"testing"
)

func TestBusName(t *testing.T) {
	busName := func(stack, path string) string {
		p := place{topName: stack, launchedAs: strings.Repeat("s", 128), topPath: "Stage/" + stack, path: "Stage/" + stack + "/" + path}
		if launched := p.physicalName().plus(mostShards).in(p.topPath); len(launched) > 256 {
			t.Errorf("of %q, the shards of the longest stack have names of %d characters", path, len(launched))
		}
		return p.physicalName().atSynth()
	}
	for _, test := range []struct{ stack, path, want string }{
		{"Stack", "Api", "Stack-Api"},
		{"Stack", "My Group/Api", "Stack-My-Group-Api"},
		{"Stack", strings.Repeat("a", 300), "Stack-" + strings.Repeat("a", 114) + "-"},
	} {
		got := busName(test.stack, test.path)
		if !strings.HasPrefix(got, test.want) || len(got) > 256 {
			t.Errorf("busName(%q, %q) is %q; want %q", test.stack, test.path, got, test.want)
		}
	}
	if busName("S", strings.Repeat("a", 300)) == busName("S", strings.Repeat("a", 301)) {
		t.Error("long names collide")
	}
}
