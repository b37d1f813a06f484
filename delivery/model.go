package delivery

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// model is what a set of stacks deploys, as far as events are concerned. It
// doesn't change once it is built, so any number of goroutines may use it.
type model struct {
	buses        map[string]*resource // by name
	busARNs      map[string]string    // name by ARN
	rules        map[string][]*rule   // by bus name, in the order of the templates
	index        map[string]*ruleIndex
	destinations map[string]*destination // by ARN, as those below
	connections  map[string]*connection
	machines     map[string]*machine
	queues       map[string]*queue
	queueURLs    map[string]*queue
	keys         map[string]*key // by ARN and by id
	roles        map[string]*role
	roleNames    map[string]*role
	deadLetters  map[string]bool // the ARNs of queues that get what API destinations can't have
}

// rule is an enabled rule with an event pattern.
type rule struct {
	Rule
	bus     string
	pattern *Pattern
	targets []*target
	number  int // in the order of the templates
}

// destination is an AWS::Events::ApiDestination.
type destination struct {
	*resource
	arn, connection string
	method          string
	endpoint        Text
	err             error // why it can't be told
}

// connection is an AWS::Events::Connection.
type connection struct {
	*resource
	arn        string
	typ        string // AuthorizationType
	parameters *value // AuthParameters
	err        error
}

// queue is an AWS::SQS::Queue.
type queue struct {
	*resource
	arn, url string
	policies [][]statement // one list of statements for each QueuePolicy
}

// role is an AWS::IAM::Role with all its policies.
type role struct {
	*resource
	arn         string
	trust       []statement
	permissions []statement
	managed     bool // it has policies that aren't in the templates
}

