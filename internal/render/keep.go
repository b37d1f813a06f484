package render

import (
	"cmp"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// keep lets what keeps data stay, or go, as the user wants.
func (f *Frame) keep(resource awscdk.CfnResource) {
	if f.given.RemovalPolicy != "" {
		resource.ApplyRemovalPolicy(f.given.RemovalPolicy, nil)
	}
}

// tagLike gives a resource the tags of a role. The CDK hands tags to resources of its own classes only,
// and what it gives the construct, or what is around it, the role has, too.
func (r *renderer) tagLike(resource awscdk.CfnResource, role awsiam.CfnRole) {
	resource.AddPropertyOverride(jsii.String("Tags"), awscdk.Lazy_UncachedAny(&laterTags{role}, nil))
}

// laterTags are those of a role, once all of them are known.
type laterTags struct{ role awsiam.CfnRole }

// Produce is called by the CDK.
func (l *laterTags) Produce(awscdk.IResolveContext) any {
	values := *l.role.Tags().TagValues()
	if len(values) == 0 {
		return nil
	}
	var tags []map[string]string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		tags = append(tags, map[string]string{"Key": key, "Value": *values[key]})
	}
	return tags
}

// tag does the same for what belongs to no role: there is a role wherever operations are called.
func (r *renderer) tag(resource awscdk.CfnResource) {
	if len(r.roleResources) > 0 {
		r.tagLike(resource, r.roleResources[0])
	}
}

// addArchive makes the archive of the bus that users publish to.
func (r *renderer) addArchive(a *plan.Archive) {
	props := &awsevents.CfnArchiveProps{SourceArn: r.Bus.EventBusArn(), RetentionDays: jsii.Number(a.Days)}
	if a.Pattern != nil {
		props.EventPattern = a.Pattern.Object()
	}
	archive := awsevents.NewCfnArchive(r.scope, jsii.String(a.ID), props)
	if key := r.given.EventBusKey; key != nil {
		archive.SetKmsKeyIdentifier(key.KeyArn())
	}
	r.keep(archive)
	r.name(archive, a.ID)
}

// addBusPolicy lets others put events on the bus.
func (r *renderer) addBusPolicy(p *plan.BusPolicy) {
	s := statement{Sid: p.ID + r.place.addr[:8], Effect: "Allow", Action: "events:PutEvents", Resource: *r.Bus.EventBusArn(), Condition: putConditions(p.Events)}
	object := s.object()
	if len(p.Accounts) > 0 {
		roots := make([]string, len(p.Accounts))
		for i, account := range p.Accounts {
			roots[i] = r.place.rootOf(account)
		}
		object["Principal"] = map[string]any{"AWS": roots}
	} else {
		object["Principal"] = "*"
		object["Condition"] = s.Condition.with("StringEquals", "aws:PrincipalOrgID", p.Organizations)
	}
	policy := awsevents.NewCfnEventBusPolicy(r.scope, jsii.String(p.ID), &awsevents.CfnEventBusPolicyProps{
		StatementId: jsii.String(s.Sid), EventBusName: r.busNames[""], Statement: object,
	})
	r.name(policy, p.ID)
}

// putConditions are what events:PutEvents asks of each entry of a request, whose source is a list of one
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html).
func putConditions(allowed plan.Events) conditions {
	var c conditions
	if len(allowed.DetailTypes) > 0 {
		c = c.with("StringEquals", "events:detail-type", allowed.DetailTypes)
	}
	if len(allowed.Sources) > 0 {
		c = c.with("ForAllValues:StringEquals", "events:source", allowed.Sources)
		// Without a source, all of its values are as they should be.
		c = c.with("Null", "events:source", "false")
	}
	return c
}

// with is the conditions with one more.
func (c conditions) with(operator, key string, value any) conditions {
	more := make(conditions, len(c)+1)
	for op, keys := range c {
		more[op] = keys
	}
	keys := make(map[string]any, len(more[operator])+1)
	for k, v := range more[operator] {
		keys[k] = v
	}
	keys[key] = value
	more[operator] = keys
	return more
}

// logDays is for how long logs are kept, without a word of the user's longer than dead letters are.
func (f *Frame) logDays() int { return cmp.Or(f.options.Operate.Logs.Days, 30) }
