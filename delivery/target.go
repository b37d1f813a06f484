package delivery

import (
	"fmt"
	"regexp"
	"strings"
)

// target is one target of a rule, as far as it can be prepared.
type target struct {
	id, arn     string
	kind        Kind
	destination *destination
	connection  *connection
	machine     *machine   // for a state machine of the templates
	operation   *operation // what a state machine makes requests from; nil for one that makes none
	machineRole *role
	letters     *deadLetter // where the machine sends what fails
	queue       *queue
	bus         string
	input       input
	path        []parameter // the path values in order
	query       []parameter // sorted by name
	headers     []parameter // sorted by name
	deadLetter  *deadLetter
	retry       Retry
	refused     *Problem // why nothing is ever delivered to it
	notes       []Note   // what holds for each delivery
	assumed     []int    // numbers of the assumptions that each delivery rests on
	err         error    // what of the target can't be read
}

// deadLetter is where a target's failed events go.
type deadLetter struct {
	arn     string
	queue   *queue   // nil if the templates don't have it
	problem *Problem // why they are lost
}

// parameter is a name and a value, which is a JSON path or a constant.
type parameter struct {
	name  string
	value Text
	path  jsonPath // nil for a constant
}

// newTarget prepares a target; what can't be told is a problem of the target,
// which a delivery then has.
func (m *model) newTarget(r *resource, rule *rule, raw *value) *target {
	t := &target{retry: Retry{Attempts: 185, MaxAgeSeconds: 86400}}
	v, err := r.stack.eval(raw)
	if err != nil {
		t.id = raw.get("Id").string()
		t.refused = &Problem{Code: "UNKNOWN", Message: fmt.Sprintf("%s: target %s: %v", r, t.id, err)}
		return t
	}
	t.id, t.arn = v.get("Id").string(), v.get("Arn").string()
	if retry := v.get("RetryPolicy"); retry != nil {
		setNumber(&t.retry.Attempts, retry.get("MaximumRetryAttempts"))
		setNumber(&t.retry.MaxAgeSeconds, retry.get("MaximumEventAgeInSeconds"))
	}
	if arn := v.get("DeadLetterConfig").get("Arn").string(); arn != "" {
		t.deadLetter = &deadLetter{arn: arn, queue: m.queues[arn]}
		t.deadLetter.problem = t.checkQueue(m, t.deadLetter.queue, arn, rule)
	}
	if t.input, err = newInput(v); err != nil {
		t.refused = &Problem{Code: "INVALID_PARAMETER", Message: fmt.Sprintf("AWS refuses the target when it is deployed: %v", err)}
		return t
	}
	if err := t.addHTTPParameters(v.get("HttpParameters")); err != nil {
		t.refused = &Problem{Code: "INVALID_PARAMETER", Message: fmt.Sprintf("AWS refuses the target when it is deployed: %v", err)}
		return t
	}
	m.connect(t, rule, v.get("RoleArn").string())
	return t
}

func setNumber(n *int, v *value) {
	if v.scalar() {
		fmt.Sscan(v.text, n)
	}
}

// connect finds what the target's ARN names and who may use it.
func (m *model) connect(t *target, rule *rule, roleARN string) {
	switch service := arnService(t.arn); {
	case m.destinations[t.arn] != nil:
		t.kind, t.destination = KindRequest, m.destinations[t.arn]
		t.connection = m.connections[t.destination.connection]
		t.refused = t.checkDestination()
		if t.refused == nil {
			t.refused = t.checkRole(m.roles[roleARN], roleARN, rule, "events:InvokeApiDestination")
		}
	case m.machines[t.arn].calls() && t.input.template != nil && t.input.template.handsConstants():
		t.machine = m.machines[t.arn]
		t.err = m.connectMachine(t, rule, roleARN)
	case service == "sqs":
		t.kind, t.queue = KindQueue, m.queues[t.arn]
		t.refused = t.checkQueue(m, t.queue, t.arn, rule)
	case service == "events" && strings.Contains(t.arn, ":event-bus/"):
		t.kind, t.bus = KindBus, busName(t.arn)
		t.refused = t.checkRole(m.roles[roleARN], roleARN, rule, "events:PutEvents")
	case service == "events" && strings.Contains(t.arn, ":api-destination/"):
		t.kind = KindRequest
		t.refused = &Problem{Code: "NO_RESOURCE", Message: fmt.Sprintf("the API destination %s isn't in the templates, so its request can't be told", t.arn)}
	default:
		t.kind = KindOther
		if roleARN != "" && m.roles[roleARN] == nil {
			t.note(NoteUnchecked, "the role %s isn't in the templates: whether it may be used isn't checked", roleARN)
		}
	}
}

func arnService(arn string) string {
	if fields := strings.SplitN(arn, ":", 4); len(fields) == 4 && fields[0] == "arn" {
		return fields[2]
	}
	return ""
}

func (t *target) note(code, format string, args ...any) {
	t.notes = append(t.notes, Note{code, fmt.Sprintf(format, args...)})
}

// checkDestination says what keeps an API destination from being called.
func (t *target) checkDestination() *Problem {
	d, c := t.destination, t.connection
	switch {
	case d.err != nil:
		return &Problem{Code: "INVALID_PARAMETER", Message: d.err.Error()}
	case c == nil:
		return &Problem{Code: "NO_RESOURCE", Message: fmt.Sprintf("%s: its connection %s isn't in the templates, so what it adds to the request can't be told", d, d.connection)}
	case c.err != nil:
		return &Problem{Code: "INVALID_PARAMETER", Message: c.err.Error()}
	}
	stars := strings.Count(pathOf(d.endpoint.Reveal()), "*")
	if stars != len(t.path) {
		t.note(NoteWildcards, "the endpoint %s has %d wildcards and the target has %d path values; AWS doesn't check that", d.endpoint, stars, len(t.path))
	}
	return nil
}

// headerName is what PutTargets takes for a header's name.
var headerName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9a-zA-Z-]{1,512}$")

// addHTTPParameters reads HttpParameters; the maps are sorted by name, since
// a template's maps have no order. The error says what PutTargets was seen to
// refuse (docs/eventbridge.md, 3.1).
func (t *target) addHTTPParameters(v *value) error {
	seen := map[string]bool{}
	for i, p := range v.get("PathParameterValues").list() {
		t.path = append(t.path, newParameter(fmt.Sprintf("path value %d", i+1), p))
		text := t.path[i].value.Reveal()
		if strings.TrimSpace(text) == "" {
			return fmt.Errorf("path value %d is blank", i+1)
		}
		if seen[text] {
			t.note(NoteRepeatedPath, "the path value %s is there twice: CloudFormation demands unique ones", t.path[i].value)
		}
		seen[text] = true
	}
	t.query = sortedParameters(v.get("QueryStringParameters"))
	for _, p := range t.query {
		if p.value.Reveal() == "" {
			return fmt.Errorf("query parameter %s is empty", p.name)
		}
	}
	t.headers = sortedParameters(v.get("HeaderParameters"))
	for _, p := range t.headers {
		if !headerName.MatchString(p.name) {
			return fmt.Errorf("%q is no header name", p.name)
		}
	}
	return nil
}
