package render

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// place is where the construct is in the tree. It is asked of the CDK once, for each call
// into its process costs as much as planning ten operations.
type place struct {
	node constructs.Node
	// root is the node that all constructs of the app see.
	root           constructs.Node
	id, path, addr string
	stack          awscdk.Stack
	// top is the topmost stack: the construct's own, unless that is a nested one.
	top awscdk.Stack
	// stackPath and topPath are the paths of the two, topName the name of the topmost at
	// synth, and launchedAs the one that it is launched under, which is a CDK token.
	stackPath, topPath, topName, launchedAs string
	// partition, region and account are those of the stack; they may be CDK tokens.
	partition, region, account string
}

func placeOf(c constructs.Construct) place {
	node, stack := c.Node(), awscdk.Stack_Of(c)
	p := place{node: node, root: node.Root().Node(), path: *node.Path(), addr: *node.Addr(), stack: stack, partition: *stack.Partition(), region: *stack.Region(), account: *stack.Account()}
	p.id = p.path[strings.LastIndexByte(p.path, '/')+1:] // no id holds a slash
	p.stackPath = *stack.Node().Path()
	p.top, p.topPath = topmost(stack, p.stackPath)
	p.topName, p.launchedAs = *p.top.StackName(), nameOfStack(p.top)
	return p
}
