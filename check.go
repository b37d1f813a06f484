package openapidestinations

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/render"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// check panics on a programmer's mistake, with one sentence.
func (p *OpenApiDestinationsProps) check() {
	fail := func(format string, args ...any) {
		panic("openapidestinations: " + fmt.Sprintf(format, args...))
	}
	switch {
	case p == nil:
		fail("the props are nil; give at least a Document")
	case p.Document.read == nil:
		fail("the props have no Document; make one with DocumentFromFile, DocumentFromBytes or DocumentFromSpec")
	case p.Server != "" && p.BaseURL != "":
		fail("Server %q and BaseURL %q exclude each other: give one of them", p.Server, p.BaseURL)
	case p.AskServer && p.BaseURL != "":
		fail("AskServer and BaseURL %q exclude each other: a base URL leaves no choice", p.BaseURL)
	case p.Prefix != "" && !limits.LogicalPrefix.Fits(p.Prefix):
		fail("Prefix %q must be %s", p.Prefix, limits.LogicalPrefix.Like)
	}
	for _, variable := range p.AskServerVariables {
		if value, given := p.ServerVariables[variable]; given {
			fail("AskServerVariables leaves the server variable %q to the launch, and ServerVariables says that it is %q: do one of them", variable, value)
		}
	}
	p.checkSecrets(fail)
	if wrong := p.checkPart(); wrong != "" {
		fail("%s", wrong)
	}
	p.checkNumbers(fail)
	for _, scheme := range slices.Sorted(maps.Keys(p.Credentials)) {
		if p.Credentials[scheme].empty() {
			fail("the credential of the security scheme %q is empty; make one with APIKey, BearerToken, BasicAuth, BasicAuthWithoutPassword or ClientCredentials", scheme)
		}
	}
	p.checkCarriers(fail)
	p.checkTriggers(fail)
	p.checkAnswers(fail)
	p.checkSecurity(fail)
	p.checkOperate(fail)
	if p.DeadLetterQueue != nil && *p.DeadLetterQueue.Fifo() {
		fail("the DeadLetterQueue is a FIFO queue; EventBridge delivers dead letters to standard queues only")
	}
}

// number is one of the props with its bounds.
type number struct {
	name     string
	value    *float64
	min, max float64
}

// deliveryNumbers are those that an operation may have of its own.
func deliveryNumbers(retryAttempts, rateLimit *float64, maxEventAge awscdk.Duration) []number {
	return []number{
		{"RetryAttempts", retryAttempts, 0, limits.RetriesMax},
		{"RateLimit", rateLimit, limits.RateMin, limits.RateMax},
		{"MaxEventAge in seconds", seconds(maxEventAge), limits.EventAgeMin, limits.EventAgeMax},
	}
}

// wrong says what is wrong with a number.
func (n number) wrong() string {
	if n.value == nil || *awscdk.Token_IsUnresolved(n.value) || within(*n.value, n.min, n.max) {
		return ""
	}
	return fmt.Sprintf("%s is %v; it must be a whole number from %v to %v", n.name, *n.value, n.min, n.max)
}

// checkNumbers refuses numbers that AWS would.
func (p *OpenApiDestinationsProps) checkNumbers(fail func(format string, args ...any)) {
	for _, n := range append(deliveryNumbers(p.RetryAttempts, p.RateLimit, p.MaxEventAge),
		number{"MaxOptionalParameters", p.MaxOptionalParameters, 0, limits.MostOptional},
		number{"RulesPerBus", p.RulesPerBus, 1, math.MaxInt32},
		number{"DestinationsPerAccount", p.DestinationsPerAccount, 1, math.MaxInt32},
		number{"NestedStacks", p.NestedStacks, 0, limits.MostNestedStacks},
		number{"ArchiveDays", p.ArchiveDays, 0, limits.ArchiveDaysMax},
	) {
		if wrong := n.wrong(); wrong != "" {
			fail("%s", wrong)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.Operations)) {
		own := p.Operations[key]
		for _, n := range deliveryNumbers(own.RetryAttempts, own.RateLimit, own.MaxEventAge) {
			if wrong := n.wrong(); wrong != "" {
				fail("Operations has for %q: %s", key, wrong)
			}
		}
	}
}

