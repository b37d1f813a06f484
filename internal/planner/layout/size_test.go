package layout

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// TestIndented: the size of a value is that of its JSON as the CDK indents it.
func TestIndented(t *testing.T) {
	for _, c := range []struct{ node, plain any }{
		{pattern.Object{}, map[string]any{}},
		{pattern.List(), []any{}},
		{
			pattern.Object{{Name: "detail-type", Value: pattern.Texts([]string{"a", `b"`})}, {Name: "detail", Value: pattern.Object{{Name: "x", Value: pattern.Present}, {Name: "$or", Value: pattern.List(pattern.Object{{Name: "y", Value: pattern.Missing}}, pattern.Object{})}}}, {Name: "n", Value: pattern.List()}},
			map[string]any{
				"detail-type": []any{"a", `b"`}, "n": []any{},
				"detail": map[string]any{"x": pattern.Plain(pattern.Present), "$or": []any{map[string]any{"y": pattern.Plain(pattern.Missing)}, map[string]any{}}},
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
	logical := func(id string) string { return ident.Letters(id) + strings.Repeat("x", 16) }
	arn := func(id string) node { return node{"Fn::GetAtt": []any{logical(id), "Arn"}} }
	target := node{
		"Arn": arn("d:Destination"), "RoleArn": arn("1:Role"), "Id": "ApiDestination", "InputPath": "$.detail.body",
		"DeadLetterConfig": node{"Arn": arn("DeadLetterQueue")},
		"HttpParameters": node{
			"PathParameterValues": []any{"$.detail.a", "$.detail.b"}, "QueryStringParameters": node{"q\"": "1"}, "HeaderParameters": node{"X": "y"},
		},
	}
	plainPattern := pattern.EventPattern(nil, pattern.List("x"), pattern.DetailObject([]pattern.Test{{Field: "g", Want: pattern.PathDelivers}}))
	withNull := pattern.EventPattern(nil, pattern.List("x"), pattern.DetailObject([]pattern.Test{{Field: "g", Want: pattern.Absent}}))
	for _, c := range []struct {
		size       int
		id         string
		properties node
		after      []any
	}{
		{
			destinationSize(&plan.Destination{ID: "d:Destination", Connection: "c", Description: "é", Method: "PUT", Endpoint: "https://a.test/*"}), "d:Destination",
			node{"ConnectionArn": arn("c"), "Description": "é", "HttpMethod": "PUT", "InvocationEndpoint": "https://a.test/*"}, nil,
		},
		{
			ruleSize(&plan.Rule{
				ID: "d:Rule", Description: "PUT /a", Pattern: plainPattern, Role: "1:Role", Target: plan.APIDestination{
					ID: "d:Destination", InputPath: "$.detail.body", PathValues: []string{"$.detail.a", "$.detail.b"},
					Query: []plan.Pair{{Name: "q\"", Value: plan.Value{Constant: "1"}}}, Headers: []plan.Pair{{Name: "X", Value: plan.Value{Constant: "y"}}},
				},
			}), "d:Rule",
			node{"Description": "PUT /a", "EventBusName": arn("EventBus"), "EventPattern": plainPattern.Object(), "Targets": []any{target}}, nil,
		},
		{
			ruleSize(&plan.Rule{ID: "r:Rejection", Target: plan.DeadLetters{}, Description: "r", Pattern: withNull, After: []string{"d:Rule", "e:Rule"}}), "r:Rejection",
			node{
				"Description": "r", "EventBusName": arn("EventBus"), "EventPattern": json.RawMessage(strconv.Quote(strings.Repeat("x", withNull.Length()))),
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
