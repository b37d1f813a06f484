package delivery

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
)

// nameProperties are the properties that hold a resource's physical name.
var nameProperties = map[string]string{
	"AWS::Events::EventBus":            "Name",
	"AWS::Events::Rule":                "Name",
	"AWS::Events::ApiDestination":      "Name",
	"AWS::Events::Connection":          "Name",
	"AWS::Events::Archive":             "ArchiveName",
	"AWS::SQS::Queue":                  "QueueName",
	"AWS::IAM::Role":                   "RoleName",
	"AWS::IAM::ManagedPolicy":          "ManagedPolicyName",
	"AWS::SNS::Topic":                  "TopicName",
	"AWS::Lambda::Function":            "FunctionName",
	"AWS::StepFunctions::StateMachine": "StateMachineName",
	"AWS::Logs::LogGroup":              "LogGroupName",
	"AWS::SecretsManager::Secret":      "Name",
	"AWS::SSM::Parameter":              "Name",
	"AWS::S3::Bucket":                  "BucketName",
}

// arnFormats are what follows the account in a resource's ARN: %s is its
// name, %u a UUID.
var arnFormats = map[string][2]string{
	"AWS::Events::EventBus":            {"events", "event-bus/%s"},
	"AWS::Events::ApiDestination":      {"events", "api-destination/%s/%u"},
	"AWS::Events::Connection":          {"events", "connection/%s/%u"},
	"AWS::Events::Archive":             {"events", "archive/%s"},
	"AWS::SQS::Queue":                  {"sqs", "%s"},
	"AWS::IAM::Role":                   {"iam", "role/%s"},
	"AWS::IAM::ManagedPolicy":          {"iam", "policy/%s"},
	"AWS::SNS::Topic":                  {"sns", "%s"},
	"AWS::Lambda::Function":            {"lambda", "function:%s"},
	"AWS::StepFunctions::StateMachine": {"states", "stateMachine:%s"},
	"AWS::Logs::LogGroup":              {"logs", "log-group:%s:*"},
	"AWS::SecretsManager::Secret":      {"secretsmanager", "secret:%s-offlne"},
	"AWS::KMS::Key":                    {"kms", "key/%u"},
	"AWS::SSM::Parameter":              {"ssm", "parameter/%s"},
	"AWS::CloudFormation::Stack":       {"cloudformation", "stack/%s/%u"},
}

// refIsARN are the types for which Ref gives the ARN.
var refIsARN = map[string]bool{
	"AWS::IAM::ManagedPolicy":          true,
	"AWS::SNS::Topic":                  true,
	"AWS::StepFunctions::StateMachine": true,
	"AWS::SecretsManager::Secret":      true,
	"AWS::CloudFormation::Stack":       true,
}

// attribute is what GetAtt, or Ref for the empty name, gives. ARNs and names
// that AWS invents are made up, the same ones each time.
func (r *resource) attribute(name string) (*value, error) {
	return r.stack.once("attribute "+r.id+"."+name, func() (*value, error) {
		s, err := r.attributeText(name)
		return s, err
	})
}

