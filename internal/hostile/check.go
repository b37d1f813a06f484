package hostile

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// CheckPlan holds what is true of every plan.
func CheckPlan(t testing.TB, p *plan.Plan) {
	t.Helper()
	ids, destinations, connections, roles := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	name := func(kind map[string]bool, id string) {
		if (ids[id] || id == "") && !p.Failed() {
			t.Errorf("the id %q is used twice", id)
		}
		ids[id] = true
		if kind != nil {
			kind[id] = true
		}
	}
	for _, c := range p.Connections {
		name(connections, c.ID)
		if max(len(c.Headers), len(c.Query), len(c.Body)) > limits.ConnectionParameters {
			t.Errorf("the connection %q has %d headers, %d query parameters and %d properties", c.ID, len(c.Headers), len(c.Query), len(c.Body))
		}
	}
	for _, d := range p.Destinations {
		name(destinations, d.ID)
		if !connections[d.Connection] {
			t.Errorf("the destination %q has the connection %q", d.ID, d.Connection)
		}
		if len(d.Endpoint) > limits.EndpointLength || len(d.Description) > 4*limits.DescriptionLength {
			t.Errorf("the endpoint %q, described by %q", d.Endpoint, d.Description)
		}
		checkLaunched(t, p, d.Endpoint)
	}
	for _, m := range p.Machines {
		name(destinations, m.ID)
		if !connections[m.Connection] || len(m.Calls) == 0 {
			t.Errorf("the state machine %+v", m)
		}
	}
	for _, r := range p.Roles {
		name(roles, r.ID)
		for _, id := range slices.Concat(r.Destinations, r.Machines) {
			if !destinations[id] {
				t.Errorf("the role %q is for %q", r.ID, id)
			}
		}
	}
	for i, r := range p.Rules {
		name(nil, r.ID)
		if i%sampled(p) > 0 {
			continue
		}
		text := r.Pattern.String()
		if r.Schedule != "" {
			text = `{"source":["a schedule has none"]}`
		}
		if _, err := delivery.ParsePattern([]byte(text)); err != nil || len(text) > limits.PatternLength {
			t.Errorf("the rule %q has the pattern %s of %d characters: %v", r.ID, text, len(text), err)
		}
		if r.Kind == plan.Delivery {
			checkRule(t, r, destinations, roles)
		}
	}
	types := map[string]bool{}
	for i := range p.Operations {
		op := &p.Operations[i]
		if types[op.DetailType] && !p.Failed() {
			t.Errorf("the detail type %q is used twice", op.DetailType)
		}
		types[op.DetailType] = true
		switch op.Fidelity {
		case plan.Exact, plan.Inexact:
			if len(op.Rules) == 0 || !destinations[op.Destination] {
				t.Errorf("%q is %s and has the rules %q and the destination %q", op.DetailType, op.Fidelity, op.Rules, op.Destination)
			}
		case plan.Unsupported:
			if len(op.Rules) > 0 || len(op.Reasons) == 0 {
				t.Errorf("%q is unsupported and has the rules %q and the reasons %v", op.DetailType, op.Rules, op.Reasons)
			}
		default:
			t.Errorf("%q has the fidelity %q", op.DetailType, op.Fidelity)
		}
	}
	for _, s := range p.Servers {
		if functionName(s.Name) {
			t.Errorf("the mapping has the key %q", s.Name)
		}
	}
	checkTexts(t, p)
	for _, d := range p.Diagnostics {
		if d.Code == "" || d.Position.File == "" || strings.ContainsFunc(d.Error(), unicode.IsControl) {
			t.Errorf("the diagnostic %q", d.Error())
		}
	}
}

// sampled is 1, or of very many rules that are all alike, which of them are looked at: each
// 20th.
func sampled(p *plan.Plan) int {
	if len(p.Rules) > 20_000 {
		return 20
	}
	return 1
}

