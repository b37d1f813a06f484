package planner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// filterable has operations for every criterion.
const filterable = `
/players:
  x-team: [reds, blues]
  x-owner: nobody
  get: {operationId: listPlayers, tags: [players]}
  post: {operationId: addPlayer, tags: [players, write], x-owner: null}
/players/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  put: {operationId: setPlayer, tags: [players, write], deprecated: true, x-internal: true}
  delete: {operationId: removePlayer, tags: [players], x-internal: false}
/players/{id}/injuries:
  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  post: {operationId: addInjury, tags: [injuries], x-owner: {team: medics}, x-level: 2}
/admin:
  post: {tags: [admin]}
/admin/users/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  patch: {operationId: admin/set-user, tags: [admin], x-owner: it}
`

func TestFilters(t *testing.T) {
	only := func(f plan.Filter) []plan.Filter { return []plan.Filter{f} }
	const all = "addPlayer setPlayer removePlayer addInjury POST/admin admin/set-user"
	tests := map[string]struct {
		include, exclude []plan.Filter
		want             string
	}{
		"none":                   {nil, nil, all},
		"tag":                    {only(plan.Filter{Tags: []string{"players"}}), nil, "addPlayer setPlayer removePlayer"},
		"tags, any":              {only(plan.Filter{Tags: []string{"injuries", "admin"}}), nil, "addInjury POST/admin admin/set-user"},
		"operationId":            {only(plan.Filter{OperationIDs: []string{"addInjury"}}), nil, "addInjury"},
		"operationId glob":       {only(plan.Filter{OperationIDs: []string{"add*"}}), nil, "addPlayer addInjury"},
		"star over a slash":      {only(plan.Filter{OperationIDs: []string{"*user"}}), nil, "admin/set-user"},
		"star needs an id":       {only(plan.Filter{OperationIDs: []string{"*"}}), nil, "addPlayer setPlayer removePlayer addInjury admin/set-user"},
		"path":                   {only(plan.Filter{Paths: []string{"/players/{id}"}}), nil, "setPlayer removePlayer"},
		"path star":              {only(plan.Filter{Paths: []string{"/players/*"}}), nil, "setPlayer removePlayer"},
		"path two stars":         {only(plan.Filter{Paths: []string{"/players/**"}}), nil, "addPlayer setPlayer removePlayer addInjury"},
		"path stars in front":    {only(plan.Filter{Paths: []string{"**/{id}"}}), nil, "setPlayer removePlayer admin/set-user"},
		"path stars in between":  {only(plan.Filter{Paths: []string{"/players/**/injuries", "/admin/**/users/*"}}), nil, "addInjury admin/set-user"},
		"path all":               {only(plan.Filter{Paths: []string{"**"}}), nil, all},
		"path part of a segment": {only(plan.Filter{Paths: []string{"/play*"}}), nil, "addPlayer"},
		"method":                 {only(plan.Filter{Methods: []string{"post", " Patch"}}), nil, "addPlayer addInjury POST/admin admin/set-user"},
		"deprecated":             {only(plan.Filter{Deprecated: new(true)}), nil, "setPlayer"},
		"not deprecated":         {only(plan.Filter{Deprecated: new(false)}), nil, "addPlayer removePlayer addInjury POST/admin admin/set-user"},
		"extension":              {only(plan.Filter{Extensions: []string{"x-internal"}}), nil, "setPlayer"},
		"extension, false":       {only(plan.Filter{Extensions: []string{"x-internal=false"}}), nil, "removePlayer"},
		"extension, text":        {only(plan.Filter{Extensions: []string{"x-owner=it"}}), nil, "admin/set-user"},
		"extension, number":      {only(plan.Filter{Extensions: []string{"x-level=2"}}), nil, "addInjury"},
		"extension, of the path": {only(plan.Filter{Extensions: []string{"x-team=blues"}}), nil, "addPlayer"},
		"extension, object":      {only(plan.Filter{Extensions: []string{"x-owner"}}), nil, "addInjury admin/set-user"},
		"function":               {only(plan.Filter{Match: func(op spec.Operation) bool { return op.ID == "addInjury" }}), nil, "addInjury"},
		"all criteria":           {only(plan.Filter{Tags: []string{"players"}, Methods: []string{"PUT"}, Paths: []string{"/players/**"}, Deprecated: new(true)}), nil, "setPlayer"},
		"any filter":             {[]plan.Filter{{Tags: []string{"admin"}}, {OperationIDs: []string{"addPlayer"}}}, nil, "addPlayer POST/admin admin/set-user"},
		"both fit one":           {[]plan.Filter{{Tags: []string{"injuries"}}, {OperationIDs: []string{"addI*"}}}, nil, "addInjury"},
		"exclude":                {nil, only(plan.Filter{Tags: []string{"players"}}), "addInjury POST/admin admin/set-user"},
		"exclude any":            {nil, []plan.Filter{{Tags: []string{"admin"}}, {Deprecated: new(true)}}, "addPlayer removePlayer addInjury"},
		"exclude wins":           {only(plan.Filter{Tags: []string{"players"}}), only(plan.Filter{Deprecated: new(true)}), "addPlayer removePlayer"},
		"exclude the others":     {only(plan.Filter{Tags: []string{"players"}}), only(plan.Filter{Paths: []string{"/admin/**"}}), "addPlayer setPlayer removePlayer"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, document(filterable), plan.Options{Include: tt.include, Exclude: tt.exclude})
			if got := kept(p); got != tt.want {
				t.Errorf("kept %s, want %s", got, tt.want)
			}
			if found := codes(p.Diagnostics, spec.Warning); len(found) > 0 {
				t.Errorf("unexpected:\n%s", lines(p.Diagnostics))
			}
		})
	}
}