func (r *resource) attributeText(name string) (*value, error) {
	if output, ok := strings.CutPrefix(name, "Outputs."); ok && r.typ == "AWS::CloudFormation::Stack" {
		child := r.stack.children[r.id]
		if child == nil {
			return nil, fmt.Errorf("the template of nested stack %s isn't loaded", r)
		}
		return child.output(output)
	}
	own, err := r.physicalName()
	if err != nil {
		return nil, err
	}
	switch {
	case r.typ == "AWS::Events::Rule":
		return r.ruleAttribute(name, own)
	case r.typ == "AWS::SQS::Queue" && (name == "" || name == "QueueUrl"):
		return stringValue(fmt.Sprintf("https://sqs.%s.amazonaws.com/%s/%s", r.stack.region, r.stack.account, own)), nil
	case name == "" && !refIsARN[r.typ], name == "Name", name == "QueueName", name == "TopicName", name == "ArchiveName":
		return stringValue(own), nil
	case name == "SecretArn" && r.typ == "AWS::Events::Connection":
		return stringValue(r.stack.arn("secretsmanager", "secret:events!connection/"+own+"/"+uuid(r.String()))), nil
	case name == "Value" && r.typ == "AWS::SSM::Parameter":
		return r.property("Value")
	}
	format, known := arnFormats[r.typ]
	switch name {
	case "", "Arn", "TopicArn", "Id", "PolicyArn":
	case "ArnForPolicy":
		format[1] = strings.TrimSuffix(format[1], "/%u")
	default:
		known = false
	}
	if !known {
		return nil, fmt.Errorf("attribute %s of %s, a %s, isn't known offline", name, r, r.typ)
	}
	return stringValue(r.formatARN(format, own)), nil
}

func (r *resource) formatARN(format [2]string, own string) string {
	tail := strings.ReplaceAll(format[1], "%u", uuid(r.String()))
	if r.typ == "AWS::IAM::Role" || r.typ == "AWS::IAM::ManagedPolicy" {
		if p, err := r.property("Path"); err == nil && p.scalar() {
			own = strings.TrimPrefix(p.text, "/") + own
		}
		return fmt.Sprintf("arn:%s:iam::%s:%s", r.stack.partition, r.stack.account, strings.Replace(tail, "%s", own, 1))
	}
	return r.stack.arn(format[0], strings.Replace(tail, "%s", own, 1))
}

// ruleAttribute: a rule's ARN names its bus unless that is the default one
// (docs/eventbridge.md, 5.1), and Ref gives bus|rule.
func (r *resource) ruleAttribute(name, own string) (*value, error) {
	bus, err := r.property("EventBusName")
	if err != nil {
		return nil, err
	}
	prefix := ""
	if b := busName(bus.string()); b != "default" {
		prefix = b
	}
	switch {
	case name == "Arn" && prefix != "":
		return stringValue(r.stack.arn("events", "rule/"+prefix+"/"+own)), nil
	case name == "Arn":
		return stringValue(r.stack.arn("events", "rule/"+own)), nil
	case name == "" && prefix != "":
		return stringValue(prefix + "|" + own), nil
	case name == "":
		return stringValue(own), nil
	}
	return nil, fmt.Errorf("a rule has no attribute %s", name)
}

// busName is the name of a bus that is given by name or ARN.
func busName(s string) string {
	if s == "" {
		return "default"
	}
	if i := strings.LastIndex(s, "event-bus/"); i >= 0 && strings.HasPrefix(s, "arn:") {
		return s[i+len("event-bus/"):]
	}
	return s
}

// physicalName is the resource's name: the one it is given, or one such as
// CloudFormation invents: <stack>-<logical id>-<12 characters>.
func (r *resource) physicalName() (string, error) {
	if property, ok := nameProperties[r.typ]; ok {
		p, err := r.property(property)
		if err != nil {
			return "", err
		}
		if p.scalar() && p.text != "" {
			if len(p.text) > 2048 {
				return "", fmt.Errorf("%s: its name is too long", r)
			}
			return p.text, nil
		}
	}
	hash := sha256.Sum256([]byte(r.String()))
	suffix := base32.StdEncoding.EncodeToString(hash[:])[:12]
	// Names have up to 64 characters; CloudFormation shortens both parts.
	stack, id := cut(r.stack.name, 24), cut(r.id, 24)
	return stack + "-" + id + "-" + suffix, nil
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

// arn is an ARN in the stack's Region and account.
func (s *stack) arn(service, tail string) string {
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s", s.partition, service, s.region, s.account, tail)
}

// uuid is a UUID made from a text.
func uuid(from string) string {
	h := sha256.Sum256([]byte("uuid " + from))
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80 // version 8, custom
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}
