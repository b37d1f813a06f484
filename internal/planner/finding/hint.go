package finding

// OtherWay is the hint where nothing that the planner knows can make the call.
const OtherWay = "call this operation some other way"

// SelectFewer is the hint that always helps where a document is too much.
const SelectFewer = "select fewer operations with Methods, Include and Exclude (context keys methods, include, exclude)"
