package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// guide is a page of docs/guide.
func guide(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "guide", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// userShell runs what a page has for the shell as a user does, in a folder of the user's own: npx
// is the CDK CLI of the lock file, whose version the page must name, and aws the AWS CLI.
type userShell struct {
	dir string
	env []string
}

func newUserShell(t *testing.T, account *lab.Account, v *released, dir string) *userShell {
	t.Helper()
	lock, err := os.ReadFile(filepath.Join("cli", "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`"node_modules/aws-cdk": \{\s*"version": "([^"]*)"`).FindStringSubmatch(string(lock))
	if version == nil {
		t.Fatal("the lock file has no CDK CLI")
	}
	aws, err := theLab.AWSCLI()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	npx := filepath.Join(bin, "npx")
	writeFile(t, npx, "#!/bin/sh\n[ \"$1 $2\" = '--yes aws-cdk@"+version[1]+"' ] || { echo \"npx $*\" >&2; exit 9; }\nshift 2\nexec '"+os.Getenv("E2E_CLI")+"' \"$@\"\n")
	if err := os.Chmod(npx, 0o755); err != nil {
		t.Fatal(err)
	}
	path := strings.Join([]string{bin, filepath.Dir(aws), os.Getenv("PATH")}, string(os.PathListSeparator))
	return &userShell{dir, append(v.environment(account.Env), "PATH="+path)}
}

func (u *userShell) run(t *testing.T, script string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", script)
	cmd.Dir, cmd.Env = u.dir, u.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (u *userShell) must(t *testing.T, script string) string {
	t.Helper()
	out, err := u.run(t, script)
	if err != nil {
		t.Fatalf("%s\n%v\n%s", script, err, out)
	}
	return out
}

const shopDocument = `
openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: "https://api.shop.dev/v1"}]
paths:
  /books/{book}: {delete: {operationId: removeBook, parameters: [{name: book, in: path, required: true, schema: {type: string}}]}}
`

// TestGuides runs the commands of the guide's pages about a CI and about "Launch Stack".
func TestGuides(t *testing.T) {
	t.Parallel()
	v, dir := publish(t), t.TempDir()
	shell := newUserShell(t, theLab.NewAccount("guides"), v, dir)
	page := guide(t, "ci.md")
	config := strings.Replace(fenced(page, "json", `"app"`), "@latest", "@"+v.number, 1)
	commands := fenced(page, "sh", "synth")
	check, _, _ := strings.Cut(commands, "\n")
	previous := regexp.MustCompile(`,\s*"previous": "[^"]*"`)
	if !previous.MatchString(config) || !strings.Contains(check, "refuseBreaking") {
		t.Fatalf("docs/guide/ci.md has\n%s\nand\n%s", config, commands)
	}
	writeFile(t, filepath.Join(dir, "api.yaml"), shopDocument)

	// The first commit has no catalog to compare with.
	writeFile(t, filepath.Join(dir, "cdk.json"), previous.ReplaceAllString(config, ""))
	keep := commands[strings.LastIndex(strings.TrimSpace(commands), "\n"):]
	shell.must(t, check+keep+"\nnpx --yes aws-cdk@2.1148.1 bootstrap --app cdk.out aws://$AWS_ACCESS_KEY_ID/$AWS_REGION")
	writeFile(t, filepath.Join(dir, "cdk.json"), config)
	shell.must(t, commands)
	writeFile(t, filepath.Join(dir, "api.yaml"), strings.Replace(shopDocument, "removeBook", "dropBook", 1))
	if out, err := shell.run(t, check); err == nil || !strings.Contains(out, "OAD513") {
		t.Errorf("a breaking change: %v\n%s", err, out)
	}
	writeFile(t, filepath.Join(dir, "api.yaml"), shopDocument)

	launch := fenced(guide(t, "launch-stack.md"), "sh", "s3 cp")
	out := shell.must(t, "export BUCKET=launches\naws s3 mb s3://launches\n"+launch+"\naws s3 cp s3://launches/template.yaml -")
	if !strings.Contains(out, "AWS::Events::ApiDestination") {
		t.Errorf("what is in the bucket is\n%s", out)
	}
}
