package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// TestTypeScript: the app of docs/guide/other-languages.md gets types of the events, the bus by its
// name, and the template by CfnInclude, and is deployed.
func TestTypeScript(t *testing.T) {
	t.Parallel()
	account, dir := theLab.NewAccount("typescript"), t.TempDir()
	assembly := synth(t, account, lab.Example, map[string]string{"baseUrl": account.API.URL()})
	page := guide(t, "other-languages.md")
	for _, name := range []string{"types.mjs", "app.ts", "include.ts", "events.ts", "tsconfig.json", "package.json"} {
		text, err := os.ReadFile(filepath.Join("typescript", name))
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) != ".json" && !strings.Contains(page, "```\n"+strings.TrimSpace(string(text))+"\n```") &&
			!strings.Contains(page, "```ts\n"+strings.TrimSpace(string(text))+"\n```") && !strings.Contains(page, "```js\n"+strings.TrimSpace(string(text))+"\n```") {
			t.Errorf("docs/guide/other-languages.md has not the text of e2e/typescript/%s", name)
		}
		writeFile(t, filepath.Join(dir, name), string(text))
	}
	modules, err := filepath.Abs(filepath.Join(".cache", "typescript", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(assembly, "FootballAPI.template.json"), dir)
	copyFile(t, filepath.Join(assembly, "Api.events.json"), filepath.Join(dir, "cdk.out"))

	for _, command := range []string{"node types.mjs cdk.out/Api.events.json details.d.ts", "npx tsc"} {
		if !strings.Contains(page, command+"\n") {
			t.Errorf("docs/guide/other-languages.md has not the command %q", command)
		}
		typescriptRun(t, account, dir, "bash", "-c", command)
	}
	typescriptRun(t, account, dir, os.Getenv("E2E_CLI"), "synth", "--quiet", "--app", "node out/app.js", "--output", "assembly")
	if err := account.Deploy(t.Context(), filepath.Join(dir, "assembly"), map[string]string{"Included:ApiKeyValue": "secret"}); err != nil {
		t.Fatal(err)
	}
	outputs, err := account.Outputs(t.Context(), "Included")
	if err != nil {
		t.Fatal(err)
	}
	d := newDeployment(account, assembly, outputs)
	// An optional parameter is what the patterns with null are for.
	d.put(t, event("Add Player Injury", map[string]any{"playerId": "7", "message": map[string]any{"type": "knee"}, "followUpDate": nil}),
		event("Add Player Injury", map[string]any{"playerId": "8", "message": map[string]any{"type": "knee"}, "followUpDate": "2026-01-02"}),
		event("Add Player Injury", map[string]any{"message": map[string]any{"type": "knee"}}))
	d.takes(t, "POST /players/7/injuries", "POST /players/8/injuries?followUpDate=2026-01-02")
	if letters := d.letters(t, 1); len(letters) != 1 {
		t.Errorf("%d dead letters, want 1", len(letters))
	}
}

func copyFile(t *testing.T, file, folder string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(folder, filepath.Base(file)), string(text))
}

// typescriptRun runs a program in the app's folder.
func typescriptRun(t *testing.T, account *lab.Account, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, account.Env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
