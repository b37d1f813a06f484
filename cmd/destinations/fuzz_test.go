package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
)

// FuzzExplain: whatever a queue holds, it is explained or refused, and nothing that is printed is a
// command to a terminal.
func FuzzExplain(f *testing.F) {
	for _, seed := range []string{
		`{"id":"e","detail-type":"Add Player Injury","source":"s","detail":{"playerId":7,"message":{"type":"knee"}}}`,
		`{"Messages":[{"MessageId":"m","Body":"{\"detail-type\":\"T\",\"detail\":{}}","MessageAttributes":{"ERROR_CODE":{"StringValue":"TIMEOUT"}}}]}`,
		`{"Records":[{"body":"<","messageAttributes":{"ERROR_CODE":{"stringValue":"ANSWER_NOT_PUT"}}}]}`,
		`[{"DetailType":"Add Player","Source":"aws.s3","Detail":"{\"message\":[1e400]}"}]`,
		`{"Body":"{\"bus\":\"b\",\"detail-type\":\"\u001b\",\"detail\":{\"\u202e\":null}}","MessageAttributes":{"ERROR_CODE":{"StringValue":"ANSWER_NOT_PUT"}}}`,
		`{"Body":null}`, `{"Messages":{}}`, `[[]]`, `{} {`, "\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, letters string) {
		for _, name := range []string{"explain", "check"} {
			var out bytes.Buffer
			status, err := run(t.Context(), []string{name, "-catalog", football, "-event", "-"}, streams{strings.NewReader(letters), &out, nil})
			if status == wrongUse || err == nil && out.Len() == 0 {
				t.Errorf("%s: status %d, %v", name, status, err)
			}
			for _, r := range out.String() {
				if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
					t.Errorf("%s prints %q", name, r)
				}
			}
		}
	})
}
