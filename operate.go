package openapidestinations

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/operate"
	"github.com/openapi-destinations/openapidestinations/internal/render"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

func (c *openApiDestinations) Metric(name string) awscloudwatch.IMetric {
	checkMetric(name)
	if c.rendered.Metrics == nil {
		return render.NoMetric(name)
	}
	return c.rendered.Metrics.OfAll(name)
}

// checkMetric panics on a metric that EventBridge doesn't have for rules.
func checkMetric(name string) {
	if !slices.Contains(operate.RuleMetrics, name) {
		panic("openapidestinations: EventBridge has no metric " + name + " of rules: " +
			text.Meant(name, operate.RuleMetrics, "the metrics are "+text.Alternatives(operate.RuleMetrics)))
	}
}

func (c *openApiDestinations) GrantPutEvents(grantee awsiam.IGrantable) awsiam.Grant {
	return c.grantPut(grantee, c.plan.DetailTypes, c.sources)
}

func (c *openApiDestinations) GrantConsumeDeadLetters(grantee awsiam.IGrantable) awsiam.Grant {
	return c.frame.Queue.GrantConsumeMessages(grantee)
}

// grantPut lets somebody put events of the detail types.
func (c *openApiDestinations) grantPut(grantee awsiam.IGrantable, detailTypes, sources []string) awsiam.Grant {
	if len(detailTypes) == 0 || c.failed() {
		return awsiam.Grant_Drop(grantee, jsii.String("no operation can be called"))
	}
	allowed, exactly := operate.Puttable(detailTypes, sources)
	if !exactly {
		c.warnLate(diagnostic.WideGrant, finding.SelectFewer+", or call GrantPutEvents of single operations",
			"GrantPutEvents allows %s: the names of %d operations and their sources would fill a policy", operate.Any(allowed), len(detailTypes))
	}
	return c.frame.GrantPut(grantee, allowed)
}

// warnLate adds a warning after the others were shown.
func (c *openApiDestinations) warnLate(code, hint, format string, args ...any) {
	c.report(code, spec.Warning, hint, format, args...)
	last := c.diagnostics[len(c.diagnostics)-1]
	awscdk.Annotations_Of(c).AddWarningV2(jsii.String("openapi-destinations:"+code), jsii.String(last.Error()), nil)
}

// Metric is the sum over the operation's Rules of one of EventBridge's metrics for rules, such as
// "Invocations" or "FailedInvocations", with the dimensions that EventBridge emits. For an operation that a
// state machine carries, it counts starts of executions. It panics on other names. Where the operation is
// not Callable it is a sum of nothing.
func (o Operation) Metric(name string) awscloudwatch.IMetric {
	checkMetric(name)
	if o.owner == nil || !o.Callable() || o.owner.rendered.Metrics == nil {
		return render.NoMetric(name)
	}
	return o.owner.rendered.Metrics.OfRules(name, o.planned.Rules)
}

// GrantPutEvents lets somebody put events of this operation on the bus, of the sources that it accepts, and
// nothing else on it.
func (o Operation) GrantPutEvents(grantee awsiam.IGrantable) awsiam.Grant {
	if o.owner == nil || !o.Callable() {
		return awsiam.Grant_Drop(grantee, jsii.String("the operation cannot be called"))
	}
	return o.owner.grantPut(grantee, []string{o.DetailType}, o.accepted())
}

// accepted are the sources of the events that call the operation; none is any.
func (o Operation) accepted() []string {
	if len(o.planned.Sources) > 0 {
		return o.planned.Sources
	}
	return o.owner.sources
}

// GrantInvoke lets somebody, mostly the role of a rule or pipe of your own, call the operation's API
// destination, with whatever values and body it gives, and the credentials of its connection. An event on
// the bus needs no such grant. Where the operation has no API destination the synth fails, as with
// APIDestination: what a state machine carries is called by events only.
func (o Operation) GrantInvoke(grantee awsiam.IGrantable) awsiam.Grant {
	destination := o.APIDestination()
	if destination == nil {
		return awsiam.Grant_Drop(grantee, jsii.String("the operation has no API destination"))
	}
	return render.Grant(grantee, "events:InvokeApiDestination", destination.AttrArn(), nil)
}
