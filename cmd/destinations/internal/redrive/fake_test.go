package redrive_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
)

// stored is a message of the fake queue.
type stored struct {
	id, body, handle string
	attributes       map[string]string
	sent, visible    time.Time
}

// fakeQueue is a standard queue of SQS: a message that was read is hidden for a while, and its latest
// receipt handle deletes it. Before is asked before each call, by its name, and may fail it.
type fakeQueue struct {
	mu         sync.Mutex
	messages   []*stored
	attributes map[string]string
	next       int
	before     func(call string) error
	// keep says of a message whose deletion is asked for whether this fails.
	keep func(id string) bool
	// undead are messages that come again once after they were deleted.
	undead map[string]bool
}

func (q *fakeQueue) add(body string, attributes map[string]string) *stored {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.next++
	m := &stored{id: fmt.Sprint("m", q.next), body: body, attributes: attributes, sent: time.Now(), visible: time.Now()}
	q.messages = append(q.messages, m)
	return m
}

// visible are the ids of messages that anybody may read.
func (q *fakeQueue) visible() (ids []string) {
	for _, m := range q.messages {
		if !m.visible.After(time.Now()) {
			ids = append(ids, m.id)
		}
	}
	return ids
}

func (q *fakeQueue) ask(call string) error {
	if q.before == nil {
		return nil
	}
	return q.before(call)
}

func (q *fakeQueue) GetQueueAttributes(context.Context, *sqs.GetQueueAttributesInput, ...func(*sqs.Options)) (*sqs.GetQueueAttributesOutput, error) {
	return &sqs.GetQueueAttributesOutput{Attributes: q.attributes}, q.ask("GetQueueAttributes")
}

func (q *fakeQueue) ReceiveMessage(ctx context.Context, in *sqs.ReceiveMessageInput, _ ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error) {
	if err := q.ask("ReceiveMessage"); err != nil {
		return nil, err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	out := &sqs.ReceiveMessageOutput{}
	for _, m := range q.messages {
		if len(out.Messages) == int(in.MaxNumberOfMessages) {
			break
		}
		if m.visible.After(time.Now()) {
			continue
		}
		q.next++
		m.handle, m.visible = fmt.Sprint("h", q.next), time.Now().Add(time.Duration(in.VisibilityTimeout)*time.Second)
		attributes := map[string]types.MessageAttributeValue{}
		for name, value := range m.attributes {
			attributes[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
		}
		out.Messages = append(out.Messages, types.Message{
			MessageId: &m.id, ReceiptHandle: aws.String(m.handle), Body: &m.body, MessageAttributes: attributes,
			Attributes: map[string]string{"SentTimestamp": strconv.FormatInt(m.sent.UnixMilli(), 10), "AWSTraceHeader": "Root=1"},
		})
	}
	if len(out.Messages) == 0 {
		time.Sleep(time.Duration(in.WaitTimeSeconds) * time.Second)
	}
	return out, nil
}

func (q *fakeQueue) DeleteMessageBatch(_ context.Context, in *sqs.DeleteMessageBatchInput, _ ...func(*sqs.Options)) (*sqs.DeleteMessageBatchOutput, error) {
	if err := q.ask("DeleteMessageBatch"); err != nil {
		return nil, err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	out := &sqs.DeleteMessageBatchOutput{}
	for _, e := range in.Entries {
		i := slices.IndexFunc(q.messages, func(m *stored) bool { return m.handle == *e.ReceiptHandle })
		if i < 0 || q.keep != nil && q.keep(q.messages[i].id) {
			out.Failed = append(out.Failed, types.BatchResultErrorEntry{Id: e.Id, Code: aws.String("InternalError")})
			continue
		}
		if m := q.messages[i]; q.undead[m.id] {
			q.undead[m.id], m.visible = false, time.Now()
		} else {
			q.messages = slices.Delete(q.messages, i, i+1)
		}
		out.Successful = append(out.Successful, types.DeleteMessageBatchResultEntry{Id: e.Id})
	}
	return out, nil
}

func (q *fakeQueue) ChangeMessageVisibilityBatch(_ context.Context, in *sqs.ChangeMessageVisibilityBatchInput, _ ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityBatchOutput, error) {
	if err := q.ask("ChangeMessageVisibilityBatch"); err != nil {
		return nil, err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	out := &sqs.ChangeMessageVisibilityBatchOutput{}
	for _, e := range in.Entries {
		i := slices.IndexFunc(q.messages, func(m *stored) bool { return m.handle == *e.ReceiptHandle })
		if i < 0 {
			out.Failed = append(out.Failed, types.BatchResultErrorEntry{Id: e.Id})
			continue
		}
		q.messages[i].visible = time.Now().Add(time.Duration(e.VisibilityTimeout) * time.Second)
	}
	return out, nil
}

// fakeBus is an event bus. Before is asked before each call, after behind it: what that fails, the bus
// has all the same. Refuse says why an entry is not taken.
type fakeBus struct {
	t             *testing.T
	taken         []eventtypes.PutEventsRequestEntry
	before, after func() error
	refuse        func(eventtypes.PutEventsRequestEntry) string
	calls         int
	hang          bool // nobody answers
}

func (b *fakeBus) DescribeEventBus(_ context.Context, in *eventbridge.DescribeEventBusInput, _ ...func(*eventbridge.Options)) (*eventbridge.DescribeEventBusOutput, error) {
	if *in.Name != "bus" && *in.Name != "answers" {
		return nil, fault("ResourceNotFoundException", smithy.FaultClient)
	}
	return &eventbridge.DescribeEventBusOutput{Name: in.Name, Arn: aws.String("arn:aws:events:eu-west-1:1:event-bus/" + *in.Name)}, nil
}

func (b *fakeBus) PutEvents(ctx context.Context, in *eventbridge.PutEventsInput, _ ...func(*eventbridge.Options)) (*eventbridge.PutEventsOutput, error) {
	b.calls++
	if b.hang {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if b.before != nil {
		if err := b.before(); err != nil {
			return nil, err
		}
	}
	size := 0
	for _, e := range in.Entries {
		size += len(*e.Source) + len(*e.DetailType) + len(*e.Detail) + 14
		if !json.Valid([]byte(*e.Detail)) {
			b.t.Errorf("the detail is no JSON: %s", *e.Detail)
		}
	}
	if len(in.Entries) == 0 || len(in.Entries) > 10 || size > 1<<20 {
		b.t.Errorf("a call with %d entries of %d bytes", len(in.Entries), size)
	}
	out := &eventbridge.PutEventsOutput{}
	for _, e := range in.Entries {
		if b.refuse != nil {
			if code := b.refuse(e); code != "" {
				out.FailedEntryCount++
				out.Entries = append(out.Entries, eventtypes.PutEventsResultEntry{ErrorCode: aws.String(code), ErrorMessage: aws.String("no")})
				continue
			}
		}
		b.taken = append(b.taken, e)
		out.Entries = append(out.Entries, eventtypes.PutEventsResultEntry{EventId: aws.String(fmt.Sprint("e", len(b.taken)))})
	}
	if b.after != nil {
		if err := b.after(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// details are how often each detail was put.
func (b *fakeBus) details() map[string]int {
	n := map[string]int{}
	for _, e := range b.taken {
		n[*e.Detail]++
	}
	return n
}

func fault(code string, of smithy.ErrorFault) error {
	return &smithy.GenericAPIError{Code: code, Message: "no", Fault: of}
}
