package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// theCatalog and theTemplate are of one synth.
const (
	theCatalog  = "../../testdata/golden/judged.events.json"
	theTemplate = "../../testdata/golden/judged.template.json"
)

// TestForms: request and check say the same of a file, in whatever form the events are in it.
func TestForms(t *testing.T) {
	const (
		detail = `{"id": "hamstring"}`
		event  = `{"source": "my.application", "detail-type": "anyOptional", "detail": ` + detail + `}`
	)
	quoted := strings.ReplaceAll(detail, `"`, `\"`)
	entry := func(bus string) string {
		return `[{"Source": "my.application", "DetailType": "anyOptional", "EventBusName": "` + bus + `", "Detail": "` + quoted + `"}]`
	}
	body := strings.ReplaceAll(event, `"`, `\"`)
	body = strings.ReplaceAll(body, `\\"`, `\\\"`)
	for _, tt := range []struct {
		name, text, want string
		status, request  int
	}{
		{"event", event, "", delivered, delivered},
		{"entries", entry("Stack-Api"), "", delivered, delivered},
		{"another bus", entry("Stack-Apu"), "Stack-Apu", lost, wrongUse},
		{"lines", event + "\n" + event, "", delivered, delivered},
		{"mark of UTF-8", "\xef\xbb\xbf" + event, "", delivered, delivered},
		{"UTF-16", "\xff\xfe{\x00", "UTF-16", rejected, rejected},
		{"nothing", " \n", "empty", rejected, rejected},
		{"detail as a string", strings.Replace(event, detail, `"`+quoted+`"`, 1), "", delivered, delivered},
		{"source that is a number", strings.Replace(event, `"my.application"`, "5", 1), `"source"`, rejected, rejected},
		{"a message of the queue", `{"Messages": [{"MessageId": "m", "Body": "` + body + `"}]}`, "", delivered, delivered},
		{"too large", strings.Replace(event, "hamstring", strings.Repeat("x", 1<<20), 1), "PutEvents takes 1048576", rejected, rejected},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "event.json")
			if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				args   string
				status int
			}{
				{"check -catalog " + theCatalog, tt.status},
				{"request -stack Stack -template " + theTemplate, tt.request},
			} {
				var out bytes.Buffer
				status, err := run(t.Context(), append(strings.Fields(c.args), "-event", file), streams{nil, &out, &out})
				if err != nil {
					out.WriteString(err.Error())
				}
				if status != c.status || !strings.Contains(out.String(), tt.want) {
					t.Errorf("%s: status %d, want %d and %q:\n%.600s", c.args, status, c.status, tt.want, out.String())
				}
			}
		})
	}
}

// TestHints: what is given in the wrong place is told where it belongs.
func TestHints(t *testing.T) {
	for args, want := range map[string]string{
		"check event.json":                    "such as -event",
		"check -evnt event.json":              `did you mean "-event"`,
		"redrive url":                         "such as -queue",
		"check -event x -catalog .":           "is a folder",
		"request -event x -assembly main.go":  "-template",
		"request -event x -template internal": "-assembly",
	} {
		_, err := run(t.Context(), strings.Fields(args), streams{nil, &bytes.Buffer{}, &bytes.Buffer{}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}
