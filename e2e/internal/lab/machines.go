package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// Execution is an execution of a state machine that has ended.
type Execution struct {
	ARN string
	// Status is SUCCEEDED, FAILED, TIMED_OUT or ABORTED.
	Status string
	// Output is JSON, of an execution that succeeded.
	Output string
	// Error and Cause are of one that did not.
	Error, Cause string
}

// Machines are the ARNs of the account's state machines, by name.
func (a *Account) Machines(ctx context.Context) (map[string]string, error) {
	out, err := a.States.ListStateMachines(ctx, &sfn.ListStateMachinesInput{MaxResults: 1000})
	if err != nil {
		return nil, err
	}
	machines := make(map[string]string)
	for _, m := range out.StateMachines {
		machines[aws.ToString(m.Name)] = aws.ToString(m.StateMachineArn)
	}
	return machines, nil
}

// Execute starts a state machine and waits until it has ended.
func (a *Account) Execute(ctx context.Context, machine string, input any) (Execution, error) {
	text, err := json.Marshal(input)
	if err != nil {
		return Execution{}, err
	}
	started, err := a.States.StartExecution(ctx, &sfn.StartExecutionInput{
		StateMachineArn: aws.String(machine), Input: aws.String(string(text)),
	}, func(o *sfn.Options) { o.Retryer = once })
	if err != nil {
		return Execution{}, err
	}
	return a.ended(ctx, aws.ToString(started.ExecutionArn))
}

// Executions waits until there are so many executions of a machine and all of them have ended,
// or the time is up. On AWS nobody lists those of an Express machine; here one may.
func (a *Account) Executions(ctx context.Context, machine string, number int, timeout time.Duration) ([]Execution, error) {
	for deadline := time.Now().Add(timeout); ; time.Sleep(20 * time.Millisecond) {
		out, err := a.States.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: aws.String(machine), MaxResults: 1000})
		if err != nil {
			return nil, err
		}
		running := false
		for _, e := range out.Executions {
			running = running || e.Status == types.ExecutionStatusRunning
		}
		if (running || len(out.Executions) < number) && time.Now().Before(deadline) {
			continue
		}
		ended := make([]Execution, len(out.Executions))
		for i, e := range out.Executions {
			if ended[i], err = a.ended(ctx, aws.ToString(e.ExecutionArn)); err != nil {
				return nil, err
			}
		}
		return ended, nil
	}
}

// ended waits until an execution has ended.
func (a *Account) ended(ctx context.Context, arn string) (Execution, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for {
		out, err := a.States.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: aws.String(arn)})
		if err != nil {
			return Execution{}, err
		}
		if out.Status != types.ExecutionStatusRunning {
			return Execution{
				ARN: arn, Status: string(out.Status), Output: aws.ToString(out.Output),
				Error: aws.ToString(out.Error), Cause: aws.ToString(out.Cause),
			}, nil
		}
		select {
		case <-ctx.Done():
			return Execution{}, fmt.Errorf("the execution %s has not ended: %w", arn, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// LogGroups are the names of the account's log groups.
func (a *Account) LogGroups(ctx context.Context) ([]string, error) {
	var out struct {
		LogGroups []struct{ LogGroupName string }
	}
	if err := a.askLogs(ctx, "DescribeLogGroups", map[string]any{}, &out); err != nil {
		return nil, err
	}
	var names []string
	for _, g := range out.LogGroups {
		names = append(names, g.LogGroupName)
	}
	return names, nil
}

// Logs are the lines of a log group.
func (a *Account) Logs(ctx context.Context, group string) ([]string, error) {
	var out struct{ Events []struct{ Message string } }
	if err := a.askLogs(ctx, "FilterLogEvents", map[string]any{"logGroupName": group}, &out); err != nil {
		return nil, err
	}
	lines := make([]string, len(out.Events))
	for i, e := range out.Events {
		lines[i] = e.Message
	}
	return lines, nil
}

// CreateSecret keeps a text in Secrets Manager.
func (a *Account) CreateSecret(ctx context.Context, name, text string) error {
	var out struct{ ARN string }
	return a.ask(ctx, "secretsmanager", "secretsmanager.CreateSecret", map[string]any{"Name": name, "SecretString": text}, &out)
}

// askLogs calls CloudWatch Logs.
func (a *Account) askLogs(ctx context.Context, action string, input, output any) error {
	return a.ask(ctx, "logs", "Logs_20140328."+action, input, output)
}

// ask calls a service that speaks AWS's JSON.
func (a *Account) ask(ctx context.Context, service, target string, input, output any) error {
	body, err := json.Marshal(input)
	if err != nil {
		return err
	}
	answer, err := a.raw(ctx, http.MethodPost, "/", string(body), service, map[string]string{
		"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1",
	})
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, output)
}

// put makes a bucket or an object.
func (a *Account) put(ctx context.Context, path, body string) error {
	_, err := a.raw(ctx, http.MethodPut, path, body, "s3", nil)
	return err
}

// raw calls a service of the account for which a module of the SDK would be too much, or the
// emulator itself.
func (a *Account) raw(ctx context.Context, method, path, body, service string, headers map[string]string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, a.lab.Emulator.URL+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	// The emulator checks no signature.
	request.Header.Set("Authorization", fmt.Sprintf(
		"AWS4-HMAC-SHA256 Credential=%s/20260101/%s/%s/aws4_request, SignedHeaders=host, Signature=none", a.ID, Region, service))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("%s %s is answered %s: %s", method, path, response.Status, answer)
	}
	return answer, err
}

// HoldClock makes the account's state machines wait, where they wait, until the clock is
// advanced. Without it a wait takes no time: the execution's own clock is put forward.
func (a *Account) HoldClock(ctx context.Context) error {
	_, err := a.orderClock(ctx, map[string]any{"hold": true})
	return err
}

// FreeClock lets all waits end.
func (a *Account) FreeClock(ctx context.Context) error {
	_, err := a.orderClock(ctx, map[string]any{"hold": false})
	return err
}

// Advance puts the account's clock forward: waits that end by then end.
func (a *Account) Advance(ctx context.Context, by time.Duration) error {
	_, err := a.orderClock(ctx, map[string]any{"advance": by.Seconds()})
	return err
}

// Settle waits until nothing is under way that the account's events have begun: no delivery, and no
// execution but those that wait for the held clock. What they send has arrived then.
func (a *Account) Settle(ctx context.Context, timeout time.Duration) error {
	for deadline := time.Now().Add(timeout); ; time.Sleep(20 * time.Millisecond) {
		rests, err := a.orderClock(ctx, map[string]any{})
		if err != nil || rests {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("executions or deliveries have not ended within %s", timeout)
		}
	}
}

// orderClock tells whether the account rests, too.
func (a *Account) orderClock(ctx context.Context, order map[string]any) (rests bool, err error) {
	order["account"] = a.ID
	body, err := json.Marshal(order)
	if err != nil {
		return false, err
	}
	answer, err := a.raw(ctx, http.MethodPost, "/_e2e/clock", string(body), "clock", nil)
	if err != nil {
		return false, err
	}
	var said struct{ Rests bool }
	err = json.Unmarshal(answer, &said)
	return said.Rests, err
}
