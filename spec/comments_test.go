package spec_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestJSONWithComments is read, and what is left of it stays where it is; a text that is
// no JSON without them is what it was.
func TestJSONWithComments(t *testing.T) {
	const json = `{"openapi": "3.0.3", "info": {"title": "a // b \" /* \ud83d\ude00", "version": "1"}, "paths": {"/a": {"post": {"operationId": "https://a"}}}}`
	const said = ": OAD105 info: JSON has no comments: the file is read without them (other tools may refuse it)"
	for name, tt := range map[string]struct{ text, said, place string }{
		"none":        {json, "", "1:103"},
		"line":        {"// Licence: \"MIT\n" + json, "1:1", "2:103"},
		"block":       {"\n/* Licence\n * größe */ " + json, "2:1", "3:115"},
		"YAML":        {"# Licence\n" + json, "1:1", "2:103"},
		"separator":   {"---\n" + json, "", "2:103"},
		"both":        {"# a\n// b\n" + json, "1:1", "3:103"},
		"between":     {strings.Replace(json, `"paths"`, `/* ü */ "paths"`, 1), "1:86", "1:111"},
		"behind":      {json + " // end", "1:143", "1:103"},
		"comma":       {"// a\n" + strings.Replace(json, `"1"}`, `"1", }`, 1), "1:1", "2:105"},
		"no end":      {json + "/* end", "1:142", "1:103"},
		"mark":        {"\ufeff// a\n" + json, "1:1", "2:103"},
		"line breaks": {"// a\r\n// b\r\n" + json, "1:1", "3:103"},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := spec.Load(spec.Source{Path: "a.json", Data: []byte(tt.text)})
			if err != nil {
				t.Fatal(err)
			}
			var found, want []string
			for i := range doc.Diagnostics {
				found = append(found, doc.Diagnostics[i].Error())
			}
			if tt.said != "" {
				want = append(want, "a.json:"+tt.said+said)
			}
			if strings.Join(found, "\n") != strings.Join(want, "\n") {
				t.Errorf("said %q, want %q", found, want)
			}
			if doc.Title != "a // b \" /* 😀" || len(doc.Operations) != 1 || doc.Operations[0].ID != "https://a" {
				t.Errorf("read %q, %v", doc.Title, doc.Operations)
			} else if got := doc.Operations[0].Position.String(); got != "a.json:"+tt.place {
				t.Errorf("the operation is at %s, want %s", got, tt.place)
			}
		})
	}
	for name, text := range map[string]string{
		"YAML with slashes": "// a\nopenapi: 3.0.3\npaths: {}\n",
		"not JSON":          "// a\n{openapi: 3.0.3, servers: [{url: https://a.dev}]\n",
		"two":               json + "\n// b\n" + json,
		"a text":            "// a\n",
		"open string":       "// a\n{\"",
	} {
		if _, err := spec.Load(spec.Source{Path: "a.json", Data: []byte(text)}); err == nil || strings.Contains(err.Error(), "OAD105") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