// checkCarriers refuses what is no carrier.
func (p *OpenApiDestinationsProps) checkCarriers(fail func(format string, args ...any)) {
	for _, carrier := range p.Carriers {
		if wrong := carrier.wrong(); wrong != "" {
			fail("Carriers has %s", wrong)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.Operations)) {
		carrier := p.Operations[key].Carrier
		if wrong := carrier.wrong(); wrong != "" && carrier != "" {
			fail("Operations has for %q the Carrier %s", key, wrong)
		}
	}
}

// wrong says what is wrong with a carrier.
func (c Carrier) wrong() string {
	return wrongWord(string(c), string(ByAPIDestination), string(ByStateMachine))
}

// wrongWord says what is wrong with a word of the props; nothing where it is one of the known or isn't given.
func wrongWord(given string, known ...string) string {
	if given == "" || slices.Contains(known, given) {
		return ""
	}
	return fmt.Sprintf("%q: %s", given, text.Meant(given, known, "it must be "+text.Alternatives(known)))
}

// checkAnswers refuses what is no answer, and sources that no event can have.
func (p *OpenApiDestinationsProps) checkAnswers(fail func(format string, args ...any)) {
	if wrong := p.Answers.wrong(); wrong != "" {
		fail("Answers is %s", wrong)
	}
	for _, key := range slices.Sorted(maps.Keys(p.Operations)) {
		if wrong := p.Operations[key].Answers.wrong(); wrong != "" {
			fail("Operations has for %q the Answers %s", key, wrong)
		}
	}
	source := p.AnswerSource
	switch {
	case source == "" || render.HasToken(source):
	case strings.HasPrefix(source, "aws."):
		fail("AnswerSource (context key answerSource) %q begins with \"aws.\", which EventBridge keeps for AWS's own events", source)
	case len(source) > limits.BusNameLength || strings.ContainsFunc(source, func(r rune) bool { return r < '!' || r > '~' || strings.ContainsRune("\"\\<>{}$", r) }):
		fail("AnswerSource (context key answerSource) %q must be of at most %d printable ASCII characters, without blanks, quotes, backslashes, braces, $, < and >", source, limits.BusNameLength)
	}
	if source != "" && slices.Contains(p.Sources, source) {
		fail("AnswerSource (context key answerSource) %q is one of Sources (context key sources): answers would be taken for requests", source)
	}
}

// wrong says what is wrong with answers.
func (a Answers) wrong() string {
	return wrongWord(string(a), string(SuccessAnswers), string(FailureAnswers), string(BothAnswers), string(NoAnswers))
}

// checkSecrets refuses values that are no secret, and second values for one thing.
func (p *OpenApiDestinationsProps) checkSecrets(fail func(format string, args ...any)) {
	for _, name := range slices.Sorted(maps.Keys(p.SecretServerVariables)) {
		_, given := p.ServerVariables[name]
		switch {
		case p.SecretServerVariables[name] == nil:
			fail("the secret of the server variable %q in SecretServerVariables is nil", name)
		case given:
			fail("the server variable %q is in both ServerVariables and SecretServerVariables: give one value", name)
		case slices.Contains(p.AskServerVariables, name):
			fail("AskServerVariables leaves the server variable %q to the launch, and SecretServerVariables has a value for it: do one of them", name)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.SecretParameters)) {
		_, given := p.Parameters[key]
		switch {
		case p.SecretParameters[key] == nil:
			fail("the secret of the parameter %q in SecretParameters is nil", key)
		case given:
			fail("the parameter %q is in both Parameters and SecretParameters: give one value", key)
		}
	}
}

