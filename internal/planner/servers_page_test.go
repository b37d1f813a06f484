package planner_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestServersOfThePage: what the table of docs/guide/servers.md says is what comes of them.
func TestServersOfThePage(t *testing.T) {
	text, err := os.ReadFile("../../docs/guide/servers.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| in the list | called | |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	code := regexp.MustCompile("`([^`]*)`")
	rows := strings.Split(table, "\n")
	if len(rows) < 10 {
		t.Fatalf("the table has %d rows", len(rows))
	}
	for _, row := range rows {
		cells := strings.Split(strings.Trim(row, "| "), " | ")
		urls, values, _ := strings.Cut(cells[0], " with ")
		var variables []string
		given := code.FindAllStringSubmatch(values, -1)
		for i := 0; i+1 < len(given); i += 2 {
			variables = append(variables, given[i][1]+`: {default: "`+given[i+1][1]+`"}`)
		}
		var servers []string
		for _, m := range code.FindAllStringSubmatch(urls, -1) {
			servers = append(servers, `{url: "`+m[1]+`", variables: {`+strings.Join(variables, ", ")+"}}")
		}
		want := ""
		if m := code.FindStringSubmatch(cells[1]); m != nil {
			want = m[1] + "/a"
		}
		p := build(t, withServers("["+strings.Join(servers, ", ")+"]", ""), plan.Options{})
		got := ""
		if len(p.Destinations) > 0 {
			got = p.Destinations[0].Endpoint
		}
		expected := regexp.MustCompile(`OAD\d{3}`).FindAllString(row, -1)
		if found := codes(p.Diagnostics, spec.Info); got != want || !slices.Equal(found, expected) {
			t.Errorf("%s\n%q with %q", row, got, found)
		}
		if warns := len(codes(p.Diagnostics, spec.Warning)) > 0; warns != (want == "" || strings.Contains(row, "with a warning")) {
			t.Errorf("%s\n%s", row, lines(p.Diagnostics))
		}
	}
}
