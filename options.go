package openapidestinations

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/internal/render"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// options are the props as the plan takes them.
func (p *OpenApiDestinationsProps) options() plan.Options {
	opts := plan.Options{
		Server:             p.Server,
		BaseURL:            p.BaseURL,
		BaseURLHasToken:    render.HasToken(p.BaseURL),
		ServerURLs:         p.ServerURLs,
		ServerVariables:    p.ServerVariables,
		SecretVariables:    slices.Sorted(maps.Keys(p.SecretServerVariables)),
		SecretParameters:   slices.Sorted(maps.Keys(p.SecretParameters)),
		AskServer:          p.AskServer,
		AskServerVariables: p.AskServerVariables,
		Methods:            p.Methods,
		Include:            filters(p.Include),
		Exclude:            filters(p.Exclude),
		Sources:            p.Sources,
		GivenBus:           p.EventBus != nil,
		GivenQueue:         p.DeadLetterQueue != nil,
		RateLimit:          p.RateLimit,
		Retry:              plan.Retry{Attempts: p.RetryAttempts, MaxEventAge: seconds(p.MaxEventAge)},
		Parameters:         p.Parameters,
		SendDefaults:       p.SendDefaults,
		IdempotencyHeaders: p.IdempotencyHeaders,
		CatchUnknown:       p.EventBus == nil && !p.IgnoreUnknownDetailTypes,
		FormBrackets:       p.FormBrackets,
		Strict:             p.Strict,
		TrustExtensions:    p.TrustExtensions,
	}
	p.carrierOptions(&opts)
	p.triggerOptions(&opts)
	p.securityOptions(&opts)
	if p.MaxOptionalParameters != nil {
		most := int(*p.MaxOptionalParameters)
		opts.MaxOptional = &most
	}
	p.addSizes(&opts)
	opts.Operate = p.operate()
	return opts
}

// operate are the props about the time after the deployment as the plan takes them. On a bus of others
// are neither logs nor policies of ours.
func (p *OpenApiDestinationsProps) operate() plan.Operate {
	o := plan.Operate{
		Alarms:    p.Alarms || p.AlarmTopic != "",
		Dashboard: p.Dashboard,
		Logs:      plan.Logs{Bus: p.Logs.EventBus, Machines: p.Logs.StateMachines, Data: p.Logs.Data, Days: p.Logs.Days},
	}
	if p.ArchiveDays != nil {
		days := int(*p.ArchiveDays)
		o.ArchiveDays = &days
	}
	if p.EventBus == nil {
		o.ProducerAccounts, o.ProducerOrganizations = p.ProducerAccounts, p.ProducerOrganizations
	}
	return o
}

// carrierOptions are the props about who carries the operations as the plan takes them.
func (p *OpenApiDestinationsProps) carrierOptions(opts *plan.Options) {
	if len(p.Carriers) == 0 {
		opts.Carriers = []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}
	}
	for _, carrier := range p.Carriers {
		opts.Carriers = append(opts.Carriers, plan.Carrier(carrier))
	}
	opts.Operations = make(map[string]plan.OperationSettings, len(p.Operations))
	for key, settings := range p.Operations {
		opts.Operations[key] = settings.planned()
	}
	p.answerOptions(opts)
}

// wantAnswers tells whether any operation may have answers.
func (p *OpenApiDestinationsProps) wantAnswers() bool {
	wanted := func(a Answers) bool { return plan.Answers(a).Any() }
	if wanted(p.Answers) || p.TrustExtensions { // the document may ask for them, too
		return true
	}
	for _, own := range p.Operations {
		if wanted(own.Answers) {
			return true
		}
	}
	return false
}

// answerOptions are the props about answers as the plan takes them.
func (p *OpenApiDestinationsProps) answerOptions(opts *plan.Options) {
	opts.Answers = plan.Answers(p.Answers)
	if p.AnswerHeaders == nil {
		return
	}
	opts.AnswerHeaders = []string{}
	for _, name := range p.AnswerHeaders {
		if name = strings.ToLower(strings.TrimSpace(name)); !slices.Contains(opts.AnswerHeaders, name) {
			opts.AnswerHeaders = append(opts.AnswerHeaders, name)
		}
	}
}

// planned are the settings as the plan takes them.
func (p OperationProps) planned() plan.OperationSettings {
	return plan.OperationSettings{
		Carrier:       plan.Carrier(p.Carrier),
		Answers:       plan.Answers(p.Answers),
		RateLimit:     p.RateLimit,
		RetryAttempts: p.RetryAttempts,
		MaxEventAge:   seconds(p.MaxEventAge),
		Description:   p.Description,
		DetailType:    p.DetailType,
		Sources:       p.Sources,
		Pattern:       p.Pattern,
		Enabled:       p.Enabled,
		GuardPath:     p.GuardPath,
		Headers:       p.Headers,
		Query:         p.Query,
		MediaType:     p.MediaType,
		Optional:      p.Optional,
		Security:      requirements(p.Security),
	}
}

