package render

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// GrantPut lets somebody put events on the bus.
func (f *Frame) GrantPut(grantee awsiam.IGrantable, allowed plan.Events) awsiam.Grant {
	return Grant(grantee, "events:PutEvents", f.Bus.EventBusArn(), putConditions(allowed))
}

// Grant lets somebody do something with a resource.
func Grant(grantee awsiam.IGrantable, action string, arn *string, when conditions) awsiam.Grant {
	options := &awsiam.GrantOnPrincipalOptions{Grantee: grantee, Actions: jsii.Strings(action), ResourceArns: &[]*string{arn}}
	if len(when) > 0 {
		given := make(map[string]*map[string]any, len(when))
		for operator, keys := range when {
			given[operator] = &keys
		}
		options.Conditions = &given
	}
	return awsiam.Grant_AddToPrincipal(options)
}

// NoMetric is the metric of what isn't there.
func NoMetric(name string) awscloudwatch.IMetric {
	return expression("TIME_SERIES(0)", name, nil)
}
