package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/samples"
)

// transform is the blueprint's line for the SAM transform. The emulator has no
// Serverless macro, and the template uses nothing of it, so the test leaves it out.
var transform = regexp.MustCompile(`(?m)^Transform:.*\n`)

// TestMomento is a vendor's document with a blueprint: an existing template whose
// parameters are the key and the bus, here the default one.
func TestMomento(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "shared", "specs", "momento")
	blueprint, err := os.ReadFile(filepath.Join(folder, "blueprint.yaml"))
	if err != nil {
		t.Skipf("SKIPPED, Momento is not tested: %v", err)
	}
	spec, err := filepath.Abs(filepath.Join(folder, "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if !transform.Match(blueprint) {
		t.Fatal("the blueprint has no transform to leave out")
	}
	path := filepath.Join(t.TempDir(), "blueprint.yaml")
	writeFile(t, path, string(transform.ReplaceAll(blueprint, nil)))

	account := theLab.NewAccount("momento")
	assembly := synth(t, account, spec, map[string]string{
		"baseUrl":     account.API.URL(),
		"blueprint":   path,
		"methods":     "PUT,DELETE,POST",
		"prefix":      "MomentoApi",
		"credentials": `{"apiTokenHeader":{"parameter":"MomentoAuthToken"}}`,
	})
	parameters := map[string]string{"MomentoAuthToken": secretKey, "EventBusName": "default"}
	site := deploy(t, account, assembly, parameters)
	site.compare(t, parameters, samples.Events(callable(t, assembly, 3)))
	wantNothingLeft(t, site)
}