func within(n, least, most float64) bool {
	return n == math.Trunc(n) && n >= least && n <= most
}

// checkPart says what is wrong with Part.
func (p *OpenApiDestinationsProps) checkPart() string {
	part, parts := p.part()
	switch {
	case p.Part == "":
		return ""
	case part == 0 || part > parts || parts > limits.MostParts:
		return fmt.Sprintf("Part %q must be a number, a slash and how many there are, up to %d, such as \"2/3\"", p.Part, limits.MostParts)
	case part > 1 && p.EventBus == nil:
		return fmt.Sprintf("Part %q has no EventBus: give it that of the first part", p.Part)
	}
	return ""
}

// parameterName is what the name of a connection's parameter must match (CloudFormation
// schema of AWS::Events::Connection, Parameter).
var parameterName = regexp.MustCompile(limits.ConnectionKeyPattern)

// parameterValue is the same for its value.
var parameterValue = regexp.MustCompile(limits.ConnectionValuePattern)

// mostTokenParameters leaves room for grant_type and scope.
const mostTokenParameters = limits.ConnectionParameters - 2

// The ARNs that AWS takes (API model, ConnectionArn and ResourceConfigurationArn).
var (
	connectionARN    = regexp.MustCompile(`^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:connection/[\w.-]+/[\w-]+$`)
	configurationARN = regexp.MustCompile(`^arn:aws[a-z-]*:vpc-lattice:[a-z0-9-]+:\d{12}:resourceconfiguration/rcfg-[0-9a-z]{17}$`)
)

// checkSecurity panics on a programmer's mistake in the props about connections.
func (p *OpenApiDestinationsProps) checkSecurity(fail func(format string, args ...any)) {
	literal := func(s string) bool { return s != "" && !render.HasToken(s) }
	seen := make(map[string]bool)
	for _, c := range p.Connections {
		set := strings.Join(slices.Sorted(slices.Values(c.Schemes)), " and ")
		switch {
		case (c.Connection == nil) == (c.ARN == ""):
			fail("the connection for the security schemes %q must have either a Connection or an ARN", set)
		case literal(c.ARN) && !connectionARN.MatchString(c.ARN):
			fail("%q is not the ARN of a connection with its UUID", c.ARN)
		case seen[set]:
			fail("there are two connections for the security schemes %q", set)
		}
		seen[set] = true
	}
	for _, scheme := range slices.Sorted(maps.Keys(p.TokenRequests)) {
		checkTokenPairs(scheme, "parameter", p.TokenRequests[scheme].Parameters, fail)
		checkTokenPairs(scheme, "header", p.TokenRequests[scheme].Headers, fail)
	}
	for _, arn := range []string{p.ResourceConfiguration, p.TokenResourceConfiguration} {
		if literal(arn) && !configurationARN.MatchString(arn) {
			fail("%q is not the ARN of a VPC Lattice resource configuration", arn)
		}
	}
}

// checkTokenPairs panics on parameters or headers of a token request that no connection takes.
func checkTokenPairs(scheme, what string, pairs map[string]string, fail func(format string, args ...any)) {
	if len(pairs) > mostTokenParameters {
		fail("the token request of the security scheme %q has %d %ss, and a connection takes %d besides grant_type and scope", scheme, len(pairs), what, mostTokenParameters)
	}
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		if value := pairs[name]; !parameterName.MatchString(name) || len(name) > limits.ParameterKeyLength {
			fail("the token request of the security scheme %q has the %s %q, and CloudFormation takes at most %d letters, digits and !#$%%&'*+-.^_`|~ in a name", scheme, what, name, limits.ParameterKeyLength)
		} else if !render.HasToken(value) && (len(value) > limits.ParameterValueLength || !parameterValue.MatchString(value)) {
			fail("the token request of the security scheme %q has a value of the %s %q that a connection doesn't take: a value has 1 to %d printable ASCII characters", scheme, what, name, limits.ParameterValueLength)
		}
	}
}
