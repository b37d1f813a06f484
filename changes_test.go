//go:build !race

package openapidestinations

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestPrevious: a synth says what changed since the catalog of the last one.
func TestPrevious(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(threeSchemes)})
	file := filepath.Join(synth(t, stack).dir, "Api.events.json")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const changed = `
  /a: {post: {operationId: a, security: [{key: []}], parameters: [{name: q, in: query, required: true, schema: {type: string}}]}}
  /b/c: {post: {operationId: b, security: [{token: []}]}}
  /d: {post: {operationId: d}}
`
	for name, tt := range map[string]struct {
		document, previous string
		refuse             bool
		want               []string
	}{
		"the same":            {threeSchemes, file, true, nil},
		"changes":             {changed, file, false, []string{"OAD513 warning", "OAD513 warning", "OAD514 info", "OAD515 info"}},
		"changes, refused":    {changed, string(text), true, []string{"OAD513 error", "OAD513 error", "OAD514 info", "OAD515 info"}},
		"not a catalog":       {threeSchemes, `{"format": 7}`, false, []string{"OAD512 error"}},
		"a file that is none": {threeSchemes, "testdata/none.json", false, []string{"OAD512 error"}},
	} {
		t.Run(name, func(t *testing.T) {
			api := NewOpenApiDestinations(newStack(t), jsii.String("Api"), &OpenApiDestinationsProps{
				Document: documentOf(tt.document), Previous: []string{tt.previous}, RefuseBreaking: tt.refuse,
			})
			var found []string
			for _, d := range api.Diagnostics() {
				if d.Code >= diagnostic.PreviousCatalog && d.Code <= diagnostic.InnerChange {
					found = append(found, d.Code+" "+d.Severity.String())
					if (d.Code == diagnostic.NewOperation || d.Code == diagnostic.InnerChange) && d.Position == (spec.Position{File: d.Position.File}) {
						t.Errorf("no place: %s", d.Error())
					}
				}
			}
			if slices.Sort(found); !slices.Equal(found, tt.want) {
				t.Errorf("%q, want %q", found, tt.want)
			}
		})
	}
}

// TestPreviousTriggers: the triggers of the last deployment are compared, tokens and all.
func TestPreviousTriggers(t *testing.T) {
	made := func(previous []string, with func(map[string]Trigger)) (OpenApiDestinations, awscdk.Stack) {
		stack := newStack(t)
		bucket := awscdk.NewCfnResource(stack, jsii.String("Bucket"), &awscdk.CfnResourceProps{Type: jsii.String("AWS::S3::Bucket")})
		triggers := scans(awsevents.EventBus_FromEventBusName(stack, jsii.String("Clinic"), jsii.String("clinic")), *bucket.Ref())
		with(triggers)
		return NewOpenApiDestinations(stack, jsii.String("Football"), &OpenApiDestinationsProps{
			Document: DocumentFromFile(football), Triggers: triggers, Previous: previous, RefuseBreaking: true,
		}), stack
	}
	_, stack := made(nil, func(map[string]Trigger) {})
	file := filepath.Join(synth(t, stack).dir, "Football.events.json")
	for want, with := range map[string]func(map[string]Trigger){
		"": func(map[string]Trigger) {},
		`OAD513 error: Add Player Injury: those whose events call it by a trigger must change: the trigger "partner" is gone, and its events no longer call (tell those`: func(t map[string]Trigger) { delete(t, "partner") },
		`OAD515 info: Add Player Injury: events stay as they are: the schedule "weekly" was cron(0 8 ? * MON *) and is rate(7 days)`: func(t map[string]Trigger) {
			weekly := t["weekly"]
			weekly.Schedule = "rate(7 days)"
			t["weekly"] = weekly
		},
	} {
		api, _ := made([]string{file}, with)
		said := ""
		for _, d := range api.Diagnostics() {
			if d.Code >= diagnostic.PreviousCatalog && d.Code <= diagnostic.InnerChange {
				said += d.Error() + "\n"
			}
		}
		if (said == "") != (want == "") || !strings.Contains(said, want) || strings.Count(said, "\n") > 1 {
			t.Errorf("%q, want %q", said, want)
		}
	}
}

// TestPreviousStack: another stack than the last one would stand beside it.
func TestPreviousStack(t *testing.T) {
	previous := func(stack, title string) string {
		return `{"format":1,"stack":"` + stack + `","document":{"title":"` + title + `"},"bus":"b","operations":[]}`
	}
	for name, tt := range map[string]struct {
		previous []string
		part     string
		refuse   bool
		want     string
	}{
		"the same":          {[]string{previous("Stack", "T")}, "", true, ""},
		"another title":     {[]string{previous("Stack", "U")}, "", true, ""},
		"none that is said": {[]string{previous("", "U")}, "", true, ""},
		"another":           {[]string{previous("Old", "U")}, "", false, `OAD520 warning: the last deployment's stack was "Old", and this one is "Stack"`},
		"refused":           {[]string{previous("Old", "U")}, "", true, "OAD520 error"},
		"a part":            {[]string{previous("Other", "T"), previous("Stack", "T")}, "", true, ""},
		"first of parts":    {[]string{previous("Old", "T"), previous("Old-2", "T")}, "1/2", false, "OAD520 warning"},
	} {
		t.Run(name, func(t *testing.T) {
			api := NewOpenApiDestinations(newStack(t), jsii.String("Api"), &OpenApiDestinationsProps{
				Document: documentOf(threeSchemes), Previous: tt.previous, RefuseBreaking: tt.refuse, Part: tt.part,
			})
			d := found(api, diagnostic.AnotherStack)
			if (len(d) == 0) != (tt.want == "") {
				t.Fatalf("%v", d)
			}
			for _, one := range d {
				mustContain(t, one.Error(), tt.want, `context key name: "Old"`)
				if strings.Contains(one.Error(), `title was "U"`) != (name != "first of parts") {
					t.Error(one.Error())
				}
			}
		})
	}
}

// TestPreviousOfParts: operations that another part has are not gone.
func TestPreviousOfParts(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(tables(6)), RulesPerBus: jsii.Number(100)})
	file := filepath.Join(synth(t, stack).dir, "Api.events.json")
	api := NewOpenApiDestinations(newStack(t), jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(tables(7)), Part: "1/2", Previous: []string{file},
	})
	for _, d := range api.Diagnostics() {
		if d.Code == diagnostic.BreakingChange {
			t.Error(d.Error())
		}
	}
}
