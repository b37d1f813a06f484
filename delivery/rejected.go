package delivery

import "slices"

// rejects says that an event reaches dead-letter queues only: by rules that are there for
// it, or because no target can have it.
func (a *Assembly) rejects(r *Result) bool {
	kept := false
	for _, d := range r.Deliveries {
		switch {
		case d.Problem != nil:
			kept = kept || !d.Lost()
		case d.Forwarded != nil:
			if !d.Forwarded.Rejected && !d.Forwarded.Lost() {
				return false
			}
			kept = kept || d.Forwarded.Rejected
		case d.Queue == nil || !a.model.deadLetters[d.Queue.ARN]:
			return false
		default:
			kept = true
		}
	}
	return kept
}

// DetailTypes are those that a bus's rules for API destinations and other buses name, sorted:
// what an event's detail type may be for it to be called. The bus is a Result's.
func (a *Assembly) DetailTypes(bus string) []string {
	var all []string
	for _, r := range a.model.rules[bus] {
		if !r.calls() {
			continue
		}
		quoted, _ := r.pattern.detailTypes()
		for _, t := range quoted {
			all = append(all, t[1:len(t)-1])
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// calls says whether the rule is for an API destination, or hands events on.
func (r *rule) calls() bool {
	return slices.ContainsFunc(r.targets, func(t *target) bool { return t.kind == KindRequest || t.kind == KindBus })
}

// deadLetterQueues are the ARNs of the queues that get what API destinations can't have.
func deadLetterQueues(rules map[string][]*rule) map[string]bool {
	arns := map[string]bool{}
	for _, bus := range rules {
		for _, r := range bus {
			for _, t := range r.targets {
				for _, letters := range []*deadLetter{t.deadLetter, t.letters} {
					if t.kind == KindRequest && letters != nil {
						arns[letters.arn] = true
					}
				}
			}
		}
	}
	return arns
}
