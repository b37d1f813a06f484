package claim_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/claim"
	"github.com/openapi-destinations/openapidestinations/internal/report"
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

// TestAnswers: answers that another construct takes for requests, and the sources of all on a bus.
func TestAnswers(t *testing.T) {
	answers := &claim.Answers{Buses: []string{"bus"}, DetailTypes: []string{"a succeeded"}, Source: "s", Launched: "${s}", Top: "S"}
	telling := claim.Claim{Construct: "S/A", Buses: []string{"mine"}, DetailTypes: []string{"a"}, Answers: answers}
	for name, tt := range map[string]struct {
		other claim.Claim
		want  []string
	}{
		"another bus":           {claim.Claim{Buses: []string{"other"}, DetailTypes: []string{"a succeeded"}}, nil},
		"a call":                {claim.Claim{Buses: []string{"bus"}, DetailTypes: []string{"a succeeded"}}, []string{"each answer would be a call"}},
		"of another source":     {claim.Claim{Buses: []string{"bus"}, DetailTypes: []string{"a succeeded"}, Sources: []string{"x"}}, nil},
		"of their source":       {claim.Claim{Buses: []string{"bus"}, DetailTypes: []string{"b"}, Sources: []string{"s"}}, nil},
		"taken for mistakes":    {claim.Claim{Buses: []string{"bus"}, Sources: []string{"s"}, CatchesUnknown: true}, []string{"is one of its Sources"}},
		"left alone by sources": {claim.Claim{Buses: []string{"bus"}, CatchesUnknown: true}, nil},
	} {
		for turn, found := range [][]string{
			messages(tt.other.Conflicts(claim.Claims([]string{telling.Text()}))), messages(telling.Conflicts([]claim.Claim{tt.other})),
		} {
			if len(found) != len(tt.want) || len(found) == 1 && !strings.Contains(found[0], tt.want[0]) {
				t.Errorf("%s, %d: %q", name, turn, found)
			}
		}
	}
	own := telling
	own.Buses, own.CatchesUnknown, own.Sources = []string{"bus"}, true, []string{"s"}
	if found := messages(own.Conflicts(nil)); len(found) != 1 {
		t.Errorf("its own answers: %q", found)
	}
	again := telling
	again.Answers = &claim.Answers{Buses: []string{"bus"}, Source: "t", Launched: "${t}", Top: "T"}
	for top, want := range map[string]string{"S": "${s} t", "T": "s ${t}", "U": "s t"} {
		got := claim.AnswersOn(claim.Claim{Buses: []string{"bus"}, Top: top}, []claim.Claim{telling, again, telling, {Buses: []string{"bus"}}})
		if strings.Join(got, " ") != want {
			t.Errorf("in %s: %q, want %q", top, got, want)
		}
	}
}

func messages(found report.Findings) []string {
	var all []string
	for _, d := range found {
		all = append(all, d.Message)
	}
	return all
}
