package operate

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// logTypes are the kinds of records that EventBridge writes at each of limits.BusLogLevels.
var logTypes = []string{"ERROR_LOGS", "INFO_LOGS", "TRACE_LOGS"}

// addBusLogs asks for the records of each bus of ours: those of the calls are the shards'.
func (d *deciding) addBusLogs() {
	most := slices.Index(limits.BusLogLevels, d.opts.Operate.Logs.Bus)
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
