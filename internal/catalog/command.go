package catalog

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// longestCommand is more than which no command line is shown: a shell takes some 128 KiB in one
// argument, and nobody pastes that.
const longestCommand = 64 << 10

// writeCommand shows how the sample is put from a shell, if the bus has a name that is known.
func (op *Operation) writeCommand(p *page, bus string) {
	if bus == "" || strings.Contains(bus, "${") {
		return
	}
	p.compact.Reset()
	if json.Compact(&p.compact, op.SampleEvent.Detail) != nil || p.compact.Len() > longestCommand {
		return
	}
	p.raw("```sh\naws events put-events --entries '")
	start := len(p.b)
	p.raw(`[{"EventBusName":`).json(bus).raw(`,"Source":`).json(op.SampleEvent.Source)
	p.raw(`,"DetailType":`).json(op.SampleEvent.DetailType).raw(`,"Detail":`).json(p.compact.String())
	// Between apostrophes a shell takes everything as it is, and JSON has an escape for them.
	if bytes.IndexByte(p.b[start:], '\'') >= 0 {
		p.b = append(p.b[:start], bytes.ReplaceAll(p.b[start:], []byte("'"), []byte(`\u0027`))...)
	}
	p.raw("}]'\n```\n\n")
}

// json adds a text as JSON has it.
func (p *page) json(text string) *page {
	p.b = jsontext.AppendString(p.b, text)
	return p
}

// writeQueue says which queue has the events that were not delivered. One that CloudFormation
// names has its address with its stack.
func (c *Catalog) writeQueue(p *page) {
	p.raw("\n* Dead-letter queue: ")
	id, ours := strings.CutPrefix(c.DeadLetterQueue, "${")
	id, named := strings.CutSuffix(id, ".QueueName}")
	if !ours || !named || c.Stack == "" {
		p.code(c.DeadLetterQueue).raw("\n\n")
		return
	}
	p.code(id).raw(" of the stack. Its URL is what this prints: ")
	p.code("aws cloudformation describe-stack-resource --stack-name " + c.Stack + " --logical-resource-id " + id +
		" --query StackResourceDetail.PhysicalResourceId --output text").raw("\n\n")
}
