package plan

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

// TestIndented: the size of a value is that of its JSON as the CDK indents it.
func TestIndented(t *testing.T) {
	for _, c := range []struct{ node, plain any }{
		{object{}, map[string]any{}},
		{list(), []any{}},
		{
			object{{"detail-type", texts([]string{"a", `b"`})}, {"detail", object{{"x", present}, {"$or", list(object{{"y", missing}}, object{})}}}, {"n", list()}},
			map[string]any{
				"detail-type": []any{"a", `b"`}, "n": []any{},
				"detail": map[string]any{"x": plain(present), "$or": []any{map[string]any{"y": plain(missing)}, map[string]any{}}},
			},
		},
	} {
		for depth, prefix := range []string{"", " ", "  "} {
			text := asWritten(t, c.plain, prefix)
			want := len(text)
			if got := indented(c.node, depth); got != want {
				t.Errorf("depth %d: %d; want %d for %s", depth, got, want, text)
			}
		}
	}
}

// asWritten is a value as the CDK writes it into a template.
func asWritten(t *testing.T, value any, prefix string) string {
	t.Helper()
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent(prefix, " ")
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// TestResourceSizes: the size of a rule or a destination is that of what the CDK writes.
func TestResourceSizes(t *testing.T) {
	type node = map[string]any
	logical := func(id string) string { return letters(id) + strings.Repeat("x", 16) }
	arn := func(id string) node { return node{"Fn::GetAtt": []any{logical(id), "Arn"}} }
	target := node{
		"Arn": arn("d:Destination"), "RoleArn": arn("1:Role"), "Id": "ApiDestination", "InputPath": "$.detail.body",
		"DeadLetterConfig": node{"Arn": arn("DeadLetterQueue")},
		"HttpParameters": node{
			"PathParameterValues": []any{"$.detail.a", "$.detail.b"}, "QueryStringParameters": node{"q\"": "1"}, "HeaderParameters": node{"X": "y"},
		},
	}
	plainPattern := eventPattern(nil, list("x"), detailObject([]test{{"g", pathDelivers}}))
	withNull := eventPattern(nil, list("x"), detailObject([]test{{"g", absent}}))
	for _, c := range []struct {
		size       int
		id         string
		properties node
		after      []any
	}{
		{
			destinationSize(&Destination{ID: "d:Destination", Connection: "c", Description: "é", Method: "PUT", Endpoint: "https://a.test/*"}), "d:Destination",
			node{"ConnectionArn": arn("c"), "Description": "é", "HttpMethod": "PUT", "InvocationEndpoint": "https://a.test/*"}, nil,
		},
		{
			ruleSize(&Rule{
				ID: "d:Rule", Description: "PUT /a", Pattern: plainPattern, Destination: "d:Destination", Role: "1:Role", InputPath: "$.detail.body",
				PathValues: []string{"$.detail.a", "$.detail.b"}, Query: []Pair{{Name: "q\"", Value: Value{Constant: "1"}}}, Headers: []Pair{{Name: "X", Value: Value{Constant: "y"}}},
			}), "d:Rule",
			node{"Description": "PUT /a", "EventBusName": arn("EventBus"), "EventPattern": plainPattern.Object(), "Targets": []any{target}}, nil,
		},
		{
			ruleSize(&Rule{ID: "r:Rejection", Kind: Rejection, Description: "r", Pattern: withNull, After: []string{"d:Rule", "e:Rule"}}), "r:Rejection",
			node{
				"Description": "r", "EventBusName": arn("EventBus"), "EventPattern": json.RawMessage(strconv.Quote(strings.Repeat("x", withNull.length()))),
				"Targets": []any{node{"Arn": arn("DeadLetterQueue"), "Id": "DeadLetterQueue"}},
			},
			[]any{logical("d:Rule"), logical("e:Rule")},
		},
	} {
		resource := node{"Type": "AWS::Events::ApiDestination", "Properties": c.properties}
		if c.after != nil {
			resource["DependsOn"] = c.after
		}
		text := asWritten(t, node{"Resources": node{"": node{}, logical(c.id): resource}}, "")
		if want := len(text) - len(asWritten(t, node{"Resources": node{"": node{}}}, "")); c.size != want {
			t.Errorf("%s: %d; want %d for %s", c.id, c.size, want, text)
		}
	}
}
