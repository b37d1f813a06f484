package delivery

import (
	"fmt"
	"strings"
)

// statesService is the principal as which Step Functions comes.
const statesService = "states.amazonaws.com"

// machine is an AWS::StepFunctions::StateMachine, as far as its definition makes requests.
type machine struct {
	*resource
	arn, roleARN string
	connection   string // the ARN that all its HTTP tasks have
	queueURL     string // where it sends dead letters; empty for none
	answerBus    string // the name or ARN of the bus where it tells outcomes; empty for none
	answerSource string // the source by which it does
	err          error  // why it can't be told
}

// calls says whether the machine makes HTTP requests.
func (m *machine) calls() bool { return m != nil && (m.connection != "" || m.err != nil) }

func newMachine(r *resource, arn string) *machine {
	m := &machine{resource: r, arn: arn}
	role, err := r.property("RoleArn")
	if err != nil {
		m.err = err
		return m
	}
	m.roleARN = role.string()
	definition, err := m.definition()
	if err != nil {
		m.err = err
		return m
	}
	m.states(definition.get("States"))
	return m
}

// definition reads the definition, a text or an object, with its substitutions.
func (m *machine) definition() (*value, error) {
	definition, err := m.property("DefinitionString")
	if err == nil && definition == nil {
		definition, err = m.property("Definition")
	}
	if err != nil {
		return nil, err
	}
	if definition == nil {
		return nil, fmt.Errorf("%s: its definition isn't in the template", m)
	}
	substitutions, err := m.property("DefinitionSubstitutions")
	if err != nil {
		return nil, err
	}
	text := definition.string()
	if definition.kind == kindObject {
		text = definition.json().Reveal()
	}
	if substitutions.kindOr(kindNull) == kindObject {
		for _, s := range substitutions.members {
			text = strings.ReplaceAll(text, "${"+s.name+"}", escapeJSON(s.value.string()))
			if len(text) > maxDefinition {
				break
			}
		}
	}
	if len(text) > maxDefinition {
		return nil, fmt.Errorf("%s: its definition is larger than %d bytes", m, maxDefinition)
	}
	v, err := parseJSON([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%s: its definition: %w", m, err)
	}
	return v, nil
}

// maxDefinition is the size of the largest definition that AWS takes.
const maxDefinition = 1 << 20

// states finds the connection of the HTTP tasks and the queue, in branches too.
func (m *machine) states(states *value) {
	if states.kindOr(kindNull) != kindObject {
		return
	}
	for _, state := range states.members {
		resource, arguments := state.value.get("Resource").string(), state.value.get("Arguments")
		switch {
		case strings.HasSuffix(resource, ":states:::http:invoke"):
			connection := arguments.get("InvocationConfig").get("ConnectionArn").string()
			if m.connection != "" && m.connection != connection {
				m.err = fmt.Errorf("%s: its HTTP tasks have several connections", m)
			}
			m.connection = connection
		case strings.HasSuffix(resource, ":states:::sqs:sendMessage"):
			m.queueURL = arguments.get("QueueUrl").string()
		case strings.HasSuffix(resource, ":states:::events:putEvents"):
			if entries := arguments.get("Entries").list(); len(entries) > 0 {
				m.answerBus, m.answerSource = entries[0].get("EventBusName").string(), entries[0].get("Source").string()
			}
		}
		for _, branch := range state.value.get("Branches").list() {
			m.states(branch.get("States"))
		}
	}
}

// connectMachine prepares a target that hands constants to a state machine. The error says what
// of them can't be read.
func (m *model) connectMachine(t *target, rule *rule, roleARN string) error {
	operation, err := t.input.template.constants()
	if err != nil {
		return fmt.Errorf("%s: target %s: %w", rule, t.id, err)
	}
	t.kind, t.operation, t.connection = KindRequest, operation, m.connections[t.machine.connection]
	t.queue = m.queueURLs[t.machine.queueURL]
	if t.machine.queueURL != "" {
		t.letters = &deadLetter{arn: queueARN(t.machine.queueURL, t.machine.stack.partition), queue: t.queue}
	}
	role := m.roles[t.machine.roleARN]
	switch {
	case t.machine.err != nil:
		t.refused = &Problem{Code: "INVALID_PARAMETER", Message: t.machine.err.Error()}
	case t.connection == nil:
		t.refused = &Problem{Code: "NO_RESOURCE", Message: fmt.Sprintf("%s: its connection %s isn't in the templates, so what it adds to the request can't be told", t.machine, t.machine.connection)}
	case t.connection.err != nil:
		t.refused = &Problem{Code: "INVALID_PARAMETER", Message: t.connection.err.Error()}
	default:
		t.refused = t.checkRole(m.roles[roleARN], roleARN, rule, "states:StartExecution")
	}
	if t.refused == nil {
		t.refused = t.checkMachineRole(role)
	}
	return nil
}

// queueARN is the ARN of the queue that a URL names.
func queueARN(url, partition string) string {
	host, path, _ := strings.Cut(strings.TrimPrefix(url, "https://"), "/")
	region := strings.Split(host, ".")
	if len(region) < 2 {
		return url
	}
	return fmt.Sprintf("arn:%s:sqs:%s:%s", partition, region[1], strings.Replace(path, "/", ":", 1))
}

// checkMachineRole says what keeps the machine's role from being used, and checks its queue.
func (t *target) checkMachineRole(role *role) *Problem {
	if role == nil {
		t.note(NoteUnchecked, "the role %s isn't in the templates: what %s may do isn't checked", t.machine.roleARN, t.machine)
		return nil
	}
	t.machineRole = role
	context := map[string]string{"aws:sourcearn": t.machine.arn, "aws:sourceaccount": t.machine.stack.account, "aws:securetransport": "true"}
	trust := permission{statesService, "sts:AssumeRole", role.arn, context}
	if allowed, why := trust.allowedBy(role.trust, true); !allowed {
		return &Problem{Code: "INVALID_PARAMETER", Message: fmt.Sprintf("AWS refuses the machine when it is deployed: role %s doesn't trust %s%s", role.resource, statesService, why)}
	}
	if t.letters != nil {
		t.letters.problem = t.may("sqs:SendMessage", t.letters.arn, nil, "NO_PERMISSIONS")
	}
	return nil
}

// may says why the machine's role may not do something, nil if it may or nobody can tell.
func (t *target) may(action, resource string, context map[string]string, code string) *Problem {
	role := t.machineRole
	if role == nil {
		return nil
	}
	all := map[string]string{"aws:viaawsservice": "false", "aws:securetransport": "true"}
	for name, v := range context {
		all[name] = v
	}
	allowed, why := permission{"", action, resource, all}.allowedBy(role.permissions, false)
	switch {
	case allowed:
		return nil
	case role.managed:
		return nil // said once, by unchecked
	}
	return &Problem{Code: code, Message: fmt.Sprintf("role %s doesn't allow %s on %s%s", role.resource, action, resource, why)}
}

// mayCall says why the machine may not make a request with its connection.
func (t *target) mayCall(method, endpoint string) *Problem {
	context := map[string]string{"states:httpmethod": method, "states:httpendpoint": endpoint}
	if p := t.may("states:InvokeHTTPEndpoint", t.machine.arn, context, "States.Http.AccessDenied"); p != nil {
		p.Message += fmt.Sprintf(" for %s %s", method, endpoint)
		return p
	}
	const code = "Events.ConnectionResource.AccessDenied"
	if p := t.may("events:RetrieveConnectionCredentials", t.connection.arn, nil, code); p != nil {
		return p
	}
	secret, err := t.connection.attribute("SecretArn")
	if err != nil {
		return nil
	}
	for _, action := range []string{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"} {
		if p := t.may(action, secret.string(), nil, code); p != nil {
			return p
		}
	}
	return nil
}
