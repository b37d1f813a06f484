package delivery

import (
	"fmt"
	"slices"
	"strings"
)

// mostInput is the size of the largest input that an execution starts with, in bytes.
const mostInput = 262_144

// run starts the machine with its input and tells what becomes of it; false: it isn't started.
func (t *target) run(d *Delivery, o *occurrence, input Text) (started bool) {
	if len(input.Reveal()) > mostInput {
		d.Problem = &Problem{Code: "SDK_CLIENT_ERROR", Message: fmt.Sprintf("the input of %s is larger than %d bytes", t.machine, mostInput)}
		return false
	}
	event := o.event
	if o.repeats {
		event = event.unique()
	}
	// From here on failures are the machine's to keep, not the rule's.
	d.Retry = t.operation.retry
	if t.letters != nil {
		d.DeadLetter = &DeadLetter{Queue: newQueue(t.letters.queue, t.letters.arn, event.json()), Problem: t.letters.problem}
	}
	nested := t.nests(input.Reveal())
	if t.call(d, event, o.repeats); nested {
		t.nest(d)
	}
	t.answers(d)
	return true
}

// nest says what becomes of a call that another execution of the machine makes: this one sees how that
// ends, so that the event isn't lost.
func (t *target) nest(d *Delivery) {
	if d.Problem != nil && d.Problem.Code == unusable {
		return // there is no call
	}
	lost := d.Problem != nil && d.Problem.Code == uncaught
	if lost {
		d.DeadLetter = d.kept // whatever becomes of the other execution, this one has the event
	}
	if p := t.may("states:StartSyncExecution", t.machine.arn, nil, "Sfn.SfnException"); p != nil {
		d.Problem, d.Request = p, nil
		return
	}
	if lost {
		d.Problem = &Problem{Code: unreadable, Message: "the call may have been made, and its answer can't be read (" + d.Problem.String() + ")"}
	}
}

// call makes the request of an event, or says why there is none.
func (t *target) call(d *Delivery, event *value, repeats bool) {
	task, assumed, problem := t.operation.read(event)
	if repeats {
		assumed.add(assumeKeptMember)
	}
	if problem != "" {
		d.Problem = &Problem{Code: unusable, Message: problem}
		return
	}
	if cause := task.refused(); cause != "" {
		t.lose(d, cause)
		return
	}
	if d.Problem = t.mayCall(task.method, task.url.Reveal()); d.Problem != nil {
		return
	}
	h := &httpTask{call: call{connection: t.connection, exact: true, assumed: assumed, request: &Request{
		Method: task.method, Machine: t.machine.String(), Connection: t.connection.String(),
	}}, task: task}
	if cause := h.send(t.machine.stack.region); cause != "" {
		t.lose(d, cause)
		return
	}
	if endpoint, _, query := strings.Cut(task.url.Reveal(), "?"); query && t.mayCall(task.method, endpoint) != nil {
		h.assumed.add(assumePermission)
	}
	h.request.Assumptions = h.assumed.list()
	d.Request = h.request
	d.Notes = append(d.Notes, h.notes...)
}

const (
	// unusable is the ERROR_CODE of an event that makes no request.
	unusable = "UNUSABLE_EVENT"
	// uncaught is the error of an execution that nothing in it can catch.
	uncaught = "States.Runtime"
)

// lose says that the execution ends with an error that nothing catches: the event is gone.
func (t *target) lose(d *Delivery, cause string) {
	d.Problem = &Problem{Code: uncaught, Message: cause + ": the execution ends, and nothing can catch that"}
	d.DeadLetter, d.kept = nil, d.DeadLetter
}

// refusedHeaders end the execution if the task sets them (docs/step-functions.md, 1.2).
var refusedHeaders = strings.Fields(`a-im accept-charset accept-datetime accept-encoding authorization cache-control
	connection content-encoding content-md5 date expect forwarded from host http2-settings if-match if-modified-since
	if-none-match if-range if-unmodified-since max-forwards origin pragma proxy-authorization referer server te trailer
	transfer-encoding upgrade via warning`)

// refused says what of the task Step Functions refuses.
func (r *taskRequest) refused() string {
	if !strings.HasPrefix(r.url.Reveal(), "https://") {
		return fmt.Sprintf("the endpoint %s isn't an https URL", r.url)
	}
	for _, h := range r.headers {
		name := strings.ToLower(h.Name)
		for _, prefix := range []string{"x-forwarded-", "x-amz-", "x-amzn-"} {
			if strings.HasPrefix(name, prefix) {
				return fmt.Sprintf("Step Functions refuses the header %s", h.Name)
			}
		}
		if slices.Contains(refusedHeaders, name) {
			return fmt.Sprintf("Step Functions refuses the header %s", h.Name)
		}
	}
	return ""
}

// httpTask is the request of a task that is being put together.
type httpTask struct {
	call
	task taskRequest
}

// send puts the request together; the cause is why the execution ends instead.
func (h *httpTask) send(region string) (cause string) {
	for _, header := range h.task.headers {
		if header.Value.Reveal() == "" {
			h.assumed.add(assumeEmptyText)
		}
		h.headers = append(h.headers, header)
	}
	h.query = h.task.query
	all := h.connection.parameters.get("InvocationHttpParameters")
	for _, p := range all.get("HeaderParameters").list() {
		h.setHeader(h.invocationParameter("header", p))
	}
	for _, p := range all.get("QueryStringParameters").list() {
		h.replaceQuery(h.invocationParameter("query", p))
	}
	if cause := h.mergeIntoBody(all.get("BodyParameters").list()); cause != "" {
		return cause
	}
	h.writeBody()
	h.authorize()
	h.writeURL()
	h.finishHeaders(region)
	return ""
}

