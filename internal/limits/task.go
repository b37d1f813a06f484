package limits

import "strings"

// Step Functions. Sources: the Developer Guide's "Call HTTPS APIs in Step Functions workflows" and
// "Service quotas", the service model, the CloudFormation resource schema
// AWS::StepFunctions::StateMachine.
const (
	// TaskSeconds is how long an HTTP task waits for an answer.
	TaskSeconds = 60
	// TaskCallsPerSecond is how many HTTP tasks an account may begin in a second, in a Region.
	TaskCallsPerSecond = 300
	// DestinationSeconds is how long an API destination waits for one (EventBridge User Guide).
	DestinationSeconds = 5
)

// forbiddenInTask are the headers that an HTTP task must not set.
var forbiddenInTask = map[string]bool{
	"a-im": true, "accept-charset": true, "accept-datetime": true, "accept-encoding": true, "authorization": true,
	"cache-control": true, "connection": true, "content-encoding": true, "content-md5": true, "date": true,
	"expect": true, "forwarded": true, "from": true, "host": true, "http2-settings": true, "if-match": true,
	"if-modified-since": true, "if-none-match": true, "if-range": true, "if-unmodified-since": true,
	"max-forwards": true, "origin": true, "pragma": true, "proxy-authorization": true, "referer": true, "server": true,
	"te": true, "trailer": true, "transfer-encoding": true, "upgrade": true, "via": true, "warning": true,
}

// writtenByTask are those that the task writes itself, with values of its own.
var writtenByTask = map[string]bool{"host": true, "user-agent": true, "range": true, "content-length": true}

// ForbiddenInTask tells whether a state machine can't send a header, or writes it itself.
func ForbiddenInTask(name string) bool {
	name = strings.ToLower(name)
	return forbiddenInTask[name] || writtenByTask[name] ||
		strings.HasPrefix(name, "x-forwarded-") || strings.HasPrefix(name, "x-amz-") || strings.HasPrefix(name, "x-amzn-")
}

// WrittenByTask tells whether a task writes a header itself.
func WrittenByTask(name string) bool { return writtenByTask[strings.ToLower(name)] }
