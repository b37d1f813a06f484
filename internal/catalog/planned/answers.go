package planned

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned/instance"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// tellAnswers adds the events that come back. What the detail has is said in docs/state-machine.md.
func tellAnswers(out []catalog.Operation, operations []plan.Operation, definitions []spec.Definition) {
	var maker *instance.Maker
	for i := range operations {
		op := &operations[i]
		a := op.Answer()
		if a == nil {
			continue
		}
		if maker == nil {
			texts := make(map[string]json.RawMessage, len(definitions))
			for _, d := range definitions {
				texts[d.Name] = d.JSON
			}
			maker = instance.New(texts)
		}
		correlation := a.Correlation
		if correlation == "" {
			correlation = request.CorrelationField
		}
		if a.Succeeded != "" {
			out[i].Answers = append(out[i].Answers, success(op, a, correlation, maker))
		}
		if a.Failed != "" {
			out[i].Answers = append(out[i].Answers, failure(op, a, correlation))
		}
	}
}

// The parts of schemas and samples that all answers have.
const (
	requestSchema     = `{"type":"object","required":["id","detail-type","source","time"],"properties":{"id":{"type":"string"},"detail-type":{"const":%},"source":{"type":"string"},"time":{"type":"string"}}}`
	correlationSchema = `{"description":"What the request's event had in detail.%."}`
	omittedSchema     = `{"type":"object","description":"What was left out, and why.","additionalProperties":{"type":"string"}}`
	headersSchema     = `{"type":"object","additionalProperties":{"type":"string"}}`
	successStatus     = `{"type":"integer","minimum":200,"maximum":299}`
)

// answered are the statuses of a success, of which there are few. A document may have thousands of other
// keys that begin with 2: no call is answered so.
var answered = regexp.MustCompile(`^(2[0-9]{2}|2[Xx]{2}|default)$`)

func requestOf(op *plan.Operation) json.RawMessage {
	return ordered{
		{name: "id", value: quote("6a7e8feb-b491-4cf7-a9f1-bf3703467718")}, {name: "detail-type", value: quote(op.DetailType)},
		{name: "source", value: quote(sampleSource)}, {name: "time", value: quote("2026-01-31T12:00:00Z")},
	}.json()
}

// detailSchema is an object with the members, of which some are required, and what else is asked for.
func detailSchema(required []string, members, more ordered) json.RawMessage {
	names := make([]string, len(required))
	for i, name := range required {
		names[i] = string(quote(name))
	}
	return append(ordered{
		{name: "type", value: quote("object")}, {name: "required", value: json.RawMessage("[" + strings.Join(names, ",") + "]")},
		{name: "properties", value: members.json()},
	}, more...).json()
}

func common(op *plan.Operation, correlation string) ordered {
	return ordered{
		{name: "request", value: json.RawMessage(strings.Replace(requestSchema, "%", string(quote(op.DetailType)), 1))},
		{name: "correlation", value: json.RawMessage(strings.Replace(correlationSchema, "%", correlation, 1))},
		{name: "omitted", value: json.RawMessage(omittedSchema)},
	}
}

// failure is the event of a call that failed. Its schema is not the document's: nothing is known of what
// the API said but its status.
func failure(op *plan.Operation, a *machine.Answer, correlation string) catalog.Answer {
	members := append(common(op, correlation),
		member{name: "status", value: json.RawMessage(`{"type":"integer","minimum":300,"maximum":599}`)},
		member{name: "error", value: json.RawMessage(`{"type":"string","description":"The ERROR_CODE of the dead letter."}`)},
		member{name: "cause", value: json.RawMessage(`{"type":"string"}`)})
	detail := ordered{
		{name: "request", value: requestOf(op)}, {name: "status", value: json.RawMessage("404")},
		{name: "error", value: quote("States.Http.StatusCode.404")}, {name: "cause", value: quote("Not Found")},
	}
	return catalog.Answer{
		Outcome: catalog.Failed, DetailType: a.Failed, Correlation: correlation,
		Schema:      detailSchema([]string{"request", "error", "cause"}, members, nil),
		SampleEvent: &catalog.Event{DetailType: a.Failed, Detail: detail.json()},
	}
}

