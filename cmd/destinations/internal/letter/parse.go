package letter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// message is a message as the AWS CLI, or a Lambda function's event, writes it: the names differ
// in case alone, which encoding/json doesn't look at.
type message struct {
	MessageID         string
	Body              *string
	Attributes        map[string]string
	MessageAttributes map[string]struct{ StringValue string }
}

// Parse reads letters and events, one JSON value after the other. A value may be what
// aws sqs receive-message prints ("Messages"), the records of a Lambda function ("Records"),
// "Entries" for PutEvents, an array, or one of what these hold.
func Parse(data []byte) ([]*Letter, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	var letters []*Letter
	for {
		var value json.RawMessage
		err := d.Decode(&value)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("it is no JSON: at byte %d: %w", d.InputOffset(), err)
		}
		found, err := parse(value)
		if err != nil {
			return nil, err
		}
		letters = append(letters, found...)
	}
	if len(letters) == 0 {
		return nil, errors.New("there is no event in it")
	}
	return letters, nil
}

func parse(value json.RawMessage) ([]*Letter, error) {
	var items []json.RawMessage
	if json.Unmarshal(value, &items) == nil {
		return each(items)
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(value, &members) != nil {
		return nil, errors.New("an event or a message is an object")
	}
	for _, name := range []string{"Messages", "Records", "Entries"} {
		if members[name] != nil && json.Unmarshal(members[name], &items) == nil {
			return each(items)
		}
	}
	l, err := one(value, members)
	return []*Letter{l}, err
}

func each(items []json.RawMessage) ([]*Letter, error) {
	var letters []*Letter
	for _, item := range items {
		var members map[string]json.RawMessage
		if json.Unmarshal(item, &members) != nil {
			return nil, errors.New("an event or a message is an object")
		}
		l, err := one(item, members)
		if err != nil {
			return nil, err
		}
		letters = append(letters, l)
	}
	return letters, nil
}

// one reads a message or an event. What isn't a message must be an event.
func one(value json.RawMessage, members map[string]json.RawMessage) (*Letter, error) {
	if members["Body"] == nil && members["body"] == nil {
		e, err := event(value, true)
		return &Letter{Event: e, Body: string(value)}, err
	}
	var m message
	if err := json.Unmarshal(value, &m); err != nil {
		return nil, fmt.Errorf("a message of the queue can't be read: %w", err)
	}
	if m.Body == nil {
		return nil, errors.New("a message of the queue has no body")
	}
	return Queue(m.MessageID, *m.Body, SentAt(m.Attributes["SentTimestamp"]), AttributesOf(func(name string) string {
		return m.MessageAttributes[name].StringValue
	})), nil
}