// setHeader takes the place of a header that is spelt the same; of others both are sent.
func (h *httpTask) setHeader(name string, v Text) {
	for i := range h.headers {
		if h.headers[i].Name == name {
			h.note(NoteOverridden, "header %s: the connection's value takes the place of the target's", name)
			h.headers[i].Value = v
			return
		}
	}
	h.headers = append(h.headers, Header{name, v})
}

// replaceQuery adds a parameter of the connection; one of the task of its name isn't sent.
func (h *httpTask) replaceQuery(name string, v Text) {
	kept := slices.DeleteFunc(slices.Clone(h.query), func(p pair) bool { return p.name == name })
	if len(kept) < len(h.query) {
		h.note(NoteOverridden, "query parameter %s: the connection's value takes the place of the target's", name)
	}
	h.query = append(kept, pair{name, v})
}

// mergeIntoBody adds the connection's body parameters, which only an object takes.
func (h *httpTask) mergeIntoBody(parameters []*value) (cause string) {
	if len(parameters) == 0 {
		return ""
	}
	body := &value{kind: kindObject}
	switch {
	case h.task.body == nil:
		h.assumed.add(assumeNoBody)
	case h.task.body.kind != kindObject:
		return "Step Functions adds the body parameters of a connection to an object only"
	default:
		body.members = slices.Clone(h.task.body.members)
	}
	for _, p := range parameters {
		name, text := h.invocationParameter("body", p)
		at := slices.IndexFunc(body.members, func(m member) bool { return m.name == name })
		if at < 0 {
			body.members = append(body.members, member{name, textValue(text)})
		} else {
			body.members[at].value = textValue(text)
		}
	}
	h.task.body = body
	return ""
}

// writeBody makes the bytes of the body.
func (h *httpTask) writeBody() {
	body := h.task.body
	switch {
	case body == nil:
		return
	case h.task.form:
		var pairs []pair
		for _, m := range body.members {
			for _, item := range m.value.list() {
				pairs = append(pairs, pair{m.name, item.asText()})
			}
		}
		h.request.Body = encodePairs(pairs)
		h.assumeEncoded(pairs)
	case body.kind == kindString:
		h.request.Body = body.asText()
	default:
		h.request.Body = h.passed(body).json()
	}
}

// passed is a JSON body as Step Functions writes it: whole numbers keep their digits.
func (h *httpTask) passed(v *value) *value {
	out := *v
	if v.kind == kindNumber {
		text, exact := passedNumber(v.text)
		if !exact {
			h.assumed.add(assumeNumber)
		}
		out.text = text
	}
	out.items, out.members = nil, nil
	for _, item := range v.items {
		out.items = append(out.items, h.passed(item))
	}
	for _, m := range v.members {
		out.members = append(out.members, member{m.name, h.passed(m.value)})
	}
	return &out
}

// assumeEncoded notes what Step Functions encodes in a way that isn't documented.
func (h *httpTask) assumeEncoded(pairs []pair) {
	for _, p := range pairs {
		if text := p.value.Reveal(); text == "" {
			h.assumed.add(assumeEmptyText)
		} else if percentEncode(text) != text || percentEncode(p.name) != p.name {
			h.assumed.add(assumeQueryEncoding)
		}
	}
}

// writeURL appends the query parameters to the endpoint.
func (h *httpTask) writeURL() {
	endpoint := h.task.url.Reveal()
	path, _, inQuery := strings.Cut(endpoint, "?")
	if strings.Contains(path, "%") {
		h.assumed.add(assumePath)
	}
	if inQuery {
		h.assumed.add(assumeEndpointQuery)
	}
	if _, port, found := strings.Cut(hostOf(endpoint), ":"); found && port != "443" {
		h.assumed.add(assumePort)
	}
	var b builder
	b.text(h.task.url)
	if len(h.query) > 0 {
		h.assumeEncoded(h.query)
		b.str(map[bool]string{true: "&", false: "?"}[inQuery])
		b.text(encodePairs(h.query))
	}
	h.request.URL = b.done()
}

// finishHeaders adds those of Step Functions, first.
func (h *httpTask) finishHeaders(region string) {
	typ := plain("application/json; charset=UTF-8")
	var rest []Header
	given := false
	for _, header := range h.headers {
		if strings.EqualFold(header.Name, "Content-Type") {
			typ, given = header.Value, true
			continue
		}
		rest = append(rest, header)
	}
	if !given && h.task.body == nil {
		h.assumed.add(assumeContentType)
	}
	all := []Header{
		{"Host", plain(hostOf(h.request.URL.Reveal()))},
		{"User-Agent", plain("Amazon|StepFunctions|HttpInvoke|" + region)},
		{"Content-Type", typ},
		{"Range", plain("bytes=0-262144")},
	}
	if h.task.body != nil {
		all = append(all, Header{"Content-Length", plain(fmt.Sprint(len(h.request.Body.Reveal())))})
	}
	h.request.Headers = append(all, rest...)
}
