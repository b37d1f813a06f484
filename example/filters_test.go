package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations"
)

func TestReadFilters(t *testing.T) {
	type filter = openapidestinations.Filter
	for name, test := range map[string]struct {
		value any
		want  []filter
	}{
		"all keys": {
			`{"tags":["a","b"],"operationIds":["add*"],"paths":["/x/**"],"methods":["PUT"],"extensions":["x-i=1"],"deprecated":false}`,
			[]filter{{Tags: []string{"a", "b"}, OperationIDs: []string{"add*"}, Paths: []string{"/x/**"}, Methods: []string{"PUT"}, Extensions: []string{"x-i=1"}, Deprecated: new(false)}},
		},
		"a list":          {` [{"tags":["a"]}, {"deprecated":true}]`, []filter{{Tags: []string{"a"}}, {Deprecated: new(true)}}},
		"from cdk.json":   {map[string]any{"tags": []any{"a"}}, []filter{{Tags: []string{"a"}}}},
		"list from there": {[]any{map[string]any{"paths": []any{"/a"}}}, []filter{{Paths: []string{"/a"}}}},
	} {
		s, err := readSettings(map[string]any{"include": test.value, "exclude": test.value})
		if err != nil || !reflect.DeepEqual(s.props.Include, test.want) || !reflect.DeepEqual(s.props.Exclude, test.want) {
			t.Errorf("%s: %+v, %+v, %v", name, s.props.Include, s.props.Exclude, err)
		}
	}
	for value, want := range map[string]string{
		"players":             `must be JSON, a filter such as {"tags":`,
		"[]":                  "must be JSON",
		`["a"]`:               "must be JSON",
		`{"tag":["a"]}`:       `unknown key "tag"; its keys are deprecated, extensions, methods, operationIds, paths, tags`,
		`{"tags":"a"}`:        `"tags" is no list of texts`,
		`{"tags":[]}`:         `"tags" is no list of texts`,
		`{"tags":[1]}`:        `"tags" is no list of texts`,
		`{"deprecated":1}`:    `"deprecated" is neither true nor false`,
		`{"deprecated":null}`: `"deprecated" is neither true nor false`,
	} {
		_, err := readSettings(map[string]any{"exclude": value})
		if err == nil || !strings.HasPrefix(err.Error(), `the context key "exclude" `) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", value, err, want)
		}
	}
}
