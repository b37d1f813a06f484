package planner

// The numbers of what AWS leaves undocumented and the plan rests on. The README
// lists them with their evidence.
const (
	assumeEncoding        = "A1"  // path and query values are percent-encoded
	assumeNullInPath      = "A2"  // a null in a path value
	assumeDollarValue     = "A3"  // a value that begins with "$" is sent as it is
	assumeScalarText      = "A4"  // numbers and booleans are sent as their JSON text
	assumeBodyOnAnyMethod = "A6"  // GET, HEAD, OPTIONS and DELETE carry the constant body
	assumePartialWildcard = "A7"  // a wildcard that is a part of a segment is filled
	assumeLiteralStar     = "A8"  // %2A in an endpoint stays as it is
	assumeRepeatedQuery   = "A10" // query parameters follow the endpoint's own query
	assumeTextBody        = "A11" // a text arrives as a JSON string
	assumeBodyParameters  = "A12" // a connection's body parameters join {}, and nothing but an object
	assumeToken           = "A13" // the token request of OAuth
	assumeHeaderBytes     = "A15" // header values beyond printable ASCII
	assumeEmptyBody       = "A17" // an API that takes no body does not mind {}
)
