package finding

// The numbers of what AWS leaves undocumented and the plan rests on. The README
// lists them with their evidence.
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
