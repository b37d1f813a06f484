package render

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// dashboardID is what the dashboard is called in the construct.
const dashboardID = "Dashboard"

// alarmsPerWidget is how many states a widget shows
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html).
const alarmsPerWidget = 100

// The grid of a dashboard is 24 wide; two graphs stand side by side.
const (
	widgetWidth  = 12
	widgetHeight = 6
)

// addDashboard makes the dashboard.
func (r *renderer) addDashboard(o *plan.Operated, summaries []awscdk.CfnResource, alarms map[string]awscdk.CfnResource) {
	widgets := make([]any, len(o.Widgets))
	for i := range o.Widgets {
		w := &o.Widgets[i]
		widget := map[string]any{
			"type": "metric", "width": widgetWidth, "height": widgetHeight,
			"x": i % 2 * widgetWidth, "y": i / 2 * widgetHeight,
		}
		if w.Alarms {
			widget["type"], widget["properties"] = "alarm", map[string]any{"title": w.Title, "alarms": alarmARNs(o, summaries, alarms)}
		} else {
			widget["properties"] = map[string]any{"title": w.Title, "region": r.place.region, "view": "timeSeries", "period": period, "metrics": r.graphed(w)}
		}
		widgets[i] = widget
	}
	body := r.place.stack.ToJsonString(map[string]any{"widgets": widgets}, nil)
	r.add(dashboardID, "AWS::CloudWatch::Dashboard", map[string]any{"DashboardBody": *body})
}

func alarmARNs(o *plan.Operated, summaries []awscdk.CfnResource, alarms map[string]awscdk.CfnResource) []any {
	var arns []any
	for _, s := range summaries {
		arns = append(arns, *attribute(s, "Arn"))
	}
	for i := range o.Alarms {
		arns = append(arns, *attribute(alarms[o.Alarms[i].ID], "Arn"))
	}
	return arns[:min(len(arns), alarmsPerWidget)]
}

// graphed are the lines of a graph.
func (r *renderer) graphed(w *plan.Widget) []any {
	var lines []any
	for i := range w.Metrics {
		m := &w.Metrics[i]
		line := []any{m.Namespace, m.Name}
		for _, d := range m.Dimensions {
			line = append(line, d.Name, r.called(d.Of))
		}
		lines = append(lines, append(line, map[string]any{"stat": m.Statistic}))
	}
	for i := range w.Queries {
		lines = append(lines, []any{map[string]any{"expression": r.query(&w.Queries[i]), "id": "q1"}})
	}
	return lines
}
