package openapidestinations

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestReadmeProgram: the program of the README is the example that the tests run, and of its
// first two commands .ci/run calls one, the end-to-end suite's TestDemo the other.
func TestReadmeProgram(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	readme := read("README.md")
	program := regexp.MustCompile("(?s)```go\n(football := .*?)```").FindStringSubmatch(readme)
	if program == nil {
		t.Fatal("README.md has no program")
	}
	example := read("example_test.go")
	for line := range strings.Lines(program[1]) {
		if !strings.Contains(example, strings.TrimSpace(line)) {
			t.Errorf("the example lacks the README's line %q", strings.TrimSpace(line))
		}
	}
	// The README's CLI comes from npx, that of .ci/run from the lock file: the same version.
	locked := regexp.MustCompile(`"node_modules/aws-cdk": \{\s*"version": "([^"]*)",\s*"integrity": "sha512-`).FindStringSubmatch(read("e2e/cli/package-lock.json"))
	if locked == nil {
		t.Fatal("the lock file has no CLI with a digest")
	}
	ci := strings.ReplaceAll(read(".ci/run"), `"${bare[@]}" e2e/.cache/cli/node_modules/.bin/cdk `, "npx --yes aws-cdk@"+locked[1]+" ")
	commands := regexp.MustCompile("(?s)```sh\n(.*?)```").FindStringSubmatch(readme)
	if !strings.Contains(read("e2e/demo_test.go"), `filepath.Abs("demo")`) {
		t.Error("no test calls e2e/demo")
	}
	for line := range strings.Lines(commands[1]) {
		if line = strings.TrimSpace(line); line != "e2e/demo" && !strings.Contains(ci, "\n"+line) {
			t.Errorf(".ci/run does not call %q", line)
		}
	}
}

// TestVersions: the page's table has the versions of the files that say which are used.
func TestVersions(t *testing.T) {
	readme, page := readText(t, "README.md"), readText(t, "docs/reference/versions.md")
	gomod, newest := readText(t, "go.mod"), readText(t, ".ci/cdk-newest")
	first := func(pattern, text string) string {
		m := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("nothing is like %s", pattern)
		}
		return m[1]
	}
	oldest := first(`awscdk/v2 (v\S+)`, gomod)
	cli := first(`"node_modules/aws-cdk": \{\s*"version": "([^"]*)"`, readText(t, "e2e/cli/package-lock.json"))
	for _, row := range []string{
		"| Go | " + first(`(?m)^go (\d+\.\d+)`, gomod) + " or later |",
		"| `awscdk/v2` | " + oldest + " or later | " + oldest + " (go.mod) and " + first(`awscdk/v2 (v\S+)`, newest) + " (.ci/cdk-newest) |",
		"| the CDK's command line | " + cli + " | " + cli + " (e2e/cli/package-lock.json) |",
	} {
		if !strings.Contains(page, "\n"+row) {
			t.Errorf("the table of versions has no row %q", row)
		}
	}
	for _, m := range regexp.MustCompile(`aws-cdk@([\d.]+\d)`).FindAllStringSubmatch(readme+readText(t, "docs/guide/ci.md")+readText(t, "docs/guide/answers.md")+readText(t, "docs/guide/launch-stack.md"), -1) {
		if m[1] != cli {
			t.Errorf("a page has the command line %s, and the suite %s", m[1], cli)
		}
	}
}

// TestShortLines: what users read is short: the README as a whole, and each line outside of tables and
// of what is to be copied.
func TestShortLines(t *testing.T) {
	if n := len(readText(t, "README.md")); n > 9_500 {
		t.Errorf("README.md has %d bytes", n)
	}
	pages := []string{"README.md"}
	for _, folder := range []string{"docs/guide", "docs/reference"} {
		found, err := filepath.Glob(folder + "/*.md")
		if err != nil || len(found) == 0 {
			t.Fatalf("%s has no pages: %v", folder, err)
		}
		pages = append(pages, found...)
	}
	for _, page := range pages {
		copied, number := false, 0
		for line := range strings.Lines(readText(t, page)) {
			number++
			if strings.HasPrefix(strings.TrimSpace(line), "```") {
				copied = !copied
			}
			if n := utf8.RuneCountInString(line); n > 200 && !copied && !strings.HasPrefix(line, "|") {
				t.Errorf("%s:%d has %d characters", page, number, n)
			}
		}
	}
}
