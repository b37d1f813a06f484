package layout

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

func calls(texts ...string) []plan.Call {
	var all []plan.Call
	for _, text := range texts {
		method, url, _ := strings.Cut(text, " ")
		all = append(all, plan.Call{Method: method, BaseURL: url})
	}
	slices.SortFunc(all, plan.Call.Compare)
	return all
}

func grant(methods, endpoints []string) plan.Grant {
	return plan.Grant{Methods: methods, Endpoints: endpoints}
}

// TestGrants: each base URL with the methods that it is called with and no others, and nothing that
// stands beside its host.
func TestGrants(t *testing.T) {
	for name, tt := range map[string]struct {
		calls []plan.Call
		want  []plan.Grant
	}{
		"one":    {calls("POST https://a.example/v1"), []plan.Grant{grant([]string{"POST"}, []string{"https://a.example/v1", "https://a.example/v1/*"})}},
		"a host": {calls("POST https://a.example/"), []plan.Grant{grant([]string{"POST"}, []string{"https://a.example", "https://a.example/*"})}},
		"the same methods": {
			calls("POST https://a.example", "PUT https://a.example", "PUT https://b.example", "POST https://b.example", "GET https://c.example"),
			[]plan.Grant{
				grant([]string{"POST", "PUT"}, []string{"https://a.example", "https://a.example/*", "https://b.example", "https://b.example/*"}),
				grant([]string{"GET"}, []string{"https://c.example", "https://c.example/*"}),
			},
		},
		"wildcards": {calls("POST https://a.example/*/x?y"), []plan.Grant{grant([]string{"POST"}, []string{"https://a.example/${*}/x${?}y", "https://a.example/${*}/x${?}y/*"})}},
		"a launch":  {calls("POST ${ServerUrl}"), []plan.Grant{grant([]string{"POST"}, []string{"${ServerUrl}", "${ServerUrl}/*"})}},
	} {
		policies := policiesOf("M", tt.calls)
		if len(policies) != 1 || !reflect.DeepEqual(policies[0].Grants, tt.want) {
			t.Errorf("%s: %v, not %v", name, policies, tt.want)
		}
	}
}

// TestPolicyNames: another content is another policy, and the numbers of tokens are no content.
func TestPolicyNames(t *testing.T) {
	id := func(texts ...string) string { return policiesOf("M", calls(texts...))[0].ID }
	a := id("POST https://a.example")
	for _, other := range [][]string{{"PUT https://a.example"}, {"POST https://b.example"}, {"POST https://a.example", "POST https://b.example"}} {
		if id(other...) == a {
			t.Errorf("%v has the policy of another", other)
		}
	}
	if id("POST https://${Token[TOKEN.1]}/a") != id("POST https://${Token[TOKEN.23]}/a") {
		t.Error("the number of a token changes a name")
	}
	if id("POST ${ServerUrl}") == id("POST ${OtherServerUrl}") {
		t.Error("two placeholders have the same policy")
	}
}

// TestPolicyLengths: no policy is too long for AWS, and together they allow what one would.
func TestPolicyLengths(t *testing.T) {
	var many []plan.Call
	for i := range 200 {
		url := fmt.Sprintf("https://api-%03d.example.com/some/base/path", i)
		for _, method := range []string{"DELETE", "GET", "POST"}[:1+i%3] {
			many = append(many, plan.Call{Method: method, BaseURL: url})
		}
	}
	policies := policiesOf("M", many)
	if len(policies) < 2 {
		t.Fatalf("%d policies", len(policies))
	}
	granted := make(map[plan.Call]bool)
	for _, policy := range policies {
		length := len(`{"Version":"2012-10-17","Statement":[]}`)
		for _, g := range policy.Grants {
			length += len(`{"Effect":"Allow","Action":"states:InvokeHTTPEndpoint","Resource":"","Condition":{"StringEquals":{"states:HTTPMethod":[]},"StringLike":{"states:HTTPEndpoint":[]}}},`)
			length += 150 + len(strings.Join(g.Methods, `","`)) + 2 + len(strings.Join(g.Endpoints, `","`)) + 2
			for _, method := range g.Methods {
				for _, endpoint := range g.Endpoints {
					granted[plan.Call{Method: method, BaseURL: endpoint}] = true
				}
			}
		}
		if length > limits.ManagedPolicyLength {
			t.Errorf("%d characters", length)
		}
	}
	for _, c := range many {
		if !granted[c] || !granted[plan.Call{Method: c.Method, BaseURL: c.BaseURL + "/*"}] {
			t.Errorf("%v is not allowed", c)
		}
	}
	if len(granted) != 2*len(many) {
		t.Errorf("%d grants for %d calls", len(granted), len(many))
	}
}
