package delivery

import (
	"fmt"
	"slices"
)

// Assumption is something that AWS leaves undocumented and that a result
// rests on. docs/eventbridge.md holds the evidence for A1 …, by sections, and
// docs/step-functions.md for B1 ….
type Assumption struct {
	Letter    byte   // A: EventBridge, B: Step Functions
	Number    int    // as in A1
	Statement string // what is assumed
	Evidence  string // what speaks for it, and the section of the page
}

// ID is the assumption's name: A1.
func (a Assumption) ID() string { return fmt.Sprintf("%c%d", a.Letter, a.Number) }

// String is the name and the statement.
func (a Assumption) String() string { return a.ID() + ": " + a.Statement }

// The numbers of the assumptions about EventBridge.
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

// firstOfB is how those about Step Functions are numbered here: B1 is firstOfB.
const firstOfB = assumeLastMember + 1

// The numbers of the assumptions about Step Functions.
const (
	assumePath = iota + firstOfB
	assumeEndpointQuery
	assumeContentType
	assumeNumber
	assumeQueryEncoding
	assumeEmptyText
	assumeNumberText
	assumeNoBody
	assumeKeyName
	assumePermission
	assumePort
	assumeKeptMember
	assumeAnswerNumber
	assumeAnswerSize
	assumeSeenEnd
)

