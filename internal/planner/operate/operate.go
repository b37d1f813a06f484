// Package operate decides what watches the calls and keeps their events: alarms, the dashboard, logs,
// the archive, and who may put events. All of it is asked for; without that the plan has none of it.
//
// It knows what there is (buses, rules, machines, connections), and neither requests nor carriers.
// Which metrics with which dimensions AWS really emits is in docs/guide/day-two.md, with the sources.
package operate

import (
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// deciding is what there is, and what becomes of it.
type deciding struct {
	plan *plan.Plan
	opts *plan.Options
	out  plan.Operated
}

// Decide gives what watches and keeps the calls of a plan in which everything has its place. The bus,
// the queue and the archive of a document in parts are the first part's.
func Decide(p *plan.Plan, opts *plan.Options) plan.Operated {
	d := &deciding{plan: p, opts: opts}
	if opts.Operate.Alarms {
		d.addAlarms()
	}
	if opts.Operate.Dashboard && d.first() {
		d.addWidgets()
	}
	d.addBusLogs()
	d.addArchive()
	d.addPolicies()
	return d.out
}

// first tells whether this is the whole document or its first part.
func (d *deciding) first() bool { return d.opts.Part <= 1 }

// watchesBus tells whether the bus that users publish to is to be watched here: the first part
// does it for those that share its bus.
func (d *deciding) watchesBus() bool { return d.first() || !d.opts.Operate.SharedBus }

// Takes is what it all takes in the construct's own stack: resources, and about how many bytes of its
// template.
func Takes(p *plan.Plan, opts *plan.Options) (resources, bytes int) {
	out := Decide(p, opts)
	resources = len(out.Alarms) + len(out.Summaries) + len(out.Watches) + len(out.Policies)
	for i := range out.Alarms {
		bytes += 900 + 700*len(out.Alarms[i].Metrics)
	}
	for i := range out.Summaries {
		bytes += 700 + 120*len(out.Summaries[i].Alarms)
	}
	bytes += len(out.Watches) * (700 + limits.PatternLength)
	bytes += len(out.Policies) * (900 + limits.GrantLength)
	if n := len(out.BusLogs); n > 0 {
		resources += 2 + 2*n // the log group and the destination, a source and a delivery each
		bytes += 1200 + 1200*n
	}
	if out.Archive != nil {
		resources++
		bytes += 700 + limits.PatternLength
	}
	if len(out.Widgets) > 0 {
		resources++
		bytes += 500 + 800*len(out.Widgets)
		for i := range out.Widgets {
			bytes += 200 * len(out.Widgets[i].Metrics)
		}
	}
	return resources, bytes
}

// Check tells where less is exact than the words say.
func Check(p *plan.Plan, opts *plan.Options, log *finding.Log) {
	d := &deciding{plan: p, opts: opts}
	d.checkBus(log)
	d.checkArchive(log)
	d.checkPolicies(log)
}

// checkBus says what is counted on a bus that isn't the construct's own.
func (d *deciding) checkBus(log *finding.Log) {
	o := &d.opts.Operate
	if !d.opts.GivenBus || o.SharedBus || !o.Alarms && !o.Dashboard {
		return
	}
	if !o.DefaultBus && o.Alarms && !o.Dashboard && d.eachRule() {
		return
	}
	what := "the rules of others on the event bus, too; the bus is taken for one that isn't the default bus unless its name is known"
	if o.DefaultBus {
		what = "all rules on the default event bus"
	}
	log.Report(diagnostic.OthersWatched, spec.Info, log.File(),
		"leave EventBus (eventBus) out, and the construct makes a bus of its own",
		"alarms and dashboard (Alarms, Dashboard, context keys alarms, dashboard) count %s", what)
}
