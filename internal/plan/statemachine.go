package plan

import "cmp"

// Carrier is what carries an operation's requests.
type Carrier string

// The carriers.
const (
	ByAPIDestination Carrier = "api-destination"
	ByStateMachine   Carrier = "state-machine"
)

// StateMachine is an Express state machine: one for each connection of operations that a state
// machine carries. It stays in the construct's own stack. Where there is one, the construct has the
// outage machine and a log group, too.
type StateMachine struct {
	// ID does not hold the connection's shape: replacing a machine would end what runs in it.
	ID string
	// Connection is the one that it calls with.
	Connection string
	// Calls are the addresses that it may call, sorted.
	Calls []Call
	// Answers are the outcomes that it tells of any of its operations, and Nested is set where it starts
	// itself to see how a call ends.
	Answers Answers
	Nested  bool
	// Policies are those that let it call. Each is named by what is in it, and is replaced rather than
	// changed.
	Policies []CallPolicy
}

// CallPolicy is a managed policy of IAM.
type CallPolicy struct {
	ID     string
	Grants []Grant
}

// Grant lets a state machine call endpoints with any of the methods, both sorted. Endpoints are
// patterns of IAM, and may hold Placeholders.
type Grant struct{ Methods, Endpoints []string }

// Call is a method at a base URL, which may hold Placeholders.
type Call struct{ Method, BaseURL string }

// Compare orders calls by address, then by method.
func (c Call) Compare(other Call) int {
	return cmp.Or(cmp.Compare(c.BaseURL, other.BaseURL), cmp.Compare(c.Method, other.Method))
}

// StateMachineInput is the target of delivery rules: the state machine that is started, and the
// input that it is given.
type StateMachineInput struct {
	// ID is the machine's.
	ID string
	// Template is that of the input transformer; it may hold Placeholders.
	Template string
	// Retry is for how long a start is tried; the machine repeats calls by itself.
	Retry Retry
}

func (StateMachineInput) target() {}
