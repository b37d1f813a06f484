package delivery

// Result is what becomes of an event on a bus.
type Result struct {
	// Bus is the name of the bus.
	Bus string
	// Event is the event as rules and targets see it, as JSON.
	Event []byte
	// Matched are the rules that match, in the order of the templates.
	Matched []Rule
	// Deliveries has one element for each target of each of them. Without one the event is gone.
	Deliveries []*Delivery
	// Rejected says that only dead-letter queues of API destinations get the event: by
	// rules that are there for it, or because what matches can't have it.
	Rejected bool
	// Closest is the rule that came closest if none matches; nil if the bus has
	// no rules. Of a rejected event it is the closest of those for API destinations and
	// other buses; nil if they match.
	Closest *Miss
	// Notes is what is worth knowing about the event as a whole.
	Notes []Note
}

// Miss is a rule that doesn't match, and why.
type Miss struct {
	Rule   Rule
	Missed []Mismatch
}

// Rule names a rule of a template.
type Rule struct {
	Stack     string // the stack, with slashes before stages and nested stacks
	LogicalID string
	Name      string // made up if the template doesn't give it, as is the ARN
	ARN       string
	Bus       string // the name of its bus
}

// String is the stack and the logical id.
func (r Rule) String() string { return r.Stack + "/" + r.LogicalID }

// Kind is the kind of a rule's target.
type Kind string

// The kinds of targets.
const (
	KindRequest Kind = "request" // an API destination, or a state machine that makes requests
	KindQueue   Kind = "queue"   // an SQS queue
	KindBus     Kind = "bus"     // another event bus
	KindOther   Kind = "other"   // anything else, which is only named
)

// Carrier is what makes an HTTP request of an event.
type Carrier string

// The carriers, as the catalog of events calls them.
const (
	CarrierAPIDestination Carrier = "api-destination"
	CarrierStateMachine   Carrier = "state-machine"
)

// Delivery is what one target of one matching rule gets.
type Delivery struct {
	Rule     Rule
	TargetID string
	Target   string // its ARN
	Kind     Kind
	Carrier  Carrier // of a request
	// Retry is the target's policy; that of the operation where a state machine calls.
	Retry Retry

	// Request is set for an API destination that is called, or a state machine that calls.
	Request *Request
	// Queue is set for a queue that gets the event.
	Queue *Queue
	// Forwarded is set for another bus of the templates that gets the event.
	Forwarded *Result
	// Input is what a target of another kind gets.
	Input Text

	// Problem says why the target gets nothing; nil if it does. UNUSABLE_EVENT: a state
	// machine finds that the event makes no request.
	Problem *Problem
	// DeadLetter is where the event goes if the delivery fails, be it now for
	// Problem or later for the answer of the API; nil: it is lost then. Once a state machine
	// runs it is the machine's queue, before that the target's.
	DeadLetter *DeadLetter
	// Answers are the events that a state machine may put once it knows the outcome: one of them,
	// for the first outcome or for the other.
	Answers []Answer
	// Notes is what is worth knowing about the delivery.
	Notes []Note

	kept *DeadLetter // where the event of an execution goes that ends uncaught, if another one waits
}

// Lost says that nobody gets this delivery's event: the target can't have it
// and it isn't kept in a dead-letter queue either.
func (d *Delivery) Lost() bool {
	return d.Problem != nil && (d.DeadLetter == nil || d.DeadLetter.Problem != nil)
}

// Retry is a target's retry policy, by default 185 attempts within 24 hours.
type Retry struct{ Attempts, MaxAgeSeconds int }

// Queue is a queue and the message that it gets.
type Queue struct {
	Stack, LogicalID string // empty if the queue isn't in the templates
	ARN              string
	Message          Text
}

// DeadLetter is the dead-letter queue of a target.
type DeadLetter struct {
	Queue
	Problem *Problem // why the queue doesn't get the event; nil if it does
}

// Problem is a reason for which something isn't delivered.
type Problem struct {
	Code    string // an ERROR_CODE of dead letters (docs/eventbridge.md, 6.4, docs/state-machine.md)
	Message string
}

// String is the code and the message.
func (p *Problem) String() string { return p.Code + ": " + p.Message }

// Note is something about a result that is easily overlooked.
type Note struct {
	Code    string // one of the Note… constants
	Message string
}

// String is the message.
func (n Note) String() string { return n.Message }

// The codes of notes.
const (
	NoteAssumedBus     = "assumed-bus"     // the event names no bus
	NoteSeveralRules   = "several-rules"   // more than one rule matches
	NoteEmptyParameter = "empty-parameter" // a mapped field is absent and arrives empty
	NoteQuotedBody     = "quoted-body"     // the body is a JSON string, in quotes
	NoteEmptyBody      = "empty-body"      // InputPath finds nothing, so that {} is sent
	NoteRemovedHeader  = "removed-header"  // EventBridge removes a header that is set
	NoteOverridden     = "overridden"      // the connection's parameter wins over the target's
	NoteWildcards      = "wildcards"       // wildcards and path values differ in number
	NoteRepeatedPath   = "repeated-path"   // two path values are equal, which CloudFormation refuses
	NoteUnchecked      = "unchecked"       // a role or queue isn't in the templates
)

// Answers are the events that may follow, also those after another bus.
func (r *Result) Answers() []Answer {
	var out []Answer
	r.walk(func(d *Delivery) { out = append(out, d.Answers...) })
	return out
}

// Requests are the HTTP requests, also those after another bus.
func (r *Result) Requests() []*Request {
	var out []*Request
	r.walk(func(d *Delivery) {
		if d.Request != nil {
			out = append(out, d.Request)
		}
	})
	return out
}

// Queues are the queues that get the event now: targets of rules, and
// dead-letter queues of targets that can't have it.
func (r *Result) Queues() []Queue {
	var out []Queue
	r.walk(func(d *Delivery) {
		switch {
		case d.Queue != nil:
			out = append(out, *d.Queue)
		case d.Problem != nil && d.DeadLetter != nil && d.DeadLetter.Problem == nil:
			out = append(out, d.DeadLetter.Queue)
		}
	})
	return out
}

// Has says whether the result or one of its deliveries has a note of the code.
func (r *Result) Has(code string) bool {
	found := false
	look := func(notes []Note) {
		for _, n := range notes {
			found = found || n.Code == code
		}
	}
	look(r.Notes)
	r.walk(func(d *Delivery) {
		look(d.Notes)
		if d.Forwarded != nil {
			look(d.Forwarded.Notes)
		}
	})
	return found
}

// Lost says that nobody gets the event: no rule matches, or no delivery
// succeeds or reaches a dead-letter queue.
func (r *Result) Lost() bool {
	for _, d := range r.Deliveries {
		if !d.Lost() && (d.Forwarded == nil || !d.Forwarded.Lost()) {
			return false
		}
	}
	return true
}

// walk visits all deliveries, those of another bus after its own.
func (r *Result) walk(visit func(*Delivery)) {
	for _, d := range r.Deliveries {
		visit(d)
		if d.Forwarded != nil {
			d.Forwarded.walk(visit)
		}
	}
}
