package operate

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// topRules is how many rules a graph shows: those with the most.
const topRules = 10

// machinesPerWidget keeps a graph readable, and far below the metrics that it may have.
const machinesPerWidget = 100

// addWidgets asks for the graphs of the dashboard: some for each bus, whatever the document has in it.
func (d *deciding) addWidgets() {
	if len(d.out.Alarms) > 0 {
		d.widget(plan.Widget{Title: "Alarms", Alarms: true})
	}
	d.widget(plan.Widget{Title: "Dead letters", Metrics: []plan.Metric{onQueue("ApproximateNumberOfMessagesVisible")}})
	d.widget(plan.Widget{Title: "Age of the oldest dead letter (seconds)", Metrics: []plan.Metric{onQueue("ApproximateAgeOfOldestMessage")}})
	buses := []plan.Resource{{Kind: plan.TheBus}}
	for i := range d.plan.Buses {
		buses = append(buses, plan.Resource{Kind: plan.TheBus, ID: d.plan.Buses[i].ID})
	}
	var attempts, latency []plan.Metric
	for _, bus := range buses {
		if d.onDefault(bus) {
			continue // what the bus as a whole has for dimensions there is not documented
		}
		for _, name := range []string{"InvocationAttempts", "SuccessfulInvocationAttempts", "RetryInvocationAttempts", "ThrottledRules"} {
			attempts = append(attempts, onBus(name, bus))
		}
		longest := onBus("IngestionToInvocationSuccessLatency", bus)
		longest.Statistic = "Maximum"
		latency = append(latency, longest)
	}
	if len(attempts) > 0 {
		d.widget(plan.Widget{Title: "Attempts to call", Metrics: attempts})
		d.widget(plan.Widget{Title: "From event to successful call (longest, milliseconds)", Metrics: latency})
	}
	for _, bus := range buses {
		d.widget(plan.Widget{Title: "Calls: the rules with the most", Queries: []plan.Query{*d.query(bus, "Invocations", topRules)}})
		d.widget(plan.Widget{Title: "Calls that failed for good: the rules with the most", Queries: []plan.Query{*d.query(bus, "FailedInvocations", topRules)}})
		d.widget(plan.Widget{Title: "Events that are lost", Queries: []plan.Query{*d.query(bus, "InvocationsFailedToBeSentToDlq", topRules)}})
	}
	d.addMachineWidgets()
}

func (d *deciding) addMachineWidgets() {
	for some := range slices.Chunk(d.machines(), machinesPerWidget) {
		w := plan.Widget{Title: "State machines"}
		for _, machine := range some {
			w.Metrics = append(w.Metrics, onMachine("ExecutionsStarted", machine))
			for _, name := range badEnds {
				w.Metrics = append(w.Metrics, onMachine(name, machine))
			}
		}
		d.widget(w)
	}
}

func (d *deciding) widget(w plan.Widget) { d.out.Widgets = append(d.out.Widgets, w) }
