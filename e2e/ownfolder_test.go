package e2e

import (
	"archive/zip"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/internal/home"
)

// TestOwnFolder: who has no clone puts the README's cdk.json beside a document, and "cdk synth"
// gets the module from a proxy, builds it, and writes template and catalog. The proxy is a folder
// with a module made of this tree; what the module needs is in Go's cache, as of a second synth.
func TestOwnFolder(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := fenced(string(readme), "json", `"app"`)
	version := publish(t)
	latest := home.Module + "/example@latest"
	if !strings.Contains(text, latest) {
		t.Fatalf("the README's cdk.json does not run %s:\n%s", latest, text)
	}
	dir := t.TempDir()
	// The newest version is that of the proxy only as long as nothing is released.
	writeFile(t, filepath.Join(dir, "cdk.json"), strings.Replace(text, "@latest", "@"+version.number, 1))
	document, err := os.ReadFile(filepath.Join("..", "example", "football.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "api.yaml"), string(document))

	account := theLab.NewAccount("own-folder")
	out := version.cdk(t, account.Env, dir, "synth", "--quiet")
	for _, want := range []string{"Shop: 4 exact, 0 inexact, 0 unsupported", "Events to put, and the requests that they become: cdk.out/Api.events.md"} {
		if !strings.Contains(out, want) {
			t.Errorf("no line %q in\n%s", want, out)
		}
	}
	template, err := os.ReadFile(filepath.Join(dir, "cdk.out", "Shop.template.json"))
	if err != nil || !strings.Contains(string(template), "{{resolve:secretsmanager:shop/api-key:SecretString:::}}") {
		t.Errorf("the template has not the secret of the cdk.json: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "cdk.out", "Api.events.md")); err != nil {
		t.Error(err)
	}
}

// released is a version of the module that Go finds in a folder.
type released struct{ number, proxy string }

// publish makes a module proxy of the tree, as the tree would be released: without the modules
// that are below it.
func publish(t *testing.T) *released {
	t.Helper()
	unique := make([]byte, 6)
	if _, err := rand.Read(unique); err != nil {
		t.Fatal(err)
	}
	v := &released{
		number: "v0.0.0-" + time.Now().UTC().Format("20060102150405") + "-" + hex.EncodeToString(unique),
		proxy:  t.TempDir(),
	}
	folder := filepath.Join(v.proxy, filepath.FromSlash(home.Module), "@v")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	gomod, err := os.ReadFile(filepath.Join("..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	info, err := json.Marshal(map[string]any{"Version": v.number, "Time": time.Now().UTC()})
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(folder, v.number+".mod"), string(gomod))
	writeFile(t, filepath.Join(folder, v.number+".info"), string(info))
	writeFile(t, filepath.Join(folder, "list"), v.number+"\n")
	if err := archive(filepath.Join(folder, v.number+".zip"), home.Module+"@"+v.number); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.forget(t) })
	return v
}

// archive writes the tree's files as Go wants a module: each below module@version.
func archive(path, prefix string) (err error) {
	list, err := exec.Command("git", "-C", "..", "ls-files", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	files := strings.Fields(string(list))
	var modules []string
	for _, file := range files {
		if strings.HasSuffix(file, "/go.mod") {
			modules = append(modules, strings.TrimSuffix(file, "go.mod"))
		}
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	z := zip.NewWriter(out)
	for _, file := range files {
		if slices.ContainsFunc(modules, func(m string) bool { return strings.HasPrefix(file, m) }) {
			continue
		}
		data, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(file)))
		if errors.Is(err, os.ErrNotExist) {
			continue // removed, and not yet committed
		} else if err != nil {
			return err
		}
		w, err := z.Create(prefix + "/" + file)
		if err != nil {
			return err
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
	}
	return z.Close()
}

// environment has Go ask the folder first, and believe it: no database of checksums knows it.
func (v *released) environment(env []string) []string {
	proxy := goEnv("GOPROXY")
	return append(slices.Clone(env), "GOPROXY=file://"+filepath.ToSlash(v.proxy)+","+proxy, "GONOSUMDB="+home.Module, "GOFLAGS=",
		"GOMODCACHE="+goEnv("GOMODCACHE"), "GOCACHE="+goEnv("GOCACHE"))
}

func goEnv(name string) string {
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// cdk runs the CDK CLI in a folder that has a cdk.json, and gives what it printed.
func (v *released) cdk(t *testing.T, env []string, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Getenv("E2E_CLI"), args...)
	cmd.Dir, cmd.Env = dir, v.environment(env)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("cdk %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// forget removes the version from Go's cache of modules, where nothing may be written.
func (v *released) forget(t *testing.T) {
	cache := goEnv("GOMODCACHE")
	module := filepath.FromSlash(home.Module)
	if !regexp.MustCompile(`^v0\.0\.0-\d{14}-[0-9a-f]{12}$`).MatchString(v.number) || cache == "" {
		t.Fatalf("%s in %q is not the version that the test has made", v.number, cache)
	}
	extracted := filepath.Join(cache, module+"@"+v.number)
	_ = filepath.WalkDir(extracted, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			return os.Chmod(path, 0o755)
		}
		return err
	})
	downloads, err := filepath.Glob(filepath.Join(cache, "cache", "download", module, "@v", v.number+".*"))
	for _, path := range append(downloads, extracted) {
		err = errors.Join(err, os.RemoveAll(path))
	}
	if err != nil {
		t.Error(err)
	}
}
