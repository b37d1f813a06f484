package claim

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// SendersKind names the texts of senders among others.
const SendersKind = "openapi-destinations:senders"

// Senders are the rules of a construct that send to a dead-letter queue. A queue's policy holds 20
// statements, so constructs that share a queue share its statement: the first one adds it, with
// conditions that are filled in when the app is synthesized, from what each construct has written
// down until then.
type Senders struct {
	Queue   string `json:"queue"`
	Account string `json:"account"`
	// Rules are patterns of their ARNs.
	Rules []string `json:"rules"`
	// AnyOnDefault is set where they are on the default bus, or may be: all rules there may send.
	AnyOnDefault bool `json:"anyOnDefault,omitempty"`
	// Added is set where the queue took the statement.
	Added bool `json:"added,omitempty"`
}

// Text is what is kept of them.
func (s Senders) Text() string { return textOf(s) }

// Sharing are the constructs that share a queue, in their order.
type Sharing []Senders

// SharingWith reads those of the constructs so far that share the queue.
func SharingWith(mine Senders, texts []string) Sharing {
	return slices.DeleteFunc(Sharing(read[Senders](texts)), func(one Senders) bool {
		return one.Queue != mine.Queue || one.Account != mine.Account
	})
}

// Rules are the patterns of all of them, each once.
func (all Sharing) Rules() []string {
	var rules []string
	for _, s := range all {
		for _, rule := range s.Rules {
			if !slices.Contains(rules, rule) {
				rules = append(rules, rule)
			}
		}
	}
	return rules
}

// AnyOnDefault tells whether one of them needs all rules of the default bus.
func (all Sharing) AnyOnDefault() bool {
	return slices.ContainsFunc(all, func(s Senders) bool { return s.AnyOnDefault })
}

// Added tells whether the queue took the statement of one of them.
func (all Sharing) Added() bool {
	return slices.ContainsFunc(all, func(s Senders) bool { return s.Added })
}

// sendersBytes leaves room in a queue's policy for the statement around the patterns and for others.
const sendersBytes = limits.QueuePolicyBytes - 2048

// Fit tells whether a queue's policy can hold the patterns. The length of one is what it may be once it
// is deployed.
func (all Sharing) Fit(length func(rule string) int) bool {
	bytes := 0
	for _, rule := range all.Rules() {
		bytes += length(rule) + len(`"",`)
	}
	return bytes <= sendersBytes
}
