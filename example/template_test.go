package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestParseTemplate(t *testing.T) {
	for name, test := range map[string]struct{ yaml, want string }{
		"short forms": {
			"Outputs: {A: !Ref B, C: !GetAtt D.E.F, G: !GetAtt [D, E], H: !Sub 'x${B}', I: !If [C, !Ref B, !Condition D]}",
			`{"Outputs":{"A":{"Ref":"B"},"C":{"Fn::GetAtt":["D","E.F"]},"G":{"Fn::GetAtt":["D","E"]},"H":{"Fn::Sub":"x${B}"},"I":{"Fn::If":["C",{"Ref":"B"},{"Condition":"D"}]}}}`,
		},
		"scalars": {
			"M: [1, -2, 1.50, true, False, 012, 012345678901, 12345678901234567890, 2010-09-09, yes, '1', .inf, 0x1F, 1e3]",
			`{"M":[1,-2,1.50,true,false,"012","012345678901","12345678901234567890","2010-09-09","yes","1",".inf","0x1F","1e3"]}`,
		},
		"empty sections":    {"Parameters: {}\nResources:\nOutputs: ~", `{"Parameters":{}}`},
		"indented JSON":     {"{\n\t\"Resources\": {\"A\": {\"Type\": \"X\"}}\n}", `{"Resources":{"A":{"Type":"X"}}}`},
		"texts of one line": {"D: >-\n  a\n  b\nE: |\n  <c>\n", `{"D":"a b","E":"<c>\n"}`},
	} {
		t.Run(name, func(t *testing.T) {
			sections, err := parseTemplate([]byte(test.yaml))
			if err != nil {
				t.Fatal(err)
			}
			var want map[string]json.RawMessage
			if err := json.Unmarshal([]byte(test.want), &want); err != nil {
				t.Fatal(err)
			}
			if got, want := canonical(t, sections), canonical(t, want); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// canonical is the JSON of the sections with the numbers as they are written.
func canonical(t *testing.T, sections map[string]json.RawMessage) string {
	t.Helper()
	text, err := json.Marshal(sections)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestParseTemplateRefuses(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", "is empty"},
		{"- a", "mapping of sections"},
		{"a: [", "neither YAML nor JSON"},
		{"A: &x {B: 1}\nC: *x", "alias in line 2"},
		{"A: 1\nB: 2\nA: 3", `the key "A" a second time in line 3`},
		{"A: {<<: {B: 1}}", "line 1"},
	} {
		_, err := parseTemplate([]byte(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v; want %q", test.text, err, test.want)
		}
	}
}
