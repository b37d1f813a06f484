package render

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/operate"
)

// Metrics makes the CDK's metrics of what was rendered.
type Metrics struct {
	r *renderer
	// options are those of the plan.
	options plan.Options
}

// OfRules is the sum of a metric of EventBridge over rules, by their ids.
func (m *Metrics) OfRules(name string, ids []string) awscloudwatch.IMetric {
	var all []awscloudwatch.Metric
	for _, id := range ids {
		for i := range m.r.plan.Rules {
			if rule := &m.r.plan.Rules[i]; rule.ID == id {
				of := operate.OnRule(name, rule, &m.options)
				all = append(all, m.metric(&of))
			}
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	using, sum := make(map[string]awscloudwatch.IMetric, len(all)), ""
	for i := range all {
		id := fmt.Sprintf("m%d", i+1)
		using[id] = all[i]
		if i > 0 {
			sum += ", "
		}
		sum += id
	}
	return expression("SUM(FILL(["+sum+"], 0))", name, &using)
}

// OfAll is the sum over all rules on the bus: a query, which takes the rules of others on it, too. A query
// takes one bus, so where there are several, each rule of the construct is named.
func (m *Metrics) OfAll(name string) awscloudwatch.IMetric {
	if len(m.r.plan.Buses) > 0 {
		var ids []string
		for i := range m.r.plan.Rules {
			if rule := &m.r.plan.Rules[i]; rule.Trigger == "" {
				ids = append(ids, rule.ID)
			}
		}
		return m.OfRules(name, ids)
	}
	bus := plan.Resource{Kind: plan.TheBus}
	q := plan.Query{Name: name, Bus: &bus}
	if m.options.Operate.DefaultBus {
		q.Bus = nil
	}
	return expression(m.r.query(&q), name, nil)
}

func (m *Metrics) metric(of *plan.Metric) awscloudwatch.Metric {
	dimensions := make(map[string]*string, len(of.Dimensions))
	for _, d := range of.Dimensions {
		dimensions[d.Name] = jsii.String(m.r.called(d.Of))
	}
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String(of.Namespace), MetricName: jsii.String(of.Name), Statistic: jsii.String(of.Statistic),
		DimensionsMap: &dimensions, Period: metricPeriod(),
	})
}

func metricPeriod() awscdk.Duration { return awscdk.Duration_Seconds(jsii.Number(period)) }

func expression(text, label string, using *map[string]awscloudwatch.IMetric) awscloudwatch.IMetric {
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: jsii.String(text), Label: jsii.String(label), UsingMetrics: using, Period: metricPeriod(),
	})
}
