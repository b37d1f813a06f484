package planner

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// What operations share, such as a parameter with a long description, is planned for each
// of them and told in the catalog for each of them, so that a document of a few kilobytes
// could fill the memory. The largest public document, with 11,422 operations, stays below
// half of these bounds.
const (
	// maxParts bounds the variables of paths, the parameters, properties, media types, servers and their variables, and
	// alternatives of security of all operations.
	maxParts = 300_000
	// operationParts is what an operation counts for that has none of them.
	operationParts = 3
	// maxText bounds the bytes of their descriptions, schemas, examples and samples.
	maxText = 100 << 20
	// maxOwnParts bounds the parts of one operation: a pattern holds the tests of about 90.
	maxOwnParts = 1_000
	// maxVariables bounds the variables of a path: a pattern has to test each of them.
	maxVariables = 100
	// maxPath bounds a path template. Each of its characters is in the endpoint, or in the
	// name of a variable and so in the pattern.
	maxPath = limits.EndpointLength + limits.PatternLength
)

// checkMeasure refuses more than can be planned within seconds and a fraction of the memory.
func (p *planning) checkMeasure() {
	parts, text, samples := 0, 0, samples{}
	for i := range p.plan.Operations {
		op := p.plan.Operations[i].Spec
		parts += partsOf(op)
		text += textOf(op, samples)
	}
	if parts+operationParts*len(p.plan.Operations) <= maxParts && text <= maxText {
		return
	}
	p.Report(diagnostic.TooMuch, spec.Error, p.File(), finding.SelectFewer,
		"the %d selected operations have %d parameters, properties, media types, servers and security requirements and %d bytes of descriptions, schemas, examples and samples, each counted for every operation that has it; at most %d, less %d for each operation, and %d are planned",
		len(p.plan.Operations), parts, text, maxParts, operationParts, maxText)
	p.plan.Operations = nil
}

// partsOf counts what is planned for an operation one by one. The document's own servers
// are looked at once.
func partsOf(op *spec.Operation) int {
	n := len(op.Security)
	for _, alternative := range op.Security {
		n += len(alternative.Schemes)
	}
	if op.ServersFrom != "document" {
		n += len(op.Servers)
		for i := range op.Servers {
			n += len(op.Servers[i].Variables)
			for _, v := range op.Servers[i].Variables {
				n += len(v.Enum)
			}
		}
	}
	n += variablesOf(op.Path)
	for i := range op.Parameters {
		n += 1 + len(op.Parameters[i].Schema.Properties)
	}
	if op.Body != nil {
		n += len(op.Body.Content)
	}
	return n
}

// variablesOf counts those of a path, of which a document need not declare any.
func variablesOf(path string) int { return strings.Count(path, "{") }

func textOf(op *spec.Operation, made samples) int {
	n := len(op.ID) + len(op.Path) + len(op.Summary)
	if op.ServersFrom != "document" {
		for i := range op.Servers {
			n += len(op.Servers[i].URL)
		}
	}
	for _, alternative := range op.Security {
		for _, s := range alternative.Schemes {
			n += len(s.Scheme)
		}
	}
	for _, tag := range op.Tags {
		n += len(tag)
	}
	for i := range op.Parameters {
		p := &op.Parameters[i]
		n += len(p.Name) + len(p.Description) + len(p.Schema.JSON) + len(p.Example)
	}
	if op.Body != nil {
		n += len(op.Body.Description)
		for i := range op.Body.Content {
			m := &op.Body.Content[i]
			n += len(m.Type) + len(m.Schema.JSON) + len(m.Example) + sampleShown*made.of(m.Schema)
		}
	}
	return n
}

// samples are about how long a value of a schema is that the catalog makes, by the schema: many
// operations share one, and each shows it.
type samples map[*spec.Schema]int

// sampleShown is how often the catalog shows the body of a sample: in the event and in the
// request, as JSON and as Markdown.
const sampleShown = 4

func (known samples) of(s *spec.Schema) int {
	if s == nil {
		return 0
	}
	n, ok := known[s]
	if !ok {
		n = max(len(s.Example), len(`"text"`)) + known.of(s.Items)
		for i := range s.Properties {
			p := &s.Properties[i]
			if p.Required || n < plan.SampleLength {
				n += len(p.Name) + len(`"":,`) + known.of(p.Schema)
			}
		}
		n = min(n, maxText)
		known[s] = n
	}
	return n
}

// beyondMeasure refuses an operation that no rule could carry before it is planned.
func (o *deciding) beyondMeasure() bool {
	op := o.op.Spec
	if len(op.Path) > maxPath {
		o.Refuse(diagnostic.EndpointInvalid, op.Position, "shorten the path",
			"its path has %d characters, and AWS takes endpoints of at most %d", len(op.Path), limits.EndpointLength)
		return true
	}
	if n := variablesOf(op.Path); n > maxVariables {
		o.Refuse(diagnostic.TooMuch, op.Position, finding.OtherWay, "its path has %d variables, and at most %d are planned", n, maxVariables)
		return true
	}
	if parts := partsOf(op); parts > maxOwnParts {
		o.Refuse(diagnostic.TooMuch, op.Position, finding.OtherWay,
			"it has %d parameters, properties, media types, servers and security requirements, and at most %d are planned", parts, maxOwnParts)
		return true
	}
	return false
}
