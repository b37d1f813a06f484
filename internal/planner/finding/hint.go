package finding

// OtherWay is the hint where nothing that the planner knows can make the call.
const OtherWay = "call this operation some other way"