// buildModel finds the resources in the stacks. The error joins everything
// that makes a rule or a queue unjudgeable.
func buildModel(stacks []*stack) (*model, error) {
	m := &model{
		buses: map[string]*resource{}, busARNs: map[string]string{},
		rules: map[string][]*rule{}, index: map[string]*ruleIndex{},
		destinations: map[string]*destination{}, connections: map[string]*connection{}, machines: map[string]*machine{},
		queues: map[string]*queue{}, queueURLs: map[string]*queue{}, keys: map[string]*key{},
		roles: map[string]*role{}, roleNames: map[string]*role{},
	}
	var errs []error
	each := func(f func(*resource) error) {
		for _, s := range stacks {
			for _, id := range s.order {
				errs = append(errs, f(s.resources[id]))
			}
		}
	}
	each(m.addResource)
	each(m.addPolicy)
	number := 0
	each(func(r *resource) error {
		number++
		return m.addRule(r, number)
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for bus, rules := range m.rules {
		m.index[bus] = newRuleIndex(rules)
	}
	m.deadLetters = deadLetterQueues(m.rules)
	return m, nil
}

// addResource adds what others refer to by ARN.
func (m *model) addResource(r *resource) error {
	switch r.typ {
	case "AWS::Events::EventBus", "AWS::Events::ApiDestination", "AWS::Events::Connection", "AWS::SQS::Queue", "AWS::KMS::Key", "AWS::IAM::Role",
		"AWS::StepFunctions::StateMachine":
	default:
		return nil
	}
	texts, err := r.attributes("Arn", "")
	if err != nil {
		return nil // whatever uses it has the same error, and says so
	}
	arn, ref := texts[0], texts[1]
	switch r.typ {
	case "AWS::Events::EventBus":
		name := busName(arn)
		m.buses[name], m.busARNs[arn] = r, name
	case "AWS::Events::ApiDestination":
		m.destinations[arn] = newDestination(r, arn)
	case "AWS::Events::Connection":
		m.connections[arn] = newConnection(r, arn)
	case "AWS::SQS::Queue":
		q := &queue{resource: r, arn: arn, url: ref}
		m.queues[arn], m.queueURLs[q.url] = q, q
	case "AWS::KMS::Key":
		m.keys[arn] = newKey(r, arn)
		m.keys[ref] = m.keys[arn]
	case "AWS::IAM::Role":
		m.roles[arn] = newRole(r, arn)
		m.roleNames[ref] = m.roles[arn]
	case "AWS::StepFunctions::StateMachine":
		m.machines[arn] = newMachine(r, arn)
	}
	return nil
}

func newDestination(r *resource, arn string) *destination {
	d := &destination{resource: r, arn: arn}
	texts, err := r.texts("ConnectionArn", "HttpMethod", "InvocationEndpoint")
	if err != nil {
		d.err = err
		return d
	}
	d.connection, d.method, d.endpoint = texts[0].Reveal(), texts[1].Reveal(), texts[2]
	if !strings.HasPrefix(d.endpoint.Reveal(), "https://") {
		d.err = fmt.Errorf("%s: AWS takes only https:// endpoints, not %q", r, d.endpoint)
	}
	if !slices.Contains([]string{"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"}, d.method) {
		d.err = fmt.Errorf("%s: AWS doesn't know the HttpMethod %q", r, d.method)
	}
	return d
}

// texts evaluates properties that must be texts.
func (r *resource) texts(names ...string) ([]Text, error) {
	out := make([]Text, len(names))
	for i, name := range names {
		v, err := r.property(name)
		if err != nil {
			return nil, err
		}
		if !v.scalar() {
			return nil, fmt.Errorf("%s: %s must be a text", r, name)
		}
		out[i] = v.asText()
	}
	return out, nil
}

func newConnection(r *resource, arn string) *connection {
	c := &connection{resource: r, arn: arn}
	typ, err := r.property("AuthorizationType")
	if err == nil {
		c.parameters, err = r.property("AuthParameters")
	}
	c.typ, c.err = typ.string(), err
	if err == nil && (c.typ == "" || c.parameters == nil) {
		c.err = fmt.Errorf("%s: a connection needs AuthorizationType and AuthParameters", r)
	}
	return c
}

// addRule adds a rule that is enabled and has a pattern, or a schedule.
func (m *model) addRule(r *resource, number int) error {
	if r.typ != "AWS::Events::Rule" {
		return nil
	}
	state, err := r.property("State")
	if err != nil {
		return err
	}
	pattern, err := r.property("EventPattern")
	if err != nil || strings.HasPrefix(state.string(), "DISABLED") {
		return err
	}
	if pattern == nil {
		if pattern, err = r.scheduled(); err != nil || pattern == nil {
			return err
		}
	}
	if pattern.kind == kindString {
		if pattern, err = parseJSON([]byte(pattern.text)); err != nil {
			return fmt.Errorf("%s: EventPattern: %w", r, err)
		}
	}
	compiled, err := newPattern(pattern)
	if err != nil {
		return fmt.Errorf("%s: %w", r, err)
	}
	texts, err := r.attributes("Arn", "")
	if err != nil {
		return err
	}
	bus, err := r.property("EventBusName")
	if err != nil {
		return err
	}
	name := texts[1]
	if i := strings.LastIndexByte(name, '|'); i >= 0 {
		name = name[i+1:]
	}
	rule := &rule{
		Rule: Rule{Stack: r.stack.label, LogicalID: r.id, Name: name, ARN: texts[0]},
		bus:  busName(bus.string()), pattern: compiled, number: number,
	}
	rule.Bus = rule.bus
	m.rules[rule.bus] = append(m.rules[rule.bus], rule)
	return m.addTargets(r, rule)
}

// scheduled is the pattern of the events that a rule makes itself, nil where it has no schedule: they
// name the rule (User Guide, "Events from AWS services", Scheduled Event).
func (r *resource) scheduled() (*value, error) {
	schedule, err := r.property("ScheduleExpression")
	if err != nil || schedule == nil {
		return nil, err
	}
	bus, err := r.property("EventBusName")
	if err != nil || bus != nil && busName(bus.string()) != "default" {
		return nil, err // AWS refuses a schedule on another bus
	}
	arn, err := r.attribute("Arn")
	if err != nil {
		return nil, err
	}
	one := func(name string, v *value) member {
		return member{name, &value{kind: kindArray, items: []*value{v}}}
	}
	return &value{kind: kindObject, members: []member{
		one("source", stringValue("aws.events")), one("detail-type", stringValue("Scheduled Event")), one("resources", arn),
	}}, nil
}

// addTargets prepares the targets of a rule; the error says which can't be told at all.
func (m *model) addTargets(r *resource, rule *rule) error {
	var errs []error
	for _, raw := range r.properties.get("Targets").list() {
		t := m.newTarget(r, rule, raw)
		rule.targets = append(rule.targets, t)
		errs = append(errs, t.err)
	}
	return errors.Join(errs...)
}

func (r *resource) attributes(names ...string) ([]string, error) {
	out := make([]string, len(names))
	for i, name := range names {
		v, err := r.attribute(name)
		if err != nil {
			return nil, err
		}
		out[i] = v.string()
	}
	return out, nil
}

// ruleIndex finds the rules that may match an event by its detail type.
type ruleIndex struct {
	byType map[string][]*rule // by the detail type in quotes
	others []*rule            // rules that don't name their detail types
}

func newRuleIndex(rules []*rule) *ruleIndex {
	x := &ruleIndex{byType: map[string][]*rule{}}
	for _, r := range rules {
		types, ok := r.pattern.detailTypes()
		if !ok {
			x.others = append(x.others, r)
			continue
		}
		for _, t := range types {
			x.byType[t] = append(x.byType[t], r)
		}
	}
	return x
}

// detailTypes are the detail types without which the pattern can't match, in
// quotes; ok is false if some alternative doesn't name them.
func (p *Pattern) detailTypes() (types []string, ok bool) {
	for _, a := range p.alternatives {
		named := false
		for _, f := range a {
			if f.path != "detail-type" {
				continue
			}
			named = true
			for _, t := range f.tests {
				if t.op != opExact {
					return nil, false
				}
				types = append(types, t.operands[0])
			}
		}
		if !named {
			return nil, false
		}
	}
	slices.Sort(types)
	return slices.Compact(types), true
}

// candidates are the rules that may match, in the order of the templates.
func (x *ruleIndex) candidates(event *flatEvent) []*rule {
	if x == nil {
		return nil
	}
	types := event.leaves("detail-type").all
	if len(types) == 1 && len(x.others) == 0 {
		return x.byType[types[0].text]
	}
	all := slices.Clone(x.others)
	for _, t := range types {
		all = append(all, x.byType[t.text]...)
	}
	slices.SortFunc(all, func(a, b *rule) int { return a.number - b.number })
	return slices.Compact(all)
}
