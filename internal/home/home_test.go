package home_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/home"
)

// TestModule: the module is that of go.mod, and pages are where the repository has them.
func TestModule(t *testing.T) {
	gomod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(gomod), "module "+home.Module+"\n") {
		t.Errorf("go.mod is not that of %s", home.Module)
	}
	path, ok := strings.CutPrefix(home.Page("OAD204"), "https://"+home.Module+"/blob/main/")
	if _, err := os.Stat(filepath.Join("../..", path)); !ok || err != nil {
		t.Errorf("there is no page %s: %v", home.Page("OAD204"), err)
	}
}

// TestOneConstant: no program has the address a second time, so that it can move.
func TestOneConstant(t *testing.T) {
	text := regexp.MustCompile(`"[^"\n]*` + regexp.QuoteMeta(home.Module) + `|` + "`[^`]*" + regexp.QuoteMeta(home.Module))
	imported := regexp.MustCompile(`(?m)^(?:import )?\s*(?:[\w.]+ )?"` + regexp.QuoteMeta(home.Module) + `[\w./-]*"$`)
	err := filepath.WalkDir("../..", func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch {
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && len(entry.Name()) > 2 || entry.Name() == "node_modules"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go"), strings.HasSuffix(path, "_test.go"), filepath.Base(path) == "home.go":
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if m := text.Find(imported.ReplaceAll(source, nil)); m != nil {
			t.Errorf("%s has the address as text: %s", path, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
