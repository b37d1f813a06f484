package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// everything is what can be switched on beside the calls.
var everything = map[string]string{
	"alarmTopic": "arn:aws:sns:us-east-1:123456789012:pager", "dashboard": "true", "archiveDays": "7", "removalPolicy": "destroy",
	"logs":               `{"eventBus":"TRACE","stateMachines":"ALL","data":true,"days":7}`,
	"eventBusKey":        "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012",
	"deadLetterQueueKey": "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012",
	"producerAccounts":   "210987654321", "producerOrganizations": "o-abcde12345",
}

// TestWatched deploys a document with everything switched on: it calls as before, its alarms name what is
// there, a replay calls again, and nothing is left behind.
func TestWatched(t *testing.T) {
	t.Parallel()
	site := deployMachines(t, theLab.NewAccount("watched"), everything)
	site.wantCarried(t)
	t.Run("alarms", func(t *testing.T) { testAlarms(t, site) })
	t.Run("replay", func(t *testing.T) { testReplay(t, site) })
	wantNothingLeft(t, site)
	metric, composite, err := site.Alarms(t.Context())
	if err != nil || len(metric)+len(composite) > 0 {
		t.Errorf("alarms are left: %v, %v, %v", metric, composite, err)
	}
}

// testAlarms looks whether the values of dimensions are names of what was deployed.
func testAlarms(t *testing.T, site *deployment) {
	metric, composite, err := site.Alarms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rules, err := site.Rules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	machines, err := site.Machines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]func(string) bool{
		"QueueName":    func(v string) bool { return strings.HasSuffix(site.queueURL, "/"+v) },
		"EventBusName": func(v string) bool { return v == site.bus },
		"RuleName":     func(v string) bool { return slices.Contains(rules["default"], v) },
		"StateMachineArn": func(v string) bool {
			for _, arn := range machines {
				if arn == v {
					return true
				}
			}
			return false
		},
	}
	seen := make(map[string]bool)
	for _, a := range metric {
		dimensions := a.Dimensions
		for _, m := range a.Metrics {
			if m.MetricStat != nil {
				dimensions = append(dimensions, m.MetricStat.Metric.Dimensions...)
			} else if strings.HasPrefix(m.Expression, "SELECT") && !strings.HasSuffix(m.Expression, " WHERE EventBusName = '"+site.bus+"'") {
				t.Errorf("%s: %s", a.AlarmName, m.Expression)
			}
		}
		for _, d := range dimensions {
			seen[d.Name] = true
			if known[d.Name] == nil || !known[d.Name](d.Value) {
				t.Errorf("%s has the dimension %s=%s, which is nothing there", a.AlarmName, d.Name, d.Value)
			}
		}
	}
	if len(metric) < 7 || len(seen) != len(known) {
		t.Errorf("%d alarms with the dimensions %v", len(metric), seen)
	}
	if len(composite) != 1 || strings.Count(composite[0].AlarmRule, "ALARM(") != len(metric) || !slices.Equal(composite[0].AlarmActions, []string{everything["alarmTopic"]}) {
		t.Errorf("%+v", composite)
	}
}

// testReplay has the events of the archive put again: they call again.
func testReplay(t *testing.T, site *deployment) {
	archives, err := site.Events.ListArchives(t.Context(), &eventbridge.ListArchivesInput{})
	if err != nil || len(archives.Archives) != 1 {
		t.Fatalf("%v, %v", archives, err)
	}
	archive := archives.Archives[0]
	site.API.Drain()
	events := site.put(t, lab.Event{Source: "e2e", DetailType: "Delete Thing", Detail: []byte(`{"thing":"twice"}`)}, lab.Event{Source: "e2e", DetailType: "Unheard Of", Detail: []byte(`{}`)})
	site.takes(t, "DELETE /v1/things/twice")
	site.letters(t, 1)
	described, err := site.Events.DescribeArchive(t.Context(), &eventbridge.DescribeArchiveInput{ArchiveName: archive.ArchiveName})
	if err != nil {
		t.Fatal(err)
	}
	// The operations' events and no others.
	if want := int64(len(carriedRequests) + 2); described.EventCount != want {
		t.Errorf("the archive has %d events, want %d; the last are %v", described.EventCount, want, events)
	}
	_, err = site.Events.StartReplay(t.Context(), &eventbridge.StartReplayInput{
		ReplayName: aws.String("again"), EventSourceArn: described.ArchiveArn, Destination: &ebtypes.ReplayDestination{Arn: described.EventSourceArn},
		EventStartTime: aws.Time(time.Now().Add(-time.Hour)), EventEndTime: aws.Time(time.Now().Add(time.Hour)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if requests := site.API.Take(int(described.EventCount), arrival); len(requests) != int(described.EventCount) {
		t.Errorf("the replay made %d requests of %d events", len(requests), described.EventCount)
	}
}
