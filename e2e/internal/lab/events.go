package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Event is an event as PutEvents takes it.
type Event struct {
	Source     string          `json:"source"`
	DetailType string          `json:"detail-type"`
	Detail     json.RawMessage `json:"detail"`
	// ID is what EventBridge calls the event; Put sets it.
	ID string `json:"id"`
}

// batch is how many events one call of PutEvents takes.
const batch = 10

// Put puts the events on the bus, in order, and sets their ids.
func (a *Account) Put(ctx context.Context, bus string, events []Event) error {
	for part := range slices.Chunk(events, batch) {
		entries := make([]types.PutEventsRequestEntry, len(part))
		for i, e := range part {
			entries[i] = types.PutEventsRequestEntry{
				EventBusName: aws.String(bus), Source: aws.String(e.Source),
				DetailType: aws.String(e.DetailType), Detail: aws.String(string(e.Detail)),
			}
		}
		out, err := a.Events.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: entries}, func(o *eventbridge.Options) { o.Retryer = once })
		if err != nil {
			return err
		}
		for i, entry := range out.Entries {
			if entry.EventId == nil {
				return fmt.Errorf("the event %q was refused: %s", part[i].DetailType, aws.ToString(entry.ErrorMessage))
			}
			part[i].ID = *entry.EventId
		}
	}
	return nil
}

// Letter is a message of the dead-letter queue.
type Letter struct {
	Event      Event
	Attributes map[string]string
}

// Letters takes messages out of the queue until there are so many and the queue is empty,
// or the time is up: what a queue holds beyond the number is found too.
func (a *Account) Letters(ctx context.Context, queueURL string, number int, timeout time.Duration) ([]Letter, error) {
	var letters []Letter
	seen := make(map[string]bool)
	for deadline := time.Now().Add(timeout); ; {
		out, err := a.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: aws.String(queueURL), MaxNumberOfMessages: 10,
			MessageAttributeNames: []string{"All"},
			// Short, so that the messages of an answer that got lost come again.
			VisibilityTimeout: 1,
		})
		if err != nil {
			return letters, err
		}
		for _, message := range out.Messages {
			if id := aws.ToString(message.MessageId); !seen[id] {
				seen[id] = true
				letter, err := letterOf(message)
				if err != nil {
					return letters, err
				}
				letters = append(letters, letter)
			}
			if _, err := a.SQS.DeleteMessage(ctx, &sqs.DeleteMessageInput{
				QueueUrl: aws.String(queueURL), ReceiptHandle: message.ReceiptHandle,
			}); err != nil {
				return letters, err
			}
		}
		if len(out.Messages) > 0 {
			continue
		}
		empty, err := a.empty(ctx, queueURL)
		if err != nil || empty && len(letters) >= number || time.Now().After(deadline) {
			return letters, err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// empty tells whether a queue holds no message, received ones included.
func (a *Account) empty(ctx context.Context, queueURL string) (bool, error) {
	counts := []sqstypes.QueueAttributeName{
		sqstypes.QueueAttributeNameApproximateNumberOfMessages,
		sqstypes.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
	}
	out, err := a.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(queueURL), AttributeNames: counts,
	})
	if err != nil {
		return false, err
	}
	for _, name := range counts {
		if out.Attributes[string(name)] != "0" {
			return false, nil
		}
	}
	return true, nil
}

func letterOf(message sqstypes.Message) (Letter, error) {
	letter := Letter{Attributes: map[string]string{}}
	if err := json.Unmarshal([]byte(aws.ToString(message.Body)), &letter.Event); err != nil {
		return letter, fmt.Errorf("a message is not an event: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(message.MessageAttributes)) {
		letter.Attributes[name] = aws.ToString(message.MessageAttributes[name].StringValue)
	}
	return letter, nil
}
