package delivery

import (
	"fmt"
	"strings"
)

// eventsService is the principal as which EventBridge comes.
const eventsService = "events.amazonaws.com"

// statement is one statement of a policy document.
type statement struct {
	value *value
	err   error // it can't be resolved
}

// request is what a policy is asked.
type permission struct {
	service  string // the principal, empty in a policy of a role
	action   string
	resource string
	context  map[string]string
}

// statements are those of a policy document, each resolved by itself, so that
// one that can't be resolved doesn't spoil the others.
func (s *stack) statements(document *value) []statement {
	if document != nil && document.kind == kindObject && document.get("Statement") == nil {
		resolved, err := s.eval(document)
		if err != nil || resolved == nil {
			return []statement{{err: err}}
		}
		document = resolved
	}
	var out []statement
	for _, item := range document.get("Statement").list() {
		v, err := s.eval(item)
		if v != nil && v.kind == kindArray {
			for _, inner := range v.items {
				out = append(out, statement{value: inner})
			}
			continue
		}
		if v != nil || err != nil {
			out = append(out, statement{v, err})
		}
	}
	return out
}

func newRole(r *resource, arn string) *role {
	role := &role{resource: r, arn: arn, trust: r.stack.statements(r.properties.get("AssumeRolePolicyDocument"))}
	for _, p := range r.properties.get("Policies").list() {
		role.permissions = append(role.permissions, r.stack.statements(p.get("PolicyDocument"))...)
	}
	role.managed = r.properties.get("ManagedPolicyArns") != nil
	return role
}

// addPolicy attaches a policy that is a resource of its own.
func (m *model) addPolicy(r *resource) error {
	statements := func() []statement { return r.stack.statements(r.properties.get("PolicyDocument")) }
	switch r.typ {
	case "AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy":
		name := "Queues"
		if r.typ == "AWS::SQS::QueueInlinePolicy" {
			name = "Queue"
		}
		for _, item := range r.properties.get(name).list() {
			url, err := r.stack.eval(item)
			if err != nil {
				continue // a queue that is elsewhere
			}
			for _, u := range url.list() {
				if q := m.queueURLs[u.string()]; q != nil {
					q.policies = append(q.policies, statements())
				}
			}
		}
	case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy":
		name := "Roles"
		if r.typ == "AWS::IAM::RolePolicy" {
			name = "RoleName"
		}
		for _, item := range r.properties.get(name).list() {
			name, err := r.stack.eval(item)
			if err != nil {
				continue // a role that is elsewhere
			}
			for _, n := range name.list() {
				if role := m.roleNames[n.string()]; role != nil {
					role.permissions = append(role.permissions, statements()...)
				}
			}
		}
		if r.typ == "AWS::IAM::ManagedPolicy" {
			m.attachManaged(r, statements)
		}
	}
	return nil
}

// attachManaged gives a managed policy to the roles that name it.
func (m *model) attachManaged(r *resource, statements func() []statement) {
	arn, err := r.attribute("")
	if err != nil {
		return
	}
	for _, role := range m.roles {
		arns, err := role.property("ManagedPolicyArns")
		if err != nil {
			continue
		}
		for _, a := range arns.list() {
			if a.string() == arn.string() {
				role.permissions = append(role.permissions, statements()...)
			}
		}
	}
}

// ruleContext is what AWS says about a rule that acts.
func ruleContext(rule *rule, account string) map[string]string {
	return map[string]string{
		"aws:sourcearn":             rule.ARN,
		"aws:sourceaccount":         account,
		"aws:principalservicename":  eventsService,
		"aws:principalisawsservice": "true",
		"aws:securetransport":       "true",
		"aws:viaawsservice":         "false",
	}
}

// accountOf is the account in an ARN.
func accountOf(arn string) string {
	if fields := strings.SplitN(arn, ":", 6); len(fields) == 6 {
		return fields[4]
	}
	return ""
}

