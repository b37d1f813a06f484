package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/internal/home"
)

// TestInstall: who has no clone installs the command at a version, which Go refuses of a module that
// replaces another. The proxy is a folder with both modules made of this tree, the command's with the
// one change that a release makes: it requires the root's version.
func TestInstall(t *testing.T) {
	t.Parallel()
	version := publish(t)
	module := publishCommand(t, version)
	bin := t.TempDir()
	// A cache of its own, filled from the one that is there.
	env := append(version.environment(os.Environ()), "GOBIN="+bin, "GOMODCACHE="+t.TempDir(), "GOFLAGS=-modcacherw", "GONOSUMDB=*",
		"GOPROXY=file://"+filepath.ToSlash(version.proxy)+",file://"+filepath.ToSlash(filepath.Join(goEnv("GOMODCACHE"), "cache", "download"))+","+goEnv("GOPROXY"))
	install := exec.CommandContext(t.Context(), "go", "install", module+"@"+version.number)
	install.Dir, install.Env = t.TempDir(), env
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), filepath.Join(bin, "destinations"), "help", "redrive").Output()
	if err != nil || !strings.Contains(string(out), "destinations redrive -catalog") {
		t.Errorf("%v\n%s", err, out)
	}
}

// publishCommand adds the command's module to a proxy, as it would be released.
func publishCommand(t *testing.T, v *released) string {
	t.Helper()
	const below = "cmd/destinations"
	module := home.Module + "/" + below
	folder := filepath.Join(v.proxy, filepath.FromSlash(module), "@v")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	list, err := exec.CommandContext(t.Context(), "git", "-C", filepath.Join("..", below), "ls-files", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for _, file := range strings.Fields(string(list)) {
		data, err := os.ReadFile(filepath.Join("..", below, filepath.FromSlash(file)))
		if errors.Is(err, os.ErrNotExist) {
			continue // removed, and not yet committed
		} else if err != nil {
			t.Fatal(err)
		}
		if file == "go.mod" {
			data = []byte(strings.Replace(string(data), home.Module+" v0.0.0\n", home.Module+" "+v.number+"\n", 1))
			writeFile(t, filepath.Join(folder, v.number+".mod"), string(data))
		}
		w, err := z.Create(module + "@" + v.number + "/" + file)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	info, err := json.Marshal(map[string]any{"Version": v.number, "Time": time.Now().UTC()})
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(folder, v.number+".zip"), archive.String())
	writeFile(t, filepath.Join(folder, v.number+".info"), string(info))
	writeFile(t, filepath.Join(folder, "list"), v.number+"\n")
	return module
}
