package machine

import (
	"bytes"
	"embed"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// Key is a name that a definition has a value for: the property DefinitionSubstitutions of
// AWS::StepFunctions::StateMachine gives it.
type Key string

// The keys of the definitions, beside those of Tasks. Express has all, Outage neither ConnectionARN nor
// OutageMachineARN.
const (
	// ConnectionARN is that of the connection that the machine calls with.
	ConnectionARN Key = "ConnectionArn"
	// QueueURL is that of the dead-letter queue.
	QueueURL Key = "QueueUrl"
	// OutageMachineARN is that of the machine that repeats for longer.
	OutageMachineARN Key = "OutageMachineArn"
	// AnswerBus is the name or ARN of the bus that answers are put on, AnswerSource their source. Both
	// are given where nothing is told, too.
	AnswerBus    Key = "AnswerBus"
	AnswerSource Key = "AnswerSource"
)

// Task is a key whose value is the Resource of a task.
type Task struct {
	Key  Key
	name string
}

// ARN is the Resource in a partition.
func (t Task) ARN(partition string) string { return "arn:" + partition + ":states:::" + t.name }

// Tasks are those that a definition has. A key is a whole Resource, not the partition in it, since
// cfn-lint wants it so (E3601).
func Tasks(definition string) []Task {
	var found []Task
	for _, t := range tasks {
		if strings.Contains(definition, "${"+string(t.Key)+"}") {
			found = append(found, t)
		}
	}
	return found
}

// tasks are those of both definitions.
var tasks = []Task{
	{"HttpTask", "http:invoke"},
	{"PutEvents", "events:putEvents"},
	{"SendMessage", "sqs:sendMessage"},
	{"StartExecution", "states:startExecution"},
	{"StartSyncExecution", "aws-sdk:sfn:startSyncExecution"},
}

// files are the definitions, and the expressions that they name.
//
//go:embed *.asl.json *.jsonata
var files embed.FS

// Express is the definition of a machine of type EXPRESS, one for each connection.
func Express() string { return definition("express.asl.json") }

// Outage is the definition of the machine of type STANDARD, one for a construct.
func Outage() string { return definition("outage.asl.json") }

// definition reads one, without white space, and with the expressions in the place of their names.
func definition(name string) string {
	var compact bytes.Buffer
	if err := json.Compact(&compact, read(name)); err != nil {
		panic("machine: " + name + ": " + err.Error())
	}
	text := compact.String()
	for expression := expressionName.FindString(text); expression != ""; expression = expressionName.FindString(text) {
		text = strings.ReplaceAll(text, expression, inString(short(string(read(expression)))))
	}
	return text
}

// expressionName is the name of a file with an expression, in a definition or in another expression.
var expressionName = regexp.MustCompile(`[a-z]+\.jsonata`)

func read(name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err) // the file is a part of the program
	}
	return data
}

// inString is text as it stands in a string of JSON.
func inString(text string) string {
	quoted := jsontext.AppendShort(nil, text)
	return string(quoted[1 : len(quoted)-1])
}
