package lab

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Account is an AWS account that a test has for itself: the emulator keeps what is in
// one account apart from the others.
type Account struct {
	ID string
	// API is where the account's destinations call.
	API *Mailbox
	// Env is the environment in which AWS's command line tools find the account.
	Env []string

	CloudFormation *cloudformation.Client
	Events         *eventbridge.Client
	SQS            *sqs.Client
	IAM            *iam.Client
	States         *sfn.Client

	lab          *Lab
	bootstrapped bool
}

// NewAccount gives an account that nothing is in. The name becomes that of the
// mailbox.
func (l *Lab) NewAccount(name string) *Account {
	// The emulator takes an access key of twelve digits for the account.
	return l.newAccount(name, fmt.Sprintf("%012d", l.accounts.Add(1)))
}

// NewBackwardAccount gives one in which CloudFormation changes resources that don't wait for
// each other in the opposite order: it may take either, and AWS takes both at once.
func (l *Lab) NewBackwardAccount(name string) *Account {
	return l.newAccount(name, fmt.Sprintf("9%011d", l.accounts.Add(1)))
}

func (l *Lab) newAccount(name, id string) *Account {
	config := aws.Config{
		Region:       Region,
		BaseEndpoint: aws.String(l.Emulator.URL),
		Credentials:  credentials.NewStaticCredentialsProvider(id, "test", ""),
	}
	return &Account{
		ID:             id,
		API:            l.Recorder.Mailbox(name),
		Env:            environment(l.Emulator.URL, id, l.Dir),
		CloudFormation: cloudformation.NewFromConfig(config),
		Events:         eventbridge.NewFromConfig(config),
		SQS:            sqs.NewFromConfig(config),
		IAM:            iam.NewFromConfig(config),
		States:         sfn.NewFromConfig(config),
		lab:            l,
	}
}

// once is no second try, for what must not happen twice: an answer may be lost after the
// emulator has done its work.
var once aws.Retryer = aws.NopRetryer{}

// environment points AWS's tools at the account in the emulator, away from the user's
// own settings.
func environment(endpoint, account, dir string) []string {
	return bare(map[string]string{
		"AWS_ENDPOINT_URL":            endpoint,
		"AWS_ACCESS_KEY_ID":           account,
		"AWS_SECRET_ACCESS_KEY":       "test",
		"AWS_REGION":                  Region,
		"AWS_DEFAULT_REGION":          Region,
		"AWS_EC2_METADATA_DISABLED":   "true",
		"AWS_CONFIG_FILE":             filepath.Join(dir, "no-config"),
		"AWS_SHARED_CREDENTIALS_FILE": filepath.Join(dir, "no-credentials"),
		"AWS_PAGER":                   "",
		"CDK_DISABLE_CLI_TELEMETRY":   "true",
		"CI":                          "1",
	})
}

// bare is an environment of what every program needs, and no more: whatever else the suite was
// started with, keys and tokens among it, is nothing to what it runs.
func bare(set map[string]string) []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "LANG", "XDG_CACHE_HOME"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		env = append(env, name+"="+set[name])
	}
	return env
}