// checkRule: a delivery rule names what there is, and only sends what AWS takes.
func checkRule(t testing.TB, r plan.Rule, destinations, roles map[string]bool) {
	if to, starts := r.Target.(plan.StateMachineInput); starts {
		checkInput(t, r.ID, to, destinations, roles[r.Role])
		return
	}
	call := r.Target.(plan.APIDestination)
	if !destinations[call.ID] || !roles[r.Role] {
		t.Errorf("the rule %q has the destination %q and the role %q", r.ID, call.ID, r.Role)
	}
	bodies := 0
	for _, is := range []bool{call.InputPath != "", call.Input != "", call.Template != nil} {
		if is {
			bodies++
		}
	}
	if bodies != 1 {
		t.Errorf("the rule %q has the input path %q, the input %q and the template %+v", r.ID, call.InputPath, call.Input, call.Template)
	}
	checkTemplate(t, r.ID, call.Template)
	seen := map[string]bool{}
	for _, value := range call.PathValues {
		if seen[value] || value == "" || len(value) > limits.ParameterValueLength {
			t.Errorf("the rule %q has the path values %q", r.ID, call.PathValues)
		}
		seen[value] = true
	}
	for in, pairs := range map[string][]plan.Pair{"query": call.Query, "header": call.Headers} {
		for _, pair := range pairs {
			key := in + strings.ToLower(pair.Name)
			if in == "query" {
				key = in + pair.Name
			}
			if seen[key] || pair.Name == "" || len(pair.Name) > limits.ParameterKeyLength || len(pair.Value.Expression()) > limits.ParameterValueLength {
				t.Errorf("the rule %q sends %+v", r.ID, pair)
			}
			seen[key] = true
			if p := pair.Value; functionName(pair.Name) || p.Field == "" && p.Event == "" && !pair.Idempotency && eventPath.MatchString(p.Constant) {
				t.Errorf("the rule %q has the %s parameter %+v, which is evaluated", r.ID, in, pair)
			}
		}
	}
	if object := r.Pattern.Object(); object != nil {
		checkKeys(t, r.ID, object)
	}
}

// checkTemplate: a body of several values is JSON once these are there, and names nothing else.
func checkTemplate(t testing.TB, rule string, template *plan.InputTemplate) {
	if template == nil {
		return
	}
	filled := template.Text
	for _, p := range template.Paths {
		filled = strings.ReplaceAll(filled, "<"+p.Name+">", "0")
		if !eventPath.MatchString(p.Path) {
			t.Errorf("the rule %q has the path %q", rule, p.Path)
		}
	}
	if strings.ContainsAny(filled, "<>") || !json.Valid([]byte(filled)) || len(template.Text) > limits.InputTemplateLength {
		t.Errorf("the rule %q has the template %s", rule, template.Text)
	}
}

// fromEvent are the only places of an input template that EventBridge fills in.
var fromEvent = strings.NewReplacer("<aws.events.rule-arn>", `"rule"`, "<aws.events.event.ingestion-time>", `"time"`, "<aws.events.event.json>", "{}")

// checkInput: a state machine is given JSON in which nothing of the document is evaluated.
func checkInput(t testing.TB, rule string, to plan.StateMachineInput, machines map[string]bool, role bool) {
	if !machines[to.ID] || !role {
		t.Errorf("the rule %q starts %q, role %v", rule, to.ID, role)
	}
	filled := fromEvent.Replace(to.Template)
	if strings.ContainsAny(filled, "<>") || !json.Valid([]byte(filled)) || len(to.Template) > limits.InputTemplateLength {
		t.Errorf("the rule %q has the input %s", rule, to.Template)
	}
}

// eventPath is what EventBridge takes for a path into the event.
var eventPath = regexp.MustCompile(`^\$(\.[\w/_-]+(\[(\d+|\*)\])*)*$`)

// functionName tells of a key whether CloudFormation evaluates an object with it.
func functionName(key string) bool {
	return key == "Ref" || key == "Condition" || strings.HasPrefix(key, "Fn::")
}

