package operate

import (
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// addArchive asks for the archive of the events that call operations.
func (d *deciding) addArchive() {
	if days := d.opts.Operate.ArchiveDays; days != nil && d.first() && len(d.plan.DetailTypes) > 0 {
		kept, _ := d.archived()
		d.out.Archive = &plan.Archive{ID: "Archive", Pattern: kept, Days: *days}
	}
}

// archived is the pattern of what is archived, and tells whether it is just the events of the operations:
// where their names are too long for a pattern, it is all that have a source that they take.
func (d *deciding) archived() (kept *pattern.Pattern, exactly bool) {
	source := pattern.Sources(d.opts.Sources, d.opts.GivenBus)
	if named := pattern.EventPattern(source, pattern.Texts(d.plan.DetailTypes), nil); named.Length() <= limits.PatternLength {
		return &named, true
	}
	if ofSource := pattern.OfSources(source); source != nil && ofSource.Length() <= limits.PatternLength {
		return &ofSource, false
	}
	return nil, false
}

func (d *deciding) checkArchive(log *finding.Log) {
	if d.opts.Operate.ArchiveDays == nil || !d.first() || len(d.plan.DetailTypes) == 0 {
		return
	}
	kept, exactly := d.archived()
	if exactly {
		return
	}
	what, severity := "all events on the bus", spec.Info
	if kept != nil && len(d.opts.Sources) > 0 {
		what = "all events of the accepted sources on the bus"
	}
	if d.opts.GivenBus {
		severity = spec.Warning
	}
	log.Report(diagnostic.WideArchive, severity, log.File(), finding.SelectFewer+", or name the sources of your events (Sources, context key sources)",
		"the archive (ArchiveDays, context key archiveDays) keeps %s: the detail types of %d operations don't fit into an event pattern of %d characters",
		what, len(d.plan.DetailTypes), limits.PatternLength)
}

// Puttable are the events of some detail types as a policy can name them, and tells whether it allows
// no others: names that would fill a policy are left out, and then the sources say what is allowed, if
// there are any.
func Puttable(detailTypes, sources []string) (allowed plan.Events, exactly bool) {
	exactly = true
	room := limits.GrantLength
	for _, names := range []struct {
		from []string
		into *[]string
	}{{sources, &allowed.Sources}, {detailTypes, &allowed.DetailTypes}} {
		if n := length(names.from); n <= room {
			*names.into, room = names.from, room-n
		} else {
			exactly = false
		}
	}
	return allowed, exactly
}

// length is that of texts in a list.
func length(texts []string) int {
	sum := 0
	for _, text := range texts {
		sum += pattern.TextLength(text) + len(",")
	}
	return sum
}

// addPolicies asks for the policies by which other accounts may put events.
func (d *deciding) addPolicies() {
	o := &d.opts.Operate
	if d.plan.Frame.Bus.Given || len(d.plan.DetailTypes) == 0 {
		return
	}
	if len(o.ProducerAccounts) > 0 {
		d.out.Policies = append(d.out.Policies, plan.BusPolicy{ID: "ProducerAccounts", Accounts: o.ProducerAccounts, Events: d.produced()})
	}
	if len(o.ProducerOrganizations) > 0 {
		d.out.Policies = append(d.out.Policies, plan.BusPolicy{ID: "ProducerOrganizations", Organizations: o.ProducerOrganizations, Events: d.produced()})
	}
}

// produced are the events that other accounts may put. Two policies have room beside each other.
func (d *deciding) produced() plan.Events {
	allowed, _ := Puttable(d.plan.DetailTypes, d.opts.Sources)
	return allowed
}

func (d *deciding) checkPolicies(log *finding.Log) {
	d.addPolicies()
	if len(d.out.Policies) == 0 {
		return
	}
	allowed, exactly := Puttable(d.plan.DetailTypes, d.opts.Sources)
	if exactly {
		return
	}
	hint := finding.SelectFewer
	if len(d.opts.Sources) == 0 {
		hint += ", or name the sources of your events (Sources, context key sources)"
	}
	log.Report(diagnostic.WideGrant, spec.Warning, log.File(), hint,
		"the policy of the event bus lets other accounts (ProducerAccounts, ProducerOrganizations, context keys producerAccounts, producerOrganizations) put %s: the names of %d operations and their sources don't fit into it",
		Any(allowed), len(d.plan.DetailTypes))
}

// Any says what may be put where names are left out.
func Any(allowed plan.Events) string {
	switch {
	case len(allowed.DetailTypes) > 0:
		return "events of any source"
	case len(allowed.Sources) > 0:
		return "any event of the accepted sources"
	}
	return "any event on the bus"
}
