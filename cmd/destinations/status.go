package main

import "errors"

// The exit statuses. Of several events the highest counts.
const (
	delivered = 0
	wrongUse  = 1
	rejected  = 2 // it reaches a dead-letter queue only, or PutEvents refuses it, or it isn't what the document wants
	lost      = 3
)

// invalid is an error about events: they can be read, and are none.
type invalid struct{ error }

// statusOfError is rejected for what is no event, and else wrongUse.
func statusOfError(err error) int {
	if errors.As(err, new(invalid)) {
		return rejected
	}
	return wrongUse
}

// statuses is the table of them, as the help shows it.
const statuses = `Exit status:
  0  delivered: every event calls its operation, or is back on the bus
  1  wrong use: a flag, a file, a name, a permission
  2  rejected or invalid: an event calls nothing, or not as the document wants it, or stays in the queue
  3  lost: nobody gets an event, not even the dead-letter queue
`
