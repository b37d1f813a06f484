package render

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// The ids of what the logs of all buses have together.
const (
	busLogsID     = "EventBusLogs"
	logsWriterID  = "EventBusLogsDestination"
	logsFromID    = "EventBusLogsFrom"
	logDeliveryID = "EventBusLogsDelivery"
)

// logBus tells a bus what to write.
func (f *Frame) logBus(bus awsevents.CfnEventBus) {
	logs := f.options.Operate.Logs
	if logs.Bus == "" {
		return
	}
	detail := "NONE"
	if logs.Data {
		detail = "FULL"
	}
	bus.SetLogConfig(&awsevents.CfnEventBus_LogConfigProperty{IncludeDetail: jsii.String(detail), Level: jsii.String(logs.Bus)})
}

// addBusLogs delivers what the buses write to a log group. What lets CloudWatch Logs write there, it adds
// itself when a delivery is made
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-CloudWatchLogs.html).
func (r *renderer) addBusLogs(logs []plan.BusLog) {
	if len(logs) == 0 {
		return
	}
	const folder = "/aws/vendedlogs/events/event-bus/"
	name := r.place.named(limits.LogGroupNameLength - len(folder))
	group := r.add(busLogsID, "AWS::Logs::LogGroup", map[string]any{
		"LogGroupName":    folder + name.in(r.place.topPath),
		"RetentionInDays": r.logDays(),
	})
	r.keep(group)
	r.tag(group)
	to := r.add(logsWriterID, "AWS::Logs::DeliveryDestination", map[string]any{
		"Name":                   r.deliveryName(logsWriterID, "LOGS"),
		"DestinationResourceArn": r.place.arnOf("logs", "log-group:"+*group.Ref()),
	})
	r.tag(to)
	var before awscdk.CfnResource
	for i := range logs {
		before = r.deliver(&logs[i], to, before)
	}
}

// deliver delivers a kind of records. Two deliveries to one destination can't be made at once.
func (r *renderer) deliver(log *plan.BusLog, to, before awscdk.CfnResource) awscdk.CfnResource {
	bus := r.Bus.EventBusArn()
	if log.Bus != "" {
		bus = r.arns[log.Bus]
	}
	from := r.add(ident.Of(logsFromID, log.ID), "AWS::Logs::DeliverySource", map[string]any{
		"Name": r.deliveryName(log.ID, log.Type), "LogType": log.Type, "ResourceArn": *bus,
	})
	r.tag(from)
	delivery := r.add(ident.Of(logDeliveryID, log.ID), "AWS::Logs::Delivery", map[string]any{
		"DeliverySourceName": *from.Ref(), "DeliveryDestinationArn": *attribute(to, "Arn"),
	})
	r.tag(delivery)
	if before != nil {
		delivery.Node().AddDependency(before)
	}
	return delivery
}

// deliveryName is a name of at most 60 characters that no other launch of the template has: the UUID of
// the stack, a hash of what it is about, and the kind.
func (r *renderer) deliveryName(id, kind string) string {
	return partOf(*awscdk.Aws_STACK_ID(), 2) + "-" + ident.Hash(r.place.addr+" "+id) + "-" + kind
}

// add makes a resource for which the CDK has no class in the modules that are used.
func (r *renderer) add(id, kind string, properties map[string]any) awscdk.CfnResource {
	made := awscdk.NewCfnResource(r.scope, jsii.String(id), &awscdk.CfnResourceProps{Type: jsii.String(kind), Properties: &properties})
	r.name(made, id)
	return made
}
