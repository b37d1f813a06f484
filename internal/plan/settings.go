package plan

// OperationSettings are settings of single operations. The zero value of each leaves it to a less
// specific key, and in the end to what holds for all operations.
type OperationSettings struct {
	// Carrier carries the operation, though another one would be more faithful.
	Carrier Carrier
}
