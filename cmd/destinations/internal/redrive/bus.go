package redrive

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/putevents"
)

// Bus is what is asked of EventBridge. *eventbridge.Client is one; it must try nothing twice by
// itself, since an event might then be put twice without anybody's knowing.
type Bus interface {
	DescribeEventBus(context.Context, *eventbridge.DescribeEventBusInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeEventBusOutput, error)
	PutEvents(context.Context, *eventbridge.PutEventsInput, ...func(*eventbridge.Options)) (*eventbridge.PutEventsOutput, error)
}

// attempts is how often a call is tried, with pauses of half a minute together. A call and the deletion
// take less than hold, even where nobody answers; several calls, which long events or a refusal need,
// may take longer: then another run may put the same events again.
const (
	attempts   = 6
	putTime    = 20 * time.Second
	deleteTime = 15 * time.Second
)

func backOff(attempt int) {
	pause := 500 * time.Millisecond << attempt
	time.Sleep(pause + rand.N(pause))
}

// openBus looks whether the bus is there: PutEvents takes events for one that isn't, and they are
// gone.
func (r *run) openBus(ctx context.Context) error {
	out, err := r.bus.DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{Name: &r.Bus})
	if code(err) == "ResourceNotFoundException" {
		return fmt.Errorf("there is no event bus %q in this account and Region, and events for it would be lost: if the stack was launched under another name than at synth, name its bus with -bus", r.Bus)
	}
	if err != nil {
		return fmt.Errorf("the bus %s can't be found: %w", r.Bus, explained(err, "events:DescribeEventBus"))
	}
	if r.busName = aws.ToString(out.Name); r.busName == "" {
		r.busName = r.Bus[strings.LastIndexByte(r.Bus, '/')+1:]
	}
	r.busARN = aws.ToString(out.Arn)
	account := ""
	if parts := strings.Split(r.busARN, ":"); len(parts) == 6 {
		account = parts[4]
	}
	return r.openAnswers(ctx, account)
}

// openAnswers looks whether the buses of answers are there, as far as they are in this account.
func (r *run) openAnswers(ctx context.Context, account string) error {
	for _, bus := range r.AnswerBuses {
		if parts := strings.Split(bus, ":"); len(parts) == 6 && parts[4] != account {
			continue // PutEvents refuses events for a bus of another account that isn't there
		}
		_, err := r.bus.DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{Name: &bus})
		if err != nil {
			return fmt.Errorf("the bus of answers %s can't be found: %w", bus, explained(err, "events:DescribeEventBus"))
		}
	}
	return nil
}

// takesAnswers says that answers may be put on a bus.
func (r *run) takesAnswers(bus string) bool {
	return bus != "" && (bus == r.Bus || bus == r.busName || bus == r.busARN || slices.Contains(r.AnswerBuses, bus))
}

// shard is what the name of a bus has behind that of the bus which hands events on to it.
var shard = regexp.MustCompile(`^-[0-9]+$`)

// ours says that a rule's bus is the one that events are put on, or one of its shards.
func (r *run) ours(bus string) bool {
	behind, found := strings.CutPrefix(bus, r.busName)
	return bus == "" || found && (behind == "" || shard.MatchString(behind)) || slices.Contains(r.AlsoOf, bus)
}

// putAll puts entries in as few calls as PutEvents takes, and says of each what is wrong, nil if the
// bus has it. It goes on when the run is interrupted. An error means that the run had better stop.
func (r *run) putAll(ctx context.Context, entries []entry) (outcome []error, stop error) {
	// None counts as taken until the bus says so: what is taken is deleted from the queue.
	outcome = slices.Repeat([]error{errNotTried}, len(entries))
	var call []int
	size := 0
	send := func() {
		if len(call) > 0 {
			if err := r.call(context.WithoutCancel(ctx), entries, call, outcome); stop == nil {
				stop = err
			}
		}
		call, size = nil, 0
	}
	for i, e := range entries {
		switch {
		case e.problem != nil:
			outcome[i] = e.problem
			continue
		case stop != nil:
			continue
		case size+e.size > putevents.LargestCall:
			send()
		}
		call, size = append(call, i), size+e.size
	}
	if stop == nil {
		send()
	}
	return outcome, stop
}

