package catalog

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// tree is a value of JSON. What is the same in two catalogs, whatever the order of its members and
// its white space, is the same tree: each is made once.
type tree struct {
	// id tells trees apart. Trees in it have lower ones.
	id int
	// text is that of a scalar: a string with its quotes, a number in one form.
	text string
	// names are an object's, in order; members are its values, or a list's.
	names   []string
	members []*tree
	list    bool
	// ref is the definition that an object refers to.
	ref string
}

// member is the value of an object's member, or nil.
func (t *tree) member(name string) *tree {
	if t == nil || t.list {
		return nil
	}
	if i, ok := slices.BinarySearch(t.names, name); ok {
		return t.members[i]
	}
	return nil
}

func (t *tree) isObject() bool { return t != nil && t.text == "" && !t.list }

// string is the text of a string.
func (t *tree) string() (string, bool) {
	var s string
	if t == nil || !strings.HasPrefix(t.text, `"`) || json.Unmarshal([]byte(t.text), &s) != nil {
		return "", false
	}
	return s, true
}

func (t *tree) number() (float64, bool) {
	if t == nil || t.text == "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(t.text, 64)
	return n, err == nil
}

func (t *tree) isTrue() bool { return t != nil && t.text == "true" }

func (t *tree) isFalse() bool { return t != nil && t.text == "false" }

// kind is the type of JSON that a scalar, list or object is of.
func (t *tree) kind() string {
	switch {
	case t.list:
		return "array"
	case t.text == "":
		return "object"
	case t.text == "null":
		return "null"
	case t.text == "true", t.text == "false":
		return "boolean"
	case t.text[0] == '"':
		return "string"
	case strings.ContainsAny(t.text, ".eE"):
		return "number"
	}
	return "integer"
}

// grove makes trees.
type grove struct {
	made map[string]*tree
}

// plant is the tree of a JSON text; of one that is none, nil.
func (g *grove) plant(text json.RawMessage) *tree {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	return g.grow(value)
}

func (g *grove) grow(value any) *tree {
	t := new(tree)
	var key []byte
	switch v := value.(type) {
	case map[string]any:
		for name := range v {
			t.names = append(t.names, name)
		}
		slices.Sort(t.names)
		key = append(key, '{')
		for _, name := range t.names {
			key = append(strconv.AppendQuote(key, name), ':')
			key = g.add(t, key, v[name])
		}
		if ref, ok := v["$ref"].(string); ok {
			t.ref = definitionOf(ref)
		}
	case []any:
		t.list = true
		key = append(key, '[')
		for _, item := range v {
			key = g.add(t, key, item)
		}
	case json.Number:
		t.text = plainNumber(v.String())
		key = []byte(t.text)
	default: // a string, a boolean, null
		key, _ = json.Marshal(v)
		t.text = string(key)
	}
	if made, ok := g.made[string(key)]; ok {
		return made
	}
	t.id = len(g.made)
	g.made[string(key)] = t
	return t
}

func (g *grove) add(t *tree, key []byte, value any) []byte {
	member := g.grow(value)
	t.members = append(t.members, member)
	return append(strconv.AppendInt(key, int64(member.id), 10), ',')
}

// definitionOf is the name of the definition that a reference leads to, or nothing.
func definitionOf(ref string) string {
	name, ok := strings.CutPrefix(ref, "#/$defs/")
	if !ok {
		return ""
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
}

// plainNumber is a number in the one form that it has beside others, as far as that is exact.
func plainNumber(text string) string {
	const digits = 15
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || len(strings.Trim(text, "-+.0")) > digits {
		return text
	}
	if n < 1e15 && n > -1e15 && n == math.Trunc(n) {
		return strconv.FormatInt(int64(n), 10)
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}
