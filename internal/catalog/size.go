package catalog

// The lengths of the two forms are guessed, so that each is written into one piece of memory:
// one that grows is copied again and again, which takes longer than the writing. A guess
// that is too low costs a copy.
const (
	operationJSON, operationMarkdown = 1000, 500
	fieldJSON, fieldMarkdown         = 250, 60
	reasonSize, commandMarkdown      = 200, 200
	// breaking is what lines and indents make of JSON, deep that of JSON in other JSON.
	breaking, deep = 2, 4
)

func (c *Catalog) sizes() (json, markdown int) {
	json, markdown = operationJSON, operationMarkdown
	for i := range c.Operations {
		op := &c.Operations[i]
		json += operationJSON + len(op.Reasons)*reasonSize + breaking*len(op.Pattern)
		markdown += operationMarkdown + len(op.Reasons)*reasonSize
		for j := range op.Fields {
			f := &op.Fields[j]
			json += fieldJSON + len(f.Description) + breaking*len(f.Schema)
			markdown += fieldMarkdown + len(f.Description)
		}
		for j := range op.Answers {
			json += operationJSON + breaking*len(op.Answers[j].Schema)
			markdown += operationMarkdown
			if sample := op.Answers[j].SampleEvent; sample != nil {
				json += deep * len(sample.Detail)
				markdown += deep * len(sample.Detail)
			}
		}
		if op.SampleEvent != nil {
			json += deep * len(op.SampleEvent.Detail)
			markdown += 2*deep*len(op.SampleEvent.Detail) + commandMarkdown
		}
	}
	for _, d := range c.Definitions {
		json += breaking * len(d.JSON)
	}
	return json, markdown
}