// success is the event of a call that worked, with what the document says of its responses.
func success(op *plan.Operation, a *machine.Answer, correlation string, maker *instance.Maker) catalog.Answer {
	out := catalog.Answer{Outcome: catalog.Succeeded, DetailType: a.Succeeded, Correlation: correlation}
	members := append(common(op, correlation), member{name: "headers", value: json.RawMessage(headersSchema)})
	required := []string{"request", "status"}
	responses := slices.DeleteFunc(slices.Clone(request.Successes(op.Spec.Responses)), func(r spec.Response) bool { return !answered.MatchString(r.Status) })
	var more ordered
	var first told
	var all []told
	for i := range responses {
		if t := tellOf(op, &responses[i], responses); t.readable {
			all = append(all, t)
		}
	}
	switch len(all) {
	case 0:
		members = append(members, member{name: "status", value: json.RawMessage(successStatus)})
		first = told{example: 200}
	case 1:
		first = all[0]
		members = append(members, first.members()...)
	default:
		first = all[0]
		choices := make([]string, len(all))
		for i := range all {
			choices[i] = string(ordered{{name: "properties", value: all[i].members().json()}}.json())
		}
		members = append(members, member{name: "status", value: json.RawMessage(successStatus)})
		more = ordered{{name: "anyOf", value: json.RawMessage("[" + strings.Join(choices, ",") + "]")}}
	}
	out.Schema = detailSchema(required, members, more)
	detail := ordered{{name: "request", value: requestOf(op)}, {name: "status", value: json.RawMessage(strconv.Itoa(first.example))}}
	headers := json.RawMessage("{}")
	if first.mediaType != "" && (a.Headers == nil || slices.Contains(a.Headers, "content-type")) {
		headers = ordered{{name: "content-type", value: quote(first.mediaType)}}.json()
	}
	detail = append(detail, member{name: "headers", value: headers})
	if first.body != nil {
		body, ok := maker.Of(first.sampled, first.samples...)
		if !ok {
			return out // no value was found that the document's schema takes
		}
		detail = append(detail, member{name: "body", value: body})
	}
	out.SampleEvent = &catalog.Event{DetailType: a.Succeeded, Detail: detail.json()}
	return out
}

// told is what the document says of one response, as its event has it.
type told struct {
	// readable is set where its body is a text, or there is none.
	readable bool
	// status is its schema, example one of them.
	status  json.RawMessage
	example int
	// body is its schema; nil where nothing is known of it, or there is none. sampled is that of the
	// media type that the sample has, samples are those of the document.
	body, sampled json.RawMessage
	samples       []json.RawMessage
	mediaType     string
}

func (t *told) members() ordered {
	members := ordered{{name: "status", value: t.status}}
	if t.body != nil {
		members = append(members, member{name: "body", value: t.body})
	}
	return members
}

// tellOf reads one of the responses.
func tellOf(op *plan.Operation, r *spec.Response, all []spec.Response) told {
	t := told{readable: true}
	t.status, t.example = statusOf(r.Status, all)
	if op.Spec.Method == "HEAD" || r.Status == "204" || r.Status == "205" {
		return t
	}
	var schemas []string
	for i := range r.Content {
		media := &r.Content[i]
		if request.IsBinary(media.Type) {
			continue
		}
		schema := json.RawMessage(`{"type":"string"}`)
		if isJSONType(media.Type) {
			if schema = media.Schema.JSON; schema == nil {
				schema = json.RawMessage("{}")
			}
		}
		if t.mediaType == "" {
			t.mediaType, t.sampled = media.Type, schema
			for _, sample := range []json.RawMessage{media.Example, media.Schema.Example} {
				if sample != nil {
					t.samples = append(t.samples, sample)
				}
			}
		}
		if !slices.Contains(schemas, string(schema)) {
			schemas = append(schemas, string(schema))
		}
	}
	switch {
	case len(schemas) == 1:
		t.body = json.RawMessage(schemas[0])
	case len(schemas) > 1:
		t.body = json.RawMessage(`{"anyOf":[` + strings.Join(schemas, ",") + `]}`)
	default:
		t.readable = len(r.Content) == 0
	}
	return t
}

// statusOf is the schema of a response's status, and an example: a range, and the default one, are what no
// other of the responses is.
func statusOf(status string, all []spec.Response) (json.RawMessage, int) {
	if n, err := strconv.Atoi(status); err == nil && n >= 200 && n <= 299 {
		return json.RawMessage(`{"type":"integer","const":` + strconv.Itoa(n) + `}`), n
	}
	var others []string
	example := 200
	for _, other := range all {
		if n, err := strconv.Atoi(other.Status); err == nil {
			others = append(others, other.Status)
			if n == example {
				example++
			}
		}
	}
	if len(others) == 0 {
		return json.RawMessage(successStatus), example
	}
	return json.RawMessage(`{"type":"integer","minimum":200,"maximum":299,"not":{"enum":[` + strings.Join(others, ",") + `]}}`), example
}

// isJSONType tells whether an answer of a media type is read as JSON.
func isJSONType(mediaType string) bool {
	t := request.Essence(mediaType)
	return t == "application/json" || t == "text/json" || strings.HasSuffix(t, "+json") || t == "*/*" || t == "application/*"
}
