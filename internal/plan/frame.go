package plan

// Frame is what is there whatever the document says.
type Frame struct {
	Bus         EventBus
	DeadLetters Queue
}

// EventBus is the bus that users publish to. ID is what the construct's own is called, whether it is
// that one or Given.
type EventBus struct {
	ID    string
	Given bool
}

// Queue is the dead-letter queue, as EventBus, with the policy that lets the rules send to it: a queue
// that was given has its own.
type Queue struct {
	ID, Policy string
	Given      bool
}

// Resources is how many of them the construct makes in its own stack.
func (f *Frame) Resources() int {
	n := 0
	if !f.Bus.Given {
		n++
	}
	if !f.DeadLetters.Given {
		n += 2 // the queue and its policy
	}
	return n
}