// checkRole says why the rule may not act on the target through its role.
func (t *target) checkRole(role *role, arn string, rule *rule, action string) *Problem {
	switch {
	case arn == "" && action == "events:InvokeApiDestination":
		return &Problem{Code: "NO_PERMISSIONS", Message: "the target has no RoleArn, which AWS demands for an API destination"}
	case arn == "" && action == "states:StartExecution":
		return &Problem{Code: "NO_PERMISSIONS", Message: "the target has no RoleArn, which AWS demands for a state machine"}
	case arn == "":
		return &Problem{Code: "NO_PERMISSIONS", Message: "the target has no RoleArn, without which it may not put events on the bus"}
	case role == nil:
		t.note(NoteUnchecked, "the role %s isn't in the templates: whether it may be used isn't checked", arn)
		return nil
	}
	context := ruleContext(rule, accountOf(rule.ARN))
	trust := permission{eventsService, "sts:AssumeRole", role.arn, context}
	if allowed, why := trust.allowedBy(role.trust, true); !allowed {
		return &Problem{Code: "FAILED_TO_ASSUME_ROLE", Message: fmt.Sprintf("role %s doesn't trust %s for this rule%s", role.resource, eventsService, why)}
	}
	use := permission{"", action, t.arn, map[string]string{"aws:viaawsservice": "false", "aws:securetransport": "true"}}
	allowed, why := use.allowedBy(role.permissions, false)
	if !allowed && t.destination != nil {
		// Whether the ARN without the UUID is enough is unknown (docs/eventbridge.md, 6.2).
		use.resource = t.arn[:strings.LastIndexByte(t.arn, '/')]
		if allowed, _ = use.allowedBy(role.permissions, false); allowed {
			t.assumed = append(t.assumed, assumeARNForPolicy)
		}
	}
	switch {
	case allowed:
		return nil
	case role.managed:
		t.note(NoteUnchecked, "role %s has managed policies that aren't all in the templates; those that are don't allow %s", role.resource, action)
		return nil
	}
	return &Problem{Code: "NO_PERMISSIONS", Message: fmt.Sprintf("role %s doesn't allow %s on %s%s", role.resource, action, t.arn, why)}
}

// checkQueue says why a rule may not send to a queue. Each QueuePolicy replaces
// the queue's whole policy, so with several all must allow it.
func (t *target) checkQueue(m *model, q *queue, arn string, rule *rule) *Problem {
	if q == nil {
		t.note(NoteUnchecked, "the queue %s isn't in the templates: whether the rule may send to it isn't checked", arn)
		return nil
	}
	if len(q.policies) == 0 {
		return &Problem{Code: "NO_PERMISSIONS", Message: fmt.Sprintf("queue %s has no queue policy, so %s may not send to it", q.resource, eventsService)}
	}
	for _, statements := range q.policies {
		send := permission{eventsService, "sqs:SendMessage", q.arn, ruleContext(rule, accountOf(rule.ARN))}
		if allowed, why := send.allowedBy(statements, false); !allowed {
			return &Problem{Code: "NO_PERMISSIONS", Message: fmt.Sprintf("the policy of queue %s doesn't let %s send from %s%s", q.resource, eventsService, rule.ARN, why)}
		}
	}
	return t.checkKey(m, q, rule)
}

// allowedBy evaluates statements as IAM does: a denial beats any permission.
// A trust policy has no resource. why tells what could not be resolved.
func (p permission) allowedBy(statements []statement, trust bool) (allowed bool, why string) {
	for _, s := range statements {
		if s.err != nil {
			why = fmt.Sprintf(" (a statement can't be resolved: %v)", s.err)
			continue
		}
		if !p.matches(s.value, trust) {
			continue
		}
		if s.value.get("Effect").string() == "Deny" {
			return false, " (a statement denies it)"
		}
		allowed = true
	}
	return allowed, why
}

func (p permission) matches(s *value, trust bool) bool {
	return p.principal(s) && list(s, "Action", func(pattern string) bool {
		return globMatch(strings.ToLower(pattern), strings.ToLower(p.action))
	}) && (trust || list(s, "Resource", func(pattern string) bool {
		return globMatch(pattern, p.resource)
	})) && p.conditions(s.get("Condition"))
}

// principal says whether a statement is about EventBridge.
func (p permission) principal(s *value) bool {
	if p.service == "" {
		return true
	}
	names := func(v *value) bool {
		if v.string() == "*" {
			return true
		}
		for _, service := range v.get("Service").list() {
			if service.string() == p.service || service.string() == "*" {
				return true
			}
		}
		for _, account := range v.get("AWS").list() {
			if account.string() == "*" {
				return true
			}
		}
		return false
	}
	if not := s.get("NotPrincipal"); not != nil {
		return !names(not)
	}
	return names(s.get("Principal"))
}

// list says whether any pattern of the element matches, or none of the
// element's Not form.
func list(s *value, element string, matches func(string) bool) bool {
	hit := func(v *value) bool {
		for _, item := range v.list() {
			if item.scalar() && matches(item.text) {
				return true
			}
		}
		return false
	}
	if not := s.get("Not" + element); not != nil {
		return !hit(not)
	}
	return hit(s.get(element))
}

// globMatch matches IAM's wildcards * and ?.
func globMatch(pattern, s string) bool {
	i, j, star, mark := 0, 0, -1, 0
	for j < len(s) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, mark = i, j
			i++
		case i < len(pattern) && (pattern[i] == '?' || pattern[i] == s[j]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[i:], "*") == ""
}