// addSizes adds what the props say about buses and stacks.
func (p *OpenApiDestinationsProps) addSizes(opts *plan.Options) {
	if p.RulesPerBus != nil {
		opts.RulesPerBus = int(*p.RulesPerBus)
	}
	if p.DestinationsPerAccount != nil {
		opts.DestinationsPerAccount = int(*p.DestinationsPerAccount)
	}
	if p.NestedStacks != nil {
		n := int(*p.NestedStacks)
		opts.NestedStacks = &n
	}
	opts.Part, opts.Parts = p.part()
	opts.Shards = p.EventBus == nil || p.ShardBus
	opts.SharedDestinations = p.SharedDestinations
}

// part reads Part; 0 of 0 is the whole.
func (p *OpenApiDestinationsProps) part() (part, parts int) {
	if m := partPattern.FindStringSubmatch(p.Part); m != nil {
		part, _ = strconv.Atoi(m[1])
		parts, _ = strconv.Atoi(m[2])
	}
	return part, parts
}

var partPattern = regexp.MustCompile(`^([1-9][0-9]*)/([1-9][0-9]*)$`)

// filters are the filters as the plan takes them.
func filters(given []Filter) []plan.Filter {
	made := make([]plan.Filter, len(given))
	for i, f := range given {
		made[i] = plan.Filter(f)
	}
	return made
}

// securityOptions are the props about security as the plan takes them.
func (p *OpenApiDestinationsProps) securityOptions(opts *plan.Options) {
	opts.SchemeOrder = p.SchemeOrder
	opts.CredentialHosts = p.CredentialHosts
	opts.ConnectionKey = p.ConnectionKey != nil
	opts.Private = p.ResourceConfiguration != ""
	opts.PrivateToken = p.TokenResourceConfiguration != ""
	opts.TokenRequests = make(map[string]plan.TokenRequest, len(p.TokenRequests))
	for scheme, request := range p.TokenRequests {
		opts.TokenRequests[scheme] = plan.TokenRequest(request)
	}
	for _, c := range p.Connections {
		opts.Connections = append(opts.Connections, c.Schemes)
	}
	for _, key := range slices.Sorted(maps.Keys(p.SecuritySchemes)) {
		scheme := p.SecuritySchemes[key]
		scheme.Key, scheme.Scheme = key, strings.ToLower(scheme.Scheme)
		opts.SecuritySchemes = append(opts.SecuritySchemes, scheme)
	}
	opts.Security = requirements(p.Security)
}

// requirements are Security Requirement Objects as spec reads them. An empty list says that there is
// none to satisfy, and no list says nothing.
func requirements(objects []map[string][]string) []spec.SecurityRequirement {
	if objects == nil {
		return nil
	}
	all := make([]spec.SecurityRequirement, 0, len(objects))
	for _, object := range objects {
		var r spec.SecurityRequirement
		for _, scheme := range slices.Sorted(maps.Keys(object)) {
			r.Schemes = append(r.Schemes, spec.SchemeScopes{Scheme: scheme, Scopes: object[scheme]})
		}
		all = append(all, r)
	}
	return all
}

// given are the props that only the CDK understands.
func (p *OpenApiDestinationsProps) given() render.Given {
	g := render.Given{
		EventBus:                   p.EventBus,
		DeadLetterQueue:            p.DeadLetterQueue,
		AnswerBus:                  p.AnswerBus,
		AnswerSource:               p.AnswerSource,
		ConnectionKey:              p.ConnectionKey,
		Credentials:                make(map[string]render.Credential, len(p.Credentials)),
		ServerVariables:            p.SecretServerVariables,
		Parameters:                 p.SecretParameters,
		ResourceConfiguration:      p.ResourceConfiguration,
		TokenResourceConfiguration: p.TokenResourceConfiguration,
		Prefix:                     p.Prefix,
		AlarmTopic:                 p.AlarmTopic,
		EventBusKey:                p.EventBusKey,
		DeadLetterQueueKey:         p.DeadLetterQueueKey,
		RemovalPolicy:              p.RemovalPolicy,
		TriggerBuses:               make(map[string]awsevents.IEventBus),
	}
	for id, trigger := range p.Triggers {
		if trigger.EventBus != nil {
			g.TriggerBuses[id] = trigger.EventBus
		}
	}
	for scheme, credential := range p.Credentials {
		g.Credentials[scheme] = credential.given
	}
	for _, c := range p.Connections {
		g.Connections = append(g.Connections, render.Connection(c))
	}
	return g
}

// seconds is the duration as a number that may be a CDK token.
func seconds(d awscdk.Duration) *float64 {
	if d == nil {
		return nil
	}
	return d.ToSeconds(&awscdk.TimeConversionOptions{Integral: new(bool)})
}

// Parts is the number of constructs that the document must be spread over, each in a stack of
// its own (see Part): 1 if one is enough, which it is up to about 1,000 operations, and also
// if the document has errors. It reads the document.
func (p *OpenApiDestinationsProps) Parts() int {
	p.check()
	opts := p.options()
	opts.Credentials = make(map[string]plan.Credential, len(p.Credentials))
	for scheme, credential := range p.Credentials {
		opts.Credentials[scheme] = credential.given.Known()
	}
	return max(1, planner.Build(p.Document.wait(p.wantAnswers()), opts).Parts)
}
