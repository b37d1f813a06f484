package delivery

import (
	"fmt"
	"strconv"
	"strings"
)

// mapped is what the constants of a trigger make of an event that isn't the operation's own
// (docs/state-machine.md, "map").
type mapped struct {
	node  *value
	needs []string // paths without which the event can't be used
}

func (r *constantsReader) mapped(plan *value) *mapped {
	node := plan.get("map")
	if node == nil {
		if plan.get("needs") != nil {
			r.fail("plan has needs and no map")
		}
		return nil
	}
	if node.kind != kindObject {
		r.fail("map is no object")
	}
	m := &mapped{node: node}
	for _, path := range r.list(plan, "plan", "needs") {
		if path.kind != kindString || !strings.HasPrefix(path.text, "$") {
			r.fail("needs has %s, which is no path", path.json())
		}
		m.needs = append(m.needs, path.text)
	}
	return m
}

// standsAt is what stands at a path, nil for nothing.
func standsAt(event *value, path string) *value {
	v := event
	for _, step := range strings.Split(path, ".")[1:] {
		if v.kind == kindArray {
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(v.items) {
				return nil
			}
			v = v.items[n]
			continue
		}
		if v.kind != kindObject {
			return nil
		}
		if v = v.get(step); v == nil {
			return nil
		}
	}
	return v
}

// detail is that of the operation's own event, and what of the other one is missing.
func (m *mapped) detail(event *value) (detail *value, problems []string) {
	for _, path := range m.needs {
		if standsAt(event, path) == nil {
			problems = append(problems, fmt.Sprintf("%s is missing", strings.TrimPrefix(path, "$.")))
		}
	}
	return m.make(m.node, event), problems
}

// make fills a part of the mapping, nil for nothing.
func (m *mapped) make(node, event *value) *value {
	switch node.kind {
	case kindString:
		if strings.HasPrefix(node.text, "$") {
			return standsAt(event, node.text)
		}
	case kindObject:
		made := &value{kind: kindObject}
		for _, part := range node.members {
			if v := m.make(part.value, event); v != nil {
				made.members = append(made.members, member{part.name, v})
			}
		}
		return made
	case kindArray:
		made := &value{kind: kindArray}
		for _, item := range node.items {
			if v := m.make(item, event); v != nil {
				made.items = append(made.items, v)
			}
		}
		return made
	}
	return node
}
