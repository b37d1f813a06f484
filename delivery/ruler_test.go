package delivery

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var rulerFile = flag.String("ruler", "testdata/ruler.jsonl.gz", "answers of AWS's matcher, made by scripts/ruler/regenerate.sh")

// TestPatternEqualsAWSMatcher compares our answers with those of AWS's own
// matcher, event-ruler 1.8.1 (scripts/ruler says how they were made).
func TestPatternEqualsAWSMatcher(t *testing.T) {
	file, err := os.Open(*rulerFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	zipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(zipped)
	lines.Buffer(nil, 1<<20)
	counts := map[string]int{}
	for n := 1; lines.Scan(); n++ {
		var pattern, event string
		var want *bool
		if err := json.Unmarshal(lines.Bytes(), &[]any{&pattern, &event, &want}); err != nil {
			t.Fatalf("line %d: %v", n, err)
		}
		got := answer(t, pattern, event)
		counts[name(got)]++
		if name(got) != name(want) {
			t.Errorf("line %d: pattern %s\n\tevent %s\n\tours %s, AWS's %s", n, pattern, event, name(got), name(want))
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if total := counts["match"] + counts["no match"] + counts["refused"]; total < 5000 {
		t.Errorf("only %d pairs", total)
	}
	for kind, n := range counts {
		if n < 300 {
			t.Errorf("only %d pairs with the answer %q", n, kind)
		}
	}
	t.Log(counts)
}

// answer is nil for a pattern that is refused.
func answer(t *testing.T, pattern, event string) *bool {
	p, err := ParsePattern([]byte(pattern))
	if err != nil {
		return nil
	}
	matches, err := p.Match([]byte(event))
	if err != nil {
		t.Fatalf("event %s: %v", event, err)
	}
	missed, err := p.Explain([]byte(event))
	if err != nil || matches != (len(missed) == 0) {
		t.Fatalf("pattern %s\n\tevent %s\n\tmatch %v, but the explanation is %v, %v", pattern, event, matches, missed, err)
	}
	return &matches
}

func name(answer *bool) string {
	switch {
	case answer == nil:
		return "refused"
	case *answer:
		return "match"
	default:
		return "no match"
	}
}
