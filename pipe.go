package openapidestinations

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/mapping"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/render"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// PipeTarget makes a pipe of EventBridge Pipes (from a queue, or a stream of Kinesis or DynamoDB) put the
// operation's events: the properties Target and TargetParameters of an AWS::Pipes::Pipe, by their names.
// The fields are those of a [Trigger], with paths into the pipe's record ("$.body.id", "$.data.id",
// "$.dynamodb.NewImage.id.S"). The event goes over the bus, so that the operation's own rules see to it
// that it has what is required, and keep it if not. The pipe's role must be allowed to put events on the
// bus (GrantPutEvents). What can't be used of the fields fails the synth (OAD340).
func (o Operation) PipeTarget(source string, fields map[string]any) map[string]any {
	detail := o.mapped("pipe", source, fields)
	return map[string]any{
		"Target": o.busARN(),
		"TargetParameters": map[string]any{
			"EventBridgeEventBusParameters": map[string]any{"DetailType": o.DetailType, "Source": source},
			"InputTemplate":                 detail.Template(func(p mapping.Path) string { return "<" + p.Text + ">" }),
		},
	}
}

// ScheduleTarget makes a schedule of EventBridge Scheduler put the operation's events: the property Target
// of an AWS::Scheduler::Schedule but for its RoleArn, that of a role which may put events on the bus
// (GrantPutEvents). The fields are constants; "<aws.scheduler.scheduled-time>" and the other words of
// Scheduler stand for what it fills in. What can't be used of the fields fails the synth (OAD340).
func (o Operation) ScheduleTarget(source string, fields map[string]any) map[string]any {
	detail := o.mapped("schedule", source, fields)
	if paths := detail.Paths(); len(paths) > 0 {
		o.misfit("schedule", "give constants", "a schedule has no event for the path "+paths[0].Text)
	}
	text := detail.Template(func(mapping.Path) string { return "null" })
	return map[string]any{
		"Arn":                   o.busARN(),
		"EventBridgeParameters": map[string]any{"DetailType": o.DetailType, "Source": source},
		"Input":                 schedulerWord.ReplaceAllString(text, "<$1>"),
	}
}

// schedulerWord is what Scheduler fills in, as constants have it
// (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html).
var schedulerWord = regexp.MustCompile(`\\u003c(aws\.scheduler\.(?:schedule-arn|scheduled-time|execution-id|attempt-number))\\u003e`)

// busARN is that of the bus that the operation's events are put on.
func (o Operation) busARN() string {
	if o.owner == nil {
		return ""
	}
	return *o.owner.frame.Bus.EventBusArn()
}

// mapped reads and checks what the fields of the operation's event come from.
func (o Operation) mapped(by, source string, fields map[string]any) mapping.Node {
	text, err := json.Marshal(fields)
	if err != nil {
		panic("openapidestinations: the fields of a " + by + " are no JSON: " + err.Error())
	}
	if o.owner == nil || !o.Callable() {
		if o.owner != nil {
			o.owner.reportNone(o, "carrier", "PipeTarget and ScheduleTarget")
		}
		return mapping.Node{Members: []mapping.Member{}}
	}
	if render.HasToken(string(text)) {
		o.misfit(by, "give plain values", "its fields hold a CDK token, which only the deployment knows")
	}
	if fields == nil {
		text = []byte("{}")
	}
	node, err := mapping.Parse(text)
	if err != nil {
		o.misfit(by, "correct it", "of its fields, "+err.Error())
		return mapping.Node{Members: []mapping.Member{}}
	}
	switch sources := o.accepted(); {
	case source == "" || strings.HasPrefix(source, "aws."):
		o.misfit(by, "name a source of yours", "nobody may put events of the source \""+source+"\"")
	case len(sources) > 0 && !slices.Contains(sources, source) && !render.HasToken(strings.Join(sources, "")+source):
		o.misfit(by, "take one of "+strings.Join(sources, ", "), "events of the source \""+source+"\" are not accepted (Sources, for this operation or for all; context keys operations, sources)")
	}
	example := map[string]string{"pipe": "$.body.…", "schedule": "…"}[by]
	for _, m := range request.Misfits(o.planned, o.Carrier == ByAPIDestination, node, example) {
		if m.Doubt {
			o.owner.report(diagnostic.TriggerInvalid, spec.Warning, m.Hint, "the %s that calls the operation %q: %s", by, o.DetailType, m.Why)
			continue
		}
		o.misfit(by, m.Hint, m.Why)
	}
	return node
}

// misfit reports what can't be used.
func (o Operation) misfit(by, hint, why string) {
	o.owner.report(diagnostic.TriggerInvalid, spec.Error, hint, "the %s that calls the operation %q can't be used: %s", by, o.DetailType, why)
}
