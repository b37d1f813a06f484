// Package machine is the state machine that carries a request where an API destination can't:
// the constants of an operation, which its rule hands over with each event, the JSONata that
// makes a request of both, and the definitions of the two machines. docs/state-machine.md draws
// them. It knows nothing of OpenAPI and nothing of the CDK.
package machine