var errNotTried = errors.New("it was not tried, since the run stopped")

// call puts the entries of these numbers, again where AWS had too much to do.
func (r *run) call(ctx context.Context, entries []entry, numbers []int, outcome []error) error {
	var failure error
	unsure := false // whether the bus has what a call brought whose answer is lost
	for attempt := range attempts {
		if attempt > 0 {
			backOff(attempt - 1)
		}
		input := &eventbridge.PutEventsInput{}
		for _, i := range numbers {
			input.Entries = append(input.Entries, entries[i].PutEventsRequestEntry)
		}
		limited, cancel := context.WithTimeout(ctx, putTime)
		out, err := r.bus.PutEvents(limited, input)
		cancel()
		switch {
		case err == nil && len(out.Entries) == len(numbers):
			var taken int
			numbers, taken = r.results(out.Entries, numbers, outcome)
			if unsure {
				r.result.Twice += taken
			}
			if len(numbers) == 0 {
				return nil
			}
			failure = outcome[numbers[0]]
			continue
		case err == nil:
			err = errors.New("PutEvents didn't say what became of each event")
		case refusal(err):
			return r.refuse(ctx, entries, numbers, outcome, err)
		}
		unsure = unsure || !throttled(err)
		failure = err
	}
	for _, i := range numbers {
		outcome[i] = fmt.Errorf("the bus doesn't answer: %w", failure)
	}
	if unsure {
		r.result.Twice += len(numbers)
	}
	return fmt.Errorf("PutEvents fails again and again: %w", failure)
}

// results reads what became of each entry, and gives the numbers of those to try again.
func (r *run) results(results []types.PutEventsResultEntry, numbers []int, outcome []error) (again []int, taken int) {
	for at, result := range results {
		i := numbers[at]
		if aws.ToString(result.EventId) != "" {
			outcome[i] = nil
			taken++
			continue
		}
		outcome[i] = fmt.Errorf("the bus doesn't take it: %s: %s", aws.ToString(result.ErrorCode), aws.ToString(result.ErrorMessage))
		if busy(aws.ToString(result.ErrorCode)) {
			again = append(again, i)
		} else {
			r.refused++
		}
	}
	return again, taken
}

// refuse finds out which entries a call was refused for, one by one. Where nothing at all is taken,
// the run stops.
func (r *run) refuse(ctx context.Context, entries []entry, numbers []int, outcome []error, err error) error {
	if len(numbers) > 1 {
		for _, i := range numbers {
			if err := r.call(ctx, entries, []int{i}, outcome); err != nil {
				return err
			}
		}
		return nil
	}
	outcome[numbers[0]] = fmt.Errorf("the bus doesn't take it: %w", err)
	if r.refused++; r.result.Put == 0 && (denied(err) || r.refused >= batch) {
		return fmt.Errorf("the bus takes no event: %w", explained(err, "events:PutEvents"))
	}
	return nil
}

// busy are the codes of what another try may mend.
func busy(code string) bool {
	for _, word := range []string{"Throttl", "Internal", "Unavailable", "TooManyRequests", "LimitExceeded"} {
		if strings.Contains(code, word) {
			return true
		}
	}
	return false
}

// code is AWS's code of an error, empty for others.
func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

func denied(err error) bool { return strings.Contains(code(err), "AccessDenied") }

func throttled(err error) bool { return strings.Contains(code(err), "Throttl") }

// refusal says that AWS won't take this call, however often.
func refusal(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && api.ErrorFault() == smithy.FaultClient && !busy(api.ErrorCode())
}
