package delivery

import (
	"os/exec"
	"strings"
	"testing"
	"unicode"
)

// hostileTexts are what a terminal obeys, what reorders text, and what a shell expands.
var hostileTexts = []string{
	"", "plain", "it's", `a\b`, "$(id) `id` $HOME !! @file -o x", "a\nb", "a\r\nrule forged", "\x1b]0;owned\a", "\x1b[31m", "\x1b[201~", "\u009b31m", "\u202eevil\u2066",
	"\u200b", "\ufeff", "\u00ad", "\u2028\u2029", "\x7f\x01", "\xff\xfe", "\U000e0001", "it's\x1b'\\'n\\x41", "é€\U0001F600\x1b", "\ufffd",
}

// TestShellQuote: the shell makes the same of it, and a terminal nothing.
func TestShellQuote(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("SKIPPED: there is no bash")
	}
	for _, text := range hostileTexts {
		word := shellQuote(text)
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' }) {
			t.Errorf("%q is %q", text, word)
		}
		out, err := exec.Command(bash, "-c", "printf %s "+word).Output()
		if err != nil || string(out) != text {
			t.Errorf("%q is %s, and %q to a shell: %v", text, word, out, err)
		}
	}
}

// TestResultIsText: what an event, a rule or a queue says is text on its line.
func TestResultIsText(t *testing.T) {
	for _, text := range hostileTexts {
		rule := Rule{Stack: text, LogicalID: text}
		result := Result{Bus: text, Notes: []Note{{Message: text}}, Closest: &Miss{Rule: rule}}
		full := Result{Deliveries: []*Delivery{
			{Rule: rule, Kind: KindQueue, Queue: &Queue{Stack: text, LogicalID: text, Message: plain(text)}, Notes: []Note{{Message: text}}},
			{Rule: rule, Target: text, Problem: &Problem{Code: "X", Message: text}, DeadLetter: &DeadLetter{Queue: Queue{ARN: text}}},
			{Rule: rule, Target: text, Kind: KindBus, Forwarded: &Result{Bus: text}},
		}}
		for name, shown := range map[string]string{"nothing": result.String(), "deliveries": full.String()} {
			want := map[string]int{"nothing": 3, "deliveries": 8}[name]
			if lines := strings.Count(shown, "\n"); lines != want {
				t.Errorf("%s with %q has %d lines:\n%s", name, text, lines, shown)
			}
			if strings.ContainsFunc(shown, func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) }) {
				t.Errorf("%s with %q is %q", name, text, shown)
			}
		}
	}
}
