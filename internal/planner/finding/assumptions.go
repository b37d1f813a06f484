package finding

// The numbers of what AWS leaves undocumented and the plan rests on.
// docs/reference/assumptions.md lists them with their evidence.
const (
	AssumeEncoding        = "A1"  // path and query values are percent-encoded
	AssumeNullInPath      = "A2"  // a null in a path value
	AssumeDollarValue     = "A3"  // a value that begins with "$" is sent as it is
	AssumeScalarText      = "A4"  // numbers and booleans are sent as their JSON text
	AssumeBodyOnAnyMethod = "A6"  // GET, HEAD, OPTIONS and DELETE carry the constant body
	AssumePartialWildcard = "A7"  // a wildcard that is a part of a segment is filled
	AssumeLiteralStar     = "A8"  // %2A in an endpoint stays as it is
	AssumeRepeatedQuery   = "A10" // query parameters follow the endpoint's own query
	AssumeTextBody        = "A11" // a text arrives as a JSON string
	AssumeBodyParameters  = "A12" // a connection's body parameters join {}, and nothing but an object
	AssumeToken           = "A13" // the token request of OAuth
	AssumeHeaderBytes     = "A15" // header values beyond printable ASCII
	AssumeEmptyBody       = "A17" // an API that takes no body does not mind {}
)

// Those of the state machine.
const (
	AssumeEncodedPath   = "B1"  // a percent-encoded path is sent as it is
	AssumeEndpointQuery = "B2"  // so is a query in the endpoint
	AssumeNoBody        = "B3"  // a call without a body says that it is JSON all the same
	AssumeDoubles       = "B4"  // numbers of a JSON body
	AssumeTaskEncoding  = "B5"  // what Step Functions encodes
	AssumeEmptyText     = "B6"  // an empty text is sent
	AssumeDecimals      = "B7"  // decimals that become text
	AssumeBodyFields    = "B8"  // the connection's body parameters without a body
	AssumeAuthorization = "B9"  // an API key that is called Authorization
	AssumeCondition     = "B10" // what the role's condition is compared with
	AssumePort          = "B11" // a port other than 443
	AssumeMemberTwice   = "B12" // a member that stands twice
	AssumeAnswerNumbers = "B13" // numbers of an answer's body
	AssumeAnswerLength  = "B14" // how long the event of an answer is
	AssumeNestedFailure = "B15" // how what nothing can catch ends an execution that is waited for
)
