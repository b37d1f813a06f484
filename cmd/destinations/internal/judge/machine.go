package judge

import (
	"encoding/json"
	"maps"
	"math/big"
	"mime"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/schema"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// What a state machine refuses (docs/state-machine.md).
const (
	mostValues     = 1_000   // of a parameter or a form
	mostTextValues = 10_000  // of a body that is text
	largeDetail    = 240_000 // bytes; what else is in a request is small
)

// written is about how many bytes an operation's event makes: in forms most characters become three for
// each of their bytes.
func written(op *catalog.Operation, detail json.RawMessage) int {
	if slices.ContainsFunc(op.Fields, func(f catalog.Field) bool { return f.In == "body" && essence(f.ContentType) == formType }) {
		return len(url.QueryEscape(string(detail)))
	}
	return len(detail)
}

const formType = "application/x-www-form-urlencoded"

// machineParameter is one that a state machine writes.
func (g *guard) machineParameter(value any) {
	json := isJSON(essence(g.f.ContentType))
	texts := textsOf(value, json)
	joined := strings.Join(texts, ",")
	refused := g.refused(joined)
	switch {
	case !json && empty(value):
		if g.f.Required {
			g.v.add(Rejected, g.place, "is %s, so it is missing", schema.Shown(value))
		}
	case values(value) > mostValues:
		g.v.add(Rejected, g.place, "has more than %d values", mostValues)
	case long(value):
		g.v.add(Rejected, g.place, "has a number of more than %d digits: send it as a string", mostDigits)
	case g.f.In == "path" && dots.MatchString(joined):
		g.v.add(Rejected, g.place, "is %s, which can't stand in a path", schema.Shown(value))
	case refused != "":
		g.v.add(Rejected, g.place, "%s", refused)
	case g.f.In == "header" && strings.ContainsFunc(joined, noHeader):
		g.v.add(Rejected, g.place, "has a character that a header can't hold")
	}
}

// machineObjects looks at objects whose properties are fields of their own: all that is in one is written,
// and so is what stands in its place.
func (j *Judge) machineObjects(v *Verdict, detail map[string]any) {
	looked := map[string]bool{}
	for i := range v.Operation.Fields {
		f := &v.Operation.Fields[i]
		parent, _, nested := strings.Cut(f.Field, ".")
		if f.Property == "" || !nested || looked[parent] {
			continue
		}
		looked[parent] = true
		if value := detail[parent]; value != nil {
			object := *f
			object.Required, object.Field = false, parent
			g := guard{v: v, op: v.Operation, f: &object, place: "detail." + parent, machine: true}
			if v.Fate() < Rejected {
				g.machineParameter(value)
			}
		}
	}
}

// machineBody is the body that a state machine writes.
func (g *guard) machineBody(value any) {
	kind := essence(g.f.ContentType)
	multipart := strings.HasPrefix(kind, "multipart/")
	_, object := value.(map[string]any)
	most := mostValues
	switch {
	case kind == "" || isJSON(kind), kind == formType && isText(value):
		return
	case (multipart || kind == formType) && !object:
		g.v.add(Rejected, g.place, "must be an object")
		return
	case !multipart && kind != formType:
		most = mostTextValues
	}
	switch {
	case values(value) > most:
		g.v.add(Rejected, g.place, "has more than %d values", most)
	case long(value):
		g.v.add(Rejected, g.place, "has a number of more than %d digits: send it as a string", mostDigits)
	}
}

// textsOf are the texts that a value is written as.
func textsOf(value any, asJSON bool) (texts []string) {
	switch v := value.(type) {
	case nil:
		return nil
	case string:
		return []string{v}
	case []any:
		if !asJSON {
			for _, item := range v {
				if item != nil {
					texts = append(texts, textOf(item))
				}
			}
			return texts
		}
	case map[string]any:
		if !asJSON {
			for _, name := range slices.Sorted(maps.Keys(v)) {
				if v[name] != nil {
					texts = append(texts, name, textOf(v[name]))
				}
			}
			return texts
		}
	}
	return []string{textOf(value)}
}

// textOf is a value as text: a string itself, anything else as JSON.
func textOf(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(value) != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// empty says that a value has nothing in it.
func empty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// values is how many values are in an array or object, without arrays, in which they are counted.
func values(value any) int {
	count := valuesIn(value) - 1
	switch value.(type) {
	case []any, map[string]any:
		return count
	}
	return 0
}

func valuesIn(value any) (n int) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			n += valuesIn(item)
		}
		return n
	case map[string]any:
		for _, member := range v {
			n += valuesIn(member)
		}
	}
	return n + 1
}

// lossy is the first number that may have lost digits when it was read.
var lossy = big.NewRat(1_000_000_000_000_000, 1)

// long says that a value, or something in it, is a number from which on digits may be lost.
func long(value any) bool {
	switch v := value.(type) {
	case json.Number:
		r, ok := new(big.Rat).SetString(v.String())
		return ok && r.Abs(r).Cmp(lossy) >= 0
	case []any:
		return slices.ContainsFunc(v, long)
	case map[string]any:
		for _, member := range v {
			if long(member) {
				return true
			}
		}
	}
	return false
}

// dots are the segments of a path that mean another one, and those that become one when they are
// decoded, however often.
var dots = regexp.MustCompile(`(?i)^(\.|%(25)*2e){0,2}$`)

// noHeader says of a character that no header holds it: tabs and printable ASCII can stand there.
func noHeader(r rune) bool { return r != '\t' && (r < ' ' || r > '~') }

// essence is a media type without its parameters.
func essence(mediaType string) string {
	if t, _, err := mime.ParseMediaType(mediaType); err == nil {
		return t
	}
	t, _, _ := strings.Cut(mediaType, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// isJSON says of a media type that it is JSON, or may be.
func isJSON(t string) bool {
	_, sub, _ := strings.Cut(t, "/")
	return sub == "json" || strings.HasSuffix(t, "+json") || t == "*/*" || t == "application/*"
}