func checkKeys(t testing.TB, rule string, node any) {
	switch n := node.(type) {
	case map[string]any:
		for key, value := range n {
			if functionName(key) {
				t.Errorf("the pattern of the rule %q has the key %q", rule, key)
			}
			checkKeys(t, rule, value)
		}
	case []any:
		for _, value := range n {
			checkKeys(t, rule, value)
		}
	}
}

// checkLaunched: what the launch fills into an endpoint leaves it one that AWS takes.
func checkLaunched(t testing.TB, p *plan.Plan, endpoint string) {
	t.Helper()
	values := map[string]string{}
	for _, q := range p.Parameters {
		pattern := regexp.MustCompile(q.AllowedPattern)
		for _, value := range append([]string{"", "/v1", "443", "a", "https://a.dev"}, q.AllowedValues...) {
			if fits := pattern.MatchString(value) && len(q.AllowedValues) == 0; fits || slices.Contains(q.AllowedValues, value) {
				values[q.Name] = value
			}
		}
		if _, ok := values[q.Name]; !ok || q.Default != nil && len(q.AllowedValues) > 0 && !slices.Contains(q.AllowedValues, *q.Default) ||
			q.Default != nil && !pattern.MatchString(*q.Default) || !parameterName.MatchString(q.Name) {
			t.Errorf("the launch parameter %+v", q)
		}
	}
	rows := p.Servers
	if len(rows) == 0 {
		rows = []plan.ServerChoice{{}}
	}
	for _, row := range rows {
		launched := endpoint
		for _, q := range p.Placeholders {
			value := values[q.Parameter]
			if q.Column != "" {
				value = row.Columns[q.Column]
			} else if q.OriginOf != "" {
				value = "https://a.dev"
			}
			launched = strings.ReplaceAll(launched, "${"+q.Name+"}", value)
		}
		if !strings.HasPrefix(launched, "https://") || !endpointPattern.MatchString(launched) {
			t.Errorf("the endpoint %q becomes %q", endpoint, launched)
		}
	}
}

var (
	parameterName   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
	endpointPattern = regexp.MustCompile(limits.EndpointPattern)
)

// checkTexts: no text of what becomes the template holds what CloudFormation or the CDK
// would evaluate, or a control character.
func checkTexts(t testing.TB, p *plan.Plan) {
	known := []string{}
	for _, q := range p.Placeholders {
		known = append(known, "${"+q.Name+"}", "")
	}
	for _, part := range []any{p.Connections, p.Destinations, p.Machines, p.Placeholders} {
		walkTexts(reflect.ValueOf(part), func(s string) { checkText(t, strings.NewReplacer(known...).Replace(s)) })
	}
	for _, part := range []any{p.Roles, p.Secrets, p.Parameters, p.Servers} {
		walkTexts(reflect.ValueOf(part), func(s string) { checkText(t, s) })
	}
	for i := 0; i < len(p.Rules); i += sampled(p) {
		r := p.Rules[i]
		checkText(t, r.Pattern.String())
		r.Pattern = pattern.Pattern{}
		if to, starts := r.Target.(plan.StateMachineInput); starts {
			to.Template = strings.NewReplacer(known...).Replace(to.Template)
			r.Target = to
		}
		walkTexts(reflect.ValueOf(r), func(s string) { checkText(t, s) })
	}
}

func checkText(t testing.TB, s string) {
	for _, marker := range []string{"{{resolve:", "${", "#{Token["} {
		if strings.Contains(s, marker) {
			t.Errorf("the template would hold %q", s)
		}
	}
	if strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar
	}) {
		t.Errorf("the template would hold %q", s)
	}
}

// walkTexts visits the strings of a value.
func walkTexts(v reflect.Value, visit func(string)) {
	switch v.Kind() {
	case reflect.String:
		visit(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walkTexts(v.Elem(), visit)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			walkTexts(v.Index(i), visit)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			walkTexts(key, visit)
			walkTexts(v.MapIndex(key), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				walkTexts(v.Field(i), visit)
			}
		}
	}
}