// kept are the operations' detail types, without blanks.
func kept(p *plan.Plan) string {
	var names []string
	for _, op := range p.Operations {
		names = append(names, strings.ReplaceAll(op.DetailType, " ", ""))
	}
	return strings.Join(names, " ")
}

// TestFiltersThatMatchNothing are reported, each member by itself.
func TestFiltersThatMatchNothing(t *testing.T) {
	tests := map[string]struct {
		opts plan.Options
		want []string // parts of the messages, all warnings
	}{
		"tag": {
			plan.Options{Exclude: []plan.Filter{{Tags: []string{"players", "playrs"}}}},
			[]string{`the tag "playrs" of the filter Exclude[0] matches no operation that has one of the methods POST, PUT, DELETE or PATCH`}},
		"letter by letter": {
			plan.Options{Exclude: []plan.Filter{{Tags: []string{"Players"}}}},
			[]string{`the tag "Players" of`}},
		"two globs": {
			plan.Options{Include: []plan.Filter{{Tags: []string{"players"}}, {Paths: []string{"/no/*", "/admin/*/*"}, OperationIDs: []string{"x*", "admin/*"}}}},
			[]string{`the operationId "x*" of the filter Include[1]`, `the path "/no/*" of the filter Include[1]`}},
		"other methods": {
			plan.Options{Include: []plan.Filter{{OperationIDs: []string{"listPlayers", "addPlayer"}}}},
			[]string{`the operationId "listPlayers" of the filter Include[0]`}},
		"together": {
			plan.Options{Exclude: []plan.Filter{{Tags: []string{"admin"}, Deprecated: new(true)}}},
			[]string{"the filter Exclude[0] matches no operation: none fits all of its criteria"}},
		"one of them": {
			plan.Options{Exclude: []plan.Filter{{Tags: []string{"admin", "players"}, Deprecated: new(true)}}},
			[]string{`the tag "admin" of the filter Exclude[0] matches no operation that the rest of the filter does`}},
		"function": {
			plan.Options{Exclude: []plan.Filter{{Match: func(spec.Operation) bool { return false }}}},
			[]string{"the function Match of the filter Exclude[0] matches no operation"}},
		"deprecated": {
			plan.Options{Methods: []string{"POST"}, Exclude: []plan.Filter{{Deprecated: new(true)}}},
			[]string{"the criterion deprecated=true of the filter Exclude[0] matches no operation"}},
		"extension": {
			plan.Options{Exclude: []plan.Filter{{Extensions: []string{"x-owner=team", "x-none"}}}},
			[]string{`the extension "x-none" of`, `the extension "x-owner=team" of`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, document(filterable), tt.opts)
			var found []spec.Diagnostic
			for _, d := range p.Diagnostics {
				if d.Severity >= spec.Warning {
					found = append(found, d)
				}
			}
			if len(found) != len(tt.want) {
				t.Fatalf("want %q, got\n%s", tt.want, lines(found))
			}
			for i, d := range found {
				if d.Code != diagnostic.NothingSelected || !strings.Contains(d.Message, tt.want[i]) {
					t.Errorf("want %s, got %s", tt.want[i], d.Error())
				}
			}
		})
	}
}

