package delivery

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// input is what a target gets of an event: at most one of Input, InputPath
// and InputTransformer (docs/eventbridge.md, 4.1). The zero value is the whole event.
type input struct {
	constant *Text
	path     jsonPath
	set      bool // InputPath is there, though it may be empty
	template *inputTemplate
}

// inputTemplate is an InputTransformer.
type inputTemplate struct {
	form   templateForm
	pieces []piece
	paths  map[string]jsonPath
	secret bool
	// secrets are the parts of the template that are secret.
	secrets []string
}

// templateForm is how a template begins, on which its meaning depends.
type templateForm uint8

const (
	formObject templateForm = iota
	formArray
	formString // one or several lines in quotes
	formBare   // only <variable>
	formLiteral
)

// piece is text, or a variable of a template.
type piece struct {
	text     string
	variable string
	inString bool // within the quotes of an object or array template
}

// maxInputTemplate is how many characters an input template has at most.
const maxInputTemplate = 8192

// newInput reads the input of a target; the error says what AWS refuses when
// the target is put.
func newInput(v *value) (input, error) {
	var in input
	constant, path, transformer := v.get("Input"), v.get("InputPath"), v.get("InputTransformer")
	n := 0
	for _, x := range []*value{constant, path, transformer} {
		if x != nil {
			n++
		}
	}
	if n > 1 {
		return in, fmt.Errorf("only one of Input, InputPath and InputTransformer is allowed")
	}
	switch {
	case constant != nil:
		if _, err := parseJSON([]byte(constant.string())); err != nil {
			return in, fmt.Errorf("the Input isn't JSON: %w", err)
		}
		t := constant.asText()
		in.constant = &t
	case path != nil:
		in.set = true
		if path.string() == "" {
			return in, nil
		}
		var ok bool
		if in.path, ok = parseJSONPath(path.string()); !ok {
			return in, fmt.Errorf("InputPath %q is invalid", path.string())
		}
	case transformer != nil:
		t, err := newInputTemplate(transformer)
		if err != nil {
			return in, fmt.Errorf("InputTransformer: %w", err)
		}
		in.template = t
	}
	return in, nil
}

var (
	placeholder   = regexp.MustCompile(`<([A-Za-z0-9_-]+|aws\.events\.[a-z.-]+)>`)
	bareTemplate  = regexp.MustCompile(`^\s*<[^<>]+>\s*$`)
	reservedNames = map[string]bool{
		"aws.events.rule-arn": true, "aws.events.rule-name": true, "aws.events.event.ingestion-time": true,
		"aws.events.event": true, "aws.events.event.json": true,
	}
)

func newInputTemplate(v *value) (*inputTemplate, error) {
	text := v.get("InputTemplate").string()
	t := &inputTemplate{paths: map[string]jsonPath{}, secret: v.get("InputTemplate") != nil && v.get("InputTemplate").secrets != nil}
	if t.secret {
		for _, p := range v.get("InputTemplate").secrets {
			if p.secret {
				t.secrets = append(t.secrets, p.text)
			}
		}
	}
	if paths := v.get("InputPathsMap"); paths.kindOr(kindNull) == kindObject {
		for _, m := range paths.members {
			path, ok := parseJSONPath(m.value.string())
			if !ok {
				return nil, fmt.Errorf("the path %q of %s is invalid", m.value.string(), m.name)
			}
			t.paths[m.name] = path
		}
	}
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "":
		return nil, fmt.Errorf("the template is empty")
	case utf8.RuneCountInString(text) > maxInputTemplate:
		return nil, fmt.Errorf("the template has more than %d characters", maxInputTemplate)
	case bareTemplate.MatchString(text):
		t.form = formBare
	case trimmed[0] == '{':
		t.form = formObject
	case trimmed[0] == '[':
		t.form = formArray
	case trimmed[0] == '"':
		t.form = formString
	default:
		t.form = formLiteral
		if _, err := parseJSON([]byte(trimmed)); err != nil {
			return nil, fmt.Errorf("the template is text without quotes")
		}
	}
	return t, t.split(text)
}