// assumptions is the register, in the order of the constants.
var assumptions = []Assumption{
	{'A', assumeEncoding, "A value in the path or the query is percent-encoded: the unreserved characters of RFC 3986 stay, every other byte becomes %XX, and an API decodes it before it splits a list at its commas.",
		"Unknown on AWS; the emulators encode so (section 3.4)."},
	{'A', assumeNull, "A null in a path, query or header value is sent as the text null.",
		"Unknown; the JSON text, as for the other scalars (section 3.3)."},
	{'A', assumeDollar, "A value that begins with $ and is no JSON path that AWS takes is sent as it is.",
		"Unknown whether it is refused, sent or fails (section 3.2)."},
	{'A', assumeScalar, "A number or boolean in a path, query or header value is sent as its JSON text, a number as it is written in the event.",
		"Observed on AWS once; the text of the observation is cut off (section 3.3)."},
	{'A', assumeStructure, "An object or array in a path, query or header value is sent as its compact JSON without the quotes.",
		"Unknown; string templates drop the quotes (4.3, measured) (section 3.3)."},
	{'A', assumeBodyOfGet, "GET, HEAD, OPTIONS and DELETE requests carry the body too.",
		"No documentation that it is dropped (section 4.4)."},
	{'A', assumeWildcardPlace, "A * that is only a part of a path segment is filled like a whole one; a * in the query string stays.",
		"Unknown; only whole segments are documented (section 1.3)."},
	{'A', assumeLiteralStar, "A %2A in the endpoint is sent as it is and is no wildcard.",
		"Unknown (section 1.3)."},
	{'A', assumeEmptySegment, "A path value that the event doesn't have becomes an empty segment.",
		"Unknown; header and query values are sent empty (measured) (section 3.3)."},
	{'A', assumeRepeatedQuery, "Query parameters follow the endpoint's own query string, which is kept as it is, even if a name repeats.",
		"Inferred from the emulators (section 3.4)."},
	{'A', assumeTextBody, "A text as a body is sent as a JSON string, in its quotes, also to an API destination.",
		"Measured with a queue as the target (section 4.2 and 4.3)."},
	{'A', assumeBodyParameters, "Body parameters of the connection are added to the {} that stands for no body, and leave a body that is no JSON object as it is.",
		"Unknown (section 2.2)."},
	{'A', assumeToken, "The token request carries grant_type, client_id and client_secret as a form, and the token is sent as Authorization: Bearer.",
		"Where the client's credentials go isn't documented (section 2.3)."},
	{'A', assumeARNForPolicy, "A role that allows events:InvokeApiDestination on the destination's ARN without the UUID may call it.",
		"Unknown whether that form is enough (section 6.2)."},
	{'A', assumeHeaderBytes, "A header value with control or non-ASCII characters is sent as it is.",
		"Unknown (section 3.4)."},
	{'A', assumeRepeatedAuth, "A connection's authorization wins over its own invocation parameter of the same header.",
		"Documented only for the target's parameters (section 2.2)."},
	{'A', assumeEmptyBody, "An API that takes no body doesn't mind {}, which EventBridge sends where an operation has none.",
		"A rule always sends a body (section 4.4). Most APIs ignore it; Elasticsearch and OpenSearch answer 400."},
	{'A', assumeLastMember, "Of a member that stands twice in an event, patterns see both values and a JSON path the last.",
		"Unknown, and whether PutEvents keeps both; event-ruler sees both (section 5.2)."},
	{'B', assumePath - firstOfB + 1, "A percent-encoded path in a task's endpoint is sent byte for byte as it is.",
		"Unknown; nobody reports that it is encoded again (section 1.3)."},
	{'B', assumeEndpointQuery - firstOfB + 1, "A query in a task's endpoint is sent byte for byte as it is; QueryParameters and the connection's follow it.",
		"Unknown; public state machines have such queries, and all emulators keep them (section 1.3)."},
	{'B', assumeContentType - firstOfB + 1, "A call without a body says Content-Type: application/json; charset=UTF-8 all the same, and the API doesn't mind.",
		"Measured with a body, unknown without (section 1.2)."},
	{'B', assumeNumber - firstOfB + 1, "In a JSON body a whole number below 2^63 keeps its digits; any other number is a double, and written as JavaScript does.",
		"Measured for whole numbers, inferred for decimals (section 3.2)."},
	{'B', assumeQueryEncoding - firstOfB + 1, "What Step Functions encodes, QueryParameters and the fields of its forms, keeps the unreserved characters of RFC 3986; every other byte becomes %XX.",
		"Measured for spaces, +, & and brackets (sections 1.3 and 1.4)."},
	{'B', assumeEmptyText - firstOfB + 1, "An empty text in QueryParameters or in a header is sent, as name= and as an empty header.",
		"Unknown (sections 1.2 and 1.3)."},
	{'B', assumeNumberText - firstOfB + 1, "A number with a point or an exponent that becomes text is rounded to 15 digits, as JSONata 2.0.6 for JavaScript writes it.",
		"AWS documents the version; its own is in Java (section 3.1)."},
	{'B', assumeNoBody - firstOfB + 1, "Without a body, the connection's body parameters are the body.",
		"Unknown (section 1.4)."},
	{'B', assumeKeyName - firstOfB + 1, "An API key that the connection calls Authorization is sent.",
		"Measured for Basic and OAuth (section 1.2)."},
	{'B', assumePermission - firstOfB + 1, "The condition states:HTTPEndpoint is compared with the endpoint as the task gives it, with its query and without QueryParameters.",
		"The error of a denied call names it so (section 1.7)."},
	{'B', assumePort - firstOfB + 1, "A port other than 443 is called.",
		"Unknown (section 1.6)."},
	{'B', assumeKeptMember - firstOfB + 1, "Of a member that stands twice in an event, Step Functions keeps the last value, in the place of the first.",
		"Unknown; what most JSON readers do (section 3.2)."},
	{'B', assumeAnswerNumber - firstOfB + 1, "In the body of an answer a whole number below 2^63 keeps its digits on its way into an event; any other number is a double.",
		"Measured for the input of an execution, inferred for the result of a task (section 3.2)."},
	{'B', assumeAnswerSize - firstOfB + 1, "The event of an answer counts by its detail as JSON, once: not by the text inside of JSON that PutEvents has of it.",
		"Documented for an entry of PutEvents and for a state, unknown for what lies between (section 4.2)."},
	{'B', assumeSeenEnd - firstOfB + 1, "An execution that is waited for and that nothing in it could catch ends as FAILED, with States.Runtime or States.DataLimitExceeded, and its caller goes on.",
		"Documented that StartSyncExecution gives the status, the error and the cause; not measured for these errors (section 4.3)."},
}

// Assumptions lists all assumptions by name: A1 …, B1 ….
func Assumptions() []Assumption { return slices.Clone(assumptions) }

// assumptionSet collects assumptions, by their constants, without repetition.
type assumptionSet uint64

func (s *assumptionSet) add(number int) { *s |= 1 << number }

func (s assumptionSet) list() []Assumption {
	var out []Assumption
	for i, a := range assumptions {
		if s&(1<<(i+1)) != 0 {
			out = append(out, a)
		}
	}
	return out
}
