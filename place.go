package openapidestinations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// place is where the construct is in the tree. It is asked of the CDK once, for each call
// into its process costs as much as planning a hundred operations.
type place struct {
	node           constructs.Node
	id, path, addr string
	stack          awscdk.Stack
	// top is the topmost stack: the construct's own, unless that is a nested one.
	top awscdk.Stack
}

func placeOf(c constructs.Construct) place {
	node, stack := c.Node(), awscdk.Stack_Of(c)
	p := place{node: node, id: *node.Id(), path: *node.Path(), addr: *node.Addr(), stack: stack, top: stack}
	for parent := p.top.NestedStackParent(); parent != nil; parent = p.top.NestedStackParent() {
		p.top = parent
	}
	return p
}
