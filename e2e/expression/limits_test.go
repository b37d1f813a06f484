package expression

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// mostMilliseconds is half of what Step Functions gives an expression.
const mostMilliseconds = 500

// object is JSON of n properties.
func object(n int, value func(i int) string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"field%d":%s`, i, value(i))
	}
	return "{" + strings.TrimPrefix(b.String(), ",") + "}"
}

func array(n int, value string) string {
	return "[" + strings.TrimPrefix(strings.Repeat(","+value, n), ",") + "]"
}

// TestLargest: the largest bodies that are allowed take half of the depth and of the time that
// there is.
func TestLargest(t *testing.T) {
	nested := func(int) string { return `{"a":{"b":[1,2,"x",{"c":"!","d":["y"]}]},"e":{"f":{"g":{"h":"z"}}}}` }
	tower := strings.Repeat(`{"a":[`, 10) + `"x"` + strings.Repeat(`]}`, 10)
	for name, message := range map[string]string{
		"flat":    object(990, func(i int) string { return fmt.Sprintf(`"%s!(%d)"`, strings.Repeat("x", 80), i) }),
		"nested":  object(62, nested),
		"wide":    object(10, func(int) string { return `"` + strings.Repeat("x", 23000) + `"` }),
		"encoded": object(10, func(int) string { return `"` + strings.Repeat("!é", 2000) + `"` }),
		"list":    `{"a":` + array(990, `"(x) y"`) + `}`,
		"tower":   object(40, func(int) string { return tower }),
	} {
		for _, as := range []machine.Form{machine.URLEncoded, machine.Fields, machine.Multipart} {
			for _, each := range []machine.Property{{}, deep, {Encoding: machine.Encoding{Style: "form"}}, {Encoding: machine.Encoding{Reserved: true}}} {
				if as != machine.URLEncoded && each.Style == "form" {
					continue // that style has no texts with names of their own
				}
				quick(t, fmt.Sprintf("%s as %s %+v", name, as, each), &machine.Body{Field: "message", As: as, Type: form, Each: each}, message)
			}
		}
	}
	for name, c := range map[string]struct {
		as      machine.Form
		message string
	}{
		"JSON":                  {machine.JSON, array(3500, `{"name":"some text","on":true,"of":[1,2,3.5],"n":null}`)},
		"JSON beyond ASCII":     {machine.JSON, array(30000, `"é "`)},
		"text":                  {machine.Text, `"` + strings.Repeat("some text. ", 20000) + `"`},
		"text beyond ASCII":     {machine.Text, `"` + strings.Repeat("é ", 75000) + `"`},
		"text that is JSON":     {machine.Text, array(9000, `"some text"`)},
		"numbers that are text": {machine.Text, array(9000, `1234.5`)},
		"lines":                 {machine.Lines, array(2000, `{"index":{"_id":"0123456789"},"name":"a name"}`)},
	} {
		quick(t, name, &machine.Body{Field: "message", As: c.as, Type: form}, c.message)
	}
}

// quick checks the time of the best of some runs: the first ones compile.
func quick(t *testing.T, name string, b *machine.Body, message string) {
	t.Helper()
	in := input(t, machine.Operation{Body: b}, `{"message":`+message+`}`)
	best := answer{Milliseconds: 1e9}
	for range 4 {
		got, a := read(t, in)
		if got.Problem != "" {
			t.Fatalf("%s: %s", name, got.Problem)
		}
		if a.Milliseconds < best.Milliseconds {
			best = a
		}
		if best.Milliseconds < mostMilliseconds/4 {
			break
		}
	}
	if best.Milliseconds > mostMilliseconds {
		t.Errorf("%s takes %.0f milliseconds", name, best.Milliseconds)
	}
}

// TestTooMuch: what would take too long is found before it does.
func TestTooMuch(t *testing.T) {
	many := array(60000, `[1]`)
	deepest := strings.Repeat("[", 40) + "1" + strings.Repeat("]", 40)
	for name, c := range map[string]struct {
		operation machine.Operation
		detail    string
		want      string
	}{
		"a form":             {machine.Operation{Body: body(machine.URLEncoded, form)}, `{"message":{"a":` + many + `}}`, "detail.message has more than 1000 values"},
		"multipart":          {machine.Operation{Body: body(machine.Multipart, form)}, `{"message":{"a":` + many + `}}`, "detail.message has more than 1000 values"},
		"text":               {machine.Operation{Body: body(machine.Text, form)}, `{"message":` + many + `}`, "detail.message has more than 10000 values"},
		"the query":          {machine.Operation{Query: []machine.Parameter{field("a")}}, `{"a":` + many + `}`, "detail.a has more than 1000 values"},
		"the path":           {machine.Operation{URL: []machine.Part{{Field: &machine.Path{Field: "a"}}}}, `{"a":` + many + `}`, "detail.a has more than 1000 values"},
		"a header":           {machine.Operation{Headers: []machine.Parameter{field("a")}}, `{"a":` + many + `}`, "detail.a has more than 1000 values"},
		"a cookie":           {machine.Operation{Cookies: []machine.Parameter{field("a")}}, `{"a":` + many + `}`, "detail.a has more than 1000 values"},
		"a form, nested":     {machine.Operation{Body: &machine.Body{Field: "message", As: machine.URLEncoded, Each: deep}}, `{"message":{"a":` + deepest + `}}`, "detail.message.a is nested too deep"},
		"the query, nested":  {machine.Operation{Query: []machine.Parameter{encoded("a", machine.Encoding{Style: "deepObject"})}}, `{"a":` + deepest + `}`, "detail.a is nested too deep"},
		"an encoded form":    {machine.Operation{Body: body(machine.URLEncoded, form)}, `{"message":{"a":"` + strings.Repeat("é", 50000) + `"}}`, "the request would be larger than Step Functions takes"},
		"JSON inside a form": {machine.Operation{Body: body(machine.URLEncoded, form)}, `{"message":{"a":{"b":"` + strings.Repeat("\\\"", 60000) + `"}}}`, "the request would be larger than Step Functions takes"},
		"an address":         {machine.Operation{Query: []machine.Parameter{encoded("a", machine.Encoding{Reserved: true})}}, `{"a":"` + strings.Repeat(" ", 100000) + `"}`, "the request would be larger than Step Functions takes"},
	} {
		got, a := read(t, input(t, c.operation, c.detail))
		if got.Problem != c.want {
			t.Errorf("%s: %q, not %q", name, got.Problem, c.want)
		}
		for tries := 1; tries < 4 && a.Milliseconds > mostMilliseconds; tries++ { // the first ones compile
			_, a = read(t, input(t, c.operation, c.detail))
		}
		if a.Milliseconds > mostMilliseconds {
			t.Errorf("%s takes %.0f milliseconds", name, a.Milliseconds)
		}
	}
}

