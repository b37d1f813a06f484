package mapping

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// Template is the node as JSON, with what variable gives in the place of each path. It has no white
// space, and nothing in its constants and names that any service or the CDK takes for an instruction.
func (n Node) Template(variable func(Path) string) string {
	var b strings.Builder
	n.write(&b, variable)
	return b.String()
}

func (n Node) write(b *strings.Builder, variable func(Path) string) {
	switch {
	case n.Path.Text != "":
		b.WriteString(variable(n.Path))
	case n.Constant != nil:
		b.WriteString(jsontext.Harmless(string(compact(n.Constant))))
	case n.Items != nil:
		b.WriteByte('[')
		for i, item := range n.Items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.write(b, variable)
		}
		b.WriteByte(']')
	default:
		b.WriteByte('{')
		for i, m := range n.Members {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(jsontext.Harmless(string(jsontext.AppendShort(nil, m.Name))))
			b.WriteByte(':')
			m.write(b, variable)
		}
		b.WriteByte('}')
	}
}
