package render

import (
	"encoding/json"
	"testing"
)

// TestNotation: what a text says that only the deployment knows, for the catalog and for what
// people fill in.
func TestNotation(t *testing.T) {
	for _, tt := range []struct{ resolved, substituted, filled string }{
		{`"plain"`, "plain", "plain"},
		{`{"Ref": "Bus"}`, "${Bus}", "<Bus>"},
		{`{"Ref": "AWS::Region"}`, "${AWS::Region}", "<AWS::Region>"},
		{`{"Fn::GetAtt": ["Bus", "Arn"]}`, "${Bus.Arn}", "<Bus.Arn>"},
		{`{"Fn::Join": ["", ["a-", {"Ref": "Bus"}, {"Fn::GetAtt": ["Q", "Arn"]}]]}`, "a-${Bus}${Q.Arn}", "a-<Bus><Q.Arn>"},
		{`{"Fn::Join": [":", ["a", {"Ref": "Bus"}]]}`, "a:${Bus}", "a:<Bus>"},
		{`{"Fn::ImportValue": "Other"}`, `{"Fn::ImportValue":"Other"}`, "<import of Other>"},
		{`{"Fn::ImportValue": {"Ref": "Name"}}`, `{"Fn::ImportValue":{"Ref":"Name"}}`, "<import of Name>"},
		{`{"Fn::Sub": "x-${Name}"}`, `{"Fn::Sub":"x-${Name}"}`, "x-<Name>"},
		{`{"Fn::Select": [0, ["a"]]}`, `{"Fn::Select":[0,["a"]]}`, "<Fn::Select>"},
		{`{"Ref": 7}`, `{"Ref":7}`, "<Ref>"},
		{`{}`, `{}`, "<unknown>"},
		{`7`, `7`, "<unknown>"},
	} {
		var value any
		if err := json.Unmarshal([]byte(tt.resolved), &value); err != nil {
			t.Fatal(err)
		}
		if got := substitution.write(value); got != tt.substituted {
			t.Errorf("%s: the catalog says %s, not %s", tt.resolved, got, tt.substituted)
		}
		if got := FilledOut(value); got != tt.filled {
			t.Errorf("%s: a statement says %s, not %s", tt.resolved, got, tt.filled)
		}
	}
}
