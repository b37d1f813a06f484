package render

import (
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// physicalName is the name of something that AWS wants a name for. It follows the name that the
// stack is launched under, so that a template can be launched twice in an account.
type physicalName struct {
	// stack is the name of the topmost stack at synth, and launchedAs the one that it is launched
	// under, a CDK token; top is its path. All are empty where the name is the same whatever the
	// stack is called.
	stack, launchedAs, top string
	// rest follows the name of the stack, or is all there is.
	rest string
}

// fixedName is the same whatever the stack is called. It may be a CDK token.
func fixedName(name string) physicalName { return physicalName{rest: name} }

// atSynth is the name if the stack is launched under its own.
func (n physicalName) atSynth() string { return n.stack + n.rest }

// in is the name for what is in the topmost stack of the path. Another stack knows the name at
// synth only: stacks that refer to each other do so by those names, and keep them.
func (n physicalName) in(top string) string {
	if n.top == top {
		return n.launchedAs + n.rest
	}
	return n.atSynth()
}

// plus is the name with something behind it.
func (n physicalName) plus(text string) physicalName {
	n.rest += text
	return n
}

// physicalName is that of the topmost stack and the path below it. A nested stack's own
// name is known to CloudFormation only, so the topmost one counts.
func (p place) physicalName() physicalName {
	return p.named(limits.BusNameLength - len(mostShards))
}

// named is such a name of at most so many characters, whatever the stack is called.
func (p place) named(longest int) physicalName {
	path := nameOf(strings.TrimPrefix(p.path, p.topPath+"/"), longest-limits.StackNameLength-len("-"))
	return physicalName{p.topName, p.launchedAs, p.topPath, "-" + path}
}

// mostShards is the longest that stands behind the name of a bus, for one of its shards.
const mostShards = "-100"

// notInName are the characters that names of buses and files have no use for.
var notInName = regexp.MustCompile(`[^A-Za-z0-9._-]`)

// nameOf is a name for a bus, with a hyphen for each character that it may not have. What is
// too long is cut, with a hash of the whole.
func nameOf(whole string, longest int) string {
	name := notInName.ReplaceAllString(whole, "-")
	if len(name) <= longest {
		return name
	}
	hash := "-" + text.Hash(whole)
	return name[:longest-len(hash)] + hash
}

// topmost is the stack that others are nested in, with its path: the stack itself, unless it is
// a nested one.
func topmost(stack awscdk.Stack, path string) (awscdk.Stack, string) {
	for parent := stack.NestedStackParent(); parent != nil; parent = stack.NestedStackParent() {
		stack, path = parent, *parent.Node().Path()
	}
	return stack, path
}

// nameOfStack is the name that a topmost stack is launched under, a CDK token.
func nameOfStack(top awscdk.Stack) string { return *awscdk.NewScopedAws(top).StackName() }
