package lab

import (
	"strings"
	"testing"
)

// TestBareEnvironment: what runs gets no key and no token that the suite was started with.
func TestBareEnvironment(t *testing.T) {
	for _, name := range []string{"CI_TOKEN", "AWS_SESSION_TOKEN", "AWS_PROFILE", "GITHUB_TOKEN", "NPM_TOKEN"} {
		t.Setenv(name, "s3cr3t")
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "s3cr3t")
	env := strings.Join(environment("http://127.0.0.1:1", "000000000001", t.TempDir()), "\n")
	if strings.Contains(env, "s3cr3t") || !strings.Contains(env, "PATH=") || !strings.Contains(env, "AWS_ACCESS_KEY_ID=000000000001") {
		t.Errorf("the environment is\n%s", env)
	}
}
