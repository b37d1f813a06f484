package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/samples"
)

// TestScale has what large documents get: nested stacks, shards of the bus and shared
// destinations, made small by settings. Each event, put on the one bus, makes the one
// request that is foretold; what lacks a field is in the one queue.
func TestScale(t *testing.T) {
	t.Parallel()
	const operations = 60
	account := theLab.NewAccount("scale")
	path := filepath.Join(t.TempDir(), "scale.yaml")
	writeFile(t, path, samples.Document(account.API.URL(), operations))
	assembly := synth(t, account, path, map[string]string{
		"nestedStacks": "2", "rulesPerBus": "40", "sharedDestinations": "true",
	})
	nested, err := filepath.Glob(filepath.Join(assembly, "*.nested.template.json"))
	if err != nil || len(nested) != 2 {
		t.Errorf("the nested templates are %q, want 2 (%v)", nested, err)
	}
	parameters := map[string]string{"KeyValue": secretKey, "TokenToken": secretToken}
	site := deploy(t, account, assembly, parameters)
	buses, err := account.Buses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shards := 0
	for _, name := range buses {
		if strings.HasPrefix(name, site.bus+"-") {
			shards++
		}
	}
	if shards < 2 {
		t.Errorf("the buses are %q, want two shards of %s at least", buses, site.bus)
	}
	called := callable(t, assembly, operations)
	site.compare(t, parameters, samples.Events(called))

	incomplete := samples.Events(called)[:20]
	for i := range incomplete {
		incomplete[i].Detail = []byte(`{"aisle": 7}`)
	}
	site.put(t, incomplete...)
	if letters := site.letters(t, len(incomplete)); len(letters) != len(incomplete) {
		t.Errorf("%d messages in the dead-letter queue, want %d", len(letters), len(incomplete))
	}
	if requests := site.API.Take(0, 0); len(requests) != 0 {
		t.Errorf("%d requests without an item, want none", len(requests))
	}
	wantNothingLeft(t, site)
}
