package delivery

import (
	"fmt"
	"slices"
)

// Assumption is something that AWS leaves undocumented and that a result
// rests on. docs/eventbridge.md holds the evidence, by sections.
type Assumption struct {
	Number    int    // as in A1
	Statement string // what is assumed
	Evidence  string // what speaks for it, and the section of docs/eventbridge.md
}

// ID is the assumption's name: A1.
func (a Assumption) ID() string { return fmt.Sprintf("A%d", a.Number) }

// String is the name and the statement.
func (a Assumption) String() string { return a.ID() + ": " + a.Statement }

// The numbers of the assumptions.
const (
	assumeEncoding = iota + 1
	assumeNull
	assumeDollar
	assumeScalar
	assumeStructure
	assumeBodyOfGet
	assumeWildcardPlace
	assumeLiteralStar
	assumeEmptySegment
	assumeRepeatedQuery
	assumeTextBody
	assumeBodyParameters
	assumeToken
	assumeARNForPolicy
	assumeHeaderBytes
	assumeRepeatedAuth
	assumeEmptyBody
	assumeLastMember
)

// assumptions is the register, in the order of the numbers.
var assumptions = []Assumption{
	{assumeEncoding, "A value in the path or the query is percent-encoded: the unreserved characters of RFC 3986 stay, every other byte becomes %XX, and an API decodes it before it splits a list at its commas.",
		"Unknown on AWS; the emulators encode so (section 3.4)."},
	{assumeNull, "A null in a path, query or header value is sent as the text null.",
		"Unknown; the JSON text, as for the other scalars (section 3.3)."},
	{assumeDollar, "A value that begins with $ and is no JSON path that AWS takes is sent as it is.",
		"Unknown whether it is refused, sent or fails (section 3.2)."},
	{assumeScalar, "A number or boolean in a path, query or header value is sent as its JSON text, a number as it is written in the event.",
		"Observed on AWS once; the text of the observation is cut off (section 3.3)."},
	{assumeStructure, "An object or array in a path, query or header value is sent as its compact JSON without the quotes.",
		"Unknown; string templates drop the quotes (4.3, measured) (section 3.3)."},
	{assumeBodyOfGet, "GET, HEAD, OPTIONS and DELETE requests carry the body too.",
		"No documentation that it is dropped (section 4.4)."},
	{assumeWildcardPlace, "A * that is only a part of a path segment is filled like a whole one; a * in the query string stays.",
		"Unknown; only whole segments are documented (section 1.3)."},
	{assumeLiteralStar, "A %2A in the endpoint is sent as it is and is no wildcard.",
		"Unknown (section 1.3)."},
	{assumeEmptySegment, "A path value that the event doesn't have becomes an empty segment.",
		"Unknown; header and query values are sent empty (measured) (section 3.3)."},
	{assumeRepeatedQuery, "Query parameters follow the endpoint's own query string, which is kept as it is, even if a name repeats.",
		"Inferred from the emulators (section 3.4)."},
	{assumeTextBody, "A text as a body is sent as a JSON string, in its quotes, also to an API destination.",
		"Measured with a queue as the target (section 4.2 and 4.3)."},
	{assumeBodyParameters, "Body parameters of the connection are added to the {} that stands for no body, and leave a body that is no JSON object as it is.",
		"Unknown (section 2.2)."},
	{assumeToken, "The token request carries grant_type, client_id and client_secret as a form, and the token is sent as Authorization: Bearer.",
		"Where the client's credentials go isn't documented (section 2.3)."},
	{assumeARNForPolicy, "A role that allows events:InvokeApiDestination on the destination's ARN without the UUID may call it.",
		"Unknown whether that form is enough (section 6.2)."},
	{assumeHeaderBytes, "A header value with control or non-ASCII characters is sent as it is.",
		"Unknown (section 3.4)."},
	{assumeRepeatedAuth, "A connection's authorization wins over its own invocation parameter of the same header.",
		"Documented only for the target's parameters (section 2.2)."},
	{assumeEmptyBody, "An API that takes no body doesn't mind {}, which EventBridge sends where an operation has none.",
		"A rule always sends a body (section 4.4). Most APIs ignore it; Elasticsearch and OpenSearch answer 400."},
	{assumeLastMember, "Of a member that stands twice in an event, patterns see both values and a JSON path the last.",
		"Unknown, and whether PutEvents keeps both; event-ruler sees both (section 5.2)."},
}

// Assumptions lists all assumptions by number.
func Assumptions() []Assumption { return slices.Clone(assumptions) }

// assumptionSet collects numbers without repetition.
type assumptionSet uint32

func (s *assumptionSet) add(number int) { *s |= 1 << number }

func (s assumptionSet) list() []Assumption {
	var out []Assumption
	for _, a := range assumptions {
		if s&(1<<a.Number) != 0 {
			out = append(out, a)
		}
	}
	return out
}
