package judge

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/schema"
)

// climbing are the segments that a rule rejects: those that mean another path, or do once they are decoded.
var climbing = regexp.MustCompile(`(?i)^(\.|%2e){0,2}$`)

// strays says why a rule rejects a text in the path: it would lead elsewhere.
func (g *guard) strays(text string) string {
	if g.f.In == "path" && climbing.MatchString(text) {
		return fmt.Sprintf("is %s, which can't stand in a path", schema.Shown(text))
	}
	return g.refused(text)
}

// refused says which character of a text the field doesn't take, by the deployment's GuardPath.
func (g *guard) refused(text string) string {
	at := strings.IndexAny(text, g.f.Refuses)
	if at < 0 {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(text[at:])
	return fmt.Sprintf("has %q, which its path doesn't take (GuardPath)", string(first))
}

// items looks at those of an array, any of which matches a rule: with good ones and bad ones the event
// is sent and rejected.
func (g *guard) items(items []any) {
	var why string
	good := 0
	for _, item := range leaves(items) {
		text, _ := item.(string)
		if w := g.strays(text); w == "" || !isText(item) {
			good++
		} else if why == "" {
			why = w
		}
	}
	switch {
	case why == "":
	case good == 0:
		g.v.add(Rejected, g.place, "has an item that %s", why)
	default:
		g.v.add(Unfit, g.place, "has an item that %s: the event is sent, and rejected as well", why)
	}
}

// leaves are the items of an array and of those in it.
func leaves(items []any) (all []any) {
	for _, item := range items {
		if inner, ok := item.([]any); ok {
			all = append(all, leaves(inner)...)
		} else {
			all = append(all, item)
		}
	}
	return all
}

// segment is a value as a state machine writes it into a path, but for the encoding and what joins it.
func segment(value any) string {
	var texts []string
	add := func(value any) {
		switch v := value.(type) {
		case nil:
		case string:
			texts = append(texts, v)
		default:
			var b strings.Builder
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			_ = e.Encode(v) // it was read from JSON
			texts = append(texts, strings.TrimSuffix(b.String(), "\n"))
		}
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			add(item)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if v[name] != nil {
				add(name)
				add(v[name])
			}
		}
	default:
		add(value)
	}
	return strings.Join(texts, ",")
}
