//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// recipe is a section of the page: a context, an event, and the request that it becomes.
type recipe struct{ name, context, event, request string }

// recipesOf reads the page, and the overlays at its end.
func recipesOf(t *testing.T) (recipes []recipe, overlays map[string]string) {
	t.Helper()
	page, err := os.ReadFile("../docs/guide/recipes.md")
	if err != nil {
		t.Fatal(err)
	}
	fence := regexp.MustCompile("(?s)```\\w+\n(.*?)```")
	overlays = make(map[string]string)
	for _, section := range strings.Split(string(page), "\n## ")[1:] {
		var blocks []string
		for _, block := range fence.FindAllStringSubmatch(section, -1) {
			blocks = append(blocks, block[1])
		}
		name, _, _ := strings.Cut(section, "\n")
		if name == "Overlays of the recipes" {
			for i, file := range regexp.MustCompile("(?m)^`(.*)`:$").FindAllStringSubmatch(section, -1) {
				overlays[file[1]] = blocks[i]
			}
			continue
		}
		if len(blocks) != 3 {
			t.Fatalf("%s has %d blocks", name, len(blocks))
		}
		recipes = append(recipes, recipe{name, blocks[0], blocks[1], blocks[2]})
	}
	return recipes, overlays
}

// TestRecipes makes each recipe of the page with a document in the shape of the vendor's.
func TestRecipes(t *testing.T) {
	recipes, overlays := recipesOf(t)
	for name, text := range overlays {
		if file, err := os.ReadFile(filepath.Join("testdata/recipes", name)); err != nil || string(file) != text {
			t.Errorf("the page has another %s: %v", name, err)
		}
	}
	var apis []any
	for _, r := range recipes {
		var context map[string]any
		if err := json.Unmarshal([]byte(r.context), &context); err != nil {
			t.Fatalf("%s: %v", r.name, err)
		}
		context["spec"] = "testdata/recipes/" + context["spec"].(string)
		if files, ok := context["overlays"].([]any); ok {
			for i := range files {
				files[i] = "testdata/recipes/" + files[i].(string)
			}
		}
		context["strict"] = true // none may be inexact
		apis = append(apis, context)
	}
	dir, _, err := run(t, map[string]any{"apis": apis})
	if err != nil {
		t.Fatal(err)
	}
	assembly, err := delivery.LoadAssembly(dir, delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range recipes {
		e, err := delivery.ParseEvents([]byte(strings.Replace(r.event, "{", `{"source": "shop", `, 1)))
		if err != nil {
			t.Fatalf("%s: %v", r.name, err)
		}
		e[0].Bus = apis[i].(map[string]any)["name"].(string) + "-Api"
		result, err := assembly.Deliver(e[0])
		if err != nil {
			t.Fatalf("%s: %v", r.name, err)
		}
		requests := result.Requests()
		if len(requests) != 1 {
			t.Fatalf("%s: %v", r.name, result)
		}
		if got := shown(requests[0]); got != r.request {
			t.Errorf("%s becomes\n%s\nand the page has\n%s", r.name, got, r.request)
		}
	}
}

// shown is a request as the page has it: without what EventBridge and Step Functions say of
// themselves.
func shown(r *delivery.Request) string {
	own := []string{"User-Agent", "Range", "Accept-Encoding", "Connection", "Accept", "Host", "Content-Length"}
	var headers []string
	for _, h := range r.Headers {
		if !slices.Contains(own, h.Name) {
			headers = append(headers, h.Name+": "+h.Value.String()+"\n")
		}
	}
	slices.Sort(headers)
	return r.Method + " " + r.URL.String() + "\n" + strings.Join(headers, "") + "\n" + r.Body.String() + "\n"
}
