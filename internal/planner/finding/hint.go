package finding

// OtherWay is the hint where nothing that the planner knows can make the call.
const OtherWay = "call this operation some other way"

// OtherCarrier is the hint where the state machine can do what the API destination can't: it was
// not allowed to.
const OtherCarrier = "let a state machine carry it (Carriers or Operations, context keys carriers, operations)"

// SelectFewer is the hint that always helps where a document is too much.
const SelectFewer = "select fewer operations with Methods, Include and Exclude (context keys methods, include, exclude)"
