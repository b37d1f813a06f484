package layout

import (
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// addGrants gives each state machine the policies that let it make its calls.
func (p *placing) addGrants() {
	for i := range p.out.Machines {
		m := &p.out.Machines[i]
		m.Policies = policiesOf(m.ID, m.Calls)
	}
}

// policiesOf are as many policies as the calls need, one filled after the other.
//
// The name of a policy says what is in it. So a deployment makes the new one before the old one goes,
// and the rules of operations that are about to leave a machine find it as it was.
func policiesOf(machine string, calls []plan.Call) []plan.CallPolicy {
	var policies []plan.CallPolicy
	length := 0
	for _, grant := range grantsOf(calls) {
		for i := 0; i < len(grant.Endpoints); i += endpointsPerURL {
			endpoints := grant.Endpoints[i : i+endpointsPerURL]
			more := endpointsLength(endpoints)
			if last := len(policies) - 1; last < 0 || length+grantLength(grant.Methods)+more > limits.ManagedPolicyLength {
				policies, length = append(policies, plan.CallPolicy{}), policyLength
			}
			policy := &policies[len(policies)-1]
			if last := len(policy.Grants) - 1; last < 0 || !slices.Equal(policy.Grants[last].Methods, grant.Methods) {
				policy.Grants = append(policy.Grants, plan.Grant{Methods: grant.Methods})
				length += grantLength(grant.Methods)
			}
			last := &policy.Grants[len(policy.Grants)-1]
			last.Endpoints = append(last.Endpoints, endpoints...)
			length += more
		}
	}
	for i := range policies {
		policies[i].ID = policyID(machine, policies[i].Grants)
	}
	return policies
}

// grantsOf are the calls by the methods that a base URL is called with: sorted, as the calls are.
func grantsOf(calls []plan.Call) []plan.Grant {
	var grants []plan.Grant
	for i := 0; i < len(calls); {
		url, methods := calls[i].BaseURL, []string(nil)
		for ; i < len(calls) && calls[i].BaseURL == url; i++ {
			methods = append(methods, calls[i].Method)
		}
		at := slices.IndexFunc(grants, func(g plan.Grant) bool { return slices.Equal(g.Methods, methods) })
		if at < 0 {
			at, grants = len(grants), append(grants, plan.Grant{Methods: methods})
		}
		grants[at].Endpoints = append(grants[at].Endpoints, endpointsAt(url)...)
	}
	return grants
}

// endpointsPerURL is how many patterns endpointsAt gives.
const endpointsPerURL = 2

// endpointsAt are the patterns of IAM for a base URL and what is below it. A slash ends the host:
// https://example.com* would be https://example.com.attacker.net, too.
func endpointsAt(base string) []string {
	base = inPattern.Replace(strings.TrimRight(base, "/"))
	return []string{base, base + "/*"}
}

// inPattern writes what IAM would take for a wildcard as itself
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html, "Specifying
// special characters"). A dollar sign is one only before a brace, which no URL has.
var inPattern = strings.NewReplacer("*", "${*}", "?", "${?}")

// policyID ends in what identifies the grants, whatever number the CDK gives to its tokens.
func policyID(machine string, grants []plan.Grant) string {
	var content strings.Builder
	for _, g := range grants {
		content.WriteString(strings.Join(g.Methods, " ") + "\n" + strings.Join(g.Endpoints, "\n") + "\n")
	}
	return machine + "Calls" + ident.Hash(token.ReplaceAllString(content.String(), "${Token}"))
}

// token is a CDK token, filledIn what the launch or the deployment fills in.
var (
	token    = regexp.MustCompile(`\$\{Token\[[^\]]*\]\}`)
	filledIn = regexp.MustCompile(`\$\{[A-Za-z]`)
)

// The lengths of a policy without its statements, of a statement without its methods and endpoints,
// in which the machine's ARN is the longest, and of what the launch fills in, as far as it is counted
// on, without white space.
const (
	policyLength      = 60
	statementLength   = 300
	launchedURLLength = 512
)

func grantLength(methods []string) int { return statementLength + len(strings.Join(methods, `","`)) }

func endpointsLength(endpoints []string) int {
	n := 0
	for _, e := range endpoints {
		length := len(e)
		if filledIn.MatchString(e) {
			length = max(length, launchedURLLength)
		}
		n += length + len(`"",`)
	}
	return n
}
