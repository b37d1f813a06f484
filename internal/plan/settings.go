package plan

import "github.com/openapi-destinations/openapidestinations/spec"

// OperationSettings are settings of single operations. The zero value of each leaves it to a less
// specific key, and in the end to what holds for all operations.
type OperationSettings struct {
	// Carrier carries the operation, though another one would be more faithful.
	Carrier Carrier
	// Answers are the outcomes that come back as events.
	Answers Answers
	// RateLimit is the most calls a second, RetryAttempts how often a failed delivery is repeated,
	// and MaxEventAge for how many seconds; each may be a CDK token.
	RateLimit, RetryAttempts, MaxEventAge *float64
	// Description is for people.
	Description string
	// Headers and Query are parameters with one value, whether the document declares them or not.
	Headers, Query map[string]string
	// MediaType is that of the request body, where it has several.
	MediaType string
	// Sources are the event sources to accept; nil is those of all operations.
	Sources []string
	// Pattern is an event pattern as JSON that its events must fit, too.
	Pattern string
	// Enabled is false where its events go to the dead-letter queue instead.
	Enabled *bool
	// DetailType is that of its events.
	DetailType string
	// GuardPath says that its path fields take no character that would change a path if it were not
	// encoded.
	GuardPath *bool
	// Optional are the optional parameters that events may carry; nil is all.
	Optional []string
	// Security is what the operation's calls must satisfy, whatever it declares; nil is what it declares,
	// and an empty list is nothing.
	Security []spec.SecurityRequirement
}

// Retry is how long a delivery that failed is repeated.
func (s *OperationSettings) Retry() Retry {
	return Retry{Attempts: s.RetryAttempts, MaxEventAge: s.MaxEventAge}
}
