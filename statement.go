package openapidestinations

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
)

// statement is one statement of an IAM policy that allows something. Its texts may hold CDK tokens.
type statement struct {
	Sid       string
	Effect    string
	Principal map[string]string
	Action    any
	Resource  any        `json:",omitempty"` // a trust policy has none
	Condition conditions `json:",omitempty"`
}

// conditions are the values of condition keys by operator.
type conditions map[string]map[string]any

// object is the statement as the CDK takes it.
func (s statement) object() map[string]any {
	principal := make(map[string]any, len(s.Principal))
	for kind, name := range s.Principal {
		principal[kind] = name
	}
	o := map[string]any{"Effect": s.Effect, "Principal": principal, "Action": s.Action}
	if s.Sid != "" {
		o["Sid"] = s.Sid
	}
	if s.Resource != nil {
		o["Resource"] = s.Resource
	}
	if len(s.Condition) > 0 {
		condition := make(map[string]any, len(s.Condition))
		for operator, keys := range s.Condition {
			condition[operator] = keys
		}
		o["Condition"] = condition
	}
	return o
}

func (s statement) policyStatement() awsiam.PolicyStatement {
	return awsiam.PolicyStatement_FromJson(s.object())
}

// spelledOut are statements as the JSON that is pasted into a policy elsewhere: one as it is, several as
// a list. What only the deployment knows stands in angle brackets, which no policy takes for anything,
// as "<AWS::AccountId>": "${AWS::AccountId}" would be a variable of IAM's there.
func (c *openApiDestinations) spelledOut(statements ...statement) string {
	var value any = statements
	if len(statements) == 1 {
		value = statements[0]
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err.Error() // texts, and maps and lists of them, always encode
	}
	text := strings.TrimSpace(b.String())
	if !hasToken(text) {
		return text
	}
	return filledOut(c.stack.Resolve(text))
}

// filledOut is a resolved text with a placeholder for each function of CloudFormation in it.
func filledOut(value any) string { return notation{placeholder, unknown}.write(value) }

func unknown(value any) string {
	function, _ := value.(map[string]any)
	if len(function) != 1 {
		return placeholder("unknown")
	}
	for name, argument := range function {
		if name == "Fn::ImportValue" {
			return placeholder("import of " + filledOut(argument))
		}
		if text, ok := argument.(string); ok && name == "Fn::Sub" {
			return subVariable.ReplaceAllStringFunc(text, func(v string) string { return placeholder(v[2 : len(v)-1]) })
		}
		return placeholder(name)
	}
	return placeholder("unknown")
}

var subVariable = regexp.MustCompile(`\$\{[^!}][^}]*\}`)

// placeholder stands for what a person fills in, inside a string of JSON.
func placeholder(name string) string {
	return "<" + strings.Trim(notInPlaceholder.ReplaceAllString(name, " "), " ") + ">"
}

var notInPlaceholder = regexp.MustCompile(`[^A-Za-z0-9_:./-]+`)
