package delivery

import (
	"fmt"
	"slices"
)

// Assumption is something that AWS leaves undocumented and that a result
// rests on. Facts are the sections of the project's fact sheet that hold the
// evidence.
type Assumption struct {
	Number    int    // as in A1
	Statement string // what is assumed
	Evidence  string // what speaks for it, and the section of the facts
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
)

// assumptions is the register, in the order of the numbers.
var assumptions = []Assumption{
	{assumeEncoding, "A value in the path or the query is percent-encoded: the unreserved characters of RFC 3986 stay, every other byte becomes %XX.",
		"Facts 3.4: unknown on AWS; the emulators encode so."},
	{assumeNull, "A null in a path, query or header value is sent as the text null.",
		"Facts 3.3: unknown; the JSON text, as for the other scalars."},
	{assumeDollar, "A value that begins with $ and is no JSON path that AWS takes is sent as it is.",
		"Facts 3.2: unknown whether it is refused, sent or fails."},
	{assumeScalar, "A number or boolean in a path, query or header value is sent as its JSON text, a number as it is written in the event.",
		"Facts 3.3: observed on AWS once; the text of the observation is cut off."},
	{assumeStructure, "An object or array in a path, query or header value is sent as its compact JSON without the quotes.",
		"Facts 3.3: unknown; string templates drop the quotes (4.3, measured)."},
	{assumeBodyOfGet, "GET, HEAD, OPTIONS and DELETE requests carry the body too.",
		"Facts 4.4: no documentation that it is dropped."},
	{assumeWildcardPlace, "A * that is only a part of a path segment is filled like a whole one; a * in the query string stays.",
		"Facts 1.3: unknown; only whole segments are documented."},
	{assumeLiteralStar, "A %2A in the endpoint is sent as it is and is no wildcard.",
		"Facts 1.3: unknown."},
	{assumeEmptySegment, "A path value that the event doesn't have becomes an empty segment.",
		"Facts 3.3: unknown; header and query values are sent empty (measured)."},
	{assumeRepeatedQuery, "Query parameters follow the endpoint's own query string, which is kept as it is, even if a name repeats.",
		"Facts 3.4: inferred from the emulators."},
	{assumeTextBody, "A text as a body is sent as a JSON string, in its quotes, also to an API destination.",
		"Facts 4.2 and 4.3: measured with a queue as the target."},
	{assumeBodyParameters, "Body parameters of the connection leave a body that is no JSON object as it is.",
		"Facts 2.2: unknown."},
	{assumeToken, "The token request carries grant_type, client_id and client_secret as a form, and the token is sent as Authorization: Bearer.",
		"Facts 2.3: where the client's credentials go isn't documented."},
	{assumeARNForPolicy, "A role that allows events:InvokeApiDestination on the destination's ARN without the UUID may call it.",
		"Facts 6.2: unknown whether that form is enough."},
	{assumeHeaderBytes, "A header value with control or non-ASCII characters is sent as it is.",
		"Facts 12, number 3: unknown."},
	{assumeRepeatedAuth, "A connection's authorization wins over its own invocation parameter of the same header.",
		"Facts 2.2: documented only for the target's parameters."},
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
