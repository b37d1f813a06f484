package redrive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/putevents"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// entry is what PutEvents is given for a message.
type entry struct {
	types.PutEventsRequestEntry
	message message
	size    int
	problem error // why it isn't put
}

// longestTrace is how long a trace header of PutEvents may be.
const longestTrace = 500

// entry makes what PutEvents takes of a letter. EventBridge gives the event another id and account;
// all else is as it was.
func (r *run) entry(m message) entry {
	event := m.letter.Event
	e := entry{message: m}
	bus := r.Bus
	if m.letter.Answer() {
		bus = event.Bus
	} else if op := r.Judge.Operation(event.DetailType); op != nil {
		event.Detail, e.problem = filled(event.Detail, op, event.ID)
	}
	e.PutEventsRequestEntry = types.PutEventsRequestEntry{
		EventBusName: &bus, Source: &event.Source, DetailType: &event.DetailType, Detail: aws.String(string(event.Detail)),
		Resources: event.Resources,
	}
	if at, err := time.Parse(time.RFC3339, event.Time); err == nil {
		e.Time = &at
	}
	if m.trace != "" && len(m.trace) <= longestTrace {
		e.TraceHeader = aws.String(m.trace)
	}
	if e.size = putevents.Size(event); e.size > putevents.LargestCall && e.problem == nil {
		e.problem = fmt.Errorf("it has %d bytes, and PutEvents takes %d", e.size, putevents.LargestCall)
	}
	return e
}

// filled is a detail whose idempotency fields are filled in with the id of the first event: the API
// was given that id, and the event that is put back gets another one.
func filled(detail json.RawMessage, op *catalog.Operation, id string) (json.RawMessage, error) {
	for i := range op.Fields {
		f := &op.Fields[i]
		if !f.Idempotency || id == "" {
			continue
		}
		if strings.Contains(f.Field, ".") {
			return detail, fmt.Errorf("its idempotency field %s is none that can be filled in", f.Field)
		}
		var err error
		if detail, err = fill(detail, f.Field, id, op.Carrier != catalog.StateMachine); err != nil {
			return detail, err
		}
	}
	return detail, nil
}

// fill sets a member of an object, unless it has a value. All other bytes stay. What the carriers
// take for absent is replaced: null, an empty array or object, and where an API destination calls
// any object.
func fill(object json.RawMessage, name, value string, objects bool) (json.RawMessage, error) {
	quotedName, _ := json.Marshal(name)
	quotedValue, _ := json.Marshal(value)
	d := json.NewDecoder(bytes.NewReader(object))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return object, errors.New("its detail is no JSON object")
	}
	start := d.InputOffset()
	var out []byte
	kept, members := int64(0), false
	for d.More() {
		members = true
		key, err := d.Token()
		if err != nil {
			return object, err
		}
		var member json.RawMessage
		if err := d.Decode(&member); err != nil {
			return object, err
		}
		if key != name {
			continue
		}
		if !absent(member, objects) {
			return object, nil
		}
		end := d.InputOffset()
		out = append(append(out, object[kept:end-int64(len(member))]...), quotedValue...)
		kept = end
	}
	if kept == 0 {
		out = append(out, object[:start]...)
		out = append(append(append(out, quotedName...), ':'), quotedValue...)
		if members {
			out = append(out, ',')
		}
		kept = start
	}
	return append(out, object[kept:]...), nil
}

func absent(member json.RawMessage, objects bool) bool {
	switch member[0] {
	case 'n':
		return true
	case '[':
		return len(bytes.TrimSpace(member[1:len(member)-1])) == 0
	case '{':
		return objects || len(bytes.TrimSpace(member[1:len(member)-1])) == 0
	}
	return false
}
