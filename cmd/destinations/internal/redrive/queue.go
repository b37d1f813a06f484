package redrive

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
)

// Queue is what is asked of SQS. *sqs.Client is one.
type Queue interface {
	GetQueueAttributes(context.Context, *sqs.GetQueueAttributesInput, ...func(*sqs.Options)) (*sqs.GetQueueAttributesOutput, error)
	ReceiveMessage(context.Context, *sqs.ReceiveMessageInput, ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error)
	DeleteMessageBatch(context.Context, *sqs.DeleteMessageBatchInput, ...func(*sqs.Options)) (*sqs.DeleteMessageBatchOutput, error)
	ChangeMessageVisibilityBatch(context.Context, *sqs.ChangeMessageVisibilityBatchInput, ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityBatchOutput, error)
}

// message is a message of the queue while it is ours.
type message struct {
	id, handle, trace string
	letter            *letter.Letter
}

// open looks whether the queue and the bus are what they should be.
func (r *run) open(ctx context.Context) error {
	out, err := r.queue.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &r.QueueURL, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if err != nil {
		return fmt.Errorf("the queue %s can't be read: %w", r.QueueURL, explained(err, "sqs:GetQueueAttributes"))
	}
	if out.Attributes[string(types.QueueAttributeNameFifoQueue)] == "true" {
		return fmt.Errorf("%s is a FIFO queue: EventBridge sends dead letters to none", r.QueueURL)
	}
	if policy := out.Attributes[string(types.QueueAttributeNameRedrivePolicy)]; policy != "" {
		return fmt.Errorf("%s hands messages that were read several times on to another queue, so that reading it would move them: it is no dead-letter queue of the construct's (%s)", r.QueueURL, policy)
	}
	r.about, _ = strconv.Atoi(out.Attributes[string(types.QueueAttributeNameApproximateNumberOfMessages)])
	// Whole seconds, which is as exact as the queue's clock is told. What comes later is a new letter,
	// such as that of an event which was just put back: to put it back too might never end.
	now, ok := awsmiddleware.GetServerTime(out.ResultMetadata)
	if !ok {
		now = time.Now()
	}
	r.began = now.Truncate(time.Second)
	return r.openBus(ctx)
}

// receive reads some messages and hides them.
func (r *run) receive(ctx context.Context) ([]message, error) {
	out, err := r.queue.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &r.QueueURL, MaxNumberOfMessages: int32(r.most()), WaitTimeSeconds: int32(wait / time.Second), VisibilityTimeout: int32(hold / time.Second),
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp, types.MessageSystemAttributeNameAWSTraceHeader},
	})
	if err != nil {
		return nil, fmt.Errorf("the queue can't be read: %w", explained(err, "sqs:ReceiveMessage"))
	}
	messages := make([]message, len(out.Messages))
	for i, m := range out.Messages {
		sent := letter.SentAt(m.Attributes[string(types.MessageSystemAttributeNameSentTimestamp)])
		attributes := letter.AttributesOf(func(name string) string { return aws.ToString(m.MessageAttributes[name].StringValue) })
		messages[i] = message{
			id: aws.ToString(m.MessageId), handle: aws.ToString(m.ReceiptHandle), trace: m.Attributes[string(types.MessageSystemAttributeNameAWSTraceHeader)],
			letter: letter.Queue(aws.ToString(m.MessageId), aws.ToString(m.Body), sent, attributes),
		}
	}
	return messages, nil
}

// delete deletes messages and gives the ids of those that are still there. It goes on when the run is
// interrupted: their events are on the bus.
func (r *run) delete(ctx context.Context, messages []message) (left []string) {
	ctx = context.WithoutCancel(ctx)
	for attempt := range attempts {
		if len(messages) == 0 {
			return nil
		}
		entries := make([]types.DeleteMessageBatchRequestEntry, len(messages))
		for i := range messages {
			entries[i] = types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: &messages[i].handle}
		}
		limited, cancel := context.WithTimeout(ctx, deleteTime)
		out, err := r.queue.DeleteMessageBatch(limited, &sqs.DeleteMessageBatchInput{QueueUrl: &r.QueueURL, Entries: entries})
		cancel()
		if err == nil {
			gone := make(map[int]bool)
			for _, s := range out.Successful {
				if i, err := strconv.Atoi(aws.ToString(s.Id)); err == nil {
					gone[i] = true
				}
			}
			var still []message
			for i, m := range messages {
				if !gone[i] {
					still = append(still, m)
				}
			}
			messages = still
		}
		if len(messages) > 0 && attempt < attempts-1 {
			if denied(err) {
				break
			}
			backOff(attempt)
		}
	}
	for _, m := range messages {
		left = append(left, m.id)
	}
	return left
}

// release shows the messages again that stay. It goes on when the run is interrupted.
func (r *run) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), hold)
	defer cancel()
	var entries []types.ChangeMessageVisibilityBatchRequestEntry
	send := func() {
		if len(entries) == 0 {
			return
		}
		out, err := r.queue.ChangeMessageVisibilityBatch(ctx, &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &r.QueueURL, Entries: entries})
		if err != nil {
			r.result.Hidden += len(entries)
		} else {
			r.result.Hidden += len(out.Failed)
		}
		entries = entries[:0]
	}
	for _, handle := range r.held { // in any order: it decides nothing
		entries = append(entries, types.ChangeMessageVisibilityBatchRequestEntry{
			Id: aws.String(strconv.Itoa(len(entries))), ReceiptHandle: aws.String(handle), VisibilityTimeout: 0,
		})
		if len(entries) == batch {
			send()
		}
	}
	send()
}

// explained says what to do about an error of AWS.
func explained(err error, permission string) error {
	switch {
	case denied(err):
		return fmt.Errorf("%w (it takes the permission %s)", err, permission)
	case code(err) == "AWS.SimpleQueueService.NonExistentQueue" || code(err) == "QueueDoesNotExist":
		return errors.New("there is no such queue in this account and Region; its URL is an output of the stack, DeadLetterQueueUrl")
	}
	return err
}