// TestFiltersThatCannotBeUsed are errors that say why; nothing is said to match nothing then.
func TestFiltersThatCannotBeUsed(t *testing.T) {
	for want, f := range map[string]plan.Filter{
		`has no criterion`: {},
		`the path "/a**" of the filter Include[0] cannot be used: a "**" must be a whole segment`: {Paths: []string{"/a**"}},
		`the path "/***" of`:                              {Paths: []string{"/***"}},
		`the path "" of the filter Include[0] cannot`:     {Paths: []string{""}},
		`the path "/a\\" of`:                              {Paths: []string{`/a\`}},
		`the operationId "a\\" of`:                        {OperationIDs: []string{`a\`}},
		`the operationId "\xff" of`:                       {OperationIDs: []string{"\xff"}},
		`the method "PSOT" of the filter Include[0] cann`: {Methods: []string{"PSOT"}},
		`the extension "internal" of`:                     {Extensions: []string{"internal"}},
		`the extension "=x" of`:                           {Extensions: []string{"=x"}},
	} {
		p := build(t, document(filterable), plan.Options{Include: []plan.Filter{f, {Tags: []string{"nobody"}}}})
		if d := find(t, p.Diagnostics, diagnostic.FilterInvalid); d.Severity != spec.Error || !strings.Contains(d.Message, want) {
			t.Errorf("want %s, got %s", want, d.Error())
		}
		if slices.Contains(codes(p.Diagnostics, spec.Info), diagnostic.NothingSelected) {
			t.Errorf("%s: too much is said:\n%s", want, lines(p.Diagnostics))
		}
	}
}

func TestGlobsTakeOtherCharactersAsTheyAre(t *testing.T) {
	text := document(`
"/a?b=[c]/{d}.json": {post: {operationId: a.b+c}}
"/star/*": {post: {operationId: a*b}}
"/ab": {post: {operationId: "a\nb"}}
bare/path: {post: {operationId: bare}}`)
	for glob, want := range map[string]string{
		`a.b+c`: "a.b+c", `a\*b`: "a*b", `aXb+c`: "", `a*b`: "a*b a\nb",
	} {
		p := build(t, text, plan.Options{Include: []plan.Filter{{OperationIDs: []string{glob}}}})
		var got []string
		for _, op := range p.Operations {
			got = append(got, op.Spec.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q", glob, got)
		}
	}
	for glob, want := range map[string]string{
		`/a?b=[c]/{d}.json`: "a.b+c", `/a*/{d}.*`: "a.b+c", `/star/\*`: "a*b", `/a[b]`: "", `**/path`: "bare",
	} {
		p := build(t, text, plan.Options{Include: []plan.Filter{{Paths: []string{glob}}}})
		if got := kept(p); got != want {
			t.Errorf("%s: %q", glob, got)
		}
	}
}

// TestFilteredOperationsCount: an operationId is one operation's in the whole document, so
// that a filter doesn't rename the operations that it leaves.
func TestFilteredOperationsCount(t *testing.T) {
	p := build(t, document("/a: {post: {operationId: twice, tags: [a]}}\n/b: {post: {operationId: twice}}"),
		plan.Options{Include: []plan.Filter{{Tags: []string{"a"}}}})
	if got := kept(p); got != "POST/a" {
		t.Errorf("kept %s", got)
	}
}

func TestFiltersThatLeaveNothing(t *testing.T) {
	p := build(t, document(filterable), plan.Options{Exclude: []plan.Filter{{Paths: []string{"**"}}}})
	if d := find(t, p.Diagnostics, diagnostic.NothingCallable); !strings.Contains(d.Message, "the filters leave out all of the document's 6 POST, PUT, DELETE or PATCH operations") {
		t.Error(d.Error())
	}
}

// TestMeant: a name that is nearly right is answered with the right one, and hints name the
// prop and the context key.
func TestMeant(t *testing.T) {
	const text = `openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: "https://{region}.example.com", description: Production, variables: {region: {default: eu}}}]
security: [{apiKey: []}]
components: {securitySchemes: {apiKey: {type: apiKey, in: header, name: k}}}
paths:
  /players: {post: {operationId: addPlayer, tags: [Players], parameters: [{name: season, in: query, required: true, schema: {type: string}}]}}
`
	for want, opts := range map[string]plan.Options{
		`did you mean "Players"?`:                                               {Include: []plan.Filter{{Tags: []string{"player"}}}},
		`did you mean "addPlayer"?`:                                             {Exclude: []plan.Filter{{OperationIDs: []string{"addPlayr"}}}},
		`did you mean "/players"?`:                                              {Exclude: []plan.Filter{{Paths: []string{"/player"}}}},
		`check it, and the Methods (context key methods)`:                       {Exclude: []plan.Filter{{Tags: []string{"nothing"}}}},
		`did you mean "addPlayer"? (Operations, context key operations)`:        {Operations: mediaTypes(map[string]string{"addplayer": "application/json"})},
		`did you mean "POST /players"? (Operations, context key operations)`:    {Operations: optional(map[string][]string{"POST /player": {}})},
		`did you mean "season"? (Parameters, context key parameters)`:           {Parameters: map[string]string{"seasn": "1"}},
		`did you mean "addPlayer#season"? (Parameters, context key parameters)`: {Parameters: map[string]string{"addPlayer#seson": "1"}},
		`did you mean "region"? (ServerVariables, context key serverVariables)`: {ServerVariables: map[string]string{"regoin": "us"}},
		`did you mean "apiKey"?`:                                                {SchemeOrder: []string{"api_key"}},
		`did you mean "Production"? it has `:                                    {Server: "Prodcution"},
		`did you mean "POST"? (Methods, context key methods)`:                   {Methods: []string{"PSOT"}},
	} {
		found := false
		p := build(t, text, opts)
		for _, d := range p.Diagnostics {
			found = found || strings.HasPrefix(d.Hint, want)
		}
		if !found {
			t.Errorf("no %s in\n%s", want, lines(p.Diagnostics))
		}
	}
}

// TestMeantByOperations: so is a server that only some operations have or that goes by its defaults, and
// a name or a value in the settings of operations, for one of them or for all.
func TestMeantByOperations(t *testing.T) {
	const text = `openapi: 3.2.0
info: {title: Test, version: "1"}
servers:
  - {url: "https://api.example.com", name: live}
  - {url: "https://{region}.example.com/v1", description: Regional, variables: {region: {default: eu}}}
paths:
  /players:
    post:
      operationId: addPlayer
      tags: [Players]
      servers: [{url: "https://upload.example.com", description: Uploads, name: files}]
      parameters: [{name: team, in: query, schema: {type: string}}, {name: season, in: query, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {}, application/merge-patch+json: {}}}
`
	of := func(key string, own plan.OperationSettings) plan.Options {
		return plan.Options{Operations: map[string]plan.OperationSettings{key: own}}
	}
	const inOperations = "? (Operations, context key operations)"
	media, one := plan.OperationSettings{MediaType: "application/merge-path+json"}, plan.OperationSettings{Optional: []string{"taem"}}
	trigger := func(operation string) plan.Options {
		opts := of("addPlayer", plan.OperationSettings{DetailType: "Player Added"})
		opts.Triggers = []plan.Trigger{{ID: "t", Operation: operation, Pattern: []byte(`{"source":["a"]}`), Detail: []byte(`{"season":"1"}`)}}
		return opts
	}
	for _, tt := range []struct {
		want string
		opts plan.Options
	}{
		{`did you mean "Uploads"? it has `, plan.Options{Server: "Uplods"}},
		{`did you mean "files"? it has `, plan.Options{Server: "file"}},
		{`did you mean "https://upload.example.com"? it has `, plan.Options{Server: "https://upload.exmple.com"}},
		{`did you mean "https://eu.example.com/v1"? it has `, plan.Options{Server: "https://eu.exmple.com/v1"}},
		{`did you mean "live"? it has "live" ("https://api.example.com"); "Regional" (`, plan.Options{Server: "Live"}},
		{`did you mean "POST"? (Include, context key include)`, plan.Options{Include: []plan.Filter{{Methods: []string{"PSOT"}}}}},
		{`correct the filter (Exclude, context key exclude)`, plan.Options{Exclude: []plan.Filter{{Paths: []string{"/a**"}}}}},
		{`did you mean "tag:Players"` + inOperations, of("Players", plan.OperationSettings{Description: "x"})},
		{`did you mean "tag:Players"` + inOperations, of("player", plan.OperationSettings{Description: "x"})},
		{`did you mean "team"` + inOperations, of("addPlayer", one)},
		{`did you mean "team"` + inOperations, of("*", one)},
		{`check the name (Operations, context key operations)`, of("*", plan.OperationSettings{Optional: []string{"season"}})},
		{`did you mean "application/merge-patch+json"` + inOperations, of("*", media)},
		{`did you mean "Player Added"? (Triggers, context key triggers)`, trigger("Player Addd")},
	} {
		p := build(t, text, tt.opts)
		if !slices.ContainsFunc(p.Diagnostics, func(d spec.Diagnostic) bool { return strings.HasPrefix(d.Hint, tt.want) }) {
			t.Errorf("no %s in\n%s", tt.want, lines(p.Diagnostics))
		}
	}
	for _, by := range bothCarriers {
		opts := of("addPlayer", media)
		opts.Carriers = []plan.Carrier{by}
		if p := build(t, text, opts); !strings.Contains(lines(p.Diagnostics), `(did you mean "application/merge-patch+json"`+inOperations+")") {
			t.Errorf("%s:\n%s", by, lines(p.Diagnostics))
		}
	}
}
