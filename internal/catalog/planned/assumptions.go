package planned

import (
	"strconv"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// assumed are the texts of the assumptions by their letter, and their number less one, as the
// tables of docs/reference/assumptions.md have them: A of API destinations, B of state machines. The plan gives numbers; a reader of
// the catalog alone must know what they mean.
var assumed = []struct {
	letter string
	texts  []string
}{{"A", ofAPIDestinations}, {"B", ofStateMachines}}

var ofAPIDestinations = []string{
	"A value in the path or the query is percent-encoded: the unreserved characters of RFC 3986 stay, every other byte becomes %XX, and an API decodes it before it splits a list at its commas.",
	"A null in a path, query or header value is sent as the text null.",
	"A value that begins with $ and is no JSON path that AWS takes is sent as it is.",
	"A number or boolean in a path, query or header value is sent as its JSON text, a number as it is written in the event.",
	"An object or array in a path, query or header value is sent as its compact JSON without the quotes.",
	"GET, HEAD, OPTIONS and DELETE requests carry the body too.",
	"A * that is only a part of a path segment is filled like a whole one; a * in the query string stays.",
	"A %2A in the endpoint is sent as it is and is no wildcard.",
	"A path value that the event doesn't have becomes an empty segment.",
	"Query parameters follow the endpoint's own query string, which is kept as it is, even if a name repeats.",
	"A text as a body is sent as a JSON string, in its quotes, also to an API destination.",
	"Body parameters of the connection are added to the {} that stands for no body, and leave a body that is no JSON object as it is.",
	"The token request carries grant_type, client_id and client_secret as a form, and the token is sent as Authorization: Bearer.",
	"A role that allows events:InvokeApiDestination on the destination's ARN without the UUID may call it.",
	"A header value with control or non-ASCII characters is sent as it is.",
	"A connection's authorization wins over its own invocation parameter of the same header.",
	"An API that takes no body doesn't mind {}, which EventBridge sends where an operation has none.",
	"Of a member that stands twice in an event, patterns see both values and a JSON path the last.",
}

var ofStateMachines = []string{
	"A percent-encoded path in a task's endpoint is sent byte for byte as it is.",
	"A query in a task's endpoint is sent byte for byte as it is; QueryParameters and the connection's follow it.",
	"A call without a body says Content-Type: application/json; charset=UTF-8 all the same, and the API doesn't mind.",
	"In a JSON body a whole number below 2^63 keeps its digits; any other number is a double, and written as JavaScript does.",
	"What Step Functions encodes, QueryParameters and the fields of its forms, keeps the unreserved characters of RFC 3986; every other byte becomes %XX.",
	"An empty text in QueryParameters or in a header is sent, as name= and as an empty header.",
	"A number with a point or an exponent that becomes text is rounded to 15 digits, as JSONata 2.0.6 for JavaScript writes it.",
	"Without a body, the connection's body parameters are the body.",
	"An API key that the connection calls Authorization is sent.",
	"The condition states:HTTPEndpoint is compared with the endpoint as the task gives it, with its query and without QueryParameters.",
	"A port other than 443 is called.",
	"Of a member that stands twice in an event, Step Functions keeps the last value, in the place of the first.",
	"In the body of an answer a whole number below 2^63 keeps its digits on its way into an event; any other number is a double.",
	"The event of an answer counts by its detail as JSON, once: not by the text inside of JSON that PutEvents has of it.",
	"An execution that is waited for and that nothing in it could catch ends as FAILED, with States.Runtime or States.DataLimitExceeded, and its caller goes on.",
}

// assumptions are those that the operations name, by number.
func assumptions(operations []catalog.Operation) []catalog.Assumption {
	named := make(map[string]bool)
	for i := range operations {
		for _, number := range operations[i].Assumptions {
			named[number] = true
		}
	}
	var out []catalog.Assumption
	for _, a := range assumed {
		for i, text := range a.texts {
			if number := a.letter + strconv.Itoa(i+1); named[number] {
				out = append(out, catalog.Assumption{Number: number, Text: text})
			}
		}
	}
	return out
}
