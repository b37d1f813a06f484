package lab

import (
	"context"
	"encoding/json"
	"net/http"
)

// Alarm is an alarm of CloudWatch, a composite one where it has a Rule.
type Alarm struct {
	AlarmName, AlarmRule, MetricName string
	AlarmActions                     []string
	Dimensions                       []struct{ Name, Value string }
	Metrics                          []struct {
		Expression string
		MetricStat *struct {
			Metric struct {
				MetricName string
				Dimensions []struct{ Name, Value string }
			}
		}
	}
}

// Alarms are those of the account.
func (a *Account) Alarms(ctx context.Context) (metric, composite []Alarm, err error) {
	answer, err := a.raw(ctx, http.MethodPost, "/", `{"AlarmTypes":["MetricAlarm","CompositeAlarm"]}`, "monitoring", map[string]string{
		"X-Amz-Target": "GraniteServiceVersion20100801.DescribeAlarms", "Content-Type": "application/x-amz-json-1.0",
	})
	if err != nil {
		return nil, nil, err
	}
	var out struct{ MetricAlarms, CompositeAlarms []Alarm }
	err = json.Unmarshal(answer, &out)
	return out.MetricAlarms, out.CompositeAlarms, err
}
