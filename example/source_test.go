//go:build !race

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations"
)

// TestDocumentKeys: what the context keys about the document itself do.
func TestDocumentKeys(t *testing.T) {
	football, err := os.ReadFile("football.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(football)
	digest := hex.EncodeToString(sum[:])
	const split = "example/testdata/split/api/api.yaml"
	for name, test := range map[string]struct {
		context map[string]any
		// has are parts of the template, or of the error.
		has    []string
		failed bool
	}{
		"overlay":              {map[string]any{"overlays": "example/testdata/overlay.yaml"}, []string{`"https://staging.football.dev/v2/players/*/injuries"`, `"Idempotency-Key"`}, false},
		"no such overlay":      {map[string]any{"overlays": "none.yaml"}, []string{"none.yaml: OAD101 error: the overlay cannot be read"}, true},
		"digest":               {map[string]any{"specSha256": digest}, []string{`"https://api.football.`}, false},
		"another digest":       {map[string]any{"specSha256": strings.Repeat("0", 64)}, []string{"OAD115 error: the SHA-256 of the document is " + digest + ", not 0000"}, true},
		"a URL without digest": {map[string]any{"spec": "https://api.example.com/api.yaml"}, []string{"https://api.example.com/api.yaml: OAD115 error: a document from a network needs its SHA-256"}, true},
		"root":                 {map[string]any{"spec": split, "specRoot": "example/testdata/split"}, []string{`"https://split.football.dev/teams"`, `"league"`}, false},
		"no root":              {map[string]any{"spec": split, "strict": "true"}, []string{"example/testdata/split/api/api.yaml:6:5: OAD221 error"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := synth(t, test.context)
			if err != nil {
				text = []byte(err.Error())
			}
			for _, part := range test.has {
				if !strings.Contains(string(text), part) || (err != nil) != test.failed {
					t.Errorf("there is no %s in\n%s", part, text)
				}
			}
		})
	}
}

// TestTheOverlayOfTheReadme is the one that the tests apply.
func TestTheOverlayOfTheReadme(t *testing.T) {
	overlay, err := os.ReadFile("testdata/overlay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../docs/guide/overlays.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```yaml\n"+string(overlay)+"```\n") {
		t.Error("docs/guide/overlays.md shows another overlay")
	}
}

// TestAnswersAreRead where somebody asks for them: the context, a document that is trusted, or an overlay.
func TestAnswersAreRead(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	document := write("api.yaml", `{openapi: 3.0.3, info: {title: T, version: "1"}, paths: {/a: {get: {responses: {"200": {description: d, content: {text/csv: {}}}}}}}}`)
	overlay := func(name, says string) []string {
		return []string{write(name, "{overlay: 1.0.0, info: {title: O, version: '1'}, actions: [{target: \"$.paths['/a'].get\", update: {"+says+"}}]}")}
	}
	for name, tt := range map[string]struct {
		given settings
		want  bool
	}{
		"nobody":            {settings{}, false},
		"an overlay":        {settings{overlays: overlay("asks.yaml", "x-eventbridge: {answers: both}")}, true},
		"an overlay's none": {settings{overlays: overlay("none.yaml", "x-eventbridge: {answers: none}")}, false},
		"another overlay":   {settings{overlays: overlay("other.yaml", "summary: b")}, false},
		"trust":             {settings{props: openapidestinations.OpenApiDestinationsProps{TrustExtensions: true}}, true},
		"the context":       {settings{props: openapidestinations.OpenApiDestinationsProps{Answers: openapidestinations.FailureAnswers}}, true},
	} {
		tt.given.spec = document
		doc, err := tt.given.load()
		if err != nil || len(doc.Operations) != 1 {
			t.Fatal(name, err)
		}
		if got := doc.Operations[0].Responses[0].Content != nil; got != tt.want {
			t.Errorf("%s: the answers are read: %v", name, got)
		}
	}
}