// split cuts the template at its variables.
func (t *inputTemplate) split(text string) error {
	last, inString, escaped := 0, false, false
	scan := func(to int) {
		for _, c := range []byte(text[last:to]) {
			switch {
			case escaped:
				escaped = false
			case c == '\\' && inString:
				escaped = true
			case c == '"':
				inString = !inString
			}
		}
	}
	for _, m := range placeholder.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[2]:m[3]]
		if _, known := t.paths[name]; !known && !reservedNames[name] {
			if len(t.paths) > 0 {
				return fmt.Errorf("it contains the invalid placeholder %s", name)
			}
			continue
		}
		scan(m[0])
		t.pieces = append(t.pieces, piece{text: text[last:m[0]]}, piece{variable: name, inString: inString})
		last = m[1]
		if t.form == formObject && isKey(text[last:], inString) {
			return fmt.Errorf("the placeholder %s can't be an object's key", name)
		}
	}
	t.pieces = append(t.pieces, piece{text: text[last:]})
	return nil
}

// isKey says whether what follows a placeholder makes it part of a key.
func isKey(rest string, inString bool) bool {
	if inString {
		_, after, ok := strings.Cut(rest, `"`)
		if !ok {
			return false
		}
		rest = after
	}
	return strings.HasPrefix(strings.TrimSpace(rest), ":")
}

// produce is the text that a target gets of an event.
func (in *input) produce(event *value, rule *rule) (body Text, problem *Problem, missing []string) {
	switch {
	case in.constant != nil:
		return *in.constant, nil, nil
	case in.set:
		v := (*value)(nil)
		if in.path != nil {
			v = in.path.find(event)
		}
		if v == nil || v.kind == kindNull { // docs/eventbridge.md, 4.2
			return plain("{}"), nil, nil
		}
		return v.json(), nil, nil
	case in.template != nil:
		return in.template.produce(event, rule)
	}
	return event.json(), nil, nil
}

// produce fills the template in (docs/eventbridge.md, 4.3).
func (t *inputTemplate) produce(event *value, rule *rule) (body Text, problem *Problem, missing []string) {
	var b strings.Builder
	for _, p := range t.pieces {
		if p.variable == "" {
			b.WriteString(p.text)
			continue
		}
		v := t.lookup(p.variable, event, rule)
		if v == nil {
			missing = append(missing, p.variable)
		}
		b.WriteString(t.fill(p, v))
	}
	text := b.String()
	body = plain(text)
	if t.secret {
		body = secretText(text)
	}
	if !t.valid(text) {
		return body, &Problem{Code: "INVALID_JSON", Message: fmt.Sprintf("the input template gives what isn't JSON: %s", body)}, missing
	}
	return body, nil, missing
}

func (t *inputTemplate) lookup(name string, event *value, rule *rule) *value {
	switch name {
	case "aws.events.rule-arn":
		return stringValue(rule.ARN)
	case "aws.events.rule-name":
		return stringValue(rule.Name)
	case "aws.events.event.ingestion-time":
		return event.get("time")
	case "aws.events.event":
		return withoutDetail(event)
	case "aws.events.event.json":
		return event
	}
	return t.paths[name].find(event)
}

// fill is what a variable becomes where it stands.
func (t *inputTemplate) fill(p piece, v *value) string {
	raw := t.form == formString || t.form == formBare
	switch {
	case v == nil && t.form == formObject && !p.inString:
		return `""`
	case v == nil:
		return ""
	case raw && v.kind == kindString:
		return v.text
	case raw: // objects lose their quotes
		return strings.ReplaceAll(v.json().Reveal(), `"`, "")
	case p.inString && v.kind == kindString:
		return escapeJSON(v.text)
	}
	return v.json().Reveal()
}

// valid says whether EventBridge takes the filled template for JSON; several
// lines in quotes are one text.
func (t *inputTemplate) valid(text string) bool {
	if t.form != formString {
		_, err := parseJSON([]byte(text))
		return err == nil
	}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		v, err := parseJSON([]byte(line))
		if err != nil || v.kind != kindString {
			return false
		}
	}
	return true
}
