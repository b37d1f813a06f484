//go:build !race

package openapidestinations

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// checkReferences looks at what the resources of a template refer to: all of it is there, and nothing
// refers to itself by others. CloudFormation refuses both, and only when it is deployed.
func checkReferences(t *testing.T, name string, tmpl template) {
	t.Helper()
	graph := map[string][]string{}
	for id, r := range tmpl.Resources {
		to := references(r.Properties)
		switch on := r.DependsOn.(type) {
		case string:
			to = append(to, on)
		case []any:
			for _, one := range on {
				to = append(to, one.(string))
			}
		}
		for _, other := range to {
			_, resource := tmpl.Resources[other]
			_, parameter := tmpl.Parameters[other]
			if !resource && !parameter && !strings.HasPrefix(other, "AWS::") {
				t.Errorf("%s: %s refers to %s, which isn't there", name, id, other)
			}
			if resource {
				graph[id] = append(graph[id], other)
			}
		}
	}
	done := map[string]bool{}
	for id := range graph {
		if circle := circleFrom(graph, id, nil, done); circle != nil {
			t.Errorf("%s: the resources refer to each other in a circle: %v", name, circle)
		}
	}
}

// circleFrom is a circle that a way from a resource leads into.
func circleFrom(graph map[string][]string, id string, way []string, done map[string]bool) []string {
	switch at := slices.Index(way, id); {
	case at >= 0:
		return append(way[at:], id)
	case done[id]:
		return nil
	}
	for _, to := range graph[id] {
		if circle := circleFrom(graph, to, append(slices.Clip(way), id), done); circle != nil {
			return circle
		}
	}
	done[id] = true
	return nil
}

// inText are the references of an Fn::Sub; "${!a}" is none.
var inText = regexp.MustCompile(`\$\{([A-Za-z0-9:]+)[^}]*\}`)

// references are the logical ids, parameters and pseudo parameters that a value refers to.
func references(value any) (ids []string) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			ids = append(ids, references(item)...)
		}
	case map[string]any:
		for key, member := range v {
			switch {
			case key == "Ref" && len(v) == 1:
				ids = append(ids, member.(string))
				continue
			case key == "Fn::GetAtt" && len(v) == 1:
				ids = append(ids, at(member, 0).(string))
				continue
			case key == "Fn::Sub":
				text, _ := member.(string)
				if list, ok := member.([]any); ok {
					text, _ = list[0].(string)
				}
				for _, m := range inText.FindAllStringSubmatch(text, -1) {
					if at(member, 1, m[1]) == nil {
						ids = append(ids, m[1])
					}
				}
			}
			ids = append(ids, references(member)...)
		}
	}
	return ids
}

// TestReferences: the check finds what it is for.
func TestReferences(t *testing.T) {
	ref := func(id string) map[string]any { return map[string]any{"a": map[string]any{"Ref": id}} }
	graph := map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}
	if circle := circleFrom(graph, "d", nil, map[string]bool{}); strings.Join(circle, " ") != "b c b" {
		t.Errorf("%v", circle)
	}
	if circle := circleFrom(map[string][]string{"a": {"b", "c"}, "b": {"c"}}, "a", nil, map[string]bool{}); circle != nil {
		t.Errorf("%v", circle)
	}
	value := []any{ref("A"), map[string]any{"Fn::GetAtt": []any{"B", "Arn"}}, map[string]any{"Fn::Sub": "${C.Arn}${!x}${AWS::Region}"}, map[string]any{"Fn::Sub": []any{"${own}${D}", map[string]any{"own": ref("E")}}}}
	if got := strings.Join(references(value), " "); got != "A B C AWS::Region D E" {
		t.Errorf("%s", got)
	}
}
