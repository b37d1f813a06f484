package spec_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/internal/cost"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// players is a document for overlays, one line for each thing that has a place.
const players = `openapi: 3.1.0
info: {title: Players, version: '1'}
servers: [{url: 'https://a.example'}]
paths:
  /players:
    post:
      operationId: addPlayer
      parameters:
        - {name: team, in: query}
        - {name: dry, in: query}
    delete: {operationId: removePlayers}
  /teams:
    post: {operationId: addTeam}
x-data: {one: {a: 1}, list: [1, 2], text: old}
`

// actions is an overlay; line is that of the first action.
func actions(lines ...string) string {
	return "overlay: 1.1.0\ninfo: {title: O, version: '1'}\nactions:\n  - " + strings.Join(lines, "\n  - ") + "\n"
}

// overlaid reads a document with overlays called o1.yaml, o2.yaml …
func overlaid(t testing.TB, document string, overlays ...string) *spec.Document {
	t.Helper()
	src := spec.Source{Path: "api.yaml", Data: []byte(document)}
	for i, text := range overlays {
		src.Overlays = append(src.Overlays, spec.Source{Path: fmt.Sprintf("o%d.yaml", i+1), Data: []byte(text)})
	}
	doc, err := spec.Load(src)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// extension is the value of a root extension as JSON.
func extension(doc *spec.Document, name string) string {
	for _, e := range doc.Extensions {
		if e.Name == name {
			return string(e.Value)
		}
	}
	return ""
}

// How an action changes the data, by the rules of Overlay 1.1.0, Action Object.
func TestOverlayMerges(t *testing.T) {
	tests := map[string]struct {
		data, action, want string
		found              []string
	}{
		"objects merge":           {"{a: 1, b: {c: 2}}", "{target: \"$['x-data']\", update: {b: {d: [3]}, e: null}}", `{"a":1,"b":{"c":2,"d":[3]},"e":null}`, nil},
		"a value is replaced":     {"{a: 1}", "{target: \"$['x-data']\", update: {a: 'x'}}", `{"a":"x"}`, nil},
		"null counts as a value":  {"{a: null}", "{target: \"$['x-data']\", update: {a: true}}", `{"a":true}`, nil},
		"a number becomes a text": {"{a: 7}", "{target: \"$['x-data'].a\", update: '7'}", `{"a":"7"}`, nil},
		"lists concatenate":       {"{a: [1]}", "{target: \"$['x-data']\", update: {a: [2, 3]}}", `{"a":[1,2,3]}`, nil},
		"a list target too":       {"[1]", "{target: \"$['x-data']\", update: [2]}", `[1,2]`, nil},
		"an object is appended":   {"[1]", "{target: \"$['x-data']\", update: {a: 1}}", `[1,{"a":1}]`, nil},
		"a value is appended":     {"[1]", "{target: \"$['x-data']\", update: null}", `[1,null]`, nil},
		"several targets":         {"{a: {n: 1}, b: {n: 1}}", "{target: \"$['x-data'].*\", update: {n: 2}}", `{"a":{"n":2},"b":{"n":2}}`, nil},
		"a target found twice":    {"{a: [1]}", "{target: \"$['x-data']['a','a']\", update: 2}", `{"a":[1,2]}`, nil},
		"filter":                  {"[{n: a}, {n: b}]", "{target: \"$['x-data'][?@.n == 'b']\", update: {m: 1}}", `[{"n":"a"},{"n":"b","m":1}]`, nil},
		"filter on a date":        {"[{n: 2026-01-02}]", "{target: \"$['x-data'][?@.n == '2026-01-02']\", update: {m: 1}}", `[{"n":"2026-01-02","m":1}]`, nil},
		"remove of a key":         {"{a: 1, b: 2}", "{target: \"$['x-data'].a\", remove: true}", `{"b":2}`, nil},
		"remove of items":         {"[1, 2, 1]", "{target: \"$['x-data'][?@ == 1]\", remove: true}", `[2]`, nil},
		"remove: false":           {"{a: 1}", "{target: \"$['x-data'].a\", remove: false, update: 2}", `{"a":2}`, nil},
		"remove wins":             {"{a: 1, b: 2}", "{target: \"$['x-data'].a\", remove: true, update: 2, copy: '['}", `{"b":2}`, nil},
		"copy":                    {"{a: {n: 1}, b: {m: 2}}", "{target: \"$['x-data'].b\", copy: \"$['x-data'].a\"}", `{"a":{"n":1},"b":{"m":2,"n":1}}`, nil},
		"copy of what it was":     {"{a: [1], b: []}", "{target: \"$['x-data'].*\", copy: \"$['x-data'].a\"}", `{"a":[1,1],"b":[1]}`, nil},
		"copy into a part":        {"{n: 1, b: {}}", "{target: \"$['x-data'].b\", copy: \"$['x-data']\"}", `{"n":1,"b":{"n":1,"b":{}}}`, nil},
		"an empty update":         {"{a: 1}", "{target: \"$['x-data']\", update: {}}", `{"a":1}`, nil},
		"an alias stays alone":    {"{a: &a {n: 1}, b: *a}", "{target: \"$['x-data'].b\", update: {n: 2}}", `{"a":{"n":1},"b":{"n":2}}`, nil},
		"a merge key too":         {"{a: &a {n: {m: 1}}, b: {<<: *a, o: 1}}", "{target: \"$['x-data'].b.n\", update: {m: 2}}", `{"a":{"n":{"m":1}},"b":{"o":1,"n":{"m":2}}}`, nil},
		"aliases of an overlay":   {"{a: {}, b: {}}", "{target: \"$['x-data']\", update: {a: &a {n: 1}, b: {<<: *a, m: *a}}}", `{"a":{"n":1},"b":{"m":{"n":1},"n":1}}`, nil},

		"an object into a value": {"{a: 1}", "{target: \"$['x-data']\", update: {a: {b: 1}}}", `{"a":1}`,
			[]string{"o1.yaml:4:41: OAD111 error: an object cannot be merged into a number at api.yaml:2:13"}},
		"a value into an object": {"{a: {}}", "{target: \"$['x-data'].a\", update: x}", `{"a":{}}`,
			[]string{"o1.yaml:4:39: OAD111 error: a string cannot be merged into an object at api.yaml:2:13"}},
		"a value into a list below": {"{a: [1], b: 1}", "{target: \"$['x-data']\", update: {b: 2, a: 1}}", `{"a":[1],"b":1}`,
			[]string{"o1.yaml:4:47: OAD111 error: a number cannot be merged into a list at api.yaml:2:13"}},
		"mixed targets": {"{a: {}, b: 1}", "{target: \"$['x-data'].*\", update: {}}", `{"a":{},"b":1}`,
			[]string{"o1.yaml:4:14: OAD111 error: the target $['x-data'].* matches both an object and a number"}},
		"a copy that misfits": {"{a: {n: 1}, b: {n: {}}}", "{target: \"$['x-data'].b\", copy: \"$['x-data'].a\"}", `{"a":{"n":1},"b":{"n":{}}}`,
			[]string{"o1.yaml:4:37: OAD111 error: a number cannot be merged into an object at api.yaml:2:28"}},
		"a copy of several": {"{a: 1, b: 1}", "{target: \"$['x-data']\", copy: \"$['x-data'].*\"}", `{"a":1,"b":1}`,
			[]string{"o1.yaml:4:35: OAD111 error: $['x-data'].* matches 2 parts of the document, not one"}},
		"a copy of nothing": {"1", "{target: \"$['x-data']\", copy: $.a}", `1`,
			[]string{"o1.yaml:4:35: OAD111 error: $.a matches 0 parts of the document, not one"}},
		"no target": {"1", "{update: 1}", `1`, []string{"o1.yaml:4:5: OAD111 error: an action has no target"}},
		"a target of another kind": {"1", "{target: 1, update: 1}", `1`,
			[]string{"o1.yaml:4:5: OAD111 error: an action has no target"}},
		"a JSONPath that is none": {"1", "{target: \"$['x-data'][\", update: 1}", `1`,
			[]string{"o1.yaml:4:14: OAD111 error: the JSONPath $['x-data'][ is not read: column 12: unmatched ["}},
		"a JSON pointer": {"1", "{target: /x-data, update: 1}", `1`,
			[]string{"o1.yaml:4:14: OAD111 error: the JSONPath /x-data is not read: column 0: /"}},
		"a function that is not supported": {"[{}]", "{target: \"$['x-data'][?match(@.a, 'b')]\", update: {c: 1}}", `[{}]`,
			[]string{"o1.yaml:4:14: OAD111 error: the JSONPath $['x-data'][?match(@.a, 'b')] is not read: match() and search() are not supported"}},
		"no such part": {"1", "{target: $.date, update: 1}", `1`,
			[]string{"o1.yaml:4:14: OAD112 warning: the target $.date matches nothing in the document"}},
		"remove of the document": {"1", "{target: $, remove: true}", `1`,
			[]string{"o1.yaml:4:14: OAD111 error: the whole document cannot be removed"}},
		"remove of another kind": {"1", "{target: \"$['x-data']\", remove: 'yes'}", `1`,
			[]string{"o1.yaml:4:37: OAD111 error: \"remove\" is a string, not a boolean"}},
		"copy of another kind": {"1", "{target: \"$['x-data']\", copy: [a]}", `1`,
			[]string{"o1.yaml:4:35: OAD111 error: \"copy\" is a list, not a string"}},
		"copy and update": {"1", "{target: \"$['x-data']\", copy: $.a, update: 1}", `1`,
			[]string{"o1.yaml:4:5: OAD113 warning: the action has both an update and a copy: neither is applied"}},
		"nothing to do": {"1", "{target: \"$['x-data']\", description: x}", `1`, []string{"o1.yaml:4:5: OAD113 warning: the action changes nothing"}},
		"a misspelt field": {"1", "{target: \"$['x-data']\", updte: 2, x-a: 1}", `1`,
			[]string{"o1.yaml:4:5: OAD113 warning: the action changes nothing", "o1.yaml:4:29: OAD113 warning: \"updte\" is no field of an action"}},
		"a text": {"1", "remove", `1`, []string{"o1.yaml:4:5: OAD111 error: an action is a string, not an object"}},
		"a reusable action": {"1", "{$ref: '#/components/actions/a', target: $}", `1`,
			[]string{"o1.yaml:4:6: OAD111 error: the reusable actions of Overlay 1.2 are not read"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc := overlaid(t, "openapi: 3.1.0\nx-data: "+test.data+"\npaths: {/a: {get: {}}}\n", actions(test.action))
			wantDiagnostics(t, doc, test.found...)
			if got := extension(doc, "x-data"); got != test.want {
				t.Errorf("x-data is %s, want %s", got, test.want)
			}
		})
	}
}

// The forms of JSONPath that overlays have: what each of them removes.
func TestOverlayTargets(t *testing.T) {
	const data = `{a: {get: {tags: [x, y], responses: {'200': {d: 1}, '500': {d: 2}, default: {d: 3}}}, post: {responses: {'500': {}}}}, s: [{d: Dev, n: 1}, {d: 'Pro d', n: 2.5, o: true}]}`
	const whole = `{"a":{"get":{"tags":["x","y"],"responses":{"200":{"d":1},"500":{"d":2},"default":{"d":3}}},"post":{"responses":{"500":{}}}},"s":[{"d":"Dev","n":1},{"d":"Pro d","n":2.5,"o":true}]}`
	for target, removed := range map[string][]string{
		"$..responses['500']":              {`"500":{"d":2},`, `"500":{}`},
		`$..responses["500", 'default']`:   {`"500":{"d":2},"default":{"d":3}`, `"500":{}`, `,}`},
		"$.a..d":                           {`"d":1`, `"d":2`, `"d":3`},
		"$.a.*.responses[?@.d]":            {`"200":{"d":1},"500":{"d":2},"default":{"d":3}`},
		"$.a[?(@.tags[?(@ == 'x')])].tags": {`"tags":["x","y"],`},
		"$.a[?@.tags[0]=='x'].tags":        {`"tags":["x","y"],`},
		"$.a.*.tags[?@ == 'y']":            {`,"y"`},
		"$.s[?( @.d == 'Dev' )]":           {`{"d":"Dev","n":1},`},
		"$.s[?@.d == 'Dev' && @.n < 2]":    {`{"d":"Dev","n":1},`},
		"$.s[?@.n == 2.5 || @.o == false]": {`,{"d":"Pro d","n":2.5,"o":true}`},
		"$.s[?!@.o]":                       {`{"d":"Dev","n":1},`},
		"$.s[?length(@.d) == 3].n":         {`,"n":1`},
		"$.s[?count(@.*) > 2].o":           {`,"o":true`},
		"$.s[-1]":                          {`,{"d":"Pro d","n":2.5,"o":true}`},
		"$.s[0:1]":                         {`{"d":"Dev","n":1},`},
		"$['a']['get'].tags[1]":            {`,"y"`},
		"$.a.get['tags','responses']":      {`"tags":["x","y"],"responses":{"200":{"d":1},"500":{"d":2},"default":{"d":3}}`},
		"$..[?@.d == $.s[0].d]":            {`{"d":"Dev","n":1},`},
		"$.a.get.tags[*]":                  {`"x","y"`},
	} {
		t.Run(target, func(t *testing.T) {
			// The data is the document's own, so that $ is it.
			document := "openapi: 3.1.0\npaths: {/a: {get: {}}}\nx-data: " + data + "\n"
			path := strings.ReplaceAll("$['x-data']"+target[1:], "$.s[", "$['x-data'].s[")
			doc := overlaid(t, document, "overlay: 1.0.0\nactions:\n  - {target: "+show(path)+", remove: true}\n")
			wantDiagnostics(t, doc)
			want := whole
			for _, part := range removed {
				want = strings.Replace(want, part, "", 1)
				want = strings.ReplaceAll(want, ",}", "}")
			}
			if got := extension(doc, "x-data"); got != want {
				t.Errorf("x-data is\n%s, want\n%s", got, want)
			}
		})
	}
}

// What an overlay brought points into the overlay, all else where it was, also on the
// same line; a copy points to what was copied.
func TestOverlayPositions(t *testing.T) {
	doc := overlaid(t, players,
		actions(
			"{target: $.paths./players.post, update: {tags: 1}}",
			"target: $.paths['/players'].post\n    update:\n      operationId: createPlayer\n      parameters: [{name: x, in: nowhere}, {name: season, in: query}]",
			"{target: \"$.paths['/players'].post.parameters[?@.name == 'team']\", remove: true}",
			"{target: $.paths, update: {/clubs: {}}}",
			"{target: \"$.paths['/clubs']\", copy: \"$.paths['/teams']\"}"),
		`{"overlay": "1.0.0", "info": {"title": "\/\/", "version": "1"}, "actions": [{"target": "$.servers", "update": {"url": "https:\/\/b.example"}},`+
			` {"target": "$.paths['/teams'].post", "update": {"operationId": "newTeam"}}]}`)
	wantDiagnostics(t, doc,
		"o1.yaml:4:14: OAD111 error: the JSONPath $.paths./players.post is not read: column 8: /",
		"o1.yaml:8:20: OAD105 warning: the parameter \"x\" is in \"nowhere\", which is no location: it is not read")
	var got []string
	for _, op := range doc.Operations {
		got = append(got, fmt.Sprint(op.Method, " ", op.Path, " ", op.ID, " ", op.Position, " ", op.IDPosition))
		for _, p := range op.Parameters {
			got = append(got, fmt.Sprint("  ", p.Name, " ", p.Position))
		}
	}
	for _, s := range doc.Servers {
		got = append(got, fmt.Sprint(s.URL, " ", s.Position))
	}
	want := []string{
		"POST /players createPlayer api.yaml:6:5 o1.yaml:7:20",
		"  dry api.yaml:10:11",
		"  season o1.yaml:8:44",
		"DELETE /players removePlayers api.yaml:11:5 api.yaml:11:27",
		"POST /teams newTeam api.yaml:13:5 o2.yaml:1:207",
		"POST /clubs addTeam api.yaml:13:5 api.yaml:13:25",
		"https://a.example api.yaml:3:11",
		"https://b.example o2.yaml:1:111",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Overlays are applied one after the other, each action to what the former left.
func TestOverlayOrder(t *testing.T) {
	replace := actions("{target: $.servers, remove: true}", "{target: $, update: {servers: [{url: 'https://x.example'}]}}")
	again := actions("{target: '$.servers[0].url', update: 'https://y.example'}")
	for _, test := range []struct{ first, second, want string }{
		{replace, again, "https://y.example"}, {again, replace, "https://x.example"},
	} {
		doc := overlaid(t, players, test.first, test.second)
		wantDiagnostics(t, doc)
		if len(doc.Servers) != 1 || doc.Servers[0].URL != test.want {
			t.Errorf("servers %+v", doc.Servers)
		}
	}
}

// A duplicate key stays one, before and after, and no operation of it is lost.
func TestOverlayKeepsDuplicateKeys(t *testing.T) {
	doc := overlaid(t, "openapi: 3.1.0\npaths:\n  /a: {get: {}}\n  /a: {post: {}}\nx-a: {<<: {b: 1}, c: 1, c: 2}\nx-b: {c: 1, c: 2}\nx-c: {}\n",
		actions("{target: \"$.paths['/a']\", update: {put: {}, put: {tags: 1}}}", "{target: \"$['x-b']\", update: {d: 3}}", "{target: \"$['x-c']\", copy: \"$['x-b']\"}"))
	wantDiagnostics(t, doc,
		`api.yaml:4:3: OAD106 warning: the key "/a" is on line 3 already`,
		`api.yaml:5:25: OAD106 warning: the key "c" is on line 5 already`,
		`api.yaml:6:13: OAD106 warning: the key "c" is on line 6 already`,
		`o1.yaml:4:49: OAD106 warning: the key "put" is on line 4 already`)
	if names(doc) != "GET /a, PUT /a, POST /a" {
		t.Errorf("operations %s", names(doc))
	}
	for name, want := range map[string]string{"x-a": `{"c":1,"b":1}`, "x-b": `{"c":1,"d":3}`, "x-c": `{"c":1,"d":3}`} {
		if got := extension(doc, name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

// What an overlay brings is the document's: its references start there.
func TestOverlayReferences(t *testing.T) {
	dir := folder(t, "api/api.yaml", players, "api/p.yaml", "P: {name: p, in: query}\n", "overlays/p.yaml", "P: {name: wrong, in: query}\n",
		"overlays/o.yaml", actions("{target: \"$.paths['/teams'].post\", update: {parameters: [{$ref: 'p.yaml#/P'}, {$ref: '#/x-p'}, {$ref: 'none.yaml'}]}}",
			"{target: $, update: {x-p: {name: q, in: query}}}"))
	o := filepath.Join(dir, "overlays/o.yaml")
	doc := loadFile(t, spec.Source{Path: filepath.Join(dir, "api/api.yaml"), Overlays: []spec.Source{{Path: o}}})
	wantDiagnostics(t, doc, o+`:4:107: OAD103 warning: $ref "none.yaml" leads nowhere: `+filepath.Join(dir, "api/none.yaml")+` cannot be read: there is no such file; needed by POST /teams`)
	op := doc.Operations[2]
	if len(op.Parameters) != 2 || op.Parameters[0].Name != "p" || op.Parameters[1].Position.String() != o+":5:31" || !op.Incomplete {
		t.Errorf("%+v", op)
	}
}

// A schema that an overlay brings may have an $id.
func TestOverlayWithIdentifier(t *testing.T) {
	doc := overlaid(t, "openapi: 3.1.0\npaths: {/a: {post: {requestBody: {content: {a/b: {schema: {$ref: 'https://s.example/s'}}}}}}}\n",
		actions("{target: $, update: {components: {schemas: {S: {$id: 'https://s.example/s', type: string}}}}}"))
	wantDiagnostics(t, doc)
	if got := outline(doc.Operations[0].Body.Content[0].Schema); got != "string" {
		t.Errorf("the schema is %s", got)
	}
}

// Swagger 2.0 is overlaid as it is written; what is made of it keeps its place.
func TestOverlayOfSwagger(t *testing.T) {
	doc := overlaid(t, "swagger: '2.0'\nhost: a.example\npaths: {/a: {post: {}}}\n",
		actions("{target: $, update: {schemes: [https]}}",
			"{target: \"$.paths['/a'].post\", update: {consumes: [application/json], parameters: [{name: b, in: body, schema: {type: object}}]}}"))
	wantDiagnostics(t, doc)
	op := doc.Operations[0]
	got := fmt.Sprint(doc.Servers[0].URL, " ", op.Body.Position, " ", op.Body.Content[0].Position, " ", op.Position)
	if want := "https://a.example o1.yaml:5:88 o1.yaml:5:56 api.yaml:3:14"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What is no overlay is an error at its place; the document is read all the same.
func TestOverlaysThatAreNone(t *testing.T) {
	dir := folder(t, "o.yaml", "x")
	tests := map[string]struct {
		overlay spec.Source
		want    string
	}{
		"an OpenAPI document":    {spec.Source{Data: []byte(players)}, `o.yaml:1:1: OAD111 error: this is an OpenAPI document, not an overlay`},
		"no version":             {spec.Source{Data: []byte("actions: []")}, `o.yaml:1:1: OAD111 error: the overlay has no "overlay" field with a version`},
		"a list":                 {spec.Source{Data: []byte("[]")}, `o.yaml:1:1: OAD111 error: the overlay has no "overlay" field with a version`},
		"version 2":              {spec.Source{Data: []byte("overlay: 2.0.0")}, `o.yaml:1:10: OAD111 error: the overlay version "2.0.0" is not read`},
		"no actions":             {spec.Source{Data: []byte("overlay: 1.0.0\ninfo: {}")}, `o.yaml:1:1: OAD111 error: the overlay has no actions`},
		"an empty list":          {spec.Source{Data: []byte("overlay: 1.0.0\nactions: []")}, `o.yaml:2:10: OAD111 error: the overlay has no actions`},
		"an object of actions":   {spec.Source{Data: []byte("overlay: 1.0.0\nactions: {target: $}")}, `o.yaml:2:10: OAD111 error: the overlay has no actions`},
		"no YAML":                {spec.Source{Data: []byte("a: [")}, `o.yaml:2:1: OAD101 error: neither YAML nor JSON: `},
		"empty":                  {spec.Source{Data: []byte{}}, `o.yaml:1:1: OAD101 error: neither YAML nor JSON: the file is empty`},
		"a file that is missing": {spec.Source{Path: filepath.Join(dir, "none.yaml")}, filepath.Join(dir, "none.yaml") + `: OAD101 error: the overlay cannot be read: there is no such file`},
		"a folder":               {spec.Source{Path: dir}, dir + `: OAD101 error: the overlay is a folder, not a file`},
		"nothing":                {spec.Source{Path: "", Data: nil}, `OAD101 error: there is neither a file nor data to read`},
		"another digest":         {spec.Source{Path: filepath.Join(dir, "o.yaml"), SHA256: strings.Repeat("0", 64)}, filepath.Join(dir, "o.yaml") + `: OAD115 error: the SHA-256 of the overlay is 2d711642`},
		"version 1.2": {spec.Source{Data: []byte(strings.Replace(actions("{target: $.info, update: {}}"), "1.1.0", "1.2.0", 1))},
			`o.yaml:1:10: OAD113 warning: Overlay 1.2.0 is read as if it were 1.1`},
		"made for another": {spec.Source{Data: []byte("extends: ./other.yaml\n" + actions("{target: $.info, update: {}}"))},
			`o.yaml:1:10: OAD113 info: the overlay is made for "./other.yaml", and is applied to api.yaml`},
		"made for this": {spec.Source{Data: []byte("extends: https://example.com/v1/api.yaml?raw=true\n" + actions("{target: $.info, update: {}}"))}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if test.overlay.Data != nil {
				test.overlay.Path = "o.yaml"
			}
			doc := loadFile(t, spec.Source{Path: "api.yaml", Data: []byte(players), Overlays: []spec.Source{test.overlay}})
			if got := diagnostics(doc); !strings.HasPrefix(got, test.want) || strings.Contains(got, "\n") || (got == "") != (test.want == "") {
				t.Errorf("diagnostics\n%s, want\n%s", got, test.want)
			}
			if len(doc.Operations) != 3 {
				t.Errorf("operations %s", names(doc))
			}
		})
	}
}

// An overlay that changes nothing leaves every document as it was, its places too: that
// nothing is lost where aliases and merge keys are replaced.
func TestOverlayWithoutEffect(t *testing.T) {
	nothing := actions("{target: $, update: {}}")
	for _, path := range roots(t) {
		if info, err := os.Stat(path); err != nil || info.Size() > 300_000 || strings.Contains(path, "yamlbomb") {
			continue
		}
		src := source(path)
		before := loadFile(t, src)
		src.Overlays = []spec.Source{{Path: "o.yaml", Data: []byte(nothing)}}
		after := loadFile(t, src)
		if len(after.Overlays) != 1 || after.Overlays[0] != digest(nothing) {
			t.Errorf("overlays %v", after.Overlays)
		}
		if after.Overlays = nil; show(after) != show(before) {
			t.Errorf("%s is another document", path)
		}
	}
}

// An overlay cannot take more time or memory than a document can.
func TestOverlaysAreBounded(t *testing.T) {
	chain := strings.Repeat("{a: ", 900) + "1" + strings.Repeat("}", 900)
	wide := "{"
	for i := range 20_000 {
		wide += fmt.Sprintf("k%d: 1, ", i)
	}
	wide += "z: 1}"
	double := make([]string, 40)
	for i := range double {
		double[i] = "{target: \"$['x-a']\", copy: \"$['x-a']\"}"
	}
	deeper := make([]string, 60)
	for i := range deeper {
		deeper[i] = "{target: \"$['x-a']" + strings.Repeat(".a", 200) + "\", copy: \"$['x-a']\"}"
	}
	bomb := "x-a: &a [" + strings.Repeat("1, ", 200_000) + "1]\nx-b: [*a, *a, *a, *a, *a, *a]\n"
	tests := map[string]struct{ document, overlay string }{
		"every way to everything": {"x-a: " + chain, actions("{target: '$..*..*..*..*', update: {}}")},
		"filters within filters":  {"x-a: " + chain, actions("{target: '$..[?@..[?@..[?@..b]]]', update: {}}")},
		"the same again":          {"x-a: " + wide, actions("{target: '$" + strings.Repeat("[*,*,*,*]", 20) + "', update: {}}")},
		"the document for each":   {"x-a: " + wide, actions("{target: \"$['x-a'][?$['x-a'].z == 2]\", update: {}}")},
		"doubling":                {"x-a: [1]", actions(double...)},
		"a bomb":                  {bomb, actions("{target: \"$['x-b']\", update: 1}")},
		"very long":               {"x-a: 1", actions("{target: \"$['x-a']" + strings.Repeat(" ", 3_000) + "\", update: 1}")},
		"deeper and deeper":       {"x-a: {" + strings.Repeat("a: {", 300) + strings.Repeat("}", 300) + "}", actions(deeper...)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			start := cost.Time()
			doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte("openapi: 3.1.0\n" + test.document + "\n"),
				Overlays: []spec.Source{{Path: "o.yaml", Data: []byte(test.overlay)}}})
			if taken := cost.Time() - start; taken > 10*time.Second {
				t.Errorf("it took %v", taken)
			}
			var d *spec.Diagnostic
			switch {
			case name == "very long":
				if err != nil || !strings.Contains(diagnostics(doc), "it has more than 2000 characters") {
					t.Error(err)
				}
			case !errors.As(err, &d) || d.Code != "OAD108" || !strings.Contains(d.Message, "the overlays"):
				t.Errorf("error %v", err)
			}
		})
	}
}

// A source may be a file of the operating system's, whose overlay lies elsewhere, or of
// any other kind.
func TestOverlaySources(t *testing.T) {
	dir := folder(t, "o.json", `{"overlay": "1.0.0", "actions": [{"target": "$.info", "update": {"title": "New"}}]}`)
	tree := os.DirFS(dir)
	for name, src := range map[string]spec.Source{"file": {Path: filepath.Join(dir, "o.json")}, "FS": {Path: "o.json", FS: tree}} {
		doc := loadFile(t, spec.Source{Path: "api.yaml", Data: []byte(players), Overlays: []spec.Source{src}})
		if doc.Title != "New" {
			t.Errorf("%s: title %q\n%s", name, doc.Title, diagnostics(doc))
		}
	}
}