// TestSizes: no state passes the limit on its output, however full the input is: nothing could
// catch that.
func TestSizes(t *testing.T) {
	sent := 0
	for _, unit := range []string{"x", `é`, `\"`, "\U0001F600x", "."} {
		for _, as := range []machine.Form{machine.JSON, machine.Text, machine.URLEncoded, machine.Multipart} {
			for _, size := range []int{128_000, 236_000, 255_000, 260_900} {
				o := machine.Operation{Body: &machine.Body{Field: "message", As: as, Type: "multipart/form-data"}, Query: []machine.Parameter{field("q"), field("r")}, Headers: []machine.Parameter{field("h")}}
				value := `"` + strings.Repeat(unit, size/len(unit)) + `"`
				if as != machine.Text {
					value = `{"a":` + value + `}`
				}
				in := input(t, o, `{"q":"v","r":["&&&&"],"h":"`+strings.Repeat("h", 300)+`","message":`+value+`}`)
				if len(in) > limits.StateBytes {
					continue
				}
				got, a := read(t, in)
				if got.Problem == "" {
					sent++
					var call struct{ URL, Query, Headers, Body json.RawMessage }
					if err := json.Unmarshal(a.Value, &call); err != nil {
						t.Fatal(err)
					}
					const around = 400 // the names of the task's members, the method and the connection
					if n := len(call.URL) + len(call.Query) + len(call.Headers) + len(call.Body) + around; n > limits.StateBytes {
						t.Errorf("%q as %s: the call of an input of %d bytes has %d", unit, as, len(in), n)
					}
				}
				const letter = 1000 + 2000 // the message, and the other attributes with their names
				if got.Fits && len(in)+letter > limits.StateBytes {
					t.Errorf("%q: a letter of %d bytes doesn't fit", unit, len(in))
				}
				asString, err := json.Marshal(string(in))
				if err != nil {
					t.Fatal(err)
				}
				const outcome = 4000 // the members of an execution's description
				if got.Patient && len(asString)+outcome > limits.StateBytes {
					t.Errorf("%q: the outcome of an input of %d bytes has more than %d", unit, len(in), len(asString))
				}
			}
		}
	}
	if sent < 20 {
		t.Errorf("only %d of the requests were sent", sent)
	}
}
