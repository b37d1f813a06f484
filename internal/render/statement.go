package render

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
)

// statement is one statement of an IAM policy that allows something. Its texts may hold CDK tokens.
type statement struct {
	Sid       string
	Effect    string
	Principal map[string]string `json:",omitempty"` // the policy of a role has none
	Action    any
	Resource  any        `json:",omitempty"` // a trust policy has none
	Condition conditions `json:",omitempty"`
}

// conditions are the values of condition keys by operator.
type conditions map[string]map[string]any

// object is the statement as the CDK takes it.
func (s statement) object() map[string]any {
	o := map[string]any{"Effect": s.Effect, "Action": s.Action}
	if len(s.Principal) > 0 {
		principal := make(map[string]any, len(s.Principal))
		for kind, name := range s.Principal {
			principal[kind] = name
		}
		o["Principal"] = principal
	}
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

// objects are the statements as the CDK takes them.
func objects(statements []statement) []map[string]any {
	all := make([]map[string]any, len(statements))
	for i, s := range statements {
		all[i] = s.object()
	}
	return all
}

func (s statement) policyStatement() awsiam.PolicyStatement {
	return awsiam.PolicyStatement_FromJson(s.object())
}

// spelledOut are statements as the JSON that is pasted into a policy elsewhere: one as it is, several as
// a list. What only the deployment knows stands in angle brackets, which no policy takes for anything,
// as "<AWS::AccountId>": "${AWS::AccountId}" would be a variable of IAM's there.
func (f *Frame) spelledOut(statements ...statement) string {
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
	if !HasToken(text) {
		return text
	}
	return FilledOut(f.place.stack.Resolve(text))
}
