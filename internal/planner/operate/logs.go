package operate

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// LogLevels are the levels of a bus, each with the kinds of records that EventBridge writes at it
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-logs.html).
var (
	LogLevels = []string{"ERROR", "INFO", "TRACE"}
	logTypes  = []string{"ERROR_LOGS", "INFO_LOGS", "TRACE_LOGS"}
)

// addBusLogs asks for the records of each bus of ours: those of the calls are the shards'.
func (d *deciding) addBusLogs() {
	most := slices.Index(LogLevels, d.opts.Operate.Logs.Bus)
	if most < 0 {
		return
	}
	var buses []string
	if !d.plan.Frame.Bus.Given {
		buses = append(buses, "")
	}
	for i := range d.plan.Buses {
		buses = append(buses, d.plan.Buses[i].ID)
	}
	for _, bus := range buses {
		for _, kind := range logTypes[:most+1] {
			id := kind
			if bus != "" {
				id = ident.Of(bus, kind)
			}
			d.out.BusLogs = append(d.out.BusLogs, plan.BusLog{ID: id, Type: kind, Bus: bus})
		}
	}
}
