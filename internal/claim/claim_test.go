package claim_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/claim"
)

// TestConflicts: what two constructs may not both have, and that they hear of each other by text.
func TestConflicts(t *testing.T) {
	first := claim.Claim{Construct: "S/A", Buses: []string{"bus"}, DetailTypes: []string{"a"}, Makes: []string{"env bus"}}
	for name, tt := range map[string]struct {
		second claim.Claim
		want   []string
	}{
		"another bus":     {claim.Claim{Buses: []string{"other"}, DetailTypes: []string{"a"}}, nil},
		"the same type":   {claim.Claim{Buses: []string{"x", "bus"}, DetailTypes: []string{"b", "a"}}, []string{`both have the detail type "a"`}},
		"other types":     {claim.Claim{Buses: []string{"bus"}, DetailTypes: []string{"b"}}, nil},
		"catches unknown": {claim.Claim{Buses: []string{"bus"}, DetailTypes: []string{"b"}, CatchesUnknown: true}, []string{"for mistakes"}},
		"another part":    {claim.Claim{Buses: []string{"bus"}, DetailTypes: []string{"b"}, CatchesUnknown: true, Knows: []string{"a", "b"}}, nil},
		"the same name":   {claim.Claim{Buses: []string{"other"}, Makes: []string{"env bus"}}, []string{`both make the event bus "bus"`}},
	} {
		t.Run(name, func(t *testing.T) {
			found := tt.second.Conflicts(claim.Claims([]string{first.Text(), "no claim"}))
			if len(found) != len(tt.want) {
				t.Fatalf("found %v", found)
			}
			for i, d := range found {
				if !strings.Contains(d.Message, tt.want[i]) {
					t.Errorf("%q lacks %q", d.Message, tt.want[i])
				}
			}
		})
	}
	other := first
	first.Sources, other.Sources = []string{"shop"}, []string{"club"}
	other.Makes = nil
	if found := other.Conflicts([]claim.Claim{first}); len(found) > 0 {
		t.Errorf("no event has two sources: %v", found)
	}
}

// TestSharing: each rule is named once, and no more of them than a policy holds.
func TestSharing(t *testing.T) {
	mine := claim.Senders{Queue: "S/Queue", Account: "1", Rules: []string{"r", "s"}}
	other, account := mine, mine
	other.Queue, account.Account = "S/Other", "2"
	again := claim.Senders{Queue: "S/Queue", Account: "1", Rules: []string{"s", "t"}, AnyOnDefault: true, Added: true}
	all := claim.SharingWith(mine, []string{mine.Text(), other.Text(), account.Text(), again.Text(), "{"})
	if got := all.Rules(); !slices.Equal(got, []string{"r", "s", "t"}) || !all.AnyOnDefault() || !all.Added() {
		t.Errorf("%v share the queue: %v", all, got)
	}
	if !all.Fit(func(rule string) int { return len(rule) }) || all.Fit(func(string) int { return 3000 }) {
		t.Error("a policy holds three rules of one character, and not of 3,000 each")
	}
}
